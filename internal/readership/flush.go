package readership

import (
	"cmp"
	"context"
	"slices"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// FlushEvery is how often a node should write down what it counted.
const FlushEvery = 10 * time.Second

// entry is what the database is told of a piece in an hour.
type entry struct {
	piece
	hour   int64
	halves int64 // all that count now
	more   int64 // of those, what the database has not got
	total  int64 // what the tally held when it was counted
	held   []strike
	tally  *tally
}

// Flush writes down what was counted since the last time: numbers only. What could not
// be written is kept for the next time. One Flush may run at a time.
func (k *Counter) Flush(ctx context.Context) error {
	entries, asked := k.due()
	var live map[piece]bool
	if len(entries) > 0 {
		err := k.db.Write(ctx, func(tx *db.Tx) (err error) {
			if live, err = k.liveOf(ctx, tx, asked); err != nil {
				return err
			}
			counted := slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return asked[e.piece] && !live[e.piece] })
			return addHours(ctx, tx, counted)
		})
		if err != nil {
			return err
		}
	}
	k.settle(entries, asked, live)
	return nil
}

// due lists what the database does not have, and which of the pieces are not known.
// The order is the same on all nodes, so that they wait for each other in no circle.
func (k *Counter) due() (entries []entry, asked map[piece]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.now(); now.Sub(k.asked) > keepKnown {
		k.asked = now
		clear(k.known)
	}
	asked = map[piece]bool{}
	for hour, of := range k.hours {
		for p, t := range of {
			if !t.dirty {
				continue
			}
			e := entry{piece: p, hour: hour, total: t.total, tally: t}
			e.halves, e.held = t.count()
			e.more = e.halves - t.written
			entries = append(entries, e)
			if !k.known[p] {
				asked[p] = true
			}
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.lang, b.lang), cmp.Compare(a.hour, b.hour), cmp.Compare(a.story, b.story))
	})
	return entries, asked
}

// liveOf asks which of the pieces can be read.
func (k *Counter) liveOf(ctx context.Context, tx *db.Tx, asked map[piece]bool) (map[piece]bool, error) {
	by := map[lang.Tag][]string{}
	for p := range asked {
		by[p.lang] = append(by[p.lang], p.story)
	}
	live := map[piece]bool{}
	for l, stories := range by {
		found, err := k.copies(ctx, tx, l, stories)
		if err != nil {
			return nil, err
		}
		for _, s := range found {
			live[piece{l, s}] = true
		}
	}
	return live, nil
}

// settle notes what was written, and forgets what needs no memory any more.
func (k *Counter) settle(entries []entry, asked, live map[piece]bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range entries {
		if asked[e.piece] && !live[e.piece] {
			k.forget(e.hour, e.piece)
			continue
		}
		if e.tally.written = e.halves; e.tally.total == e.total {
			e.tally.dirty = false
		}
		if len(k.known) < maxKnown {
			k.known[e.piece] = true
		}
		for _, s := range e.held {
			k.log.Warn("readings held back", "edition", e.lang, "story", e.story, "source", s.source, "name", s.name, "percent", s.share)
		}
	}
	clear(k.guesses)
	k.unknown = 0
	hour := hourOf(k.now())
	for h, of := range k.hours {
		if h == hour {
			continue
		}
		for p, t := range of {
			if !t.dirty || h < hour-keepHours {
				k.forget(h, p)
			}
		}
		if len(of) == 0 {
			delete(k.hours, h)
		}
	}
}

func (k *Counter) forget(hour int64, p piece) {
	if t := k.hours[hour][p]; t != nil {
		k.entries -= len(t.networks)
		delete(k.hours[hour], p)
	}
}
