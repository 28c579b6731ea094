package match

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// MaxSuggestion bounds a suggestion, in runes.
const MaxSuggestion = 500

// Suggestion is what could be written instead. Its words can have endings as those of a
// pattern have: "Степанакерт||а|у|ом|е" takes the ending that stands in the pattern's list
// where the found one stands, "Stepanakert*" takes the found one as it is.
type Suggestion struct {
	parts []part
}

type part struct {
	text    string
	endings []string
	any     bool
}

var inflected = regexp.MustCompile(`([\p{L}\p{M}\p{N}]+)(\*|(?:\|[\p{L}\p{M}\p{N}]*)+)`)

// ParseSuggestion reads a suggestion for patterns. A list of endings that none of them
// has at that length is Invalid.
func ParseSuggestion(s string, patterns []Pattern) (Suggestion, error) {
	s = strings.TrimSpace(s)
	if s == "" || !utf8.ValidString(s) || utf8.RuneCountInString(s) > MaxSuggestion {
		return Suggestion{}, fault.New(fault.Invalid, "terms.suggestion_long").In("suggestions").With("max", MaxSuggestion)
	}
	var out Suggestion
	at := 0
	for _, m := range inflected.FindAllStringSubmatchIndex(s, -1) {
		if m[0] > at {
			out.parts = append(out.parts, part{text: s[at:m[0]]})
		}
		p := part{text: s[m[2]:m[3]]}
		if ending := s[m[4]:m[5]]; ending == "*" {
			p.any = true
		} else {
			p.endings = strings.Split(ending[1:], "|")
			if !slices.ContainsFunc(patterns, func(q Pattern) bool { return slices.Contains(q.forms(), len(p.endings)) }) {
				return Suggestion{}, fault.New(fault.Invalid, "terms.suggestion_endings").In("suggestions").With("suggestion", s).With("n", len(p.endings))
			}
		}
		out.parts = append(out.parts, p)
		at = m[1]
	}
	if at < len(s) {
		out.parts = append(out.parts, part{text: s[at:]})
	}
	return out, nil
}

// For gives the suggestion in the form that fits a hit: with its endings, with a capital
// where a sentence begins, in capitals where it is.
func (s Suggestion) For(h Hit, p Pattern, l lang.Tag) string {
	var b strings.Builder
	lists, stars := 0, 0
	counts := p.forms()
	for _, part := range s.parts {
		b.WriteString(part.text)
		switch {
		case part.any:
			if len(h.rests) > 0 {
				b.WriteString(h.rests[min(stars, len(h.rests)-1)])
			}
			stars++
		case len(part.endings) > 0:
			b.WriteString(part.endings[ending(part, h, counts, lists)])
			lists++
		}
	}
	out := b.String()
	first, _ := utf8.DecodeRuneInString(h.Words)
	switch {
	case shouts(h.Words):
		return lang.Upper(out, l)
	case isCapital(first) && (h.Begins || !h.capital):
		return lang.TitleFirst(out, l)
	}
	return out
}

// Base gives the suggestion without a hit: with the first of its endings.
func (s Suggestion) Base() string {
	var b strings.Builder
	for _, part := range s.parts {
		b.WriteString(part.text)
		if len(part.endings) > 0 {
			b.WriteString(part.endings[0])
		}
	}
	return b.String()
}

// ending chooses of a word's endings: the one at the place of the found one, in the list
// of the pattern's word in the same turn; the first where the lists do not fit.
func ending(part part, h Hit, counts []int, turn int) int {
	if len(h.endings) == 0 {
		return 0
	}
	turn = min(turn, len(h.endings)-1)
	if i := h.endings[turn]; i >= 0 && counts[turn] == len(part.endings) {
		return i
	}
	return 0
}

// shouts says whether words stand in capitals as a whole: more than an abbreviation.
func shouts(s string) bool {
	n := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if isCapital(r) {
			n++
		}
	}
	return n > 4
}
