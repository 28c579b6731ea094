package analyse

import (
	"strings"
	"unicode/utf8"
)

// longest is the word without the longest of endings which leaves at least least
// letters, and whether there was one.
func longest(word string, least int, endings []string) (string, bool) {
	best := 0
	for _, e := range endings {
		if len(e) > best && strings.HasSuffix(word, e) && letters(word[:len(word)-len(e)]) >= least {
			best = len(e)
		}
	}
	return word[:len(word)-best], best > 0
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
