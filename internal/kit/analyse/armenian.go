package analyse

import "strings"

// The Armenian stripper takes off article, case, plural and the commonest endings
// of the verb, again and again while one fits, and evens out what an ending changes
// in the stem: the glide of շուկա, շուկայի; the vowel that կամուրջ, կամրջի loses.
// It is ours. Snowball's algorithm, which PostgreSQL has, takes derivation off as
// well and leaves words of one syllable alone: of the forms in the tests less than
// half met.

const armenianVowels = "աեէըիոօ"

// armenianEndings by the letters that must stay.
var armenianEndings = []struct {
	least int
	endings
}{
	{2, newEndings("ը ն ի ին ից ով ում եր վա")},
	{3, newEndings("ներ ա ու ուց յ վ ել եց եցին ելու ելուց վել վեց վեցին ված ած վում")},
}

// armenianWhole are words that look as if they had an ending.
var armenianWhole = set("առաջին ունի բարի")

// armenianChanged are stems that change in ways of their own.
var armenianChanged = map[string]string{
	"գրք": "գիրք", "մտք": "միտք", "սրտ": "սիրտ", "խմբ": "խումբ", "թղթ": "թուղթ", "ջր": "ջուր", "լճ": "լիճ",
	"թվ": "թիվ", "գն": "գին", "ձկ": "ձուկ", "ձկն": "ձուկ", "տն": "տուն", "տան": "տուն", "շն": "շուն",
	"կնոջ": "կին", "կանայք": "կին", "կանանց": "կին", "հոր": "հայր", "մոր": "մայր", "եղբոր": "եղբայր", "քրոջ": "քույր",
	"երկր": "երկիր", "ամս": "ամիս", "մարդկանց": "մարդ", "մարդիկ": "մարդ", "սկզբ": "սկիզբ", "անուն": "անվ", "անվ": "անուն",
}

func armenian(word string) string {
	if head, ok := armenianAbstract(word); ok {
		return head
	}
	for range 5 {
		if whole, ok := armenianChanged[word]; ok {
			return whole
		}
		rest, ok := armenianStrip(word)
		if !ok {
			break
		}
		ending := word[len(rest):]
		if word = rest; ending == "ա" || ending == "ու" {
			break // the stem's own vowel: what stands before it is no ending
		}
	}
	return armenianContracted(word)
}

// armenianAbstract cuts the nouns in -ություն, whose cases are their own, behind
// what all of them share.
func armenianAbstract(word string) (string, bool) {
	const shared = "ությ"
	i := strings.LastIndex(word, shared)
	if i < 4 {
		return word, false
	}
	for _, end := range []string{"ուն", "ան", "ամբ"} {
		if strings.HasPrefix(word[i+len(shared):], end) {
			return word[:i+len(shared)], true
		}
	}
	return word, false
}

func armenianStrip(word string) (string, bool) {
	if armenianWhole[word] {
		return word, false
	}
	best := word
	for _, group := range armenianEndings {
		_, last := lastOf(word)
		for _, e := range group.endings[last] {
			rest, ok := trimmed(word, e, group.least)
			if ok && len(rest) < len(best) && armenianFits(rest, e) {
				best = rest
			}
		}
	}
	return best, len(best) < len(word)
}

func armenianFits(rest, ending string) bool {
	switch ending {
	case "յ":
		return endsIn(rest, "աո")
	case "վ":
		return !endsIn(rest, armenianVowels+"ւ")
	case "ն":
		if endsIn(rest, armenianVowels+"ւ") {
			return letters(rest) >= 4
		}
		return letters(rest) >= 3 && count(rest, armenianVowels) > 0
	}
	return count(rest, armenianVowels) > 0 || armenianChanged[rest] != ""
}

// armenianContracted drops ի or ու before the last consonants of a word of two
// syllables, as endings do, and again while there are more: a form that an ending
// has contracted already must come to the same.
func armenianContracted(word string) string {
	for {
		i := strings.LastIndexAny(word, armenianVowels)
		if i <= 0 || count(word[:i], armenianVowels) == 0 || endsIn(word[:i], armenianVowels+"յ") {
			return word
		}
		rest, ok := strings.CutPrefix(word[i:], "ու")
		if !ok {
			rest, ok = strings.CutPrefix(word[i:], "ի")
		}
		if !ok || rest == "" {
			return word
		}
		word = word[:i] + rest
	}
}
