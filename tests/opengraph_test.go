package tests_test

import (
	"bytes"
	"encoding/json"
	"image/jpeg"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// sharedLink is what a program that shows shared links makes of a page.
type sharedLink struct {
	Path        string
	Error       bool
	Title       string `json:"ogTitle"`
	Type        string `json:"ogType"`
	URL         string `json:"ogUrl"`
	Description string `json:"ogDescription"`
	Site        string `json:"ogSiteName"`
	Locale      string `json:"ogLocale"`
	Published   string `json:"articlePublishedTime"`
	Card        string `json:"twitterCard"`
	Image       []struct {
		URL    string
		Width  json.Number
		Height json.Number
		Alt    string
	} `json:"ogImage"`
}

func scrape(t *testing.T, pages []sheet) (links []sharedLink) {
	t.Helper()
	modules := filepath.Dir(filepath.Dir(checker(t, "open-graph-scraper", "package.json")))
	var input []map[string]string
	for _, p := range pages {
		input = append(input, map[string]string{"path": p.path, "html": p.html})
	}
	raw, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("../tools/web/opengraph.mjs")
	if err != nil {
		t.Fatal(err)
	}
	var failed bytes.Buffer
	cmd := exec.CommandContext(t.Context(), "node", script, modules)
	cmd.Stdin, cmd.Stderr = bytes.NewReader(raw), &failed
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &links)
	}
	if err != nil || len(links) != len(pages) {
		t.Fatalf("open-graph-scraper: %d of %d pages, %v\n%s", len(links), len(pages), err, &failed)
	}
	return links
}

// A link to any page, shared, shows what it is: read by a program that is not ours. The
// pictures are there and have the size that the page says.
func TestOpenGraph(t *testing.T) {
	var pages []sheet
	for _, l := range []string{"en", "ka", "hy"} {
		pages = append(pages, toBeFound(sample(demoSite(t).crawl(t), l))...)
	}
	drawn := 0
	for i, got := range scrape(t, pages) {
		p := pages[i]
		own := ownLink.FindStringSubmatch(p.html)
		if got.Error || got.Title == "" || got.Description == "" || got.Site == "" || got.Card == "" || own == nil || got.URL != own[1] {
			t.Errorf("%s: %+v, its address is %q", p, got, own)
		}
		if want := map[string]string{"en": "en", "ka": "ka_GE", "hy": "hy_AM"}[p.lang]; !strings.HasPrefix(got.Locale, want) {
			t.Errorf("%s: the locale is %q, want %s", p, got.Locale, want)
		}
		if p.kind == "article" {
			if _, err := time.Parse(time.RFC3339, got.Published); err != nil || got.Type != "article" || len(got.Image) == 0 {
				t.Errorf("%s: %+v, %v", p, got, err)
			}
		}
		if p.name != "front" && p.name != "article" || len(got.Image) == 0 {
			continue // a few pictures are drawn, for that takes time
		}
		picture := got.Image[0]
		answer, err := http.Get(picture.URL)
		if err != nil {
			t.Fatal(err)
		}
		size, err := jpeg.DecodeConfig(answer.Body)
		answer.Body.Close()
		w, _ := picture.Width.Int64()
		h, _ := picture.Height.Int64()
		if err != nil || int64(size.Width) != w || int64(size.Height) != h || picture.Alt == "" {
			t.Errorf("%s: the picture %s is %d by %d, said are %d by %d and %q: %v", p, picture.URL, size.Width, size.Height, w, h, picture.Alt, err)
		}
		drawn++
	}
	if drawn < 3 {
		t.Errorf("only %d pictures were looked at", drawn)
	}
	t.Logf("%d pages, %d pictures", len(pages), drawn)
}

// The check can fail: a page without its properties is found out.
func TestOpenGraphFindsFaults(t *testing.T) {
	p := has(demoSite(t).crawl(t), "en", "article", "")[0]
	p.html = strings.ReplaceAll(p.html, `property="og:`, `property="xx:`)
	if got := scrape(t, []sheet{p})[0]; got.Title != "" || got.URL != "" || len(got.Image) > 0 {
		t.Errorf("read out of nothing: %+v", got)
	}
}
