package talk_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/notice"
	"masthead/internal/people"
)

// tab is the writing page in a person's browser, with what is said about the text.
type tab struct{ *desktest.Tab }

func (b *bed) opened(role people.Role, path string) *tab {
	b.Helper()
	p := &tab{b.Tab(b.Browser(role))}
	p.Open(path)
	p.Waits("the panel", `!!document.querySelector(".writing.ready .ProseMirror") && !!document.querySelector("[data-talk-panel]")`)
	return p
}

// selects selects words of the text.
func (p *tab) selects(words string) {
	p.Helper()
	p.Do(chromedp.Focus(".ProseMirror"))
	p.Eval(fmt.Sprintf(`(() => {
		const walk = document.createTreeWalker(document.querySelector(".ProseMirror"), NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const i = n.textContent.indexOf(%q);
			if (i >= 0) { getSelection().setBaseAndExtent(n, i, n, i + %d); return "" }
		}
		throw new Error("no such words")
	})()`, words, len(words)))
	p.Waits("the selection", fmt.Sprintf(`getSelection().toString() === %q`, words))
}

// Two people talk about a text beside it: comment, mention, notice, reply, settle; the
// other's page shows each of it by itself.
func TestTalkInTheWritingPage(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	reporter := b.opened(people.Reporter, b.path)
	checker.selects("forty-one members")
	checker.Press("m", "KeyM", desktest.Alt|desktest.Control)
	checker.Waits("the form", `document.activeElement?.id === "n-selection" && document.querySelector("[data-quote]").textContent === "forty-one members"`)
	checker.Inserts("Notes say forty. @Tbilisi repor")
	checker.Waits("a name is offered", `document.querySelector(".names-list [aria-selected=true]")?.textContent === "Tbilisi reporter"`)
	checker.Press("Enter", "Enter", 0)
	checker.Waits("the name", `document.activeElement.value === "Notes say forty. @Tbilisi reporter "`)
	checker.Press("Enter", "Enter", desktest.Control)
	for name, p := range map[string]*tab{"hers": checker, "the other's": reporter} {
		p.Waits("the words are marked in "+name, `document.querySelector(".ProseMirror .cm")?.textContent === "forty-one members"`)
		p.Waits("the thread is in the panel of "+name, `document.querySelector("[data-talk-panel] .call")?.textContent === "@Tbilisi reporter"`)
	}
	var told []notice.Told
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		told, err = notice.List(ctx, tx, b.Person(people.Reporter).ID, "", 10)
		return err
	})
	if len(told) != 1 || told[0].Key != "comment.mentioned_you" || !strings.HasPrefix(told[0].Path, b.path+"comments/#") {
		t.Fatalf("told %+v", told)
	}
	reporter.Eval(`document.querySelector(".ProseMirror .cm").click()`)
	reporter.Eval(`document.querySelector("[data-talk-panel] .thread textarea[data-call]").focus()`)
	reporter.Inserts("Someone joined on Monday.")
	reporter.Press("Enter", "Enter", desktest.Control)
	checker.Waits("the answer", `document.querySelector("[data-talk-panel]").innerText.includes("Someone joined on Monday.") || !document.getElementById("p-com").checked && document.querySelector("[data-talk-panel]").textContent.includes("Someone joined on Monday.")`)
	checker.Eval(`document.querySelector("[data-talk-panel] .thread [formaction$=settle]").click()`)
	for _, p := range []*tab{checker, reporter} {
		p.Waits("settled", `!document.querySelector(".ProseMirror .cm") && !document.querySelector("[data-talk-panel] .thread")`)
	}
}

// Somebody without the right to save writes; it comes as suggestions, which another takes
// and leaves by keys.
func TestSuggestingInTheWritingPage(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	reporter := b.opened(people.Reporter, b.path)
	checker.selects("forty-one")
	checker.Inserts("forty")
	reporter.Waits("the suggestion", `document.querySelector("[data-suggestion] ins")?.textContent === "forty" && document.querySelector("[data-suggestion] del")?.textContent === "forty-one"`)
	if got := b.lines(); !strings.Contains(got, "forty-one") {
		t.Fatalf("it stands in the text before anybody took it: %s", got)
	}
	checker.selects("older")
	checker.Inserts("newer")
	reporter.Waits("the second", `document.querySelectorAll("[data-suggestion]").length === 2`)
	reporter.Eval(`[...document.querySelectorAll("[data-suggestion]")].find((b) => b.textContent.includes("forty")).focus()`)
	reporter.Press("y", "KeyY", desktest.Alt)
	reporter.Waits("taken", `document.querySelector(".ProseMirror").innerText.includes("The chat has forty members.") && document.querySelectorAll("[data-suggestion]").length === 1`)
	reporter.Press("n", "KeyN", desktest.Alt)
	reporter.Waits("left", `!document.querySelector("[data-suggestion]")`)
	if want := "c:The sluice is older. | a:We quarrelled over water. | b:The chat has forty members."; b.lines() != want {
		t.Errorf("%s", b.lines())
	}
}

// What she wrote is there again when she comes back, and is withdrawn when she undoes it.
func TestSuggestionsAreGoneOnWith(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	checker.selects("forty-one")
	checker.Inserts("forty")
	checker.Waits("sent", `!localStorage.length && document.querySelector(".suggesting-line").textContent.includes("sent")`)
	checker.Do(chromedp.Navigate(b.URL + b.path))
	checker.Waits("it is there again", `document.querySelector(".ProseMirror")?.innerText.includes("The chat has forty members.")`)
	checker.selects("forty")
	checker.Inserts("forty-one")
	b.waitsFor("withdrawn", func() bool {
		return strings.Contains(b.As(people.Editor).Ask(b.path+"suggestions/").Text, "0 suggestions wait")
	})
}

// Why a suggestion was not taken stands until she writes on.
func TestRefusedSuggestionsAreTold(t *testing.T) {
	b := open(desktest.Open(t))
	checker := b.opened(people.FactChecker, b.path)
	checker.Eval(`(() => {
		window.asked = window.fetch;
		window.fetch = (to, how) => String(to).endsWith("suggestions/new") ? Promise.resolve(new Response('{"error":"Too long by a word."}', { status: 422 })) : window.asked(to, how);
		return "";
	})()`)
	line := `document.querySelector(".suggesting-line").textContent`
	checker.selects("forty-one")
	checker.Inserts("forty")
	checker.Waits("it is told", line+` === "Too long by a word."`)
	checker.Eval(`(window.fetch = window.asked, "")`)
	checker.selects("older")
	checker.Inserts("newer")
	checker.Waits("the next is sent", `!localStorage.length && `+line+`.includes("sent")`)
}

func (b *bed) waitsFor(what string, f func() bool) {
	b.Helper()
	for end := time.Now().Add(30 * time.Second); !f(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			b.Fatalf("%s: never", what)
		}
	}
}
