package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Upcoming is a text that goes out at a time.
type Upcoming struct {
	Story string
	Lang  lang.Tag
	At    time.Time
	By    string // who planned it
	Held  bool   // its hour came, and gates held it
}

// ListUpcoming lists the n next publishings that are planned, in the order of their
// times; those whose hour came and that are held stand first.
func ListUpcoming(ctx context.Context, tx *db.Tx, n int) (list []Upcoming, err error) {
	err = tx.Rows(ctx, `SELECT story_id, lang, at, asked_by, held_at FROM edition_schedule WHERE at > 0 ORDER BY at, story_id, lang LIMIT $1`, []any{n}, func(scan func(...any) error) error {
		var u Upcoming
		var at, held int64
		err := scan(&u.Story, &u.Lang, &at, &u.By, &held)
		u.At, u.Held = db.Time(at), held > 0
		list = append(list, u)
		return err
	})
	return list, err
}
