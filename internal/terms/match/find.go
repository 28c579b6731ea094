package match

import (
	"slices"

	"masthead/internal/kit/lang"
)

// Near is how many words around a hit are asked for the words of Unless.
const Near = 6

// Rule is what is looked for: any of the patterns, where none of the others is near.
type Rule struct {
	Patterns []Pattern
	Unless   []Pattern
}

// Set is many rules of one language, ready to be looked for at once.
type Set struct {
	lang  lang.Tag
	rules []Rule
	heads map[string][]head // by the stem of a pattern's first word
	sizes []bool            // of those stems, in bytes
}

type head struct{ rule, pattern int }

// Hit is a place where a rule's words stand. From and To count UTF-16 units, as scripts
// do; Start and End bytes.
type Hit struct {
	Rule       int // its place in the set
	Pattern    int // its place in the rule
	From, To   int
	Start, End int
	Words      string
	Quoted     bool // within quotation marks
	Begins     bool // a sentence begins with it

	endings []int    // of the words with lists of endings, in turn: which it was
	rests   []string // of the words with any ending, in turn: what it was
	capital bool     // the pattern begins with a capital
}

// Compile makes rules ready. Texts of the language l can be looked through with it.
func Compile(l lang.Tag, rules []Rule) *Set {
	s := &Set{lang: l, rules: rules, heads: make(map[string][]head, len(rules))}
	for i, r := range rules {
		for j, p := range r.Patterns {
			stem := p.words[0].stem
			s.heads[stem] = append(s.heads[stem], head{i, j})
			for len(s.sizes) <= len(stem) {
				s.sizes = append(s.sizes, false)
			}
			s.sizes[len(stem)] = true
		}
	}
	return s
}

// Find looks a text through. Of hits of one rule that overlap the longest counts. Hits
// come in the order of the text.
func (s *Set) Find(text string) []Hit {
	if len(s.heads) == 0 || text == "" {
		return nil
	}
	var hits []Hit
	tokens := scan(text, s.lang)
	for at := range tokens {
		folded := tokens[at].folded
		for n := 1; n <= len(folded) && n < len(s.sizes); n++ {
			if !s.sizes[n] {
				continue
			}
			for _, h := range s.heads[folded[:n]] {
				if hit, ok := s.try(text, tokens, at, h); ok {
					hits = append(hits, hit)
				}
			}
		}
	}
	return longest(hits)
}

func (s *Set) try(text string, tokens []token, at int, h head) (Hit, bool) {
	p := s.rules[h.rule].Patterns[h.pattern]
	endings, ok := p.at(tokens, at)
	if !ok || s.near(tokens, at, at+len(p.words), s.rules[h.rule].Unless) {
		return Hit{}, false
	}
	first, last := &tokens[at], &tokens[at+len(p.words)-1]
	hit := Hit{
		Rule: h.rule, Pattern: h.pattern, From: first.from, To: last.to, Start: first.start, End: last.end, Words: text[first.start:last.end],
		Quoted: first.quoted && last.quoted, Begins: first.begins, endings: endings, capital: p.words[0].capital,
	}
	for i, w := range p.words {
		if w.any {
			t := tokens[at+i]
			hit.rests = append(hit.rests, restOf(text[t.start:t.end], w.stem, s.lang))
		}
	}
	return hit, true
}

// at says whether the pattern stands at a word, and which endings its words have.
func (p Pattern) at(tokens []token, at int) (endings []int, ok bool) {
	if at+len(p.words) > len(tokens) {
		return nil, false
	}
	for i := range p.words {
		w, t := &p.words[i], &tokens[at+i]
		if i > 0 && (t.gap == parted || t.gap == dotted && !p.words[i-1].dot) {
			return nil, false
		}
		ending, ok := w.fits(t)
		if !ok {
			return nil, false
		}
		if len(w.endings) > 0 {
			endings = append(endings, ending)
		}
	}
	return endings, true
}

// near says whether one of the patterns stands within Near words of tokens[from:to].
func (s *Set) near(tokens []token, from, to int, patterns []Pattern) bool {
	for _, p := range patterns {
		for at := max(0, from-Near); at < min(len(tokens), to+Near); at++ {
			if at >= from && at+len(p.words) <= to {
				continue // the words themselves
			}
			if _, ok := p.at(tokens, at); ok {
				return true
			}
		}
	}
	return false
}

// restOf is what follows a stem in a word as it is written.
func restOf(written, stem string, l lang.Tag) string {
	for i := range written {
		if i > 0 && fold(written[:i], l) == stem {
			return written[i:]
		}
	}
	return ""
}

// longest drops hits that another of the same rule covers.
func longest(hits []Hit) []Hit {
	slices.SortStableFunc(hits, func(a, b Hit) int {
		if a.Rule != b.Rule {
			return a.Rule - b.Rule
		}
		if a.From != b.From {
			return a.From - b.From
		}
		return b.To - a.To
	})
	kept := hits[:0]
	for _, h := range hits {
		if n := len(kept); n > 0 && kept[n-1].Rule == h.Rule && h.From < kept[n-1].To {
			if h.To > kept[n-1].To && h.To-h.From > kept[n-1].To-kept[n-1].From {
				kept[n-1] = h
			}
			continue
		}
		kept = append(kept, h)
	}
	slices.SortStableFunc(kept, func(a, b Hit) int { return a.From - b.From })
	return kept
}
