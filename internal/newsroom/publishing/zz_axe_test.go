package publishing_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

func TestAxe(t *testing.T) {
	axe, err := os.ReadFile(os.Getenv("MASTHEAD_TEST_CHECKERS") + "/axe-core/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	r := room{t, desktest.Open(t)}
	s := r.Story(story.Story{Bureau: "tbilisi", Kind: story.News}, r.Person(people.Reporter))
	r.text(s, "en", "The night train", withPicture(r.picture()))
	r.text(s, "ka", "ღამის მატარებელი")
	r.text(s, "hy", "Գիշերային գնացքը")
	r.Edition.Publish(context.Background(), edition.Order{Story: s.ID, Lang: "ka"})
	c := r.As(people.Editor)
	c.Send("/desk/publish/"+s.ID+"/en/lift", form("gate", "alt", "reason", "x"))
	c.Send("/desk/publish/"+s.ID+"/hy/link", nil)
	c.Send("/desk/front/en/", form("draft", "eyJyIjowfQ"))
	r.Write(func(ctx context.Context, tx *db.Tx) error { return nil })
	r.Readings.Hide(context.Background(), "en", s.ID, r.Person(people.Editor).ID, "why")
	ctx := r.Browser(people.Editor)
	for _, path := range []string{panel(s), panel(s) + "?show=hy", "/desk/publish/" + s.ID + "/ka/withdraw", "/desk/publish/" + s.ID + "/ka/correct", "/desk/front/en/", "/desk/front/hy/", "/desk/front/en/history", "/desk/front/en/most-read"} {
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(1440, 900), chromedp.Navigate(r.URL+path), chromedp.Sleep(500*time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		chromedp.Run(ctx, chromedp.Evaluate[any](string(axe)+";1"))
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {iframes:false, runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => (["passes "+r.passes.length+" on "+document.title]).concat(r.violations).map(v => typeof v === "string" ? v : v).map(v => v.id === undefined ? v : 0 || (v => v.id + ": " + v.nodes.slice(0,4).map(n => n.html.slice(0,160)+" || "+(n.any[0]||n.all[0]||n.none[0]||{}).message).join("\n     "))).join("\n"))`, chromedp.EvalAwaitPromise))
		t.Logf("%s %v\n%s", path, err, got)
		for _, w := range []int64{320, 390} {
			chromedp.Do(ctx, chromedp.EmulateViewport(w, 900))
			wide, _ := chromedp.Run(ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
			if wide > w {
				el, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth+1).slice(0,4).map(e => e.outerHTML.slice(0,120)).join(" // ")`))
				t.Errorf("%s is %d wide at %d: %s", path, wide, w, el)
			}
		}
	}
	var times []time.Duration
	for range 40 {
		b := time.Now()
		c.Ask(panel(s))
		times = append(times, time.Since(b))
	}
	slices.Sort(times)
	fmt.Println("panel p50", times[20], "p95", times[38])
	times = nil
	for range 40 {
		b := time.Now()
		p := c.Ask("/desk/front/en/")
		if p.StatusCode != 200 {
			t.Log(p.StatusCode, p.Header)
		}
		times = append(times, time.Since(b))
	}
	slices.Sort(times)
	fmt.Println("front p50", times[20], "p95", times[38])
}
