package memory

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// byID reads a segment; memory.absent where there is none.
func byID(ctx context.Context, tx *db.Tx, id string) (s Segment, err error) {
	err = fault.New(fault.NotFound, "memory.absent")
	readErr := tx.Rows(ctx, `SELECT `+segmentColumns+`, p.id, p.a, p.b FROM memory_segment s JOIN memory_pair p ON p.id = s.pair WHERE s.id = $1`, []any{id}, func(scan func(...any) error) error {
		s, err = scanPaired(scan)
		return err
	})
	return s, errors.Join(readErr, err)
}

// loose finds a segment of no story that says the same.
func loose(ctx context.Context, tx *db.Tx, p Pair, s *Segment) (Segment, error) {
	forth, a, b := 1, s.Source, s.Target
	if s.From != p.A {
		forth, a, b = 0, b, a
	}
	list, err := segments(ctx, tx, p, `SELECT `+segmentColumns+` FROM memory_segment s WHERE s.pair = $1 AND s.a_hash = $2 AND s.b_hash = $3 AND s.forth = $4
		AND s.story_id = '' ORDER BY s.at, s.id LIMIT 1`, p.ID, hashOf(a), hashOf(b), forth)
	if err != nil || len(list) == 0 {
		return Segment{}, err
	}
	return list[0], nil
}

// following reads the segments of a pair behind an id, in the order of their birth.
func following(ctx context.Context, tx *db.Tx, p Pair, last string, limit int) ([]Segment, error) {
	return segments(ctx, tx, p, `SELECT `+segmentColumns+` FROM memory_segment s WHERE s.pair = $1 AND s.id > $2 ORDER BY s.id LIMIT $3`, p.ID, last, limit)
}

// listed reads a page of a pair's segments, the newest first; each filter has its index.
func listed(ctx context.Context, tx *db.Tx, p Pair, f Filter) ([]Segment, error) {
	const from = `SELECT ` + segmentColumns + ` FROM memory_segment s WHERE s.pair = $1 AND s.id < $2 `
	const order = ` ORDER BY s.id DESC LIMIT $3`
	before := f.Before
	if before == "" {
		before = "zzzz" // behind every id
	}
	args := []any{p.ID, before, f.Limit}
	switch {
	case f.Origin != "":
		return segments(ctx, tx, p, from+`AND s.origin = $4 AND s.origin <> ''`+order, append(args, f.Origin)...)
	case f.Penalised:
		return segments(ctx, tx, p, from+`AND s.penalty > 0`+order, args...)
	case f.State > 0:
		return segments(ctx, tx, p, from+`AND s.state = $4`+order, append(args, int(f.State))...)
	}
	return segments(ctx, tx, p, from+order, args...)
}

func penalise(ctx context.Context, tx *db.Tx, id string, percent int) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE memory_segment SET penalty = $2 WHERE id = $1`, id, percent)
	return n > 0, err
}

// nextOrigin gives the name of the next file by the alphabet; "" after the last.
func nextOrigin(ctx context.Context, tx *db.Tx, p Pair, after string) (name string, err error) {
	err = tx.Row(ctx, `SELECT origin FROM memory_segment WHERE pair = $1 AND origin > $2 AND origin <> '' ORDER BY origin LIMIT 1`, []any{p.ID, after}, &name)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return name, err
}

func removeOrigin(ctx context.Context, tx *db.Tx, p Pair, origin string) (int, error) {
	n, err := tx.Exec(ctx, `DELETE FROM memory_segment WHERE pair = $1 AND origin = $2 AND origin <> ''`, p.ID, origin)
	return int(n), err
}

// Count tells how many segments a pair has, up to a limit.
func Count(ctx context.Context, tx *db.Tx, p Pair, limit int) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM memory_segment WHERE pair = $1 LIMIT $2) AS counted`, []any{p.ID, limit}, &n)
	return n, err
}
