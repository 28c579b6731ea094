package readership

import (
	"context"
	"fmt"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// hoursAtOnce is how many rows one statement adds: with rare exceptions all that a
// node counted since the last time.
const hoursAtOnce = 250

// addHoursText adds rows to what is there, so that nodes add up. Rows without a story
// fill the statement to its length: the engine keeps one plan for any number.
var addHoursText = func() string {
	var b strings.Builder
	b.WriteString(`INSERT INTO readership_hour (lang, hour, story_id, halves) SELECT column1, column2, column3, column4 FROM (VALUES `)
	for i := range hoursAtOnce {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(CAST($%d AS TEXT), CAST($%d AS BIGINT), CAST($%d AS TEXT), CAST($%d AS BIGINT))", 4*i+1, 4*i+2, 4*i+3, 4*i+4)
	}
	b.WriteString(`) AS v WHERE column3 <> '' ON CONFLICT (lang, hour, story_id) DO UPDATE SET halves = readership_hour.halves + excluded.halves`)
	return b.String()
}()

func addHours(ctx context.Context, tx *db.Tx, entries []entry) error {
	args := make([]any, 4*hoursAtOnce)
	var filled int
	write := func() error {
		for i := filled; i < hoursAtOnce; i++ {
			args[4*i], args[4*i+1], args[4*i+2], args[4*i+3] = "", int64(0), "", int64(0)
		}
		filled = 0
		_, err := tx.Exec(ctx, addHoursText, args...)
		return err
	}
	for _, e := range entries {
		if e.more != 0 {
			args[4*filled], args[4*filled+1], args[4*filled+2], args[4*filled+3] = string(e.lang), e.hour, e.story, e.more
			filled++
		}
		if filled == hoursAtOnce {
			if err := write(); err != nil {
				return err
			}
		}
	}
	if filled > 0 {
		if err := write(); err != nil {
			return err
		}
	}
	return addAnomalies(ctx, tx, entries)
}

func addAnomalies(ctx context.Context, tx *db.Tx, entries []entry) error {
	for _, e := range entries {
		for _, s := range e.held {
			_, err := tx.Exec(ctx, `INSERT INTO readership_anomaly (lang, hour, story_id, source, name, share, halves) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (lang, hour, story_id, source, name) DO UPDATE SET share = excluded.share, halves = excluded.halves`,
				string(e.lang), e.hour, e.story, s.source, s.name, s.share, s.halves)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// takeTurn makes this node the one that makes the lists now; false if another did so
// lately. A time that is still to come was written by a clock that was wrong.
func takeTurn(ctx context.Context, tx *db.Tx, now, before int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE readership_turn SET at = $1 WHERE id = 1 AND (at <= $2 OR at > $1)`, now, before)
	return n == 1, err
}

// rollUp moves the hours before one into their days, and drops days before another.
func rollUp(ctx context.Context, tx *db.Tx, l lang.Tag, hour, day int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO readership_day (lang, day, story_id, halves)
		SELECT lang, hour / 24, story_id, CAST(SUM(halves) AS BIGINT) FROM readership_hour WHERE lang = $1 AND hour < $2 GROUP BY lang, hour / 24, story_id
		ON CONFLICT (lang, day, story_id) DO UPDATE SET halves = readership_day.halves + excluded.halves`, string(l), hour)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM readership_hour WHERE lang = $1 AND hour < $2`, string(l), hour); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM readership_anomaly WHERE lang = $1 AND hour < $2`, string(l), day*24); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM readership_day WHERE lang = $1 AND day < $2`, string(l), day)
	return err
}

// hotText is the list of one day. Its weights are whole numbers, so that both engines
// add up the same, in whatever order.
var hotText = func() string {
	var b strings.Builder
	b.WriteString(`WITH w (hour, weight) AS (VALUES `)
	for i := range windowHours {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(CAST($%d AS BIGINT), CAST($%d AS BIGINT))", 4+2*i, 5+2*i)
	}
	b.WriteString(`) SELECT h.story_id FROM readership_hour h JOIN w ON w.hour = h.hour
		WHERE h.lang = $1 AND NOT EXISTS (SELECT 1 FROM readership_hidden x WHERE x.lang = h.lang AND x.story_id = h.story_id)
		GROUP BY h.story_id HAVING SUM(h.halves) >= $2 ORDER BY SUM(h.halves * w.weight) DESC, h.story_id DESC LIMIT $3`)
	return b.String()
}()

func hot(ctx context.Context, tx *db.Tx, l lang.Tag, hour, floor int64, n int) ([]string, error) {
	args := []any{string(l), floor, n}
	for age := range int64(windowHours) {
		args = append(args, hour-age, weight(age))
	}
	return stories(ctx, tx, hotText, args)
}

// week is the list of the hours that are still there and of the days since one.
func week(ctx context.Context, tx *db.Tx, l lang.Tag, day, floor int64, n int) ([]string, error) {
	return stories(ctx, tx, `SELECT story_id FROM (
			SELECT h.story_id AS story_id, h.halves AS halves FROM readership_hour h WHERE h.lang = $1
			UNION ALL SELECT d.story_id, d.halves FROM readership_day d WHERE d.lang = $1 AND d.day >= $2) AS r
		WHERE NOT EXISTS (SELECT 1 FROM readership_hidden x WHERE x.lang = $1 AND x.story_id = r.story_id)
		GROUP BY story_id HAVING SUM(halves) >= $3 ORDER BY SUM(halves) DESC, story_id DESC LIMIT $4`, []any{string(l), day, floor, n})
}

func stories(ctx context.Context, tx *db.Tx, query string, args []any) (list []string, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var s string
		err := scan(&s)
		list = append(list, s)
		return err
	})
	return list, err
}

func readList(ctx context.Context, tx *db.Tx, l lang.Tag, span Span, n int) ([]string, error) {
	return stories(ctx, tx, `SELECT story_id FROM readership_list WHERE lang = $1 AND span = $2 ORDER BY place LIMIT $3`, []any{string(l), string(span), n})
}

func writeList(ctx context.Context, tx *db.Tx, l lang.Tag, span Span, list []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM readership_list WHERE lang = $1 AND span = $2`, string(l), string(span)); err != nil {
		return err
	}
	for i, s := range list {
		_, err := tx.Exec(ctx, `INSERT INTO readership_list (lang, span, place, story_id) VALUES ($1, $2, $3, $4)`, string(l), string(span), i+1, s)
		if err != nil {
			return err
		}
	}
	return nil
}

func hide(ctx context.Context, tx *db.Tx, l lang.Tag, story, by, why string, at int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO readership_hidden (lang, story_id, by_id, why, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (lang, story_id) DO NOTHING`, string(l), story, by, why, at)
	return err
}

func show(ctx context.Context, tx *db.Tx, l lang.Tag, story string) error {
	_, err := tx.Exec(ctx, `DELETE FROM readership_hidden WHERE lang = $1 AND story_id = $2`, string(l), story)
	return err
}

func anomalies(ctx context.Context, tx *db.Tx, l lang.Tag, n int) (list []Anomaly, err error) {
	err = tx.Rows(ctx, `SELECT story_id, hour, source, name, share, halves FROM readership_anomaly WHERE lang = $1 ORDER BY hour DESC, halves DESC, story_id LIMIT $2`,
		[]any{string(l), n}, func(scan func(...any) error) error {
			var a Anomaly
			var hour, halves int64
			err := scan(&a.Story, &hour, &a.Source, &a.Name, &a.Percent, &halves)
			a.Hour, a.Readers = db.Time(hour*3600*1000), int(halves/2)
			list = append(list, a)
			return err
		})
	return list, err
}

func hidden(ctx context.Context, tx *db.Tx, l lang.Tag, n int) (list []Hidden, err error) {
	err = tx.Rows(ctx, `SELECT story_id, by_id, why, at FROM readership_hidden WHERE lang = $1 ORDER BY at DESC, story_id LIMIT $2`, []any{string(l), n}, func(scan func(...any) error) error {
		var h Hidden
		var at int64
		err := scan(&h.Story, &h.By, &h.Why, &at)
		h.At = db.Time(at)
		list = append(list, h)
		return err
	})
	return list, err
}
