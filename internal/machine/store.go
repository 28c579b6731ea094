package machine

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Use is what was sent to an engine in a month.
type Use struct {
	Month      string // "2026-06"
	Engine     string
	Characters int64
	Calls      int64
	Failed     int64
}

// Uses lists the last twelve months in which something was sent, the newest first.
func Uses(ctx context.Context, tx *db.Tx) (list []Use, err error) {
	err = tx.Rows(ctx, `SELECT month, engine, characters, calls, failed FROM machine_use ORDER BY month DESC, engine LIMIT 12`, nil,
		func(scan func(...any) error) error {
			var u Use
			err := scan(&u.Month, &u.Engine, &u.Characters, &u.Calls, &u.Failed)
			list = append(list, u)
			return err
		})
	return list, err
}

func usedIn(ctx context.Context, tx *db.Tx, month, engine string) (n int64, err error) {
	err = tx.Row(ctx, `SELECT characters FROM machine_use WHERE month = $1 AND engine = $2`, []any{month, engine}, &n)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return n, err
}

// use counts what is sent, and says how much that makes in the month.
func use(ctx context.Context, tx *db.Tx, month, engine string, chars, calls, failed int64) (sum int64, err error) {
	err = tx.Row(ctx, `INSERT INTO machine_use (month, engine, characters, calls, failed) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (month, engine) DO UPDATE SET characters = machine_use.characters + excluded.characters,
			calls = machine_use.calls + excluded.calls, failed = machine_use.failed + excluded.failed
		RETURNING characters`, []any{month, engine, chars, calls, failed}, &sum)
	return sum, err
}

// Ordered is an order and what became of it.
type Ordered struct {
	Draft
	By     string // person
	Engine string
	At     time.Time
	Ended  time.Time // of its last attempt; zero while it waits
	Blocks int       // that were drafted
	Fault  string    // key of the sentence that says why it failed, or ""
}

// Orders lists the newest orders.
func Orders(ctx context.Context, tx *db.Tx, n int) (list []Ordered, err error) {
	err = tx.Rows(ctx, `SELECT id, story_id, lang, by_id, engine, at, ended_at, blocks, fault FROM machine_draft ORDER BY id DESC LIMIT $1`, []any{n},
		func(scan func(...any) error) error {
			var o Ordered
			var l string
			var at, ended int64
			if err := scan(&o.ID, &o.Story, &l, &o.By, &o.Engine, &at, &ended, &o.Blocks, &o.Fault); err != nil {
				return err
			}
			o.Lang, o.At = lang.Tag(l), db.Time(at)
			if ended > 0 {
				o.Ended = db.Time(ended)
			}
			list = append(list, o)
			return nil
		})
	return list, err
}

// waiting says that an order for a text was not tried yet.
func waiting(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT count(*) FROM machine_draft WHERE story_id = $1 AND lang = $2 AND ended_at = 0`, []any{storyID, string(l)}, &n)
	return n > 0, err
}

func begin(ctx context.Context, tx *db.Tx, o Draft, by, engine string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO machine_draft (id, story_id, lang, by_id, engine, at, ended_at, blocks, fault) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, '')`,
		o.ID, o.Story, string(o.Lang), by, engine, db.Millis(now))
	return err
}

func finish(ctx context.Context, tx *db.Tx, id string, blocks int, fault string, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE machine_draft SET ended_at = $2, blocks = blocks + $3, fault = $4 WHERE id = $1`, id, db.Millis(now), blocks, fault)
	return err
}
