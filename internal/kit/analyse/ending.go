package analyse

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// endings are suffixes by their last letter, the longest first.
type endings map[rune][]string

func newEndings(list string) endings {
	by := endings{}
	for _, e := range strings.Fields(list) {
		_, last := lastOf(e)
		by[last] = append(by[last], e)
	}
	for _, of := range by {
		slices.SortFunc(of, func(a, b string) int { return len(b) - len(a) })
	}
	return by
}

// off is the word without the longest of the endings which leaves at least least
// letters, and whether there was one.
func (by endings) off(word string, least int) (string, bool) {
	_, last := lastOf(word)
	for _, e := range by[last] {
		if rest, ok := trimmed(word, e, least); ok {
			return rest, true
		}
	}
	return word, false
}

func letters(s string) int { return utf8.RuneCountInString(s) }

// lastOf is the last letter of s, and s without it.
func lastOf(s string) (string, rune) {
	r, n := utf8.DecodeLastRuneInString(s)
	return s[:len(s)-n], r
}

// endsIn says whether the last letter of s is one of set.
func endsIn(s, set string) bool {
	_, r := lastOf(s)
	return s != "" && strings.ContainsRune(set, r)
}

// trimmed is word without ending, if it has it and at least least letters stay.
func trimmed(word, ending string, least int) (string, bool) {
	rest, ok := strings.CutSuffix(word, ending)
	if !ok || letters(rest) < least {
		return word, false
	}
	return rest, true
}

// count is how many letters of s are of set.
func count(s, set string) (n int) {
	for _, r := range s {
		if strings.ContainsRune(set, r) {
			n++
		}
	}
	return n
}
