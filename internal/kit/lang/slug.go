package lang

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxSlug is the most bytes (all ASCII) a slug has.
const MaxSlug = 80

// maxSlugInput bounds what Slug reads: no headline is longer, and the first 80
// letters are found well before.
const maxSlugInput = 2048

// Slug is the part of an address made from a headline: ASCII letters, digits and
// single hyphens between words, at most MaxSlug bytes, cut between words (inside
// one only when a word fills half of the slug). It is "" when nothing can be
// written so (only emoji, signs, or a script without a table): the caller then
// makes an address from the story's id. Reserved words and collisions are the
// caller's too.
func Slug(s string, tag Tag) string {
	if len(s) > maxSlugInput {
		s = strings.ToValidUTF8(s[:maxSlugInput], "")
	}
	s = composed(s)
	w := romaniser{lang: tag.Base()}
	var buf [MaxSlug + 16]byte // room for the longest romanised letter
	out := buf[:0]
	between := false
	for i := 0; i < len(s) && len(out) <= MaxSlug; {
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		piece, c, used := w.step(lower(r), s[i:])
		i += used
		switch {
		case c == classBreak:
			between = len(out) > 0
		case piece != "":
			if between {
				out = append(out, '-')
				between = false
			}
			out = append(out, piece...)
		}
	}
	return string(cutSlug(out))
}

func cutSlug(out []byte) []byte {
	if len(out) <= MaxSlug {
		return out
	}
	if i := bytes.LastIndexByte(out[:MaxSlug+1], '-'); i >= MaxSlug/2 {
		return out[:i]
	}
	return bytes.TrimRight(out[:MaxSlug], "-")
}

// Transliterate writes a text in ASCII Latin letters by the same tables as Slug,
// keeping its case, spaces and punctuation: "Shida Kartli", "Groznyy" as
// "Grozny". What has no table stays as it is.
func Transliterate(s string, tag Tag) string {
	s = composed(s)
	w := romaniser{lang: tag.Base()}
	var b strings.Builder
	b.Grow(len(s))
	upperBefore := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r < utf8.RuneSelf {
			w.step(lower(r), "")
			b.WriteByte(s[i])
			upperBefore = r >= 'A' && r <= 'Z'
			i++
			continue
		}
		at := i
		i += size
		l := lower(r)
		piece, c, used := w.step(l, s[i:])
		i += used
		next := peek(s[i:])
		switch {
		case c == classBreak && r == '\u200c':
			b.WriteByte('-')
		case c == classBreak:
			b.WriteString(s[at : at+size])
		case c == classIgnore:
			if r == '’' || r == '‘' {
				b.WriteString(s[at : at+size])
			}
		case l == r || isMtavruli(r):
			b.WriteString(piece)
			upperBefore = false
		default:
			shout := unicode.IsUpper(next) || upperBefore && !unicode.IsLower(next)
			writeUpper(&b, piece, shout)
			upperBefore = true
		}
	}
	return b.String()
}

// writeUpper writes the letters of a capital: "Zh", and "ZH" among capitals.
func writeUpper(b *strings.Builder, piece string, all bool) {
	for i := range len(piece) {
		c := piece[i]
		if (i == 0 || all) && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		b.WriteByte(c)
	}
}

// peek is the first rune of s, 0 if there is none.
func peek(s string) rune {
	if s == "" {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// lower is the letter's lower case; Georgian capitals (Mtavruli, and the old
// Asomtavruli) become the ordinary letters.
func lower(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'A' && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case isMtavruli(r):
		return r - 0x1c90 + 0x10d0
	case r >= 0x10a0 && r <= 0x10c5:
		return r - 0x10a0 + 0x10d0
	case r == 'İ':
		return 'i'
	}
	return unicode.ToLower(r)
}

func isMtavruli(r rune) bool { return r >= 0x1c90 && r <= 0x1cbf }

// composed puts together what is written with separate marks or in presentation
// forms (NFKC), which is rare, and costs nothing otherwise.
func composed(s string) string {
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r >= 0x0300 && r <= 0x036f, r >= 0xfb00 && r <= 0xfdff,
			r >= 0xfe70 && r <= 0xfefe, r >= 0xff00 && r <= 0xffef,
			r >= 0x1d400 && r <= 0x1d7ff:
			return norm.NFKC.String(s)
		}
		i += size
	}
	return s
}
