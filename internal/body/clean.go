package body

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarksRun is how many combining marks may follow one letter. Living
// orthographies need four at most; longer runs only paint over other lines.
const maxMarksRun = 8

// cleanText makes text canonical: NFC, without control characters, Unicode tags,
// invisible placeholders, direction overrides and unbalanced direction controls,
// and with short runs of combining marks. It is idempotent.
func cleanText(s string) string {
	if settled(s) {
		return s
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	s = strings.Map(keepRune, s)
	s = capMarks(s)
	if !norm.NFC.IsNormalString(s) {
		s = capMarks(norm.NFC.String(s)) // some marks become two in NFC
	}
	return balanceBidi(s)
}

// CleanText makes text outside of a body canonical as text in one is: a headline, a
// name. See cleanText.
func CleanText(s string) string { return cleanText(s) }

// settled says that nothing in s needs a second look: it holds only signs of our
// scripts that stand alone, change nothing before them and are NFC as they are. Most
// text is; a no costs time, never correctness.
func settled(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < 0x20 || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !standsAlone(r) || r == utf8.RuneError && size == 1 {
			return false
		}
		i += size
	}
	return true
}

// standsAlone says whether a sign beyond ASCII needs no second look.
func standsAlone(r rune) bool {
	switch {
	case r < 0xA0:
		return false
	case r <= 0x24F: // Latin
	case r >= 0x400 && r <= 0x482, r >= 0x48A && r <= 0x52F: // Cyrillic
	case r >= 0x531 && r <= 0x58F: // Armenian
	case r >= 0x620 && r <= 0x64A, r >= 0x660 && r <= 0x66F, r >= 0x671 && r <= 0x6D5, r >= 0x6EE && r <= 0x6FF, r == 0x60C, r == 0x61B, r == 0x61F: // Arabic
	case r >= 0x10A0 && r <= 0x10FF: // Georgian
	case r == 0x200C || r == 0x200D, r >= 0x2010 && r <= 0x2027, r >= 0x2030 && r <= 0x205E, r == 0x20AC, r == 0x20BA, r == 0x20BC, r == 0x20BD, r == 0x20BE, r == 0x2116: // punctuation, currencies
	default:
		return false
	}
	return true
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f {
			return false
		}
	}
	return true
}

// keepRune maps one rune to what canonical text holds in its place; -1 is nothing.
func keepRune(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
		return ' '
	case r < 0x20, r >= 0x7f && r <= 0x9f:
		return -1
	case r < 0x2000:
		return r
	case r == 0x202D, r == 0x202E: // overrides show words in an order that is not theirs
		return -1
	case r == 0xFEFF, r >= 0xFFF9 && r <= 0xFFFC, r >= 0xE0000 && r <= 0xE007F:
		return -1
	case r&0xFFFE == 0xFFFE, r >= 0xFDD0 && r <= 0xFDEF: // not characters
		return -1
	}
	return r
}

func capMarks(s string) string {
	run := 0
	for _, r := range s {
		if r >= 0x300 && unicode.Is(unicode.M, r) {
			run++
		} else {
			run = 0
		}
		if run > maxMarksRun {
			return cutMarks(s)
		}
	}
	return s
}

func cutMarks(s string) string {
	run := 0
	return strings.Map(func(r rune) rune {
		if r < 0x300 || !unicode.Is(unicode.M, r) {
			run = 0
			return r
		}
		if run++; run > maxMarksRun {
			return -1
		}
		return r
	}, s)
}

// balanceBidi removes embeddings (U+202A, 202B … 202C) and isolates (U+2066–2068
// … 2069) that are not closed, or close nothing, in the same text (UAX #9, X1–X8).
func balanceBidi(s string) string {
	if !strings.ContainsAny(s, "\u202A\u202B\u202C\u2066\u2067\u2068\u2069") {
		return s
	}
	type open struct {
		at      int
		isolate bool
	}
	var stack []open
	keep := map[int]bool{}
	for i, r := range s {
		switch r {
		case 0x202A, 0x202B:
			stack = append(stack, open{i, false})
		case 0x2066, 0x2067, 0x2068:
			stack = append(stack, open{i, true})
		case 0x202C, 0x2069:
			if n := len(stack); n > 0 && stack[n-1].isolate == (r == 0x2069) {
				keep[stack[n-1].at], keep[i] = true, true
				stack = stack[:n-1]
			}
		}
	}
	var b strings.Builder
	for i, r := range s {
		if bidiControl(r) && !keep[i] {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func bidiControl(r rune) bool { return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 }
