package analyse

import (
	"strings"

	"masthead/internal/kit/lang"
)

// Latin is a loose key in plain Latin letters, of a word or stem as Folded and
// Stem give it: the same for a word in the language's own script and for the
// usual ways in which readers type it in Latin letters, and for a word with its
// marks and without them. Different words may share a key.
func Latin(l lang.Tag, folded string) string {
	l = l.Base()
	key := strings.ReplaceAll(lang.Transliterate(folded, l), " ", "")
	for _, rule := range reductions[l] {
		key = strings.ReplaceAll(key, rule[0], rule[1])
	}
	if key == "" {
		return folded
	}
	return key
}

// Keys are the keys under which the stem of a folded word typed in Latin letters
// may stand, likeliest first: its own key, and that key without each ending of the
// language. There are at most eight, none empty.
func Keys(l lang.Tag, folded string) []string {
	return []string{Latin(l, folded)}
}

var reductions = map[lang.Tag][][2]string{
	lang.Georgian:    {{"kh", "h"}, {"x", "h"}, {"gh", "g"}, {"q", "k"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"}, {"w", "c"}, {"sh", "s"}, {"zh", "z"}, {"dz", "z"}, {"j", "z"}, {"ph", "p"}, {"f", "p"}, {"th", "t"}},
	lang.Armenian:    {{"kh", "h"}, {"x", "h"}, {"gh", "g"}, {"q", "k"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"}, {"sh", "s"}, {"zh", "z"}, {"dz", "z"}, {"j", "z"}, {"ph", "p"}, {"th", "t"}, {"ou", "u"}, {"y", ""}},
	lang.Russian:     {{"kh", "h"}, {"x", "h"}, {"ts", "c"}, {"ch", "c"}, {"sh", "s"}, {"zh", "z"}, {"y", "i"}, {"ia", "a"}, {"iu", "u"}, {"ie", "e"}},
	lang.Ukrainian:   {{"kh", "h"}, {"x", "h"}, {"ts", "c"}, {"ch", "c"}, {"sh", "s"}, {"zh", "z"}, {"y", "i"}, {"ia", "a"}, {"iu", "u"}, {"ie", "e"}, {"g", "h"}},
	lang.Azerbaijani: {{"kh", "x"}, {"gh", "g"}, {"ch", "c"}, {"sh", "s"}, {"e", "a"}},
}
