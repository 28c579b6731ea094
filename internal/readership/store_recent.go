package readership

import (
	"cmp"
	"context"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// hourSums adds an edition's hours since one to sums.
func hourSums(ctx context.Context, tx *db.Tx, l lang.Tag, first int64, sums *[windowHours]int64) error {
	return tx.Rows(ctx, `SELECT hour, CAST(SUM(halves) AS BIGINT) FROM readership_hour WHERE lang = $1 AND hour >= $2 GROUP BY hour`,
		[]any{string(l), first}, func(scan func(...any) error) error {
			var hour, halves int64
			err := scan(&hour, &halves)
			if at := hour - first; at >= 0 && at < windowHours {
				sums[at] += halves
			}
			return err
		})
}

// dayMean is what an edition has on a usual day. Yesterday's hours may still stand by
// themselves, so it and today are left out.
func dayMean(ctx context.Context, tx *db.Tx, l lang.Tag, today int64) (mean int64, err error) {
	var days, halves int64
	err = tx.Row(ctx, `SELECT count(DISTINCT day), CAST(coalesce(SUM(halves), 0) AS BIGINT) FROM readership_day WHERE lang = $1 AND day < $2`,
		[]any{string(l), today - 1}, &days, &halves)
	if days > 0 {
		mean = halves / days
	}
	return mean, err
}

// topOf joins what was read most in an edition to what was in others, and keeps n.
func topOf(ctx context.Context, tx *db.Tx, l lang.Tag, first int64, n int, top []Read) ([]Read, error) {
	err := tx.Rows(ctx, `SELECT story_id, CAST(SUM(halves) AS BIGINT) FROM readership_hour WHERE lang = $1 AND hour >= $2
		GROUP BY story_id ORDER BY SUM(halves) DESC, story_id DESC LIMIT $3`, []any{string(l), first, n}, func(scan func(...any) error) error {
		read := Read{Lang: l}
		var halves int64
		err := scan(&read.Story, &halves)
		read.Readers = int(halves / byScript)
		top = append(top, read)
		return err
	})
	slices.SortStableFunc(top, func(a, b Read) int { return cmp.Compare(b.Readers, a.Readers) })
	return top[:min(len(top), n)], err
}
