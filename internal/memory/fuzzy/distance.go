package fuzzy

// Pattern is a folded text that others are compared with. It is for one goroutine.
type Pattern struct {
	runes  []rune
	blocks int
	ascii  [128][]uint64
	others map[rune][]uint64
	plus   []uint64 // where the column of the table grows by one from row to row
	minus  []uint64 // where it falls
}

// NewPattern prepares a text.
func NewPattern(folded string) *Pattern {
	p := &Pattern{runes: []rune(folded), others: map[rune][]uint64{}}
	p.blocks = max(1, (len(p.runes)+63)/64)
	p.plus, p.minus = make([]uint64, p.blocks), make([]uint64, p.blocks)
	for i, r := range p.runes {
		bits := p.bits(r)
		if bits == nil {
			bits = make([]uint64, p.blocks)
			if r < 128 {
				p.ascii[r] = bits
			} else {
				p.others[r] = bits
			}
		}
		bits[i/64] |= 1 << (i % 64)
	}
	return p
}

// bits tells at which places of the pattern a letter stands; nil for nowhere.
func (p *Pattern) bits(r rune) []uint64 {
	if r < 128 {
		return p.ascii[r]
	}
	return p.others[r]
}

// Distance is how many letters must be put in, taken out or changed to make one text of the
// other (Levenshtein's), by the bit-parallel method of Myers (1999) in blocks of 64 after
// Hyyrö (2003). What is farther than most is told as most+1.
func (p *Pattern) Distance(text []rune, most int) int {
	m := len(p.runes)
	if m == 0 || len(text) == 0 {
		return min(max(m, len(text)), most+1)
	}
	if d := m - len(text); d > most || -d > most {
		return most + 1
	}
	for b := range p.blocks {
		p.plus[b], p.minus[b] = ^uint64(0), 0
	}
	score := m
	for i, r := range text {
		score += p.column(p.bits(r))
		if score-(len(text)-1-i) > most {
			return most + 1
		}
	}
	return score
}

// column goes on by one letter of the text and tells by how much the last row changed.
func (p *Pattern) column(bits []uint64) (change int) {
	last := uint64(1) << ((len(p.runes) - 1) % 64)
	in := 1 // the first row grows with every letter
	for b := range p.blocks {
		var equal uint64
		if bits != nil {
			equal = bits[b]
		}
		plus, minus := p.plus[b], p.minus[b]
		vertical := equal | minus
		if in < 0 {
			equal |= 1
		}
		across := (((equal & plus) + plus) ^ plus) | equal
		grows := minus | ^(across | plus)
		falls := plus & across
		mark := uint64(1) << 63
		if b == p.blocks-1 {
			mark = last
		}
		out := 0
		switch {
		case grows&mark != 0:
			out = 1
		case falls&mark != 0:
			out = -1
		}
		grows, falls = grows<<1, falls<<1
		switch {
		case in > 0:
			grows |= 1
		case in < 0:
			falls |= 1
		}
		p.plus[b] = falls | ^(vertical | grows)
		p.minus[b] = grows & vertical
		in = out
	}
	return in
}

// Similarity is 1 for equal texts and 0 for those that share nothing: one less the distance
// over the longer length. What lies below least is told as 0.
func (p *Pattern) Similarity(folded string, least float64) float64 {
	text := []rune(folded)
	longer := max(len(p.runes), len(text))
	if longer == 0 {
		return 1
	}
	most := int((1-least)*float64(longer) + 1e-9)
	d := p.Distance(text, most)
	if d > most {
		return 0
	}
	return 1 - float64(d)/float64(longer)
}
