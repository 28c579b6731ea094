package translation

import (
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// The parts of a text's head, as ids beside those of its blocks.
const (
	Headline   = "headline"
	Standfirst = "standfirst"
)

// State is where a pair stands.
type State string

// The states.
const (
	Untranslated State = "untranslated"
	Draft        State = "draft"
	Translated   State = "translated" // somebody says that it is done
	Reviewed     State = "reviewed"   // a second reader says that it is right
	Stale        State = "stale"      // the words it was made from have changed since
	Omitted      State = "omitted"    // left out, for a reason
	Added        State = "added"      // for our readers; it has no source
	Wordless     State = "wordless"   // nothing in it can be translated
)

// Weight is how much a change of a source matters to its translation.
type Weight int

// The weights, the lightest first.
const (
	Nothing Weight = iota // not a word: commas, the shape of quotation marks, dashes, space
	Form                  // marks, links, pictures, or capitals
	Words
	Urgent // numbers, names, negation, quotations, corrections
)

// Reasons for a weight, as keys of their sentences.
const (
	WhyNumber     = "number"
	WhyName       = "name"
	WhyNegation   = "negation"
	WhyQuote      = "quote"
	WhyCorrection = "correction"
	WhyGone       = "gone"     // the source has the block no more
	WhySwitched   = "switched" // it was made from a text in another language
)

// Source is a block that a pair was made of.
type Source struct {
	ID     string
	Block  *body.Block // as it is now; nil where it is gone
	Type   body.Type   // as it was
	Was    string      // its words when the pair was made or last found right; "" for never
	Now    string      // its words now
	Weight Weight
	Why    []string
	Gone   bool
}

// Row is a line of a sheet: a block of the text beside what it was made of.
type Row struct {
	Pair       string // names the row; stays while the pair lives
	ID         string // of the target block, Headline or Standfirst; "" where there is none
	Target     *body.Block
	Sources    []Source // none for a block without a source
	State      State
	Said       State // what people said of it, which Stale hides
	Weight     Weight
	Why        []string
	Since      time.Time
	Machine    string // what drafted it; "" once a person has touched it
	Translator string // persons
	Reviewer   string
	At         time.Time // when one of them last worked on it
	Reason     string    // why it is left out
	Loose      bool      // it could not be paired when the pairs were found
	Correction string    // id of the correction that waits to be carried over
	Moved      bool      // it stands elsewhere among the blocks than its source does
	Offers     []Offer
}

// Head says whether the row is a part of the head.
func (r Row) Head() bool { return r.ID == Headline || r.ID == Standfirst }

// Offer is something that the source's history suggests; nothing is done unless somebody
// wants it.
type Offer struct {
	Kind  OfferKind
	Other string // id of the other block of the source
	Pair  string // the row of that block, or ""
}

// OfferKind is what an offer suggests.
type OfferKind string

// The offers.
const (
	OfferSplit OfferKind = "split" // the source was split: Other has a part of its words now
	OfferMerge OfferKind = "merge" // the source went into Other
)

// Sheet is a text beside its source.
type Sheet struct {
	Story     string
	Lang      lang.Tag
	Source    lang.Tag
	SourceRev int // the newest revisions, which the rows show
	TargetRev int
	Begun     Begun
	Rows      []Row // in reading order
	Chain     []Link
	Tally     Tally
	Worked    time.Time
	WorkedBy  string
}

// Begun is how the pairs of a text were made.
type Begun string

// The ways.
const (
	AtBench Begun = "bench" // Begin
	AsSaved Begun = "saved" // a whole text was saved that says what it was made from
	AsFound Begun = "found" // the text was there, as in an archive
)

// Link is one step of the chain from a text back to the text that was made from none.
type Link struct {
	Lang  lang.Tag
	Rev   int
	Tally Tally
}

// Tally counts the rows of a text by where they stand.
type Tally struct {
	Missing  int // untranslated and drafts
	Waiting  int // translated, not reviewed
	Reviewed int
	Stale    int
	Urgent   int // of those stale
	Mild     int // whose source changed in form alone
	Loose    int // blocks of either side that could not be paired
}

// Done says whether nothing is missing and nothing is stale.
func (t Tally) Done() bool { return t.Missing == 0 && t.Stale == 0 }
