package reader_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
)

func TestSearchPage(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	h := openSite(t, p, shelf, nil)
	w := get(h, "/en/search?q=++train++&kind=opinion&kind=nonsense&from=2026-01-02&to=02/03&section=opinion&utm_source=x")
	if w.Code != 200 {
		t.Fatal(w.Code)
	}
	q := shelf.asked[len(shelf.asked)-1]
	if q.Text != "train" || q.Lang != "en" || len(q.Kinds) != 1 || q.Kinds[0] != "opinion" || q.Section == "" || q.N != 15 || !q.To.IsZero() || q.From.Format(time.DateOnly) != "2026-01-02" {
		t.Errorf("asked %+v", q)
	}
	body := w.Body.String()
	for what, want := range map[string]string{
		"noindex":          `<meta name="robots" content="noindex">`,
		"the question":     `name="q" value="train"`,
		"a mark":           "<mark>train</mark>",
		"the extract":      "A &lt;b&gt;part&lt;/b&gt; of <mark>the &amp; text</mark>",
		"a filter set":     `value="opinion" checked`,
		"a section set":    `<option value="opinion" selected>`,
		"the way without":  `href="/en/search?from=2026-01-02&amp;q=train&amp;section=opinion" aria-label="Remove: Opinion"`,
		"a day":            `name="from" value="2026-01-02"`,
		"another edition":  `href="/ru/search?q=train"`,
		"a viewpoint sign": `<span class="sign">A view from Baku</span>`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s: %q is missing", what, want)
		}
	}
	if got := w.Header().Get("Cache-Control"); !strings.HasPrefix(got, "private") {
		t.Errorf("Cache-Control %q", got)
	}
	if strings.Contains(body, `rel="canonical"`) {
		t.Error("a search has an address of its own for machines")
	}
	part := get(h, "/en/search?q=train&part=hits")
	if b := part.Body.String(); strings.Contains(b, "<html") || !strings.Contains(b, "<mark>train</mark>") {
		t.Errorf("the part is %.200s", b)
	}
}

func TestSearchPageStates(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	h := openSite(t, p, shelf, nil)
	before := len(shelf.asked)
	if b := get(h, "/en/search").Body.String(); !strings.Contains(b, "autofocus") || len(shelf.asked) != before {
		t.Error("an empty question is asked, or its field not offered")
	}
	none := get(h, "/en/search?q="+url.QueryEscape(`<script>"x'`))
	if b := none.Body.String(); none.Code != 200 || strings.Contains(b, `<script>"x`) || !strings.Contains(b, "&lt;script&gt;") || !strings.Contains(b, `href="/en/topic/"`) {
		t.Errorf("nothing found: %d %s", none.Code, b)
	}
	for address, want := range map[string]int{
		"/en/search/":            301,
		"/en/search?before=AAAA": 404,
		"/en/search?q=x&before=" + strings.Repeat("A", 99):           404,
		"/en/search?q=x&before=" + (edition.SearchCursor{}).String(): 200,
		"/en/search?q=" + strings.Repeat("%25", 2000):                200,
		"/en/search?q=%00%01%ff&section=%00&topic=%2e%2e":            200,
		"/en/search?q=a&q=b&kind=&from=9999-99-99":                   200,
		"/xx/search?q=train":                                         404,
	} {
		if got := get(h, address).Code; got != want {
			t.Errorf("%.60s answers %d, want %d", address, got, want)
		}
	}
	for _, q := range shelf.asked {
		if len(q.Text) > 400 || strings.ContainsAny(q.Text, "\x00\x01") {
			t.Errorf("asked %q", q.Text)
		}
	}
	shelf.fail = fault.New(fault.Busy, "edition.search_slow").Because(errors.New("slow"))
	if w := get(h, "/en/search?q=train"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("too slow answers %d", w.Code)
	}
}

// The address of a search holds nothing but the search, so that who adds to it asks
// for the same page.
func TestSearchIsNotKept(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	h := openSite(t, p, shelf, nil)
	for range 2 {
		get(h, "/en/search?q=train")
	}
	if len(shelf.asked) != 2 {
		t.Errorf("asked %d times", len(shelf.asked))
	}
}
