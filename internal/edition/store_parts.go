package edition

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// MonthParts is a month and the number of parts that its live copies fill.
type MonthParts struct {
	Month
	Parts int
}

// MonthsInParts lists, newest first, at most limit months that hold live copies, and
// how many parts of size copies each fills. It reads one index and no copy.
func (s *Shelf) MonthsInParts(ctx context.Context, l lang.Tag, size, limit int) (months []MonthParts, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		before := farFuture
		for len(months) < limit {
			m, err := newestMonth(ctx, tx, l, before)
			if errors.Is(err, db.ErrNone) {
				return nil
			}
			if err != nil {
				return err
			}
			parts, end := 1, m.end()
			for more := true; more; parts++ {
				if end, more, err = partEnd(ctx, tx, l, m, end, size); err != nil {
					return err
				}
			}
			months = append(months, MonthParts{m, parts - 1})
			before = m.start().UnixMilli()
		}
		return nil
	})
	return months, err
}

// PartStart is the cursor after which the part of a month begins, counted from 1.
// NotFound if the month does not fill so many.
func (s *Shelf) PartStart(ctx context.Context, l lang.Tag, m Month, size, part int) (start Cursor, err error) {
	start = m.end()
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for range part - 1 {
			var more bool
			if start, more, err = partEnd(ctx, tx, l, m, start, size); err != nil {
				return err
			}
			if !more {
				return fault.New(fault.NotFound, "edition.no_article")
			}
		}
		return nil
	})
	return start, err
}

func (m Month) start() time.Time { return time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC) }

// end is the cursor before the newest copy of the month.
func (m Month) end() Cursor { return Cursor{Published: m.start().AddDate(0, 1, 0)} }

func newestMonth(ctx context.Context, tx *db.Tx, l lang.Tag, before int64) (Month, error) {
	var at int64
	err := tx.Row(ctx, `SELECT published_at FROM edition_copy WHERE lang = $1 AND state = 'live' AND published_at < $2
		ORDER BY published_at DESC LIMIT 1`, []any{string(l), before}, &at)
	t := db.Time(at)
	return Month{t.Year(), t.Month()}, err
}

// partEnd finds the last copy of the part that begins after a cursor, and whether
// the month holds more.
func partEnd(ctx context.Context, tx *db.Tx, l lang.Tag, m Month, after Cursor, size int) (end Cursor, more bool, err error) {
	at, story := after.bounds()
	found := 0 // the last of this part, then the first of the next
	err = tx.Rows(ctx, `SELECT published_at, story_id FROM edition_copy
		WHERE state = 'live' AND lang = $1 AND (published_at, story_id) < ($2, $3) AND published_at >= $4
		ORDER BY published_at DESC, story_id DESC LIMIT 2 OFFSET $5`,
		[]any{string(l), at, story, m.start().UnixMilli(), size - 1}, func(scan func(...any) error) error {
			var at int64
			var story string
			if err := scan(&at, &story); err != nil {
				return err
			}
			if found++; found == 1 {
				end = Cursor{db.Time(at), story}
			}
			return nil
		})
	return end, found == 2, err
}
