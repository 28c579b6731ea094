package reader

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/mmcdole/gofeed"

	"masthead/internal/edition"
)

// formats writes a feed in all three, by name.
func formats(t testing.TB, f feed) map[string][]byte {
	t.Helper()
	j, err := f.json()
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"rss": f.rss(), "atom": f.atom(), "json": j}
}

// strictXML fails unless b is well-formed.
func strictXML(t testing.TB, b []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(b))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, b)
		}
	}
}

func TestFeedsAsReadersSeeThem(t *testing.T) {
	v, section := testVoice(t, "en")
	f := v.feed(list{key: "section/" + section, name: "Opinion", path: "opinion/"}, []edition.Copy{opinion(section), plainNews("01jy0000000000000000000002", "second", hour(7))})
	const html = `<p>First &amp; last.</p><p><a href="https://news.example/en/x/">Link</a></p>` +
		`<p><strong>Correction, 18 June 2026:</strong> The bridge has &lt;three&gt; arches.</p>`
	for format, b := range formats(t, f) {
		t.Run(format, func(t *testing.T) {
			if format != "json" {
				strictXML(t, b)
			}
			got, err := gofeed.NewParser().Parse(bytes.NewReader(b))
			if err != nil {
				t.Fatalf("%v\n%s", err, b)
			}
			if got.Title != "Opinion · Bridge" || got.Link != "https://news.example/en/opinion/" || got.Language != "en" {
				t.Errorf("head: title %q, link %q, language %q", got.Title, got.Link, got.Language)
			}
			if want := "https://news.example/en/opinion/" + map[string]string{"rss": "feed.xml", "atom": "atom.xml", "json": "feed.json"}[format]; got.FeedLink != want {
				t.Errorf("self: %q, want %q", got.FeedLink, want)
			}
			if len(got.Items) != 2 {
				t.Fatalf("%d items, want 2", len(got.Items))
			}
			i := got.Items[0]
			if i.Title != "The bridge & the ford" || i.Link != "https://news.example/en/the-bridge/" || i.GUID != "tag:news.example,2026:story/01jy0000000000000000000001/en" {
				t.Errorf("item: %q, %q, %q", i.Title, i.Link, i.GUID)
			}
			if i.Description != "Who may cross, and who says so" || i.Content != html {
				t.Errorf("description %q, content\n%s\nwant\n%s", i.Description, i.Content, html)
			}
			if i.PublishedParsed == nil || !i.PublishedParsed.Equal(hour(8)) {
				t.Errorf("published %v", i.Published)
			}
			if format != "rss" && (i.UpdatedParsed == nil || !i.UpdatedParsed.Equal(hour(10))) {
				t.Errorf("updated %v", i.Updated)
			}
			var names []string
			for _, a := range i.Authors {
				names = append(names, a.Name)
			}
			if format == "rss" { // the parser takes the first dc:creator alone
				names = i.DublinCoreExt.Creator
			}
			if !slices.Equal(names, []string{"Leyla Aliyeva", "A. Friend"}) {
				t.Errorf("authors %q", names)
			}
			words := i.Categories
			for _, want := range []string{"the opinion", "A view from Baku", "Opinion", "Borders"} {
				if !slices.Contains(words, want) && !bytes.Contains(b, []byte(`label="`+want+`"`)) {
					t.Errorf("no category %q in %q", want, words)
				}
			}
			if !bytes.Contains(b, []byte("https://news.example/media/abc123/1280.jpg")) {
				t.Error("no picture")
			}
		})
	}
}

func TestFeedTimes(t *testing.T) {
	v, _ := testVoice(t, "en")
	first, second := plainNews("01jy0000000000000000000001", "a", hour(9)), plainNews("01jy0000000000000000000002", "b", hour(7))
	second.Updated = hour(11)
	f := v.feed(list{}, []edition.Copy{first, second})
	if !f.updated().Equal(hour(11)) {
		t.Errorf("updated %v", f.updated())
	}
	if rss := string(f.rss()); !strings.Contains(rss, "<lastBuildDate>Thu, 18 Jun 2026 11:00:00 +0000</lastBuildDate>") {
		t.Error("lastBuildDate is not the newest copy's:\n" + rss)
	}
	if atom := string(f.atom()); !strings.Contains(atom[:strings.Index(atom, "<entry>")], "<updated>2026-06-18T11:00:00Z</updated>") {
		t.Error("updated is not the newest copy's:\n" + atom)
	}
}

func TestFeedWithoutArticles(t *testing.T) {
	v, _ := testVoice(t, "ka")
	for format, b := range formats(t, v.feed(list{}, nil)) {
		got, err := gofeed.NewParser().Parse(bytes.NewReader(b))
		if err != nil || len(got.Items) != 0 || got.Title != "ხიდი" {
			t.Errorf("%s: %v, %v\n%s", format, got, err, b)
		}
	}
}

func TestFeedRightToLeft(t *testing.T) {
	v, _ := testVoice(t, "fa")
	c := plainNews("01jy0000000000000000000001", "pol", hour(8))
	c.Lang, c.Headline, c.Feed = "fa", "پل «کهنه»\u200cها", "<p>متن</p>"
	for format, b := range formats(t, v.feed(list{}, []edition.Copy{c})) {
		got, err := gofeed.NewParser().Parse(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got.Items[0].Title != c.Headline || got.Items[0].Content != `<div lang="fa" dir="rtl"><p>متن</p></div>` {
			t.Errorf("%s: %q, %q", format, got.Items[0].Title, got.Items[0].Content)
		}
	}
}

// canaries are headlines and bodies that break out of careless XML, HTML or JSON.
var canaries = []struct{ name, text, xml string }{
	{"script", `</title></script><script>alert(1)</script>`, `</title></script><script>alert(1)</script>`},
	{"end of character data", `a ]]> b ]]]]>> ]]`, `a ]]> b ]]]]>> ]]`},
	{"entities", `&amp; &lt; &#0; &nbsp; &`, `&amp; &lt; &#0; &nbsp; &`},
	{"quotes", `"double" 'single'`, `"double" 'single'`},
	{"controls", "a\x00b\x01c\x0bd\x1be\x7ff", "abcde\x7ff"},
	{"half surrogate", "a\xed\xa0\x80b", "ab"},
	{"broken UTF-8", "a\xffb\xc3", "ab"},
	{"not characters", "a\ufffeb\uffffc", "abc"},
	{"replacement", "a\ufffdb", "a\ufffdb"},
	{"bidi", "a\u202eb\u2066c", "a\u202eb\u2066c"},
	{"line ends", "a\u2028b\u2029c", "a\u2028b\u2029c"},
	{"emoji", "👩‍👩‍👧‍👦🇬🇪", "👩‍👩‍👧‍👦🇬🇪"},
	{"doctype", `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;`},
}

func TestFeedHostile(t *testing.T) {
	v, section := testVoice(t, "en")
	for _, canary := range canaries {
		t.Run(canary.name, func(t *testing.T) {
			c := opinion(section)
			c.Headline, c.Stand, c.Feed, c.Corrections = canary.text, canary.text, canary.text, nil
			c.Bylines[1].Name, c.Topics[0].Name, c.Picture.Alt = canary.text, canary.text, canary.text
			l := list{name: canary.text, about: canary.text}
			out := formats(t, v.feed(l, []edition.Copy{c}))
			strictXML(t, out["rss"])
			strictXML(t, out["atom"])

			var rss struct {
				Title string `xml:"channel>title"`
				Item  struct {
					Title    string   `xml:"title"`
					Content  string   `xml:"http://purl.org/rss/1.0/modules/content/ encoded"`
					Creators []string `xml:"http://purl.org/dc/elements/1.1/ creator"`
				} `xml:"channel>item"`
			}
			if err := xml.Unmarshal(out["rss"], &rss); err != nil {
				t.Fatal(err)
			}
			if rss.Item.Title != canary.xml || rss.Item.Content != canary.xml || rss.Item.Creators[1] != canary.xml || rss.Title != canary.xml+" · Bridge" {
				t.Errorf("rss: %+q", rss)
			}
			var atom struct {
				Entry struct {
					Title   string `xml:"title"`
					Content struct {
						Type string `xml:"type,attr"`
						Text string `xml:",chardata"`
					} `xml:"http://www.w3.org/2005/Atom content"`
				} `xml:"entry"`
			}
			if err := xml.Unmarshal(out["atom"], &atom); err != nil {
				t.Fatal(err)
			}
			if atom.Entry.Title != canary.xml || atom.Entry.Content.Text != canary.xml || atom.Entry.Content.Type != "html" {
				t.Errorf("atom: %+q", atom)
			}
			if !utf8.Valid(out["json"]) || !json.Valid(out["json"]) {
				t.Errorf("json: %s", out["json"])
			}
		})
	}
}

func FuzzXML(f *testing.F) {
	for _, c := range canaries {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var w xmlWriter
		w.open("x", "a", s)
		w.text("t", s)
		w.markup("m", s)
		w.close("x")
		var got struct {
			A string  `xml:"a,attr"`
			T string  `xml:"t"`
			M *string `xml:"m"`
		}
		if err := xml.Unmarshal(w.out, &got); err != nil {
			t.Fatalf("%q: %v\n%s", s, err, w.out)
		}
		if strings.ContainsAny(got.A+got.T, "\r\n\t") {
			t.Errorf("%q: line ends in %q", s, got.A)
		}
		if m := legalXML(s); s != "" && (got.M == nil || *got.M != m) {
			t.Errorf("%q: markup %q, want %q", s, *got.M, m)
		}
		if len(got.T) > len(s) || got.T != got.A {
			t.Errorf("%q: text %q, attribute %q", s, got.T, got.A)
		}
	})
}

func TestJSONFeedFields(t *testing.T) {
	v, section := testVoice(t, "en")
	b, err := v.feed(list{}, []edition.Copy{opinion(section), {Card: edition.Card{Story: "01jy0000000000000000000009", Lang: "en", Slug: "s", Kind: "news"}}}).json()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Version  string           `json:"version"`
		Title    string           `json:"title"`
		Language string           `json:"language"`
		Items    []map[string]any `json:"items"`
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Version != "https://jsonfeed.org/version/1.1" || got.Title != "Bridge" || got.Language != "en" {
		t.Errorf("%+v", got)
	}
	for _, item := range got.Items {
		_, html := item["content_html"].(string)
		_, text := item["content_text"].(string)
		if id, _ := item["id"].(string); id == "" || html == text {
			t.Errorf("item needs an id and one content: %v", item)
		}
	}
	room, _ := got.Items[0]["_newsroom"].(map[string]any)
	if room["kind"] != "opinion" || room["viewpoint"] != "baku" || room["translated_from"] != "fa" || len(room["corrections"].([]any)) != 1 {
		t.Errorf("_newsroom: %v", room)
	}
	if _, dated := got.Items[1]["date_published"]; dated {
		t.Error("a copy without a date has one")
	}
}

func TestFeedBounds(t *testing.T) {
	v, _ := testVoice(t, "en")
	var copies []edition.Copy
	for i := range 40 {
		c := plainNews(fmt.Sprintf("01jy00000000000000000000%02d", i), fmt.Sprintf("n%d", i), hour(9).Add(-time.Duration(i)*time.Minute))
		c.Stand = "Summary"
		c.Feed = "<p>" + strings.Repeat("Слово ", 2000) + "</p>" // 22 KB
		copies = append(copies, c)
	}
	copies[0].Feed = "<p>" + strings.Repeat("A whole book. ", 100_000) + "</p>" // 1.4 MB
	out := formats(t, v.feed(list{}, copies))
	for format, want := range map[string]struct{ bytes, least, most int }{"rss": {1_000_000, 30, 30}, "atom": {1_000_000, 30, 30}, "json": {250_000, 8, 12}} {
		got, err := gofeed.NewParser().Parse(bytes.NewReader(out[format]))
		if err != nil {
			t.Fatal(err)
		}
		if len(out[format]) > want.bytes || len(got.Items) < want.least || len(got.Items) > want.most {
			t.Errorf("%s: %d bytes, %d items", format, len(out[format]), len(got.Items))
		}
		if strings.Contains(got.Items[0].Content, "whole book") || got.Items[0].Title != "News n0" {
			t.Errorf("%s: the book is not given by its summary", format)
		}
		if !strings.Contains(got.Items[1].Content, "Слово") {
			t.Errorf("%s: the second article lost its text", format)
		}
	}
}

func TestTagURI(t *testing.T) {
	for base, want := range map[string]string{
		"https://news.example":      "tag:news.example,2026:story/1/en",
		"http://localhost:8080":     "tag:localhost,2026:story/1/en",
		"https://NEWS.Example":      "tag:news.example,2026:story/1/en",
		"https://новости.example":   "tag:xn--b1amnebsh.example,2026:story/1/en",
		"http://[2001:db8::1]:8080": "tag:2001-db8--1,2026:story/1/en",
	} {
		v, _ := testVoice(t, "en")
		v.profile.Outlet.URL = base
		if got := v.tagURI("story", "1", "en"); got != want {
			t.Errorf("%s: %s, want %s", base, got, want)
		}
	}
}

// BenchmarkFeed writes thirty articles of 8 KB each.
func BenchmarkFeed(b *testing.B) {
	v, section := testVoice(b, "en")
	var copies []edition.Copy
	for range 30 {
		c := opinion(section)
		c.Feed = strings.Repeat("<p>"+strings.Repeat("The bridge over the river is closed. ", 10)+"</p>\n", 21)
		copies = append(copies, c)
	}
	for _, format := range []struct {
		name  string
		write func(feed) []byte
	}{
		{"rss", feed.rss},
		{"atom", feed.atom},
		{"json", func(f feed) []byte { out, _ := f.json(); return out }},
	} {
		b.Run(format.name, func(b *testing.B) {
			var out []byte
			for b.Loop() {
				out = format.write(v.feed(list{}, copies))
			}
			b.ReportMetric(float64(len(out)), "bytes")
		})
	}
}
