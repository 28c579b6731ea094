package bench_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

var keyEnter = chromedp.KeyEvent("\r")

// Two translators write in one block: both texts stand under its row, and one of them
// joins them there.
func TestTwoTranslatorsInOneBlock(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "სამირა დღიურს წერს."), para("b", "ორი."))
	path := begun(b, s, "en", "ka")
	save(b, s, "en", "A notebook", para("a", "Samira keeps a notebook"), para("b", "Two."))
	anna, leyla := opened(b, people.Translator, path), opened(b, people.Editor, path)
	for _, p := range []*tab{anna, leyla} {
		p.focus(bid("a"))
		p.letter('E')
		p.at(bid("a"))
		p.line(false)
	}
	for p, text := range map[*tab]string{anna: " of 2019", leyla: " of 2020"} {
		p.key("End", "End", 35, 0)
		p.types(text)
		p.waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
	}
	anna.line(true)
	writes(b, s, bid("a"), "Samira keeps a notebook of 2019")
	leyla.line(true)
	leyla.waits("both texts under the row", `document.querySelectorAll("[data-bid='`+bid("a")+`'] .conf[data-conflict] figure").length === 2`)
	anna.waits("and at the other's", `document.querySelectorAll("[data-bid='`+bid("a")+`'] .conf[data-conflict] figure").length === 2`)
	leyla.eval(`document.querySelector("[data-asks] a").click()`)
	leyla.waits("the conflict", `!!document.activeElement.dataset.conflict`)
	shoot(leyla, "bench-conflict")
	leyla.do(chromedp.KeyEvent("3"))
	leyla.waits("both in the row", `["2019", "2020"].every((w) => document.querySelector("[data-bid='`+bid("a")+`'] .cell-edit").textContent.includes(w))`)
	leyla.eval(`document.querySelector(".conf .btn.go").click()`)
	leyla.waits("solved", `!document.querySelector(".conf[data-conflict]")`)
	anna.waits("solved", `!document.querySelector(".conf[data-conflict]")`)
	if got := words(b, s, "en", bid("a")); !strings.Contains(got, "2019") || !strings.Contains(got, "2020") {
		t.Errorf("%q", got)
	}
}

// Somebody else signs in on the device while a page is open there: what was said in it is
// neither said in her name nor lost, and goes when its own person is back.
func TestAVerdictIsItsOwnPersons(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი."), para("b", "ორი."))
	path := begun(b, s, "en", "ka")
	p := opened(b, people.Translator, path)
	p.focus(bid("a"))
	p.letter('E')
	p.at(bid("a"))
	p.types("One.")
	writes(b, s, bid("a"), "One.")
	p.key("Escape", "Escape", 27, 0)
	b.Sign(p.ctx, b.Person(people.Editor))
	p.eval(`document.querySelector("[data-bid='` + bid("a") + `'] [value=translated]").click()`)
	p.waits("she is told", `document.body.textContent.includes("Somebody else is signed in on this device now")`)
	if r := rowOf(b, s, "en", bid("a")); r.State != translation.Draft {
		t.Errorf("%s, said by %s", r.State, r.Translator)
	}
	b.Sign(p.ctx, b.Person(people.Translator))
	stands(b, s, "en", bid("a"), translation.Translated)
}

// The source's block is deleted while its translation is written: the words stay and are
// saved, and the row says that the source has it no more.
func TestSourceDeletedWhileOpen(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი."), para("b", "ორი."))
	p := opened(b, people.Translator, begun(b, s, "en", "ka"))
	p.focus(bid("b"))
	p.letter('E')
	p.at(bid("b"))
	p.types("Two")
	writes(b, s, bid("b"), "Two")
	save(b, s, "ka", "ხიდი შეაკეთეს", para("a", "ერთი."))
	p.waits("the source has it no more", `document.querySelector("[data-bid='`+bid("b")+`'] [data-part=src] del")?.textContent === "ორი."`)
	p.at(bid("b"))
	p.types(" and more.")
	writes(b, s, bid("b"), "Two and more.")
	p.key("Escape", "Escape", 27, 0)
	p.eval(`document.querySelector("[data-bid='` + bid("b") + `'] [value=added]").click()`)
	stands(b, s, "en", bid("b"), translation.Added)
}

// The edition goes away while somebody writes: she is told, her words stay on the device
// and can be taken along, and when the edition is back they are saved.
func TestEditionGoesWhileOpen(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი."), para("b", "ორი."))
	path := begun(b, s, "en", "ka")
	p := opened(b, people.Translator, path)
	p.focus(bid("a"))
	p.letter('E')
	p.at(bid("a"))
	p.types("One.")
	writes(b, s, bid("a"), "One.")
	edition := func(there bool) {
		b.Helper()
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			if there {
				_, err := tx.Exec(ctx, `INSERT INTO outlet_edition (lang, title, tagline, position, settings) SELECT 'en', title, tagline, 0, settings FROM outlet_edition WHERE lang = 'ka'`)
				return err
			}
			_, err := tx.Exec(ctx, `DELETE FROM outlet_edition WHERE lang = 'en'`)
			return err
		})
		if err := b.Outlet.Load(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
	edition(false)
	p.types(" And more.")
	p.waits("she is told", `document.querySelector("[data-trouble]").textContent.includes("no edition in this language")`)
	p.waits("and can take it along", `document.querySelectorAll("[data-trouble] button").length === 2`)
	shoot(p, "bench-edition-gone")
	has(t, b.As(people.Translator).Ask(path), "no edition in this language")
	if got := words(b, s, "en", bid("a")); got != "One." {
		t.Errorf("%q", got)
	}
	edition(true)
	p.goes(path)
	writes(b, s, bid("a"), "One. And more.")
	if sh := sheetOf(b, s, lang.Tag("en")); len(sh.Rows) == 0 {
		t.Error("the pairs are gone")
	}
}

// One translator in two tabs: each shows what the other wrote, and no block is there twice.
func TestSecondTabOfOneTranslator(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი."), para("b", "ორი."))
	path := begun(b, s, "en", "ka")
	one, two := opened(b, people.Translator, path), opened(b, people.Translator, path)
	one.focus(bid("a"))
	one.letter('E')
	one.at(bid("a"))
	one.types("One.")
	writes(b, s, bid("a"), "One.")
	two.focus(bid("b"))
	two.letter('E')
	two.at(bid("b"))
	two.types("Two.")
	writes(b, s, bid("b"), "Two.")
	two.waits("what the other tab wrote", `document.querySelector("[data-bid='`+bid("a")+`'] .tgt").textContent.includes("One.")`)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		text, err := story.Newest(ctx, tx, s.ID, "en")
		if len(text.Body.Blocks) != 2 || body.Plain(text.Body.Blocks[0]) != "One." {
			t.Errorf("%d blocks", len(text.Body.Blocks))
		}
		return err
	})
}
