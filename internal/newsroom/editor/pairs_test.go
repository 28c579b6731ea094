package editor_test

import (
	"context"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The seven pairs of edits on which other ways of writing together lose or mangle words:
// made in two real pages without a line, then saved one after the other.
func TestSevenPairs(t *testing.T) {
	b := desktest.Open(t)
	reporter := b.Person(people.Reporter)
	typeNew := func(p *tab, n, at int) {
		p.caret(n, at)
		p.Types("NEW ")
	}
	for _, tt := range []struct {
		name         string
		base         []string
		first, then  func(p *tab)
		want         string // the text in the end, a line for each block
		conflicts    string
		bothInRecord []string // words that the conflict holds
	}{
		{"split against typing in the second half", nil,
			func(p *tab) { p.caret(1, len("Beta two ")); p.enter() }, func(p *tab) { typeNew(p, 1, len("Beta two and ")) },
			"Alpha one here\nBeta two \nand three\nGamma four", "text", []string{"NEW", "three"}},
		{"join against typing in the joined block", nil,
			func(p *tab) { p.caret(2, 0); p.Types("\b") }, func(p *tab) { typeNew(p, 2, len("Gamma ")) },
			"Alpha one here\nBeta two and threeGamma four\nGamma NEW four", "deleted-by-them", []string{"NEW"}},
		{"heading against typing", nil,
			func(p *tab) { p.heading(1) }, func(p *tab) { typeNew(p, 1, len("Beta two and ")) },
			"Alpha one here\nBeta two and NEW three (heading)\nGamma four", "", nil},
		{"move against typing", nil,
			func(p *tab) { p.moveUp(1) }, func(p *tab) { typeNew(p, 1, len("Beta ")) },
			"Beta NEW two and three\nAlpha one here\nGamma four", "", nil},
		{"both move", nil, // of two neighbours that changed places, either may be the one that moved: one move it is
			func(p *tab) { p.moveUp(1) }, func(p *tab) { p.moveDown(1) },
			"Beta two and three\nAlpha one here\nGamma four", "", nil},
		{"delete against typing", nil,
			func(p *tab) { p.deleteBlock(1) }, func(p *tab) { typeNew(p, 1, len("Beta ")) },
			"Alpha one here\nBeta NEW two and three\nGamma four", "deleted-by-them", []string{"NEW"}},
		{"six killed against two injured", []string{"Blast in the market."},
			func(p *tab) { p.caret(0, -1); p.Types(" Six killed") }, func(p *tab) { p.caret(0, -1); p.Types(" Two injured") },
			"Blast in the market. Six killed", "text", []string{"Six killed", "Two injured"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			base := tt.base
			if base == nil {
				base = []string{"Alpha one here", "Beta two and three", "Gamma four"}
			}
			var blocks []body.Block
			for i, line := range base {
				blocks = append(blocks, para("abc"[i:i+1], line))
			}
			s, path := written(b, blocks...)
			b.Write(func(ctx context.Context, tx *db.Tx) error { // the reporter is an author
				return story.AddPerson(ctx, tx, s.ID, story.Credit{Person: reporter.ID, Part: story.Author})
			})
			anna, leyla := opened(b, people.Editor, path), opened(b, people.Reporter, path)
			anna.TB, leyla.TB = t, t
			anna.Line(false)
			leyla.Line(false)
			tt.first(anna)
			tt.then(leyla)
			anna.Waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
			leyla.Waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
			anna.Line(true)
			anna.saved()
			leyla.Line(true)
			leyla.saved()
			text, open := newest(b, s)
			if got := lines(text.Body); got != tt.want {
				t.Errorf("the text is\n%s\nwant\n%s", got, tt.want)
			}
			var kinds []string
			for _, c := range open {
				kinds = append(kinds, c.Kind)
				for _, w := range tt.bothInRecord {
					if !strings.Contains(c.Mine+c.Theirs, w) {
						t.Errorf("the conflict does not hold %q: %s | %s", w, c.Mine, c.Theirs)
					}
				}
			}
			if strings.Join(kinds, ", ") != tt.conflicts {
				t.Errorf("conflicts %q, want %q", kinds, tt.conflicts)
			}
			for name, p := range map[string]*tab{"the first": anna, "the second": leyla} {
				p.Waits(name+" shows what was saved", `window.shows = [...document.querySelector(".ProseMirror").children].filter((e) => !e.matches(".below, .margin")).map((e) => e.textContent).join("\n") === `+quoted(plainLines(text.Body)))
				p.Waits(name+" shows the conflicts", `document.querySelectorAll(".conf[data-conflict]").length === `+map[bool]string{true: "1", false: "0"}[len(open) > 0])
			}
		})
	}
}

func plainLines(d body.Doc) string {
	var out []string
	for _, one := range d.Blocks {
		out = append(out, body.Plain(one))
	}
	return strings.Join(out, "\n")
}

func quoted(s string) string { return "`" + s + "`" }

// heading, moveUp, moveDown and deleteBlock are what a person does by the keyboard.
func (p *tab) heading(n int) {
	p.caret(n, 0)
	p.Do(chromedp.KeyEvent("2", chromedp.KeyModifiers(chromedp.ModifierAlt, chromedp.ModifierCtrl)))
}

func (p *tab) moveUp(n int) {
	p.caret(n, 0)
	p.Do(chromedp.KeyEvent(kb.ArrowUp, chromedp.KeyModifiers(chromedp.ModifierAlt)))
}

func (p *tab) moveDown(n int) {
	p.caret(n, 0)
	p.Do(chromedp.KeyEvent(kb.ArrowDown, chromedp.KeyModifiers(chromedp.ModifierAlt)))
}

func (p *tab) deleteBlock(n int) {
	p.caret(n, 0)
	p.Eval(`(getSelection().modify("extend", "forward", "lineboundary"), document.dispatchEvent(new Event("selectionchange")), 1)`)
	p.Do(chromedp.KeyEvent(kb.Backspace), chromedp.KeyEvent(kb.Backspace))
}
