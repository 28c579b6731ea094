package fronts_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"masthead/internal/edition"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

// A front is arranged by keys alone: a story in focus goes to a slot by its number, is
// moved by buttons, and made live.
func TestFrontByKeyboard(t *testing.T) {
	r := room{t, desktest.Open(t)}
	old, mid := r.article("Old bridge", 5*time.Hour), r.article("Middle road", 3*time.Hour)
	r.article("Newest river", time.Hour)
	ctx, stop := context.WithTimeout(r.Browser(people.Editor), 2*time.Minute)
	defer stop()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	ready := func(expression string) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
			if got, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && Boolean(`+expression+`)`)); err == nil && got {
				return
			}
		}
		t.Fatalf("%s did not come true", expression)
	}
	do(chromedp.Navigate(r.URL + front))
	focus := func(story string) chromedp.Action[chromedp.Void] {
		return chromedp.Focus(`.cands [data-story="` + story + `"] button`)
	}
	do(focus(old), chromedp.KeyEvent("1"))
	ready(`document.querySelector('[data-slot=lead] [data-story="` + old + `"]')`)
	do(focus(mid), chromedp.KeyEvent("2"))
	ready(`document.querySelector('[data-slot=second] [data-story="` + mid + `"]')`)

	// A story can be dragged as well.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`(() => {
		const data = new DataTransfer(), from = document.querySelector('.cands [data-story="`+mid+`"]'), to = document.querySelector("[data-slot=opinion]");
		from.dispatchEvent(new DragEvent("dragstart", {bubbles: true, dataTransfer: data}));
		to.dispatchEvent(new DragEvent("dragover", {bubbles: true, cancelable: true, dataTransfer: data}));
		return to.dispatchEvent(new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: data}));
	})()`)); err != nil {
		t.Fatal(err)
	}
	ready(`document.querySelector('[data-slot=opinion] [data-story="` + mid + `"]')`)
	do(chromedp.Focus(`#live button`), chromedp.KeyEvent("\r"))
	ready(`document.body.innerText.includes("Readers see this front now.")`)
	f := r.front()
	if f.Rev != 1 || len(f.In(edition.LeadSlot)) != 1 || f.In(edition.LeadSlot)[0] != old || len(f.In(edition.OpinionSlot)) != 1 {
		t.Errorf("arranged %+v", f)
	}
	if !strings.Contains(r.reads("/en/"), "Old bridge") {
		t.Error("readers do not see it")
	}
}
