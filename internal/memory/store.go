package memory

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// pairOf reads the pair of two languages; its ID is 0 where there is no memory between them.
func pairOf(ctx context.Context, tx *db.Tx, from, to lang.Tag) (Pair, error) {
	a, b := order(from, to)
	p := Pair{A: a, B: b}
	err := tx.Row(ctx, `SELECT id, top FROM memory_pair WHERE a = $1 AND b = $2`, []any{string(a), string(b)}, &p.ID, &p.top)
	if errors.Is(err, db.ErrNone) {
		return p, nil
	}
	return p, err
}

// makePair is pairOf, and makes the pair where there is none. Two nodes may do so at once:
// who comes second finds the first's.
func makePair(ctx context.Context, tx *db.Tx, from, to lang.Tag) (Pair, error) {
	a, b := order(from, to)
	for range 5 {
		p, err := pairOf(ctx, tx, a, b)
		if err != nil || p.ID > 0 {
			return p, err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO memory_pair (id, a, b, top) SELECT coalesce(max(id), 0) + 1, $1, $2, 0 FROM memory_pair
			WHERE TRUE ON CONFLICT DO NOTHING`, string(a), string(b)); err != nil {
			return p, err
		}
	}
	return Pair{}, fmt.Errorf("no place for the pair of %s and %s", a, b)
}

// Pairs lists the pairs of languages between which there is a memory.
func Pairs(ctx context.Context, tx *db.Tx) (list []Pair, err error) {
	err = tx.Rows(ctx, `SELECT id, a, b, top FROM memory_pair ORDER BY a, b`, nil, func(scan func(...any) error) error {
		var p Pair
		err := scan(&p.ID, &p.A, &p.B, &p.top)
		list = append(list, p)
		return err
	})
	return list, err
}

const segmentColumns = `s.id, s.n, s.forth, s.a, s.b, s.before, s.after, s.state, s.domain, s.at, s.story_id, s.block_id, s.part, s.by_id, s.origin, s.penalty`

// segments reads segments of a pair, each turned as it was translated.
func segments(ctx context.Context, tx *db.Tx, p Pair, query string, args ...any) (list []Segment, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		s, err := scanSegment(p, scan)
		list = append(list, s)
		return err
	})
	return list, err
}

func scanSegment(p Pair, scan func(...any) error) (s Segment, err error) {
	var forth int
	var at int64
	err = scan(&s.ID, &s.n, &forth, &s.Source, &s.Target, &s.before, &s.after, &s.State, &s.Domain, &at, &s.Story, &s.Block, &s.Part, &s.By, &s.Origin, &s.Penalty)
	s.From, s.To, s.At = p.A, p.B, db.Time(at)
	if forth == 0 {
		s.From, s.To, s.Source, s.Target = p.B, p.A, s.Target, s.Source
	}
	return s, err
}

// byHash reads the newest segments that say certain words in one of the pair's languages.
func byHash(ctx context.Context, tx *db.Tx, p Pair, l lang.Tag, hash int64, limit int) ([]Segment, error) {
	query := `SELECT ` + segmentColumns + ` FROM memory_segment s WHERE s.pair = $1 AND s.a_hash = $2 ORDER BY s.at DESC, s.id DESC LIMIT $3`
	if l == p.B {
		query = `SELECT ` + segmentColumns + ` FROM memory_segment s WHERE s.pair = $1 AND s.b_hash = $2 ORDER BY s.at DESC, s.id DESC LIMIT $3`
	}
	return segments(ctx, tx, p, query, p.ID, hash, limit)
}

// byNumbers reads the segments that the index knows by their numbers.
func byNumbers(ctx context.Context, tx *db.Tx, p Pair, numbers []int64) ([]Segment, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	const from = `SELECT ` + segmentColumns + ` FROM memory_segment s WHERE s.pair = $1 AND s.n > 0 AND s.n `
	if tx.Engine() == db.Postgres {
		return segments(ctx, tx, p, from+`= ANY($2)`, p.ID, numbers)
	}
	list, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	return segments(ctx, tx, p, from+`IN (SELECT value FROM json_each($2))`, p.ID, string(list))
}

// tailOf reads the newest segments that are not in the index.
func tailOf(ctx context.Context, tx *db.Tx, p Pair, limit int) ([]Segment, error) {
	return segments(ctx, tx, p, `SELECT `+segmentColumns+` FROM memory_segment s WHERE s.pair = $1 AND s.n = 0 ORDER BY s.id DESC LIMIT $2`, p.ID, limit)
}

// tailLength counts the segments that are not in the index, at most limit.
func tailLength(ctx context.Context, tx *db.Tx, p Pair, limit int) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM memory_segment WHERE pair = $1 AND n = 0 LIMIT $2) AS tail`, []any{p.ID, limit}, &n)
	return n, err
}

// insert writes a segment, into the tail.
func insert(ctx context.Context, tx *db.Tx, p Pair, s *Segment) error {
	forth, a, b := 1, s.Source, s.Target
	if s.From != p.A {
		forth, a, b = 0, b, a
	}
	_, err := tx.Exec(ctx, `INSERT INTO memory_segment (id, pair, n, forth, a, b, a_hash, b_hash, before, after, state, domain, at, story_id, block_id, part, by_id, origin, penalty)
		VALUES ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		s.ID, p.ID, forth, a, b, hashOf(a), hashOf(b), s.before, s.after, int(s.State), s.Domain, stamped(s.At), s.Story, s.Block, s.Part, s.By, s.Origin, s.Penalty)
	return err
}

// change writes what is said of a segment, not its words.
func change(ctx context.Context, tx *db.Tx, s *Segment) error {
	_, err := tx.Exec(ctx, `UPDATE memory_segment SET state = $2, domain = $3, at = $4, by_id = $5, penalty = $6, before = $7, after = $8 WHERE id = $1`,
		s.ID, int(s.State), s.Domain, stamped(s.At), s.By, s.Penalty, s.before, s.after)
	return err
}

// rewrite writes a segment's words. It goes back to the tail: the index knows the old ones.
func rewrite(ctx context.Context, tx *db.Tx, p Pair, s *Segment) error {
	a, b := s.Source, s.Target
	if s.From != p.A {
		a, b = b, a
	}
	_, err := tx.Exec(ctx, `UPDATE memory_segment SET n = 0, a = $2, b = $3, a_hash = $4, b_hash = $5 WHERE id = $1`, s.ID, a, b, hashOf(a), hashOf(b))
	return err
}

func remove(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	n, err := tx.Exec(ctx, `DELETE FROM memory_segment WHERE id = $1`, id)
	return n > 0, err
}

// ofBlock reads what a translated block has brought, in the order of its sentences.
func ofBlock(ctx context.Context, tx *db.Tx, story string, to lang.Tag, block string) (list []Segment, err error) {
	err = tx.Rows(ctx, `SELECT `+segmentColumns+`, p.id, p.a, p.b FROM memory_segment s JOIN memory_pair p ON p.id = s.pair
		WHERE s.story_id = $1 AND s.story_id <> '' AND s.block_id = $2 ORDER BY s.part, s.id`, []any{story, block}, func(scan func(...any) error) error {
		s, err := scanPaired(scan)
		if s.To == to {
			list = append(list, s)
		}
		return err
	})
	return list, err
}

// scanPaired scans segmentColumns with the pair's id and languages behind them.
func scanPaired(scan func(...any) error) (Segment, error) {
	var p Pair
	s, err := scanSegment(Pair{A: "a", B: "b"}, func(dest ...any) error { return scan(append(dest, &p.ID, &p.A, &p.B)...) })
	if s.From == "a" {
		s.From, s.To = p.A, p.B
	} else {
		s.From, s.To = p.B, p.A
	}
	return s, err
}

// stamped is a moment as it is stored: in whole seconds, as files have it.
func stamped(at time.Time) int64 { return db.Millis(at.Truncate(time.Second)) }
