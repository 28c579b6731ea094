package body

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is the smallest part that a merge of words moves: a word with its marks, a
// run of space, another character, a break or a footnote. Joining the tokens of a
// text gives the text back.
type token struct{ span Span }

// tokenise cuts spans into tokens.
func tokenise(spans []Span) []token {
	var out []token
	for _, s := range spans {
		if !s.isText() {
			out = append(out, token{s})
			continue
		}
		for rest := s.Text; rest != ""; {
			n := tokenLen(rest)
			out = append(out, token{Span{Text: rest[:n], Marks: s.Marks}})
			rest = rest[n:]
		}
	}
	return out
}

func tokenLen(s string) int {
	first, size := utf8.DecodeRuneInString(s)
	class := tokenClass(first)
	if class == 0 {
		return size
	}
	for size < len(s) {
		r, n := utf8.DecodeRuneInString(s[size:])
		if tokenClass(r) != class {
			break
		}
		size += n
	}
	return size
}

func tokenClass(r rune) int {
	switch {
	case wordRune(r):
		return 1
	case unicode.IsSpace(r):
		return 2
	}
	return 0
}

// interner gives equal tokens equal numbers.
type interner map[string]int32

func (in interner) numbers(tokens []token) []int32 {
	out := make([]int32, len(tokens))
	var key strings.Builder
	for i, t := range tokens {
		key.Reset()
		writeKey(&key, t.span)
		n, ok := in[key.String()]
		if !ok {
			n = int32(len(in))
			in[key.String()] = n
		}
		out[i] = n
	}
	return out
}

// writeKey writes a span so that different spans give different keys; the control
// characters it parts them with stand in no canonical text.
func writeKey(b *strings.Builder, s Span) {
	b.WriteString(s.Text)
	if s.Break {
		b.WriteByte(1)
	}
	for _, m := range s.Marks {
		b.WriteByte(2)
		b.WriteString(string(m.Type))
		b.WriteByte(3)
		b.WriteString(m.Href)
		b.WriteByte(3)
		b.WriteString(m.Lang)
	}
	for _, n := range s.Note {
		b.WriteByte(4)
		writeKey(b, n)
	}
}

// mergeSpans merges two changes of one text, word by word. It fails where both
// changed the same or neighbouring words; one change made by both counts once.
func mergeSpans(base, mine, theirs []Span) ([]Span, bool) {
	switch {
	case equalSpans(mine, theirs), equalSpans(mine, base):
		return theirs, true
	case equalSpans(theirs, base):
		return mine, true
	}
	in := interner{}
	bt, mt, tt := tokenise(base), tokenise(mine), tokenise(theirs)
	bn, mn, tn := in.numbers(bt), in.numbers(mt), in.numbers(tt)
	mh, th := diff(bn, mn), diff(bn, tn)
	var out []Span
	at := 0
	copyBase := func(to int) {
		for ; at < to; at++ {
			out = append(out, bt[at].span)
		}
	}
	for len(mh) > 0 || len(th) > 0 {
		h, from := hunk{}, mt
		switch {
		case len(th) == 0 || len(mh) > 0 && mh[0].aHi < th[0].aLo:
			h, mh = mh[0], mh[1:]
		case len(mh) == 0 || th[0].aHi < mh[0].aLo:
			h, from, th = th[0], tt, th[1:]
		case mh[0].aLo == th[0].aLo && mh[0].aHi == th[0].aHi &&
			slices.Equal(mn[mh[0].bLo:mh[0].bHi], tn[th[0].bLo:th[0].bHi]):
			h, mh, th = mh[0], mh[1:], th[1:]
		default:
			return nil, false
		}
		copyBase(h.aLo)
		for _, t := range from[h.bLo:h.bHi] {
			out = append(out, t.span)
		}
		at = h.aHi
	}
	copyBase(len(bt))
	return normSpans(out, true), true
}

func equalSpans(a, b []Span) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Text != b[i].Text || a[i].Break != b[i].Break || !slices.Equal(a[i].Marks, b[i].Marks) || !equalSpans(a[i].Note, b[i].Note) {
			return false
		}
	}
	return true
}

// Same says whether two bodies are stored as the same JSON.
func Same(a, b Doc) bool {
	if len(a.Blocks) != len(b.Blocks) {
		return false
	}
	for i := range a.Blocks {
		if equalBlocks(&a.Blocks[i], &b.Blocks[i]) {
			continue
		}
		// An empty list and none are written alike.
		one, err := marshal(a.Blocks[i])
		other, failed := marshal(b.Blocks[i])
		if err != nil || failed != nil || !bytes.Equal(one, other) {
			return false
		}
	}
	return true
}

func equalBlocks(a, b *Block) bool {
	if a.Type != b.Type || !equalSpans(a.Text, b.Text) {
		return false
	}
	if a.Type == Paragraph && fieldsIn(a) == fieldsIn(b) && fieldsIn(a)&^hasText == 0 {
		return a.ID == b.ID
	}
	return reflect.DeepEqual(a, b)
}
