package signin_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"

	"github.com/pquerna/otp/totp"
)

const good = "four lorries left at dawn"

func password(b *desktest.Bed, p people.Person) {
	b.Helper()
	hash, err := b.Door.Hasher.Hash(context.Background(), good)
	if err != nil {
		b.Fatal(err)
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error { return people.SetPassword(ctx, tx, p.ID, hash, "") })
}

func link(b *desktest.Bed, p people.Person, purpose people.Purpose) (path string) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		path, _, err = people.LinkPath(ctx, tx, p.ID, string(purpose))
		return err
	})
	return path
}

func stranger(b *desktest.Bed) *desktest.Client { return b.AsPerson(people.Person{}) }

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func signIn(c *desktest.Client, email, password string, more ...string) desktest.Page {
	return c.Send("/desk/sign-in", form(append([]string{"email", email, "password", password}, more...)...))
}

// leads checks that an answer leads somewhere.
func leads(t *testing.T, what string, p desktest.Page, to string) {
	t.Helper()
	if got := p.Header.Get("Location"); p.StatusCode != http.StatusSeeOther || got != to {
		t.Errorf("%s: %d to %q, want %q", what, p.StatusCode, got, to)
	}
}

func cookie(c *desktest.Client, b *desktest.Bed) string {
	at, _ := url.Parse(b.URL + "/desk/")
	for _, k := range c.Jar.Cookies(at) {
		if k.Name == newsroom.SessionCookie {
			return k.Value
		}
	}
	return ""
}

// The cases of the hostile list that concern the door, by their numbers; those of the
// door's rules are in the tests of the package people, those of every page in newsroom's
// and app's.
var hostile = map[string]func(t *testing.T, b *desktest.Bed){
	"47 a person is disabled while she works":    disabledWhileSheWorks,
	"56 an invitation is forwarded and reused":   forwardedInvitation,
	"73 where a sign-in leads":                   whereASignInLeads,
	"75 the forms of the door from other sites":  foreignForms,
	"76 a session is fixed before the sign-in":   fixedSession,
	"77 a reset leaves nothing":                  resetLeavesNothing,
	"78 a reset link is used again":              resetAgain,
	"79 a reset is poisoned by a host name":      poisonedReset,
	"80 a stranger asks who works here":          whoWorksHere,
	"81 the address is forged to go on guessing": forgedAddress,
	"82 the second step is walked around":        aroundTheSecondStep,
	"83 a password of a megabyte":                hugePassword,
	"84 secrets in the log":                      secretsInTheLog,
	"87 the door in a frame":                     framed,
	"88 the house without a journey":             houseWithoutJourney,
}

func TestHostileCases(t *testing.T) {
	for name, f := range hostile {
		t.Run(name, func(t *testing.T) { f(t, desktest.Open(t)) })
	}
}

func disabledWhileSheWorks(t *testing.T, b *desktest.Bed) {
	c := b.As(people.Editor)
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusOK {
		t.Fatal(p.StatusCode)
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error { return people.Disable(ctx, tx, b.Person(people.Editor).ID) })
	leads(t, "her next page", c.Ask("/desk/me/"), "/desk/sign-in?next=%2Fdesk%2Fme%2F")
	if p := c.Ask("/desk/me/", "Accept", "application/json"); p.StatusCode != http.StatusUnauthorized || !strings.Contains(p.Text, "newsroom.signed_out") {
		t.Errorf("her script: %d %s", p.StatusCode, p.Text)
	}
}

func forwardedInvitation(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Translator)
	path := link(b, who, people.InvitationLink)
	c := stranger(b)
	if p := c.Ask(path); p.StatusCode != http.StatusOK || strings.Contains(p.Text, who.Email) || !strings.Contains(p.Text, "translator, Tbilisi") {
		t.Errorf("the invitation: %d", p.StatusCode)
	}
	if p := c.Send(path, form("email", "friend@crossroads.example", "password", good)); p.StatusCode != http.StatusUnprocessableEntity || strings.Contains(p.Text, who.Email) {
		t.Errorf("forwarded: %d", p.StatusCode)
	}
	leads(t, "hers", c.Send(path, form("email", who.Email, "password", good, "role", "administrator", "roles", "administrator")), "/desk/")
	for _, g := range grantsOf(b, who) {
		if g.Role != people.Translator {
			t.Errorf("she is %s now", g.Role)
		}
	}
	if p := stranger(b).Send(path, form("email", who.Email, "password", good)); p.StatusCode != http.StatusNotFound {
		t.Errorf("again: %d", p.StatusCode)
	}
}

func grantsOf(b *desktest.Bed, p people.Person) (list []people.Grant) {
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) { list, err = people.Grants(ctx, tx, p.ID); return err })
	return list
}

func whereASignInLeads(t *testing.T, b *desktest.Bed) {
	password(b, b.Person(people.Editor))
	for next, want := range map[string]string{
		"/desk/me/": "/desk/me/", "": "/desk/", "https://evil.example/": "/desk/", "//evil.example/desk/": "/desk/", "/\\evil.example": "/desk/",
		"/desk/../api/": "/desk/", "javascript:alert(1)": "/desk/", "/desk/\t//evil": "/desk/",
	} {
		leads(t, next, signIn(stranger(b), b.Person(people.Editor).Email, good, "next", next), want)
	}
	leads(t, "a window of its own", signIn(stranger(b), b.Person(people.Editor).Email, good, "in", "window"), "/desk/signed-in")
	if p := stranger(b).Ask("/desk/sign-in?next=https://evil.example/"); strings.Contains(p.Text, "evil") {
		t.Error("the page keeps a foreign address")
	}
}

func foreignForms(t *testing.T, b *desktest.Bed) {
	password(b, b.Person(people.Editor))
	for _, path := range []string{"/desk/sign-in", "/desk/sign-out", "/desk/second", "/desk/forgot", "/desk/passkey/ask", "/desk/me/password", link(b, b.Person(people.Editor), people.EnterLink)} {
		for _, site := range []string{"cross-site", "same-site"} {
			c := b.As(people.Editor)
			p := c.Send(path, form("email", b.Person(people.Editor).Email, "password", good), "Sec-Fetch-Site", site, "Origin", "https://evil.example")
			if p.StatusCode != http.StatusForbidden {
				t.Errorf("%s, %s: %d", path, site, p.StatusCode)
			}
		}
	}
	// What scans links in mails opens them, and does not use them up.
	path := link(b, b.Person(people.Editor), people.EnterLink)
	for range 3 {
		stranger(b).Ask(path)
	}
	leads(t, "after three scanners", stranger(b).Send(path, nil), "/desk/")
}

func fixedSession(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Editor)
	password(b, who)
	c := b.As(people.Reporter) // a session that somebody put into her browser
	was := cookie(c, b)
	leads(t, "signing in over it", signIn(c, who.Email, good), "/desk/")
	if now := cookie(c, b); now == was || now == "" {
		t.Error("the secret stayed")
	}
	old := stranger(b)
	at, _ := url.Parse(b.URL + "/desk/")
	old.Jar.SetCookies(at, []*http.Cookie{{Name: newsroom.SessionCookie, Value: was, Path: "/desk/"}})
	if p := old.Ask("/desk/me/"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the old session lives: %d", p.StatusCode)
	}
	// A role that she is given changes the secret on her next page.
	was = cookie(c, b)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		return people.Give(ctx, tx, who.ID, people.ChiefEditor, "", "")
	})
	if p := c.Ask("/desk/me/", "Sec-Fetch-Dest", "empty"); p.StatusCode != http.StatusOK || cookie(c, b) != was {
		t.Errorf("a script's request changed the secret: %d", p.StatusCode)
	}
	if p := c.Ask("/desk/me/", "Sec-Fetch-Dest", "document"); p.StatusCode != http.StatusOK || cookie(c, b) == was {
		t.Errorf("a page did not change the secret: %d", p.StatusCode)
	}
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusOK {
		t.Errorf("the new secret: %d", p.StatusCode)
	}
}

func resetLeavesNothing(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Editor)
	c := b.As(people.Editor)
	path := link(b, who, people.ResetLink)
	leads(t, "the reset", stranger(b).Send(path, form("password", good)), "/desk/sign-in")
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("an old session lives: %d", p.StatusCode)
	}
	leads(t, "the new password", signIn(stranger(b), who.Email, good), "/desk/")
}

func resetAgain(t *testing.T, b *desktest.Bed) {
	path := link(b, b.Person(people.Editor), people.ResetLink)
	stranger(b).Send(path, form("password", good))
	again := stranger(b)
	if p := again.Ask(path); p.StatusCode != http.StatusNotFound {
		t.Errorf("shown again: %d", p.StatusCode)
	}
	if p := again.Send(path, form("password", good+" again")); p.StatusCode != http.StatusNotFound {
		t.Errorf("used again: %d", p.StatusCode)
	}
	if p := again.Ask("/desk/reset/" + strings.Repeat("A", 43)); p.StatusCode != http.StatusNotFound {
		t.Errorf("guessed: %d", p.StatusCode)
	}
}

func poisonedReset(t *testing.T, b *desktest.Bed) {
	c := stranger(b)
	for _, header := range []string{"X-Forwarded-Host", "Forwarded", "X-Host"} {
		p := c.Ask("/desk/forgot", header, "evil.example")
		if p.StatusCode != http.StatusOK || strings.Contains(p.Text, "evil") {
			t.Errorf("%s: %d", header, p.StatusCode)
		}
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		address, err := b.Link(ctx, tx, b.Person(people.Editor).ID, people.ResetLink)
		if !strings.HasPrefix(address, b.DeskAddress()+"/desk/reset/") {
			t.Errorf("the link is %s", address)
		}
		return err
	})
}

var changing = regexp.MustCompile(`value="[^"]*"|n=[0-9]+`)

func whoWorksHere(t *testing.T, b *desktest.Bed) {
	password(b, b.Person(people.Editor))
	b.Write(func(ctx context.Context, tx *db.Tx) error { return people.Disable(ctx, tx, b.Person(people.Expert).ID) })
	answer := func(email string) string {
		p := signIn(stranger(b), email, "not the password at all")
		return changing.ReplaceAllString(p.Status+p.Text, "")
	}
	known := answer(b.Person(people.Editor).Email)
	if !strings.Contains(known, "422") || !strings.Contains(known, "4 tries are left") {
		t.Errorf("the answer is %.200s", known)
	}
	for what, email := range map[string]string{"nobody": "nobody@crossroads.example", "without a password": b.Person(people.Reporter).Email, "disabled": b.Person(people.Expert).Email} {
		if got := answer(email); got != known {
			t.Errorf("%s gets another answer", what)
		}
	}
	if p := stranger(b).Send("/desk/forgot", form("email", b.Person(people.Editor).Email)); p.StatusCode != http.StatusNotFound {
		t.Errorf("a reset without mail: %d", p.StatusCode)
	}
}

func forgedAddress(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Editor)
	password(b, who)
	for i := range 7 {
		p := stranger(b).Send("/desk/sign-in", form("email", who.Email, "password", "not the password at all"), "X-Forwarded-For", strings.Repeat("1", i%3+1)+".2.3.4", "X-Real-IP", "5.6.7.8")
		want := http.StatusUnprocessableEntity
		if i >= 5 {
			want = http.StatusTooManyRequests
		}
		if p.StatusCode != want {
			t.Errorf("try %d: %d, want %d", i+1, p.StatusCode, want)
		}
	}
}

// withApp gives a person an app for codes, and its secret.
func withApp(b *desktest.Bed, p people.Person) (secret string) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		made, err := people.BeginTOTP(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		secret = made.Secret
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		code, err := totp.GenerateCode(secret, now.Add(-30*time.Second))
		if err != nil {
			return err
		}
		_, err = people.ConfirmTOTP(ctx, tx, p.ID, code, "")
		return err
	})
	return secret
}

func aroundTheSecondStep(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Editor)
	password(b, who)
	secret := withApp(b, who)
	c := stranger(b)
	leads(t, "the password", signIn(c, who.Email, good, "next", "/desk/me/"), "/desk/second?next=%2Fdesk%2Fme%2F")
	half := cookie(c, b)
	for _, r := range b.Server.Desk().Routes() {
		if r.Needs.String() == "anyone" {
			continue
		}
		path := strings.NewReplacer("{lang}", "en", "{$}", "").Replace(r.Path)
		path = regexp.MustCompile(`\{[a-z.]+\}`).ReplaceAllString(path, "x")
		ask := func() desktest.Page {
			if r.Method == http.MethodPost {
				return c.Send(path, nil, "Accept", "application/json")
			}
			return c.Ask(path, "Accept", "application/json")
		}
		if p := ask(); p.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s with half a session: %d", r.Pattern(), p.StatusCode)
		}
	}
	leads(t, "the sign-in page", c.Ask("/desk/sign-in"), "/desk/second?next=%2Fdesk%2F")
	if p := c.Send("/desk/second/app", nil, "Accept", "application/json"); p.StatusCode != http.StatusForbidden || !strings.Contains(p.Text, "people.second_first") {
		t.Errorf("an app of her own with half a session: %d %s", p.StatusCode, p.Text)
	}
	if p := c.Send("/desk/second", form("code", "000000")); p.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(p.Text, "aria-invalid") {
		t.Errorf("a wrong code: %d", p.StatusCode)
	}
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	leads(t, "the code", c.Send("/desk/second", form("code", code, "next", "/desk/me/")), "/desk/me/")
	if cookie(c, b) == half {
		t.Error("the secret stayed")
	}
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusOK {
		t.Errorf("with both: %d", p.StatusCode)
	}
	other := stranger(b)
	signIn(other, who.Email, good)
	if p := other.Send("/desk/second", form("code", code)); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("the code of another session: %d", p.StatusCode)
	}
}

func hugePassword(t *testing.T, b *desktest.Bed) {
	before := b.Door.Hasher.Derived()
	if p := signIn(stranger(b), b.Person(people.Editor).Email, strings.Repeat("x", 1<<20)); p.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("%d", p.StatusCode)
	}
	signIn(stranger(b), b.Person(people.Editor).Email, strings.Repeat("x", 100_000))
	if n := b.Door.Hasher.Derived() - before; n != 0 {
		t.Errorf("%d hashes", n)
	}
}

func secretsInTheLog(t *testing.T, b *desktest.Bed) {
	who := b.Person(people.Editor)
	password(b, who)
	path := link(b, who, people.EnterLink)
	c := stranger(b)
	c.Send(path, nil)
	c.Send(path, nil)
	signIn(c, who.Email, "an ill-chosen password")
	stranger(b).Ask("/desk/reset/" + strings.Repeat("A", 43))
	signIn(c, who.Email, good)
	b.Stop()
	for _, secret := range []string{path[len("/desk/enter/"):], "ill-chosen", good, cookie(c, b), strings.Repeat("A", 43)} {
		if strings.Contains(b.Log.String(), secret) {
			t.Errorf("the log has %q", secret)
		}
	}
}

func framed(t *testing.T, b *desktest.Bed) {
	h := stranger(b).Ask("/desk/sign-in").Header
	if !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Cross-Origin-Opener-Policy") != "same-origin" || h.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("%v", h)
	}
}

func houseWithoutJourney(t *testing.T, b *desktest.Bed) {
	for _, path := range []string{"/desk/oidc", "/desk/oidc/back?code=x&state=y"} {
		if p := stranger(b).Ask(path); p.StatusCode != http.StatusNotFound {
			t.Errorf("%s where there is no house: %d", path, p.StatusCode)
		}
	}
}

// A role that asks for a second step leads there whoever is signed in already.
func TestARequirementReachesThoseWhoAreIn(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Editor)
	if err := b.SetOutlet(t.Context(), "", "second_factor", "editor, administrator"); err != nil {
		t.Fatal(err)
	}
	if err := b.Outlet.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	leads(t, "her next page", c.Ask("/desk/me/"), "/desk/second?next=%2Fdesk%2Fme%2F")
	if p := c.Ask("/desk/me/", "Accept", "application/json"); p.StatusCode != http.StatusUnauthorized || !strings.Contains(p.Text, "newsroom.second_wanted") {
		t.Errorf("her script: %d %s", p.StatusCode, p.Text)
	}
	leads(t, "choosing the app", c.Send("/desk/second/app", form("next", "/desk/me/")), "/desk/second?next=%2Fdesk%2Fme%2F")
	page := c.Ask("/desk/second?next=/desk/me/")
	key := regexp.MustCompile(`<code>([A-Z2-7 ]+)</code>`).FindStringSubmatch(page.Text)
	if key == nil || !strings.Contains(page.Text, `<path d="M4 4h7v1h-7z`) {
		t.Fatalf("%d without a square", page.StatusCode)
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(key[1], " ", ""), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	codes := c.Send("/desk/second/confirm", form("code", code, "next", "/desk/me/"))
	if n := strings.Count(codes.Text, "<li><code>"); codes.StatusCode != http.StatusOK || n != 10 {
		t.Errorf("%d, %d recovery codes", codes.StatusCode, n)
	}
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusOK {
		t.Errorf("after it: %d", p.StatusCode)
	}
	if p := c.Send("/desk/me/app/remove", nil, "Accept", "application/json"); p.StatusCode != http.StatusConflict {
		t.Errorf("taking it away: %d", p.StatusCode)
	}
	leads(t, "a reporter's page", b.As(people.Reporter).Ask("/desk/sign-in"), "/desk/")
}

// My account: the desk's settings, sessions, and what asks once more who she is.
func TestMyAccount(t *testing.T) {
	b := desktest.Open(t)
	who := b.Person(people.Editor)
	password(b, who)
	c, other := b.AsPerson(who), b.AsPerson(who)
	leads(t, "the desk", c.Send("/desk/me/desk", form("lang", "hy", "bureau", "baku", "theme", "dark", "density", "roomy")), "/desk/me/")
	page := c.Ask("/desk/me/")
	for _, want := range []string{`<html lang="hy"`, `data-theme="dark"`, `data-density="roomy"`, `data-keys="off"`, "Asia/Baku"} {
		if !strings.Contains(page.Text, want) {
			t.Errorf("the page has no %s", want)
		}
	}
	for _, bad := range []url.Values{form("lang", "de"), form("bureau", "mars"), form("theme", "pink"), form("density", "x")} {
		if p := c.Send("/desk/me/desk", bad); p.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%v: %d", bad, p.StatusCode)
		}
	}
	c.Send("/desk/me/desk", form("lang", "en", "keys", "on"))
	ends := regexp.MustCompile(`/desk/me/sessions/([a-z0-9]+)/end`).FindAllStringSubmatch(c.Ask("/desk/me/").Text, -1)
	if len(ends) != 1 {
		t.Fatalf("%d other sessions", len(ends))
	}
	if p := b.As(people.Reporter).Send(ends[0][0], nil); p.StatusCode != http.StatusNotFound {
		t.Errorf("somebody else ends her session: %d", p.StatusCode)
	}
	leads(t, "ending the other", c.Send(ends[0][0], nil), "/desk/me/#sessions")
	if p := other.Ask("/desk/me/"); p.StatusCode != http.StatusSeeOther {
		t.Errorf("the other lives: %d", p.StatusCode)
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error { // she signed in a while ago
		_, err := tx.Exec(ctx, `UPDATE person_session SET proved_at = proved_at - $1`, people.SessionFresh.Milliseconds())
		return err
	})
	leads(t, "another password, late", c.Send("/desk/me/password", form("password", good+" again")), "/desk/confirm")
	leads(t, "an app, late", c.Send("/desk/second/app", form("next", "/desk/me/")), "/desk/confirm")
	if p := c.Send("/desk/confirm", form("password", "not it at all")); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a wrong password: %d", p.StatusCode)
	}
	leads(t, "who she is", c.Send("/desk/confirm", form("password", good)), "/desk/me/")
	if p := c.Send("/desk/me/password", form("password", "short")); p.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(p.Text, "aria-invalid") {
		t.Errorf("a short one: %d", p.StatusCode)
	}
	leads(t, "another password", c.Send("/desk/me/password", form("password", good+" again")), "/desk/me/#password")
	if p := c.Ask("/desk/me/"); p.StatusCode != http.StatusOK {
		t.Errorf("her own session: %d", p.StatusCode)
	}
}

func TestTheDoorSpeaksFiveLanguages(t *testing.T) {
	b := desktest.Open(t)
	c := stranger(b)
	for l, want := range map[string]string{"ru": "Рабочая почта", "az": "İş e-poçtu", "hy": "Գաղտնաբառ", "ka": "პაროლი", "en": "Work e-mail"} {
		leads(t, l, c.Ask("/desk/sign-in?lang="+l+"&next=/desk/me/"), "/desk/sign-in?next=%2Fdesk%2Fme%2F")
		if p := c.Ask("/desk/sign-in"); !strings.Contains(p.Text, want) || !strings.Contains(p.Text, `<html lang="`+l+`"`) {
			t.Errorf("%s is not spoken", l)
		}
	}
}
