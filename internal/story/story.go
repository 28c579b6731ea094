package story

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Kind is what sort of journalism a story is.
type Kind string

// The kinds (docs/words.md).
const (
	News        Kind = "news"
	Analysis    Kind = "analysis"
	Opinion     Kind = "opinion"
	Interview   Kind = "interview"
	Explainer   Kind = "explainer"
	FactCheck   Kind = "fact-check"
	RoundUp     Kind = "round-up"
	Live        Kind = "live"
	Photo       Kind = "photo"
	Video       Kind = "video"
	PartnerWork Kind = "partner"
	Appeal      Kind = "appeal"
)

// Kinds lists every kind.
var Kinds = []Kind{News, Analysis, Opinion, Interview, Explainer, FactCheck, RoundUp, Live, Photo, Video, PartnerWork, Appeal}

// Stage is how far the newsroom has come with a story. Whether readers see it is
// said of each text, by edition.
type Stage string

// The stages (docs/words.md).
const (
	Pitch    Stage = "pitch"
	Assigned Stage = "assigned"
	Drafting Stage = "drafting"
	Editing  Stage = "editing"
	Checking Stage = "checking"
	Ready    Stage = "ready"
)

var stages = []Stage{Pitch, Assigned, Drafting, Editing, Checking, Ready}

// Story is one piece of journalism, in no language.
type Story struct {
	ID        string
	Kind      Kind
	Original  lang.Tag // language of the text that the others were made from
	Stage     Stage
	Bureau    string   // key of a bureau, or empty
	Viewpoint string   // key of the place an opinion speaks from, or empty
	Section   string   // id of a section, or empty
	Partner   string   // key of a partner, or empty
	Topics    []string // ids, the main one first
	People    []Credit
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Credit is a person's part in a story, or in one of its texts.
type Credit struct {
	Person string
	Part   Part
	Lang   lang.Tag // empty for all texts
}

// Part is what a person did.
type Part string

// The parts.
const (
	Author     Part = "author"
	Translated Part = "translator"
)

// Text is a story in one language, at one revision.
type Text struct {
	Story      string
	Lang       lang.Tag
	Rev        int
	Headline   string
	Standfirst string
	Slug       string        // empty: the edition makes one of the headline
	Lead       *body.Picture // the picture at the head
	Body       body.Doc
	MadeFrom   lang.Tag // the language it was translated from; empty for an original
	MadeRev    int      // the revision of that text
	SavedBy    string
	SavedAt    time.Time
}

// Bounds of a text's head. Longer is refused, never cut.
const (
	MaxHeadline   = 500   // runes
	MaxStandfirst = 2_000 // runes
)

func (s Story) check() error {
	switch {
	case !slices.Contains(Kinds, s.Kind):
		return fault.New(fault.Invalid, "story.unknown_kind").In("kind").With("kind", string(s.Kind))
	case !slices.Contains(stages, s.Stage):
		return fault.New(fault.Invalid, "story.unknown_stage").In("stage").With("stage", string(s.Stage))
	case !s.Original.Valid():
		return fault.New(fault.Invalid, "story.unknown_language").In("original").With("lang", string(s.Original))
	}
	return nil
}

func (t Text) checkHead() error {
	switch {
	case strings.TrimSpace(t.Headline) == "":
		return fault.New(fault.Invalid, "story.headline_missing").In("headline")
	case utf8.RuneCountInString(t.Headline) > MaxHeadline:
		return fault.New(fault.Invalid, "story.headline_long").In("headline").With("max", MaxHeadline)
	case utf8.RuneCountInString(t.Standfirst) > MaxStandfirst:
		return fault.New(fault.Invalid, "story.standfirst_long").In("standfirst").With("max", MaxStandfirst)
	}
	return nil
}
