package exchange

import (
	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// Parcel is what goes out for one text, and what comes back.
type Parcel struct {
	Story         string
	From, To      lang.Tag
	FromRev       int // the revision of the source that went out; 0 when a file does not say
	ToRev         int // the revision of the translation; 0 when there was none
	Title         string
	Units         []Unit
	TrackedMade   int // changes that a word processor tracked and that were taken as made
	Stray         []string
	Segmented     int // units that a tool cut into segments, joined again
	Extra         int // elements and attributes of other makers, passed over
	Format        Format
	UnknownOrigin bool // the file does not say which story it is of
}

// Format is a kind of file.
type Format string

// The formats.
const (
	XLIFF12 Format = "xliff-1.2"
	XLIFF21 Format = "xliff-2.1"
	DOCX    Format = "docx"
	HTML    Format = "html"
)

// Formats lists every format, the most used first.
var Formats = []Format{XLIFF12, XLIFF21, DOCX, HTML}

// Unit is one run of words with its translation: a block, or one part of a block that has
// several (an item of a list, a caption, a footnote).
type Unit struct {
	// ID is the source block's, or the name of a part of the head; for a part of a block
	// the part's key follows after a point.
	ID     string
	Name   string // the type of the block, for a person: "paragraph"
	Source []Piece
	Target []Piece // nil where nothing is translated
	State  State   // empty where a file cannot tell, as a table
	Stamp  Stamp
	Notes  []Note
	Locked bool // it goes out to be read only
	Line   int  // where it stood in the file that it came from; 0 in one that goes out
	Whole  bool // every segment of it is translated; only of what came back
}

// State is how far the translation of a unit is.
type State string

// The states, as package translation calls them.
const (
	Untranslated State = "untranslated"
	Draft        State = "draft"
	Translated   State = "translated"
	Reviewed     State = "reviewed"
	Stale        State = "stale"
)

// Stamp is what was known of a unit when it went out. It travels with the unit; a tool
// may lose it.
type Stamp struct {
	Source string // hash of the words of the source's block (body.TextHash)
	Target string // Hash of the translation; empty where there was none
	State  State
}

// Note is a remark that travels with a unit.
type Note struct {
	From string // who says it; empty where a file does not tell
	Text string
}

// Bounds of a file. What is larger is refused, never cut.
const (
	MaxBytes = 16 << 20 // of a file as it comes
	MaxUnits = 20_000
	maxDepth = 64
	maxNodes = 600_000 // elements, attributes and runs of text together
	maxNote  = 10_000  // bytes of one note that are kept
)

// Kind is what an inline code stands for.
type Kind string

// The kinds of inline code. Those of marks are the marks' own names.
const (
	Break    Kind = "break"
	Footnote Kind = "note" // Data: the key of the unit that holds its words
	Para     Kind = "para" // the next block begins
	Tag      Kind = "tag"  // mark-up of an HTML block; Data holds it
	Unknown  Kind = ""     // a file names it by its id alone
	Foreign  Kind = "foreign"
)

// Role is which end of what it marks a code is.
type Role uint8

// The roles.
const (
	Text   Role = iota // not a code
	Single             // stands by itself
	Open
	Close
)

// Piece is a run of text, or an inline code. Codes that belong together share an ID.
type Piece struct {
	Text string
	Role Role
	Kind Kind
	ID   string
	Data string // where a link leads, which language a mark names
}

// mark gives the mark that a code stands for.
func (p Piece) mark() (body.Mark, bool) {
	m := body.Mark{Type: body.MarkType(p.Kind)}
	switch m.Type {
	case body.Link:
		m.Href = p.Data
	case body.Lang:
		m.Lang = p.Data
	case body.Strong, body.Em, body.Sub, body.Sup, body.Code:
	default:
		return m, false
	}
	return m, true
}

func codeOf(m body.Mark) Piece { return Piece{Kind: Kind(m.Type), Data: m.Href + m.Lang} }
