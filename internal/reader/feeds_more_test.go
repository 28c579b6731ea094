package reader

import (
	"encoding/json"
	"strings"
	"testing"

	"masthead/internal/edition"
)

// A hub is told of in every format and in the Link header, each feed with its own
// address as self (WebSub, section 4).
func TestFeedsNameTheirHub(t *testing.T) {
	v, _ := testVoice(t, "en")
	v.profile.Outlet.Settings.Hub = "https://hub.example/"
	ask := programs(t, v, &shelfOfFiles{})
	for file, want := range map[string]string{
		"feed.xml":  `<atom:link rel="hub" href="https://hub.example/"/>`,
		"atom.xml":  `<link rel="hub" href="https://hub.example/"/>`,
		"feed.json": `"hubs":[{"type":"WebSub","url":"https://hub.example/"}]`,
	} {
		w, err := ask("/en/topic/borders/" + file)
		if err != nil {
			t.Fatal(err)
		}
		link := `<https://hub.example/>; rel="hub", <https://news.example/en/topic/borders/` + file + `>; rel="self"`
		if got := w.Header().Get("Link"); got != link || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: Link %s\n%s", file, got, w.Body)
		}
	}
	v.profile.Outlet.Settings.Hub = "javascript:alert(1)"
	if w, err := programs(t, v, &shelfOfFiles{})("/en/feed.xml"); err != nil || w.Header().Get("Link") != "" || strings.Contains(w.Body.String(), `"hub"`) {
		t.Errorf("a hub without a web address: %v %s", err, w.Body)
	}
}

// An article's other languages stand beside it: as alternates in Atom, as translations
// in JSON Feed.
func TestFeedsNameTranslations(t *testing.T) {
	v, _ := testVoice(t, "en")
	ask := programs(t, v, &shelfOfFiles{})
	for file, want := range map[string]string{
		"atom.xml":  `<link rel="alternate" type="text/html" hreflang="ka" href="https://news.example/ka/erti/"/>`,
		"feed.json": `"translations":[{"language":"ka","url":"https://news.example/ka/erti/"}]`,
	} {
		w, err := ask("/en/" + file)
		if err != nil || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %v\n%s", file, err, w.Body)
		}
		if !strings.Contains(w.Header().Get("Surrogate-Key"), "story:01jy0000000000000000000001") {
			t.Errorf("%s is not made anew when a translation appears: %s", file, w.Header().Get("Surrogate-Key"))
		}
	}
}

// What does not fit is led to: the older part begins right after the last that did.
func TestFeedsLeadToOlder(t *testing.T) {
	v, _ := testVoice(t, "en")
	var copies []edition.Copy
	for i := range feedItems + 1 {
		c := plainNews("01jy00000000000000000000"+digits(10+i), "s"+digits(i), hour(23))
		c.Feed = "<p>" + strings.Repeat("long words ", 1000) + "</p>" // 11 KB: JSON Feed holds some 22 of them
		copies = append(copies, c)
	}
	f := v.feed(list{}, copies)
	body, err := f.json()
	if err != nil {
		t.Fatal(err)
	}
	var got jsonFeed
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	n := len(got.Items)
	if n < 15 || n >= feedItems || len(body) > maxJSONFeed {
		t.Fatalf("%d items in %d bytes", n, len(body))
	}
	if want := "https://news.example/en/feed.json?before=" + (edition.Cursor{Published: copies[n-1].Published, Story: copies[n-1].Story}).String(); got.Next != want {
		t.Errorf("next %s, want %s", got.Next, want)
	}
	last := "?before=" + (edition.Cursor{Published: copies[feedItems-1].Published, Story: copies[feedItems-1].Story}).String()
	if rss := string(f.rss()); !strings.Contains(rss, `<atom:link rel="next" href="https://news.example/en/feed.xml`+last+`"/>`) {
		t.Error("RSS does not lead on")
	}
	if atom := string(v.feed(list{}, copies[:feedItems]).atom()); strings.Contains(atom, `rel="next"`) {
		t.Error("the last part leads on")
	}
	ask := programs(t, v, &shelfOfFiles{})
	if w, err := ask("/en/feed.json" + last); err == nil {
		t.Errorf("beyond the end: %d", w.Code)
	}
	if w, err := ask("/en/feed.xml?before=forged"); err == nil {
		t.Errorf("a forged cursor: %d", w.Code)
	}
}

func TestKindFeeds(t *testing.T) {
	v, _ := testVoice(t, "en")
	shelf := &shelfOfFiles{}
	ask := programs(t, v, shelf)
	w, err := ask("/en/feed/round-up/feed.xml")
	if err != nil || shelf.asked.Kind != "round-up" || !strings.Contains(w.Body.String(), `href="https://news.example/en/feed/round-up/feed.xml"`) {
		t.Errorf("%v %+v\n%s", err, shelf.asked, w.Body)
	}
	if w, err := ask("/en/feed/gossip/feed.xml"); err == nil {
		t.Errorf("a kind that is none: %d", w.Code)
	}
}
