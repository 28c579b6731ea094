package edition

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
)

// Bounds of what one word may stand for.
const (
	maxAlike    = 8     // words with one Latin key
	maxBegun    = 12    // words that begin as the last one does
	maxRange    = 2_000 // words looked at for them, and for those much like one
	minMendable = 4     // letters of a word that another is taken for
)

// known is a word of the edition's live copies.
type known struct {
	stem, latin string
	n           [levels]int64
}

// resolve finds out what each word of a question is in the edition's own words: the
// word itself; one that is typed in Latin letters; for the last, words that begin so;
// and at last the word that is most like it.
func resolve(ctx context.Context, tx *db.Tx, q Question, parsed query) (*hunt, error) {
	h := &hunt{q: q, phrases: parsed.phrases, filters: q.filters()}
	stems := make([]string, len(parsed.words))
	for i, w := range parsed.words {
		stems[i] = w.stem
	}
	found, err := wordsByStem(ctx, tx, q.Lang, stems)
	if err != nil {
		return nil, err
	}
	for _, w := range parsed.words {
		g, exact, err := h.resolveWord(ctx, tx, w, found[w.stem])
		if err != nil {
			return nil, err
		}
		if !exact { // a phrase is looked for as it was typed
			h.loose = h.loose || len(h.phrases) > 0
			h.phrases = nil
		}
		if len(g.stems) == 0 {
			h.loose = true
			continue
		}
		h.mended = h.mended || g.mended
		h.groups = append(h.groups, g)
	}
	return h, nil
}

func (h *hunt) resolveWord(ctx context.Context, tx *db.Tx, w asked, exact known) (g group, same bool, err error) {
	g.asked = w
	if exact.n[inText] > 0 {
		g.add(exact)
	}
	if ascii(w.folded) {
		alike, err := h.alike(ctx, tx, w, exact.n[inText] > 0)
		if err != nil {
			return g, false, err
		}
		g.add(alike...)
	}
	if len(g.stems) == 0 && w.open {
		begun, err := h.begun(ctx, tx, w)
		if err != nil {
			return g, false, err
		}
		g.add(begun...)
	}
	if len(g.stems) == 0 {
		near, err := h.near(ctx, tx, w)
		if err != nil {
			return g, false, err
		}
		g.add(near...)
		g.mended = len(near) > 0
	}
	return g, exact.n[inText] > 0, nil
}

func (g *group) add(words ...known) {
	for _, w := range words {
		if slices.Contains(g.stems, w.stem) {
			continue
		}
		g.stems = append(g.stems, w.stem)
		for i := range g.n {
			g.n[i] += w.n[i]
		}
	}
}

// alike finds the words that a word typed in Latin letters may be: those under the
// likeliest of its keys that has any. One that is a word itself stands beside those
// of its own key only.
func (h *hunt) alike(ctx context.Context, tx *db.Tx, w asked, isWord bool) ([]known, error) {
	keys := analyse.Keys(h.q.Lang, w.folded)
	if isWord {
		keys = keys[:min(len(keys), 1)]
	}
	found, err := wordsByLatin(ctx, tx, h.q.Lang, keys)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		var list []known
		for _, f := range found {
			if f.latin == k {
				list = append(list, f)
			}
		}
		if len(list) > 0 {
			return commonest(list, maxAlike), nil
		}
	}
	return nil, nil
}

// begun finds the commonest words that begin as the last word of a question does.
func (h *hunt) begun(ctx context.Context, tx *db.Tx, w asked) ([]known, error) {
	found, err := wordsFrom(ctx, tx, byStem, h.q.Lang, w.folded)
	if err == nil && len(found) == 0 && ascii(w.folded) {
		if key := analyse.Latin(h.q.Lang, w.folded); len(key) >= minPrefix {
			found, err = wordsFrom(ctx, tx, byLatin, h.q.Lang, key)
		}
	}
	return commonest(found, maxBegun), err
}

func commonest(list []known, n int) []known {
	slices.SortFunc(list, func(a, b known) int {
		return cmp.Or(cmp.Compare(b.n[inText], a.n[inText]), strings.Compare(a.stem, b.stem))
	})
	return list[:min(len(list), n)]
}

// near finds the word that is most like one that no copy has: at most two letters
// wrong, missing, too many or changed in order, one in a short word. It is looked for
// among the words whose beginning is the same, or the same but for such a fault.
func (h *hunt) near(ctx context.Context, tx *db.Tx, w asked) ([]known, error) {
	whole, key := analyse.Latin(h.q.Lang, w.folded), analyse.Latin(h.q.Lang, w.stem)
	if utf8.RuneCountInString(w.folded) < minMendable || len(key) < 3 {
		return nil, nil
	}
	bound := 1
	if utf8.RuneCountInString(w.folded) > 5 {
		bound = 2
	}
	var best known
	least := bound + 1
	beginnings := []string{key[:2], key[1:2] + key[:1], key[1:3], key[:1] + key[2:3]}
	for i, b := range beginnings {
		if !utf8.ValidString(b) || slices.Contains(beginnings[:i], b) {
			continue
		}
		words, err := wordsFrom(ctx, tx, byLatin, h.q.Lang, b)
		if err != nil {
			return nil, err
		}
		for _, k := range words {
			d := min(distance(key, k.latin, bound), distance(whole, k.latin, bound))
			if d < least || d == least && d <= bound && k.n[inText] > best.n[inText] {
				least, best = d, k
			}
		}
		if least <= 1 {
			break
		}
	}
	if least > bound {
		return nil, nil
	}
	return []known{best}, nil
}

// distance counts the letters that are wrong, missing, too many, or changed in order
// between two words (optimal string alignment); more than bound is bound+1.
func distance(a, b string, bound int) int {
	if len(a)-len(b) > bound || len(b)-len(a) > bound {
		return bound + 1
	}
	if len(b) > 64 || len(a) > 64 {
		return bound + 1
	}
	var rows [3][65]int
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > bound {
			return bound + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], bound+1)
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// filters are the question's, as tokens; a copy must have one of each.
func (q Question) filters() (list [][]string) {
	for _, f := range []struct {
		letter byte
		value  string
	}{{tokenSection, q.Section}, {tokenTopic, q.Topic}, {tokenPlace, q.Place}} {
		if f.value != "" {
			list = append(list, []string{token(f.letter, q.Lang, f.value)})
		}
	}
	var kinds []string
	for _, k := range q.Kinds[:min(len(q.Kinds), 20)] {
		kinds = append(kinds, token(tokenKind, q.Lang, k))
	}
	if kinds != nil {
		list = append(list, kinds)
	}
	return list
}
