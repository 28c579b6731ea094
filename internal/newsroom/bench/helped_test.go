package bench_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/memory"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// focus makes a row the one that keys act on.
func (p *tab) focus(block string) {
	p.Helper()
	p.waits("the row of "+block, `!!document.querySelector("[data-bid='`+block+`']")`)
	if _, err := chromedp.Call(p.ctx, browserpage.BringToFront, cdp.Empty{}); err != nil {
		p.Fatal(err)
	}
	p.eval(`document.querySelector("[data-bid='` + block + `']").focus()`)
	p.waits("the row has the keys", `document.querySelector("[data-bid='`+block+`']").classList.contains("here")`)
}

// writes waits until a row's words are at the server.
func writes(b *desktest.Bed, s story.Story, block, want string) {
	b.Helper()
	got := ""
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if got = words(b, s, "en", block); got == want {
			return
		}
	}
	b.Fatalf("%s has %q, not %q", block, got, want)
}

func remembered(b *desktest.Bed, s story.Story, source, target string) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return memory.Keep(ctx, tx, memory.Approved{
			Story: s.ID, Block: bid("z"), From: "ka", To: "en", Source: source, Target: target, State: memory.Reviewed, By: b.Person(people.Translator).ID, At: now,
		})
	})
}

// A match of the memory is taken by one key, the memory is searched by another, and a
// third copies the source with its marks.
func TestMemoryAtTheBench(t *testing.T) {
	b := desktest.Open(t)
	marked := body.Block{ID: bid("c"), Type: body.Paragraph, Text: []body.Span{{Text: "ხიდი "}, {Text: "ძველია", Marks: []body.Mark{{Type: body.Strong}}}}}
	s := written(b, para("a", "მტკვრის დიდი ხიდი ხვალ დილით ქალაქის მერის თანდასწრებით გაიხსნება."), para("b", "გზა დაკეტილია."), marked)
	other := written(b, para("z", "მტკვრის დიდი ხიდი ხვალ საღამოს ქალაქის მერის თანდასწრებით გაიხსნება."))
	remembered(b, other, "მტკვრის დიდი ხიდი ხვალ საღამოს ქალაქის მერის თანდასწრებით გაიხსნება.", "The bridge will open tomorrow evening.")
	p := opened(b, people.Translator, begun(b, s, "en", "ka"))
	has(t, b.As(people.Translator).Ask("/desk/bench/"+s.ID+"/en/help?pair="+rowOf(b, s, "en", bid("a")).Pair), "tomorrow evening.", "Ctrl 1")
	p.focus(bid("a"))
	p.waits("a match", `document.querySelector("[data-live=help] [data-match='1']")?.textContent === "The bridge will open tomorrow evening."`)
	p.key("1", "Digit1", 49, 2)
	p.at(bid("a"))
	writes(b, s, bid("a"), "The bridge will open tomorrow evening.")
	stands(b, s, "en", bid("a"), translation.Draft)

	p.key("k", "KeyK", 75, 2)
	p.waits("the search", `document.activeElement?.name === "q"`)
	p.types("ხიდი")
	p.waits("what was found", `document.querySelector("[data-live=hits] mark")?.textContent === "ხიდი"`)
	p.key("Escape", "Escape", 27, 0)
	p.at(bid("a"))

	p.focus(bid("c"))
	p.key("c", "KeyC", 67, 1)
	writes(b, s, bid("c"), "ხიდი ძველია")
	row := rowOf(b, s, "en", bid("c"))
	if len(row.Target.Text) != 2 || len(row.Target.Text[1].Marks) != 1 {
		t.Errorf("the marks were not copied: %+v", row.Target.Text)
	}
}

// F7 leads to what the checks ask about; what is meant so is set aside with its reason and
// stays so until the words change.
func TestFindingsAtTheBench(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "გუშინ ხიდზე მუშაობდა 36 კაცი და ორი ქალი."), para("b", "ხვალ ხიდი გაიხსნება."))
	path := begun(b, s, "en", "ka")
	save(b, s, "en", "A bridge is mended", para("a", "Yesterday 63 men and two women worked on the bridge."), para("b", "The bridge opens tomorrow."))
	p := opened(b, people.Translator, path)
	p.waits("a finding", `document.querySelectorAll("[data-live=finds] .finds > li").length === 1`)
	p.focus(bid("b"))
	p.key("F7", "F7", 118, 0)
	p.at(bid("a"))
	p.key("Escape", "Escape", 27, 0)
	p.eval(`document.querySelector("[data-live=finds] summary").click()`)
	p.eval(`document.querySelector("[data-live=finds] [name=reason]").focus()`)
	p.types("the source was wrong")
	p.do(keyEnter)
	p.waits("no finding", `document.querySelector("[data-live=finds] .finds").textContent.includes("Nothing")`)
	p.goes(path)
	p.waits("none after a reload either", `document.querySelectorAll("[data-live=finds] .finds > li .st").length === 0`)
	save(b, s, "en", "A bridge is mended", para("a", "Yesterday 64 men and two women worked on the bridge."), para("b", "The bridge opens tomorrow."))
	p.waits("other words, another finding", `document.querySelectorAll("[data-live=finds] .finds > li .st").length === 1`)
}

// What a program drafted is marked, until a person says that it is done.
func TestMachineDraftAtTheBench(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ხვალ ხიდი გაიხსნება."))
	path := begun(b, s, "en", "ka")
	save(b, s, "en", "A bridge is mended", para("a", "Tomorrow the bridge opens."))
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		return translation.Machine(ctx, tx, s.ID, "en", []string{bid("a")}, "test-engine")
	})
	p := opened(b, people.Translator, path)
	p.waits("the mark", `document.querySelector("[data-bid='`+bid("a")+`'] .tag")?.textContent === "Machine"`)
	p.focus(bid("a"))
	p.letter('E')
	p.at(bid("a"))
	p.isDone()
	stands(b, s, "en", bid("a"), translation.Translated)
	p.waits("no mark any more", `!document.querySelector("[data-bid='`+bid("a")+`'] .tag")`)
	if row := rowOf(b, s, "en", bid("a")); row.Machine != "" || row.Translator != b.Person(people.Translator).ID {
		t.Errorf("%q by %q", row.Machine, row.Translator)
	}
}

// A note for the author stands beside the source's block; the second reader's other words
// are taken by the translator, and the second reader says that a block is right.
func TestNotesAndTheSecondReader(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ხვალ ხიდი გაიხსნება."), para("b", "გზა დაკეტილია."))
	path := begun(b, s, "en", "ka")
	save(b, s, "en", "A bridge is mended", para("a", "Tomorrow the bridge open."), para("b", "The road is closed."))
	p := opened(b, people.Translator, path)
	for _, block := range []string{bid("a"), bid("b")} {
		p.focus(block)
		p.letter('E')
		p.at(block)
		p.isDone()
		stands(b, s, "en", block, translation.Translated)
	}
	p.key("Escape", "Escape", 27, 0)
	p.focus(bid("b"))
	p.letter('N')
	p.waits("the note", `document.activeElement?.name === "said"`)
	p.types("Which road?")
	p.eval(`document.activeElement.form.requestSubmit()`)
	p.waits("the note is sent", `!!document.querySelector("[data-bid='`+bid("b")+`'] .no [href$='/comments/']")`)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		from, err := story.Newest(ctx, tx, s.ID, "ka")
		if err != nil {
			return err
		}
		threads, err := comment.Threads(ctx, tx, from, false)
		if len(threads) != 1 || threads[0].Anchor.Block != bid("b") {
			t.Errorf("%d threads", len(threads))
		}
		return err
	})

	reader := opened(b, people.Editor, path)
	reader.focus(bid("a"))
	reader.letter('S')
	reader.waits("other words", `document.activeElement?.name === "suggestion"`)
	reader.eval(`document.activeElement.value = "Tomorrow the bridge opens."`)
	reader.eval(`document.activeElement.form.requestSubmit()`)
	p.waits("the suggestion", `document.querySelector("[data-bid='`+bid("a")+`'] .sug ins")?.textContent === "opens"`)
	p.eval(`document.querySelector("[data-bid='` + bid("a") + `'] .sug form button").click()`)
	writes(b, s, bid("a"), "Tomorrow the bridge opens.")
	p.waits("it is taken", `!document.querySelector("[data-bid='`+bid("a")+`'] .sug")`)
	reader.waits("the words", `document.querySelector("[data-bid='`+bid("a")+`'] .tgt").textContent.includes("opens.")`)
	reader.focus(bid("a"))
	reader.letter('A')
	stands(b, s, "en", bid("a"), translation.Reviewed)
	p.waits("the translator sees it", `document.querySelector("[data-bid='`+bid("a")+`']").dataset.state === "reviewed"`)
	if row := rowOf(b, s, "en", bid("a")); row.Reviewer != b.Person(people.Editor).ID {
		t.Errorf("read by %q", row.Reviewer)
	}
	if p := b.As(people.FactChecker).Send(path+"pairs/"+rowOf(b, s, "en", bid("b")).Pair, url.Values{"verdict": {"reviewed"}}); p.StatusCode != 403 {
		t.Errorf("who may not save said that it is right: %d %s", p.StatusCode, strings.TrimSpace(p.Text[:min(200, len(p.Text))]))
	}
}
