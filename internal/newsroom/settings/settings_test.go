package settings_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

const at = "/desk/settings/"

func TestEveryDeedAndRoleHasAName(t *testing.T) {
	b := desktest.Open(t)
	key := strings.NewReplacer(" ", "_", "-", "_")
	for _, d := range people.Deeds {
		if name := "settings.deed_" + key.Replace(string(d)); !b.Words.Has(name) {
			t.Errorf("%s is not in the catalogue", name)
		}
	}
	for _, r := range people.Roles {
		if name := "newsroom.role_" + key.Replace(string(r)); !b.Words.Has(name) {
			t.Errorf("%s is not in the catalogue", name)
		}
	}
}

// An administrator brings somebody in, changes what she may do and shuts her out; each
// step is in the audit.
func TestAPersonComesAndGoes(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Administrator)
		form := url.Values{"name": {"Eka Tsereteli"}, "email": {"eka@crossroads.example"}, "role": {"reporter"}, "bureau": {"tbilisi"}}
		p := c.Send(at+"people/new", form)
		page := p.Header.Get("Location")
		if p.StatusCode != http.StatusSeeOther || !strings.HasPrefix(page, at+"people/") {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		form.Set("name", "Somebody Else")
		if p := c.Send(at+"people/new", form); p.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(p.Text, "has this e-mail address already") {
			t.Errorf("the same e-mail twice: %d %s", p.StatusCode, p.Text)
		}
		if p := c.Send(page+"give", url.Values{"role": {"translator"}, "edition": {"ka"}}); p.StatusCode != http.StatusSeeOther {
			t.Errorf("giving a role: %d %s", p.StatusCode, p.Text)
		}
		for name, bad := range map[string]url.Values{
			"an unknown role": {"role": {"owner"}}, "an unknown bureau": {"role": {"editor"}, "bureau": {"paris"}}, "an unknown edition": {"role": {"editor"}, "edition": {"fr"}},
		} {
			if p := c.Send(page+"give", bad); p.StatusCode != http.StatusUnprocessableEntity {
				t.Errorf("%s: %d", name, p.StatusCode)
			}
		}
		if p := c.Send(page+"take", url.Values{"role": {"reporter"}, "bureau": {"tbilisi"}}); p.StatusCode != http.StatusSeeOther {
			t.Errorf("taking a role: %d %s", p.StatusCode, p.Text)
		}
		link := c.Send(page+"link", nil)
		_, rest, found := strings.Cut(link.Text, "/desk/enter/")
		if !found {
			t.Fatalf("%d %s", link.StatusCode, link.Text)
		}
		secret, _, _ := strings.Cut(rest, "<")
		if again := c.Ask(page); strings.Contains(again.Text, secret) {
			t.Error("the link is shown a second time")
		}
		hers := b.AsPerson(people.Person{})
		if p := hers.Send("/desk/enter/"+secret, nil); p.StatusCode != http.StatusSeeOther {
			t.Fatalf("the link: %d %s", p.StatusCode, p.Text)
		}
		if p := hers.Ask(page); p.StatusCode != http.StatusForbidden {
			t.Errorf("a translator reads the settings: %d", p.StatusCode)
		}
		if p := c.Send(page+"disable", nil); p.StatusCode != http.StatusSeeOther {
			t.Errorf("disabling: %d %s", p.StatusCode, p.Text)
		}
		if p := hers.Ask(page); p.StatusCode != http.StatusSeeOther || !strings.Contains(p.Header.Get("Location"), "sign-in") {
			t.Errorf("her session goes on: %d", p.StatusCode)
		}
		var deeds []string
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			list, err := audit.List(ctx, tx, audit.Filter{On: audit.Thing("person", strings.TrimSuffix(strings.TrimPrefix(page, at+"people/"), "/"))})
			for _, e := range list {
				deeds = append([]string{e.Deed}, deeds...)
			}
			return err
		})
		if got := strings.Join(deeds, " "); !strings.Contains(got, "person.added person.role_given person.role_taken person.link_made") || !strings.HasSuffix(got, "person.disabled") {
			t.Errorf("the audit holds %s", got)
		}
	})
}

func TestTheLastAdministratorStays(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Administrator)
	var admins []people.Person
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		staff, err := people.Staff(ctx, tx)
		for _, s := range staff {
			if strings.Contains(s.Name, "administrator") || strings.HasPrefix(s.Email, "admin@") {
				admins = append(admins, s)
			}
		}
		return err
	})
	for _, a := range admins {
		if a.ID != b.Person(people.Administrator).ID { // she who asks goes last
			c.Send(at+"people/"+a.ID+"/take", url.Values{"role": {"administrator"}})
		}
	}
	if p := c.Send(at+"people/"+b.Person(people.Administrator).ID+"/take", url.Values{"role": {"administrator"}}); p.StatusCode != http.StatusConflict {
		t.Errorf("all administrators could be taken away: %d", p.StatusCode)
	}
}

func TestTokensAreShownOnce(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Administrator)
	p := c.Send(at+"tokens/", url.Values{"name": {"Phone app"}, "person": {b.Person(people.Editor).ID}, "scope": {"read", "write"}, "days": {"30"}})
	_, rest, found := strings.Cut(p.Text, `<code class="once">`)
	if !found {
		t.Fatalf("%d %s", p.StatusCode, p.Text)
	}
	token, _, _ := strings.Cut(rest, "<")
	if again := c.Ask(at + "tokens/"); strings.Contains(again.Text, token) || !strings.Contains(again.Text, "Phone app") {
		t.Error("the list shows the token, or not its name")
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		access, err := people.Admit(ctx, tx, token)
		if err != nil || len(access.Token.Scopes) != 2 {
			t.Errorf("%v %v", access.Token, err)
		}
		return nil
	})
	for name, bad := range map[string]url.Values{
		"no name": {"person": {b.Person(people.Editor).ID}, "days": {"30"}}, "nobody": {"name": {"x"}, "person": {"x"}, "days": {"30"}},
		"an unknown scope": {"name": {"x"}, "person": {b.Person(people.Editor).ID}, "scope": {"root"}, "days": {"30"}}, "no end": {"name": {"x"}, "person": {b.Person(people.Editor).ID}},
	} {
		if p := c.Send(at+"tokens/", bad); p.StatusCode < 400 || p.StatusCode >= 500 {
			t.Errorf("%s: %d", name, p.StatusCode)
		}
	}
}

// A spreadsheet takes what begins like a formula for text (OWASP, CSV injection).
func TestTheTableHoldsNoFormulas(t *testing.T) {
	b := desktest.Open(t)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		return audit.Note(ctx, tx, audit.Entry{Deed: "=cmd|' /C calc'!A0", On: "@SUM(1)", From: "+1", Detail: map[string]string{"a": "=1"}})
	})
	p := b.As(people.ChiefEditor).Ask(at + "audit/entries.csv")
	for _, bad := range []string{",=cmd", ",@SUM", ",+1"} {
		if strings.Contains(p.Text, bad) {
			t.Errorf("the table has %q: %s", bad, p.Text)
		}
	}
	if !strings.Contains(p.Text, "'=cmd") {
		t.Error(p.Text)
	}
	if p := b.As(people.ChiefEditor).Send(at+"audit/verify", nil); !strings.Contains(p.Text, "The chain is whole") {
		t.Errorf("%d %s", p.StatusCode, p.Text)
	}
}
