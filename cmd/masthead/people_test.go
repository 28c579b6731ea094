package main

import (
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
)

// Settings that are changed while the program runs are seen at once.
func TestOutletSettings(t *testing.T) {
	p := newPlace(t, db.SQLite, "en,ru")
	n := p.serve()
	if front := n.get("/ru/").body; strings.Contains(front, "Перекрёсток") {
		t.Fatal("it has its title before it was given one")
	}
	p.must("outlet", "set", "title", "Перекрёсток", "--edition", "ru")
	eventually(t, func() bool { return strings.Contains(n.get("/ru/").body, "Перекрёсток") })
	if out := p.must("outlet", "show", "--edition", "ru", "--json"); !strings.Contains(out, `{"key":"title","value":"Перекрёсток"}`) {
		t.Error(out)
	}
	p.must("outlet", "set", "hosts", "a.example, b.example")
	if out := p.must("outlet", "show", "--json"); !strings.Contains(out, `{"key":"hosts","value":"a.example,b.example"}`) {
		t.Error(out)
	}
	for args, says := range map[string]string{
		"outlet set colour red":                                               "colour",
		"outlet set accent red":                                               "#0a5c4a",
		"outlet set url javascript:alert(1)":                                  "https://",
		"outlet set url https://a.example/path":                               "https://",
		"outlet set zone Mars/Base":                                           "Mars/Base",
		"outlet set x_default de":                                             "de",
		"outlet set title x --edition de":                                     "de",
		"outlet set support_url x --edition ru":                               "https://",
		"outlet set contact nobody":                                           "e-mail",
		"person add --name N --email e@f.example --role boss":                 "boss",
		"person add --name N --email e@f.example --role editor --bureau mars": "mars",
		"person role nobody@f.example editor":                                 "no such person",
		"token create --person nobody@f.example --name N":                     "no such person",
		"token revoke mst_aaaaaaaa":                                           "mst_aaaaaaaa",
		"person disable nino@example.org":                                     "last administrator",
	} {
		code, out, errOut := runWith(t.Context(), p.env, strings.Fields(args)...)
		if code != failed || out != "" || !strings.Contains(errOut, says) {
			t.Errorf("masthead %s: exit %d, %q, %q", args, code, out, errOut)
		}
	}
}

func TestPeopleAndTokens(t *testing.T) {
	p := newPlace(t, db.SQLite, "en,ru")
	p.must("person", "add", "--name", "Anna", "--email", "Anna@ford.example", "--role", "editor,translator", "--edition", "ru")
	p.must("person", "role", "anna@ford.example", "reporter")
	p.must("person", "role", "anna@ford.example", "translator", "--edition", "ru", "--take")
	if out := p.must("person", "list"); !strings.Contains(out, "editor for ru, reporter") {
		t.Error(out)
	}
	token := strings.TrimSpace(p.must("token", "create", "--person", "anna@ford.example", "--name", "script", "--expires", "30d"))
	list := p.must("token", "list", "--json")
	if !strings.HasPrefix(token, "mst_") || strings.Contains(list, token) || !strings.Contains(list, token[:12]) || !strings.Contains(list, `"person":"anna@ford.example"`) {
		t.Errorf("token %q\n%s", token, list)
	}
	p.must("token", "revoke", token[:12])
	if out := p.must("token", "list"); !strings.Contains(out, "revoked") {
		t.Error(out)
	}
	if link := p.must("person", "link", "anna@ford.example"); !strings.Contains(link, "/desk/enter/") {
		t.Error(link)
	}
	p.must("person", "disable", "anna@ford.example")
	if out := p.must("person", "list"); !strings.Contains(out, "(disabled)") {
		t.Error(out)
	}
}

func eventually(t *testing.T, true func() bool) {
	t.Helper()
	for range 2000 {
		if true() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("it never came true")
}
