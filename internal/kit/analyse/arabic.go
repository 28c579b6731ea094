package analyse

import "strings"

// The Arabic stripper takes off the article with what is written together with it,
// and the endings of number, gender and possession, as the stemmer known as light10
// does (L. Larkey, L. Ballesteros, M. Connell: Light Stemming for Arabic Information
// Retrieval, 2007), but a و only before an article: else وزير would lose its own.
// Broken plurals stay. Snowball's stemmer brought half of the forms in the tests
// together.

var arabicSuffixes = newEndings("ها ان ات ون ين يه ه ي هم هن نا كم وا")

func arabic(word string) string {
	for _, p := range []string{"وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال"} {
		if rest, ok := strings.CutPrefix(word, p); ok && letters(rest) >= 3 {
			word = rest
			break
		}
	}
	for range 2 {
		rest, ok := arabicSuffixes.off(word, 3)
		if !ok {
			break
		}
		if letters(word)-letters(rest) == 2 && endsIn(rest, "ت") && letters(rest) > 3 {
			rest, _ = lastOf(rest) // the feminine ending before a possessive
		}
		word = rest
	}
	return word
}
