package check

import (
	"strings"
	"unicode"

	"masthead/internal/kit/lang"
)

// scripts that a word may be written in, by the code that kit/lang gives.
var scripts = map[string]*unicode.RangeTable{
	"Latn": unicode.Latin, "Cyrl": unicode.Cyrillic, "Armn": unicode.Armenian, "Geor": unicode.Georgian,
	"Arab": unicode.Arabic, "Grek": unicode.Greek, "Hebr": unicode.Hebrew,
}

// scriptOf gives the script of a letter, or "".
func scriptOf(r rune) string {
	if r < 0x80 {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return "Latn"
		}
		return ""
	}
	if !unicode.IsLetter(r) {
		return ""
	}
	for code, table := range scripts {
		if unicode.Is(table, r) {
			return code
		}
	}
	return ""
}

// mixed asks for words with letters of two scripts that look alike. An ending on a
// foreign name is no mixture in the languages that put it so.
func (p *pair) mixed() {
	t := &p.target
	for _, w := range t.words {
		first, turns, last := "", 0, ""
		for _, r := range t.runes[w.from:w.to] {
			s := scriptOf(r)
			if s == "" {
				continue
			}
			if first == "" {
				first = s
			}
			if last != "" && s != last {
				turns++
			}
			last = s
		}
		own := lang.Tag(t.lang).Script()
		if turns == 0 || turns == 1 && first == "Latn" && last == own && !alike(first, own) {
			continue
		}
		p.add(Finding{Key: MixedScripts, Target: t.place(w.from, w.to), Args: []string{"word", string(t.runes[w.from:w.to])}})
	}
}

// alike says that two scripts have letters that cannot be told apart.
func alike(a, b string) bool {
	return strings.Contains("Latn Cyrl Grek", a) && strings.Contains("Latn Cyrl Grek", b)
}

// rest asks for what was not translated: words of the source, in its order, and words
// in its script where the translation has another.
func (p *pair) rest() {
	s, t := &p.source, &p.target
	from, to := s.lang.Script(), t.lang.Script()
	least, lows := 4, 2
	if from != to {
		least, lows = 2, 1
	}
	if s.lang.Base() == t.lang.Base() {
		return
	}
	known := map[string][]int{}
	for i, w := range s.words {
		known[w.low] = append(known[w.low], i)
	}
	for i := 0; i < len(t.words); {
		n := longest(s.words, t.words, i, known)
		if n >= least && lower(t.words[i:i+n]) >= lows && !numeral(t.words[i:i+n]) {
			a, b := t.words[i].from, t.words[i+n-1].to
			p.add(Finding{Key: Untranslated, Target: t.place(a, b), Args: []string{"words", shorten(string(t.runes[a:b]))}})
		}
		i += max(n, 1)
	}
	p.foreign(from, to)
}

// longest gives how many words from i on stand in the source in a row.
func longest(source, target []word, i int, known map[string][]int) (most int) {
	for _, at := range known[target[i].low] {
		n := 0
		for at+n < len(source) && i+n < len(target) && source[at+n].low == target[i+n].low {
			n++
		}
		most = max(most, n)
	}
	return most
}

// lower counts the words that are no names: without a capital, of more than one letter.
func lower(words []word) (n int) {
	for _, w := range words {
		if !w.cap && len(w.low) > 1 && !strings.ContainsFunc(w.low, unicode.IsDigit) {
			n++
		}
	}
	return n
}

func numeral(words []word) bool {
	for _, w := range words {
		if !strings.ContainsFunc(w.low, unicode.IsDigit) {
			return false
		}
	}
	return true
}

// foreign asks for a translation most of whose letters are in the source's script.
func (p *pair) foreign(from, to string) {
	if from == to || scripts[to] == nil || scripts[from] == nil {
		return
	}
	var own, other int
	for _, r := range p.target.runes {
		switch scriptOf(r) {
		case to:
			own++
		case from:
			other++
		}
	}
	if other <= own || p.foreignSource(to, from) {
		return
	}
	for _, f := range p.found {
		if f.Key == Untranslated {
			return
		}
	}
	p.add(Finding{Key: Untranslated, Target: p.target.whole(), Args: []string{"words", shorten(string(p.target.runes))}})
}

// foreignSource says that the source itself is not in its language's script.
func (p *pair) foreignSource(to, from string) bool {
	var own, all int
	for _, r := range p.source.runes {
		if s := scriptOf(r); s != "" {
			all++
			if s == from {
				own++
			}
		}
	}
	return own*2 < all
}
