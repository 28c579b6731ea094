package newsroom_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
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
