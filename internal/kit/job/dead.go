package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Dead is a job that failed for good, as the dead-letter page shows it.
type Dead struct {
	ID, Kind, Failure string
	Args              json.RawMessage
	Attempts          int
	Made, Ended       time.Time
}

// ListDead gives up to limit dead jobs, the latest first, that died before the
// given one; a zero before begins at the end.
func ListDead(ctx context.Context, tx *db.Tx, before Dead, limit int) ([]Dead, error) {
	until, last := int64(1)<<62, "~"
	if before.ID != "" {
		until, last = db.Millis(before.Ended), before.ID
	}
	var list []Dead
	err := tx.Rows(ctx, `
		SELECT id, kind, failure, args, attempt, made_at, ended_at FROM job
		WHERE state = 'dead' AND (ended_at, id) < ($1, $2)
		ORDER BY ended_at DESC, id DESC LIMIT $3`, []any{until, last, limit}, func(scan func(...any) error) error {
		var d Dead
		var args string
		var made, ended int64
		if err := scan(&d.ID, &d.Kind, &d.Failure, &args, &d.Attempts, &made, &ended); err != nil {
			return err
		}
		d.Args, d.Made, d.Ended = json.RawMessage(args), db.Time(made), db.Time(ended)
		list = append(list, d)
		return nil
	})
	return list, err
}

// Retry lets a dead job wait again, due now, with as many attempts as a new one.
// NotFound: it is not dead. Conflict: another job waits under its key and will do
// the work.
func Retry(ctx context.Context, tx *db.Tx, id string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	replaced, err := isReplaced(ctx, tx, id)
	if err != nil {
		return err
	}
	if replaced {
		return fault.New(fault.Conflict, "job.waiting_already")
	}
	n, err := tx.Exec(ctx, `
		UPDATE job SET state = 'waiting', run_at = $2, max_attempts = attempt + $3, ended_at = 0
		WHERE id = $1 AND state = 'dead'`, id, db.Millis(now), DefaultAttempts)
	switch {
	case errors.Is(err, db.ErrUnique):
		return fault.New(fault.Conflict, "job.waiting_already").Because(err)
	case err != nil:
		return err
	case n == 0:
		return fault.New(fault.NotFound, "job.not_dead")
	}
	return tx.Notify(ctx, channel)
}

// Forget deletes a dead job. NotFound: it is not dead.
func Forget(ctx context.Context, tx *db.Tx, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM job WHERE id = $1 AND state = 'dead'`, id)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "job.not_dead")
	}
	return err
}

// Backlog is the state of the queue, for the operator.
type Backlog struct {
	Due, Later, Running, Dead int
	Oldest                    time.Time // when the job was due that has been due the longest; zero if none is
}

// Count reads the backlog. Its cost grows with the jobs that are not done.
func Count(ctx context.Context, tx *db.Tx) (Backlog, error) {
	var b Backlog
	now, err := tx.Now(ctx)
	if err != nil {
		return b, err
	}
	var oldest int64
	err = tx.Row(ctx, `
		SELECT (SELECT count(*) FROM job WHERE state = 'waiting' AND run_at <= $1),
		       (SELECT count(*) FROM job WHERE state = 'waiting' AND run_at > $1),
		       (SELECT count(*) FROM job WHERE state = 'running'),
		       (SELECT count(*) FROM job WHERE state = 'dead'),
		       (SELECT coalesce(min(run_at), 0) FROM job WHERE state = 'waiting' AND run_at <= $1)`,
		[]any{db.Millis(now)}, &b.Due, &b.Later, &b.Running, &b.Dead, &oldest)
	b.Oldest = db.Time(oldest)
	return b, err
}
