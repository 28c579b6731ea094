package edition

import (
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

// Bounds of a question. What goes beyond is not looked for.
const (
	maxQuestion = 400 // bytes
	maxWords    = 8
	maxPhrases  = 2
	minPrefix   = 2 // letters that the beginning of a word must have
)

// asked is one word of a question.
type asked struct {
	typed  string // as it was typed
	folded string
	stem   string
	stop   bool
	open   bool // the last word, which may be only the beginning of one
}

// query is a question's text, read.
type query struct {
	words   []asked  // each once; all of them must be in a copy
	phrases []string // as a copy's stems have them
}

// parseQuery reads what a reader typed: words, and phrases in quotation marks of any
// kind. Nothing else in it has a meaning, so nothing can be wrong with it.
func parseQuery(l lang.Tag, text string) (q query) {
	text = boundText(text)
	// A quotation mark becomes NUL, which no text has: of the parts every second is quoted.
	parts := strings.Split(strings.Map(func(r rune) rune {
		switch {
		case r == 0:
			return ' '
		case strings.ContainsRune(quotationMarks, r):
			return 0
		}
		return r
	}, text), "\x00")
	var stops []asked
	for i, part := range parts {
		quoted := i%2 == 1 && i < len(parts)-1
		words := analyse.Words(l, part)
		var phrase []string
		for _, w := range words {
			a := asked{
				typed: part[w.Start:w.End], folded: w.Folded, stem: w.Stem, stop: analyse.Stop(l, w.Stem),
				open: !quoted && i == len(parts)-1 && w.End == len(part) && utf8.RuneCountInString(w.Folded) >= minPrefix,
			}
			phrase = append(phrase, phraseWord(l, w.Stem))
			if a.stop {
				stops = add(stops, a)
			} else {
				q.words = add(q.words, a)
			}
		}
		if quoted && len(phrase) > 1 && len(q.phrases) < maxPhrases {
			q.phrases = append(q.phrases, strings.Join(phrase[:min(len(phrase), 2*maxWords)], " "))
		}
	}
	if len(q.words) == 0 {
		q.words = stops
	}
	return q
}

const quotationMarks = "\"“”„‟«»〝〞＂"

// add adds a word that is not there yet.
func add(words []asked, a asked) []asked {
	if len(words) == maxWords || slices.ContainsFunc(words, func(have asked) bool { return have.stem == a.stem }) {
		return words
	}
	return append(words, a)
}

// boundText makes text of whatever came, within bounds.
func boundText(text string) string {
	if len(text) > maxQuestion {
		text = text[:maxQuestion]
		for len(text) > 0 && !utf8.RuneStart(text[len(text)-1]) {
			text = text[:len(text)-1]
		}
		if r, n := utf8.DecodeLastRuneInString(text); r == utf8.RuneError && n == 1 {
			text = text[:len(text)-1]
		}
	}
	return strings.ToValidUTF8(text, " ")
}
