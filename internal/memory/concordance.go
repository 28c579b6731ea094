package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/memory/fuzzy"
)

// Bounds of a search for words.
const (
	maxSearched   = 200 // runes
	maxWords      = 8
	searchedGrams = 8
	searchedTexts = 1000 // that are read and looked through
	searchedStep  = 100
	mostHits      = 50
)

// Search is a search for words in the memory.
type Search struct {
	Words    string // all of them have to be there, in any form of theirs
	From, To lang.Tag
	Limit    int // at most 50; 0 for 20
	Sees     Sight
}

// Piece is a part of a text; Found says that it is one of the words searched for.
type Piece struct {
	Text  string
	Found bool
}

// Hit is a segment that has the words.
type Hit struct {
	Segment
	Back          bool    // it was translated the other way round: Source and Target are as asked for
	Pieces        []Piece // the source, with the words found
	Before, After string  // the source's neighbours in its own story, where the memory has them
}

// Concordance finds the segments whose side in From has certain words, the newest first.
func Concordance(ctx context.Context, tx *db.Tx, q Search) ([]Hit, error) {
	sought, err := soughtIn(q)
	if err != nil {
		return nil, err
	}
	pair, err := pairOf(ctx, tx, q.From, q.To)
	if err != nil || pair.ID == 0 {
		return nil, err
	}
	limit := min(cmp.Or(q.Limit, 20), mostHits)
	tail, err := tailOf(ctx, tx, pair, tailScanned)
	if err != nil {
		return nil, err
	}
	hits, err := sought.among(ctx, tx, nil, tail, limit)
	if err != nil {
		return nil, err
	}
	numbers, err := withWords(ctx, tx, pair, q.From, sought)
	for read := 0; err == nil && len(hits) < limit && read < len(numbers); read += searchedStep {
		var list []Segment
		list, err = byNumbers(ctx, tx, pair, numbers[read:min(len(numbers), read+searchedStep)])
		slices.SortFunc(list, func(x, y Segment) int { return cmp.Compare(y.n, x.n) })
		if err == nil {
			hits, err = sought.among(ctx, tx, hits, list, limit)
		}
	}
	if err != nil {
		return nil, err
	}
	return hits, neighbours(ctx, tx, pair, hits)
}

// sought is what is searched for.
type sought struct {
	lang  lang.Tag
	words []analyse.Word
	grams []fuzzy.Gram // that stand in every text that has the words
	eye   eye
}

func soughtIn(q Search) (*sought, error) {
	if utf8.RuneCountInString(q.Words) > maxSearched {
		return nil, fault.New(fault.Invalid, "memory.search_too_long").In("q").With("limit", maxSearched)
	}
	s := &sought{lang: q.From, eye: eye{sight: q.Sees}}
	for _, w := range analyse.Words(q.From, q.Words) {
		if len(s.words) < maxWords && !slices.ContainsFunc(s.words, func(x analyse.Word) bool { return x.Stem == w.Stem }) {
			s.words = append(s.words, w)
			s.grams = append(s.grams, fuzzy.Within(common(fuzzy.Fold(q.Words[w.Start:w.End]), fuzzy.Fold(w.Stem)))...)
		}
	}
	slices.Sort(s.grams)
	if s.grams = slices.Compact(s.grams); len(s.grams) == 0 {
		return nil, fault.New(fault.Invalid, "memory.search_too_short").In("q")
	}
	return s, nil
}

// common is what two words begin with alike.
func common(a, b string) string {
	x, y := []rune(a), []rune(b)
	n := 0
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return string(x[:n])
}

// withWords gives the numbers of segments that may have the words, the newest first.
func withWords(ctx context.Context, tx *db.Tx, pair Pair, l lang.Tag, s *sought) (numbers []int64, err error) {
	if pair.top == 0 {
		return nil, nil
	}
	lane := pair.lane(l)
	counts, err := gramCounts(ctx, tx, lane, s.grams)
	if err != nil || len(counts) < len(s.grams) {
		return nil, err
	}
	grams := slices.Clone(s.grams)
	slices.SortFunc(grams, func(x, y fuzzy.Gram) int { return cmp.Compare(counts[x], counts[y]) })
	grams = grams[:min(len(grams), searchedGrams)]
	chunks, err := postings(ctx, tx, lane, grams)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(chunks, func(x, y *chunkLists) int { return cmp.Compare(y.number, x.number) })
	tally := tallies.Get().(*fuzzy.Tally)
	defer tallies.Put(tally)
	for _, chunk := range chunks {
		if len(chunk.lists) < len(grams) || len(numbers) >= searchedTexts {
			continue
		}
		for _, list := range chunk.lists {
			tally.Add(list)
		}
		tally.Take(func(place uint16, hits int) {
			if hits == len(grams) {
				numbers = append(numbers, chunk.number*fuzzy.Chunk+int64(place))
			}
		})
	}
	slices.SortFunc(numbers, func(x, y int64) int { return cmp.Compare(y, x) })
	return numbers[:min(len(numbers), searchedTexts)], nil
}

// among adds the segments that do have the words, and may be seen, to hits.
func (s *sought) among(ctx context.Context, tx *db.Tx, hits []Hit, list []Segment, limit int) ([]Hit, error) {
	for _, one := range list {
		if len(hits) >= limit {
			break
		}
		h := Hit{Segment: one}
		if one.From != s.lang {
			h.From, h.To, h.Source, h.Target, h.Back = one.To, one.From, one.Target, one.Source, true
		}
		again := slices.ContainsFunc(hits, func(x Hit) bool { return x.Source == h.Source && x.Target == h.Target })
		if h.Pieces = s.mark(h.Source); h.Pieces == nil || again {
			continue
		}
		sees, err := s.eye.sees(ctx, tx, h.Story)
		if err != nil {
			return nil, err
		}
		if sees {
			hits = append(hits, h)
		}
	}
	return hits, nil
}

// mark parts a text where the words stand; nil if one of them does not.
func (s *sought) mark(text string) (pieces []Piece) {
	found := make([]bool, len(s.words))
	at := 0
	for _, w := range analyse.Words(s.lang, text) {
		i := slices.IndexFunc(s.words, func(x analyse.Word) bool { return x.Stem == w.Stem || x.Folded == w.Folded })
		if i < 0 || w.Start < at {
			continue
		}
		found[i] = true
		if w.Start > at {
			pieces = append(pieces, Piece{Text: text[at:w.Start]})
		}
		pieces = append(pieces, Piece{Text: text[w.Start:w.End], Found: true})
		at = w.End
	}
	if slices.Contains(found, false) {
		return nil
	}
	if strings.TrimSpace(text[at:]) != "" {
		pieces = append(pieces, Piece{Text: text[at:]})
	}
	return pieces
}

// neighbours adds what stands around the sources of hits in their own stories.
func neighbours(ctx context.Context, tx *db.Tx, pair Pair, hits []Hit) error {
	for i := range hits {
		h := &hits[i]
		if h.Story == "" || h.Back {
			continue
		}
		for _, side := range []struct {
			hash int64
			into *string
		}{{h.before, &h.Before}, {h.after, &h.After}} {
			if side.hash == 0 {
				continue
			}
			list, err := byHash(ctx, tx, pair, h.From, side.hash, exactRead)
			if err != nil {
				return err
			}
			for _, s := range list {
				if s.Story == h.Story && s.From == h.From {
					*side.into = s.Source
				}
			}
		}
	}
	return nil
}
