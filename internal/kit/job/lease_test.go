package job_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/job"
)

// A crashed process leaves its jobs running: they are taken up when the lease has
// passed, not before, and the last attempt is not repeated for ever.
func TestCrashedProcess(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			fake := clock.NewFake(start)
			d := dbtest.Open(t, dbtest.Address(t, e), fake.Now)
			put(t, d, note{1}, job.Once("a"))
			put(t, d, note{2}, job.MaxAttempts(1))
			write(t, d, func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `UPDATE job SET state = 'running', attempt = attempt + 1, lease_until = $1`, start.Add(time.Minute).UnixMilli())
				return err
			})
			ran := make(chan int, 10)
			r := runner(d)
			r.Lease = 2 * time.Second // it also sets how often the runner looks
			job.On(r, func(_ context.Context, a note) error { ran <- a.N; return nil })
			run(t, r)
			fake.Add(time.Minute - time.Millisecond)
			put(t, d, note{3})
			if got := receive(t, ran); got != 3 {
				t.Fatalf("job %d was taken from a living process", got)
			}
			fake.Add(time.Millisecond)
			if got := receive(t, ran); got != 1 {
				t.Errorf("job %d was taken up", got)
			}
			until(t, d, "0 waiting, 0 running, 2 done, 1 dead")
		})
	}
}

// A process that was frozen and comes back must not end a job that is another's by
// now, and its handler is told.
func TestLostLease(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(d)
		r.Lease = 2 * time.Second
		began, told := make(chan bool, 1), make(chan error, 1)
		job.On(r, func(ctx context.Context, _ note) error {
			began <- true
			<-ctx.Done()
			told <- context.Cause(ctx)
			return nil
		})
		run(t, r)
		put(t, d, note{1})
		receive(t, began)
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE job SET attempt = attempt + 1, lease_until = lease_until + 3600000`)
			return err
		})
		if err := receive(t, told); err == nil || !strings.Contains(err.Error(), "lease") {
			t.Errorf("the handler is told %v", err)
		}
		until(t, d, "0 waiting, 1 running, 0 done, 0 dead")
	})
}

// A job longer than its lease stays with its process.
func TestLeaseIsRenewed(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			fake := clock.NewFake(start)
			d := dbtest.Open(t, dbtest.Address(t, e), fake.Now)
			began, goOn := make(chan bool, 10), make(chan bool)
			for range 2 {
				r := runner(d)
				r.Lease = 4 * time.Second
				job.On(r, func(context.Context, note) error { began <- true; <-goOn; return nil })
				run(t, r)
			}
			put(t, d, note{1})
			receive(t, began)
			for range 3 { // together twice the lease
				before := query(t, d, `SELECT CAST(lease_until AS TEXT) FROM job`)
				fake.Add(3 * time.Second)
				for query(t, d, `SELECT CAST(lease_until AS TEXT) FROM job`) == before {
					time.Sleep(10 * time.Millisecond)
				}
			}
			close(goOn)
			until(t, d, "0 waiting, 0 running, 1 done, 0 dead")
			if len(began) > 0 {
				t.Error("the job was taken from a living process")
			}
		})
	}
}

func TestSettleBindsTheEffectToTheJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(d)
		job.On(r, func(ctx context.Context, a note) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if a.N == 2 { // the lease is lost before the effect
					if _, err := tx.Exec(ctx, `UPDATE job SET attempt = attempt + 1 WHERE args = '{"N":2}'`); err != nil {
						return err
					}
				}
				if err := job.Put(ctx, tx, other(a)); err != nil {
					return err
				}
				return job.Settle(ctx, tx)
			})
		})
		run(t, r)
		put(t, d, note{1})
		until(t, d, "1 waiting, 0 running, 1 done, 0 dead")
		put(t, d, note{2}, job.MaxAttempts(1))
		until(t, d, "1 waiting, 0 running, 1 done, 1 dead")
		err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Settle(t.Context(), tx) })
		if err == nil {
			t.Error("settled outside a handler")
		}
	})
}

func TestStopLetsRunningJobsFinish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began, goOn := make(chan bool, 1), make(chan bool)
		r := runner(d)
		r.Workers = 1
		job.On(r, func(ctx context.Context, _ note) error {
			began <- true
			select {
			case <-goOn:
			case <-ctx.Done():
			}
			return ctx.Err()
		})
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		ended := make(chan error, 1)
		go func() { ended <- r.Run(ctx) }()
		put(t, d, note{1})
		put(t, d, note{2})
		receive(t, began)
		cancel()
		time.Sleep(30 * time.Millisecond) // a runner that does not wait goes wrong here
		close(goOn)
		if err := receive(t, ended); err != nil {
			t.Error(err)
		}
		if got := query(t, d, states); got != "1 waiting, 0 running, 1 done, 0 dead" {
			t.Errorf("after the stop: %s", got)
		}
	})
}

func TestStopHasADeadline(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began, never := make(chan bool, 2), make(chan bool)
		r := runner(d)
		r.Grace = 20 * time.Millisecond
		job.On(r, func(ctx context.Context, _ note) error { began <- true; <-ctx.Done(); return ctx.Err() })
		job.On(r, func(context.Context, other) error { began <- true; <-never; return nil })
		stop := run(t, r)
		put(t, d, note{1}, job.MaxAttempts(1))
		put(t, d, other{1})
		receive(t, began)
		receive(t, began)
		if err := stop(); err == nil {
			t.Error("a job that does not stop is not told of")
		}
		// The one that listens waits again, its attempt not counted against it.
		until(t, d, "1 waiting, 1 running, 0 done, 0 dead")
		if got := query(t, d, `SELECT CAST(max_attempts - attempt AS TEXT) FROM job WHERE state = 'waiting'`); got != "1" {
			t.Errorf("%s attempts are left, want 1", got)
		}
		close(never)
	})
}

func TestOldJobsAreSwept(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			fake := clock.NewFake(start)
			d := dbtest.Open(t, dbtest.Address(t, e), fake.Now)
			r := runner(d)
			job.On(r, func(context.Context, note) error { return nil })
			job.On(r, func(context.Context, other) error { return job.GiveUp(errors.New("no")) })
			stop := run(t, r)
			put(t, d, note{1})
			put(t, d, other{1})
			until(t, d, "0 waiting, 0 running, 1 done, 1 dead")
			stop()
			fake.Add(25 * time.Hour)
			stop = run(t, runner(d))
			until(t, d, "0 waiting, 0 running, 0 done, 1 dead")
			stop()
			fake.Add(90 * 24 * time.Hour)
			run(t, runner(d))
			until(t, d, "0 waiting, 0 running, 0 done, 0 dead")
		})
	}
}
