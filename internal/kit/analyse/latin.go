package analyse

import (
	"slices"
	"strings"

	"masthead/internal/kit/lang"
)

// Latin is a loose key in plain Latin letters, of a word or stem as Folded and
// Stem give it: the same for a word in the language's own script and for the
// usual ways in which readers type it in Latin letters, and for a word with its
// marks and without them. Different words may share a key; it is empty for none.
func Latin(l lang.Tag, folded string) string {
	l = l.Base()
	key := strings.ReplaceAll(lang.Transliterate(folded, l), " ", "")
	if key == "" {
		return folded
	}
	for _, rule := range latinRules[l] {
		key = strings.ReplaceAll(key, rule[0], rule[1])
	}
	switch l {
	case lang.Persian, lang.Arabic:
		return skeleton(key)
	case lang.Georgian, lang.Armenian, lang.Russian, lang.Ukrainian, lang.Azerbaijani:
		return glides(l, key)
	}
	return key
}

// Keys are the keys under which the stem of a folded word typed in Latin letters
// may stand, likeliest first: that of the word without what seem to be its endings,
// and that of the word as it is. There is at least one and are at most five, none
// empty and no two alike.
func Keys(l lang.Tag, folded string) []string {
	l = l.Base()
	keys := make([]string, 0, 5)
	add := func(key string) {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	switch l {
	case lang.Georgian, lang.Armenian, lang.Russian, lang.Ukrainian:
		add(Latin(l, Stem(l, backFrom(l, folded))))
		for _, other := range []string{strings.ReplaceAll(folded, "j", otherJ[l]), hardC(folded)} {
			if other != folded {
				add(Latin(l, Stem(l, backFrom(l, other))))
			}
		}
	case lang.Azerbaijani, lang.Turkish:
		add(Latin(l, Stem(l, folded)))
		add(plainTurkic[l].stem(Latin(l, folded)))
	case lang.Arabic:
		add(Latin(l, withoutAffix(folded)))
	case lang.Persian:
		rest := folded
		for range 2 {
			shorter, ok := persianLatin.off(rest, 3)
			if !ok {
				break
			}
			rest = shorter
			add(Latin(l, rest))
		}
		slices.Reverse(keys)
	default:
		add(Latin(l, Stem(l, folded)))
	}
	add(Latin(l, folded))
	return keys
}

// otherJ is what else j is typed for.
var otherJ = map[lang.Tag]string{lang.Georgian: "zh", lang.Armenian: "y", lang.Russian: "zh", lang.Ukrainian: "zh"}

// hardC writes k for the c of Cancún and Mexico, as English and Spanish read it:
// any but that before e, h, i and y.
func hardC(word string) string {
	b := []byte(word)
	for i, c := range b {
		if c == 'c' && (i+1 == len(b) || strings.IndexByte("ehiy", b[i+1]) < 0) {
			b[i] = 'k'
		}
	}
	return string(b)
}

// latinRules bring the spellings of one sound together; they are applied one after
// the other, to a native word's romanisation and to what a reader types alike.
var latinRules = map[lang.Tag][][2]string{
	lang.Georgian: {
		{"kh", "h"}, {"x", "h"}, {"gh", "g"}, {"q", "k"}, // ხ, ღ, ქ and ყ
		{"tch", "c"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"}, {"w", "c"}, // ც წ ჩ ჭ; w is წ on the keyboard
		{"sh", "s"}, {"zh", "z"}, {"dz", "z"}, {"dj", "z"}, {"j", "z"},
		{"ph", "p"}, {"f", "p"}, {"th", "t"}, {"ou", "u"},
	},
	lang.Armenian: {
		{"kh", "h"}, {"x", "h"}, {"gh", "g"}, {"q", "k"},
		{"tch", "c"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"},
		{"sh", "s"}, {"zh", "z"}, {"dz", "z"}, {"dj", "z"}, {"j", "z"},
		{"ph", "p"}, {"th", "t"}, {"ou", "u"}, {"oo", "u"}, {"w", "v"}, {"ə", "y"},
	},
	lang.Russian: {
		{"shch", "s"}, {"sch", "s"}, {"kh", "h"}, {"gh", "g"}, {"th", "t"}, {"ou", "u"}, {"ks", "h"}, {"x", "h"},
		{"tch", "c"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"}, {"sh", "s"},
		{"zh", "z"}, {"dj", "dz"}, {"ph", "f"}, {"w", "v"}, {"q", "k"}, {"sc", "s"},
	},
	lang.Ukrainian: {
		{"zgh", "zg"}, {"th", "t"}, {"ou", "u"}, {"shch", "s"}, {"sch", "s"}, {"kh", "h"}, {"gh", "h"}, {"ks", "h"}, {"x", "h"},
		{"tch", "c"}, {"ts", "c"}, {"tz", "c"}, {"ch", "c"}, {"sh", "s"},
		{"zh", "z"}, {"dj", "dz"}, {"ph", "f"}, {"w", "v"}, {"q", "k"}, {"g", "h"}, {"sc", "s"},
	},
	lang.Azerbaijani: {
		{"kh", "h"}, {"x", "h"}, {"gh", "k"}, {"g", "k"}, {"q", "k"},
		{"tch", "c"}, {"ch", "c"}, {"dzh", "c"}, {"dj", "c"}, {"zh", "c"}, {"j", "c"},
		{"sh", "s"}, {"w", "v"}, {"e", "a"},
	},
	lang.Persian: {
		{"kh", "h"}, {"x", "h"}, {"gh", "g"}, {"q", "g"}, {"sh", "s"}, {"ch", "c"}, {"zh", "z"},
		{"dj", "j"}, {"ph", "f"}, {"v", "u"},
	},
	lang.Arabic: {
		{"kh", "h"}, {"5", "h"}, {"7", "h"}, {"x", "h"}, {"gh", "g"}, {"8", "g"}, {"dj", "j"},
		{"sh", "s"}, {"ch", "s"}, {"9", "s"}, {"th", "t"}, {"6", "t"}, {"dh", "d"}, {"z", "d"},
		{"ph", "f"}, {"v", "f"}, {"p", "b"}, {"q", "k"}, {"3", "a"}, {"2", "a"},
	},
}

const latinVowels = "aeiou"

// glides evens out y, j and i: a glide before a vowel is left out, any other is i;
// doubled letters are single, and a word begins with o and e, not vo and ye.
func glides(l lang.Tag, key string) string {
	if l == lang.Armenian && len(key) > 2 && strings.HasPrefix(key, "vo") {
		key = key[1:]
	}
	out := make([]byte, 0, len(key))
	for i := 0; i < len(key); i++ {
		c := key[i]
		if c == 'j' {
			c = russianJ(l, key, i)
		}
		if c == 'y' {
			if l == lang.Georgian && (i == 0 || !isLatinVowel(key[i-1])) {
				c = 'k' // ყ
			} else {
				c = 'i'
			}
		}
		n := len(out)
		switch {
		case n > 0 && out[n-1] == c && c > '9':
			continue
		case n > 0 && out[n-1] == 'i' && isLatinVowel(c):
			if l == lang.Russian && c == 'o' {
				c = 'e' // ё, which is folded to е
			}
			if out = out[:n-1]; n > 1 && out[n-2] == c {
				continue
			}
		}
		out = append(out, c)
	}
	return string(out)
}

// russianJ is what j stands for in Russian and Ukrainian in Latin letters: ж after d
// and, in Russian, at the beginning of a word, except in ja; else й.
func russianJ(l lang.Tag, key string, i int) byte {
	if i == 0 && l == lang.Russian && !strings.HasPrefix(key, "ja") || i > 0 && key[i-1] == 'd' {
		return 'z'
	}
	return 'i'
}

func isLatinVowel(c byte) bool { return strings.IndexByte(latinVowels, c) >= 0 }

// skeleton is what a script without short vowels shows of a word: the consonants,
// each once, and an a for a vowel at the beginning and at the end. A word with
// digits alone stays.
func skeleton(key string) string {
	out := make([]byte, 0, len(key))
	vowel := func(c byte) bool { return isLatinVowel(c) || c == 'y' || c == 'w' }
	if len(key) > 2 && strings.HasSuffix(key, "h") && vowel(key[len(key)-2]) {
		key = key[:len(key)-1] // a silent he
	}
	for i := 0; i < len(key); i++ {
		c := key[i]
		n := len(out)
		switch {
		case vowel(c) && (i == 0 || i == len(key)-1) && (n == 0 || out[n-1] != 'a'):
			out = append(out, 'a')
		case vowel(c), n > 0 && out[n-1] == c && c > '9':
		default:
			out = append(out, c)
		}
	}
	return string(out)
}

// backFrom writes a word typed in Latin letters in the language's own, as well as
// may be: only its endings need be right, for the stem goes back to Latin.
func backFrom(l lang.Tag, word string) string {
	back := backRules[l]
	if l == lang.Georgian || l == lang.Armenian {
		word = single(word)
	}
	var b strings.Builder
	for i := 0; i < len(word); {
		n := min(back.longest, len(word)-i)
		for ; n > 0; n-- {
			piece := word[i : i+n]
			if native, ok := back.first[piece]; ok && i == 0 {
				b.WriteString(native)
				break
			}
			if i+n == len(word) {
				if native, ok := back.final[piece]; ok {
					b.WriteString(native)
					break
				}
			}
			if native, ok := back.letters[piece]; ok {
				b.WriteString(native)
				break
			}
		}
		if n == 0 {
			return word // no Latin word
		}
		i += n
	}
	return b.String()
}

// single writes doubled consonants once, which Georgian and Armenian hardly have but
// for an s before an ending (Tbilisshi).
func single(word string) string {
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		if c := word[i]; i == 0 || c != word[i-1] || isLatinVowel(c) || c == 's' || c <= '9' {
			out = append(out, c)
		}
	}
	return string(out)
}

type backRule struct {
	letters, first, final map[string]string // anywhere; where a word begins and ends
	longest               int
}

// backTable reads "latin native" pairs.
func backTable(letters, first, final string) (rule backRule) {
	read := func(pairs string) map[string]string {
		table := map[string]string{}
		f := strings.Fields(pairs)
		for i := 0; i+1 < len(f); i += 2 {
			table[f[i]] = f[i+1]
			rule.longest = max(rule.longest, len(f[i]))
		}
		return table
	}
	rule.letters, rule.first, rule.final = read(letters), read(first), read(final)
	return rule
}

var backRules = map[lang.Tag]backRule{
	lang.Georgian: backTable(`tch ჭ sh შ zh ჟ ch ჩ ts ც tz ც dz ძ dj ჯ kh ხ gh ღ th თ ph ფ ou უ
		a ა b ბ c ც d დ e ე f ფ g გ h ჰ i ი j ჯ k კ l ლ m მ n ნ o ო p პ q ყ r რ s ს t თ u უ v ვ w წ x ხ y ყ z ზ`, ``, ``),
	lang.Armenian: backTable(`utyun ություն utiun ություն utjun ություն outyoun ություն utyan ության utian ության utyamb ությամբ
		elu ելու eluts ելուց ets եց
		sh շ zh ժ tch ճ ch չ ts ց tz ծ dz ձ dj ջ kh խ gh ղ th թ ph փ ou ու oo ու ya յա yu յու
		a ա b բ c ց d դ e ե f ֆ g գ h հ i ի j ջ k կ l լ m մ n ն o ո p պ q ք r ր s ս t տ u ու v վ w վ x խ y յ z զ`,
		`ye ե vo ո`, `y ը e ը yan յան ian յան ats ած atsy ածը atsi ածի atsner ածներ`),
	lang.Russian: backTable(`shch щ sch щ sh ш zh ж ch ч tch ч kh х gh г th т ou у ts ц tz ц ya я ja я yu ю ju ю yo е jo е ye е je е ey ей ay ай oy ой
		eye ее aye ае oye ое eya ея aya ая oya оя uya уя ayu аю eyu ею oyu ою
		a а b б c ц d д e е f ф g г h х i и j й k к l л m м n н o о p п q к r р s с t т u у v в w в x кс y ы z з`,
		``, `y ий yy ый iy ий ia ия iya ия iu ию iyu ию ii ии ie ие iye ие ey ей ay ай oy ой`),
	lang.Ukrainian: backTable(`shch щ sch щ sh ш zh ж ch ч tch ч kh х gh г th т ou у ts ц tz ц ya я ia я ja я yu ю iu ю ju ю yi ї ji ї ye є ie є je є yo йо
		ai аї ei еї oi ої ay ай ey ей oy ой
		a а b б c ц d д e е f ф g г h г i і j й k к l л m м n н o о p п q к r р s с t т u у v в w в x кс y и z з`,
		``, `yi ий yy ий ii ії ai ай ei ей oi ої`),
}

// plainTurkic strip keys: of words typed without marks, in which a or e stands for
// ə, and i and u for four vowels.
var plainTurkic = map[lang.Tag]*turkic{
	lang.Azerbaijani: {
		endings: sounded(azerbaijaniEndings, "", harmony{latinVowels, "a", "i"}, harmony{latinVowels, "a", "u"}),
		kept:    strings.Fields("kand fond kadin azarbaican"),
	},
	lang.Turkish: {
		endings: sounded(turkishEndings, turkicVoiceless, harmony{"aiou", "a", "i"}, harmony{"aiou", "a", "u"}, harmony{"eiou", "e", "i"}, harmony{"eiou", "e", "u"}),
		kept:    strings.Fields("kadin"),
	},
}

var (
	persianLatin  = newEndings("haye hayi ha i an gan")
	arabicLatin   = newEndings("ah at a een in oon un ia iya iyya i an")
	arabicArticle = strings.Fields("al el")
)

// withoutAffix takes from an Arabic word in Latin letters what the stripper takes
// from it in its own.
func withoutAffix(word string) string {
	for _, article := range arabicArticle {
		if rest, ok := strings.CutPrefix(word, article); ok && len(rest) >= 4 {
			word = rest
			break
		}
	}
	rest, _ := arabicLatin.off(word, 4)
	return rest
}
