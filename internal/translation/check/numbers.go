package check

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"masthead/internal/kit/lang"
)

// number is a number in figures. It may be read in more than one way: "1,234" is a
// thousand and more in English and one and a bit in Russian, "3 m" millions or metres.
type number struct {
	from, to int
	vals     []float64
	group    int  // numbers of one date share it, from 1
	soft     bool // the month of a date, the zero of a score: nobody misses it
	year     bool
	clock    bool
}

// digit gives the value of a digit of any script.
func digit(r rune) (int, bool) {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0'), true
	case r >= 0x660 && r <= 0x669:
		return int(r - 0x660), true
	case r >= 0x6F0 && r <= 0x6F9:
		return int(r - 0x6F0), true
	}
	return 0, false
}

// figures finds the numbers of a text in figures.
func (t *text) figures() (list []number) {
	for i := 0; i < len(t.runes); {
		if _, ok := digit(t.runes[i]); !ok {
			i++
			continue
		}
		s := scan(t.runes, i)
		i = s.to
		list = append(list, s.numbers(t, len(list)+1)...)
	}
	return list
}

// scanned is a run of digits with what parts them.
type scanned struct {
	from, to int
	groups   []string
	seps     []rune
	starts   []int
}

func scan(runes []rune, i int) scanned {
	s := scanned{from: i}
	for {
		s.starts = append(s.starts, i)
		var g strings.Builder
		for i < len(runes) {
			d, ok := digit(runes[i])
			if !ok {
				break
			}
			g.WriteByte(byte('0' + d))
			i++
		}
		s.groups = append(s.groups, g.String())
		s.to = i
		if i+1 >= len(runes) || !s.goesOn(runes, i) {
			return s
		}
		s.seps = append(s.seps, runes[i])
		i++
	}
}

// goesOn says that what follows at i parts the digits of one number, date or time.
func (s *scanned) goesOn(runes []rune, i int) bool {
	if _, ok := digit(runes[i+1]); !ok {
		return false
	}
	switch runes[i] {
	case '.', ',', '٫', '٬', '\'', '’', ':', '/':
		return true
	case ' ', '\u00a0', '\u202f', '\u2009':
		n := 0
		for j := i + 1; j < len(runes); j++ {
			if _, ok := digit(runes[j]); !ok {
				break
			}
			n++
		}
		return n == 3 && len(s.groups[0]) <= 3 && s.groups[0] != "0" &&
			!slices.ContainsFunc(s.seps, func(r rune) bool { return !unicode.IsSpace(r) })
	}
	return false
}

// numbers reads what was scanned.
func (s scanned) numbers(t *text, group int) []number {
	one := func(vals ...float64) []number {
		n := number{from: s.from, to: s.to, vals: vals, year: len(s.groups) == 1 && len(s.groups[0]) == 4}
		t.grow(&n)
		return []number{n}
	}
	switch {
	case len(s.groups) == 1:
		return one(value(s.groups[0]))
	case s.all(':'):
		return s.clock(t)
	case s.all('/') || len(s.groups) == 3 && s.all('.') && len(s.groups[0]) <= 2 && len(s.groups[1]) <= 2:
		return s.date(group)
	case s.thousands():
		whole := value(strings.Join(s.groups, ""))
		if len(s.groups) == 2 && strings.ContainsRune(".,٫", s.seps[0]) {
			return one(whole, value(s.groups[0]+"."+s.groups[1]))
		}
		return one(whole)
	case len(s.groups) == 2 && strings.ContainsRune(".,٫", s.seps[0]):
		return one(value(s.groups[0] + "." + s.groups[1]))
	}
	last := len(s.groups) - 1
	head := scanned{groups: s.groups[:last], seps: s.seps[:last-1]}
	if head.thousands() && len(head.seps) > 0 && s.seps[last-1] != head.seps[0] && strings.ContainsRune(".,٫", s.seps[last-1]) {
		return one(value(strings.Join(head.groups, "") + "." + s.groups[last]))
	}
	return s.apart()
}

func (s scanned) all(sep rune) bool {
	return !slices.ContainsFunc(s.seps, func(r rune) bool { return r != sep })
}

// thousands says that the groups are those of one whole number.
func (s scanned) thousands() bool {
	if len(s.groups[0]) > 3 || s.groups[0] == "0" && len(s.groups) > 1 {
		return false
	}
	for i, g := range s.groups[1:] {
		if len(g) != 3 || s.seps[i] != s.seps[0] || s.seps[i] == ':' || s.seps[i] == '/' {
			return false
		}
	}
	return true
}

func (s scanned) clock(t *text) []number {
	if len(s.groups) > 3 || len(s.groups[0]) > 2 || len(s.groups[1]) != 2 {
		return s.apart()
	}
	v := value(s.groups[0]) + value(s.groups[1])/100
	n := number{from: s.from, to: s.to, vals: []float64{v}, clock: true}
	if h := value(s.groups[0]); h < 24 {
		n.vals = append(n.vals, math.Mod(h+12, 24)+value(s.groups[1])/100)
	}
	return []number{n}
}

// date reads 3.5.2024, 03/05/2024 and 9/11: which of them is the month is not asked.
func (s scanned) date(group int) []number {
	list := s.apart()
	for i := range list {
		list[i].group = group
		if v := list[i].vals[0]; v >= 1 && v <= 12 && len(s.groups) == 3 {
			list[i].soft = true
		}
	}
	return list
}

func (s scanned) apart() (list []number) {
	for i, g := range s.groups {
		list = append(list, number{from: s.starts[i], to: s.starts[i] + len(g), vals: []float64{value(g)}})
	}
	return list
}

func value(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// grow reads what stands behind a number: millions, a time of day.
func (t *text) grow(n *number) {
	i := n.to
	for i < len(t.runes) && i < n.to+2 && (unicode.IsSpace(t.runes[i]) && t.runes[i] != '\n' || t.runes[i] == '-' || t.runes[i] == '‑') {
		i++
	}
	from := i
	for i < len(t.runes) && (unicode.IsLetter(t.runes[i]) || unicode.IsMark(t.runes[i])) {
		i++
	}
	behind := lang.Lower(string(t.runes[from:i]), t.lang)
	if behind == "" {
		return
	}
	first := n.vals
	for _, m := range multipliers(t.lang, behind) {
		grown := make([]float64, len(first))
		for j, v := range first {
			grown[j] = v * m.by
		}
		if m.sure {
			n.vals = grown
		} else {
			n.vals = append(n.vals, grown...)
		}
	}
	if half := first[0]; half <= 12 && (behind == "pm" || behind == "am" || behind == "p" || behind == "a") && t.lang.Base() == lang.English {
		n.vals = append(n.vals, math.Mod(half+12, 24))
		n.clock = true
	}
}

// numbers asks whether the figures of one side stand on the other, in figures or words.
func (p *pair) numbers() {
	s, t := p.source.figures(), p.target.figures()
	sw, tw := p.source.spelled(), p.target.spelled()
	missing := unmet(s, t, tw, p.source.lang, p.target.lang)
	added := unmet(t, s, sw, p.target.lang, p.source.lang)
	if persianDate(p, s, t) {
		missing, added = large(missing), large(added)
	}
	if len(missing) == 1 && len(added) == 1 {
		p.add(Finding{Key: NumberChanged, Target: p.target.place(added[0].from, added[0].to), Source: p.source.place(missing[0].from, missing[0].to),
			Args: []string{"was", p.source.cutOut(missing[0]), "is", p.target.cutOut(added[0])}})
		return
	}
	for _, n := range missing {
		p.add(Finding{Key: NumberMissing, Target: p.target.whole(), Source: p.source.place(n.from, n.to), Args: []string{"number", p.source.cutOut(n)}})
	}
	for _, n := range added {
		p.add(Finding{Key: NumberAdded, Target: p.target.place(n.from, n.to), Args: []string{"number", p.target.cutOut(n)}})
	}
	if len(missing)+len(added) == 0 {
		p.wordNumbers(s, t, sw, tw)
	}
}

func (t *text) cutOut(n number) string { return string(t.runes[n.from:n.to]) }

// unmet gives the numbers of one side that the other has neither in figures nor in words.
func unmet(mine, theirs []number, words []spelled, from, to lang.Tag) (list []number) {
	for _, n := range mine {
		met := n.soft
		for _, o := range theirs {
			met = met || meets(n, o, from, to)
		}
		for _, w := range words {
			met = met || slices.ContainsFunc(n.vals, func(v float64) bool { return near(v, w.val) })
		}
		if !met && !slices.ContainsFunc(list, func(o number) bool { return near(o.vals[0], n.vals[0]) }) {
			list = append(list, n)
		}
	}
	return list
}

// meets says that two numbers may be one: the same, the same without its century
// ("1980s", "80-е"), or a time by the other clock.
func meets(a, b number, from, to lang.Tag) bool {
	for _, v := range a.vals {
		for _, w := range b.vals {
			if near(v, w) || short(v, w) || short(w, v) {
				return true
			}
			if (from == lang.Persian) != (to == lang.Persian) && (v > 1200 && v < 1500 || w > 1200 && w < 1500) {
				if d := math.Abs(v - w); d == 621 || d == 622 {
					return true
				}
			}
		}
	}
	return a.clock && b.clock && near(math.Mod(a.vals[0], 12), math.Mod(b.vals[0], 12))
}

func near(a, b float64) bool {
	return a == b || math.Abs(a-b) <= 1e-9*max(math.Abs(a), math.Abs(b))
}

// short says that w is the year v without its century.
func short(v, w float64) bool {
	return v >= 1000 && v < 2100 && w < 100 && v == math.Trunc(v) && math.Mod(v, 100) == w
}

// persianDate says that one side tells a date by Iran's calendar: its day and month are
// others too.
func persianDate(p *pair, s, t []number) bool {
	if (p.source.lang.Base() == lang.Persian) == (p.target.lang.Base() == lang.Persian) {
		return false
	}
	mine, names := t, p.target.words
	if p.source.lang.Base() == lang.Persian {
		mine, names = s, p.source.words
	}
	for _, n := range mine {
		if n.year && n.vals[0] > 1250 && n.vals[0] < 1500 {
			return true
		}
	}
	return slices.ContainsFunc(names, func(w word) bool { return slices.Contains(jalaliMonths, w.low) })
}

func large(list []number) []number {
	return slices.DeleteFunc(list, func(n number) bool { return n.vals[0] <= 31 })
}

// wordNumbers asks for numbers in words where nothing is to be said of figures: that
// the source has one that the translation lacks, and the translation another.
func (p *pair) wordNumbers(s, t []number, sw, tw []spelled) {
	lost, gained := strayWords(sw, tw, t), strayWords(tw, sw, s)
	if len(lost) != 1 || len(gained) != 1 {
		return
	}
	p.add(Finding{Key: NumberChanged, Target: p.target.place(gained[0].from, gained[0].to), Source: p.source.place(lost[0].from, lost[0].to),
		Args: []string{"was", string(p.source.runes[lost[0].from:lost[0].to]), "is", string(p.target.runes[gained[0].from:gained[0].to])}})
}

// strayWords gives the numbers in words, three and more, that the other side has not.
func strayWords(mine, theirs []spelled, figures []number) (list []spelled) {
	for _, w := range mine {
		if !w.sure || w.val < 3 {
			continue
		}
		met := slices.ContainsFunc(theirs, func(o spelled) bool { return near(o.val, w.val) }) ||
			slices.ContainsFunc(figures, func(n number) bool {
				return slices.ContainsFunc(n.vals, func(v float64) bool { return near(v, w.val) || short(v, w.val) })
			})
		if !met {
			list = append(list, w)
		}
	}
	return list
}
