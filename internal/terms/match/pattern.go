package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Bounds of a pattern.
const (
	MaxPattern = 500 // runes
	MaxWords   = 8
	MaxEndings = 60 // of a word
)

// Pattern is a word or a phrase to look for.
type Pattern struct{ words []word }

// word is one word of a pattern, folded.
type word struct {
	stem    string
	endings []string // what may follow the stem; none for an exact word
	any     bool     // anything may
	capital bool     // the text's word begins with a capital
	dot     bool     // a full stop may follow: an abbreviation
}

// Parse reads a pattern of a language. What it cannot read is Invalid, with a sentence
// that says why.
func Parse(s string, l lang.Tag) (Pattern, error) {
	s = strings.TrimSpace(s)
	switch {
	case s == "":
		return Pattern{}, wrong("terms.pattern_empty", s)
	case !utf8.ValidString(s) || utf8.RuneCountInString(s) > MaxPattern:
		return Pattern{}, fault.New(fault.Invalid, "terms.pattern_long").In("patterns").With("max", MaxPattern)
	case strings.Contains(s, "|-") || strings.Contains(s, "|‑"):
		return Pattern{}, wrong("terms.pattern_hyphen", s)
	}
	var p Pattern
	for _, field := range strings.FieldsFunc(s, joins) {
		w, err := parseWord(field, l)
		if err != nil {
			return Pattern{}, wrong(err.Error(), s)
		}
		p.words = append(p.words, w)
	}
	switch n := len(p.words); {
	case n == 0:
		return Pattern{}, wrong("terms.pattern_empty", s)
	case n > MaxWords:
		return Pattern{}, fault.New(fault.Invalid, "terms.pattern_words").In("patterns").With("max", MaxWords)
	}
	return p, nil
}

func wrong(key, pattern string) error {
	return fault.New(fault.Invalid, key).In("patterns").With("pattern", pattern)
}

// why is the key of the sentence that says what is wrong with a word.
type why string

func (w why) Error() string { return string(w) }

func parseWord(s string, l lang.Tag) (w word, err error) {
	if rest, ok := strings.CutSuffix(s, "."); ok {
		s, w.dot = rest, true
	}
	parts := strings.Split(s, "|")
	stem := parts[0]
	if rest, ok := strings.CutSuffix(stem, "*"); ok {
		if len(parts) > 1 {
			return w, why("terms.pattern_both")
		}
		stem, w.any = rest, true
	}
	for i, part := range parts {
		if i == 0 {
			part = stem
		}
		if strings.ContainsFunc(part, func(r rune) bool { return !inWord(r) }) {
			return w, why("terms.pattern_sign")
		}
	}
	if w.stem = fold(stem, l); w.stem == "" {
		return w, why("terms.pattern_no_stem")
	}
	if len(parts)-1 > MaxEndings {
		return w, why("terms.pattern_endings")
	}
	for _, e := range parts[1:] {
		// Folded with the stem: a letter can join with the one before it.
		folded, ok := strings.CutPrefix(fold(stem+e, l), w.stem)
		if !ok {
			return w, why("terms.pattern_no_stem")
		}
		w.endings = append(w.endings, folded)
	}
	first, _ := utf8.DecodeRuneInString(stem)
	w.capital = isCapital(first)
	return w, nil
}

// fits says whether a word of the text is this one, and by which ending: -1 for an exact
// word or one with any ending.
func (w *word) fits(t *token) (ending int, ok bool) {
	if w.capital && !t.capital {
		return 0, false
	}
	rest, ok := strings.CutPrefix(t.folded, w.stem)
	switch {
	case !ok:
		return 0, false
	case w.any, len(w.endings) == 0 && rest == "":
		return -1, true
	}
	for i, e := range w.endings {
		if e == rest {
			return i, true
		}
	}
	return 0, false
}

// forms counts the endings of each word that has a list of them.
func (p Pattern) forms() (counts []int) {
	for _, w := range p.words {
		if len(w.endings) > 0 {
			counts = append(counts, len(w.endings))
		}
	}
	return counts
}

// isCapital says whether a rune is a capital of a script that has them in ordinary print.
func isCapital(r rune) bool {
	return (unicode.IsUpper(r) || unicode.IsTitle(r)) && !unicode.Is(unicode.Georgian, r)
}

// inWord says whether a rune belongs to a word: letters, marks, digits, the Armenian marks
// that stand within words, and signs that nobody sees.
func inWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r >= 0x55B && r <= 0x55E || r == 0xAD || r == 0x200C || r == 0x200D || r == 0x2060
}

// joins says whether a rune between two words leaves them one phrase.
func joins(r rune) bool {
	switch r {
	case ' ', '\t', 0xA0, 0x202F, 0x2009, '-', '‐', '‑', '–', '—', '֊', '−', '\'', '’', '‘', 'ʼ', '/', '\uFFFC':
		return true
	}
	return false
}
