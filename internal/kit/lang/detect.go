package lang

import (
	"unicode"
	"unicode/utf8"
)

// maxDetect bounds what Detect reads; a few paragraphs decide as well as a book.
const maxDetect = 8 << 10

// Detect guesses the language of a text from a headline on. It looks at the
// script first, then at letters that one language alone has, then at frequent
// short words and endings. Its confidence is between 0 and 1: the lead over the
// next language of the script; from 0.5 on it may be relied upon.
//
// It knows the nine reviewed languages, and enough of their neighbours (German,
// French, Spanish, Italian, Portuguese, Dutch, Polish; Belarusian, Bulgarian,
// Serbian, Kazakh; Urdu, Sorani) not to take these for them. "" with 0 means that
// nothing can be said: no letters, or Latin words that fit none.
func Detect(text string) (Tag, float64) {
	d := newDetector(text)
	script, share := d.mainScript()
	switch script {
	case scriptNone:
		return "", 0
	case scriptLatin:
		return d.best(latinTags[:], share)
	case scriptCyrillic:
		return d.best(cyrillicTags[:], share)
	case scriptArabic:
		return d.best(arabicTags[:], share)
	}
	return scriptTags[script], share
}

// script numbers what one rune can tell.
type script uint8

const (
	scriptNone script = iota
	scriptLatin
	scriptCyrillic
	scriptArabic
	scriptArmenian
	scriptGeorgian
	scriptHebrew
	scriptGreek
	scriptKana
	scriptHangul
	scriptHan
	scriptThai
	scripts
)

// scriptTags are the languages that own a script, or nearly so.
var scriptTags = [scripts]Tag{
	scriptArmenian: Armenian, scriptGeorgian: Georgian, scriptHebrew: "he", scriptGreek: "el",
	scriptKana: "ja", scriptHangul: "ko", scriptHan: "zh", scriptThai: "th",
}

func scriptOf(r rune) script {
	switch {
	case r < 0x0250, r >= 0x1e00 && r < 0x1f00:
		return scriptLatin
	case r == 'ə':
		return scriptLatin
	case r >= 0x0370 && r < 0x0400:
		return scriptGreek
	case r >= 0x0400 && r < 0x0530:
		return scriptCyrillic
	case r >= 0x0530 && r < 0x0590:
		return scriptArmenian
	case r >= 0x0590 && r < 0x0600:
		return scriptHebrew
	case r >= 0x0600 && r < 0x0780, r >= 0xfb50 && r < 0xfe00, r >= 0xfe70 && r < 0xff00:
		return scriptArabic
	case r >= 0x0e00 && r < 0x0e80:
		return scriptThai
	case isGeorgian(r):
		return scriptGeorgian
	case r >= 0x3040 && r < 0x3100:
		return scriptKana
	case r >= 0xac00 && r < 0xd7b0:
		return scriptHangul
	case r >= 0x4e00 && r < 0xa000:
		return scriptHan
	}
	return scriptNone
}

// detector has counted a text.
type detector struct {
	letters [scripts]int
	scores  [detectable]int
	// How often letters stood that some languages cannot do without.
	schwas    int // ə
	dottedI   int // і ї є ў
	hardSigns int // ъ
}

func newDetector(text string) *detector {
	d := &detector{}
	text = text[:min(len(text), maxDetect)]
	var buf [48]byte // longer words are no evidence
	word := buf[:0]
	for _, r := range text {
		if !unicode.IsLetter(r) {
			if r != '\u200c' && !unicode.Is(unicode.M, r) {
				d.word(word)
				word = buf[:0]
			}
			continue
		}
		d.letters[scriptOf(r)]++
		l := lower(r)
		switch l {
		case 'ə':
			d.schwas++
		case 'і', 'ї', 'є', 'ў':
			d.dottedI++
		case 'ъ':
			d.hardSigns++
		}
		if v, ok := letterVotes[l]; ok {
			d.vote(v, letterWeight)
		}
		if len(word)+utf8.UTFMax <= len(buf) {
			word = utf8.AppendRune(word, l)
		}
	}
	d.word(word)
	d.missing()
	return d
}

// missing counts what is not there. Every twelfth letter of Azerbaijani is an ə,
// every fifteenth of Ukrainian and Belarusian one of і ї є ў, every fiftieth of
// Bulgarian a ъ: the longer a text goes without, the less it is theirs.
func (d *detector) missing() {
	less := func(id, letters int) { d.scores[id] = max(0, d.scores[id]-max(0, letters-12)/2) }
	if d.schwas == 0 {
		less(idAz, d.letters[scriptLatin])
	}
	if d.dottedI == 0 {
		less(idUk, d.letters[scriptCyrillic])
		less(idBe, d.letters[scriptCyrillic])
	}
	if d.hardSigns == 0 {
		less(idBg, d.letters[scriptCyrillic])
	}
}

// The weights of evidence. A letter that a language does not have in ordinary
// words (ы in Ukrainian) is strong, an ending weak.
const (
	letterWeight = 12
	wordWeight   = 12
	endingWeight = 4
)

// word counts a finished word: as a frequent one, or by its ending.
func (d *detector) word(w []byte) {
	if len(w) == 0 {
		return
	}
	if v, ok := wordVotes[string(w)]; ok {
		d.vote(v, wordWeight)
		return
	}
	at := len(w)
	for n := range 4 {
		_, size := utf8.DecodeLastRune(w[:at])
		at -= size
		if at <= 0 {
			return // an ending has a stem
		}
		if v, ok := endingVotes[string(w[at:])]; ok && n > 0 {
			d.vote(v, endingWeight)
		}
	}
}

// vote gives weight to the languages of v, less to each the more there are.
func (d *detector) vote(v votes, weight int) {
	weight /= v.count()
	for i := range d.scores {
		if v&(1<<i) != 0 {
			d.scores[i] += weight
		}
	}
}

// mainScript is the script of most letters, and its share of all. Against Latin
// the others need a third only: their headlines are full of foreign names, while
// Latin headlines quote little in other scripts. Kana makes a text Japanese.
func (d *detector) mainScript() (script, float64) {
	all, most := 0, scriptNone
	for s := scriptLatin; s < scripts; s++ {
		all += d.letters[s]
		if most == scriptNone && d.letters[s] > 0 || d.letters[s] > d.letters[most] {
			most = s
		}
	}
	if all == 0 {
		return scriptNone, 0
	}
	if most == scriptLatin {
		for s := scriptLatin + 1; s < scripts; s++ {
			if d.letters[s]*3 >= all {
				most = s
			}
		}
	}
	if most == scriptHan && d.letters[scriptKana] > 0 {
		most = scriptKana
	}
	share := float64(d.letters[most]) / float64(all)
	if most == scriptKana {
		share = float64(d.letters[scriptKana]+d.letters[scriptHan]) / float64(all)
	}
	return most, share
}

// best is the language with the highest score of a script, the first of equals:
// the lists begin with the one that most often shows no mark of its own. Latin
// without any evidence is nobody's.
func (d *detector) best(tags []detected, share float64) (Tag, float64) {
	first, second := 0, -1
	for i := 1; i < len(tags); i++ {
		switch {
		case d.scores[tags[i].id] > d.scores[tags[first].id]:
			first, second = i, first
		case second < 0 || d.scores[tags[i].id] > d.scores[tags[second].id]:
			second = i
		}
	}
	top, next := d.scores[tags[first].id], d.scores[tags[second].id]
	if top == 0 {
		if tags[0].tag == English {
			return "", 0
		}
		return tags[0].tag, 0.2 * share
	}
	lead := float64(top-next) / float64(top+letterWeight/2)
	return tags[first].tag, max(0.05, min(1, lead)) * share
}
