package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// MonthParts says where the parts of a month begin when each holds n copies: after
// the cursors it gives, the first of which is zero, at most limit of them. It walks
// the month's index and reads no copy.
func (s *Shelf) MonthParts(ctx context.Context, l lang.Tag, m Month, n, limit int) (parts []Cursor, err error) {
	from := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 1, 0)
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		parts = []Cursor{{}}
		at, story := to.UnixMilli(), ""
		for len(parts) < limit {
			var ends []Cursor // the last copy of this part and the first of the next
			err := tx.Rows(ctx, `SELECT published_at, story_id FROM edition_copy
				WHERE state = 'live' AND lang = $1 AND (published_at, story_id) < ($2, $3) AND published_at >= $4
				ORDER BY published_at DESC, story_id DESC LIMIT 2 OFFSET $5`,
				[]any{string(l), at, story, from.UnixMilli(), n - 1}, func(scan func(...any) error) error {
					var c Cursor
					err := scan(&at, &c.Story)
					c.Published = db.Time(at)
					ends = append(ends, c)
					return err
				})
			if err != nil || len(ends) < 2 {
				return err
			}
			parts = append(parts, ends[0])
			at, story = ends[0].Published.UnixMilli(), ends[0].Story
		}
		return nil
	})
	return parts, err
}
