package reader

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonFeed is the top of a JSON Feed 1.1 (jsonfeed.org/version/1.1).
type jsonFeed struct {
	Version string            `json:"version"`
	Title   string            `json:"title"`
	Home    string            `json:"home_page_url"`
	Self    string            `json:"feed_url"`
	Next    string            `json:"next_url,omitempty"`
	About   string            `json:"description,omitempty"`
	Lang    string            `json:"language"`
	Icon    string            `json:"icon"`    // 512 pixels
	Favicon string            `json:"favicon"` // 64 pixels or more
	Authors []jsonAuthor      `json:"authors,omitempty"`
	Hubs    []jsonHub         `json:"hubs,omitempty"`
	Items   []json.RawMessage `json:"items"`
}

type jsonHub struct {
	Type string `json:"type"`
	URL  string `json:"url"`
}

type jsonItem struct {
	ID        string       `json:"id"`
	URL       string       `json:"url"`
	Title     string       `json:"title,omitempty"`
	HTML      string       `json:"content_html,omitempty"`
	Text      *string      `json:"content_text,omitempty"` // where there is no HTML: one of both is required
	Summary   string       `json:"summary,omitempty"`
	Image     string       `json:"image,omitempty"`
	Published string       `json:"date_published,omitempty"`
	Modified  string       `json:"date_modified,omitempty"`
	Authors   []jsonAuthor `json:"authors,omitempty"`
	Tags      []string     `json:"tags,omitempty"`
	Lang      string       `json:"language"`
	Newsroom  jsonNewsroom `json:"_newsroom"`
}

type jsonAuthor struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// jsonNewsroom is this program's extension: what the other fields have no place for.
type jsonNewsroom struct {
	Story       string           `json:"story"` // the same in every language
	Kind        string           `json:"kind"`
	Viewpoint   string           `json:"viewpoint,omitempty"`       // key of the place
	Translated  string           `json:"translated_from,omitempty"` // language
	Translators []jsonAuthor     `json:"translators,omitempty"`
	Source      *jsonAuthor      `json:"source,omitempty"` // the partner that supplied it
	Corrections []jsonCorrection `json:"corrections,omitempty"`

	Translations []jsonTranslation `json:"translations,omitempty"` // the other editions' of this story
}

type jsonTranslation struct {
	Lang string `json:"language"`
	URL  string `json:"url"`
}

type jsonCorrection struct {
	Date string `json:"date"`
	Text string `json:"text"`
}

// json writes the feed as JSON Feed 1.1.
func (f feed) json() ([]byte, error) {
	top := jsonFeed{
		Version: "https://jsonfeed.org/version/1.1",
		Title:   f.title,
		Home:    f.home,
		Self:    f.folder + "feed.json" + f.query,
		Icon:    strings.Replace(f.icon, "144", "512", 1),
		Favicon: f.icon,
		About:   f.about,
		Lang:    string(f.lang),
		Authors: jsonAuthors([]feedAuthor{f.outlet}),
		Items:   []json.RawMessage{},
	}
	if f.hub != "" {
		top.Hubs = []jsonHub{{"WebSub", f.hub}}
	}
	head, err := plainJSON(top)
	if err != nil {
		return nil, err
	}
	var failed error
	for _, item := range fit(f.entries, maxJSONFeed-len(head)-len(f.folder)-400, func(e entry) []byte {
		b, err := plainJSON(f.jsonItem(e))
		if err != nil {
			failed = err
		}
		return b
	}) {
		top.Items = append(top.Items, item)
	}
	if failed != nil {
		return nil, failed
	}
	if f.turn(len(top.Items)); f.older != "" {
		top.Next = f.folder + "feed.json" + f.older
	}
	return plainJSON(top)
}

func (f feed) jsonItem(e entry) jsonItem {
	item := jsonItem{
		ID:        e.id,
		URL:       e.url,
		Title:     e.title,
		HTML:      e.html,
		Summary:   e.summary,
		Published: stamp(e.published),
		Authors:   jsonAuthors(e.authors),
		Lang:      string(f.lang),
		Newsroom: jsonNewsroom{
			Story:       e.story,
			Kind:        e.kind,
			Viewpoint:   e.viewpoint,
			Translated:  string(e.original),
			Translators: jsonAuthors(e.translators),
		},
	}
	if e.html == "" {
		item.Text = &e.summary
	}
	if e.updated.After(e.published) {
		item.Modified = stamp(e.updated)
	}
	if e.picture != nil {
		item.Image = e.picture.url
	}
	for _, c := range e.categories {
		item.Tags = append(item.Tags, c.label)
	}
	if e.source.name != "" {
		item.Newsroom.Source = &jsonAuthor{e.source.name, e.source.url}
	}
	for _, t := range e.translations {
		item.Newsroom.Translations = append(item.Newsroom.Translations, jsonTranslation{string(t.lang), t.address})
	}
	for _, c := range e.corrections {
		item.Newsroom.Corrections = append(item.Newsroom.Corrections, jsonCorrection{stamp(c.At), c.Text})
	}
	return item
}

func jsonAuthors(people []feedAuthor) (authors []jsonAuthor) {
	for _, p := range people {
		if p.name != "" {
			authors = append(authors, jsonAuthor{p.name, p.url})
		}
	}
	return authors
}

// plainJSON leaves <, > and & as they are: a feed is never part of a page, and the
// escapes would make its HTML a third longer. Bytes that are not UTF-8 become U+FFFD.
func plainJSON(x any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(x); err != nil {
		return nil, err
	}
	return []byte(strings.TrimSuffix(out.String(), "\n")), nil
}
