package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"masthead/internal/api"
	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// text makes a story with one text.
func (b *bed) text(l lang.Tag, s story.Story, headline, words string) string {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		s.Original = l
		if s, err = story.Create(ctx, tx, s); err != nil {
			return err
		}
		doc := body.Doc{Blocks: []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Paragraph, Text: []body.Span{{Text: words}}}}}
		_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: l, Headline: headline, Body: &doc})
		return err
	})
	return s.ID
}

func TestSearch(t *testing.T) {
	each(t, func(b *bed) {
		section := b.pub.Outlet.Profile().Sections[0].ID
		var border string
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			border, err = topic.Find(ctx, tx, "border")
			return err
		})
		live := func(l lang.Tag, s story.Story, headline, words string) string {
			id := b.text(l, s, headline, words)
			if err := b.live(id, l); err != nil {
				b.Fatal(err)
			}
			return id
		}
		day := func(later int) string { return b.clock.Now().AddDate(0, 0, later).Format(time.DateOnly) }
		before, first, later := day(-1), day(0), day(2)
		live("en", story.Story{Kind: story.News, Section: section}, "The lamp in the valley", "A lamp <b>was</b> lit.")
		b.clock.Add(48 * time.Hour)
		live("en", story.Story{Kind: story.Analysis, Topics: []string{border}}, "A second lamp", "It burns.")
		live("ru", story.Story{Kind: story.News}, "Лампа lamp", "Свет.")
		b.text("en", story.Story{Kind: story.News}, "A hidden lamp", "Nobody may see it.")
		gone := live("en", story.Story{Kind: story.News}, "A withdrawn lamp", "It was not so.")
		if err := b.pub.Withdraw(t.Context(), gone, "en", "wrong"); err != nil {
			t.Fatal(err)
		}
		search := func(query string) (found api.Found, heads []string) {
			t.Helper()
			got := b.ask("GET", "/api/v1/public/en/search?"+query, "", "").want(t, 200, "")
			if got.header.Get("Cache-Control") != "no-store" || got.header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s: %v", query, got.header)
			}
			got.decode(t, &found)
			for _, h := range found.Articles {
				heads = append(heads, h.Headline)
			}
			return found, heads
		}
		for query, want := range map[string]string{
			"q=lamp":                           "[A second lamp The lamp in the valley]",
			"q=lamp&section=politics":          "[The lamp in the valley]",
			"q=lamp&topic=border":              "[A second lamp]",
			"q=lamp&kind=news,opinion":         "[The lamp in the valley]",
			"q=lamp&from=" + later:             "[A second lamp]",
			"q=lamp&to=" + first:               "[The lamp in the valley]",
			"q=lamp&to=" + before:              "[]",
			"q=hidden":                         "[]",
			"q=withdrawn":                      "[]",
			"q=%00%ff+%F0%9F%98%80":            "[]",
			"q=" + strings.Repeat("lamp+", 80): "[A second lamp The lamp in the valley]",
		} {
			if _, heads := search(query); fmt.Sprint(heads) != want {
				t.Errorf("%s: %v, want %s", query, heads, want)
			}
		}
		found, _ := search("q=lamp")
		if found.Total == nil || *found.Total != 2 || found.Next != "" || found.Articles[0].URL != "https://ford.example/en/a-second-lamp/" {
			t.Errorf("%+v", found)
		}
		marked := ""
		for _, p := range found.Articles[0].Title {
			if p.Found {
				marked += p.Text
			}
		}
		if marked != "lamp" {
			t.Errorf("marked %q", marked)
		}
		for query, code := range map[string]string{
			"":                              "api.invalid",
			"q=":                            "api.invalid",
			"q=" + strings.Repeat("a", 401): "api.invalid",
			"q=a&kind=gossip":               "api.invalid",
			"q=a&from=yesterday":            "api.invalid",
			"q=a&from=0001-01-01":           "api.bad_day",
			"q=a&before=x":                  "api.bad_cursor",
			"q=a&page=2":                    "api.invalid",
			"q=a&section=none":              "api.no_section",
			"q=a&topic=none":                "edition.no_topic",
		} {
			if got := b.ask("GET", "/api/v1/public/en/search?"+query, "", ""); got.field("code") != code {
				t.Errorf("%.60s: %d %s, want %s", query, got.status, got.body, code)
			}
		}
		b.ask("GET", "/api/v1/public/de/search?q=a", "", "").want(t, 404, "edition.no_edition")
	})
}

// A search goes on by its cursor, each article once.
func TestSearchPages(t *testing.T) {
	b := lite(t, api.Rates{Token: 1000, Address: 1000})
	for i := range 34 {
		if err := b.live(b.text("en", story.Story{Kind: story.News}, fmt.Sprintf("Lamp %d", i), "x"), "en"); err != nil {
			t.Fatal(err)
		}
		b.clock.Add(time.Minute)
	}
	seen := map[string]bool{}
	pages := 0
	for next := ""; pages == 0 || next != ""; pages++ {
		var found api.Found
		b.ask("GET", "/api/v1/public/en/search?q=lamp&before="+next, "", "").want(t, 200, "").decode(t, &found)
		for _, h := range found.Articles {
			if seen[h.ID] {
				t.Errorf("%s comes twice", h.Headline)
			}
			seen[h.ID] = true
		}
		next = found.Next
	}
	if len(seen) != 34 || pages != 3 {
		t.Errorf("%d articles on %d pages", len(seen), pages)
	}
}

// Searches count to the address that asks.
func TestSearchRate(t *testing.T) {
	b := lite(t, api.Rates{Token: 10, Address: 3})
	for i := range 4 {
		got := b.ask("GET", "/api/v1/public/en/search?q=a", "", "")
		if want := map[bool]int{true: 200, false: 429}[i < 3]; got.status != want {
			t.Errorf("search %d: %d", i, got.status)
		}
	}
}
