package tests_test

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Results come while the question is typed, from this site alone, and the address
// follows; without script the form does the same.
func TestResultsComeAsOneTypes(t *testing.T) {
	s := demoSite(t)
	v := openTab(t)
	v.open(sheet{site: s, path: "/en/search"})
	v.do(chromedp.SendKeys(chromedp.CSS("#q"), "trai"))
	v.until(`document.querySelectorAll("#found mark").length > 3`)
	v.until(`location.search.includes("q=trai")`)
	if got := evaluate[string](v, `document.querySelector("#found mark").textContent.toLowerCase()`); !strings.HasPrefix(got, "train") {
		t.Errorf("%q is marked", got)
	}
	v.do(chromedp.Click(chromedp.CSS(".filters summary")), chromedp.Click(chromedp.CSS("input[value=opinion]")))
	v.until(`location.search.includes("kind=opinion") && [...document.querySelectorAll("#found .card")].every(c => c.dataset.kind == "opinion")`)
	if list := append(v.foreign(), v.complaints()...); len(list) > 0 {
		t.Errorf("%q", list)
	}
}

// A search for what an edition has and had not is a page like any other.
func TestSearchPagesOfTheDemo(t *testing.T) {
	s := demoSite(t)
	for _, c := range []struct{ path, want string }{
		{"/en/search?q=train", "<mark>"},
		{"/ka/search?q=matarebeli", "<mark>"},
		{"/hy/search?q=%D5%A3%D5%B6%D5%A1%D6%81%D6%84", "<mark>"},
		{"/en/search?q=zzzzqqq", "zzzzqqq"},
		{"/az/search", `type="search"`},
	} {
		p, err := s.get(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.html, c.want) || !strings.Contains(p.html, `content="noindex"`) {
			t.Errorf("%s has no %s", c.path, c.want)
		}
	}
}
