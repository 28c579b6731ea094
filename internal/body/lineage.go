package body

import "strings"

// LineageKind says how one block came from another.
type LineageKind string

// The kinds of lineage.
const (
	SplitFrom  LineageKind = "split-from"  // Block is new and holds words that Other had
	MergedInto LineageKind = "merged-into" // Block is gone and Other holds its words
)

// Lineage tells where the words of a block came from or went.
type Lineage struct {
	Kind  LineageKind
	Block string
	Other string
}

// FindLineage compares two states of a body: which new blocks were split off a
// block that lost their words, and which blocks that are gone went into one that
// gained theirs. At least half of the words must agree.
func FindLineage(base, next Doc) []Lineage {
	before, after := wordCounts(base), wordCounts(next)
	lost, gained := map[string]counts{}, map[string]counts{}
	for id, words := range before {
		if now, ok := after[id]; ok {
			lost[id] = words.minus(now)
		}
	}
	for id, words := range after {
		gained[id] = words.minus(before[id])
	}
	losers, gainers := indexWords(lost, base), indexWords(gained, next)
	var out []Lineage
	for i := range next.Blocks {
		id := next.Blocks[i].ID
		if _, old := before[id]; !old {
			if from := losers.best(after[id]); from != "" {
				out = append(out, Lineage{SplitFrom, id, from})
			}
		}
	}
	for i := range base.Blocks {
		id := base.Blocks[i].ID
		if _, kept := after[id]; !kept {
			if into := gainers.best(before[id]); into != "" {
				out = append(out, Lineage{MergedInto, id, into})
			}
		}
	}
	return out
}

// counts says how often each word occurs.
type counts map[string]int

func wordCounts(doc Doc) map[string]counts {
	out := make(map[string]counts, len(doc.Blocks))
	for i := range doc.Blocks {
		c := counts{}
		eachWord(Plain(doc.Blocks[i]), func(w string) { c[strings.ToLower(w)]++ })
		out[doc.Blocks[i].ID] = c
	}
	return out
}

func (c counts) minus(d counts) counts {
	out := counts{}
	for w, n := range c {
		if n > d[w] {
			out[w] = n - d[w]
		}
	}
	return out
}

func (c counts) total() int {
	n := 0
	for _, k := range c {
		n += k
	}
	return n
}

func (c counts) shared(d counts) int {
	n := 0
	for w, k := range c {
		n += min(k, d[w])
	}
	return n
}

// maxPostings: a word in more blocks than this says nothing of where others came from.
const maxPostings = 64

// wordIndex finds blocks by their words.
type wordIndex struct {
	ids    []string
	counts []counts
	blocks map[string][]int // by word, the places in ids
}

func indexWords(words map[string]counts, doc Doc) *wordIndex {
	x := &wordIndex{blocks: map[string][]int{}}
	for i := range doc.Blocks {
		c, ok := words[doc.Blocks[i].ID]
		if !ok || len(c) == 0 {
			continue
		}
		for w := range c {
			if len(x.blocks[w]) <= maxPostings {
				x.blocks[w] = append(x.blocks[w], len(x.ids))
			}
		}
		x.ids, x.counts = append(x.ids, doc.Blocks[i].ID), append(x.counts, c)
	}
	return x
}

// best finds the block with most of the words, the first of equals, or "".
func (x *wordIndex) best(words counts) string {
	need, most, best := (words.total()+1)/2, 0, -1
	tried := map[int]bool{}
	for w := range words {
		if len(x.blocks[w]) > maxPostings {
			continue
		}
		for _, i := range x.blocks[w] {
			if tried[i] {
				continue
			}
			tried[i] = true
			if n := words.shared(x.counts[i]); n >= need && (n > most || n == most && i < best) {
				most, best = n, i
			}
		}
	}
	if best < 0 {
		return ""
	}
	return x.ids[best]
}
