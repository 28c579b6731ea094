package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/memory/fuzzy"
)

// Least is the similarity, in percent, from which a segment is a match.
const Least = 70

// Bounds of a look-up.
const (
	maxMatches   = 3
	maxSentences = 20     // of a block, that are looked up one by one
	maxAsked     = 20_000 // bytes of words that are compared with others
	tailScanned  = 4096   // segments that are not in the index
	exactRead    = 100    // segments of the same words
	fewestGrams  = 6
	mostGrams    = 48
	budget       = 20_000 // numbers read from the index
	candidates   = 80     // texts read and compared
)

// Question is what is to be translated.
type Question struct {
	Source       string // the plain words of a block, or some of them
	From, To     lang.Tag
	Prev, Next   string // body.TextHash of the source's neighbours; "" for none
	Domain       string // among equals, what is about the same comes first
	Story        string // and before that, what is of the same story
	Sees         Sight
	WithoutParts bool // do not look for the block's sentences one by one
}

// Match is a segment that says nearly what is asked for.
type Match struct {
	Segment
	Percent  int        // 101: the same words between the same neighbours; 100: the same words; else from 70 to 99
	Back     bool       // it was translated the other way round: Source and Target are as asked for
	Diff     []body.Run // how Source became the words that were asked for; none for the same words
	Sentence int        // which sentence of the question it answers, from 1; 0 for the whole of it
	Of       string     // the words that it answers
	Composed []string   // ids of the segments that it was put together from, a sentence each; its own ID is then empty
}

// Look finds what was translated before: at most three matches for the whole, the best first,
// one put together from the matches of its sentences if every sentence has one and they are
// better, and the best match of each sentence.
func Look(ctx context.Context, tx *db.Tx, q Question) ([]Match, error) {
	pair, err := pairOf(ctx, tx, q.From, q.To)
	if err != nil || pair.ID == 0 {
		return nil, err
	}
	whole, err := look(ctx, tx, pair, q)
	if err != nil || q.WithoutParts || len(whole) > 0 && whole[0].Percent >= 100 {
		return whole, err
	}
	sentences := lang.Sentences(q.Source, q.From)
	if len(sentences) < 2 || len(sentences) > maxSentences {
		return whole, nil
	}
	parts, err := lookParts(ctx, tx, pair, q, sentences)
	if err != nil {
		return nil, err
	}
	if m, ok := compose(q, sentences, parts); ok && (len(whole) == 0 || m.Percent > whole[0].Percent) {
		whole = append([]Match{m}, whole[:min(len(whole), maxMatches-1)]...)
	}
	return append(whole, parts...), nil
}

// lookParts finds the best match of each sentence.
func lookParts(ctx context.Context, tx *db.Tx, pair Pair, q Question, sentences []string) (parts []Match, err error) {
	for i, s := range sentences {
		one := q
		one.Source = s
		if i > 0 {
			one.Prev = textHash(sentences[i-1])
		}
		if i+1 < len(sentences) {
			one.Next = textHash(sentences[i+1])
		}
		found, err := look(ctx, tx, pair, one)
		if err != nil {
			return nil, err
		}
		if len(found) > 0 {
			found[0].Sentence = i + 1
			parts = append(parts, found[0])
		}
	}
	return parts, nil
}

// compose puts a translation together from those of all sentences. It is worth what its
// sentences are, each by its length, and never more than 100.
func compose(q Question, sentences []string, parts []Match) (m Match, ok bool) {
	if len(parts) < len(sentences) {
		return m, false
	}
	m = Match{Of: q.Source}
	m.From, m.To, m.State = q.From, q.To, Reviewed
	var source, target []string
	sum, length := 0, 0
	for _, p := range parts {
		n := len([]rune(p.Of))
		sum, length = sum+min(p.Percent, 100)*n, length+n
		source, target = append(source, p.Source), append(target, p.Target)
		m.Composed = append(m.Composed, p.ID)
		m.State, m.At = min(m.State, p.State), later(m.At, p.At)
	}
	m.Percent = sum / length
	m.Source, m.Target = strings.Join(source, " "), strings.Join(target, " ")
	if m.Percent < 100 {
		m.Diff = body.CompareWords(m.Source, strings.Join(sentences, " "))
	}
	return m, true
}

func textHash(words string) string {
	return body.TextHash(body.Block{Type: body.Paragraph, Text: []body.Span{{Text: words}}})
}

// look finds the matches of one piece of text: those of the same words by their hash, and
// only where there are none those that are similar.
func look(ctx context.Context, tx *db.Tx, pair Pair, q Question) ([]Match, error) {
	q.Source = strings.TrimSpace(q.Source)
	if q.Source == "" || len(q.Source) > maxAsked {
		return nil, nil
	}
	same, err := byHash(ctx, tx, pair, q.From, hashOf(q.Source), exactRead)
	if err != nil {
		return nil, err
	}
	var found []Match
	for i := range same {
		found = append(found, q.exact(&same[i]))
	}
	if found, err = best(ctx, tx, q, found); err != nil || len(found) > 0 {
		return found, err
	}
	similar, err := lookSimilar(ctx, tx, pair, q)
	if err != nil {
		return nil, err
	}
	return best(ctx, tx, q, similar)
}

// exact makes the match of a segment of the same words.
func (q *Question) exact(s *Segment) Match {
	m := q.match(s, 100)
	if s.before == contextHash(q.Prev) && s.after == contextHash(q.Next) && (s.before != 0 || s.after != 0) && !m.Back {
		m.Percent = 101
	}
	if s.Penalty > 0 {
		m.Percent = 100 - s.Penalty
	}
	return m
}

// match turns a segment so that it reads as asked for.
func (q *Question) match(s *Segment, percent int) Match {
	m := Match{Segment: *s, Percent: percent, Of: q.Source}
	if s.From != q.From {
		m.From, m.To, m.Source, m.Target, m.Back = s.To, s.From, s.Target, s.Source, true
	}
	return m
}

// best gives the best of those matches that may be seen, one of each translation.
func best(ctx context.Context, tx *db.Tx, q Question, list []Match) (chosen []Match, err error) {
	slices.SortStableFunc(list, func(x, y Match) int {
		return cmp.Or(
			cmp.Compare(y.Percent, x.Percent),
			compareBool(y.Story == q.Story && q.Story != "", x.Story == q.Story && q.Story != ""),
			compareBool(x.Back, y.Back),
			cmp.Compare(y.State, x.State),
			compareBool(y.Domain == q.Domain && q.Domain != "", x.Domain == q.Domain && q.Domain != ""),
			y.At.Compare(x.At),
			cmp.Compare(y.ID, x.ID),
		)
	})
	said, who := map[int64]bool{}, eye{sight: q.Sees}
	for _, m := range list {
		h := hashOf(m.Target)
		if m.Percent < Least || len(chosen) == maxMatches {
			break
		}
		if said[h] {
			continue
		}
		if sees, err := who.sees(ctx, tx, m.Story); err != nil {
			return nil, err
		} else if !sees {
			continue
		}
		said[h] = true
		if m.Percent < 100 && hashOf(m.Source) != hashOf(q.Source) {
			m.Diff = body.CompareWords(m.Source, q.Source)
		}
		chosen = append(chosen, m)
	}
	return chosen, nil
}

func compareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return 1
	}
	return -1
}

// lookSimilar finds segments by the groups of three letters that they share with the words.
func lookSimilar(ctx context.Context, tx *db.Tx, pair Pair, q Question) ([]Match, error) {
	folded := fuzzy.Fold(q.Source)
	numbers, err := nearest(ctx, tx, pair, q.From, folded)
	if err != nil {
		return nil, err
	}
	list, err := byNumbers(ctx, tx, pair, numbers)
	if err != nil {
		return nil, err
	}
	tail, err := tailOf(ctx, tx, pair, tailScanned)
	if err != nil {
		return nil, err
	}
	pattern := fuzzy.NewPattern(folded)
	var found []Match
	for _, segments := range [][]Segment{list, tail} {
		for i := range segments {
			m := q.match(&segments[i], 0)
			percent := int(pattern.Similarity(fuzzy.Fold(m.Source), Least/100.)*100 + 1e-6)
			// The same but for digits, case or a letter with two spellings is never the same.
			if m.Percent = min(percent, 99) - m.Penalty; m.Percent >= Least {
				found = append(found, m)
			}
		}
	}
	return found, nil
}

// nearest gives the numbers of the segments that share most of the rarest groups of a text.
func nearest(ctx context.Context, tx *db.Tx, pair Pair, l lang.Tag, folded string) ([]int64, error) {
	if pair.top == 0 {
		return nil, nil
	}
	grams, err := rarest(ctx, tx, pair.lane(l), fuzzy.Grams(folded))
	if err != nil || len(grams) == 0 {
		return nil, err
	}
	lists, err := postings(ctx, tx, pair.lane(l), grams)
	if err != nil {
		return nil, err
	}
	tally := tallies.Get().(*fuzzy.Tally)
	defer tallies.Put(tally)
	var byHits [mostGrams + 1][]int64
	for _, chunk := range lists {
		for _, list := range chunk.lists {
			tally.Add(list)
		}
		tally.Take(func(place uint16, hits int) {
			byHits[hits] = append(byHits[hits], chunk.number*fuzzy.Chunk+int64(place))
		})
	}
	var numbers []int64
	for hits := mostGrams; hits > 0 && len(numbers) < candidates; hits-- {
		list := byHits[hits]
		slices.SortFunc(list, func(x, y int64) int { return cmp.Compare(y, x) }) // the newest first
		numbers = append(numbers, list[:min(len(list), candidates-len(numbers))]...)
	}
	return numbers, nil
}

// rarest picks the groups of a text by which it is looked up: the rarest, as many as the
// budget allows.
func rarest(ctx context.Context, tx *db.Tx, lane int, grams []fuzzy.Gram) ([]fuzzy.Gram, error) {
	counts, err := gramCounts(ctx, tx, lane, grams)
	if err != nil {
		return nil, err
	}
	grams = slices.DeleteFunc(grams, func(g fuzzy.Gram) bool { return counts[g] == 0 })
	slices.SortFunc(grams, func(x, y fuzzy.Gram) int { return cmp.Or(cmp.Compare(counts[x], counts[y]), cmp.Compare(x, y)) })
	sum := int64(0)
	for i, g := range grams {
		if sum += counts[g]; i >= mostGrams || i >= fewestGrams && sum > budget {
			return grams[:i], nil
		}
	}
	return grams, nil
}

func later(x, y time.Time) time.Time {
	if x.After(y) {
		return x
	}
	return y
}
