package analyse

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"masthead/internal/kit/lang"
)

// maxWord is the length in bytes at which a folded word is cut: longer than any
// word of a dictionary, short enough that no text makes the index large by one.
const maxWord = 64

// Word is one word of a text as the index has it.
type Word struct {
	Stem       string // what the index holds: folded and stemmed, letters and digits only, never empty
	Folded     string // the word folded, not stemmed
	Start, End int    // bytes in the text it was taken from
}

// Words gives the words of a text in order. A hyphen parts words, except before
// a mere ending ("2026-ში", "НАТО-ի"), which belongs to the word; an apostrophe, a
// soft hyphen or an invisible joiner does not. Each Chinese or Japanese sign is a
// word. A word of more than 64 bytes is known by its first 64.
func Words(l lang.Tag, text string) []Word {
	return words(l, text, func(surface string) (folded, stem string) {
		if folded = Folded(l, surface); folded != "" {
			stem = Stem(l, folded)
		}
		return folded, stem
	})
}

func words(l lang.Tag, text string, known func(surface string) (folded, stem string)) []Word {
	var words []Word
	for at := 0; at < len(text); {
		start, end := next(text, at)
		if start == end {
			break
		}
		at = end
		if tail := endingAfter(l, text, end); tail > 0 {
			at = end + tail
		}
		if folded, stem := known(text[start:end]); folded != "" {
			words = append(words, Word{Stem: stem, Folded: folded, Start: start, End: at})
		}
	}
	return words
}

// Cutter is Words for many texts of one language: it remembers the words that it has
// met, for texts say the same ones again and again. It is safe for use by many at once.
type Cutter struct {
	lang lang.Tag

	mu  sync.RWMutex
	met map[string][2]string // folded and stem
}

// NewCutter makes a cutter that has met no word.
func NewCutter(l lang.Tag) *Cutter { return &Cutter{lang: l, met: map[string][2]string{}} }

// Bounds of what a cutter remembers: texts of nonsense must not fill the memory.
const (
	maxMet     = 20_000
	maxMetWord = 48 // bytes
)

// Words gives the words of a text as Words does.
func (c *Cutter) Words(text string) []Word { return words(c.lang, text, c.know) }

func (c *Cutter) know(surface string) (folded, stem string) {
	c.mu.RLock()
	known, ok := c.met[surface]
	c.mu.RUnlock()
	if ok {
		return known[0], known[1]
	}
	if folded = Folded(c.lang, surface); folded != "" {
		stem = Stem(c.lang, folded)
	}
	if len(surface) <= maxMetWord {
		c.mu.Lock()
		if len(c.met) < maxMet {
			c.met[strings.Clone(surface)] = [2]string{strings.Clone(folded), strings.Clone(stem)} // parts of a text would hold all of it
		}
		c.mu.Unlock()
	}
	return folded, stem
}

// next finds the first word in text at or after from; start == end when there is
// none.
func next(text string, from int) (start, end int) {
	start = -1
	for i := from; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case isSign(r):
			if start >= 0 {
				return start, i
			}
			return i, i + n
		case isWord(r):
			if start < 0 {
				start = i
			}
		case start < 0:
		case !joins(r) || !wordFollows(text[i+n:]):
			return start, i
		}
		i += n
	}
	if start < 0 {
		return len(text), len(text)
	}
	return start, len(text)
}

// isSign: a script that writes no spaces; each of its signs counts as a word.
func isSign(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return isPlainLetter(r) || unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || unicode.Is(unicode.Nl, r) || isArmenianMark(r) || isSubscript(r)
}

// isArmenianMark: stress, question and other signs that stand inside a word.
func isArmenianMark(r rune) bool { return r >= 0x0559 && r <= 0x055f && r != 0x055d }

// joins: what may stand inside a word without being of it.
func joins(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '`', '´', '′', '＇', 0x00ad:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// wordFollows: what joins does so only before a letter, perhaps after more of
// its kind (bounded, for a text may be nothing else).
func wordFollows(rest string) bool {
	for i, n := 0, 0; i < len(rest) && n < 4; n++ {
		r, size := utf8.DecodeRuneInString(rest[i:])
		if isWord(r) {
			return true
		}
		if !joins(r) {
			return false
		}
		i += size
	}
	return false
}

// endingAfter is the length of a hyphen and an ending after it which the language
// sets off from numbers, abbreviations and foreign names; 0 when there is none.
func endingAfter(l lang.Tag, text string, at int) int {
	tails := hyphenated[l.Base()]
	if tails == nil {
		return 0
	}
	r, n := utf8.DecodeRuneInString(text[at:])
	switch r {
	case '-', '‐', '‑', '–', '֊':
	default:
		return 0
	}
	start, end := next(text[:min(len(text), at+n+40)], at+n)
	if start != at+n || !tails[Folded(l, text[start:end])] {
		return 0
	}
	return end - at
}

// isSubscript: the digits of CO₂. Superscripts are footnotes, and end a word.
func isSubscript(r rune) bool { return r >= 0x2080 && r <= 0x2089 }
