package readership

import (
	"context"
	"math"
	"slices"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Span is the time that a list looks back.
type Span string

// The lists there are.
const (
	Day  Span = "day"  // 24 hours, of which the last count most
	Week Span = "week" // seven days, all alike
)

// How lists are made (docs/most-read.md says it to people).
const (
	Places       = 10 // of a list, at most
	DefaultFloor = 20 // readers, without whom a text is on no list

	RankEvery = 5 * time.Minute // how often the lists are made

	windowHours = 24
	halfLife    = 6 // hours in which a reading loses half of its weight
	weekDays    = 7
	spare       = 3 * Places // looked at for a list, as some may have been withdrawn
)

// weight is what a reading of so many hours ago counts, in millionths.
func weight(age int64) int64 { return int64(math.Round(1e6 * math.Exp2(-float64(age)/halfLife))) }

// Board makes and gives the lists of the most read. Its fields are set once.
type Board struct {
	DB       *db.DB
	Editions func() []lang.Tag
	Floor    func() int // readers without whom a text is on no list; 0 is DefaultFloor
	Copies   Copies
	// Changed is called in the transaction in which the order of some editions' lists
	// changed: package edition tells the nodes.
	Changed func(ctx context.Context, tx *db.Tx, editions []lang.Tag) error
	Wake    func()      // called after such a transaction; may be nil
	Now     clock.Clock // nil is the machine's
}

func (b *Board) now() time.Time {
	if b.Now == nil {
		return clock.System()
	}
	return b.Now()
}

// MostRead gives the stories that were read most in an edition, the first first, n at
// most. One that was withdrawn since the list was made may still be named: the copies
// decide what is shown.
func (b *Board) MostRead(ctx context.Context, l lang.Tag, span Span, n int) (stories []string, err error) {
	err = b.DB.Read(ctx, func(tx *db.Tx) error { stories, err = readList(ctx, tx, l, span, n); return err })
	return stories, err
}

// Rank makes the lists anew, unless this or another node did so within RankEvery.
func (b *Board) Rank(ctx context.Context) error { return b.rank(ctx, RankEvery) }

// RankNow makes the lists anew.
func (b *Board) RankNow(ctx context.Context) error { return b.rank(ctx, 0) }

func (b *Board) rank(ctx context.Context, every time.Duration) error {
	var changed []lang.Tag
	err := b.DB.Write(ctx, func(tx *db.Tx) error {
		changed = nil
		now := b.now()
		mine, err := takeTurn(ctx, tx, db.Millis(now), db.Millis(now.Add(-every)))
		if err != nil || !mine {
			return err
		}
		for _, l := range b.Editions() {
			differs, err := b.rankEdition(ctx, tx, l, now)
			if err != nil {
				return err
			}
			if differs {
				changed = append(changed, l)
			}
		}
		if len(changed) == 0 {
			return nil
		}
		return b.Changed(ctx, tx, changed)
	})
	if err == nil && len(changed) > 0 && b.Wake != nil {
		b.Wake()
	}
	return err
}

// rankEdition makes an edition's lists and says whether either changed.
func (b *Board) rankEdition(ctx context.Context, tx *db.Tx, l lang.Tag, now time.Time) (differs bool, err error) {
	hour, since := hourOf(now), dayOf(now)-weekDays+1
	if err := rollUp(ctx, tx, l, hour-windowHours+1, since); err != nil {
		return false, err
	}
	floor := int64(b.Floor())
	if floor <= 0 {
		floor = DefaultFloor
	}
	for _, span := range []Span{Day, Week} {
		var list []string
		if span == Day {
			list, err = hot(ctx, tx, l, hour, floor*byScript, spare)
		} else {
			list, err = week(ctx, tx, l, since, floor*byScript, spare)
		}
		if err != nil {
			return false, err
		}
		if list, err = b.live(ctx, tx, l, list); err != nil {
			return false, err
		}
		before, err := readList(ctx, tx, l, span, Places)
		if err != nil {
			return false, err
		}
		if slices.Equal(before, list) {
			continue
		}
		differs = true
		if err := writeList(ctx, tx, l, span, list); err != nil {
			return false, err
		}
	}
	return differs, nil
}

// live keeps the first of those that can be read.
func (b *Board) live(ctx context.Context, tx *db.Tx, l lang.Tag, list []string) ([]string, error) {
	if len(list) == 0 {
		return nil, nil
	}
	there, err := b.Copies(ctx, tx, l, list)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(s string) bool { return !slices.Contains(there, s) })
	return list[:min(len(list), Places)], nil
}

// Anomaly is what was held back of an hour's readings of a story, because most came
// from one source.
type Anomaly struct {
	Story   string
	Hour    time.Time
	Source  string // "network" or "referrer"
	Name    string // host name of the referrer
	Percent int    // of the hour's readings
	Readers int    // held back
}

// Anomalies lists an edition's anomalies of the last days, newest first, n at most.
func (b *Board) Anomalies(ctx context.Context, l lang.Tag, n int) (list []Anomaly, err error) {
	err = b.DB.Read(ctx, func(tx *db.Tx) error { list, err = anomalies(ctx, tx, l, n); return err })
	return list, err
}

// Hide takes a story out of an edition's lists, for good, and keeps who did it and
// why. It is gone from them with the next Rank; RankNow does it at once.
func (b *Board) Hide(ctx context.Context, l lang.Tag, story, by, why string) error {
	return b.DB.Write(ctx, func(tx *db.Tx) error { return hide(ctx, tx, l, story, by, why, db.Millis(b.now())) })
}

// Show lets a hidden story stand in the lists again, where its readers put it.
func (b *Board) Show(ctx context.Context, l lang.Tag, story string) error {
	return b.DB.Write(ctx, func(tx *db.Tx) error { return show(ctx, tx, l, story) })
}

// Hidden is a story that was taken out of an edition's lists.
type Hidden struct {
	Story string
	By    string // person
	Why   string
	At    time.Time
}

// Hidden lists what was taken out of an edition's lists, newest first, n at most.
func (b *Board) Hidden(ctx context.Context, l lang.Tag, n int) (list []Hidden, err error) {
	err = b.DB.Read(ctx, func(tx *db.Tx) error { list, err = hidden(ctx, tx, l, n); return err })
	return list, err
}

// Seeded is a number of readers for a demo.
type Seeded struct {
	Lang    lang.Tag
	Story   string
	Ago     int // hours before now, 23 at most for the list of the day
	Readers int
}

// Seed adds readers that there never were, so that a demo looks alive. Nothing but a
// demo may call it: what it adds cannot be told from readings.
func Seed(ctx context.Context, tx *db.Tx, now time.Time, rows []Seeded) error {
	entries := make([]entry, len(rows))
	for i, r := range rows {
		entries[i] = entry{piece: piece{r.Lang, r.Story}, hour: hourOf(now) - int64(r.Ago), more: int64(r.Readers) * byScript}
	}
	return addHours(ctx, tx, merged(entries))
}

// merged adds up entries of one piece and hour, which one statement may not name twice.
func merged(entries []entry) (out []entry) {
	at := map[entryKey]int{}
	for _, e := range entries {
		key := entryKey{e.piece, e.hour}
		if i, there := at[key]; there {
			out[i].more += e.more
			continue
		}
		at[key] = len(out)
		out = append(out, e)
	}
	return out
}

type entryKey struct {
	piece
	hour int64
}
