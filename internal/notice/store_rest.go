package notice

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// RestDone is how long what a person called done stays away: nothing is put aside for
// ever, and what changes has another name and comes back at once.
const RestDone = 30 * 24 * time.Hour

// Rest puts something that waits for a person aside until a moment, at most RestDone
// from now. The item's name tells the state it is in ("assignment:ID:due"), so that it
// comes back when that changes.
func Rest(ctx context.Context, tx *db.Tx, person, item string, until time.Time) error {
	if item == "" || len(item) > maxOnce {
		return fault.New(fault.Invalid, "notice.bad_choice").In("item")
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if end := now.Add(RestDone); until.After(end) {
		until = end
	}
	_, err = tx.Exec(ctx, `INSERT INTO notice_rest (person_id, item, until) VALUES ($1, $2, $3)
		ON CONFLICT (person_id, item) DO UPDATE SET until = excluded.until`, person, item, db.Millis(until))
	return err
}

// WakeAll brings back all that a person put aside.
func WakeAll(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, `DELETE FROM notice_rest WHERE person_id = $1`, person)
	return err
}

// Resting are the names of what a person put aside and what has not come back.
func Resting(ctx context.Context, tx *db.Tx, person string) (map[string]bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	items := map[string]bool{}
	err = tx.Rows(ctx, `SELECT item FROM notice_rest WHERE person_id = $1 AND until > $2`, []any{person, db.Millis(now)}, func(scan func(...any) error) error {
		var item string
		err := scan(&item)
		items[item] = true
		return err
	})
	return items, err
}
