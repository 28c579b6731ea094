package talk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/notice"
	"masthead/internal/people"
)

// tab is one open page of a person.
type tab struct {
	testing.TB
	ctx context.Context
	url string
}

func (b *bed) opened(role people.Role, path string) *tab {
	b.Helper()
	p := &tab{b.TB, b.Browser(role), b.URL}
	if err := chromedp.Listen(p.ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			b.Errorf("the script of %s failed: %s %v", path, e.ExceptionDetails.Text, e.ExceptionDetails.Exception)
		}
	}); err != nil {
		b.Fatal(err)
	}
	p.do(chromedp.Navigate(b.URL + path))
	p.waits("the panel", `!!document.querySelector(".writing.ready .ProseMirror") && !!document.querySelector("[data-talk-panel]")`)
	return p
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

func (p *tab) eval(js string) string {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string](`String(`+js+`)`))
	if err != nil {
		p.Fatalf("%s: %v", js, err)
	}
	return out
}

// waits until an expression holds; a page that never comes there fails.
func (p *tab) waits(what, js string) {
	p.Helper()
	for end := time.Now().Add(40 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if p.eval(js) == "true" {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%s: never; the page shows\n%s", what, p.eval(`document.body.innerText`))
		}
	}
}

// selects selects words of the text.
func (p *tab) selects(words string) {
	p.Helper()
	p.do(chromedp.Focus(".ProseMirror"))
	p.eval(fmt.Sprintf(`(() => {
		const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const i = n.textContent.indexOf(%q);
			if (i >= 0) { getSelection().setBaseAndExtent(n, i, n, i + %d); return "" }
		}
		throw new Error("no such words")
	})()`, words, len(words)))
	p.waits("the selection", fmt.Sprintf(`getSelection().toString() === %q`, words))
}

// key presses a key with modifiers (1 Alt, 2 Ctrl).
func (p *tab) key(name, code string, with int) {
	p.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: name, Code: code, Modifiers: int64(with), WindowsVirtualKeyCode: int64(strings.ToUpper(name)[0])}); err != nil {
			p.Fatal(err)
		}
	}
}

func (p *tab) types(text string) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.Fatal(err)
	}
}

// Two people talk about a text beside it: comment, mention, notice, reply, settle; the
// other's page shows each of it by itself.
func TestTalkInTheWritingPage(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	reporter := b.opened(people.Reporter, b.path)
	checker.selects("forty-one members")
	checker.key("m", "KeyM", 3)
	checker.waits("the form", `document.activeElement?.id === "n-selection" && document.querySelector("[data-quote]").textContent === "forty-one members"`)
	checker.types("Notes say forty. @Tbilisi repor")
	checker.waits("a name is offered", `document.querySelector(".names-list [aria-selected=true]")?.textContent === "Tbilisi reporter"`)
	checker.key("Enter", "Enter", 0)
	checker.waits("the name", `document.activeElement.value === "Notes say forty. @Tbilisi reporter "`)
	checker.key("Enter", "Enter", 2)
	for name, p := range map[string]*tab{"hers": checker, "the other's": reporter} {
		p.waits("the words are marked in "+name, `document.querySelector(".ProseMirror .cm")?.textContent === "forty-one members"`)
		p.waits("the thread is in the panel of "+name, `document.querySelector("[data-talk-panel] .call")?.textContent === "@Tbilisi reporter"`)
	}
	var told []notice.Told
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		told, err = notice.List(ctx, tx, b.Person(people.Reporter).ID, "", 10)
		return err
	})
	if len(told) != 1 || told[0].Key != "comment.mentioned_you" || !strings.HasPrefix(told[0].Path, b.path+"comments/#") {
		t.Fatalf("told %+v", told)
	}
	reporter.eval(`document.querySelector(".ProseMirror .cm").click()`)
	reporter.eval(`document.querySelector("[data-talk-panel] .thread textarea[data-call]").focus()`)
	reporter.types("Someone joined on Monday.")
	reporter.key("Enter", "Enter", 2)
	checker.waits("the answer", `document.querySelector("[data-talk-panel]").innerText.includes("Someone joined on Monday.") || !document.getElementById("p-com").checked && document.querySelector("[data-talk-panel]").textContent.includes("Someone joined on Monday.")`)
	checker.eval(`document.querySelector("[data-talk-panel] .thread [formaction$=settle]").click()`)
	for _, p := range []*tab{checker, reporter} {
		p.waits("settled", `!document.querySelector(".ProseMirror .cm") && !document.querySelector("[data-talk-panel] .thread")`)
	}
}

// Somebody without the right to save writes; it comes as suggestions, which another takes
// and leaves by keys.
func TestSuggestingInTheWritingPage(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	reporter := b.opened(people.Reporter, b.path)
	checker.selects("forty-one")
	checker.types("forty")
	reporter.waits("the suggestion", `document.querySelector("[data-suggestion] ins")?.textContent === "forty" && document.querySelector("[data-suggestion] del")?.textContent === "forty-one"`)
	if got := b.lines(); !strings.Contains(got, "forty-one") {
		t.Fatalf("it stands in the text before anybody took it: %s", got)
	}
	checker.selects("older")
	checker.types("newer")
	reporter.waits("the second", `document.querySelectorAll("[data-suggestion]").length === 2`)
	reporter.eval(`[...document.querySelectorAll("[data-suggestion]")].find((b) => b.textContent.includes("forty")).focus()`)
	reporter.key("y", "KeyY", 1)
	reporter.waits("taken", `document.querySelector(".ProseMirror").innerText.includes("The chat has forty members.") && document.querySelectorAll("[data-suggestion]").length === 1`)
	reporter.key("n", "KeyN", 1)
	reporter.waits("left", `!document.querySelector("[data-suggestion]")`)
	if want := "c:The sluice is older. | a:We quarrelled over water. | b:The chat has forty members."; b.lines() != want {
		t.Errorf("%s", b.lines())
	}
}

// What she wrote is there again when she comes back, and is withdrawn when she undoes it.
func TestSuggestionsAreGoneOnWith(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	checker.selects("forty-one")
	checker.types("forty")
	checker.waits("sent", `!localStorage.length && document.querySelector(".suggesting-line").textContent.includes("sent")`)
	checker.do(chromedp.Navigate(b.URL + b.path))
	checker.waits("it is there again", `document.querySelector(".ProseMirror")?.innerText.includes("The chat has forty members.")`)
	checker.selects("forty")
	checker.types("forty-one")
	b.waitsFor("withdrawn", func() bool {
		return strings.Contains(b.As(people.Editor).Ask(b.path+"suggestions/").Text, "0 suggestions wait")
	})
}

// Why a suggestion was not taken stands until she writes on.
func TestRefusedSuggestionsAreTold(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	checker.eval(`(() => {
		window.asked = window.fetch;
		window.fetch = (to, how) => String(to).endsWith("suggestions/new") ? Promise.resolve(new Response('{"error":"Too long by a word."}', { status: 422 })) : window.asked(to, how);
		return "";
	})()`)
	line := `document.querySelector(".suggesting-line").textContent`
	checker.selects("forty-one")
	checker.types("forty")
	checker.waits("it is told", line+` === "Too long by a word."`)
	checker.eval(`(window.fetch = window.asked, "")`)
	checker.selects("older")
	checker.types("newer")
	checker.waits("the next is sent", `!localStorage.length && `+line+`.includes("sent")`)
}

func (b *bed) waitsFor(what string, f func() bool) {
	b.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("%s: never", what)
		}
	}
}
