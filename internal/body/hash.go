package body

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TextHash changes when what a block says changes: a translation made from other
// words is stale. Marks, links, pictures, the kind of quotation mark or dash and
// the amount of space make no difference. 128 bits of SHA-256 in hex.
func TextHash(b Block) string { return hash([]byte(foldText(Plain(b)))) }

// FullHash changes when anything of a block but its id changes: the SHA-256 of its
// canonical JSON without the id, cut to 128 bits, in hex. It names a version of a
// block in the save protocol.
func FullHash(b Block) string {
	b.ID = ""
	data, err := marshal(b)
	if err != nil {
		// Only a block larger than any that passes Check comes here; its text still tells it apart.
		return hash([]byte(Plain(b)))
	}
	return hash(data)
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// foldText brings text to the form in which TextHash compares it.
func foldText(s string) string {
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
		b.WriteRune(r)
	}
	return b.String()
}

// foldRune unifies quotation marks and dashes and drops what nobody sees.
func foldRune(r rune) rune {
	switch r {
	case '“', '”', '„', '‟', '«', '»', '″', '＂', '〝', '〞':
		return '"'
	case '‘', '’', '‚', '‛', '‹', '›', '′', '`', '´', 'ʼ', '＇':
		return '\''
	case '‐', '‑', '‒', '–', '—', '―', '−', '֊', '﹘', '－':
		return '-'
	case 0xAD, 0x200B, 0x2060, 0xFEFF:
		return -1
	}
	return r
}
