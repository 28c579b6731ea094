package lang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Upper is s in capitals. Azerbaijani and Turkish i becomes İ; Armenian և becomes
// ԵՎ (the reformed spelling); ß becomes SS. Georgian letters stay as they are in
// every language: the alphabet has no capitals in ordinary print, and fonts lack
// Unicode's.
func Upper(s string, tag Tag) string {
	dotted := hasDottedI(tag)
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		writeUpperRune(&b, r, dotted)
	}
	return b.String()
}

func writeUpperRune(b *strings.Builder, r rune, dotted bool) {
	switch {
	case r == 'և':
		b.WriteString("ԵՎ")
	case r == 'ß':
		b.WriteString("SS")
	case isGeorgian(r):
		b.WriteRune(r)
	case dotted && r == 'i':
		b.WriteRune('İ')
	default:
		b.WriteRune(unicode.ToUpper(r))
	}
}

// Lower is s in small letters. Azerbaijani and Turkish I becomes ı; Georgian
// capitals (Mtavruli) become ordinary letters.
func Lower(s string, tag Tag) string {
	dotted := hasDottedI(tag)
	return strings.Map(func(r rune) rune { return lowerIn(r, dotted) }, s)
}

func lowerIn(r rune, dotted bool) rune {
	if dotted && r == 'I' {
		return 'ı'
	}
	return lower(r)
}

// TitleFirst makes the first letter a capital and leaves the rest: for a
// fragment that begins a line. Opening quotation marks and brackets are skipped;
// after a digit nothing changes ("5 minutes ago").
func TitleFirst(s string, tag Tag) string {
	for i, r := range s {
		switch {
		case unicode.IsDigit(r):
			return s
		case !unicode.IsLetter(r):
			continue
		}
		var b strings.Builder
		b.Grow(len(s) + 4)
		b.WriteString(s[:i])
		switch r {
		case 'և':
			b.WriteString("Եվ")
		case 'ß':
			b.WriteString("Ss")
		default:
			writeUpperRune(&b, r, hasDottedI(tag))
		}
		b.WriteString(s[i+utf8.RuneLen(r):])
		return b.String()
	}
	return s
}

func hasDottedI(tag Tag) bool {
	base := tag.Base()
	return base == Azerbaijani || base == Turkish
}

func isGeorgian(r rune) bool { return r >= 0x10a0 && r <= 0x10ff || isMtavruli(r) }

// Fold is s in the form in which two spellings of one word are equal; for
// comparing and looking up, never for showing. It lowers the case by the
// language's rules, composes marks (NFC), makes ё and е, the spellings of
// Armenian ev (և, եւ, եվ), Arabic and Persian forms of alef, kaf, ya and he, and
// digits of other scripts equal, unifies apostrophes and hyphens, drops vowel
// signs, stretching and invisible characters, and puts single spaces for any.
// Letters with marks of their own (ə, ş, й, ї) stay.
func Fold(s string, tag Tag) string {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	dotted := hasDottedI(tag)
	var b strings.Builder
	b.Grow(len(s))
	space := false
	var before rune
	for _, r := range s {
		r = foldRune(lowerIn(r, dotted))
		switch {
		case r == 0:
			continue
		case r == ' ':
			space = b.Len() > 0
			continue
		case space:
			b.WriteByte(' ')
			space, before = false, ' '
		}
		switch {
		case r == 'և':
			b.WriteString("եվ")
		case r == 'ւ' && before == 'ե':
			b.WriteRune('վ')
		default:
			b.WriteRune(r)
		}
		before = r
	}
	folded := b.String()
	if !norm.NFC.IsNormalString(folded) { // a mark lost what kept it from its letter
		return Fold(folded, tag)
	}
	return folded
}

// foldRune is the letter that r counts as, 0 for none.
func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r <= ' ' {
			return ' '
		}
		return r
	case r >= 0x0660 && r <= 0x0669:
		return r - 0x0660 + '0'
	case r >= 0x06f0 && r <= 0x06f9:
		return r - 0x06f0 + '0'
	case r >= 0x064b && r <= 0x065f, r == 0x0640, r == 0x0670: // vowel signs, stretching
		return 0
	case isArmenianMark(r):
		return 0
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
		return 0
	}
	if to, ok := foldTo[r]; ok {
		return to
	}
	return r
}

var foldTo = map[rune]rune{
	'ё': 'е',
	'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ى': 'ی', 'ي': 'ی', 'ك': 'ک', 'ة': 'ه', 'ۀ': 'ه',
	'’': '\'', '‘': '\'', 'ʼ': '\'', 'ʹ': '\'', '`': '\'', '´': '\'',
	'‐': '-', '‑': '-', '–': '-', '—': '-', '−': '-', '֊': '-',
	'ς': 'σ',
}
