package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"masthead/internal/kit/db"
)

// Handler does the work of one kind. The context ends when the lease is lost, the
// attempt takes too long, or the process must stop now.
type Handler func(ctx context.Context, args json.RawMessage) error

// Runner takes up due jobs of the kinds it has handlers for. The fields may be
// changed before Run. Kinds that must not wait behind slow ones get a runner of
// their own: a runner leaves alone what it has no handler for.
type Runner struct {
	Workers   int           // jobs at a time
	Poll      time.Duration // how long a due job waits at most when no hint arrives
	Lease     time.Duration // a dead process's jobs are taken up after this long
	Limit     time.Duration // an attempt's longest time
	Grace     time.Duration // how long a stop waits for running jobs
	Pause     time.Duration // before the second attempt; doubles with each, up to MaxPause
	MaxPause  time.Duration
	KeepsDone time.Duration // ended jobs are kept this long
	KeepsDead time.Duration

	db       *db.DB
	log      *slog.Logger
	handlers map[string]Handler
	wake     chan struct{}

	mu   sync.Mutex
	held map[string]*held
}

// NewRunner makes a runner with the usual settings and no handlers.
func NewRunner(d *db.DB, log *slog.Logger) *Runner {
	return &Runner{
		Workers: 4, Poll: 100 * time.Millisecond, Lease: time.Minute, Limit: 15 * time.Minute, Grace: 20 * time.Second,
		Pause: 2 * time.Second, MaxPause: time.Hour, KeepsDone: 24 * time.Hour, KeepsDead: 90 * 24 * time.Hour,
		db: d, log: log, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), held: map[string]*held{},
	}
}

// Handle names the handler of a kind, before Run. Two for one kind are a defect.
func (r *Runner) Handle(kind string, h Handler) {
	if _, twice := r.handlers[kind]; twice || !kindShape.MatchString(kind) {
		panic("job: handler for " + kind)
	}
	r.handlers[kind] = h
}

// On handles the kind of A with arguments already decoded. Arguments that cannot
// be decoded never can: the job is dead at once.
func On[A Args](r *Runner, f func(ctx context.Context, args A) error) {
	var zero A
	r.Handle(zero.Kind(), func(ctx context.Context, raw json.RawMessage) error {
		var args A
		if err := json.Unmarshal(raw, &args); err != nil {
			return GiveUp(fmt.Errorf("arguments: %w", err))
		}
		return f(ctx, args)
	})
}

// Wake makes the runner look at once: a hint after a commit, never needed.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run works until the context ends, then lets the running jobs finish for at most
// Grace; those that give up when told to go back to wait, at no cost in attempts.
// The error tells of jobs that did not stop: another process takes them up when
// their lease has passed.
func (r *Runner) Run(ctx context.Context) error {
	work, abort := context.WithCancelCause(context.WithoutCancel(ctx))
	defer abort(nil)
	var aside, jobs sync.WaitGroup
	aside.Go(func() { r.db.Listen(ctx, channel, r.Wake) })
	aside.Go(func() { r.keepLeases(work) })
	aside.Go(func() { r.every(ctx, max(r.Lease/4, r.Poll), r.takeUp) })
	aside.Go(func() { r.every(ctx, time.Minute, r.sweep) })
	r.dispatch(ctx, work, &jobs)

	err := r.finish(&jobs, abort)
	abort(nil)
	aside.Wait()
	return err
}

// finish waits for running jobs: first patiently, then telling them to stop.
func (r *Runner) finish(jobs *sync.WaitGroup, abort context.CancelCauseFunc) error {
	done := make(chan struct{})
	go func() { jobs.Wait(); close(done) }()
	select {
	case <-done:
		return nil
	case <-time.After(r.Grace):
	}
	abort(errStopping)
	select {
	case <-done:
		return nil
	case <-time.After(min(r.Grace, 5*time.Second) + 100*time.Millisecond):
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return fmt.Errorf("%d jobs did not stop", len(r.held))
}

// dispatch gives due jobs to free workers until ctx ends.
func (r *Runner) dispatch(ctx, work context.Context, jobs *sync.WaitGroup) {
	slots := make(chan struct{}, max(r.Workers, 1))
	tick := time.NewTicker(r.Poll)
	defer tick.Stop()
	for {
		free, ok := acquire(ctx, slots)
		if !ok {
			return
		}
		got, err := r.claim(work, free)
		if err != nil {
			r.log.Error("taking up jobs", "error", err)
		}
		for range free - len(got) {
			<-slots
		}
		for _, c := range got {
			r.launch(work, c, jobs, slots)
		}
		if len(got) == free {
			continue
		}
		for waiting := true; waiting; {
			select {
			case <-ctx.Done():
				return
			case <-r.wake:
				waiting = false
			case <-tick.C:
				waiting = !r.anythingDue(ctx)
			}
		}
	}
}

func (r *Runner) launch(work context.Context, c claimed, jobs *sync.WaitGroup, slots chan struct{}) {
	h := &held{claimed: c, until: time.Now().Add(r.Lease)}
	ctx, cancel := context.WithCancelCause(work)
	h.cancel = cancel
	r.mu.Lock()
	r.held[c.id] = h
	r.mu.Unlock()
	jobs.Go(func() {
		defer func() {
			cancel(nil)
			r.mu.Lock()
			if r.held[c.id] == h {
				delete(r.held, c.id)
			}
			r.mu.Unlock()
			<-slots
		}()
		r.work(ctx, h)
	})
}

// acquire takes every free slot, waiting for the first.
func acquire(ctx context.Context, slots chan struct{}) (n int, ok bool) {
	select {
	case <-ctx.Done():
		return 0, false
	case slots <- struct{}{}:
	}
	if ctx.Err() != nil {
		return 0, false
	}
	for n = 1; n < cap(slots); n++ {
		select {
		case slots <- struct{}{}:
		default:
			return n, true
		}
	}
	return n, true
}

// claim is not ended by a stop: a claim committed but not heard of would have to
// wait for its lease to pass.
func (r *Runner) claim(ctx context.Context, n int) (got []claimed, err error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.Lease/2)
	defer cancel()
	err = r.db.Write(ctx, func(tx *db.Tx) error {
		got, err = start(ctx, tx, r.kinds(), n, r.Lease)
		return err
	})
	if err != nil {
		return nil, err
	}
	return got, nil
}

func (r *Runner) kinds() string {
	names := make([]string, 0, len(r.handlers))
	for kind := range r.handlers {
		names = append(names, kind)
	}
	slices.Sort(names)
	return "|" + strings.Join(names, "||") + "|"
}

// anythingDue is true when in doubt.
func (r *Runner) anythingDue(ctx context.Context) (due bool) {
	err := r.db.Read(ctx, func(tx *db.Tx) (err error) {
		due, err = isDue(ctx, tx, r.kinds())
		return err
	})
	return due && err == nil
}

// every runs f at once and then again and again until ctx ends.
func (r *Runner) every(ctx context.Context, pause time.Duration, f func(context.Context) error) {
	tick := time.NewTicker(pause)
	defer tick.Stop()
	for {
		if err := f(ctx); err != nil && ctx.Err() == nil {
			r.log.Error("keeping the queue", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// takeUp brings the jobs of processes that died back into the queue.
func (r *Runner) takeUp(ctx context.Context) error {
	for n := 100; n == 100; {
		err := r.db.Write(ctx, func(tx *db.Tx) (err error) {
			n, err = takeUp(ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		if n > 0 {
			r.log.Warn("jobs of an ended process taken up", "jobs", n)
			r.Wake()
		}
	}
	return nil
}

func (r *Runner) sweep(ctx context.Context) error {
	for _, old := range []struct {
		state string
		keep  time.Duration
	}{{"done", r.KeepsDone}, {"dead", r.KeepsDead}} {
		for n := int64(1000); n == 1000; {
			err := r.db.Write(ctx, func(tx *db.Tx) (err error) {
				n, err = sweep(ctx, tx, old.state, old.keep)
				return err
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
