package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/memory/fuzzy"
)

// tailMost is how many segments of a pair wait outside the index before they are taken in.
const tailMost = 256

// foldStep is how many are taken in by one transaction, which others wait for on SQLite.
const foldStep = 16_384

var tallies = sync.Pool{New: func() any { return new(fuzzy.Tally) }}

// Fold is the job that takes a pair's tail into the index.
type Fold struct {
	A lang.Tag `json:"a"`
	B lang.Tag `json:"b"`
}

// Kind names the job.
func (Fold) Kind() string { return "memory.fold" }

// Folding does the job.
func Folding(d *db.DB) func(context.Context, Fold) error {
	return func(ctx context.Context, f Fold) error { return FoldPair(ctx, d, f.A, f.B) }
}

// grown puts the job where a pair's tail has grown.
func grown(ctx context.Context, tx *db.Tx, p Pair) error {
	n, err := tailLength(ctx, tx, p, tailMost)
	if err != nil || n < tailMost {
		return err
	}
	return job.Put(ctx, tx, Fold{p.A, p.B}, job.Once(string(p.A)+" "+string(p.B)))
}

// FoldPair takes a pair's tail into the index until little is left of it. It may run beside
// itself: who comes second begins anew from what the first has left.
func FoldPair(ctx context.Context, d *db.DB, a, b lang.Tag) error {
	for {
		plan, err := planFold(ctx, d, a, b)
		if err != nil || plan == nil {
			return err
		}
		if err := plan.write(ctx, d); err != nil {
			return err
		}
	}
}

// FoldAll is FoldPair for every pair.
func FoldAll(ctx context.Context, d *db.DB) error {
	var pairs []Pair
	err := d.Read(ctx, func(tx *db.Tx) (err error) { pairs, err = Pairs(ctx, tx); return err })
	for _, p := range pairs {
		if err == nil {
			err = FoldPair(ctx, d, p.A, p.B)
		}
	}
	return err
}

// laneList is the list of a group of letters in one chunk, as it will be.
type laneList struct {
	gram  fuzzy.Gram
	list  []byte
	added int
}

// foldPlan is a part of a tail and what the index will be with it. It is made outside of the
// transaction that writes it, which finds out whether the index is still as it was.
type foldPlan struct {
	pair    Pair
	chunk   int64
	numbers []numbered
	lanes   [2][]laneList
}

func planFold(ctx context.Context, d *db.DB, a, b lang.Tag) (plan *foldPlan, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		plan = nil
		p, err := pairOf(ctx, tx, a, b)
		if err != nil || p.ID == 0 {
			return err
		}
		first := p.top + 1
		room := fuzzy.Chunk - first%fuzzy.Chunk
		tail, err := tailFirst(ctx, tx, p, min(int(room), foldStep))
		if err != nil || len(tail) < min(tailMost, int(room)) {
			return err
		}
		plan = &foldPlan{pair: p, chunk: first / fuzzy.Chunk}
		var places [2]map[fuzzy.Gram][]uint16
		places[0], places[1] = map[fuzzy.Gram][]uint16{}, map[fuzzy.Gram][]uint16{}
		for i, t := range tail {
			n := first + int64(i)
			plan.numbers = append(plan.numbers, numbered{ID: t.id, N: n, A: t.aHash, B: t.bHash})
			for side, words := range []string{t.a, t.b} {
				for _, g := range fuzzy.Grams(fuzzy.Fold(words)) {
					places[side][g] = append(places[side][g], uint16(n%fuzzy.Chunk))
				}
			}
		}
		for side, lane := range []int{p.lane(p.A), p.lane(p.B)} {
			if plan.lanes[side], err = extended(ctx, tx, lane, plan.chunk, places[side]); err != nil {
				return err
			}
		}
		return nil
	})
	return plan, err
}

// extended adds places to the lists of a chunk.
func extended(ctx context.Context, tx *db.Tx, lane int, chunk int64, places map[fuzzy.Gram][]uint16) ([]laneList, error) {
	have, err := listsOf(ctx, tx, lane, chunk, slices.Collect(maps.Keys(places)))
	if err != nil {
		return nil, err
	}
	lists := make([]laneList, 0, len(places))
	for g, list := range places {
		lists = append(lists, laneList{gram: g, list: fuzzy.Extend(have[g], list), added: len(list)})
	}
	slices.SortFunc(lists, func(x, y laneList) int { return cmp.Compare(x.gram, y.gram) })
	return lists, nil
}

func (f *foldPlan) write(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		first, err := raise(ctx, tx, f.pair.ID, f.pair.top, f.pair.top+int64(len(f.numbers)))
		if err != nil || !first {
			return err
		}
		if err := setNumbers(ctx, tx, f.numbers); err != nil {
			return err
		}
		for side, lane := range []int{f.pair.lane(f.pair.A), f.pair.lane(f.pair.B)} {
			if err := setLists(ctx, tx, lane, f.chunk, f.lanes[side]); err != nil {
				return err
			}
		}
		return nil
	})
}
