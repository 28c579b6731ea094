package edition

import (
	"cmp"
	"time"

	"masthead/internal/kit/lang"
)

// Card is what lists show of a copy: cards, teasers, feeds' heads. It is frozen at
// publishing and stored as JSON.
type Card struct {
	Story     string    `json:"story"`
	Lang      lang.Tag  `json:"lang"`
	Slug      string    `json:"slug"`
	Kind      string    `json:"kind"`
	Section   string    `json:"section,omitempty"`   // section id
	Viewpoint string    `json:"viewpoint,omitempty"` // key of the place it speaks from
	Headline  string    `json:"headline"`
	Stand     string    `json:"stand,omitempty"` // standfirst, plain
	Opening   string    `json:"open,omitempty"`  // the text's first words, where it has no standfirst
	Bylines   []Byline  `json:"by,omitempty"`
	Picture   *Picture  `json:"pic,omitempty"`
	Topics    []TopicAt `json:"topics,omitempty"` // the first is the main one
	Published time.Time `json:"-"`                // from the row, to the millisecond
	Updated   time.Time `json:"-"`                // from the row; equal to Published until readers are told of an update
}

// Teaser is what stands below the headline in lists.
func (c Card) Teaser() string { return cmp.Or(c.Stand, c.Opening) }

// Byline is a person as readers see her on a piece.
type Byline struct {
	Person string `json:"id,omitempty"`
	Slug   string `json:"slug,omitempty"` // of her page; empty when she has none
	Name   string `json:"name"`
	City   string `json:"city,omitempty"` // place key
	Face   Face   `json:"face,omitzero"`  // her portrait
}

// Face is a person's portrait as readers see it.
type Face struct {
	Hash   string `json:"hash"`
	Width  int    `json:"w"`
	Height int    `json:"h"`
	FocalX int    `json:"fx"` // per mille
	FocalY int    `json:"fy"`
}

// TopicAt is a topic as an edition names it.
type TopicAt struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Picture is a picture as readers see it. Hash and the sizes lead to its files.
type Picture struct {
	Hash    string `json:"hash"`
	Width   int    `json:"w"`
	Height  int    `json:"h"`
	FocalX  int    `json:"fx"` // per mille
	FocalY  int    `json:"fy"`
	Alt     string `json:"alt,omitempty"`
	Caption string `json:"caption,omitempty"` // plain text
	Credit  string `json:"credit,omitempty"`
}

// Page is what only the article's own page shows beside its card and body.
type Page struct {
	Original    lang.Tag     `json:"original,omitempty"`    // language it was translated from, empty for the original
	Translators []Byline     `json:"translators,omitempty"` // people who translated it
	Partner     string       `json:"partner,omitempty"`     // key of the partner
	Words       int          `json:"words,omitempty"`
	Corrections []Correction `json:"corrections,omitempty"` // oldest first
	Elsewhere   *Elsewhere   `json:"elsewhere,omitempty"`   // nil where everything is made of the card
	Behind      time.Time    `json:"-"`                     // since when readers of the text it was made from are told something else; zero: they are not
	Pairs       []Pair       `json:"pairs,omitempty"`       // which of its blocks were made of which of the original's, in its order
	Disclaimers []string     `json:"disclaimers,omitempty"` // what the page tells readers because of its words
	OtherSide   []string     `json:"-"`                     // ids of the stories that answer it, published in this edition or not
}

// Pair says, by their ids, which blocks of a translation were made of which of the text it
// was made from.
type Pair struct {
	Text     []string `json:"t"`
	Original []string `json:"o"`
}

// Elsewhere is what stands for a copy among a search's results and where its link is
// shared. An empty part is made of the card.
type Elsewhere struct {
	SearchTitle string   `json:"search_title,omitempty"`
	SearchText  string   `json:"search_text,omitempty"`
	ShareTitle  string   `json:"share_title,omitempty"`
	ShareText   string   `json:"share_text,omitempty"`
	Picture     *Picture `json:"pic,omitempty"`
}

// Correction is a permanent public record of what was wrong.
type Correction struct {
	ID    string    `json:"id,omitempty"`
	At    time.Time `json:"at"`
	Text  string    `json:"text"`            // what is right
	Wrong string    `json:"wrong,omitempty"` // what stood there before
	Block string    `json:"block,omitempty"` // at which block, or empty
}

// Copy is one published text.
type Copy struct {
	Card
	Page
	HTML string // the body for the article page
	Feed string // the body for feeds: absolute addresses, no classes; not read with an article
	Rev  int

	shows []string // ids of the library's files that readers see with it, while it is published
}

// Sibling is the same story in another edition.
type Sibling struct {
	Lang     lang.Tag
	Slug     string
	Headline string
}

// Filter picks the copies of a list. Zero fields pick all; at most one of Section,
// Kind, Topic and Person is set.
type Filter struct {
	Lang    lang.Tag
	Section string // section id
	Kind    string
	Topic   string // topic id
	Person  string // person id
}
