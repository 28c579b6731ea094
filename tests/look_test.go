package tests_test

import (
	"bytes"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
	if err := os.WriteFile(filepath.Join(dir, "readme.png"), readme, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"en", "ka", "hy", "fa"} {
		t.Run(l, func(t *testing.T) { photograph(t, l, dir) })
	}
	sheet, err := os.Create(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer sheet.Close()
	if err := contactSheet(sheet, dir); err != nil {
		t.Fatal(err)
	}
}

// photograph takes the whole of every page of an edition, narrow, middling and wide,
// light and dark. Persian is the archive's.
func photograph(t *testing.T, l, dir string) {
	site := demoSite(t)
	if l == "fa" {
		site = archiveSite(t)
	}
	if err := os.MkdirAll(filepath.Join(dir, l), 0o755); err != nil {
		t.Fatal(err)
	}
	inTabs(t, site.gallery(t, l), func(v *tab, p sheet) {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{390, 820, 1440} {
				name := filepath.Join(dir, l, fmt.Sprintf("%s-%d-%s.jpg", p.name, width, scheme))
				if err := os.WriteFile(name, v.look(p, width, 900, scheme, true), 0o644); err != nil {
					v.Fatal(err)
				}
			}
		}
	})
}

var contact = template.Must(template.New("").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pages</title>
<style>body{font:14px/1.4 sans-serif;margin:1rem;background:#888}h2{margin:1rem 0 .25rem}div{display:flex;gap:.5rem;align-items:start}a{color:#fff}img{display:block;max-height:32rem;max-width:14rem;object-fit:cover;object-position:top;background:#fff}</style>
{{range .}}<h2>{{.Name}}</h2><div>{{range .Shots}}<a href="{{.}}"><img src="{{.}}" alt="" loading="lazy">{{.}}</a>{{end}}</div>
{{end}}</html>
`))

// contactSheet shows all pictures of a folder side by side, a page in a row.
func contactSheet(w io.Writer, dir string) error {
	files, err := fs.Glob(os.DirFS(dir), "*/*.jpg")
	if err != nil {
		return err
	}
	type row struct {
		Name  string
		Shots []string
	}
	var rows []*row
	for _, f := range files {
		name := strings.Join(strings.Split(f, "-")[:strings.Count(f, "-")-1], "-")
		if len(rows) == 0 || rows[len(rows)-1].Name != name {
			rows = append(rows, &row{Name: name})
		}
		rows[len(rows)-1].Shots = append(rows[len(rows)-1].Shots, f)
	}
	return contact.Execute(w, rows)
}

// look takes a picture of a page, of the window as PNG or of the whole as JPEG.
func (v *tab) look(p sheet, width, height int64, scheme string, whole bool) []byte {
	v.Helper()
	v.media("screen", "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
	v.window(width, height)
	v.open(p)
	evaluate[bool](v, `Promise.all([...document.querySelectorAll("img")].map(i => { i.loading = "eager"; return i.decode() })).then(() => document.fonts.ready).then(() => true)`)
	take := chromedp.CaptureScreenshot()
	if whole {
		take = chromedp.FullScreenshot(80)
	}
	shot, err := chromedp.Run(v.ctx, take)
	if err != nil {
		v.Fatalf("%s: %v", p, err)
	}
	return shot
}

// shot takes a picture of the whole of what is open, as JPEG.
func (v *tab) shot() []byte {
	v.Helper()
	shot, err := chromedp.Run(v.ctx, chromedp.FullScreenshot(80))
	if err != nil {
		v.Fatal(err)
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
