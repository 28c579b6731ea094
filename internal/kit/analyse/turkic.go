package analyse

import "strings"

// The stripper of Azerbaijani and Turkish takes off copula, case, possessive and
// plural, again and again while one fits: an ending fits when its vowel harmonises
// with the last one before it and when it stands behind a vowel or a consonant, as
// its kind must. A stem that changes its last consonant before a vowel (uşaq, uşağı;
// çörək, çörəyi; kitap, kitabı) comes to one form. It is ours: Snowball's Turkish
// stemmer leaves tren and trenin apart, and knows no ə.
type turkic struct {
	endings []turkicEnding
	short   map[string]bool   // stems of two letters that take endings of one
	whole   map[string]bool   // words that look as if they had an ending
	kept    []string          // stems that look so and take endings
	lost    map[string]string // stems that lose a vowel before an ending
	harden  map[rune]rune     // the last consonant of a stem, soft to hard
	open    string            // the open front vowel, ə or e

	plain       bool // words are typed without marks: I is i or u, and A is open
	assimilates bool // the D of an ending is t behind a voiceless consonant
}

// An ending is written with A for its open vowel, I for ı, i, u or ü, and D for d
// or t.
// Whether the n of insanın is the stem's or the ending's no rule can tell, so that
// an n behind a vowel is an ending always, and all forms lose it alike.
type turkicEnding struct {
	letters string
	after   string // the letters it may follow; "" for consonants, "*" for all
	least   int    // letters that must stay
}

const (
	turkicVowels = "aıoueəiöü"
	turkicHigh   = "ıiuü"
)

var turkicEndings = []turkicEnding{
	{"DIr", "*", 3}, {"DIrlAr", "*", 3}, {"DIrmI", "*", 3}, {"DImI", "*", 3},
	{"DAkI", "*", 2}, {"ndAkI", turkicHigh, 2}, {"DAkIlAr", "*", 2},
	{"DAn", "*", 2}, {"DA", "*", 2}, {"ndAn", turkicHigh, 3}, {"ndA", turkicHigh, 3},
	{"In", "", 2}, {"nIn", turkicVowels, 3}, {"n", turkicVowels, 3},
	{"nI", turkicVowels, 3}, {"I", "", 3},
	{"nA", turkicHigh, 3}, {"yA", turkicVowels, 2}, {"A", "", 3},
	{"sI", turkicVowels, 2}, {"lAr", "*", 2},
	{"ImIz", "", 3}, {"mIz", turkicHigh, 3},
	{"lA", "", 3}, {"ylA", turkicVowels, 3}, {"cA", "", 4},
}

var azerbaijani = &turkic{
	endings: append([]turkicEnding{{"dAk", "*", 3}, {"yAdAk", turkicVowels, 3}, {"AdAk", "", 3}}, turkicEndings...),
	short:   set("ev iş əl ay üz öz il"),
	whole:   set("ilə cümlə həmlə"),
	kept:    strings.Fields("kənd fond bənd brend qadın azərbaycan"),
	lost: map[string]string{
		"fikr": "fikir", "oğl": "oğul", "şəkl": "şəkil", "sinf": "sinif", "ağz": "ağız", "burn": "burun",
		"ömr": "ömür", "nəsl": "nəsil", "boyn": "boyun", "aln": "alın", "qarn": "qarın", "beyn": "beyin",
		"çiyn": "çiyin", "qəbr": "qəbir", "səbr": "səbir", "zehn": "zehin", "qism": "qisim", "sətr": "sətir",
		"ətr": "ətir",
	},
	harden: map[rune]rune{'ğ': 'q', 'y': 'k'},
	open:   "ə",
}

var turkish = &turkic{
	endings: append([]turkicEnding{{"yI", turkicVowels, 3}}, turkicEndings...),
	short:   set("ev iş el ay üz öz il"),
	whole:   set("ile cümle hamle"),
	kept:    strings.Fields("kadın"),
	lost: map[string]string{
		"şehr": "şehir", "fikr": "fikir", "oğl": "oğul", "şekl": "şekil", "ağz": "ağız", "burn": "burun",
		"ömr": "ömür", "nesl": "nesil", "boyn": "boyun", "aln": "alın", "karn": "karın", "beyn": "beyin",
		"nehr": "nehir", "vakt": "vakit", "isim": "isim", "ism": "isim", "kısm": "kısım", "resm": "resim",
	},
	harden: map[rune]rune{'ğ': 'k', 'b': 'p', 'c': 'ç', 'd': 't'},
	open:   "e",

	assimilates: true,
}

func (l *turkic) stem(word string) string {
	for range 6 {
		rest, ok := l.strip(word)
		if !ok {
			break
		}
		word = rest
	}
	if whole, ok := l.lost[word]; ok {
		return whole
	}
	return l.hardened(word)
}

// hardened is the stem as it stands without an ending: of two syllables at least,
// for a short word keeps its consonant (dağ, çay).
func (l *turkic) hardened(word string) string {
	rest, last := lastOf(word)
	hard, ok := l.harden[last]
	if !ok || count(word, turkicVowels) < 2 || !endsIn(rest, turkicVowels) || last == 'y' && !endsIn(rest, "eəiöü") {
		return word
	}
	return rest + string(hard)
}

// strip takes off the longest ending that fits.
func (l *turkic) strip(word string) (string, bool) {
	if l.whole[word] {
		return word, false
	}
	least := 0
	for _, stem := range l.kept {
		if strings.HasPrefix(word, stem) {
			least = len(stem)
		}
	}
	best := word
	for _, e := range l.endings {
		if rest, ok := l.off(e, word); ok && len(rest) < len(best) && len(rest) >= least {
			best = rest
		}
	}
	return best, len(best) < len(word)
}

// off takes the ending from a word that has it in the form which harmonises.
func (l *turkic) off(e turkicEnding, word string) (string, bool) {
	n := letters(e.letters)
	rest := word
	for range n {
		rest, _ = lastOf(rest)
	}
	if rest == "" || letters(rest) < e.least && (n > 1 || !l.short[rest]) {
		return word, false
	}
	switch e.after {
	case "*":
	case "":
		if endsIn(rest, turkicVowels) {
			return word, false
		}
	default:
		if !endsIn(rest, e.after) {
			return word, false
		}
	}
	return rest, l.harmonises(e.letters, rest, word[len(rest):])
}

// harmonises says whether got is the ending as it sounds behind rest.
func (l *turkic) harmonises(ending, rest, got string) bool {
	i := strings.LastIndexAny(rest, turkicVowels)
	if i < 0 {
		return false
	}
	var a, high string
	switch vowel := rest[i:]; {
	case l.plain:
		a, high = l.open, "i"
		got = strings.ReplaceAll(got, "u", "i")
		if l.open != "a" {
			got = strings.ReplaceAll(got, "a", l.open)
		}
	case strings.HasPrefix(vowel, "a"), strings.HasPrefix(vowel, "ı"):
		a, high = "a", "ı"
	case strings.HasPrefix(vowel, "o"), strings.HasPrefix(vowel, "u"):
		a, high = "a", "u"
	case strings.HasPrefix(vowel, "ö"), strings.HasPrefix(vowel, "ü"):
		a, high = l.open, "ü"
	default:
		a, high = l.open, "i"
	}
	for _, r := range ending {
		want := string(r)
		switch r {
		case 'A':
			want = a
		case 'I':
			want = high
		case 'D':
			want = "d"
			if l.assimilates && endsIn(rest, "fstkçşhp") {
				want = "t"
			}
		}
		var ok bool
		if got, ok = strings.CutPrefix(got, want); !ok {
			return false
		}
	}
	return got == ""
}
