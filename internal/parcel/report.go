package parcel

import (
	"masthead/internal/translation/exchange"
)

// Outcome is what became of a unit of a file.
type Outcome string

// The outcomes. All but Same and Empty are told one by one.
const (
	Same     Outcome = "same"     // nothing in it is other than what went out
	Empty    Outcome = "empty"    // the file has no translation for it
	Came     Outcome = "came"     // it came in
	Marked   Outcome = "marked"   // its words are the same; that they are done, or still right, is new
	Stale    Outcome = "stale"    // it came in, of a source that has changed since
	Clash    Outcome = "clash"    // somebody else changed the same words meanwhile: both are kept
	Gone     Outcome = "gone"     // its source was taken out meanwhile; the translation, where there is one, took it
	Unknown  Outcome = "unknown"  // the story has no such part
	Repeated Outcome = "repeated" // the file has it twice, with other words: the first came in
	Locked   Outcome = "locked"   // it went out to be read only
	Broken   Outcome = "broken"   // what tells its blocks apart is gone
	Moved    Outcome = "moved"    // it belongs to other blocks by now
)

// In says whether the words of a unit are in the text.
func (o Outcome) In() bool { return o == Came || o == Stale || o == Clash }

// Entry is a unit of the file in the report.
type Entry struct {
	Unit     string
	Name     string // the type of its block
	Block    string // of the text, to lead to it
	Line     int    // in the file
	Outcome  Outcome
	Words    string // of the translation, as they came
	Was, Is  string // what the source said then, and says now; for Stale
	Troubles []exchange.Trouble
	Partial  bool // not all of it is translated: it came in as a draft
	Claimed  bool // the file says that it was reviewed, which only this newsroom can say
	Edited   bool // the file's source is not what went out
}

// Report says what became of a file.
type Report struct {
	Format   exchange.Format
	Units    int // in the file
	Absent   int // parts of the text that the file does not have
	Entries  []Entry
	Count    map[Outcome]int
	Rev      int // the revision that holds what came; 0 where nothing did
	Tracked  int // changes that a word processor tracked, taken as made
	Joined   int // units whose segments were joined
	Extra    int // things of other makers, passed over
	Stray    []string
	Notes    int  // remarks that came in as comments
	NoOrigin bool // the file does not say which story it is of: its ids did
	NoBase   bool // the revision that it was made from is no more: what was changed here since could not be told from what she changed
}

func (r *Report) add(e Entry) {
	r.Count[e.Outcome]++
	if e.Outcome != Same && e.Outcome != Empty || len(e.Troubles) > 0 || e.Edited {
		r.Entries = append(r.Entries, e)
	}
}
