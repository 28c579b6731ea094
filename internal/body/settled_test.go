package body

import (
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// What passes the quick look must be what the long way leaves alone.
func TestSettledSignsNeedNothing(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r < 0x20 || r == 0x7f || r >= 0x80 && !standsAlone(r) {
			continue
		}
		s := "e" + string(r) + string(r)
		if unicode.Is(unicode.M, r) || !norm.NFC.IsNormalString(s) || keepRune(r) != r || bidiControl(r) {
			t.Errorf("U+%04X does not stand alone", r)
		}
	}
}
