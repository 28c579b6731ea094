package bench

import (
	"context"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// Block is what is asked about: a block of a text beside what it is made from.
type Block struct {
	Story    story.Story
	From, To lang.Tag
	Row      translation.Row
	Sources  []body.Block // those that are there
	Before   string       // body.TextHash of the source's block before and after; "" where there is none
	After    string
}

// Match is a translation that the memory knows of words like these.
type Match struct {
	Percent int        // 101: in the same context
	Source  []body.Run // from the words it was made of to the words here
	Target  string
	By      string // person who read it, or ""
	From    string // what it came from, as people call it; "" where nobody knows
	At      time.Time
}

// Matches finds up to three translations of words like a block's, the nearest first, of
// those that the visitor may see.
type Matches func(ctx context.Context, tx *db.Tx, v newsroom.Visitor, b Block) ([]Match, error)

// Piece is a part of a text; Found says that it is one of the words searched for.
type Piece struct {
	Text  string
	Found bool
}

// Hit is a place in the memory that has the words searched for.
type Hit struct {
	Source []Piece
	Target string
}

// Concordance finds words in the memory's side of one language, where the visitor may see
// them.
type Concordance func(ctx context.Context, tx *db.Tx, v newsroom.Visitor, from, to lang.Tag, words string) ([]Hit, error)

// Term is a word of the source that the house has a word for.
type Term struct {
	Source string   // as it stands in the block
	Ways   []string // how the house writes it; the first is offered first
	Why    string   // in the visitor's language, or ""
}

// Terms finds the house's words for those in the source of a block. Speaks is the
// language of whoever asks.
type Terms func(ctx context.Context, tx *db.Tx, b Block, speaks lang.Tag) ([]Term, error)

// Finding is something to look at in a block.
type Finding struct {
	Mark   string // tells it from the others of its block
	Kind   string // note, ask, stop
	Text   string // the sentence, in the visitor's language
	Words  string // where it stands in the translation, or ""
	Mend   string // what to put in the place of Words, where that is certain
	Ignore bool   // may be set aside with a reason
}

// Checks look over a block of a translation, and remember what was set aside.
type Checks interface {
	// Of gives the findings of blocks, by pair, in the visitor's language.
	Of(ctx context.Context, tx *db.Tx, blocks []Block, speaks lang.Tag, say Say) (map[string][]Finding, error)
	// Ignore sets a finding aside, with its reason, while the words stay.
	Ignore(ctx context.Context, tx *db.Tx, b Block, mark, reason, by string) error
}

// Say gives a sentence in the visitor's language.
type Say func(key string, pairs ...any) string

// Draft has blocks drafted by a program and saved as its drafts. It asks outside, so it
// is given no transaction.
type Draft func(ctx context.Context, storyID string, l lang.Tag, by string) (blocks int, err error)

// File is a way to take a translation along to another tool.
type File struct{ Name, Path string }

// Files lists the ways.
type Files func(storyID string, l lang.Tag) []File
