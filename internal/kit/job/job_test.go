package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
)

type note struct{ N int }

func (note) Kind() string { return "test.note" }

type other struct{ N int }

func (other) Kind() string { return "test.other" }

var start = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)

func quiet() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }

func runner(d *db.DB) *job.Runner {
	r := job.NewRunner(d, quiet())
	r.Poll = 5 * time.Millisecond
	return r
}

// run starts r and gives what stops it; the test's end stops it too.
func run(t *testing.T, r *job.Runner) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { stop() })
	return stop
}

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, d *db.DB, args job.Args, opts ...job.Option) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return job.Put(t.Context(), tx, args, opts...) })
}

// query reads one line of text.
func query(t *testing.T, d *db.DB, text string) (s string) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Row(t.Context(), text, nil, &s) })
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return s
}

const states = `SELECT CAST((SELECT count(*) FROM job WHERE state = 'waiting') AS TEXT) || ' waiting, ' ||
	CAST((SELECT count(*) FROM job WHERE state = 'running') AS TEXT) || ' running, ' ||
	CAST((SELECT count(*) FROM job WHERE state = 'done') AS TEXT) || ' done, ' ||
	CAST((SELECT count(*) FROM job WHERE state = 'dead') AS TEXT) || ' dead'`

// until waits for a state of the queue that must come, for as long as it moves.
func until(t *testing.T, d *db.DB, want string) {
	t.Helper()
	got, moved := "", time.Now()
	for time.Since(moved) < 30*time.Second {
		now := query(t, d, states)
		if now == want {
			return
		}
		if now != got {
			got, moved = now, time.Now()
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("the queue stays at %q, want %q", got, want)
}

func receive[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came")
	}
	return v
}

func TestEachJobOnceByTwoRunners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const jobs = 2000
		var counts [jobs]atomic.Int32
		for range 2 {
			r := runner(d)
			job.On(r, func(_ context.Context, a note) error { counts[a.N].Add(1); return nil })
			run(t, r)
		}
		for first := 0; first < jobs; first += 100 {
			write(t, d, func(tx *db.Tx) error {
				for i := range 100 {
					if err := job.Put(t.Context(), tx, note{first + i}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		until(t, d, "0 waiting, 0 running, 2000 done, 0 dead")
		for i := range counts {
			if n := counts[i].Load(); n != 1 {
				t.Errorf("job %d ran %d times", i, n)
			}
		}
	})
}

func TestNeverEarly(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			fake := clock.NewFake(start)
			d := dbtest.Open(t, dbtest.Address(t, e), fake.Now)
			ran := make(chan int, 10)
			r := runner(d)
			job.On(r, func(_ context.Context, a note) error { ran <- a.N; return nil })
			run(t, r)
			// Half a millisecond past the hour rounds up, never down.
			put(t, d, note{1}, job.RunAt(start.Add(time.Hour+500*time.Microsecond)))
			// Jobs that are due show that the runner has looked since.
			look := func() {
				for i := range 3 {
					put(t, d, note{100 + i})
					if got := receive(t, ran); got != 100+i {
						t.Fatalf("job %d ran at %v, before its time", got, fake.Now())
					}
				}
			}
			look()
			fake.Add(time.Hour - time.Millisecond)
			look()
			fake.Add(time.Millisecond)
			look()
			fake.Add(time.Millisecond)
			if got := receive(t, ran); got != 1 {
				t.Errorf("job %d ran", got)
			}
		})
	}
}

func TestOnceAndReplacing(t *testing.T) {
	cases := []struct {
		name  string
		puts  [][]job.Option
		count string
		args  string
		runAt time.Duration
	}{
		{"without a key each is its own", [][]job.Option{{}, {}}, "2", "", 0},
		{"other keys", [][]job.Option{{job.Once("a")}, {job.Once("b")}}, "2", "", 0},
		{"the earlier moment stays", [][]job.Option{
			{job.Once("a"), job.RunAt(start.Add(time.Minute))}, {job.Once("a"), job.RunAt(start.Add(time.Hour))},
		}, "1", `{"N":1}`, time.Minute},
		{"an earlier moment comes", [][]job.Option{
			{job.Once("a"), job.RunAt(start.Add(time.Hour))}, {job.Once("a"), job.RunAt(start.Add(time.Minute))},
		}, "1", `{"N":1}`, time.Minute},
		{"replacing moves it on", [][]job.Option{
			{job.Replacing("a"), job.RunAt(start.Add(time.Minute))}, {job.Replacing("a"), job.RunAt(start.Add(time.Hour))},
		}, "1", `{"N":1}`, time.Hour},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dbtest.EachAt(t, clock.NewFake(start).Now, func(t *testing.T, d *db.DB) {
				for i, opts := range c.puts {
					put(t, d, note{i}, opts...)
				}
				put(t, d, other{}, job.Once("a")) // another kind has keys of its own
				if got := query(t, d, `SELECT CAST(count(*) AS TEXT) FROM job WHERE kind = 'test.note'`); got != c.count {
					t.Fatalf("%s jobs wait, want %s", got, c.count)
				}
				if c.args == "" {
					return
				}
				if got := query(t, d, `SELECT args FROM job WHERE kind = 'test.note'`); got != c.args {
					t.Errorf("arguments %s, want %s", got, c.args)
				}
				want := fmt.Sprint(start.Add(c.runAt).UnixMilli())
				if got := query(t, d, `SELECT CAST(run_at AS TEXT) FROM job WHERE kind = 'test.note'`); got != want {
					t.Errorf("due at %s, want %s", got, want)
				}
			})
		})
	}
}

// A running job may not have seen the change: the key lets a second one wait. When
// the first then fails, the second does its work.
func TestOnceBesideARunningJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		began, goOn := make(chan int, 2), make(chan error)
		r := runner(d)
		r.Workers = 1
		job.On(r, func(_ context.Context, a note) error { began <- a.N; return <-goOn })
		run(t, r)
		put(t, d, note{1}, job.Once("a"))
		receive(t, began)
		put(t, d, note{2}, job.Once("a"))
		put(t, d, note{3}, job.Once("a"))
		goOn <- errors.New("no")
		if got := receive(t, began); got != 3 {
			t.Errorf("job %d runs, want the newest", got)
		}
		goOn <- nil
		until(t, d, "0 waiting, 0 running, 2 done, 0 dead")
	})
}

// On PostgreSQL a worker could take the waiting job up, look, and end, all before
// the transaction that relied on it is committed.
func TestOnceHoldsTheWaitingJobForTheWriter(t *testing.T) {
	d := dbtest.Open(t, dbtest.Address(t, db.Postgres), nil)
	put(t, d, note{1}, job.Once("a"))
	ran := make(chan int, 10)
	r := runner(d)
	job.On(r, func(_ context.Context, a note) error { ran <- a.N; return nil })
	write(t, d, func(tx *db.Tx) error {
		if err := job.Put(t.Context(), tx, note{2}, job.Once("a")); err != nil {
			return err
		}
		run(t, r)
		put(t, d, note{3})
		if got := receive(t, ran); got != 3 {
			t.Errorf("job %d ran while the change was not committed", got)
		}
		return nil
	})
	if got := receive(t, ran); got != 2 {
		t.Errorf("job %d ran, want 2", got)
	}
}

func TestCancel(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		put(t, d, note{1}, job.Once("a"), job.RunAt(time.Now().Add(time.Hour)))
		put(t, d, note{2})
		for _, want := range []bool{true, false} {
			write(t, d, func(tx *db.Tx) error {
				was, err := job.Cancel(t.Context(), tx, "test.note", "a")
				if was != want {
					t.Errorf("cancelled: %v, want %v", was, want)
				}
				return err
			})
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := job.Cancel(t.Context(), tx, "test.note", "")
			return err
		}); err == nil {
			t.Error("jobs without a key were cancelled by none")
		}
		until(t, d, "1 waiting, 0 running, 0 done, 0 dead")
	})
}

func TestUndoneTransactionLeavesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := job.Put(t.Context(), tx, note{1}); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		until(t, d, "0 waiting, 0 running, 0 done, 0 dead")
	})
}

func TestFailuresRestLongerAndEndDead(t *testing.T) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			fake := clock.NewFake(start)
			d := dbtest.Open(t, dbtest.Address(t, e), fake.Now)
			ran := make(chan time.Time, 10)
			r := runner(d)
			r.Pause, r.MaxPause = 10*time.Second, 30*time.Second
			job.On(r, func(context.Context, note) error {
				ran <- fake.Now()
				panic("bad \x00 news \xff")
			})
			run(t, r)
			put(t, d, note{1}, job.MaxAttempts(4))
			for attempt, want := range []time.Duration{10 * time.Second, 20 * time.Second, 30 * time.Second} {
				receive(t, ran)
				until(t, d, "1 waiting, 0 running, 0 done, 0 dead")
				var runAt int64
				fmt.Sscan(query(t, d, `SELECT CAST(run_at AS TEXT) FROM job`), &runAt)
				rest := time.UnixMilli(runAt).Sub(fake.Now())
				if rest < want*3/4 || rest > want*5/4+time.Millisecond {
					t.Errorf("after attempt %d it rests %v, want about %v", attempt+1, rest, want)
				}
				fake.Add(rest)
			}
			receive(t, ran)
			until(t, d, "0 waiting, 0 running, 0 done, 1 dead")
			if got := query(t, d, `SELECT failure FROM job`); !strings.HasPrefix(got, "panic: bad ") {
				t.Errorf("failure %q", got)
			}
		})
	}
}

func TestHandlersSayHowToGoOn(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(start).Now, func(t *testing.T, d *db.DB) {
		r := runner(d)
		job.On(r, func(_ context.Context, a note) error {
			if a.N == 1 {
				return fmt.Errorf("sending: %w", job.GiveUp(errors.New("refused")))
			}
			return fmt.Errorf("sending: %w", job.Later(7*time.Hour, errors.New("too many")))
		})
		r.Handle("test.other", func(context.Context, json.RawMessage) error { return nil })
		run(t, r)
		put(t, d, note{1})
		until(t, d, "0 waiting, 0 running, 0 done, 1 dead")
		put(t, d, note{2})
		if got := query(t, d, `SELECT failure FROM job WHERE state = 'dead'`); got != "sending: refused" {
			t.Errorf("failure %q", got)
		}
		want := fmt.Sprint(start.Add(7 * time.Hour).UnixMilli())
		// It waits before it ran and after: only the moment tells which.
		due := ""
		for deadline := time.Now().Add(20 * time.Second); due != want && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
			due = query(t, d, `SELECT coalesce(max(CAST(run_at AS TEXT)), '') FROM job WHERE state = 'waiting'`)
		}
		if due != want {
			t.Errorf("due at %s, want %s", due, want)
		}
	})
}

func TestDeadLettersComeBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var mended atomic.Bool
		r := runner(d)
		job.On(r, func(context.Context, note) error {
			if mended.Load() {
				return nil
			}
			return job.GiveUp(errors.New("broken"))
		})
		run(t, r)
		for i := range 3 {
			put(t, d, note{i}, job.Once(fmt.Sprint(i)))
			until(t, d, fmt.Sprintf("0 waiting, 0 running, 0 done, %d dead", i+1))
		}
		var list []job.Dead
		write(t, d, func(tx *db.Tx) error {
			list = nil
			for before := (job.Dead{}); ; {
				some, err := job.ListDead(t.Context(), tx, before, 2)
				if err != nil || len(some) == 0 {
					return err
				}
				list = append(list, some...)
				before = some[len(some)-1]
			}
		})
		if len(list) != 3 || string(list[0].Args) != `{"N":2}` || list[0].Failure != "broken" || list[0].Attempts != 1 {
			t.Fatalf("dead letters: %+v", list)
		}
		mended.Store(true)
		write(t, d, func(tx *db.Tx) error { return job.Retry(t.Context(), tx, list[0].ID) })
		until(t, d, "0 waiting, 0 running, 1 done, 2 dead")
		err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Retry(t.Context(), tx, list[0].ID) })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("a job that is done was sent back: %v", err)
		}
		put(t, d, note{1}, job.Once("1"), job.RunAt(time.Now().Add(time.Hour)))
		err = d.Write(t.Context(), func(tx *db.Tx) error { return job.Retry(t.Context(), tx, list[1].ID) })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("two jobs wait under one key: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return job.Forget(t.Context(), tx, list[2].ID) })
		until(t, d, "1 waiting, 0 running, 1 done, 1 dead")
		write(t, d, func(tx *db.Tx) error {
			b, err := job.Count(t.Context(), tx)
			if b != (job.Backlog{Later: 1, Dead: 1}) {
				t.Errorf("backlog %+v", b)
			}
			return err
		})
	})
}

func TestUnknownKindsWaitForAProcessThatKnowsThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := runner(d)
		job.On(r, func(context.Context, note) error { return nil })
		run(t, r)
		put(t, d, other{1})
		put(t, d, note{1})
		until(t, d, "1 waiting, 0 running, 1 done, 0 dead")
	})
}

type badKind struct{}

func (badKind) Kind() string { return "Bad Kind" }

type huge struct{ S string }

func (huge) Kind() string { return "test.huge" }

func TestPutRefusesWhatCannotBeKept(t *testing.T) {
	d := dbtest.Open(t, dbtest.Address(t, db.SQLite), nil)
	for name, args := range map[string]job.Args{"kind": badKind{}, "size": huge{strings.Repeat("x", 2<<20)}} {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Put(t.Context(), tx, args) }); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		return job.Put(t.Context(), tx, note{}, job.Once(strings.Repeat("x", 300)))
	}); err == nil {
		t.Error("long key: accepted")
	}
}
