package reader

import (
	"context"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// mapFile is a sitemap as a crawler reads it.
type mapFile struct {
	URLs []struct {
		Loc     string `xml:"loc"`
		Lastmod string `xml:"lastmod"`
		Links   []struct {
			Rel      string `xml:"rel,attr"`
			Hreflang string `xml:"hreflang,attr"`
			Href     string `xml:"href,attr"`
		} `xml:"http://www.w3.org/1999/xhtml link"`
		News *struct {
			Name     string `xml:"publication>name"`
			Language string `xml:"publication>language"`
			Date     string `xml:"publication_date"`
			Title    string `xml:"title"`
		} `xml:"http://www.google.com/schemas/sitemap-news/0.9 news"`
	} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
}

func readMap(t *testing.T, b []byte) (m mapFile) {
	t.Helper()
	if len(b) > 50_000_000 {
		t.Fatalf("%d bytes: the protocol allows 50 MB", len(b))
	}
	if err := xml.Unmarshal(b, &m); err != nil {
		t.Fatalf("%v\n%s", err, b)
	}
	return m
}

func TestMonthSitemap(t *testing.T) {
	v, _ := testVoice(t, "en")
	m := readMap(t, sitemap(v.monthURLs([]edition.Entry{
		{Story: "1", Updated: hour(8), Siblings: []edition.Sibling{{Lang: "ka", Slug: "khidi"}, {Lang: "en", Slug: "bridge"}, {Lang: "de", Slug: "gone-edition"}}},
		{Story: "2", Updated: hour(9), Siblings: []edition.Sibling{{Lang: "ka", Slug: "other"}}}, // withdrawn here meanwhile
	})))
	if len(m.URLs) != 1 {
		t.Fatalf("%d addresses, want 1", len(m.URLs))
	}
	u := m.URLs[0]
	if u.Loc != "https://news.example/en/bridge/" || u.Lastmod != "2026-06-18T08:00:00Z" {
		t.Errorf("%+v", u)
	}
	var got []string
	for _, l := range u.Links {
		got = append(got, l.Rel+" "+l.Hreflang+" "+l.Href)
	}
	want := []string{
		"alternate en https://news.example/en/bridge/",
		"alternate ka https://news.example/ka/khidi/",
		"alternate x-default https://news.example/en/bridge/",
	}
	if !slices.Equal(got, want) {
		t.Errorf("links %q, want %q", got, want)
	}
}

// Search engines drop a cluster whose pages do not name each other.
func TestAlternatesAreMutual(t *testing.T) {
	siblings := []edition.Sibling{{Lang: "ka", Slug: "khidi"}, {Lang: "fa", Slug: "pol"}}
	var seen [][]Alternate
	for _, l := range []lang.Tag{"ka", "fa"} {
		v, _ := testVoice(t, l)
		seen = append(seen, v.alternates(siblings))
	}
	if !slices.Equal(seen[0], seen[1]) {
		t.Errorf("%v\n%v", seen[0], seen[1])
	}
	if last := seen[0][len(seen[0])-1]; last != (Alternate{"x-default", "https://news.example/fa/pol/"}) {
		t.Errorf("without the x-default edition: %v", last)
	}
}

func TestPagesSitemap(t *testing.T) {
	v, _ := testVoice(t, "fa")
	m := readMap(t, sitemap(v.pageURLs(map[lang.Tag][]edition.TopicPage{
		"en": {{TopicAt: edition.TopicAt{ID: "t1", Slug: "borders"}, Newest: hour(1)}, {TopicAt: edition.TopicAt{ID: "t2", Slug: "only-english"}}},
		"fa": {{TopicAt: edition.TopicAt{ID: "t1", Slug: "marz"}, Newest: hour(2)}},
	})))
	var got []string
	for _, u := range m.URLs {
		line := u.Loc + " " + u.Lastmod
		for _, l := range u.Links {
			line += " " + l.Hreflang + "=" + l.Href
		}
		got = append(got, strings.ReplaceAll(line, "https://news.example", ""))
	}
	want := []string{
		"/fa/  en=/en/ fa=/fa/ ka=/ka/ x-default=/en/",
		"/fa/latest/  en=/en/latest/ fa=/fa/latest/ ka=/ka/latest/ x-default=/en/latest/",
		"/fa/most-read/  en=/en/most-read/ fa=/fa/most-read/ ka=/ka/most-read/ x-default=/en/most-read/",
		"/fa/topic/  en=/en/topic/ fa=/fa/topic/ ka=/ka/topic/ x-default=/en/topic/",
		"/fa/by/  en=/en/by/ fa=/fa/by/ ka=/ka/by/ x-default=/en/by/",
		"/fa/corrections/  en=/en/corrections/ fa=/fa/corrections/ ka=/ka/corrections/ x-default=/en/corrections/",
		"/fa/about/  en=/en/about/ fa=/fa/about/ ka=/ka/about/ x-default=/en/about/",
		"/fa/didgah/  en=/en/opinion/ fa=/fa/didgah/ x-default=/en/opinion/",
		"/fa/topic/marz/ 2026-06-18T02:00:00Z en=/en/topic/borders/ fa=/fa/topic/marz/ x-default=/en/topic/borders/",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// shelfOf answers List from a slice, newest first.
type shelfOf struct {
	Shelf
	cards []edition.Card
}

func (s shelfOf) List(_ context.Context, f edition.Filter, _ edition.Cursor, n int) ([]edition.Card, edition.Cursor, error) {
	return slices.Clone(s.cards[:min(n, len(s.cards))]), edition.Cursor{}, nil
}

func TestNewsSitemap(t *testing.T) {
	v, _ := testVoice(t, "en")
	now := hour(12)
	shelf := shelfOf{cards: []edition.Card{
		{Lang: "en", Slug: "new", Kind: "news", Headline: "New <b>&", Published: hour(11)},
		{Lang: "en", Slug: "give", Kind: string(story.Appeal), Headline: "Give", Published: hour(10)},
		{Lang: "en", Slug: "edge", Kind: "opinion", Headline: "Edge", Published: now.Add(-48 * time.Hour)},
		{Lang: "en", Slug: "old", Kind: "news", Headline: "Old", Published: now.Add(-48*time.Hour - time.Second)},
	}}
	cards, err := news(t.Context(), shelf, "en", now)
	if err != nil {
		t.Fatal(err)
	}
	m := readMap(t, v.newsSitemap(cards))
	if len(m.URLs) != 2 || m.URLs[0].Loc != "https://news.example/en/new/" || m.URLs[1].Loc != "https://news.example/en/edge/" {
		t.Fatalf("%+v", m.URLs)
	}
	if n := m.URLs[0].News; n == nil || n.Name != "Bridge" || n.Language != "en" || n.Date != "2026-06-18T11:00:00Z" || n.Title != "New <b>&" {
		t.Errorf("%+v", n)
	}
}

func TestNewsSitemapIsBounded(t *testing.T) {
	v, _ := testVoice(t, "en")
	var shelf shelfOf
	for i := range 1500 {
		shelf.cards = append(shelf.cards, edition.Card{Lang: "en", Slug: fmt.Sprint("n", i), Kind: "news", Headline: "x", Published: hour(8)})
	}
	cards, err := news(t.Context(), shelf, "en", hour(9))
	if err != nil {
		t.Fatal(err)
	}
	if m := readMap(t, v.newsSitemap(cards)); len(m.URLs) != 1000 {
		t.Errorf("%d addresses, want 1,000", len(m.URLs))
	}
}

func TestSitemapIndex(t *testing.T) {
	var got struct {
		Maps []struct {
			Loc string `xml:"loc"`
		} `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemap"`
	}
	if err := xml.Unmarshal(sitemapIndex([]string{"https://news.example/en/sitemap-2026-06.xml", "https://news.example/a&b"}), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Maps) != 2 || got.Maps[1].Loc != "https://news.example/a&b" {
		t.Errorf("%+v", got)
	}
}

func TestMonthFile(t *testing.T) {
	for name, want := range map[string]monthFile{
		"sitemap-2026-06.xml":     {edition.Month{Year: 2026, Month: 6}, 1},
		"sitemap-2026-12-2.xml":   {edition.Month{Year: 2026, Month: 12}, 2},
		"sitemap-0001-01-100.xml": {edition.Month{Year: 1, Month: 1}, 100},
	} {
		if got, ok := parseMonthFile(name); !ok || got != want || want.name() != name {
			t.Errorf("%s: %v, %v; written %s", name, got, ok, want.name())
		}
	}
	for _, name := range []string{
		"", "sitemap.xml", "sitemap-2026-00.xml", "sitemap-2026-13.xml", "sitemap-2026-06-1.xml", "sitemap-2026-06-0.xml", "sitemap-2026-06-02.xml",
		"sitemap-2026-06-101.xml", "sitemap-2026-06-9999.xml", "sitemap-2026-6.xml", "sitemap-2026-06.xml/", "sitemap-2026-06.xml\n", "sitemap-٢٠٢٦-06.xml",
	} {
		if got, ok := parseMonthFile(name); ok {
			t.Errorf("%q is taken for %v", name, got)
		}
	}
}

func FuzzMonthFile(f *testing.F) {
	f.Add("sitemap-2026-06.xml")
	f.Add("sitemap-2026-06-7.xml")
	f.Fuzz(func(t *testing.T, name string) {
		if m, ok := parseMonthFile(name); ok && m.name() != name {
			t.Errorf("%q is read as %q", name, m.name())
		}
	})
}

// A full file with a hundred editions keeps to the protocol.
func TestSitemapSize(t *testing.T) {
	long := strings.Repeat("x", 100)
	var urls []mapURL
	for range maxMapURLs {
		u := mapURL{address: "https://a-long-name.news.example/en/" + long + "/", updated: hour(8)}
		for range 100 {
			u.alternates = append(u.alternates, Alternate{"az-Cyrl", u.address})
		}
		urls = append(urls, u)
	}
	if n := len(sitemap(urls)); n > 50_000_000 {
		t.Errorf("%d bytes", n)
	}
}
