package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// What a newsroom is made of is seen at once by a program that runs, and is listed.
func TestNewsroomCommands(t *testing.T) {
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine, "en,ru")
			n := p.serve()
			policy := filepath.Join(t.TempDir(), "ethics.html")
			if err := os.WriteFile(policy, []byte("<p>We ask <em>first</em>.</p><script>alert(1)</script>"), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{
				{"outlet", "place", "add", "baku", "--name", "en=Baku", "--country", "AZ"},
				{"outlet", "bureau", "add", "baku", "--place", "baku", "--zone", "Asia/Baku"},
				{"outlet", "section", "add", "culture", "--name", "en=Culture; arts", "--name", "ru=Культура", "--slug", "en=arts"},
				{"outlet", "section", "add", "sport", "--name", "en=Sport"},
				{"outlet", "section", "rename", "sport", "--name", "en=Sports"},
				{"outlet", "partner", "add", "lantern", "--name", "The Lantern", "--note", "en=With the Lantern; and others."},
				{"outlet", "policy", "set", "ethics", policy, "--edition", "en", "--title", "Ethics"},
				{"topic", "add", "harvest", "--name", "en=Harvest"},
				{"topic", "rename", "harvest", "--name", "en=The harvest"},
			} {
				p.must(args...)
			}
			eventually(t, func() bool { return n.get("/en/sport/").status == 200 && n.get("/ru/kultura/").status == 200 })
			eventually(t, func() bool { return strings.Contains(n.get("/en/about/").body, "We ask <em>first</em>.") })
			if strings.Contains(n.get("/en/about/").body, "alert(1)") {
				t.Error("a policy brings a script")
			}
			for list, want := range map[string]string{
				"outlet place list --json":               `{"key":"baku","country":"AZ","names":{"en":"Baku"}}`,
				"outlet bureau list --json":              `{"key":"baku","place":"baku","zone":"Asia/Baku"}`,
				"outlet section list --json":             `{"key":"culture","names":{"en":{"slug":"arts","name":"Culture; arts"},"ru":{"slug":"kultura","name":"Культура"}}}` + "\n" + `{"key":"sport","names":{"en":{"slug":"sport","name":"Sports"}}}`,
				"outlet section list":                    "culture  en Culture; arts (arts), ru Культура (kultura)\nsport    en Sports (sport)",
				"outlet partner list --json":             `{"key":"lantern","name":"The Lantern","url":"","notes":{"en":"With the Lantern; and others."}}`,
				"outlet policy list --edition en":        "ethics  Ethics  54 bytes",
				"topic list --json":                      `{"key":"harvest","names":{"en":{"slug":"harvest","name":"The harvest"}}}`,
				"outlet policy list --edition ru --json": "",
			} {
				if got := strings.TrimSpace(p.must(strings.Fields(list)...)); got != want {
					t.Errorf("masthead %s: %s", list, got)
				}
			}
			for args, says := range map[string]string{
				"outlet section add news --name en=Search":                  "--slug en=",
				"outlet section add news --name de=News":                    "de",
				"outlet section add news --name en=News --slug ru=news":     "--name ru=",
				"outlet section remove none":                                "none",
				"outlet bureau add x --place mars":                          "mars",
				"outlet policy set x nofile --edition en --title T":         "nofile",
				"outlet policy set x " + policy + " --edition de --title T": "de",
				"outlet policy remove mission --edition en":                 "mission",
				"topic add Harvest --name en=x":                             "Harvest",
				"topic add harvests --name en=Harvest":                      "--slug en=",
				"topic rename none --name en=x":                             "none",
				"topic add war --name en=War --slug en=a/b":                 "a/b",
			} {
				code, out, errOut := p.run(strings.Fields(args)...)
				if code != failed || out != "" || !strings.Contains(errOut, says) {
					t.Errorf("masthead %s: exit %d, %q, %q", args, code, out, errOut)
				}
			}
			p.must("outlet", "policy", "remove", "ethics", "--edition", "en")
			eventually(t, func() bool { return !strings.Contains(n.get("/en/about/").body, "We ask") })
		})
	}
}

// A section that a story is in stays, and one cannot be put where an article stands.
func TestSectionInUse(t *testing.T) {
	p := newPlace(t, db.SQLite, "en")
	p.must("outlet", "section", "add", "culture", "--name", "en=Culture")
	p.must("outlet", "section", "add", "sport", "--name", "en=Sport")
	program := p.open()
	defer program.Close()
	section, _ := program.Outlet.Profile().SectionByKey("culture")
	var made story.Story
	err := program.Edition.Write(t.Context(), func(b *edition.Batch) (err error) {
		if made, err = story.Create(t.Context(), b.Tx, story.Story{Kind: story.News, Original: "en", Section: section.ID}); err != nil {
			return err
		}
		return saveText(t.Context(), b.Tx, made.ID, 0, "The bridge", "the-bridge")
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := func(says string, args ...string) {
		t.Helper()
		if code, _, errOut := p.run(args...); code != failed || !strings.Contains(errOut, says) {
			t.Errorf("%v: exit %d, %q", args, code, errOut)
		}
	}
	refused("1 story", "outlet", "section", "remove", "culture")
	if _, err := program.Edition.Publish(t.Context(), edition.Order{Story: made.ID, Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	refused("the-bridge", "outlet", "section", "add", "bridge", "--name", "en=The bridge")
	// The story moves; what readers have of it is in the section still.
	made.Section = ""
	if err := program.DB.Write(t.Context(), func(tx *db.Tx) error { return story.Change(t.Context(), tx, made) }); err != nil {
		t.Fatal(err)
	}
	refused("1 story", "outlet", "section", "remove", "culture")
	if _, err := program.Edition.Publish(t.Context(), edition.Order{Story: made.ID, Lang: "en"}); err != nil {
		t.Fatal(err)
	}
	p.must("outlet", "section", "remove", "culture")
	if out := p.must("outlet", "section", "list"); strings.Contains(out, "culture") || !strings.Contains(out, "sport") {
		t.Error(out)
	}
}
