package readership

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Recent is how much was read in the last day, for the newsroom's eyes.
type Recent struct {
	Hours [windowHours]int // readers in each of the last hours, the oldest first; the last one is not over
	Start time.Time        // when the first of them began
	Total int              // readers in all of them
	Usual int              // readers of a usual day: the mean of the whole days that are kept; 0 where none is
	Top   []Read           // what was read most, the most first
}

// Read is how many read a story in an edition.
type Read struct {
	Lang    lang.Tag
	Story   string
	Readers int
}

// LastDay adds up the last twenty-four hours of some editions, with at most n stories.
func LastDay(ctx context.Context, tx *db.Tx, langs []lang.Tag, n int) (r Recent, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return r, err
	}
	first := hourOf(now) - windowHours + 1
	r.Start = time.Unix(first*3600, 0).UTC()
	var halves [windowHours]int64
	var total, usual int64
	for _, l := range langs {
		if err := hourSums(ctx, tx, l, first, &halves); err != nil {
			return r, err
		}
		mean, err := dayMean(ctx, tx, l, dayOf(now))
		if err != nil {
			return r, err
		}
		usual += mean
		if r.Top, err = topOf(ctx, tx, l, first, n, r.Top); err != nil {
			return r, err
		}
	}
	for i, h := range halves {
		r.Hours[i] = int(h / byScript)
		total += h
	}
	r.Total, r.Usual = int(total/byScript), int(usual/byScript)
	return r, nil
}
