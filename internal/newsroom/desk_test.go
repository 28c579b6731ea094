package newsroom_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

func TestOneTimeLinkLetsIn(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		var secret people.Secret
		b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			secret, err = people.NewLink(ctx, tx, b.Person(people.Editor).ID)
			return err
		})
		c := b.AsPerson(people.Person{})
		if p := c.Ask("/desk/enter/" + secret.Text); p.StatusCode != http.StatusOK || !strings.Contains(p.Text, "works once") {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		if p := c.Send("/desk/enter/"+secret.Text, nil); p.StatusCode != http.StatusSeeOther || p.Header.Get("Location") != "/desk/" {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		cookie := c.Ask("/desk/sign-in") // signed in: led on
		if cookie.StatusCode != http.StatusSeeOther {
			t.Errorf("%d after coming in", cookie.StatusCode)
		}
		again := b.AsPerson(people.Person{})
		if p := again.Send("/desk/enter/"+secret.Text, nil); p.StatusCode != http.StatusNotFound {
			t.Errorf("%d the second time", p.StatusCode)
		}
		if p := c.Send("/desk/sign-out", nil); p.StatusCode != http.StatusSeeOther {
			t.Errorf("%d going out", p.StatusCode)
		}
		if p := c.Ask("/desk/sign-in"); p.StatusCode != http.StatusOK {
			t.Errorf("%d after going out", p.StatusCode)
		}
	})
}

func TestEveryAnswerIsGuarded(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Editor)
	for _, path := range []string{"/desk/sign-in", "/desk/nowhere", "/desk//sign-in", "/desk/sign-in/..%2fx", "/desk"} {
		p := c.Ask(path)
		h := p.Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "script-src 'self'") || !strings.Contains(h.Get("Cache-Control"), "no-store") || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %d %v", path, p.StatusCode, h)
		}
	}
}

func TestForeignFormsAreRefused(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Editor)
	for name, header := range map[string][]string{
		"another site":   {"Sec-Fetch-Site", "cross-site"},
		"a sub-domain":   {"Sec-Fetch-Site", "same-site"},
		"another origin": {"Sec-Fetch-Site", "", "Origin", "https://evil.example"},
		"null":           {"Sec-Fetch-Site", "", "Origin", "null"},
	} {
		if p := c.Send("/desk/sign-out", url.Values{}, header...); p.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", name, p.StatusCode)
		}
	}
	if p := c.Ask("/desk/sign-in"); p.StatusCode != http.StatusSeeOther {
		t.Error("a refused form signed somebody out")
	}
	if p := c.Ask("/desk/sign-out"); p.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET signs out: %d", p.StatusCode)
	}
}

func TestSafePath(t *testing.T) {
	for in, want := range map[string]string{
		"/desk/stories/?q=a%20b": "/desk/stories/?q=a%20b", "/desk/": "/desk/", "//evil.example/desk/": "/desk/", "/\\evil": "/desk/", "https:evil": "/desk/",
		"https://evil.example/desk/": "/desk/", "/desk/../api/": "/desk/", "/desk//evil": "/desk/", "": "/desk/", "/desk/\t/x": "/desk/", "/desk/%0a": "/desk/", "/desk/a#b": "/desk/",
	} {
		if got := newsroom.SafePath(in); got != want {
			t.Errorf("%q leads to %q, want %q", in, got, want)
		}
	}
}

// A page answers at its own address alone, whatever is written behind it.
func TestPagesAreExact(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Administrator)
	for _, path := range []string{"/desk/me/x.css", "/desk/settings/people.css", "/desk/settings/audit/x.png", "/desk/notices/x/y", "/desk/front/en/x.js", "/desk/media/x/y.css"} {
		if p := c.Ask(path); p.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, p.StatusCode)
		}
	}
}

// What was typed into a form that is refused is shown again: all of it, under the labels
// of its fields, in their order, and no secret.
func TestRefusedFormsAreShown(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"})
	path := "/desk/work/" + s.ID + "/facts"
	sent := "kind_was=news&kind=&topics=ferry&section=&byline_was=x&add_person=Nino&unheard=two%0Alines&a_password=hush-hush&seen=drafting"
	for who, c := range map[string]*desktest.Client{"an editor": b.As(people.Editor), "somebody who is signed out": b.AsPerson(people.Person{})} {
		r, err := http.NewRequest(http.MethodPost, b.URL+path, strings.NewReader(sent))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`(?s)<label>([^<]*)<textarea[^>]*>([^<]*)</textarea>`).FindAllStringSubmatch(string(page), -1) {
			got = append(got, m[1]+"="+m[2])
		}
		if want := []string{"Topics=ferry", "Add a byline=Nino", "unheard=two\nlines"}; answer.StatusCode < 400 || !slices.Equal(got, want) || strings.Contains(string(page), "hush-hush") {
			t.Errorf("%s: %d %q", who, answer.StatusCode, got)
		}
	}
}

// Somebody who went away before she was answered is no trouble that the log tells of.
func TestGoneAskersAreNoWarning(t *testing.T) {
	b := desktest.Open(t)
	ctx, gone := context.WithCancel(t.Context())
	gone()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, b.URL+"/desk/stories/new", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site") // refused before she is looked at
	r.AddCookie(&http.Cookie{Name: newsroom.SessionCookie, Value: b.Session(b.Person(people.Editor))})
	b.Server.Handler().ServeHTTP(httptest.NewRecorder(), r)
	if log := b.Log.String(); strings.Contains(log, "WARN") || strings.Contains(log, "ERROR") {
		t.Error(log)
	}
}
