package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Outgoing is a text that went out, or will by its schedule, at a moment.
type Outgoing struct {
	Story string
	Lang  lang.Tag
	At    time.Time
	Live  bool // it went out; else it is scheduled
	Held  bool // its hour came, and gates held it
}

// OutBetween lists what first went out and what is scheduled in an edition from one
// moment until before another, at most n of each.
func OutBetween(ctx context.Context, tx *db.Tx, l lang.Tag, from, until time.Time, n int) (list []Outgoing, err error) {
	args := []any{string(l), db.Millis(from), db.Millis(until), n}
	err = tx.Rows(ctx, `SELECT story_id, published_at FROM edition_copy WHERE lang = $1 AND published_at >= $2 AND published_at < $3 AND state = 'live'
		ORDER BY published_at DESC, story_id DESC LIMIT $4`, args, func(scan func(...any) error) error {
		o := Outgoing{Lang: l, Live: true}
		var at int64
		err := scan(&o.Story, &at)
		o.At = db.Time(at)
		list = append(list, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return list, tx.Rows(ctx, `SELECT story_id, at, held_at FROM edition_schedule WHERE lang = $1 AND at >= $2 AND at < $3 ORDER BY at, story_id LIMIT $4`, args, func(scan func(...any) error) error {
		o := Outgoing{Lang: l}
		var at, held int64
		err := scan(&o.Story, &at, &held)
		o.At, o.Held = db.Time(at), held > 0
		list = append(list, o)
		return err
	})
}
