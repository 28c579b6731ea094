package translation

import (
	"slices"
	"strings"
	"unicode"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// Weigh says how much a change of a block's words, in the language l, matters to those
// who translated them, and why. Commas, the shape of quotation marks, dashes and space
// are Nothing; capitals alone are Form; other words are Words. It is Urgent where numbers
// (and the signs of money and shares beside them), names or the words that deny differ,
// and where what somebody is quoted with does.
//
// What a name is, is told by capitals within a sentence, in Georgian, which has none, by
// the endings of family names: a rule of thumb that errs to both sides.
func Weigh(before, after string, t body.Type, l lang.Tag) (Weight, []string) {
	was, is := read(before, l), read(after, l)
	if slices.EqualFunc(was, is, func(a, b token) bool { return a.text == b.text }) {
		return Nothing, nil
	}
	if slices.EqualFunc(was, is, func(a, b token) bool { return strings.EqualFold(a.text, b.text) }) {
		return Form, nil
	}
	var why []string
	add := func(reason string, differs bool) {
		if differs {
			why = append(why, reason)
		}
	}
	known := names(was)
	for n := range names(is) {
		known[n] = true
	}
	add(WhyNumber, differ(was, is, func(t token) bool { return t.number }))
	add(WhyName, differ(was, is, func(t token) bool { return known[t.text] }))
	add(WhyNegation, denials(was, l) != denials(is, l) || suffixDenial(was, is, l))
	add(WhyQuote, t == body.Quote || t == body.PullQuote || differ(was, is, func(t token) bool { return t.quoted }))
	if len(why) > 0 {
		return Urgent, why
	}
	return Words, nil
}

// token is a word, or a sign that has the weight of one.
type token struct {
	text   string
	number bool
	quoted bool // within quotation marks
	name   bool // by its own shape
	first  bool // of its sentence
}

// isWord says whether a rune belongs to words.
func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }

// counted are signs that change what a number says.
const counted = "%‰$€£¥₽₾֏₼₺₴°№+"

// asked are signs that change what a sentence says.
const asked = "?!՞؟"

// read cuts text into the words and signs that bear its meaning.
func read(text string, l lang.Tag) (list []token) {
	rs := []rune(text)
	first, quoted := true, false
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		switch {
		case isWord(r):
			j := i + 1
			for j < len(rs) && (isWord(rs[j]) || inWord(rs, j)) {
				j++
			}
			t := token{text: strings.ReplaceAll(string(unmarked(rs[i:j])), "’", "'"), quoted: quoted, first: first}
			t.number = slices.ContainsFunc(rs[i:j], unicode.IsDigit)
			t.name = !t.number && (!first && unicode.IsUpper(r) || l == "ka" && georgianName(t.text))
			list = append(list, t)
			list = append(list, questions(rs[i:j], quoted)...)
			first, i = false, j-1
		case strings.ContainsRune(counted, r):
			list = append(list, token{text: string(r), number: true, quoted: quoted})
		case strings.ContainsRune(asked, r):
			list = append(list, token{text: string(r), quoted: quoted})
			first = true
		case strings.ContainsRune(".։…\n", r):
			first = true
		case strings.ContainsRune("„«", r):
			quoted, first = true, true
		case strings.ContainsRune("»", r):
			quoted = false
		case strings.ContainsRune("”“\"", r):
			quoted = !quoted
			first = first || quoted
		}
	}
	return list
}

// inWord says whether a sign holds two halves of a word together: an apostrophe or a
// hyphen between letters, a point or a comma between digits, a soft hyphen, and the
// Armenian marks that stand within a word.
func inWord(rs []rune, i int) bool {
	if i+1 >= len(rs) {
		return rs[i] >= 0x55A && rs[i] <= 0x55E
	}
	before, after := rs[i-1], rs[i+1]
	switch r := rs[i]; {
	case r >= 0x55A && r <= 0x55E || r == 0xAD:
		return true
	case r == '\'' || r == '’' || r == '-' || r == '‑':
		return isWord(before) && isWord(after)
	case r == '.' || r == ',' || r == 0xA0 || r == 0x202F || r == ':':
		return unicode.IsDigit(before) && unicode.IsDigit(after)
	}
	return false
}

// unmarked is a word without the marks that stand within it: stress, soft hyphens, and
// the Armenian ones, and with one kind of space and hyphen.
func unmarked(rs []rune) []rune {
	out := make([]rune, 0, len(rs))
	for _, r := range rs {
		switch {
		case r == 0x301 || r == 0xAD || r >= 0x55A && r <= 0x55E || r == 0xA0 || r == 0x202F:
		case r == '‑':
			out = append(out, '-')
		default:
			out = append(out, r)
		}
	}
	return out
}

// questions are the Armenian marks of asking and calling, which stand within a word.
func questions(rs []rune, quoted bool) (list []token) {
	for _, r := range rs {
		if r == '՞' || r == '՜' {
			list = append(list, token{text: string(r), quoted: quoted})
		}
	}
	return list
}

// names are the words of a text that are names where they stand; they are names at the
// beginning of a sentence too.
func names(list []token) map[string]bool {
	out := map[string]bool{}
	for i, t := range list {
		if t.name {
			out[t.text] = true
			// A first name before a family name: "Anna Petrova said".
			if i > 0 && list[i-1].first && !list[i-1].number && startsUpper(list[i-1].text) && !common[strings.ToLower(list[i-1].text)] {
				out[list[i-1].text] = true
			}
		}
	}
	return out
}

func startsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// differ says whether what two texts have of a kind is not the same, in the same order.
func differ(was, is []token, kind func(token) bool) bool {
	pick := func(list []token) (out []string) {
		for _, t := range list {
			if kind(t) {
				out = append(out, t.text)
			}
		}
		return out
	}
	return !slices.Equal(pick(was), pick(is))
}

// denials counts the words of a text that deny.
func denials(list []token, l lang.Tag) (n int) {
	words := denying[base(l)]
	for _, t := range list {
		w := strings.ToLower(t.text)
		if words[w] || base(l) == "en" && strings.HasSuffix(w, "n't") {
			n++
		}
	}
	return n
}

// suffixDenial says whether a word took on, or lost, what denies within a word: çıxdı,
// çıxmadı; եկավ, չեկավ.
func suffixDenial(was, is []token, l lang.Tag) bool {
	forms := inflected[base(l)]
	if forms == nil {
		return false
	}
	had, has := map[string]bool{}, map[string]bool{}
	for _, t := range was {
		had[strings.ToLower(t.text)] = true
	}
	for _, t := range is {
		has[strings.ToLower(t.text)] = true
	}
	only := func(a, b map[string]bool) bool {
		for w := range a {
			if b[w] {
				continue
			}
			for other := range b {
				if !a[other] && forms(w, other) {
					return true
				}
			}
		}
		return false
	}
	return only(had, has) || only(has, had)
}

func base(l lang.Tag) string {
	b, _, _ := strings.Cut(string(l), "-")
	return b
}

// inflected says, by language, whether a word is another one denied.
var inflected = map[string]func(plain, denied string) bool{
	"az": turkicDenial,
	"tr": turkicDenial,
	"hy": func(plain, denied string) bool { return denied == "չ"+plain },
}

// turkicDenial finds the syllable that denies a verb, wherever in it: -ma-, -mə-, and in
// the present -mır-, -mir-, -mur-, -mür-. The vowel before an ending may go with it:
// gedir, getmir.
func turkicDenial(plain, denied string) bool {
	for _, syllable := range []string{"ma", "mə", "me", "mı", "mi", "mu", "mü", "m"} {
		for at := 2; at+len(syllable) <= len(denied); at++ {
			if !strings.HasPrefix(denied[at:], syllable) {
				continue
			}
			if denied[:at]+denied[at+len(syllable):] == plain {
				return true
			}
			// The stem's last consonant hardens before it: ged-ir, get-mir.
			if stem, ok := strings.CutSuffix(denied[:at], "t"); ok && stem+"d"+denied[at+len(syllable):] == plain {
				return true
			}
			if stem, ok := strings.CutSuffix(denied[:at], "t"); ok && syllable == "m" && stem+"d"+denied[at+1:] == plain {
				return true
			}
		}
	}
	return false
}

// georgianName says whether a word has the ending of a Georgian family name.
func georgianName(w string) bool {
	for _, part := range []string{"შვილ", "ძე"} {
		if at := strings.Index(w, part); at > 2*len("ა") && len(w)-at-len(part) <= 3*len("ა") {
			return true
		}
	}
	return false
}

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// denying are the words that deny, by language.
var denying = map[string]map[string]bool{
	"en": set("not no never none nobody nothing neither nor without cannot nowhere hardly denied denies deny"),
	"ru": set("не нет ни без никогда никто никого никому ничего ничто нельзя никакой никаких нигде невозможно отрицает отрицал отрицала"),
	"uk": set("не ні немає без ніколи ніхто нікого нічого неможливо ніде жодного жоден"),
	"az": set("deyil deyildi deyildir deyillər yox yoxdur yoxdu heç nə inkar"),
	"tr": set("değil değildi değildir yok yoktur yoktu hiç hiçbir asla"),
	"hy": set("ոչ չէ չէր չի չեն չեմ չես չենք չեք չէին չկա չկար առանց ոչինչ ոչ-ոք ոչոք երբեք ոչ-մի"),
	"ka": set("არ ვერ ნუ აღარ ვეღარ არა არც ვერც ნურც არავინ ვერავინ არაფერი ვერაფერი არასდროს არასოდეს გარეშე არაა არაფერს არავის"),
	"fa": set("نه نیست نیستند نبود نشد نکرد بدون هرگز هیچ"),
	"ar": set("لا لم لن ليس ليست ليسوا غير بدون دون أبدا"),
}

// common are words that often begin a sentence before a name and are none.
var common = set(`the a an in on at by for from of and but when while after before as if then this that these those it its his her their our
	с в во на по из от до и но а как когда после перед для при это эти его её их у к ко о об за
	և բայց երբ իսկ որ այս այդ bu və amma lakin o onun bir`)
