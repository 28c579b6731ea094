package editor_test

import (
	"context"
	"testing"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"

	"github.com/chromedp/chromedp"
)

// quickKeys comes into the text, goes to its beginning, selects a line and comments on it,
// all before the browser finds time to tell that the cursor has moved: what each key does
// by itself is done beside it.
const quickKeys = `(() => {
	const text = document.querySelector(".ProseMirror");
	const key = (key, code, more) => text.dispatchEvent(new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...more }));
	text.focus();
	key("Home", "Home", { ctrlKey: true });
	getSelection().modify("move", "backward", "documentboundary");
	key("End", "End", { shiftKey: true });
	getSelection().modify("extend", "forward", "lineboundary");
	key("m", "KeyM", { ctrlKey: true, altKey: true });
})()`

// She describes a picture and comments on a paragraph by keys that follow at once: the
// comment belongs to the paragraph.
func TestCommentByQuickKeysAfterAPicture(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Whose saws are these?"), body.Block{ID: bid("b"), Type: body.Image, Pictures: []body.Picture{{Source: "https://pictures.example/ice.jpg", Alt: "Ice"}}})
	p := opened(b, people.Editor, path)
	p.Waits("the panel", `!!document.querySelector("[data-talk-panel]")`)
	p.caret(1, -1)
	p.Types("By the lake")
	p.Do(chromedp.Focus(`.ProseMirror figure textarea`))
	p.Inserts(" in blocks")
	p.Eval(quickKeys)
	p.Waits("the form", `document.activeElement?.id === "n-selection"`)
	if got := p.Eval(`document.querySelector("[data-new] [name=block]").value + " " + document.querySelector("[data-quote]").textContent`); got != bid("a")+" Whose saws are these?" {
		t.Fatalf("the comment is on %q", got)
	}
	p.Inserts("The fishers'.")
	p.Press("Enter", "Enter", desktest.Control)
	p.Waits("the thread", `document.querySelector("[data-talk-panel]").textContent.includes("The fishers'.")`)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		text, err := story.Newest(ctx, tx, s.ID, "en")
		if err != nil {
			return err
		}
		threads, err := comment.Threads(ctx, tx, text, false)
		if err == nil && (len(threads) != 1 || threads[0].Place.Block != bid("a")) {
			t.Errorf("%+v", threads)
		}
		return err
	})
}

// The panel tells the revision that her own saving made.
func TestPanelTellsTheRevisionSheSaved(t *testing.T) {
	b := desktest.Open(t)
	s, path := written(b, para("a", "Alpha"))
	p := opened(b, people.Editor, path)
	told := `document.querySelector("[data-rev]").textContent`
	before := p.Eval(told)
	p.caret(0, -1)
	p.Types(" more")
	p.saved()
	text, _ := newest(b, s)
	if text.Rev != 2 {
		t.Fatalf("revision %d", text.Rev)
	}
	p.Waits("the new revision", told+` === `+quoted(before)+`.replace("1", "2")`)
}
