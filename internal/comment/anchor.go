package comment

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/story"
)

// The parts of the head that can be commented on, by the names that conflicts too give them.
const (
	Headline   = "headline"
	Standfirst = "standfirst"
)

// Anchor is the place of a text that a comment is about.
type Anchor struct {
	Block string // a block, Headline, Standfirst, or empty for the whole text
	Quote string // the words it is about; empty for all of the block
	Start int    // where they stood, in runes of the block's plain text
	Rev   int    // the revision in which they stood there

	ahead, behind string // what stood before and after them, at most aura runes
}

// State says what became of the words of an anchor.
type State string

// The states.
const (
	Found    State = "found"   // they stand at Place
	Reworded State = "changed" // the block is there, they are not
	Gone     State = "gone"    // so is the block
)

// Place is where an anchor stands in a text now.
type Place struct {
	State State
	Block string
	Start int // in runes of the block's plain text
	End   int
}

const (
	maxQuote = 2_000 // runes; of longer ones the beginning is kept
	aura     = 32    // runes
)

// check refuses what is no place of any text.
func (a Anchor) check() error {
	if a.Block != "" && a.Block != Headline && a.Block != Standfirst && !id.ValidBlock(a.Block) || a.Start < 0 || a.Rev < 0 {
		return fault.New(fault.Invalid, "comment.bad_place").In("block")
	}
	return nil
}

// plainOf gives the words of a place of a text as they are looked for.
func plainOf(t story.Text, block string) (string, bool) {
	switch block {
	case Headline:
		return t.Headline, true
	case Standfirst:
		return t.Standfirst, true
	}
	for i := range t.Body.Blocks {
		if t.Body.Blocks[i].ID == block {
			return body.Plain(t.Body.Blocks[i]), true
		}
	}
	return "", false
}

// Find looks for an anchor's words in a text: in its block, the nearest to where they
// stood and with the same words around them first; else in the blocks into which its
// block was split or merged, as lineage tells. Words that are found are the anchor's own,
// letter by letter; else it is said that they changed.
func Find(a Anchor, t story.Text, lineage func() []body.Lineage) Place {
	if a.Block == "" {
		return Place{State: Found}
	}
	text, there := plainOf(t, a.Block)
	if there && a.Quote == "" {
		return Place{State: Found, Block: a.Block, End: utf8.RuneCountInString(text)}
	}
	if at, ok := a.in(text); there && ok {
		return a.at(a.Block, at)
	}
	for _, heir := range heirs(a.Block, lineage()) {
		text, ok := plainOf(t, heir)
		if a.Quote == "" && ok {
			return Place{State: Found, Block: heir, End: utf8.RuneCountInString(text)}
		}
		if at, found := a.in(text); ok && found {
			return a.at(heir, at)
		}
	}
	if there {
		return Place{State: Reworded, Block: a.Block}
	}
	return Place{State: Gone}
}

func (a Anchor) at(block string, start int) Place {
	return Place{Found, block, start, start + utf8.RuneCountInString(a.Quote)}
}

// heirs are the blocks that got words of a block: split from it, or merged with it.
func heirs(block string, lineage []body.Lineage) (list []string) {
	for _, l := range lineage {
		switch {
		case l.Kind == body.SplitFrom && l.Other == block:
			list = append(list, l.Block)
		case l.Kind == body.MergedInto && l.Block == block:
			list = append(list, l.Other)
		}
	}
	return list
}

// in finds the anchor's words in a text, in runes. A quote that begins or ends with a
// word is found as whole words only, unless it never was.
func (a Anchor) in(text string) (start int, ok bool) {
	if a.Quote == "" {
		return 0, false
	}
	best, far := -1, 0
	for from := 0; ; {
		i := strings.Index(text[from:], a.Quote)
		if i < 0 {
			break
		}
		i += from
		_, first := utf8.DecodeRuneInString(text[i:])
		from = i + max(first, 1)
		at := utf8.RuneCountInString(text[:i])
		if !a.bounded(text[:i], text[i+len(a.Quote):]) {
			continue
		}
		near := abs(at - a.Start)
		score := common(reversed(text[:i]), reversed(a.ahead)) + common(text[i+len(a.Quote):], a.behind)
		if score > best || score == best && near < far {
			best, far, start = score, near, at
		}
	}
	return start, best >= 0
}

// bounded says whether the words around an occurrence part it from other letters as they
// did where the quote was taken.
func (a Anchor) bounded(before, after string) bool {
	first, _ := utf8.DecodeRuneInString(a.Quote)
	last, _ := utf8.DecodeLastRuneInString(a.Quote)
	return (!within(lastRune(before), first) || within(lastRune(a.ahead), first)) &&
		(!within(last, firstRune(after)) || within(last, firstRune(a.behind)))
}

// within says whether two neighbours stand within one word.
func within(a, b rune) bool { return letter(a) && letter(b) }

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// with gives the anchor as it stands in a text now: its words found there bring along
// what stands around them.
func (a Anchor) with(t story.Text, p Place) Anchor {
	text, ok := plainOf(t, p.Block)
	if p.State != Found || !ok || a.Quote == "" {
		return a
	}
	runes := []rune(text)
	a.Block, a.Start, a.Rev = p.Block, p.Start, t.Rev
	a.ahead = string(runes[max(0, p.Start-aura):p.Start])
	a.behind = string(runes[p.End:min(len(runes), p.End+aura)])
	return a
}

// common counts the runes with which two texts begin alike.
func common(a, b string) (n int) {
	for a != "" && b != "" {
		r, i := utf8.DecodeRuneInString(a)
		q, j := utf8.DecodeRuneInString(b)
		if r != q {
			break
		}
		a, b, n = a[i:], b[j:], n+1
	}
	return n
}

// reversed turns the last aura runes of a text around.
func reversed(s string) string {
	var out []rune
	for s != "" && len(out) < aura {
		r, size := utf8.DecodeLastRuneInString(s)
		out, s = append(out, r), s[:len(s)-size]
	}
	return string(out)
}

func abs(n int) int { return max(n, -n) }

// cleaned gives words of a text as texts hold them: canonical, lines kept.
func cleaned(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = body.CleanText(lines[i])
	}
	return strings.Join(lines, "\n")
}

// tidy gives what people write as it is kept: canonical text, lines kept, nothing around.
func tidy(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRightFunc(body.CleanText(lines[i]), unicode.IsSpace)
	}
	return strings.Trim(strings.Join(blanks(lines), "\n"), "\n \t")
}

// blanks leaves at most one empty line between others.
func blanks(lines []string) []string {
	out := lines[:0:0]
	for i, l := range lines {
		if l == "" && i > 0 && lines[i-1] == "" {
			continue
		}
		out = append(out, l)
	}
	return out
}
