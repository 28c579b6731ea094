package check

import (
	"slices"
	"strings"
	"unicode"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/lang"
)

// names asks for people and places: as the house writes them where it has said so, and
// else whether a name of two words or more sounds like anything on the other side.
func (p *pair) names() {
	house := p.houseNames()
	if !capitals(p.source.lang) {
		return
	}
	keys := p.target.sounds()
	for _, run := range p.source.nameRuns() {
		if slices.ContainsFunc(run, func(w word) bool { return house[w.low] }) || p.heard(run, keys) {
			continue
		}
		from, to := run[0].from, run[len(run)-1].to
		p.add(Finding{Key: Name, Target: p.target.whole(), Source: p.source.place(from, to), Args: []string{"name", string(p.source.runes[from:to])}})
	}
}

// houseNames asks for the names that the house has written down, and gives their words.
func (p *pair) houseNames() map[string]bool {
	known := map[string]bool{}
	for _, n := range p.o.Names {
		at, words := p.source.phrase(n.From)
		for _, w := range words {
			known[w] = true
		}
		if at == nil {
			continue
		}
		if in, _ := p.target.phrase(n.To); in == nil {
			p.add(Finding{Key: NameHouse, Target: p.target.whole(), Source: p.source.place(at.from, at.to),
				Args: []string{"name", string(p.source.runes[at.from:at.to]), "ways", strings.ReplaceAll(strings.Join(n.To, ", "), "*", "")}})
		}
	}
	return known
}

// phrase finds one of some phrases, whose words may end in "*", and gives all their words.
func (t *text) phrase(ways []string) (at *word, all []string) {
	for _, way := range ways {
		parts := strings.Fields(lang.Lower(way, t.lang))
		if len(parts) == 0 {
			continue
		}
		for i := 0; at == nil && i+len(parts) <= len(t.words); i++ {
			if fits(t.words[i:i+len(parts)], parts) {
				at = &word{from: t.words[i].from, to: t.words[i+len(parts)-1].to}
			}
		}
		for _, p := range parts {
			all = append(all, strings.TrimSuffix(p, "*"))
		}
	}
	return at, all
}

func fits(words []word, parts []string) bool {
	for i, p := range parts {
		stem, open := strings.CutSuffix(p, "*")
		if w := words[i].low; w != stem && (!open || !strings.HasPrefix(w, stem)) {
			return false
		}
	}
	return true
}

// capitals says that a language tells names by a capital, and that ours can be told from
// other words with one.
func capitals(l lang.Tag) bool {
	switch l.Base() {
	case lang.English, lang.Russian, lang.Ukrainian, lang.Armenian, lang.Azerbaijani, lang.Turkish:
		return true
	}
	return false
}

// nameRuns gives the runs of words with a capital that look like somebody's name: two
// or three in a row, none an ordinary word.
func (t *text) nameRuns() (runs [][]word) {
	for i := 0; i < len(t.words); {
		n := 0
		for i+n < len(t.words) && t.named(i+n) && (n == 0 || t.runes[t.words[i+n-1].to] == ' ' && t.words[i+n].from == t.words[i+n-1].to+1) {
			n++
		}
		if run := t.words[i : i+n]; n >= 2 && n <= 3 && !(t.titled()) {
			runs = append(runs, run)
		}
		i += max(n, 1)
	}
	return runs
}

func (t *text) named(i int) bool {
	w := t.words[i]
	runes := t.runes[w.from:w.to]
	if !w.cap || len(runes) < 3 || !unicode.IsLower(runes[len(runes)-1]) && runes[len(runes)-1] != '\'' {
		return false
	}
	return !slices.Contains(ordinary[t.lang.Base()], strings.TrimSuffix(w.low, "'s"))
}

// titled says that the text is written with a capital on every word, as English
// headlines are: capitals tell nothing there.
func (t *text) titled() bool {
	caps := 0
	for _, w := range t.words {
		if w.cap {
			caps++
		}
	}
	return len(t.words) >= 3 && caps*3 >= len(t.words)*2
}

// sounds gives how each word of a text sounds.
func (t *text) sounds() (keys []string) {
	for _, w := range t.words {
		keys = append(keys, sound(t.lang, w.low))
	}
	return keys
}

// sound is the skeleton of a word: its consonants in Latin letters, those that
// alphabets write for each other made one.
func sound(l lang.Tag, low string) string {
	latin := oneSound.Replace(analyse.Latin(l, analyse.Folded(l, low)))
	var b strings.Builder
	last := byte(0)
	for i := 0; i < len(latin); i++ {
		c := latin[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h', 'w', 'v':
			continue
		case 'c', 'k', 'q', 'g', 'x', 's', 'z', 'j':
			c = 'k'
		case 'd':
			c = 't'
		case 'b', 'f':
			c = 'p'
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

// oneSound are sounds that one alphabet has a letter for and another writes with two:
// Беридзе, ბერიძე.
var oneSound = strings.NewReplacer("tch", "c", "ts", "c", "tz", "c", "dzh", "z", "dz", "z", "dj", "z")

// heard says that one of the words of a name is on the other side: its skeleton begins
// a word's, one consonant of difference allowed where there are enough of them. Words of
// few consonants tell only where a name has no other.
func (p *pair) heard(run []word, keys []string) bool {
	var of []string
	for _, w := range run {
		of = append(of, sound(p.source.lang, w.low))
	}
	least := 3
	if !slices.ContainsFunc(of, func(s string) bool { return len(s) >= 3 }) {
		least = 2
	}
	for _, s := range of {
		if len(s) < 2 && least == 2 || len(s) >= least && slices.ContainsFunc(keys, func(k string) bool { return sounds(s, k) }) {
			return true
		}
	}
	return false
}

// sounds says that a word of skeleton k may be the name of skeleton s with an ending.
func sounds(s, k string) bool {
	n := min(len(s), len(k))
	switch {
	case n < 2 || len(s)-len(k) > 1:
		return false
	case strings.HasPrefix(k, s), len(s) >= 3 && n >= 3 && s[:3] == k[:3]:
		return true
	}
	return n >= 3 && (s[1:n] == k[1:n] || s[:n-1] == k[:n-1] || s[1:n] == k[:n-1] || s[:n-1] == k[1:n])
}
