package memory

import (
	"strconv"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// State is how much a segment is worth, from the least.
type State int

// The states.
const (
	Machine    State = 1 // a machine's words, which a person has read and left as they were
	Translated State = 2
	Reviewed   State = 3
)

// String is the state's name, as keys and files have it.
func (s State) String() string {
	switch s {
	case Machine:
		return "machine"
	case Translated:
		return "translated"
	case Reviewed:
		return "reviewed"
	}
	return ""
}

// ParseState reads a state's name.
func ParseState(s string) (State, bool) {
	for _, state := range []State{Machine, Translated, Reviewed} {
		if s == state.String() {
			return state, true
		}
	}
	return 0, false
}

// Bounds.
const (
	MaxText    = body.MaxBlockText // runes of one side of a segment
	MaxDomain  = 100               // runes
	MaxPenalty = 50                // percent
)

// Segment is a pair of texts that say the same.
type Segment struct {
	ID             string
	From, To       lang.Tag
	Source, Target string
	State          State
	Domain         string // what it is about; may be empty
	At             time.Time
	Story          string // where it comes from; empty for what was imported
	Block          string // the translated block
	Part           int    // which sentence of the block, from 1; 0 for the whole of it
	By             string // the person who translated it, or the name that an imported file gives
	Origin         string // the imported file
	Penalty        int    // percent by which it stands back
	Hidden         bool   // in a list: whoever asks may not see its words, and they are left out

	n             int64
	before, after int64 // hashes of what stands around the source; 0 for unknown
}

// Pair is two languages with a memory between them.
type Pair struct {
	ID   int
	A, B lang.Tag
	top  int64
}

// lane is the part of the index that a language of the pair has.
func (p Pair) lane(l lang.Tag) int {
	if l == p.B {
		return 2*p.ID + 1
	}
	return 2 * p.ID
}

// order puts two languages in the order of a pair.
func order(from, to lang.Tag) (a, b lang.Tag) { return min(from, to), max(from, to) }

// hashOf is the hash of words, the same as that of a paragraph that says them.
func hashOf(words string) int64 {
	return contextHash(body.TextHash(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: words}}}))
}

// contextHash is the stored form of a body.TextHash; 0 for none.
func contextHash(hash string) int64 {
	if len(hash) < 16 {
		return 0
	}
	n, err := strconv.ParseUint(hash[:16], 16, 64)
	if err != nil {
		return 0
	}
	return int64(n)
}

// check refuses what a segment cannot be.
func (s *Segment) check() error {
	switch {
	case s.From == "" || s.To == "" || s.From == s.To:
		return fault.New(fault.Invalid, "memory.languages")
	case hashOf(s.Source) == hashOf("") || hashOf(s.Target) == hashOf(""):
		return fault.New(fault.Invalid, "memory.empty").In("target")
	case len([]rune(s.Source)) > MaxText || len([]rune(s.Target)) > MaxText:
		return fault.New(fault.Invalid, "memory.too_long").With("limit", MaxText)
	case len([]rune(s.Domain)) > MaxDomain:
		return fault.New(fault.Invalid, "memory.domain_too_long").In("domain").With("limit", MaxDomain)
	case s.Penalty < 0 || s.Penalty > MaxPenalty:
		return fault.New(fault.Invalid, "memory.penalty").In("penalty").With("limit", MaxPenalty)
	case s.State.String() == "":
		return fault.New(fault.Invalid, "memory.state").In("state")
	}
	return nil
}
