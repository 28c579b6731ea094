package publishing_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// tab is a browser at the desk.
type tab struct {
	testing.TB
	ctx  context.Context
	base string
}

func (b tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// press activates a control by the keyboard alone, and waits for the page after it.
func (b tab) press(selector string) {
	b.Helper()
	b.eval(`window.before = true`)
	b.do(chromedp.WaitVisible(selector), chromedp.Focus(selector), chromedp.KeyEvent("\r"))
	b.waitFor(`window.before === undefined && document.readyState === "complete"`)
}

func (b tab) eval(script string) string {
	b.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[any](`String(`+script+`)`))
	if err != nil {
		b.Fatal(err)
	}
	s, _ := got.(string)
	return s
}

// waitFor waits until an expression is true.
func (b tab) waitFor(expression string) {
	b.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		got, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`Boolean(`+expression+`)`))
		if err == nil && got {
			return
		}
	}
	b.Fatalf("%s did not come true on %s", expression, b.eval("location.href"))
}

func (b tab) sees(words string) {
	b.Helper()
	if text := b.eval("document.body.innerText"); !strings.Contains(text, words) {
		b.Fatalf("%s lacks %q:\n%s", b.eval("location.href"), words, short(text))
	}
}

// A text goes its whole way through the panel in a browser, by keys alone: held, lifted,
// planned, called off, published, published again as a small mend, corrected, withdrawn.
func TestPanelInABrowser(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"}, r.Person(people.Reporter))
	r.text(s, "en", "Night train", withPicture(r.picture()))
	b := tab{t, r.Browser(people.Editor), r.URL}
	b.do(chromedp.Navigate(r.URL + panel(s)))
	for _, gate := range []string{"alt", "credit"} {
		b.do(chromedp.SendKeys(`#why-en-`+gate, "The archive has neither."))
		b.press(`[data-gate=` + gate + `] .lift button`)
		b.sees("The gate is lifted")
	}

	// What is typed is shown where it will stand, before it is saved.
	b.do(chromedp.SendKeys(`#f-share_title`, "Ride along"))
	if got := b.eval(`document.querySelector("[data-network=facebook] b").textContent`); got != "Ride along" {
		t.Errorf("the card shows %q while it is typed", got)
	}
	b.press(`.wordsf button`)
	b.sees("Saved as a new revision")

	b.do(chromedp.SendKeys(`#at`, "tomorrow 9:00"))
	b.press(`button[value=later]`)
	b.sees("1 text is set for its time.")
	b.press(`form[action$="/en/cancel"] button`)
	b.sees("Called off.")
	b.press(`button[value=now]`)
	b.sees("1 text is published.")
	if frame := b.eval(`document.querySelector(".asread iframe").sandbox.value`); frame != "allow-same-origin" {
		t.Errorf("the preview's frame may %q", frame)
	}

	r.text(s, "en", "Night train", func(save *story.Save) { save.Body.Blocks[1].Text[0].Text = "Thirty-six berths stood empty." })
	b.do(chromedp.Navigate(r.URL + panel(s)))
	b.sees("1 newer revision waits")
	b.do(chromedp.Focus(`input[name=quiet]`), chromedp.KeyEvent(" "))
	b.press(`button[value=now]`)
	b.press(`a[href$="/en/correct"]`)
	b.do(chromedp.SendKeys(`#wrong-en`, "Forty berths"), chromedp.SendKeys(`#right-en`, "Thirty-six berths"))
	b.press(`.btn.go`)
	b.sees("The correction stands in 1 language.")
	b.press(`a[href$="/en/withdraw"]`)
	b.do(chromedp.SendKeys(`#f-reason`, "The train never ran."))
	b.press(`.btn.halt`)
	b.sees("Withdrawn: English.")
	b.sees("The train never ran.")
	if status, page := r.reads("/en/night-train/"); status != 410 || !strings.Contains(page, "The train never ran.") {
		t.Errorf("readers get %d", status)
	}
}

// Where a gate says that something is to be mended, its link leads the writing page to
// that block.
func TestGateLeadsToItsBlock(t *testing.T) {
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi"}, r.Person(people.Reporter))
	r.text(s, "en", "Night train")
	b := tab{t, r.Browser(people.Editor), r.URL}
	b.do(chromedp.Navigate(r.URL + "/desk/stories/" + s.ID + "/en/#f-00000000000000a2"))
	b.waitFor(`document.getSelection().anchorNode?.parentElement?.closest("[data-bid]")?.dataset.bid === "00000000000000a2" || document.getSelection().anchorNode?.dataset?.bid === "00000000000000a2"`)
	if text := r.As(people.Editor).Ask("/desk/stories/" + s.ID + "/en/").Text; !strings.Contains(text, `id="f-00000000000000a2"`) {
		t.Error("without script the link leads nowhere")
	}
}
