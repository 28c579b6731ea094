package tests_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestLook takes the pictures that people look at. Where MASTHEAD_SCREENSHOTS names a
// folder all go there; without it only the one that the README shows is taken, and
// looked at by what a blank page would not have: its colours.
func TestLook(t *testing.T) {
	v := openTab(t)
	front := has(demoSite(t).crawl(t), "en", "front", "")[0]
	readme := v.look(front, 1440, 1000, "light", false)
	picture, err := png.Decode(bytes.NewReader(readme))
	if err != nil {
		t.Fatal(err)
	}
	if size := picture.Bounds().Size(); size != image.Pt(1440, 1000) {
		t.Errorf("the README's picture is %v", size)
	}
	if n := colours(picture); n < 500 {
		t.Errorf("the README's picture has %d colours: is it blank?", n)
	}
	if v.look(front, 390, 800, "dark", false); !v.dark() {
		t.Error("the dark page is light")
	}
	dir := os.Getenv("MASTHEAD_SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	shots := map[string][]byte{"readme.png": readme}
	pages := slices.Concat(demoSite(t).crawl(t), archivePages(t))
	for _, l := range []string{"en", "ka", "fa"} {
		for _, kind := range []string{"front", "section", "article"} {
			found := has(pages, l, kind, "")
			if len(found) == 0 {
				continue
			}
			for _, width := range []int64{390, 1440} {
				for _, scheme := range []string{"light", "dark"} {
					shots[fmt.Sprintf("%s-%s-%d-%s.png", kind, l, width, scheme)] = v.look(found[0], width, 900, scheme, true)
				}
			}
		}
	}
	for name, shot := range shots {
		if err := os.WriteFile(filepath.Join(dir, name), shot, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d pictures are in %s", len(shots), dir)
}

// look takes a picture of a page, of the window or of the whole, as PNG.
func (v *tab) look(p sheet, width, height int64, scheme string, whole bool) []byte {
	v.Helper()
	v.media("screen", "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
	v.window(width, height)
	v.open(p)
	evaluate[bool](v, `Promise.all([...document.querySelectorAll("img")].map(i => { i.loading = "eager"; return i.decode() })).then(() => document.fonts.ready).then(() => true)`)
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(100)
	}
	shot, err := chromedp.Run(v.ctx, take)
	if err != nil {
		v.Fatalf("%s: %v", p, err)
	}
	return shot
}

// dark says whether the page's ground is darker than half.
func (v *tab) dark() bool {
	v.Helper()
	return evaluate[bool](v, `getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0) < 384`)
}

func colours(m image.Image) int {
	seen := map[[3]uint32]bool{}
	for y := m.Bounds().Min.Y; y < m.Bounds().Max.Y; y += 2 {
		for x := m.Bounds().Min.X; x < m.Bounds().Max.X; x += 2 {
			r, g, b, _ := m.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	return len(seen)
}
