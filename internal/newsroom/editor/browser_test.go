package editor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	browserpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

func bid(c string) string { return strings.Repeat(c, 16)[:16] }

func para(id, text string) body.Block {
	return body.Block{ID: bid(id), Type: body.Paragraph, Text: []body.Span{{Text: text}}}
}

// written makes a story with a text of these blocks and gives its page's address.
func written(b *desktest.Bed, blocks ...body.Block) (story.Story, string) {
	b.Helper()
	s := b.Story(story.Story{Bureau: "tbilisi"})
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A bridge is mended", Body: &body.Doc{Blocks: blocks}})
		return err
	})
	return s, "/desk/stories/" + s.ID + "/en/"
}

// tab is one open page of a person.
type tab struct {
	testing.TB
	ctx context.Context
	bed *desktest.Bed
}

func opened(b *desktest.Bed, role people.Role, path string) *tab {
	b.Helper()
	return openedIn(b, b.Browser(role), path)
}

// openedIn opens a page in a browser that is there.
func openedIn(b *desktest.Bed, ctx context.Context, path string) *tab {
	b.Helper()
	p := &tab{b.TB, ctx, b}
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
	p.do(chromedp.Navigate(b.URL + path))
	p.waits("the editor", `!!document.querySelector(".writing.ready .ProseMirror")`)
	return p
}

// front brings a tab before the others of its browser: keys reach no other.
func (p *tab) front() {
	p.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 60*time.Second)
	defer cancel()
	if _, err := chromedp.Call(ctx, browserpage.BringToFront, cdp.Empty{}); err != nil {
		p.Fatal(err)
	}
	p.waits("in front", `document.visibilityState === "visible"`)
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
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if p.eval(js) == "true" {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("%s: never; the page says %q and shows\n%s", what, p.status(), p.text())
		}
	}
}

func (p *tab) status() string { return p.eval(`document.querySelector("[data-status]")?.textContent`) }

func (p *tab) saved() {
	p.Helper()
	p.waits("saved", `document.querySelector("[data-status]").dataset.state === "saved"`)
}

// text is what the page shows, a line for each block of the text.
func (p *tab) text() string {
	return p.eval(`[...(document.querySelector(".ProseMirror") ?? document.body).children].filter((e) => !e.matches(".below, .margin")).map((e) => (e.tagName === "P" ? "" : e.tagName + " ") + e.textContent).join("\n")`)
}

// caret puts the cursor at an offset of the n-th block (from 0); -1 is its end.
func (p *tab) caret(n, offset int) {
	p.Helper()
	p.do(chromedp.Focus(".ProseMirror"))
	p.eval(fmt.Sprintf(`(() => {
		const b = [...document.querySelector(".ProseMirror").children].filter((e) => !e.matches(".below, .margin"))[%d];
		const walk = document.createTreeWalker(b, NodeFilter.SHOW_TEXT);
		let left = %d, node = walk.nextNode(), last = node;
		while (node && left > node.length) { left -= node.length; last = node; node = walk.nextNode(); }
		const at = node ?? last;
		const r = document.createRange();
		r.setStart(at, %d < 0 ? at.length : left);
		getSelection().removeAllRanges();
		getSelection().addRange(r);
		document.dispatchEvent(new Event("selectionchange"));
	})()`, n, max(offset, 0), offset))
}

func (p *tab) types(text string) {
	p.Helper()
	p.do(chromedp.KeyEvent(text))
}

// enter presses Enter as a keyboard does: what the page takes writes nothing.
func (p *tab) enter() {
	p.Helper()
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
		if _, err := chromedp.Call(p.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}); err != nil {
			p.Fatal(err)
		}
	}
}

// line takes the line away or gives it back.
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

func newest(b *desktest.Bed, s story.Story) (t story.Text, open []story.Conflict) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		if t, err = story.Newest(ctx, tx, s.ID, "en"); err == nil {
			open, err = story.Conflicts(ctx, tx, s.ID, "en")
		}
		return err
	})
	return t, open
}

func lines(d body.Doc) string {
	var out []string
	for _, one := range d.Blocks {
		line := body.Plain(one)
		if one.Type != body.Paragraph {
			line += " (" + string(one.Type) + ")"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestWhatIsTypedIsSaved(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha one here"), para("b", "Beta two and three"))
	p := opened(b, people.Editor, path)
	p.caret(0, -1)
	p.types(", and more")
	p.saved()
	if text, open := newest(b, s); lines(text.Body) != "Alpha one here, and more\nBeta two and three" || len(open) != 0 || text.SavedBy != b.Person(people.Editor).ID {
		t.Errorf("%q by %s, %d conflicts", lines(text.Body), text.SavedBy, len(open))
	}
}
