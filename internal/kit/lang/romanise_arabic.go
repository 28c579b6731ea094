package lang

// arabic romanises one letter of the Arabic script, in the Persian manner for
// Persian, else in the Arabic one.
func (w *romaniser) arabic(r, next rune) (string, class, int) {
	persian := w.lang == Persian
	switch {
	case r >= 0x0660 && r <= 0x0669:
		return w.letter(r, digit(r-0x0660))
	case r >= 0x06f0 && r <= 0x06f9:
		return w.letter(r, digit(r-0x06f0))
	case r == 'ـ' || r >= 0x0600 && r <= 0x060b || r >= 0x0610 && r <= 0x061c ||
		r >= 0x06d6 && r <= 0x06dc || r >= 0x06df && r <= 0x06e4: // stretching and reading marks
		return "", classIgnore, 0
	case r >= 0x064b && r <= 0x065f || r == 0x0670:
		return w.arabicVowel(r, persian)
	}
	switch r {
	case 'ا':
		if w.prev == 0 && (next == 'ی' || next == 'ي' || next == 'و') {
			w.prev = carrier
			return "", classLetter, 0
		}
		return w.letter(r, "a")
	case 'و':
		return w.letter(r, w.waw(next, persian))
	case 'ی', 'ي':
		if w.prev != carrier && (w.prev == 0 || isOneOf(w.prev, "اآو") || isOneOf(next, "اآو")) {
			return w.letter(r, "y")
		}
		return w.letter(r, "i")
	case 'ه', 'ة', 'ۀ', 'ہ':
		if persian && r != 'ة' && w.prev != 0 && !isArabicLetter(next) && !isOneOf(w.prev, "اآویي") {
			return w.letter(r, "eh")
		}
	case 'ع':
		if next == 'ا' || w.prev == 'ا' {
			return w.letter(r, "")
		}
	}
	if persian {
		if out, ok := persianLatin[r]; ok {
			return w.letter(r, out)
		}
	}
	if out, ok := arabicLatin[r]; ok {
		return w.letter(r, out)
	}
	return w.breakWord()
}

// waw is a consonant at a word's start and beside a long a, else the vowel u. It
// is silent in the Persian khwa.
func (w *romaniser) waw(next rune, persian bool) string {
	consonant := pick(persian, "v", "w")
	switch {
	case persian && w.prev == 'خ' && next == 'ا':
		return ""
	case w.prev == carrier:
		return "u"
	case w.prev == 0 || isOneOf(w.prev, "اآ") || isOneOf(next, "اآیيه"):
		return consonant
	}
	return "u"
}

// arabicVowel writes the vowel signs where a text has them.
func (w *romaniser) arabicVowel(r rune, persian bool) (string, class, int) {
	switch r {
	case 0x064b: // fathatan
		if w.prev == 'ا' {
			return "n", classLetter, 0
		}
		return "an", classLetter, 0
	case 0x064c:
		return "un", classLetter, 0
	case 0x064d:
		return "in", classLetter, 0
	case 0x064e, 0x0670:
		return "a", classLetter, 0
	case 0x064f:
		return pick(persian, "o", "u"), classLetter, 0
	case 0x0650:
		return pick(persian, "e", "i"), classLetter, 0
	}
	return "", classIgnore, 0 // doubling, no vowel, hamza above
}

func isArabicLetter(r rune) bool {
	return r >= 0x0620 && r <= 0x065f || r >= 0x066e && r <= 0x06d5
}

var arabicLatin = map[rune]string{
	'ء': "", 'آ': "a", 'أ': "a", 'ؤ': "u", 'إ': "i", 'ئ': "y", 'ٱ': "a",
	'ب': "b", 'ة': "a", 'ت': "t", 'ث': "th", 'ج': "j", 'ح': "h", 'خ': "kh",
	'د': "d", 'ذ': "dh", 'ر': "r", 'ز': "z", 'س': "s", 'ش': "sh", 'ص': "s",
	'ض': "d", 'ط': "t", 'ظ': "z", 'ع': "a", 'غ': "gh", 'ف': "f", 'ق': "q",
	'ك': "k", 'ل': "l", 'م': "m", 'ن': "n", 'ه': "h", 'ى': "a",
	'پ': "p", 'چ': "ch", 'ژ': "zh", 'ک': "k", 'گ': "g", 'ڤ': "v", 'ۀ': "h",
	'ٹ': "t", 'ڈ': "d", 'ڑ': "r", 'ں': "n", 'ھ': "h", 'ہ': "h", 'ے': "e",
	'ە': "e", 'ۆ': "o", 'ێ': "e", 'ڕ': "r", 'ڵ': "l", 'ۇ': "u", 'ۈ': "u",
}

// persianLatin has the letters Persian says differently.
var persianLatin = map[rune]string{
	'ث': "s", 'ذ': "z", 'ض': "z", 'ق': "gh",
}
