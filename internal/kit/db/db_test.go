package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/migrations"
)

// one SQL text serves both engines only while both bind $N by number.
func TestNumberedArguments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			var a, b, c, e string
			err := tx.Row(t.Context(), `SELECT CAST($3 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT)`, []any{"one", "two", "three"}, &a, &b, &c, &e)
			if got := a + b + c + e; got != "threeonetwothree" {
				t.Errorf("got %q: arguments are not bound by number", got)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestMigrateTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(t.Context(), migrations.Files); err != nil {
			t.Fatal(err)
		}
		have, want, err := d.Version(t.Context(), migrations.Files)
		if err != nil || have != want || want == 0 {
			t.Errorf("version %d of %d, %v", have, want, err)
		}
	})
}

func TestWriteIsWholeOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boom := errors.New("boom")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := tx.Exec(t.Context(), `INSERT INTO outlet_place (key, country, names) VALUES ($1, $2, $3)`, "x", "", "{}"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			var key string
			return tx.Row(t.Context(), `SELECT key FROM outlet_place`, nil, &key)
		})
		if !errors.Is(err, db.ErrNone) {
			t.Errorf("an undone row is there: %v", err)
		}
	})
}

func TestUniqueIsRecognised(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		insert := func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `INSERT INTO outlet_place (key, country, names) VALUES ('x', '', '{}')`)
			return err
		}
		if err := d.Write(t.Context(), insert); err != nil {
			t.Fatal(err)
		}
		if err := d.Write(t.Context(), insert); !errors.Is(err, db.ErrUnique) {
			t.Errorf("got %v, want ErrUnique", err)
		}
	})
}

// Many writers that read and then write must all come through, once each.
func TestWritersAreRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const writers, rounds = 8, 20
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range rounds {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						_, err := tx.Exec(t.Context(), `UPDATE edition_sequence SET n = n + 1`)
						return err
					})
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		var n int
		if err := d.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT n FROM edition_sequence`, nil, &n)
		}); err != nil || n != writers*rounds {
			t.Errorf("counted %d of %d, %v", n, writers*rounds, err)
		}
	})
}

func TestClosedDatabaseTellsNoSecret(t *testing.T) {
	const secret = "very-secret-word"
	_, err := db.Open(context.Background(), "postgres://someone:"+secret+"@127.0.0.1:1/none?connect_timeout=1", nil)
	if err == nil {
		t.Fatal("opened a database that is not there")
	}
	if strings.Contains(err.Error(), secret) {
		t.Errorf("the error tells the password: %v", err)
	}
	if fault.KindOf(err) != fault.Busy {
		t.Errorf("kind %v, want Busy", fault.KindOf(err))
	}
	if _, err := db.Open(context.Background(), "mysql://x", nil); fault.KindOf(err) != fault.Invalid {
		t.Errorf("unknown engine: %v", err)
	}
}

func TestNowIsOneMomentPerTransaction(t *testing.T) {
	fake := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			a, err := tx.Now(t.Context())
			if err != nil {
				return err
			}
			fake.Add(time.Hour)
			b, _ := tx.Now(t.Context())
			if !a.Equal(b) {
				return fmt.Errorf("%v, then %v", a, b)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			now, err := tx.Now(t.Context())
			if err == nil && time.Since(now).Abs() > time.Minute {
				err = fmt.Errorf("%v is not now", now)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestNoticesArrive(t *testing.T) {
	d := dbtest.Open(t, dbtest.Address(t, db.Postgres), nil)
	ctx, stop := context.WithCancel(t.Context())
	heard := make(chan struct{}, 100)
	done := make(chan struct{})
	go func() { d.Listen(ctx, "masthead_test", func() { heard <- struct{}{} }); close(done) }()
	defer func() { stop(); <-done }()
	deadline := time.After(10 * time.Second)
	for {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return tx.Notify(t.Context(), "masthead_test") }); err != nil {
			t.Fatal(err)
		}
		select {
		case <-heard:
			return
		case <-deadline:
			t.Fatal("no notice")
		case <-time.After(50 * time.Millisecond):
		}
	}
}
