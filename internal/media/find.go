package media

import (
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

// Query picks pictures for a list, the newest first. Its zero fields pick all.
type Query struct {
	Reach   Reach
	Words   string // all of them must stand in what is said of it
	Kind    Kind
	Mine    string // brought by this person
	Unused  bool
	Ending  time.Time // its time is over before that
	Bare    bool      // without a credit
	Without lang.Tag  // without an alt text in this language
	Before  string    // id of the last one of the page before
	Limit   int
}

// Bounds of a search.
const (
	maxQueryWords = 6
	maxIndexWords = 400 // of one picture
	latinSign     = "~" // before a Latin key, which is no word
)

// languageOf guesses what a few words are written in.
func languageOf(text string) lang.Tag {
	if l, _ := lang.Detect(text); l != "" {
		return l
	}
	return lang.English
}

// indexWords are the keys under which a text is found: each word as it stands, its stem,
// and how it is typed by somebody without the language's keyboard.
func indexWords(into map[string]bool, l lang.Tag, text string) {
	if l == "" {
		l = languageOf(text)
	}
	for _, w := range analyse.Words(l, text) {
		if len(into) >= maxIndexWords {
			return
		}
		into[w.Folded], into[w.Stem], into[latinSign+analyse.Latin(l, w.Stem)] = true, true, true
	}
}

// asked is one word of a query: it is met by one of its keys, or the last one by its
// beginning.
type asked struct {
	keys      []string
	beginning string
}

// typedAs are the languages whose words are looked for behind Latin letters.
var typedAs = []lang.Tag{lang.Georgian, lang.Armenian, lang.Russian, lang.Azerbaijani}

func askedWords(query string) (list []asked) {
	l := languageOf(query)
	words := analyse.Words(l, query)
	if len(words) > maxQueryWords {
		words = words[:maxQueryWords]
	}
	for i, w := range words {
		a := asked{keys: []string{w.Folded, w.Stem}}
		if isLatin(w.Folded) {
			for _, other := range typedAs {
				a.keys = append(a.keys, analyse.Stem(other, w.Folded))
				for _, key := range analyse.Keys(other, w.Folded) {
					a.keys = append(a.keys, latinSign+key)
				}
			}
		}
		slices.Sort(a.keys)
		a.keys = slices.Compact(a.keys)
		if i == len(words)-1 && len([]rune(w.Folded)) > 1 {
			a.beginning = w.Folded
		}
		list = append(list, a)
	}
	return list
}

func isLatin(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x24f }) < 0
}
