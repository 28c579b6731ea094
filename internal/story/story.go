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
	OtherSide []string // ids of the stories that answer this one; kept by SetOtherSide
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
	Elsewhere  Elsewhere
	Body       body.Doc
	MadeFrom   lang.Tag // the language it was translated from; empty for an original
	MadeRev    int      // the revision of that text
	SavedBy    string
	SavedAt    time.Time
}

// MediaIDs lists the files of the media library that the text shows, the head's first,
// and last the one that stands for it where its link is shared.
func (t Text) MediaIDs() (ids []string) {
	if t.Lead != nil && t.Lead.Media != "" {
		ids = append(ids, t.Lead.Media)
	}
	ids = append(ids, body.MediaIDs(t.Body)...)
	if t.Elsewhere.SharePicture != "" {
		ids = append(ids, t.Elsewhere.SharePicture)
	}
	return ids
}

// Elsewhere is what stands for a text where it is not read: among a search's results,
// and on networks where its link is shared. An empty part is made of the head.
type Elsewhere struct {
	SearchTitle  string `json:"search_title,omitempty"`
	SearchText   string `json:"search_text,omitempty"`
	ShareTitle   string `json:"share_title,omitempty"`
	ShareText    string `json:"share_text,omitempty"`
	SharePicture string `json:"share_picture,omitempty"` // id of a picture of the library
}

// parts names each part, for those who merge and check them.
func (e *Elsewhere) parts() []elsewherePart {
	return []elsewherePart{
		{"search_title", &e.SearchTitle, MaxOutTitle}, {"search_text", &e.SearchText, MaxOutText},
		{"share_title", &e.ShareTitle, MaxOutTitle}, {"share_text", &e.ShareText, MaxOutText}, {"share_picture", &e.SharePicture, MaxOutPicture},
	}
}

type elsewherePart struct {
	name  string
	value *string
	max   int // runes
}

func (e Elsewhere) clean() Elsewhere {
	for _, p := range e.parts() {
		*p.value = strings.Join(strings.Fields(cleanHead(*p.value)), " ")
	}
	return e
}

func (e Elsewhere) check() error {
	for _, p := range e.parts() {
		if utf8.RuneCountInString(*p.value) > p.max {
			return fault.New(fault.Invalid, "story.elsewhere_long").In(p.name).With("max", p.max)
		}
	}
	return nil
}

// Bounds of what stands for a text elsewhere, in runes. No search and no network shows
// half as much.
const (
	MaxOutTitle   = 200
	MaxOutText    = 600
	MaxOutPicture = 40
)

// Bounds of a text's head. Longer is refused, never cut.
const (
	MaxHeadline   = 500   // runes
	MaxStandfirst = 2_000 // runes

	maxOpID = 200 // bytes
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

// checkNames refuses a text in, or made from, what is no language, and an operation
// whose name no database keeps.
func (s Save) checkNames() error {
	switch {
	case !s.Lang.Valid():
		return fault.New(fault.Invalid, "story.unknown_language").In("lang").With("lang", string(s.Lang))
	case s.MadeFrom != "" && !s.MadeFrom.Valid():
		return fault.New(fault.Invalid, "story.unknown_language").In("made_from").With("lang", string(s.MadeFrom))
	case len(s.OpID) > maxOpID || cleanHead(s.OpID) != s.OpID:
		return fault.New(fault.Invalid, "story.bad_op_id").In("op_id")
	}
	return nil
}

// clean gives a text without what none holds.
func (t Text) clean() Text {
	t.Headline, t.Standfirst, t.Slug = cleanHead(t.Headline), cleanHead(t.Standfirst), cleanHead(t.Slug)
	t.Lead, t.Elsewhere, t.Body = cleanLead(t.Lead), t.Elsewhere.clean(), body.Normalise(t.Body)
	return t
}

// cleanHead gives a part of the head as canonical text (body.CleanText), its lines kept.
func cleanHead(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = body.CleanText(lines[i])
	}
	return strings.Join(lines, "\n")
}

// leadBlock shows the picture at the head as the block of the body that it could be,
// whose rules are its own.
func leadBlock(lead *body.Picture) body.Doc {
	return body.Doc{Blocks: []body.Block{{ID: leadID, Type: body.Image, Pictures: []body.Picture{*lead}}}}
}

// leadID stands in for the id of a block; it is never stored.
const leadID = "0000000000000000"

func cleanLead(lead *body.Picture) *body.Picture {
	if lead == nil {
		return nil
	}
	return &body.Normalise(leadBlock(lead)).Blocks[0].Pictures[0]
}

func (t Text) checkHead(draft bool) error {
	switch {
	case strings.TrimSpace(t.Headline) == "" && !draft:
		return fault.New(fault.Invalid, "story.headline_missing").In("headline")
	case utf8.RuneCountInString(t.Headline) > MaxHeadline:
		return fault.New(fault.Invalid, "story.headline_long").In("headline").With("max", MaxHeadline)
	case utf8.RuneCountInString(t.Standfirst) > MaxStandfirst:
		return fault.New(fault.Invalid, "story.standfirst_long").In("standfirst").With("max", MaxStandfirst)
	case utf8.RuneCountInString(t.Slug) > MaxHeadline:
		return fault.New(fault.Invalid, "story.slug_long").In("slug").With("max", MaxHeadline)
	}
	if t.Lead != nil {
		if err := body.Check(leadBlock(t.Lead)); err != nil {
			return err
		}
	}
	return t.Elsewhere.check()
}
