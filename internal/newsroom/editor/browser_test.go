package editor_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

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

// tab is the writing page in a person's browser.
type tab struct{ *desktest.Tab }

func opened(b *desktest.Bed, role people.Role, path string) *tab {
	b.Helper()
	return openedIn(b, b.Browser(role), path)
}

// openedIn opens a text's page in a browser that is there.
func openedIn(b *desktest.Bed, browser context.Context, path string) *tab {
	b.Helper()
	p := &tab{b.Tab(browser)}
	p.Open(path)
	p.ready()
	return p
}

// ready waits until she can write.
func (p *tab) ready() {
	p.Helper()
	p.Waits("the editor", `!!document.querySelector(".writing.ready .ProseMirror")`)
}

func (p *tab) saved() {
	p.Helper()
	p.Waits("saved", `document.querySelector("[data-status]").dataset.state === "saved"`)
}

// text is what the page shows, a line for each block of the text.
func (p *tab) text() string {
	return p.Eval(`[...(document.querySelector(".ProseMirror") ?? document.body).children].filter((e) => !e.matches(".below, .margin")).map((e) => (e.tagName === "P" ? "" : e.tagName + " ") + e.textContent).join("\n")`)
}

// caret puts the cursor at an offset of the n-th block (from 0); -1 is its end.
func (p *tab) caret(n, offset int) {
	p.Helper()
	p.Do(chromedp.Focus(".ProseMirror"))
	p.Eval(fmt.Sprintf(`(() => {
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

// enter presses Enter as a keyboard does: what the page takes writes nothing.
func (p *tab) enter() {
	p.Helper()
	p.Press("Enter", "Enter", 0)
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
	p.Types(", and more")
	p.saved()
	if text, open := newest(b, s); lines(text.Body) != "Alpha one here, and more\nBeta two and three" || len(open) != 0 || text.SavedBy != b.Person(people.Editor).ID {
		t.Errorf("%q by %s, %d conflicts", lines(text.Body), text.SavedBy, len(open))
	}
}
