package job

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"masthead/internal/kit/db"
)

var (
	errStopping  = errors.New("the process is stopping")
	errLeaseLost = errors.New("the lease was lost")
)

// giveUp and later are what a handler's error can ask for.
type (
	giveUp struct{ error }
	later  struct {
		error
		after time.Duration
	}
)

func (g giveUp) Unwrap() error { return g.error }
func (l later) Unwrap() error  { return l.error }

// GiveUp marks a failure that trying again cannot mend: the job is dead at once.
func GiveUp(err error) error { return giveUp{err} }

// Later marks a failure after which the job must rest at least so long, as when
// the other side said when to come back.
func Later(after time.Duration, err error) error { return later{err, after} }

// held is a job that runs here; its handler finds it in the context.
type held struct {
	claimed
	cancel  context.CancelCauseFunc
	until   time.Time   // the lease, by this machine's steady clock
	settled atomic.Bool // by the handler's own transaction
}

type heldKey struct{}

// Settle marks the running job done in the handler's own transaction: what the
// handler changes there happens exactly once, whatever dies when. It fails when the
// lease was lost; the transaction must then be undone.
func Settle(ctx context.Context, tx *db.Tx) error {
	h, ok := ctx.Value(heldKey{}).(*held)
	if !ok {
		return errors.New("job.Settle: not in a handler")
	}
	kept, err := end(ctx, tx, h.claimed, "done", "")
	if err != nil {
		return err
	}
	if !kept {
		return errLeaseLost
	}
	h.settled.Store(true)
	return nil
}

// work runs one attempt and writes its outcome.
func (r *Runner) work(ctx context.Context, h *held) {
	c := h.claimed
	err := r.attempt(ctx, h)
	if context.Cause(ctx) == errLeaseLost {
		r.log.Warn("job lost to another process", "job", c.id, "kind", c.kind)
		return
	}
	stopped := err != nil && context.Cause(ctx) == errStopping
	kept, writeErr := r.record(ctx, func(ctx context.Context, tx *db.Tx) (bool, error) {
		return r.outcome(ctx, tx, c, err, stopped)
	})
	switch {
	case writeErr != nil:
		r.log.Error("job's outcome not written: it will be run again", "job", c.id, "kind", c.kind, "error", writeErr)
	case err != nil && !stopped:
		r.log.Warn("job failed", "job", c.id, "kind", c.kind, "attempt", c.attempt, "of", c.maxAttempts, "error", err)
	case !kept && !h.settled.Load():
		r.log.Warn("job ended after its lease was lost", "job", c.id, "kind", c.kind)
	}
}

// attempt calls the handler; a panic is a failure like any other.
func (r *Runner) attempt(ctx context.Context, h *held) (err error) {
	ctx, cancel := context.WithTimeout(context.WithValue(ctx, heldKey{}, h), r.Limit)
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			r.log.Error("job panicked", "job", h.id, "kind", h.kind, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return r.handlers[h.kind](ctx, h.args)
}

// outcome writes what became of the attempt.
func (r *Runner) outcome(ctx context.Context, tx *db.Tx, c claimed, failed error, stopped bool) (bool, error) {
	if failed == nil {
		return end(ctx, tx, c, "done", "")
	}
	if stopped {
		return putBack(ctx, tx, c, 0, "stopped with the process", 1)
	}
	text := clip(failed.Error())
	var never giveUp
	if errors.As(failed, &never) || c.attempt >= c.maxAttempts {
		return end(ctx, tx, c, "dead", text)
	}
	pause := r.pause(c.attempt)
	var rest later
	if errors.As(failed, &rest) {
		pause = max(pause, rest.after)
	}
	return putBack(ctx, tx, c, pause, text, 0)
}

// record writes an outcome, trying for as long as the lease can still be ours. A
// stop does not end it at once: the work is done and should not be done again.
func (r *Runner) record(ctx context.Context, f func(context.Context, *db.Tx) (bool, error)) (kept bool, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), min(r.Lease, 10*time.Second))
	defer cancel()
	for wait := 20 * time.Millisecond; ; wait *= 2 {
		err = r.db.Write(ctx, func(tx *db.Tx) error {
			kept, err = f(ctx, tx)
			return err
		})
		if err == nil {
			return kept, nil
		}
		select {
		case <-ctx.Done():
			return false, err
		case <-time.After(wait):
		}
	}
}

// pause is the rest after a failed attempt, counted from 1: doubling, with a
// quarter more or less by chance so that many failed jobs do not come back at once.
func (r *Runner) pause(attempt int) time.Duration {
	p := r.MaxPause
	if shift := attempt - 1; shift < 30 && r.Pause<<shift > 0 {
		p = min(r.Pause<<shift, r.MaxPause)
	}
	return p*3/4 + rand.N(p/2+1)
}

// keepLeases prolongs the leases of running jobs until ctx ends.
func (r *Runner) keepLeases(ctx context.Context) {
	tick := time.NewTicker(max(r.Lease/4, time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		r.mu.Lock()
		running := make([]*held, 0, len(r.held))
		for _, h := range r.held {
			running = append(running, h)
		}
		r.mu.Unlock()
		for _, h := range running {
			r.keepLease(ctx, h)
		}
	}
}

// keepLease tells the handler to stop when the job is another's, or when it must
// be supposed to be: the lease has passed and the database does not answer.
func (r *Runner) keepLease(ctx context.Context, h *held) {
	asked := time.Now()
	ctx, cancel := context.WithTimeout(ctx, r.Lease/4)
	defer cancel()
	var kept bool
	err := r.db.Write(ctx, func(tx *db.Tx) (err error) {
		kept, err = renew(ctx, tx, h.claimed, r.Lease)
		return err
	})
	switch {
	case err == nil && kept:
		h.until = asked.Add(r.Lease)
	case err == nil, time.Now().After(h.until):
		r.mu.Lock()
		running := r.held[h.id] == h
		r.mu.Unlock()
		if running && !h.settled.Load() {
			h.cancel(errLeaseLost)
		}
	}
}

// clip bounds a failure's text and keeps it storable: PostgreSQL refuses NUL and
// broken UTF-8.
func clip(s string) string {
	s = strings.ReplaceAll(s[:min(len(s), maxFailure)], "\x00", "")
	return strings.ToValidUTF8(s, "\uFFFD")
}
