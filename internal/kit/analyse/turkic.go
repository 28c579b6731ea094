package analyse

import (
	"strings"
	"unicode/utf8"
)

// The stripper of Azerbaijani and Turkish takes off copula, case, possessive and
// plural, again and again while one fits: an ending fits when its vowel harmonises
// with the last one before it and when it stands behind a vowel or a consonant, as
// its kind must. A stem that changes its last consonant before a vowel (uşaq, uşağı;
// çörək, çörəyi; kitap, kitabı) comes to one form. It is ours: Snowball's Turkish
// stemmer leaves tren and trenin apart, and knows no ə.
type turkic struct {
	endings map[rune][]turkicForm // by their last letter
	short   map[string]bool       // stems of two letters that take endings of one
	whole   map[string]bool       // words that look as if they had an ending
	kept    []string              // stems that look so and take endings
	lost    map[string]string     // stems that lose a vowel before an ending
	harden  map[rune]rune         // the last consonant of a stem, soft to hard
}

// An ending is written with A for its open vowel, I for ı, i, u or ü, and D for d
// or t. Whether the n of insanın is the stem's or the ending's no rule can tell, so
// that an n behind a vowel is an ending always, and all forms lose it alike.
type turkicEnding struct {
	pattern string
	after   string // the letters it may follow; "" for consonants, "*" for all
	least   int    // letters that must stay
}

// turkicForm is an ending as it sounds behind some vowels.
type turkicForm struct {
	letters         string
	behind          string // the last vowel before it is one of these
	after, notAfter string // the letter before it, if not empty
	least           int
}

// harmony is how an ending's open and high vowel sound behind some vowels.
type harmony struct{ behind, open, high string }

const (
	turkicVowels    = "aıoueəiöü"
	turkicHigh      = "ıiuü"
	turkicVoiceless = "fstkçşhp"
)

// sounded spells the endings out. Where voiceless is not empty, their D is t behind
// these letters and d behind others.
func sounded(list []turkicEnding, voiceless string, harmonies ...harmony) map[rune][]turkicForm {
	forms := map[rune][]turkicForm{}
	add := func(f turkicForm) {
		_, last := lastOf(f.letters)
		forms[last] = append(forms[last], f)
	}
	for _, e := range list {
		for _, h := range harmonies {
			f := turkicForm{letters: strings.NewReplacer("A", h.open, "I", h.high, "D", "d").Replace(e.pattern), behind: h.behind, least: e.least}
			switch e.after {
			case "*":
			case "":
				f.notAfter = turkicVowels
			default:
				f.after = e.after
			}
			if voiceless != "" && strings.HasPrefix(e.pattern, "D") {
				t := f
				t.letters, t.after = "t"+f.letters[1:], voiceless
				add(t)
				f.notAfter = voiceless
			}
			add(f)
		}
	}
	return forms
}

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

var (
	azerbaijaniEndings = append([]turkicEnding{{"dAk", "*", 3}, {"yAdAk", turkicVowels, 3}, {"AdAk", "", 3}}, turkicEndings...)
	turkishEndings     = append([]turkicEnding{{"yI", turkicVowels, 3}}, turkicEndings...)
)

var azerbaijani = &turkic{
	endings: sounded(azerbaijaniEndings, "", harmony{"aı", "a", "ı"}, harmony{"ou", "a", "u"}, harmony{"eəi", "ə", "i"}, harmony{"öü", "ə", "ü"}),
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
}

var turkish = &turkic{
	endings: sounded(turkishEndings, turkicVoiceless, harmony{"aı", "a", "ı"}, harmony{"ou", "a", "u"}, harmony{"ei", "e", "i"}, harmony{"öü", "e", "ü"}),
	short:   set("ev iş el ay üz öz il"),
	whole:   set("ile cümle hamle"),
	kept:    strings.Fields("kadın"),
	lost: map[string]string{
		"şehr": "şehir", "fikr": "fikir", "oğl": "oğul", "şekl": "şekil", "ağz": "ağız", "burn": "burun",
		"ömr": "ömür", "nesl": "nesil", "boyn": "boyun", "aln": "alın", "karn": "karın", "beyn": "beyin",
		"nehr": "nehir", "vakt": "vakit", "isim": "isim", "ism": "isim", "kısm": "kısım", "resm": "resim",
	},
	harden: map[rune]rune{'ğ': 'k', 'b': 'p', 'c': 'ç', 'd': 't'},
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
	_, last := lastOf(word)
	for _, f := range l.endings[last] {
		if rest, ok := l.off(f, word); ok && len(rest) < len(best) && len(rest) >= least {
			best = rest
		}
	}
	return best, len(best) < len(word)
}

// off takes the ending from a word that has it where it may stand.
func (l *turkic) off(f turkicForm, word string) (string, bool) {
	rest, ok := strings.CutSuffix(word, f.letters)
	if !ok || rest == "" || f.after != "" && !endsIn(rest, f.after) || f.notAfter != "" && endsIn(rest, f.notAfter) {
		return word, false
	}
	if letters(rest) < f.least && (letters(f.letters) > 1 || !l.short[rest]) {
		return word, false
	}
	i := strings.LastIndexAny(rest, turkicVowels)
	if i < 0 {
		return word, false
	}
	vowel, _ := utf8.DecodeRuneInString(rest[i:])
	return rest, strings.ContainsRune(f.behind, vowel)
}
