package analyse

import "strings"

// The Armenian stemmer is Snowball's algorithm (Astghik Mkrtchyan; the Snowball
// project, BSD licence): behind the first vowel it takes off, each once, an ending
// of case or article, one of the verb, of the adjective and of the noun, each time
// the longest that fits.

const armenianVowels = "աէիօւեոը"

func armenian(word string) string {
	pV, p2 := armenianRegions(word)
	head, tail := word[:pV], word[pV:]
	if rest, ok := longest(tail, 0, armenianCases); ok && pV+len(rest) >= p2 {
		tail = rest
	}
	for _, endings := range [][]string{armenianVerbs, armenianAdjectives, armenianNouns} {
		tail, _ = longest(tail, 0, endings)
	}
	return head + tail
}

// armenianRegions are two places in a word, in bytes: behind the first vowel, and
// behind the consonant that follows its second group of vowels; the word's length
// where there is none.
func armenianRegions(word string) (pV, p2 int) {
	pV, p2 = len(word), len(word)
	at := 0
	for step := range 4 { // past a vowel, a consonant, a vowel, a consonant
		i := strings.IndexFunc(word[at:], func(r rune) bool {
			return strings.ContainsRune(armenianVowels, r) == (step%2 == 0)
		})
		if i < 0 {
			return pV, p2
		}
		at += i + 2 // each Armenian letter is two bytes
		if step == 0 {
			pV = at
		}
	}
	return pV, at
}

var armenianAdjectives = strings.Fields(`
	բար պես լայն վուն արան ական որակ ակի ալի րորդ երորդ եղ իվ ատ ավետ կոտ
	են երեն եկեն որէն ին գին ովին`)

var armenianVerbs = strings.Fields(`
	ա ացա եցա վե ացի եցի վեցի ացրի
	ալ ըալ անալ ենալ ացնալ
	ել ըել նել չել վել տել ցնել եցնել ացվել եցվել ատել ոտել կոտել
	ալու ելու ալուց ելուց ալիս ելիս ալով ելով
	ում վում ված ավ ացավ եցավ աց եց ացրեց
	ան ցան ացան անք ցանք ացանք աք ցաք ացաք ար ացար եցար
	ացիր եցիր վեցիր ացրիր ացիք եցիք վեցիք ացրիք
	ացինք եցինք վեցինք ացրինք ացին եցին վեցին ացրին`)

var armenianNouns = strings.Fields(`
	ածո ակ յակ անակ իկ ուկ ան արան պան ստան եղէն
	ք արք չեք իք ալիք անիք վածք ույք ունք մունք ենք ոնք իչք
	գար վոր ավոր ոց անօց ու որդ ույթ ցի ուհի իլ յուն ություն իչ ուս ուստ`)

var armenianCases = strings.Fields(`
	եր ներ ց ուց ոց ից երից ներից ցից վանից ոջից վից
	սա վա ամբ ոջ
	դ երդ ներդ ուդ անդ ությանդ վանդ ոջդ
	ը երը ները անը ությանը վանը ոջը
	ի երի ների վի երում ներում անում
	ն երն ներն ուն ան ության վան ին երին ներին ությանն
	ությանս վանս ոջս
	ով երով ներով անով վով`)
