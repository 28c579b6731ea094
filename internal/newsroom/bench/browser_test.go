package bench_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// tab is an open bench, worked by keys alone.
type tab struct {
	testing.TB
	ctx context.Context
	bed *desktest.Bed
}

func opened(b *desktest.Bed, role people.Role, path string) *tab {
	b.Helper()
	p := &tab{b.TB, b.Browser(role), b}
	if err := chromedp.Listen(p.ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			why := e.ExceptionDetails.Text
			if x := e.ExceptionDetails.Exception; x != nil {
				why += ": " + x.Description
			}
			b.Errorf("the page's script failed: %s", why)
		}
	}); err != nil {
		b.Fatal(err)
	}
	p.goes(path)
	return p
}

func (p *tab) goes(path string) {
	p.Helper()
	p.do(chromedp.Navigate(p.bed.URL + path))
	p.waits("the bench", `!!document.querySelector("[data-bench].ready")`)
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

func (p *tab) waits(what, js string) {
	p.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if p.eval(js) == "true" {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%s: never; the page says %q and shows\n%s", what, p.eval(`document.querySelector("[data-status]")?.textContent`), p.eval(`document.querySelector("main").innerText`))
		}
	}
}

// key presses one key, with what is held: 1 Alt, 2 Ctrl, 8 Shift.
func (p *tab) key(key, code string, number int64, held int64) {
	p.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: key, Code: code, WindowsVirtualKeyCode: number, Modifiers: held}); err != nil {
			p.Fatal(err)
		}
	}
}

func (p *tab) letter(c byte) { p.key(string(c+'a'-'A'), "Key"+string(c), int64(c), 0) }
func (p *tab) next()         { p.key("Tab", "Tab", 9, 0) }
func (p *tab) isDone()       { p.key("Enter", "Enter", 13, 2) }

func (p *tab) types(text string) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
		p.Fatal(err)
	}
}

// at waits until a row, by its block, is the one that is written in.
func (p *tab) at(block string) {
	p.Helper()
	p.waits("written in "+block, `document.activeElement?.closest("[data-pair]")?.dataset.bid === "`+block+`" && !!document.activeElement.closest(".cell-edit")`)
}

func (p *tab) line(up bool) {
	p.Helper()
	if _, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1}}}); err != nil {
		p.Fatal(err)
	}
	if _, err := chromedp.Call(p.ctx, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: !up, DownloadThroughput: -1, UploadThroughput: -1}); err != nil {
		p.Fatal(err)
	}
}

// stands waits until a row stands so at the server.
func stands(b *desktest.Bed, s story.Story, l lang.Tag, block string, want translation.State) {
	b.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		row := rowOf(b, s, l, block)
		if row.State == want {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("%s stands at %s, not %s", block, row.State, want)
		}
	}
}

func begun(b *desktest.Bed, s story.Story, l lang.Tag, from string) string {
	b.Helper()
	path := "/desk/bench/" + s.ID + "/" + string(l) + "/"
	form := map[string][]string{"from": {from}}
	if done := b.As(people.Translator).Send(path+"begin", form); done.StatusCode != 303 {
		b.Fatalf("begin: %d %s", done.StatusCode, done.Text)
	}
	return path
}

func words(b *desktest.Bed, s story.Story, l lang.Tag, block string) string {
	b.Helper()
	row := rowOf(b, s, l, block)
	if row.Target == nil {
		return ""
	}
	return body.Plain(*row.Target)
}

// A translator works by keys alone: writes, goes on by Tab and Ctrl+Enter, leaves one out,
// says that a changed one is still right.
func TestByKeysAlone(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ხიდზე 36 კაცი მუშაობდა."), para("b", "ხვალ გაიხსნება."), para("c", "ხუმრობა."))
	p := opened(b, people.Translator, begun(b, s, "en", "ka"))
	p.letter('J')
	p.letter('E')
	p.at("headline")
	p.types("A bridge is mended")
	p.isDone()
	p.at(bid("a"))
	p.types("36 people worked on the bridge.")
	p.isDone()
	p.at(bid("b"))
	p.types("It opens tomorrow.")
	p.next() // it stays a draft
	p.at(bid("c"))
	p.key("Escape", "Escape", 27, 0)
	p.letter('L')
	p.waits("why it is left out", `document.activeElement?.name === "reason"`)
	p.types("the joke needs Georgian")
	p.do(chromedp.KeyEvent("\r"))
	for block, want := range map[string]translation.State{"headline": translation.Translated, bid("a"): translation.Translated, bid("b"): translation.Draft, bid("c"): translation.Omitted} {
		stands(b, s, "en", block, want)
	}
	if got := words(b, s, "en", bid("a")); got != "36 people worked on the bridge." {
		t.Errorf("%q", got)
	}
	save(b, s, "ka", "ხიდი შეაკეთეს", para("a", "ხიდზე 40 კაცი მუშაობდა."), para("b", "ხვალ გაიხსნება."), para("c", "ხუმრობა."))
	p.waits("the change of the source", `document.querySelector("#row-`+rowOf(b, s, "en", bid("a")).Pair+` ins")?.textContent === "40"`)
	p.eval(`document.querySelector("[data-bid='` + bid("a") + `']").focus()`)
	p.letter('R')
	stands(b, s, "en", bid("a"), translation.Translated)
	shoot(p, "bench")
}

// What she writes and says without a line is kept and goes when it is back.
func TestWithoutALine(t *testing.T) {
	b := desktest.Open(t)
	s := written(b, para("a", "ერთი."), para("b", "ორი."))
	p := opened(b, people.Translator, begun(b, s, "en", "ka"))
	p.line(false)
	p.eval(`document.querySelector("[data-bid='` + bid("a") + `']").focus()`)
	p.letter('E')
	p.at(bid("a"))
	p.types("One.")
	p.isDone()
	p.at(bid("b"))
	p.types("Two.")
	p.waits("offline", `document.querySelector("[data-status]").dataset.state === "offline"`)
	if got := words(b, s, "en", bid("a")); got != "" {
		t.Errorf("%q came without a line", got)
	}
	p.line(true)
	stands(b, s, "en", bid("a"), translation.Translated)
	stands(b, s, "en", bid("b"), translation.Draft)
	if got := words(b, s, "en", bid("b")); got != "Two." {
		t.Errorf("%q", got)
	}
}

// shoot keeps a picture of the page where MASTHEAD_SCREENSHOTS names a folder.
func shoot(p *tab, name string) {
	p.Helper()
	dir := os.Getenv("MASTHEAD_SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, cancel := context.WithTimeout(p.ctx, 30*time.Second)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.FullScreenshot(90))
	if err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".jpg"), data, 0o644); err != nil {
		p.Fatal(err)
	}
}
