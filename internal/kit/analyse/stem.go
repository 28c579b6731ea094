package analyse

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/russian"

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
	lang.English:     englishStem,
	lang.Russian:     russianStem,
	lang.Turkish:     turkish.stem,
	lang.Arabic:      arabic,
	lang.Georgian:    georgian,
	lang.Azerbaijani: azerbaijani.stem,
	lang.Armenian:    armenian,
	lang.Ukrainian:   ukrainian,
	lang.Persian:     persian,
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

// englishStem adds the plurals that no ending tells.
func englishStem(word string) string {
	switch {
	case word == "children":
		return "child"
	case strings.HasSuffix(word, "women"):
		word = word[:len(word)-5] + "woman"
	case word == "men" || len(word) > 6 && strings.HasSuffix(word, "men") && !notMen[word]:
		word = word[:len(word)-3] + "man"
	}
	return snowball(english.Stem)(word)
}

var notMen = set("specimen regimen abdomen")

// russianStem applies Snowball's rules until they change nothing: once, they take
// Азербайджан for a participle and Азербайджана not, and leave the two apart. It
// adds the fleeting vowel before a last к or ц (рынок, рынка; отец, отца), and the
// day.
func russianStem(word string) string {
	if russianDay[word] {
		return "день"
	}
	for range 3 {
		stem := snowball(russian.Stem)(word)
		if stem == word || letters(stem) < 3 {
			break
		}
		word = stem
	}
	rest, last := lastOf(word)
	head, vowel := lastOf(rest)
	if strings.ContainsRune("кц", last) && strings.ContainsRune("ое", vowel) && count(head, "аеиоуыэюя") > 0 {
		return head + string(last)
	}
	return word
}

var russianDay = set("день дня дню днем дне дни дней дням днями днях")
