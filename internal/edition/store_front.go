package edition

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Arranged is a front as it was arranged at some time.
type Arranged struct {
	Front
	By string // person, or empty for the program
	At time.Time
}

// FrontHistory lists how an edition's front was arranged, the newest first, before a
// revision (0: from the newest), n at most.
func FrontHistory(ctx context.Context, tx *db.Tx, l lang.Tag, before, n int) (list []Arranged, err error) {
	if before <= 0 {
		before = 1 << 30
	}
	err = tx.Rows(ctx, `SELECT rev, content, changed_by, changed_at FROM edition_front_history WHERE lang = $1 AND rev < $2 ORDER BY rev DESC LIMIT $3`,
		[]any{string(l), before, n}, func(scan func(...any) error) error {
			var a Arranged
			var content string
			var rev int
			var at int64
			if err := scan(&rev, &content, &a.By, &at); err != nil {
				return err
			}
			err := json.Unmarshal([]byte(content), &a.Front)
			a.Rev, a.At = rev, db.Time(at)
			list = append(list, a)
			return err
		})
	return list, err
}

// FrontAt reads one arrangement of an edition's front; NotFound if it never was.
func FrontAt(ctx context.Context, tx *db.Tx, l lang.Tag, rev int) (f Front, err error) {
	var content string
	err = tx.Row(ctx, `SELECT content FROM edition_front_history WHERE lang = $1 AND rev = $2`, []any{string(l), rev}, &content)
	if errors.Is(err, db.ErrNone) {
		return f, fault.New(fault.NotFound, "edition.no_front")
	}
	if err == nil {
		err = json.Unmarshal([]byte(content), &f)
	}
	f.Rev = rev
	return f, err
}

// Plan is a planned publishing.
type Plan struct {
	Story string
	Lang  lang.Tag
	At    time.Time
	By    string
	Held  bool // its hour came, and gates held it
}

// Plans lists what is planned in an edition until a moment, the first first, n at most.
// What gates held is among them.
func Plans(ctx context.Context, tx *db.Tx, l lang.Tag, until time.Time, n int) (list []Plan, err error) {
	err = tx.Rows(ctx, `SELECT story_id, at, asked_by, held_at FROM edition_schedule WHERE lang = $1 AND at <= $2 ORDER BY at, story_id LIMIT $3`,
		[]any{string(l), db.Millis(until), n}, func(scan func(...any) error) error {
			p := Plan{Lang: l}
			var at, held int64
			err := scan(&p.Story, &at, &p.By, &held)
			p.At, p.Held = db.Time(at), held > 0
			list = append(list, p)
			return err
		})
	return list, err
}
