package lang

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The romanisation used in addresses and for search, chosen so that a foreigner
// can read it and a native types nothing odd; always plain ASCII letters:
//
//   - Georgian: the national system of 2002, without the ejectives' apostrophes.
//   - Armenian: BGN/PCGN 1981 without apostrophes; ռ is "r", not "rr".
//   - Russian, and other Cyrillic: BGN/PCGN 1947 without marks; ё is written as е
//     (one word has one address however it is spelt), and the endings -ый and -ий
//     are "y", as newspapers write names.
//   - Ukrainian: Cabinet resolution 55 of 2010.
//   - Azerbaijani in Cyrillic: its Latin letters of today.
//   - Persian and Arabic: the letters that are written; vowels that are not stay
//     unsaid, except the vowel before a silent final he in Persian.
//   - Latin letters lose their marks: ə is "e", ı is "i", ß is "ss".

// class is what a rune is to a word.
type class uint8

const (
	classBreak  class = iota // ends a word
	classLetter              // gives letters (perhaps none: ь)
	classIgnore              // stands inside a word and is not written: marks, apostrophes
)

// romaniser walks through a text. prev is the last letter of the current word in
// lower case, 0 at its start; a contextual rule may put a stand-in there.
type romaniser struct {
	lang Tag
	prev rune
}

// The stand-ins for letters that were read together with another.
const (
	spokenU = 'օ' // Armenian ու: for the next letter a vowel
	carrier = 'ـ' // a silent initial alef: the vowel letter after it is a vowel
)

// step romanises the lower-case rune r, which stands before rest. It returns how
// many bytes of rest it has used up as well (of an Armenian ու, a Russian -ий).
func (w *romaniser) step(r rune, rest string) (out string, c class, used int) {
	switch {
	case r < utf8.RuneSelf:
		return w.ascii(r)
	case r >= 0x0400 && r < 0x0530:
		return w.cyrillic(r, rest)
	case r >= 0x0530 && r < 0x0590:
		return w.armenian(r, rest)
	case r >= 0x10d0 && r < 0x1100:
		return w.letter(r, georgianLatin[r-0x10d0])
	case r >= 0x0600 && r < 0x0700:
		return w.arabic(r, peek(rest))
	}
	return w.latin(r)
}

func (w *romaniser) letter(r rune, out string) (string, class, int) {
	w.prev = r
	return out, classLetter, 0
}

func (w *romaniser) breakWord() (string, class, int) {
	w.prev = 0
	return "", classBreak, 0
}

const asciiLetters = "abcdefghijklmnopqrstuvwxyz0123456789"

func (w *romaniser) ascii(r rune) (string, class, int) {
	switch {
	case r >= 'a' && r <= 'z':
		return w.letter(r, asciiLetters[r-'a':r-'a'+1])
	case r >= '0' && r <= '9':
		return w.letter(r, digit(r-'0'))
	case r == '\'' || r == '`':
		return "", classIgnore, 0
	}
	return w.breakWord()
}

func digit(n rune) string { return asciiLetters[26+n : 27+n] }

// latin handles Latin letters with marks, Greek, digits of other scripts, and
// what is no letter at all.
func (w *romaniser) latin(r rune) (string, class, int) {
	if out, ok := latinMore[r]; ok {
		return w.letter(r, out)
	}
	if out, ok := germanUmlauts[r]; ok && w.lang == "de" {
		return w.letter(r, out)
	}
	switch r {
	case '\u200c': // the joiner between the parts of a Persian word
		return w.breakWord()
	case '’', '‘':
		return "", classIgnore, 0
	}
	if r >= 0x03b1 && r <= 0x03c9 {
		if r == 'υ' && w.prev == 'ο' {
			return w.letter(r, "u")
		}
		return w.letter(r, greekLatin[r-0x03b1])
	}
	if base, ok := baseLetter(r); ok {
		return w.step(base, "")
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Lm, unicode.Variation_Selector) {
		return "", classIgnore, 0
	}
	if r >= 0x0966 && r <= 0x096f {
		return w.letter(r, digit(r-0x0966))
	}
	return w.breakWord()
}

// baseLetter takes the marks from a letter: é is e.
func baseLetter(r rune) (rune, bool) {
	if !unicode.IsLetter(r) || r >= 0x2e80 {
		return 0, false
	}
	var buf [utf8.UTFMax]byte
	d := norm.NFD.Properties(utf8.AppendRune(buf[:0], r)).Decomposition()
	if len(d) == 0 {
		return 0, false
	}
	base, _ := utf8.DecodeRune(d)
	return base, base != r
}

func (w *romaniser) cyrillic(r rune, rest string) (string, class, int) {
	switch r {
	case 0x0483, 0x0484, 0x0485, 0x0486, 0x0487, 0x0488, 0x0489: // combining marks
		return "", classIgnore, 0
	}
	switch w.lang {
	case Ukrainian:
		if out, ok := w.ukrainian(r); ok {
			return w.letter(r, out)
		}
	case Azerbaijani:
		if out, ok := azerbaijaniCyrillic[r]; ok {
			return w.letter(r, out)
		}
	default:
		switch r {
		case 'е', 'ё':
			if w.prev == 0 || isOneOf(w.prev, "аеёиоуыэюяйъь") {
				return w.letter(r, "ye")
			}
			return w.letter(r, "e")
		case 'и', 'ы':
			if n := ending(rest); n > 0 {
				w.prev = 'й'
				return "y", classLetter, n
			}
		}
	}
	if r >= 0x0430 && r <= 0x045f {
		return w.letter(r, cyrillicLatin[r-0x0430])
	}
	if out, ok := cyrillicMore[r]; ok {
		return w.letter(r, out)
	}
	if base, ok := baseLetter(r); ok {
		return w.cyrillic(base, rest)
	}
	return w.breakWord()
}

// ending is the length of the й that ends a word in -ий or -ый, 0 if none does.
func ending(rest string) int {
	r, n := utf8.DecodeRuneInString(rest)
	if lower(r) != 'й' || isLetter(peek(rest[n:])) {
		return 0
	}
	return n
}

// ukrainian has the letters that differ from Russian; some depend on whether the
// word begins with them.
func (w *romaniser) ukrainian(r rune) (string, bool) {
	first := w.prev == 0
	switch r {
	case 'г':
		if w.prev == 'з' {
			return "gh", true // зг is zgh, since zh is ж
		}
		return "h", true
	case 'ґ':
		return "g", true
	case 'и':
		return "y", true
	case 'е':
		return "e", true
	case 'є':
		return pick(first, "ye", "ie"), true
	case 'ї', 'й':
		return pick(first, "y", "i") + pick(first && r == 'ї', "i", ""), true
	case 'ю':
		return pick(first, "yu", "iu"), true
	case 'я':
		return pick(first, "ya", "ia"), true
	}
	return "", false
}

func pick(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

func (w *romaniser) armenian(r rune, rest string) (string, class, int) {
	afterVowel := isOneOf(w.prev, "աեէիոօ")
	next, n := armenianLetter(rest)
	switch {
	case r == 'ո' && next == 'ւ':
		w.prev = spokenU
		return "u", classLetter, n
	case r == 'ո' && w.prev == 0 && next != 'վ': // ով, ովքեր: who
		return w.letter(r, "vo")
	case r == 'ե' && (w.prev == 0 || afterVowel):
		return w.letter(r, "ye")
	case r == 'և' && (w.prev == 0 || afterVowel):
		return w.letter(r, "yev")
	case r >= 'ա' && r <= 'և':
		return w.letter(r, armenianLatin[r-'ա'])
	case isArmenianMark(r):
		return "", classIgnore, 0
	}
	return w.breakWord()
}

// armenianLetter is the letter with which rest begins, and the bytes up to its
// end: a mark may stand before it, as in Ո՞ւր.
func armenianLetter(rest string) (rune, int) {
	at := 0
	for range 3 {
		r, n := utf8.DecodeRuneInString(rest[at:])
		at += n
		if !isArmenianMark(r) {
			return lower(r), at
		}
	}
	return 0, 0
}

// isArmenianMark: stress, question and other signs that stand inside a word.
func isArmenianMark(r rune) bool { return r >= 0x0559 && r <= 0x055f }

func isOneOf(r rune, set string) bool {
	for _, x := range set {
		if x == r {
			return true
		}
	}
	return false
}

// isLetter says whether the word goes on after the current letter.
func isLetter(r rune) bool { return r > 0 && unicode.In(r, unicode.L, unicode.M) }
