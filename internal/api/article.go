package api

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

// Articles is a page of a list.
type Articles struct {
	Articles []Card `json:"articles"`
	Next     string `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
}

// Card is an article as lists show it.
type Card struct {
	ID         string    `json:"id" doc:"The story's id, the same in every edition."`
	Lang       string    `json:"lang"`
	URL        string    `json:"url"`
	Slug       string    `json:"slug"`
	Kind       string    `json:"kind"`
	Section    *Named    `json:"section,omitempty"`
	Viewpoint  *Place    `json:"viewpoint,omitempty" doc:"Where an opinion speaks from."`
	Headline   string    `json:"headline"`
	Standfirst string    `json:"standfirst,omitempty"`
	Bylines    []Writer  `json:"bylines"`
	Topics     []Named   `json:"topics"`
	Picture    *Picture  `json:"picture,omitempty"`
	Published  time.Time `json:"published"`
	Updated    time.Time `json:"updated"`
}

// Article is a published text with its body.
type Article struct {
	Card
	HTML        string       `json:"html" doc:"The body: clean HTML with absolute addresses."`
	Words       int          `json:"words"`
	Original    string       `json:"original,omitempty" doc:"The language it was translated from."`
	Translators []Writer     `json:"translators,omitempty"`
	Partner     *Partner     `json:"partner,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"`
	Disclaimers []string     `json:"disclaimers,omitempty" doc:"What the page tells readers because of its words: to be shown wherever the article is."`
	Editions    []Sibling    `json:"editions" doc:"The same story in every edition that has it, this one among them."`
}

// Named is a section or a topic in the article's edition.
type Named struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Place is where an opinion speaks from.
type Place struct {
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Writer is somebody on a byline.
type Writer struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
}

// Picture is the picture at the head.
type Picture struct {
	URL     string `json:"url"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"`
	Credit  string `json:"credit,omitempty"`
}

// Partner is who supplied the piece, with the disclaimer beside it.
type Partner struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty"`
	Note string `json:"note,omitempty"`
}

// Correction is what was wrong and is right now.
type Correction struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Sibling is the story in an edition.
type Sibling struct {
	Lang     string `json:"lang"`
	URL      string `json:"url"`
	Headline string `json:"headline"`
}

// pictureWidth is the size of picture that the API names, in pixels.
const pictureWidth = 1280

func (a *API) card(c edition.Card) Card {
	p, base := a.Outlet(), a.Address()
	out := Card{
		ID: c.Story, Lang: string(c.Lang), URL: a.url(c.Lang, c.Slug), Slug: c.Slug, Kind: c.Kind, Headline: c.Headline, Standfirst: c.Stand,
		Bylines: a.writers(c.Lang, c.Bylines), Topics: []Named{}, Published: c.Published, Updated: c.Updated,
	}
	if s, ok := p.Section(c.Section); ok && s.Names[c.Lang].Slug != "" {
		n := s.Names[c.Lang]
		out.Section = &Named{n.Slug, n.Name, a.url(c.Lang, n.Slug)}
	}
	if pl, ok := p.Place(c.Viewpoint); ok {
		out.Viewpoint = &Place{pl.Key, pl.Name(c.Lang)}
	}
	for _, t := range c.Topics {
		out.Topics = append(out.Topics, Named{t.Slug, t.Name, a.url(c.Lang, "topic/"+t.Slug)})
	}
	if pic := c.Picture; pic != nil && pic.Width > 0 {
		width := media.Nearest(pic.Width, pictureWidth)
		out.Picture = &Picture{
			base + media.Address(pic.Hash, width, "jpg"), width, pic.Height * width / pic.Width, pic.Alt, pic.Caption, pic.Credit,
		}
	}
	return out
}

func (a *API) writers(l lang.Tag, people []edition.Byline) []Writer {
	list := []Writer{}
	for _, b := range people {
		w := Writer{Name: b.Name}
		if b.Slug != "" {
			w.URL = a.url(l, "by/"+b.Slug)
		}
		list = append(list, w)
	}
	return list
}

// article reads a story's copy in an edition, as everybody may have it.
func (a *API) article(ctx context.Context, story string, l lang.Tag) (Article, error) {
	c, err := a.Shelf.Piece(ctx, story, l)
	if err != nil {
		return Article{}, err
	}
	siblings, err := a.Shelf.Siblings(ctx, story)
	if err != nil {
		return Article{}, err
	}
	out := Article{
		Card: a.card(c.Card), HTML: body.Absolute(c.Feed, a.Address()), Words: c.Words, Original: string(c.Original),
		Translators: a.writers(l, c.Translators), Disclaimers: c.Disclaimers, Editions: []Sibling{},
	}
	if pa, ok := a.Outlet().Partner(c.Partner); ok {
		out.Partner = &Partner{pa.Name, pa.URL, pa.Notes[l]}
	}
	for _, k := range c.Corrections {
		out.Corrections = append(out.Corrections, Correction{k.At, k.Text})
	}
	slices.SortFunc(siblings, func(x, y edition.Sibling) int { return strings.Compare(string(x.Lang), string(y.Lang)) })
	for _, s := range siblings {
		out.Editions = append(out.Editions, Sibling{string(s.Lang), a.url(s.Lang, s.Slug), s.Headline})
	}
	return out, nil
}

// Piece is a published text as JSON, the same that the API gives to everybody: what
// others are told of it. NotFound if readers have none.
func (a *API) Piece(ctx context.Context, story string, l lang.Tag) (json.RawMessage, error) {
	article, err := a.article(ctx, story, l)
	if err != nil {
		return nil, err
	}
	return json.Marshal(article)
}
