package analyse

import (
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/turkish"

	"masthead/internal/kit/lang"
)

// Stem is what the forms of a word have in common, of a word as Folded gives it;
// never empty for a word that is not. Words with digits, and words in another
// script than the language's, stay as they are.
func Stem(l lang.Tag, folded string) string {
	l = l.Base()
	rule := stemmers[l]
	if rule == nil || !inScript(l, folded) {
		return folded
	}
	if s := rule(folded); s != "" {
		return s
	}
	return folded
}

var stemmers = map[lang.Tag]func(string) string{
	lang.English:     snowball(english.Stem),
	lang.Russian:     snowball(russian.Stem),
	lang.Turkish:     snowball(turkish.Stem),
	lang.Arabic:      snowball(arabic.Stem),
	lang.Georgian:    georgian.strip,
	lang.Azerbaijani: azerbaijani.strip,
	lang.Armenian:    armenian.strip,
	lang.Ukrainian:   ukrainian.strip,
	lang.Persian:     persian.strip,
}

func snowball(stem func(*snowballstem.Env) bool) func(string) string {
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		stem(env)
		return env.Current()
	}
}

// inScript: every letter is of the script that the language's stemmer knows.
func inScript(l lang.Tag, word string) bool {
	for _, r := range word {
		var ok bool
		switch l {
		case lang.English:
			ok = r >= 'a' && r <= 'z'
		case lang.Turkish, lang.Azerbaijani:
			ok = r >= 'a' && r <= 'z' || r >= 0xc0 && r < 0x260
		case lang.Russian, lang.Ukrainian:
			ok = r >= 0x0400 && r < 0x0530
		case lang.Armenian:
			ok = r >= 0x0531 && r < 0x0590
		case lang.Georgian:
			ok = r >= 0x10d0 && r < 0x1100
		case lang.Persian, lang.Arabic:
			ok = r >= 0x0620 && r < 0x0700
		}
		if !ok {
			return false
		}
	}
	return true
}

// stripper takes endings off, layer by layer from the end of the word: of each
// layer the longest ending that leaves enough of a word, once.
type stripper struct {
	least  int // letters that must stay
	layers [][]string
}

func (s *stripper) strip(word string) string {
	for _, layer := range s.layers {
		best := ""
		for _, ending := range layer {
			if len(ending) > len(best) && len(word) > len(ending) && word[len(word)-len(ending):] == ending &&
				utf8.RuneCountInString(word[:len(word)-len(ending)]) >= s.least {
				best = ending
			}
		}
		word = word[:len(word)-len(best)]
	}
	return word
}
