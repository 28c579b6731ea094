package people

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Skeleton is what is left of a name for the eye: two names that look alike have one
// skeleton (after Unicode Technical Standard 39, section 4, for the scripts of the
// newsrooms and those that are taken for them). It is compared, never shown.
func Skeleton(s string) string {
	s = norm.NFKC.String(s)
	// Case first, by Unicode's rules without a language, so that "İ" and "I" become "i";
	// then marks apart, so that "é" and "e" do too.
	s = norm.NFD.String(strings.ToLower(s))
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Me, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Cc, r), unicode.IsSpace(r), unicode.IsPunct(r):
			continue // marks, invisible signs, blanks and points
		}
		if like, ok := lookalikes[r]; ok {
			b.WriteString(like)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// lookalikes gives lower-case letters and digits the Latin letters for which they are
// taken in common faces.
var lookalikes = map[rune]string{
	// Cyrillic
	'а': "a", 'в': "b", 'г': "r", 'е': "e", 'ё': "e", 'з': "e", 'и': "u", 'й': "u", 'к': "k", 'м': "m", 'н': "h", 'о': "o", 'п': "n", 'р': "p",
	'с': "c", 'т': "t", 'у': "y", 'х': "x", 'ч': "4", 'ь': "b", 'і': "i", 'ї': "i", 'ј': "j", 'ѕ': "s", 'ԁ': "d", 'һ': "h", 'ԛ': "q", 'ԝ': "w", 'ӏ': "i",
	'ә': "e", 'ғ': "r", 'қ': "k", 'ү': "y", 'ұ': "y", 'ө': "o", 'є': "e",
	// Greek
	'α': "a", 'β': "b", 'γ': "y", 'ε': "e", 'η': "n", 'ι': "i", 'κ': "k", 'ν': "v", 'ο': "o", 'ρ': "p", 'σ': "o", 'ς': "c", 'τ': "t", 'υ': "u", 'χ': "x", 'ω': "w", 'ϲ': "c", 'ϳ': "j",
	// Armenian
	'ա': "w", 'գ': "q", 'զ': "q", 'հ': "h", 'յ': "j", 'ո': "n", 'ս': "u", 'ց': "g", 'ք': "p", 'օ': "o", 'տ': "un", 'ռ': "n", 'ղ': "n", 'ւ': "i", 'ր': "n", 'ե': "t",
	// Latin
	'ı': "i", 'ɩ': "i", 'l': "i", 'ł': "i", 'ſ': "s", 'ə': "e", 'ɑ': "a", 'ɡ': "g", 'ø': "o", 'đ': "d", 'ħ': "h", 'ŧ': "t", 'æ': "ae", 'œ': "oe", 'ß': "ss", 'ɴ': "n", 'ᴏ': "o",
	// digits and signs
	'0': "o", '1': "i", '3': "e", '|': "i", '5': "s",
}
