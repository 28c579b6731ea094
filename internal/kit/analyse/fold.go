package analyse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"masthead/internal/kit/lang"
)

// Folded is one word in the form in which its spellings are equal: small letters
// by the language's rules, compatibility forms resolved (NFKC), ё as е, Georgian
// capitals and Armenian ev in one form, Arabic letters in the language's own,
// digits of every script in ASCII, without stress, vowel signs, apostrophes and
// invisible characters. Latin letters keep the marks that make them letters of
// Azerbaijani and Turkish and lose all others. It is empty when word has neither
// letter nor digit, and at most 64 bytes long.
func Folded(l lang.Tag, word string) string {
	base := l.Base()
	word = cut(word, 8*maxWord)
	word = beforeApostrophe(base, word)
	if !isPlain(word) && !norm.NFKC.IsNormalString(word) {
		word = norm.NFKC.String(word)
	}
	if base == lang.Persian {
		word = strings.ReplaceAll(word, "ه\u200cای", "هی") // خانه‌ای, which is not خان‌های
	}
	folded := fold(base, lang.Lower(word, base))
	if base == lang.Armenian {
		folded = reformed(folded)
	}
	return cut(folded, maxWord)
}

func fold(l lang.Tag, word string) string {
	var b strings.Builder
	b.Grow(len(word))
	var before rune
	for _, r := range word {
		r = foldRune(l, r)
		switch {
		case r == 0:
			continue
		case r == 'և':
			b.WriteString("եվ")
		case r == 'ւ' && before != 'ո' && before != 'ի':
			b.WriteRune('վ')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'æ':
			b.WriteString("ae")
		case r == 'œ':
			b.WriteString("oe")
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

// reformed is a word of the classical Armenian spelling in that of 1922 and 1940,
// as far as a rule can tell: իւ is յու, է within a word ե, and the ending of names
// -եան is -յան.
func reformed(word string) string {
	word = strings.ReplaceAll(word, "իւ", "յու")
	if len(word) > 2 {
		word = word[:2] + strings.ReplaceAll(word[2:], "է", "ե")
	}
	if i := strings.LastIndex(word, "եան"); i > 4 && !strings.HasPrefix(word, "կորե") {
		word = word[:i] + "յան" + word[i+len("եան"):]
	}
	return word
}

// foldRune is the letter or digit that r counts as, 0 for none.
func foldRune(l lang.Tag, r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return 0
	case isPlainLetter(r) && r != 'ё':
		return r
	case unicode.IsDigit(r):
		return '0' + digit(r)
	case r >= 0x00c0 && r < 0x0250 || r >= 0x1e00 && r < 0x1f00:
		return foldLatin(l, r)
	case r >= 0x0400 && r < 0x0530:
		return foldCyrillic(r)
	case r >= 0x0600 && r < 0x0700:
		return foldArabic(l, r)
	case unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r):
		return r
	case unicode.In(r, unicode.Mn, unicode.Mc) && r >= 0x0900 && r < 0x1000: // vowels of Indian scripts
		return r
	}
	return 0
}

// isPlain: nothing but letters that stand for themselves in NFKC, which spares most
// words the look-up.
func isPlain(word string) bool {
	for _, r := range word {
		if r >= utf8.RuneSelf && !isPlainLetter(r) {
			return false
		}
	}
	return true
}

// isPlainLetter: the modern Russian, Armenian and Georgian alphabets, without the
// letters that fold to others but ё.
func isPlainLetter(r rune) bool {
	return r >= 'А' && r <= 'ё' && r != 'ѐ' || r >= 'Ա' && r <= 'Ֆ' || r >= 'ա' && r <= 'ց' || r == 'փ' || r == 'ք' || r == 'օ' || r == 'ֆ' || r >= 'ა' && r <= 'ჰ'
}

// digit is the value of a decimal digit: Unicode has those of a script in a row
// that begins at a multiple of two and holds ten (The Unicode Standard 4.6).
func digit(r rune) rune {
	zero := r
	for n := 0; n < 9 && unicode.IsDigit(zero-1); n++ {
		zero--
	}
	return r - zero
}

// foldLatin takes the marks from Latin letters which are none of the language's
// own.
func foldLatin(l lang.Tag, r rune) rune {
	switch r {
	case 'ß', 'æ', 'œ':
		return r
	case 'ø':
		return 'o'
	case 'đ', 'ð':
		return 'd'
	case 'ł':
		return 'l'
	case 'ı':
		if l == lang.Azerbaijani || l == lang.Turkish {
			return r
		}
		return 'i'
	case 'ç', 'ş', 'ğ', 'ö', 'ü':
		if l == lang.Azerbaijani || l == lang.Turkish {
			return r
		}
	case 'ǝ': // looks like the Azerbaijani letter and is typed for it
		return 'ə'
	}
	if base := baseOf(r); base != r {
		return foldRune(l, base)
	}
	return r
}

func foldCyrillic(r rune) rune {
	switch {
	case r == 'ё' || r == 'ѐ':
		return 'е'
	case r == 'ѝ':
		return 'и'
	case unicode.IsLetter(r):
		return r
	}
	return 0
}

// foldArabic brings a letter to the form that the language writes: Persian has its
// own ye and kaf, everything else in the script the Arabic ones.
func foldArabic(l lang.Tag, r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ء': // Persian has none in most hands; in Arabic it tells water from what
		if l == lang.Persian {
			return 0
		}
		return r
	case 'ـ':
		return 0
	case 'ؤ':
		return 'و'
	case 'ة', 'ۀ', 'ە', 'ہ':
		return 'ه'
	case 'ی', 'ي', 'ى', 'ئ':
		if l == lang.Persian {
			return 'ی'
		}
		return 'ي'
	case 'ک', 'ك', 'ڪ':
		if l == lang.Persian {
			return 'ک'
		}
		return 'ك'
	}
	if unicode.IsLetter(r) {
		return r
	}
	return 0
}

// baseOf takes the marks from a letter: é is e.
func baseOf(r rune) rune {
	if !unicode.IsLetter(r) {
		return 0
	}
	var buf [utf8.UTFMax]byte
	d := norm.NFD.Properties(utf8.AppendRune(buf[:0], r)).Decomposition()
	if len(d) == 0 {
		return r
	}
	base, _ := utf8.DecodeRune(d)
	return base
}

// beforeApostrophe is the word without an ending set off by an apostrophe: the
// English possessive, and what Turkish and Azerbaijani hang on names. Any other
// apostrophe is simply left out in folding.
func beforeApostrophe(l lang.Tag, word string) string {
	endings := apostrophed[l]
	if endings == nil {
		return word
	}
	i := strings.LastIndexAny(word, "'’‘ʼ`´′＇")
	if i <= 0 {
		return word
	}
	_, n := utf8.DecodeRuneInString(word[i:])
	if endings[fold(l, lang.Lower(word[i+n:], l))] {
		return word[:i]
	}
	return word
}

// cut shortens s to at most n bytes, at the edge of a letter.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
