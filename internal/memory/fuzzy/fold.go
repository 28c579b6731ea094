package fuzzy

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Version is of the rules of Fold and Grams: an index made by others must be made anew.
const Version = 1

// Fold is a text in the form in which it is compared: composed, in small letters, every
// digit 0, quotation marks and dashes of one kind, single spaces. ё and е, ı and i, և and եւ
// are one.
func Fold(s string) string {
	s = norm.NFC.String(s)
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if r = foldRune(r); r < 0 {
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		if r == 'և' {
			b.WriteString("եւ")
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func foldRune(r rune) rune {
	if r < 0x80 {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case '0' <= r && r <= '9':
			return '0'
		case r == '`':
			return '\''
		case r < 0x20:
			return -1
		}
		return r
	}
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '＂', '〝', '〞':
		return '"'
	case '‘', '’', '‚', '‛', '‹', '›', '′', '´', 'ʼ', '＇':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−', '֊', '﹘', '－':
		return '-'
	case 'ё', 'Ё':
		return 'е'
	case 'ı', 'İ':
		return 'i'
	case 0xAD, 0x200B, 0x2060, 0xFEFF:
		return -1
	}
	if unicode.IsDigit(r) {
		return '0'
	}
	return unicode.ToLower(r)
}

// Gram is three letters of a folded text, 21 bits each.
type Gram int64

// Grams are the groups of three letters of a folded text, its two ends taken as spaces: each
// once, in order of their number.
func Grams(folded string) []Gram {
	if folded == "" {
		return nil
	}
	list := make([]Gram, 0, len(folded))
	var a, b rune = 0, ' '
	next := func(r rune) {
		if a != 0 {
			list = append(list, gramOf(a, b, r))
		}
		a, b = b, r
	}
	for _, r := range folded {
		next(r)
	}
	next(' ')
	slices.Sort(list)
	return slices.Compact(list)
}

func gramOf(a, b, c rune) Gram { return Gram(a)<<42 | Gram(b)<<21 | Gram(c) }

// Within are the groups that stand in every text that has the folded word at the beginning
// of one of its words. There is none for a word of a single letter.
func Within(word string) []Gram {
	var list []Gram
	var a, b rune = 0, ' '
	for _, r := range word {
		if a != 0 {
			list = append(list, gramOf(a, b, r))
		}
		a, b = b, r
	}
	slices.Sort(list)
	return slices.Compact(list)
}
