package analyse

import "strings"

// The Azerbaijani stripper takes off copula, case, possessive and plural, again
// and again while one fits: an ending fits when its vowel harmonises with the
// last one before it and when it stands behind a vowel or a consonant as its kind
// must. A stem that changes its last consonant before a vowel (uşaq, uşağı;
// çörək, çörəyi) comes to one form. It is ours.

const azerbaijaniVowels = "aıoueəiöü"

// An ending is written with A for a or ə and I for ı, i, u or ü.
type azerbaijaniEnding struct {
	letters string
	after   string // the letters it may follow; "" for consonants
	least   int    // letters that must stay
}

const azerbaijaniHigh = "ıiuü"

var azerbaijaniEndings = []azerbaijaniEnding{
	{"dIr", "*", 3}, {"dIrlAr", "*", 3}, {"dIrmI", "*", 3}, {"dImI", "*", 3},
	{"dAkI", "*", 2}, {"ndAkI", azerbaijaniHigh, 2}, {"dAkIlAr", "*", 2},
	{"dAn", "*", 2}, {"dA", "*", 2}, {"ndAn", azerbaijaniHigh, 2}, {"ndA", azerbaijaniHigh, 2},
	{"dAk", "*", 3}, {"yAdAk", azerbaijaniVowels, 3}, {"AdAk", "", 3},
	{"In", "", 2}, {"nIn", azerbaijaniVowels, 2},
	{"nI", azerbaijaniVowels, 2}, {"I", "", 3},
	{"nA", azerbaijaniHigh, 2}, {"yA", azerbaijaniVowels, 2}, {"A", "", 3},
	{"sI", azerbaijaniVowels, 2}, {"lAr", "*", 2},
	{"ImIz", "", 3}, {"mIz", azerbaijaniHigh, 3},
	{"lA", "", 3}, {"ylA", azerbaijaniVowels, 3}, {"cA", "", 4},
}

// azerbaijaniShort are the stems of two letters that take endings of one.
var azerbaijaniShort = set("ev iş əl ay üz öz il")

// azerbaijaniWhole are words that look as if they had an ending.
var azerbaijaniWhole = set("ilə cümlə həmlə")

// azerbaijaniLost are stems that lose a vowel before an ending.
var azerbaijaniLost = map[string]string{
	"fikr": "fikir", "oğl": "oğul", "şəkl": "şəkil", "sinf": "sinif", "ağz": "ağız", "burn": "burun",
	"ömr": "ömür", "nəsl": "nəsil", "boyn": "boyun", "aln": "alın", "qarn": "qarın", "beyn": "beyin",
	"çiyn": "çiyin", "qəbr": "qəbir", "səbr": "səbir", "zehn": "zehin", "qism": "qisim", "sətr": "sətir",
	"şəhr": "şəhər", "vəzn": "vəzin", "ətr": "ətir", "əsr": "əsir", "qədr": "qədər",
}

func azerbaijani(word string) string {
	for range 6 {
		rest, ok := azerbaijaniStrip(word)
		if !ok {
			break
		}
		word = rest
	}
	if whole, ok := azerbaijaniLost[word]; ok {
		return whole
	}
	rest, last := lastOf(word)
	switch {
	case count(word, azerbaijaniVowels) < 2:
	case last == 'ğ' && endsIn(rest, azerbaijaniVowels):
		return rest + "q"
	case last == 'y' && endsIn(rest, "eəiöü"):
		return rest + "k"
	}
	return word
}

func azerbaijaniStrip(word string) (string, bool) {
	if azerbaijaniWhole[word] {
		return word, false
	}
	best := word
	for _, e := range azerbaijaniEndings {
		rest, ok := e.off(word)
		if ok && len(rest) < len(best) {
			best = rest
		}
	}
	return best, len(best) < len(word)
}

// off takes the ending from a word that has it in the form which harmonises.
func (e azerbaijaniEnding) off(word string) (string, bool) {
	n := letters(e.letters)
	rest := word
	for range n {
		rest, _ = lastOf(rest)
	}
	if rest == "" || letters(rest) < e.least && !(n == 1 && azerbaijaniShort[rest]) {
		return word, false
	}
	vowel := rest[max(strings.LastIndexAny(rest, azerbaijaniVowels), 0):]
	harmony, ok := azerbaijaniHarmony(vowel)
	if !ok || word[len(rest):] != harmony.Replace(e.letters) {
		return word, false
	}
	switch e.after {
	case "*":
		return rest, true
	case "":
		return rest, !endsIn(rest, azerbaijaniVowels)
	}
	return rest, endsIn(rest, e.after)
}

var (
	afterA = strings.NewReplacer("A", "a", "I", "ı")
	afterO = strings.NewReplacer("A", "a", "I", "u")
	afterE = strings.NewReplacer("A", "ə", "I", "i")
	afterU = strings.NewReplacer("A", "ə", "I", "ü")
)

// azerbaijaniHarmony is how the open vowels of an ending sound behind the vowel
// with which s begins.
func azerbaijaniHarmony(s string) (*strings.Replacer, bool) {
	for _, r := range s {
		switch r {
		case 'a', 'ı':
			return afterA, true
		case 'o', 'u':
			return afterO, true
		case 'e', 'ə', 'i':
			return afterE, true
		case 'ö', 'ü':
			return afterU, true
		}
		break
	}
	return nil, false
}
