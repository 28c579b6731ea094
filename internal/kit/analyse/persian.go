package analyse

import "strings"

// The Persian stripper takes off the plurals ها and ان (گان behind a silent he)
// with what may follow them, the comparative, and the ye of ezafe, adjective and
// indefiniteness, while one fits. It is ours. Broken plurals stay.

var (
	persianPlurals = newEndings("ها های هایی هایم هایت هایش هایمان هایتان هایشان هایند")
	persianDegrees = newEndings("ترین تر")
)

func persian(word string) string {
	for range 4 {
		rest, ok := persianStrip(word)
		if !ok {
			return word
		}
		word = rest
	}
	return word
}

func persianStrip(word string) (string, bool) {
	if rest, ok := persianPlurals.off(word, 2); ok {
		return rest, true
	}
	if rest, ok := trimmed(word, "گان", 4); ok {
		return rest + "ه", true
	}
	if rest, ok := persianDegrees.off(word, 3); ok && !strings.HasSuffix(word, "دفتر") && !strings.HasSuffix(word, "دختر") {
		return rest, true
	}
	if rest, ok := trimmed(word, "ای", 3); ok && endsIn(rest, "ه") {
		return rest, true
	}
	if rest, ok := trimmed(word, "ان", 4); ok {
		return rest, true
	}
	return trimmed(word, "ی", 3)
}
