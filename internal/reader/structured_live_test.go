package reader

import (
	"reflect"
	"strings"
	"testing"

	"masthead/internal/outlet"
)

func TestLiveEntries(t *testing.T) {
	const page = "https://news.example/en/week/"
	for name, test := range map[string]struct {
		body string
		want []ldUpdate
	}{
		"no headings": {"<p>One.</p>", nil},
		"two": {
			`<p>Before.</p><h2 id="b-1">Baku &amp; <em>around</em></h2><p id="b-2">A bridge opened.</p><p>It is red.</p><h3>Inside</h3><h2>Tbilisi</h2><ul><li>Rain</li><li>Sun</li></ul>`,
			[]ldUpdate{
				{Type: "BlogPosting", URL: page + "#b-1", Headline: "Baku & around", Text: "A bridge opened. It is red. Inside"},
				{Type: "BlogPosting", Headline: "Tbilisi", Text: "Rain Sun"},
			},
		},
		"times": {
			`<h2><time datetime="2026-06-18T10:00:00+04:00">10:00</time> Rain</h2><p>x</p>`,
			[]ldUpdate{{Type: "BlogPosting", Headline: "10:00 Rain", Text: "x", Time: "2026-06-18T10:00:00+04:00"}},
		},
		"broken": {`<h2>One<h2>Two</h2><p`, []ldUpdate{{Type: "BlogPosting"}, {Type: "BlogPosting", Headline: "Two"}}},
	} {
		if got := updatesIn(test.body, page); name != "broken" && !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n%+v, want\n%+v", name, got, test.want)
		}
	}
	if got := updatesIn(strings.Repeat("<h2>x</h2><p>"+strings.Repeat("long ", 1000)+"</p>", 100), page); len(got) != maxUpdates || len(got[0].Text) > maxUpdateText+3 {
		t.Errorf("%d entries, the first of %d bytes", len(got), len(got[0].Text))
	}
}

// A round-up is told by its entries; without entries it is an article like others.
func TestLivePosting(t *testing.T) {
	v, _ := testVoice(t, "en")
	c := plainNews("01jy0000000000000000000001", "week", hour(8))
	c.Kind, c.HTML = "round-up", `<h2 id="b-1">Monday</h2><p>Rain.</p><h2 id="b-2">Tuesday</h2><p>Sun.</p>`
	m, err := v.articleMeta(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := graph(t, m)["LiveBlogPosting"]
	if got == nil || len(got["liveBlogUpdate"].([]any)) != 2 || got["coverageStartTime"] != got["datePublished"] || got["coverageEndTime"] != got["dateModified"] {
		t.Errorf("got %v", got)
	}
	c.HTML = "<p>Rain.</p>"
	if m, err = v.articleMeta(c, nil); err != nil || graph(t, m)["NewsArticle"] == nil {
		t.Errorf("without entries: %v %s", err, m.Data)
	}
}

// A policy is named where its text stands, and only if there is one.
func TestPublisherNamesItsPolicies(t *testing.T) {
	v, _ := testVoice(t, "en")
	v.edition.Settings.Policies = []outlet.Policy{{Key: "corrections", Title: "x", Text: "y"}, {Key: "ownership", Title: "x", Text: "y"}}
	p := v.publisher()
	if p.Corrections != "https://news.example/en/about/#corrections" || p.Ownership != "https://news.example/en/about/#ownership" || p.Ethics != "" {
		t.Errorf("%+v", p)
	}
}
