package reader_test

import (
	"context"
	"strings"
	"testing"

	"masthead/internal/kit/lang"
	"masthead/internal/reader"
	"masthead/internal/readership"
)

// ranking is what is read most, by the ids of stories, alike in all editions.
type ranking map[readership.Span][]string

func (r ranking) MostRead(_ context.Context, _ lang.Tag, span readership.Span, n int) ([]string, error) {
	return r[span][:min(n, len(r[span]))], nil
}

// mostOf lists stories of a shelf, the full article among them.
func mostOf(shelf *table) ranking {
	var ids []string
	for _, c := range shelf.copies {
		if c.Lang == "en" && len(ids) < readership.Places {
			ids = append(ids, c.Story)
		}
	}
	ids[1] = "01jyfull"
	return ranking{readership.Day: ids, readership.Week: append([]string{ids[3], ids[2]}, ids[4:]...)}
}

func withMostRead(r reader.Readings) func(*reader.Config) {
	return func(c *reader.Config) { c.Readings = r }
}

func TestMostReadPages(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	most := mostOf(shelf)
	most[readership.Day] = append([]string{"01hxnobody"}, most[readership.Day]...) // withdrawn since
	site := openSite(t, p, shelf, withMostRead(most))
	page := get(site, "/en/most-read/").Body.String()
	for _, want := range []string{"<h1>Most read</h1>", "Last 24 hours", "This week", "How it is counted", "An article needs 20 readers", `hreflang="ka"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "<li><a href=\"/en/night-train/\">"); n != 1 {
		t.Errorf("the full article stands %d times on the lists", n)
	}
	places := func(page string) int {
		_, list, _ := strings.Cut(page, `id="most"`)
		list, _, _ = strings.Cut(list, "</ol>")
		return strings.Count(list, "<li>")
	}
	for path, want := range map[string]int{"/en/": 6, "/en/night-train/": 6, "/en/no-such-page/": 6} {
		page := get(site, path).Body.String()
		if got := places(page); got != want {
			t.Errorf("%s lists %d", path, got)
		}
		_, list, _ := strings.Cut(page, `id="most"`)
		list, _, _ = strings.Cut(list, "</ol>")
		if own := strings.Contains(list, "/en/night-train/"); own == (path == "/en/night-train/") {
			t.Errorf("%s lists the article itself: %v", path, own)
		}
	}
}

// Where little is read there is no band, and the page says so.
func TestLittleRead(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	site := openSite(t, p, shelf, withMostRead(ranking{readership.Day: {"01jyfull"}}))
	for _, path := range []string{"/en/", "/en/no-such-page/"} {
		if strings.Contains(get(site, path).Body.String(), `id="most"`) {
			t.Errorf("%s has a list of one", path)
		}
	}
	if page := get(site, "/en/most-read/").Body.String(); !strings.Contains(page, "/en/night-train/") || strings.Contains(page, "This week") {
		t.Error("the page does not list the one")
	}
	for _, l := range []lang.Tag{"en", "ka", "fa"} {
		empty := get(openSite(t, p, shelf, withMostRead(ranking{})), "/"+string(l)+"/most-read/").Body.String()
		if !strings.Contains(empty, catalogue(t).Say(l, "reader.most_read_none", nil)) || !strings.Contains(empty, catalogue(t).Say(l, "reader.counted_private", nil)) {
			t.Errorf("%s: the empty page does not say that it is", l)
		}
	}
}

// An article names itself for readings where they are counted, and nowhere else.
func TestArticlesNameThemselves(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	counted := openSite(t, p, shelf, withMostRead(ranking{}))
	page := get(counted, "/ka/night-train/").Body.String()
	if !strings.Contains(page, `data-reading="ka.01jyfull"`) || !strings.Contains(page, `<noscript><img src="/reading.gif?ka.01jyfull"`) {
		t.Error("the article does not name itself")
	}
	for path, site := range map[string]string{"/ka/": "counted", "/ka/most-read/": "counted", "/ka/night-train/": ""} {
		from := counted
		if site == "" {
			from = openSite(t, p, shelf, nil)
		}
		if page := get(from, path).Body.String(); strings.Contains(page, "data-reading") || strings.Contains(page, "/reading.gif") {
			t.Errorf("%s tells of a reading", path)
		}
	}
}
