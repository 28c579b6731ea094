package analyse

import "strings"

// The Georgian stripper takes off particles, postpositions, case endings, the
// plural and the stem's last vowel, which half of the cases lose, and the vowel
// that many nouns lose before an ending (სოფელი, სოფლის), so that every form
// comes to the same. It is ours; the grammar is that of the school books.

const georgianVowels = "აეიოუ"

// The postpositions, with what they stand behind: a bare stem, the dative of a
// vowel's stem, the genitive.
var georgianPostpositions = newEndings("ში ზე თან იდან დან ამდე მდე ივით ვით სავით ისთვის ისათვის სთვის სათვის თათვის თვის ისგან ისაგან სგან საგან თაგან ისკენ ისაკენ სკენ საკენ კენ")

var georgianCases = newEndings("ისა ის ითა ით ადა ად სა ს თა თი ენ")

func georgian(word string) string {
	word = georgianParticle(word)
	word, bare := georgianPostposition(word)
	if !bare {
		word = georgianCase(word)
	}
	word = georgianVowel(georgianVowel(word))
	if rest, ok := trimmed(word, "ებ", 2); ok {
		word = georgianVowel(georgianVowel(rest))
	}
	return georgianContracted(word)
}

// georgianParticle takes off -ც (also), -ვე (the same) and the copula behind a
// postposition.
func georgianParticle(word string) string {
	if rest, ok := trimmed(word, "ც", 3); ok && endsIn(rest, georgianVowels) {
		word = rest
	} else if rest, ok := trimmed(word, "ვე", 4); ok && endsIn(rest, georgianVowels+"ს") {
		word = rest
	}
	for _, copula := range []string{"შია", "ზეა", "თანა", "თანაა", "დანაა", "თვისაა", "განაა"} {
		if _, ok := trimmed(word, copula, 3); ok {
			return strings.TrimRight(word, "ა")
		}
	}
	return word
}

func georgianPostposition(word string) (string, bool) {
	rest, ok := georgianPostpositions.off(word, 2)
	if !ok {
		return word, false
	}
	// მამასთან is მამას and თან; in თბილისთან the ს is the stem's.
	if strings.HasSuffix(word, "თან") && endsIn(rest, "ს") {
		if r, _ := lastOf(rest); endsIn(r, "აეოუ") && letters(r) >= 2 {
			rest = r
		}
	}
	return rest, true
}

func georgianCase(word string) string {
	if rest, ok := trimmed(word, "მა", 2); ok && !endsIn(rest, georgianVowels) && !georgianIsForma(word) {
		return rest
	}
	for _, after := range []string{"მ", "დ"} { // the ergative and adverbial of a vowel's stem
		if rest, ok := trimmed(word, after, 2); ok && endsIn(rest, georgianVowels) {
			return rest
		}
	}
	least := 2
	if strings.HasSuffix(word, "თა") || strings.HasSuffix(word, "თი") || strings.HasSuffix(word, "ენ") {
		least = 3
	}
	if strings.HasSuffix(word, "თი") && !endsIn(strings.TrimSuffix(word, "თი"), "ოუ") {
		return word // a stem's თ, as in რუსეთი
	}
	rest, _ := georgianCases.off(word, least)
	return rest
}

// georgianIsForma: nouns whose own მა follows a consonant.
func georgianIsForma(word string) bool {
	for _, noun := range []string{"ფორმა", "ნორმა", "ფირმა", "ფერმა", "დრამა", "სქემა"} {
		if strings.HasSuffix(word, noun) {
			return true
		}
	}
	return false
}

func georgianVowel(word string) string {
	if rest, last := lastOf(word); strings.ContainsRune("აეიო", last) && letters(rest) >= 2 {
		return rest
	}
	return word
}

// georgianLost are stems of one syllable that lose their vowel.
var georgianLost = map[string]string{"წლ": "წელ", "წყლ": "წყალ", "ძვლ": "ძვალ", "თვლ": "თვალ"}

// georgianContracted drops the vowel that some forms have and others do not,
// before the last ლ, რ, ნ or მ of a word of two syllables.
func georgianContracted(word string) string {
	if whole, ok := georgianLost[word]; ok {
		return whole
	}
	if word == "სახელ" { // name, which keeps its vowel; without it, house
		return word
	}
	rest, last := lastOf(word)
	if !strings.ContainsRune("ლრნმ", last) {
		return word
	}
	head, vowel := lastOf(rest)
	if !strings.ContainsRune("აეო", vowel) || count(head, georgianVowels) == 0 || endsIn(head, georgianVowels) || letters(head) < 2 {
		return word
	}
	return head + string(last)
}
