package check

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"masthead/internal/kit/lang"
)

// spelled is a number in words. Only sure ones are missed where they are not; the
// others (ordinals, "decade", months) can stand for a figure on the other side.
type spelled struct {
	from, to int
	val      float64
	sure     bool
}

type multiplier struct {
	by   float64
	sure bool
}

// multipliers says what a word behind a figure makes of it.
func multipliers(l lang.Tag, behind string) (list []multiplier) {
	for _, m := range numerals(l).times {
		if behind == m.word || m.open && strings.HasPrefix(behind, m.word) {
			return []multiplier{{m.by, m.sure}}
		}
	}
	return nil
}

type timesWord struct {
	word string
	by   float64
	open bool // any ending
	sure bool
}

// numeralTable is what a language has for numbers in words.
type numeralTable struct {
	exact  map[string]float64 // cardinals
	loose  []looseNumeral     // stems of whatever stands for a number
	times  []timesWord
	months map[string]float64
	ten    bool // eleven is ten and one, in two words
}

type looseNumeral struct {
	stem string
	val  float64
}

var tables = struct {
	sync.Mutex
	of map[lang.Tag]*numeralTable
}{of: map[lang.Tag]*numeralTable{}}

// numerals gives the table of a language, made once; an empty one where there is none.
func numerals(l lang.Tag) *numeralTable {
	base := l.Base()
	tables.Lock()
	defer tables.Unlock()
	t := tables.of[base]
	if t == nil {
		t = newNumerals(base)
		tables.of[base] = t
	}
	return t
}

// newNumerals reads a table of lines "5 five fifth*": the value, and its words; those
// with a star allow any ending and are not sure.
func newNumerals(l lang.Tag) *numeralTable {
	t := &numeralTable{exact: map[string]float64{}, months: map[string]float64{}}
	for _, line := range strings.Split(numeralWords[l], "\n") {
		f := strings.Fields(line)
		if len(f) < 2 {
			continue
		}
		v, err := strconv.ParseFloat(f[0], 64)
		if err != nil {
			continue
		}
		for _, w := range f[1:] {
			if stem, open := strings.CutSuffix(w, "*"); open {
				t.loose = append(t.loose, looseNumeral{stem, v})
			} else {
				t.exact[w] = v
			}
		}
	}
	t.ten = l == lang.Azerbaijani || l == lang.Turkish
	t.compound(l)
	for _, w := range strings.Fields(multiplierWords[l]) {
		name, by, _ := strings.Cut(w, "=")
		stem, open := strings.CutSuffix(name, "*")
		stem, unsure := strings.CutSuffix(stem, "?")
		v, err := strconv.ParseFloat(by, 64)
		if err == nil {
			t.times = append(t.times, timesWord{stem, v, open, !unsure})
		}
	}
	// The longest stem is the one that is meant: "седьм" before "сем".
	slices.SortStableFunc(t.loose, func(a, b looseNumeral) int { return len(b.stem) - len(a.stem) })
	for i, stem := range strings.Fields(monthStems[l]) {
		for _, s := range strings.Split(stem, "|") {
			t.months[s] = float64(i + 1)
		}
	}
	return t
}

// spelled finds the numbers in words, and what stands for one.
func (t *text) spelled() (list []spelled) {
	table := numerals(t.lang)
	for i := 0; i < len(t.words); i++ {
		w := t.words[i]
		if n, last, ok := table.sum(t.words, i, t.runes); ok {
			list = append(list, spelled{w.from, t.words[last].to, n, true})
			for j := i; last > i && j <= last; j++ { // "twenty five" may be 20 and 5
				list = append(list, spelled{from: t.words[j].from, to: t.words[j].to, val: table.exact[t.words[j].low]})
			}
			i = last
			continue
		}
		list = append(list, table.hints(w)...)
	}
	return list
}

// sum reads cardinals in a row: "two hundred and five", "двадцать пять", "yüz iyirmi".
func (t *numeralTable) sum(words []word, i int, runes []rune) (total float64, last int, ok bool) {
	var done, part float64
	below := 1e18 // what may follow is smaller
	for j := i; j < len(words) && j < i+12; j++ {
		if j > i && !adjoin(runes, words[j-1], words[j]) {
			break
		}
		v, known := t.exact[words[j].low]
		if !known {
			if ok && slices.Contains(numeralAnd, words[j].low) {
				continue // it counts only if a number follows, for last stays where it is
			}
			break
		}
		switch {
		case v >= 1000 && (v < below || part > 0):
			done += max(part, 1) * v
			part, below = 0, v
		case v == 100 && part > 1 && part < 10:
			part, below = part*100, 100
		case v < below && v < 1000:
			part += v
			below = t.after(v)
		default:
			return done + part, last, ok
		}
		last, ok = j, true
	}
	return done + part, last, ok
}

// after says below which value a number must be to go on after one of v.
func (t *numeralTable) after(v float64) float64 {
	switch {
	case v >= 100:
		return 100
	case v >= 20, v == 10 && t.ten:
		return 10
	}
	return 0
}

// adjoin says that only a space or a hyphen parts two words.
func adjoin(runes []rune, a, b word) bool {
	return b.from-a.to == 1 && strings.ContainsRune(" -\u00a0‑", runes[a.to])
}

// hints gives the numbers that a word may stand for.
func (t *numeralTable) hints(w word) (list []spelled) {
	for stem, m := range t.months {
		if strings.HasPrefix(w.low, stem) {
			list = append(list, spelled{from: w.from, to: w.to, val: m})
		}
	}
	for _, l := range t.loose {
		if strings.HasPrefix(w.low, l.stem) {
			list = append(list, spelled{from: w.from, to: w.to, val: l.val})
			break
		}
	}
	if v := roman(w.low); v > 0 && (w.cap || len(w.low) > 1) {
		list = append(list, spelled{from: w.from, to: w.to, val: v})
	}
	return list
}

// roman reads a numeral from I to XXXIX, of centuries, kings and congresses.
func roman(s string) float64 {
	tens := len(s) - len(strings.TrimLeft(s, "x"))
	one, ok := map[string]float64{"": 0, "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9}[strings.TrimLeft(s, "x")]
	if !ok {
		one, ok = map[string]float64{"xi": 1, "xix": 9}[s]
	}
	if tens > 3 || !ok {
		return 0
	}
	return float64(10*tens) + one
}
