package transfer

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Record is one text of an archive, as its format's reader understood it.
type Record struct {
	Line  int    // where it begins in its file, counted from 1; 0 where lines mean nothing
	Key   string // its identity in the source, the same on every run ("post 1000")
	Group string // texts with one Group are one story in several languages; empty if it stands alone

	Lang       string // BCP 47 as the source says; empty if it does not say
	Kind       string // a kind of docs/words.md; empty means news
	State      State
	Headline   string // plain text
	Standfirst string // plain text
	Slug       string // as it was, decoded; may be in any script or empty
	Date       time.Time
	DateOnly   bool // the source gives a day without an hour
	Updated    time.Time
	Addresses  []string // full addresses under which readers knew it, the present one first
	Bylines    []Byline
	City       string
	Section    *Term
	Topics     []Term
	Lead       *Picture
	HTML       string    // body as plain HTML: the source's own notation (shortcodes, block comments) is already resolved
	Sensitive  []string  // names of parts that were left out on purpose (comments, secrets)
	Problems   []Problem // what the reader could not keep of this record
}

// State says what becomes of a record.
type State string

// The states.
const (
	Published State = "published" // goes to readers, with its own date
	Future    State = "future"    // is scheduled for Date
	Draft     State = "draft"     // stays in the newsroom
)

// Byline is a person as the source names her.
type Byline struct {
	Key   string // her identity in the source, e.g. the login; empty if only a name is known
	Name  string
	Email string
	About string
}

// Term is a section or a topic as the source names it. Terms of several languages
// with one Group are one section or topic.
type Term struct {
	Key    string // its identity in the source
	Group  string // translations of one term; empty if it stands alone
	Slug   string
	Name   string
	Parent string // key of the term above it, or empty
}

// Picture is a picture as the source names it.
type Picture struct {
	URL     string
	Alt     string
	Caption string
	Credit  string
}

// Problem is something that a person should know of: a record that was not taken, or
// a part that was not kept.
type Problem struct {
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Record string `json:"record,omitempty"` // key of the record
	Level  Level  `json:"level"`
	Code   string `json:"code"`   // stable, for machines: "missing_media"
	Detail string `json:"detail"` // in English, for the report
}

// Level says how bad a problem is.
type Level string

// The levels.
const (
	Lost   Level = "lost"   // the record was not taken
	Partly Level = "partly" // taken, but something of it is missing or was changed
	Note   Level = "note"   // worth knowing, nothing is missing
)

// Reader yields the records of one source in their order. It calls each for every
// record and report for every problem, and stops when the context ends or each
// fails. It holds no more than a bounded part of the source in memory. Progress is
// told in bytes read so far by calling at, from time to time.
type Reader interface {
	// Source names the archive, the same on every run: "wordpress https://news.example".
	// It is known once the first record was yielded.
	Source() string
	Read(ctx context.Context, each func(Record) error, report func(Problem), at func(bytes int64)) error
}

// maxName bounds the names and keys of a record, in runes. They stand in indexes, which
// hold about 2,700 bytes; a longer one is cut.
const maxName = 500

// clean gives the record with its names and keys as every database keeps them: UTF-8, in
// one line, within bounds.
func (r Record) clean() Record {
	for _, s := range []*string{&r.Key, &r.Group, &r.City} {
		*s = name(*s)
	}
	r.Bylines = slices.Clone(r.Bylines)
	for i := range r.Bylines {
		by := &r.Bylines[i]
		by.Key, by.Name, by.Email = name(by.Key), name(by.Name), name(by.Email)
	}
	r.Topics = slices.Clone(r.Topics)
	for i := range r.Topics {
		r.Topics[i] = r.Topics[i].clean()
	}
	if r.Section != nil {
		section := r.Section.clean()
		r.Section = &section
	}
	return r
}

func (t Term) clean() Term {
	return Term{Key: name(t.Key), Group: name(t.Group), Slug: name(t.Slug), Name: name(t.Name), Parent: name(t.Parent)}
}

// name writes a name or key in one line, without control characters.
func name(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return cut(strings.Join(strings.Fields(s), " "), maxName)
}
