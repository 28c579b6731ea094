package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Try counts a try at every gate before it is made, so that tries at the same moment
// cannot all be the first, and gives how many are left at the first gate before it
// shuts. Behind a gate that is shut it is Busy, with the minutes until it opens; that
// try is not counted.
func Try(ctx context.Context, tx *db.Tx, gates []Gate) (left int, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_try WHERE last_at < $1`, db.Millis(now.Add(-triesKept))); err != nil {
		return 0, err
	}
	left = gates[0].Free
	// In one order for all, so that two that ask at once do not wait for each other.
	order := slices.Clone(gates)
	slices.SortFunc(order, func(a, b Gate) int { return strings.Compare(a.Key, b.Key) })
	for _, g := range order {
		var tries int
		var until int64
		err := tx.Row(ctx, `INSERT INTO person_try (gate, tries, last_at, until_at) VALUES ($1, 1, $2, 0)
			ON CONFLICT (gate) DO UPDATE SET tries = person_try.tries + 1, last_at = excluded.last_at
			RETURNING tries, until_at`, []any{HashSecret(g.Key), db.Millis(now)}, &tries, &until)
		if err != nil {
			return 0, err
		}
		if until > db.Millis(now) {
			return 0, fault.New(fault.Busy, "people.wait").With("n", minutes(db.Time(until).Sub(now)))
		}
		if g == gates[0] {
			left = max(0, g.Free-tries)
		}
		if pause := g.shut(tries); pause > 0 {
			if _, err := tx.Exec(ctx, `UPDATE person_try SET until_at = $2 WHERE gate = $1`, HashSecret(g.Key), db.Millis(now.Add(pause))); err != nil {
				return 0, err
			}
		}
	}
	return left, nil
}

// minutes is a while in whole minutes, one at least.
func minutes(d time.Duration) int { return max(1, int((d+time.Minute-1)/time.Minute)) }

// forgive forgets the tries of somebody who turned out to be who she said: all of those
// at her account from where she is, one at every wider gate.
func forgive(ctx context.Context, tx *db.Tx, gates []Gate) error {
	if _, err := tx.Exec(ctx, `DELETE FROM person_try WHERE gate = $1`, HashSecret(gates[0].Key)); err != nil {
		return err
	}
	for _, g := range gates[1:] {
		if _, err := tx.Exec(ctx, `UPDATE person_try SET tries = tries - 1, until_at = 0 WHERE gate = $1 AND tries > 0`, HashSecret(g.Key)); err != nil {
			return err
		}
	}
	return nil
}
