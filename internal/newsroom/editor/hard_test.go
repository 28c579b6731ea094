package editor_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Two people write in one paragraph: each sees the other, both texts stand side by side,
// and one of them joins the texts by the keyboard.
func TestTwoInOneParagraph(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Samira keeps a notebook"), para("b", "Second"))
	anna, leyla := opened(b, people.Editor, path), opened(b, people.ChiefEditor, path)
	leyla.caret(0, -1)
	leyla.Types(" since April")
	leyla.saved()
	anna.Waits("the other's words", `document.querySelector(".ProseMirror").textContent.includes("since April")`)
	anna.Waits("the other in the paragraph", `!!document.querySelector('.ProseMirror .who[title^="Tbilisi chief editor is writing here"]')`)
	anna.Line(false)
	leyla.Line(false)
	anna.caret(0, -1)
	anna.Types(" of 2019")
	leyla.caret(0, -1)
	leyla.Types(" of 2020")
	leyla.Waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
	anna.Waits("offline", `document.querySelector("[data-status]").textContent === "Offline, 1 paragraph kept on this device"`)
	anna.Waits("it is read out", `document.querySelector("[data-live]").textContent.startsWith("Offline")`)
	anna.Line(true)
	anna.saved()
	anna.Waits("it is read out no more", `!document.querySelector("[data-live]").textContent.includes("Offline")`)
	leyla.Line(true)
	leyla.saved()
	leyla.Waits("a conflict", `document.querySelectorAll(".conf[data-conflict] figure").length === 2`)
	anna.Waits("a conflict", `document.querySelector("[data-asks]").textContent.trim() === "Needs you: 1 conflict"`)
	if got := leyla.Eval(`[...document.querySelectorAll(".conf[data-conflict] ins")].map((e) => e.textContent.trim()).join("|")`); got != "of 2020|of 2019" {
		t.Errorf("new words marked: %q", got)
	}
	leyla.Eval(`document.dispatchEvent(new KeyboardEvent("keydown", { key: "F8", bubbles: true })), document.activeElement.className`)
	if at := leyla.Eval(`document.activeElement.dataset.conflict ? "card" : document.activeElement.className`); at != "card" {
		t.Fatalf("F8 leads to %s", at)
	}
	leyla.Types("3")
	leyla.Waits("both texts in the paragraph", `document.querySelector(".ProseMirror p").textContent.includes("2020") && document.querySelector(".ProseMirror p").textContent.includes("2019")`)
	leyla.Eval(`document.querySelector(".conf .btn.go").click()`)
	leyla.Waits("it is solved", `!document.querySelector(".conf[data-conflict]")`)
	anna.Waits("it is solved", `!document.querySelector(".conf[data-conflict]")`)
	text, open := newest(b, s)
	if first := body.Plain(text.Body.Blocks[0]); len(open) != 0 || !strings.Contains(first, "2019") || !strings.Contains(first, "2020") {
		t.Errorf("%q, %d conflicts", first, len(open))
	}
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		var mine, theirs string
		err := tx.Row(ctx, `SELECT mine, theirs FROM story_conflict WHERE story_id = $1`, []any{s.ID}, &mine, &theirs)
		if !strings.Contains(mine, "2020") || !strings.Contains(theirs, "2019") {
			t.Errorf("the record has %q and %q", mine, theirs)
		}
		return err
	})
}

// Her session ends while she types; she signs in again in another window and goes on.
func TestSessionEndsWhileTyping(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	p := opened(b, people.Editor, path)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		return people.EndSessions(ctx, tx, b.Person(people.Editor).ID, "")
	})
	p.caret(0, -1)
	p.Types(" and words of hers")
	p.Waits("sign in again", `document.querySelector("[data-status]").textContent === "Sign in again to save; everything is kept here"`)
	if href := p.Eval(`document.querySelector("[data-trouble] a").getAttribute("href")`); href != "/desk/sign-in?in=window" {
		t.Errorf("leads to %s", href)
	}
	p.Types(", still typing")
	b.Sign(p.Ctx, b.Person(people.Editor))
	p.Eval(`new BroadcastChannel("masthead-desk").postMessage("signed-in"), 1`)
	p.saved()
	if text, open := newest(b, s); lines(text.Body) != "Alpha and words of hers, still typing" || len(open) != 0 {
		t.Errorf("%q, %d conflicts", lines(text.Body), len(open))
	}
}

// What one person typed is not saved by the next who signs in on the device.
func TestAnotherPersonOnTheDevice(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	browser := b.Browser(people.Editor)
	p := openedIn(b, browser, path)
	p.Line(false)
	p.caret(0, -1)
	p.Types(" of the editor")
	p.Waits("kept", `document.querySelector("[data-status]").dataset.state === "offline"`)
	b.Sign(browser, b.Person(people.ChiefEditor))
	p.Line(true)
	p.Waits("refused", `document.querySelector("[data-status]").dataset.state === "another"`)
	p.Do(chromedp.Navigate(b.URL + path))
	p.Waits("the page of the other", `!!document.querySelector(".writing.ready")`)
	if text, _ := newest(b, s); lines(text.Body) != "Alpha" || strings.Contains(p.text(), "of the editor") {
		t.Errorf("saved %q, shown %q", lines(text.Body), p.text())
	}
	b.Sign(browser, b.Person(people.Editor))
	p.Do(chromedp.Navigate(b.URL + path))
	p.Waits("her own words", `!!document.querySelector(".writing.ready .ProseMirror")?.innerText.includes("Alpha of the editor")`)
	if text, _ := newest(b, s); lines(text.Body) != "Alpha of the editor" || text.SavedBy != b.Person(people.Editor).ID {
		t.Errorf("%q by %s", lines(text.Body), text.SavedBy)
	}
}

// The page dies with words that were not sent; the next page of the same person sends them.
func TestWhatADeadPageLeft(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"), para("b", "Beta"))
	browser := b.Browser(people.Editor)
	p := openedIn(b, browser, path)
	p.Line(false)
	p.caret(0, -1)
	p.Types(" first")
	p.Waits("sent, without an answer", `document.querySelector("[data-status]").dataset.state === "offline"`)
	p.Types(" and then more")
	p.Waits("kept on the device", `(indexedDB.open("masthead-outbox").onsuccess = (e) => { e.target.result.transaction("entries").objectStore("entries").getAll().onsuccess = (r) => { window.kept = JSON.stringify(r.target.result) } }, (window.kept ?? "").includes("and then more"))`)
	p.Do(chromedp.Navigate("about:blank")) // what it sends while it goes does not arrive either
	p.Line(true)
	b.Write(func(ctx context.Context, tx *db.Tx) error { // meanwhile somebody else wrote
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", BaseRev: 1, Headline: "A bridge is mended", Body: &body.Doc{Blocks: []body.Block{para("a", "Alpha"), para("b", "Beta and more")}}})
		return err
	})
	q := openedIn(b, browser, path)
	q.Waits("all words", `document.querySelector(".ProseMirror").innerText.includes("Alpha first and then more")`)
	if text, open := newest(b, s); lines(text.Body) != "Alpha first and then more\nBeta and more" || len(open) != 0 {
		t.Errorf("%q, %d conflicts", lines(text.Body), len(open))
	}
	q.Waits("nothing is left on the device", `(indexedDB.open("masthead-outbox").onsuccess = (e) => { e.target.result.transaction("entries").objectStore("entries").count().onsuccess = (r) => { window.left = r.target.result } }, window.left === 0)`)
}

// Her right ends while she writes: the words stay, to be copied or downloaded.
func TestRightTakenAwayWhileTyping(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		return story.AddPerson(ctx, tx, s.ID, story.Credit{Person: b.Person(people.Reporter).ID, Part: story.Author})
	})
	p := opened(b, people.Reporter, path)
	b.Write(func(ctx context.Context, tx *db.Tx) error { return story.SetPeople(ctx, tx, s.ID, nil) })
	p.caret(0, -1)
	p.Types(" by the reporter")
	p.Waits("refused", `document.querySelector("[data-status]").dataset.state === "forbidden"`)
	if got := p.Eval(`[...document.querySelectorAll("[data-trouble] button")].map((b) => b.textContent).join()`); got != "Copy,Download" {
		t.Errorf("offers %q", got)
	}
	if text, _ := newest(b, s); lines(text.Body) != "Alpha" || !strings.Contains(p.text(), "Alpha by the reporter") {
		t.Errorf("saved %q, shown %q", lines(text.Body), p.text())
	}
	// She comes back to the page, which now takes suggestions alone: her words are shown.
	p.Do(chromedp.Navigate(b.URL + path))
	p.Waits("the words that the device keeps", `document.querySelector(".kept-entry pre")?.textContent.includes("Alpha by the reporter")`)
	if got := p.Eval(`document.querySelector("[data-kept] p").textContent.length > 10 && [...document.querySelectorAll("[data-kept] button")].map((b) => b.textContent).join()`); !strings.HasPrefix(got, "Copy,Download") {
		t.Errorf("offers %q", got)
	}
}

// Two tabs of one person are two pages: neither writes over the other, and each shows
// what the other saved.
func TestTwoTabsOfOnePerson(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"), para("b", "Beta"))
	browser := b.Browser(people.Editor)
	second, end := chromedp.NewContext(browser)
	t.Cleanup(end)
	if err := chromedp.Do(second, chromedp.Navigate("about:blank")); err != nil {
		t.Fatal(err)
	}
	one := openedIn(b, browser, path)
	two := openedIn(b, second, path)
	one.Front()
	one.Line(false)
	one.caret(0, -1)
	one.Types(" one")
	one.Waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
	two.Front()
	two.caret(0, 0)
	two.Types("So ")
	two.caret(1, -1)
	two.Types(" two")
	two.saved()
	one.Front()
	one.Line(true)
	one.saved()
	for name, p := range map[string]*tab{"first": one, "second": two} {
		p.Front()
		p.Waits("both in the "+name, `[...document.querySelectorAll(".ProseMirror > p")].map((e) => e.textContent).join("|") === "So Alpha one|Beta two"`)
	}
	if text, open := newest(b, s); lines(text.Body) != "So Alpha one\nBeta two" || len(open) != 0 {
		t.Errorf("%q, %d conflicts", lines(text.Body), len(open))
	}
}

// A page that nobody looks at lets its stream go, so that it holds no line; once looked at
// again it listens anew, and shows what was written meanwhile.
func TestHiddenPageClosesItsStream(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	browser := b.Browser(people.Editor)
	if _, err := chromedp.Call(browser, browserpage.AddScriptToEvaluateOnNewDocument, browserpage.AddScriptToEvaluateOnNewDocumentParams{
		Source: `window.streams = []; window.EventSource = class extends EventSource { constructor(...how) { super(...how); window.streams.push(this) } };
			window.seen = "visible"; Object.defineProperty(document, "visibilityState", { get: () => window.seen });`}); err != nil {
		t.Fatal(err)
	}
	p := openedIn(b, browser, path)
	states := `window.streams.map((s) => s.readyState).join()`
	p.Waits("it listens", states+` === "1"`)
	look := func(seen string) {
		p.Eval(`(window.seen = "` + seen + `", document.dispatchEvent(new Event("visibilitychange")))`)
	}
	look("hidden")
	p.Waits("the stream is closed", states+` === "2"`)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", BaseRev: 1, Headline: "A bridge is mended", Body: &body.Doc{Blocks: []body.Block{para("a", "Alpha and more")}}})
		return err
	})
	look("visible")
	p.Waits("it listens again", states+` === "2,1"`)
	p.Waits("what was written meanwhile", `document.querySelector(".ProseMirror").textContent.includes("Alpha and more")`)
}

// A device that keeps nothing says so.
func TestDeviceThatKeepsNothing(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	browser := b.Browser(people.Editor)
	if _, err := chromedp.Call(browser, browserpage.AddScriptToEvaluateOnNewDocument, browserpage.AddScriptToEvaluateOnNewDocumentParams{
		Source: `Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError") } })`}); err != nil {
		t.Fatal(err)
	}
	p := openedIn(b, browser, path)
	p.Line(false)
	p.caret(0, -1)
	p.Types(" more")
	p.Waits("it says so", `document.querySelector("[data-status]").textContent.startsWith("Offline. This browser keeps nothing on the device")`)
	p.Line(true)
	p.saved()
	if text, _ := newest(b, s); lines(text.Body) != "Alpha more" {
		t.Errorf("%q", lines(text.Body))
	}
}

// A translation begins beside its source, and knows what it was made from.
func TestTranslationBegins(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"), para("b", "Beta"))
	p := opened(b, people.Translator, strings.Replace(path, "/en/", "/ka/", 1))
	if got := p.Eval(`document.querySelector(".source .doc").innerText.replace(/\s+/g, " ")`); got != "Alpha Beta" {
		t.Errorf("the source is %q", got)
	}
	p.Do(chromedp.Focus(".live-field textarea"))
	p.Types("ხიდი")
	p.Do(chromedp.Focus(".ProseMirror"))
	p.Types("ალფა")
	p.saved()
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		text, err := story.Newest(ctx, tx, s.ID, "ka")
		if err == nil && (text.Headline != "ხიდი" || lines(text.Body) != "ალფა" || text.MadeFrom != "en" || text.MadeRev != 1) {
			t.Errorf("%+v", text)
		}
		return err
	})
}

// Nothing runs in a browser that blocks scripts; the form is there and saves.
func TestPageWithoutScript(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	c := b.As(people.FactChecker)
	shown := c.Ask(path)
	if !strings.Contains(shown.Text, "readonly") || strings.Contains(shown.Text, `name="new"`) {
		t.Error("a reader is offered to write")
	}
	if done := c.Send(path, url.Values{"op": {"x"}, "rev": {"1"}, "headline": {"x"}}); done.StatusCode != 403 {
		t.Errorf("a fact-checker's form: %d", done.StatusCode)
	}
	p := &tab{b.Tab(b.Browser(people.Editor))}
	if _, err := chromedp.Call(p.Ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	p.Do(chromedp.Navigate(b.URL+path), chromedp.Focus("#f-"+bid("a")), chromedp.KeyEvent(" by form"),
		chromedp.Focus("#f-new"), chromedp.KeyEvent("Below"))
	p.Eval(`document.querySelector("form.plain .btn.go").click()`)
	p.Waits("the page that the form leads to", `document.querySelector("#f-`+bid("a")+`")?.defaultValue.includes("by form")`)
	if text, open := newest(b, s); !strings.Contains(lines(text.Body), "by form") || !strings.HasSuffix(lines(text.Body), "\nBelow") || len(open) != 0 {
		t.Errorf("%q, %d conflicts", lines(text.Body), len(open))
	}
}
