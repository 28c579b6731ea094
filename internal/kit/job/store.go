package job

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"masthead/internal/kit/db"
)

// channel carries the hint that a job is due.
const channel = "masthead_job"

// A conflict updates, it does not merely pass by: the update locks the waiting row,
// so that no runner can take it up before the putting transaction has ended and its
// change can be seen.
const (
	insertSQL = `
		INSERT INTO job (id, kind, args, once, state, run_at, attempt, max_attempts, lease_until, failure, made_at, ended_at)
		VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6, 0, '', $7, 0)
		ON CONFLICT (kind, once) WHERE once <> '' AND state = 'waiting'
		DO UPDATE SET args = excluded.args, max_attempts = job.attempt + excluded.max_attempts, run_at = `
	putSQL          = insertSQL + `CASE WHEN excluded.run_at < job.run_at THEN excluded.run_at ELSE job.run_at END`
	putReplacingSQL = insertSQL + `excluded.run_at`
)

// The list of kinds is one argument, "|a.b|c.d|", so that the text stays the same
// whatever a process handles. The rows are chosen apart from the update, or
// PostgreSQL may choose anew for every row and lock more than the limit.
const (
	dueSQL = `
		WITH due AS MATERIALIZED (
			SELECT id FROM job
			WHERE state = 'waiting' AND run_at <= $1 AND replace(CAST($4 AS TEXT), '|' || kind || '|', '') <> CAST($4 AS TEXT)
			ORDER BY run_at, id LIMIT $3`
	startSQL = `)
		UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = $2
		WHERE id IN (SELECT id FROM due)
		RETURNING id, kind, args, attempt, max_attempts, run_at`
)

// skipLocked is the one text that differs: SQLite has one writer and no row locks.
func skipLocked(e db.Engine) string {
	if e == db.Postgres {
		return ` FOR UPDATE SKIP LOCKED`
	}
	return ""
}

// claimed is a job this process has the lease of.
type claimed struct {
	id, kind             string
	args                 json.RawMessage
	attempt, maxAttempts int
	runAt                int64
}

// start leases up to n due jobs.
func start(ctx context.Context, tx *db.Tx, kinds string, n int, lease time.Duration) ([]claimed, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	var jobs []claimed
	args := []any{db.Millis(now), db.Millis(now.Add(lease)), n, kinds}
	err = tx.Rows(ctx, dueSQL+skipLocked(tx.Engine())+startSQL, args, func(scan func(...any) error) error {
		var c claimed
		var raw string
		if err := scan(&c.id, &c.kind, &raw, &c.attempt, &c.maxAttempts, &c.runAt); err != nil {
			return err
		}
		c.args = json.RawMessage(raw)
		jobs = append(jobs, c)
		return nil
	})
	slices.SortFunc(jobs, func(a, b claimed) int {
		return cmp.Or(cmp.Compare(a.runAt, b.runAt), cmp.Compare(a.id, b.id))
	})
	return jobs, err
}

// isDue says, without writing, whether there may be something to start.
func isDue(ctx context.Context, tx *db.Tx, kinds string) (bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	var one int
	err = tx.Row(ctx, `
		SELECT 1 FROM job
		WHERE state = 'waiting' AND run_at <= $1 AND replace(CAST($2 AS TEXT), '|' || kind || '|', '') <> CAST($2 AS TEXT)
		LIMIT 1`, []any{db.Millis(now), kinds}, &one)
	if err == db.ErrNone {
		return false, nil
	}
	return err == nil, err
}

// takeUp lets up to 100 jobs wait again whose process died, as told by their leases.
// Those that were in their last attempt are dead: a job that brings its process down
// must not do so for ever.
func takeUp(ctx context.Context, tx *db.Tx) (n int, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	var lost []claimed
	// The locks keep a late renewal from slipping in between.
	err = tx.Rows(ctx, `
		SELECT id, attempt, max_attempts FROM job WHERE state = 'running' AND lease_until <= $1
		ORDER BY lease_until LIMIT 100`+skipLocked(tx.Engine()), []any{db.Millis(now)}, func(scan func(...any) error) error {
		var c claimed
		err := scan(&c.id, &c.attempt, &c.maxAttempts)
		lost = append(lost, c)
		return err
	})
	for _, c := range lost {
		if err != nil {
			break
		}
		if c.attempt >= c.maxAttempts {
			_, err = end(ctx, tx, c, "dead", "the process ended during the last attempt")
		} else {
			_, err = putBack(ctx, tx, c, 0, "the process ended during the attempt", 0)
		}
	}
	return len(lost), err
}

// renew prolongs a lease; false means that another process has the job by now.
func renew(ctx context.Context, tx *db.Tx, c claimed, lease time.Duration) (bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `
		UPDATE job SET lease_until = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'`,
		c.id, c.attempt, db.Millis(now.Add(lease)))
	return n == 1, err
}

// end closes the attempt as done or dead; false means that the lease was lost.
func end(ctx context.Context, tx *db.Tx, c claimed, state, failure string) (bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `
		UPDATE job SET state = $3, ended_at = $4, failure = $5 WHERE id = $1 AND attempt = $2 AND state = 'running'`,
		c.id, c.attempt, state, db.Millis(now), failure)
	return n == 1, err
}

// putBack lets the job wait again. If another job waits under its key by now, that
// one does the work and this one is done. A free attempt does not count.
func putBack(ctx context.Context, tx *db.Tx, c claimed, after time.Duration, failure string, free int) (bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return false, err
	}
	other, err := isReplaced(ctx, tx, c.id)
	if err != nil {
		return false, err
	}
	if other {
		return end(ctx, tx, c, "done", failure)
	}
	n, err := tx.Exec(ctx, `
		UPDATE job SET state = 'waiting', run_at = $3, failure = $4, max_attempts = max_attempts + $5
		WHERE id = $1 AND attempt = $2 AND state = 'running'`,
		c.id, c.attempt, ceilMillis(now.Add(after)), failure, free)
	return n == 1, err
}

// isReplaced says whether another job waits under the key of this one.
func isReplaced(ctx context.Context, tx *db.Tx, id string) (bool, error) {
	var one int
	err := tx.Row(ctx, `
		SELECT 1 FROM job mine JOIN job other ON other.kind = mine.kind AND other.once = mine.once
		WHERE mine.id = $1 AND mine.once <> '' AND other.id <> mine.id AND other.once <> '' AND other.state = 'waiting'`, []any{id}, &one)
	if err == db.ErrNone {
		return false, nil
	}
	return err == nil, err
}

// sweep deletes up to 1000 jobs that ended in the state before the moment.
func sweep(ctx context.Context, tx *db.Tx, state string, keep time.Duration) (int64, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `
		DELETE FROM job WHERE id IN (
			SELECT id FROM job WHERE state = $1 AND state IN ('done', 'dead') AND ended_at < $2 ORDER BY ended_at LIMIT 1000)`,
		state, db.Millis(now.Add(-keep)))
}
