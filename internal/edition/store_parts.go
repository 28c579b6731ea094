package edition

import (
	"cmp"
	"context"
	"maps"
	"slices"
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
// how many parts of size copies each fills. It reads a number a month and no copy.
func (s *Shelf) MonthsInParts(ctx context.Context, l lang.Tag, size, limit int) (months []MonthParts, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Rows(ctx, `SELECT month, live FROM edition_month WHERE lang = $1 AND live > 0 ORDER BY month DESC LIMIT $2`,
			[]any{string(l), limit}, func(scan func(...any) error) error {
				var month, live int
				err := scan(&month, &live)
				months = append(months, MonthParts{Month{month / 12, time.Month(month%12 + 1)}, (live + size - 1) / size})
				return err
			})
	})
	return months, err
}

// monthOfLang is a month of an edition, in months since January of the year 0.
type monthOfLang struct {
	lang  lang.Tag
	month int
}

func monthOf(l lang.Tag, published time.Time) monthOfLang {
	t := published.UTC()
	return monthOfLang{l, t.Year()*12 + int(t.Month()) - 1}
}

// addMonths keeps the number of live copies of each month. The rows are taken in one
// order by all, so that two batches never wait for each other.
func addMonths(ctx context.Context, tx *db.Tx, months map[monthOfLang]int) error {
	order := slices.SortedFunc(maps.Keys(months), func(a, b monthOfLang) int {
		return cmp.Or(cmp.Compare(a.lang, b.lang), cmp.Compare(a.month, b.month))
	})
	for _, m := range order {
		_, err := tx.Exec(ctx, `INSERT INTO edition_month (lang, month, live) VALUES ($1, $2, $3)
			ON CONFLICT (lang, month) DO UPDATE SET live = edition_month.live + excluded.live`, string(m.lang), m.month, months[m])
		if err != nil {
			return err
		}
	}
	return nil
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
