package analyse

import "strings"

// The Ukrainian stripper takes off one inflectional ending and what is left of a
// verb's, and evens out what changes inside a stem: о and е against і in a closed
// syllable (мосту, міст), the fleeting vowel (ринок, ринку), к against ц and г
// against з before і (річка, річці; Волга, Волзі). It is ours.

const ukrainianVowels = "аеєиіїоуюя"

var ukrainianEndings = newEndings(`
	ий ій ого ього ому ьому им ім ими іми их іх ою ею єю ої єї ії а я у ю е є і ї и о
	ом ем єм ові еві єві ам ям ами ями ах ях ів їв ей ь й
	уть ють ать ять ить їть еш єш иш їш емо ємо имо їмо ете єте ите їте
	ия ію ією іям іями іях ія ії ею`)

// ukrainianShort are the endings that may leave two letters.
var ukrainianShort = newEndings("а я у ю е є і ї и о ь")

var ukrainianPossessive = newEndings("ов ев єв ів")

var ukrainianDay = set("день дня дню днем дні днів дням днями днях")

var ukrainianWhole = map[string]string{"льв": "львів", "пс": "пес"}

func ukrainian(word string) string {
	for _, reflexive := range []string{"ся", "сь"} {
		if rest, ok := trimmed(word, reflexive, 4); ok && endsIn(rest, "вьоаиуєюїі") {
			word = rest
			break
		}
	}
	if ukrainianDay[word] {
		return "день"
	}
	rest, ok := ukrainianEndings.off(word, 3)
	if !ok {
		rest, _ = ukrainianShort.off(word, 2)
	}
	word = ukrainianVerb(rest)
	if whole, ok := ukrainianWhole[word]; ok {
		return whole
	}
	return ukrainianEven(strings.TrimRight(word, "ь"))
}

// ukrainianVerb takes off the past tense or infinitive with its vowel: of
// підписала nothing but підпис stays. Nouns that end alike lose as much in every
// form.
func ukrainianVerb(word string) string {
	if rest, ok := ukrainianPossessive.off(word, 4); ok {
		return rest
	}
	rest, last := lastOf(word)
	if strings.ContainsRune("лвт", last) && endsIn(rest, "аияії") {
		if head, _ := lastOf(rest); letters(head) >= 3 {
			return head
		}
	}
	if endsIn(word, "аияії") {
		if head, _ := lastOf(word); letters(head) >= 3 {
			return head
		}
	}
	return word
}

func ukrainianEven(word string) string {
	rest, last := lastOf(word)
	switch last {
	case 'ц':
		last = 'к'
	case 'з':
		last = 'г'
	}
	if head, vowel := lastOf(rest); last == 'к' && strings.ContainsRune("ое", vowel) && count(head, ukrainianVowels) > 0 {
		return head + "к"
	}
	word = rest + string(last)
	i := strings.LastIndexAny(word, ukrainianVowels)
	if i < 0 {
		return word
	}
	for from, to := range map[string]string{"о": "і", "е": "і", "є": "ї"} {
		if strings.HasPrefix(word[i:], from) {
			return word[:i] + to + word[i+len(from):]
		}
	}
	return word
}
