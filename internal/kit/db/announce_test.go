package db_test

import (
	"context"
	"errors"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

type rang struct{ N int }

type knocked struct{ N int }

// What hears an act writes in its transaction: kept with it, undone with it, and able to
// undo it.
func TestAnnouncementsAreKeptOrUndoneWithTheAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `CREATE TABLE heard (who TEXT NOT NULL, n BIGINT NOT NULL)`)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		note := func(who string) func(context.Context, *db.Tx, rang) error {
			return func(ctx context.Context, tx *db.Tx, a rang) error {
				_, err := tx.Exec(ctx, `INSERT INTO heard (who, n) VALUES ($1, $2)`, who, a.N)
				return err
			}
		}
		refused := errors.New("refused")
		db.Hear(d, note("first"))
		db.Hear(d, note("second"))
		db.Hear(d, func(_ context.Context, _ *db.Tx, a rang) error {
			if a.N == 13 {
				return refused
			}
			return nil
		})
		ring := func(n int, after error) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if err := db.Announce(ctx, tx, rang{n}); err != nil {
					return err
				}
				return errors.Join(db.Announce(ctx, tx, knocked{n}), after)
			})
		}
		undone := errors.New("undone")
		if err := ring(1, nil); err != nil {
			t.Fatal(err)
		}
		if err := ring(2, undone); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if err := ring(13, nil); !errors.Is(err, refused) {
			t.Fatalf("a hearer's error did not undo the act: %v", err)
		}
		var got string
		err := d.Read(ctx, func(tx *db.Tx) error {
			return tx.Rows(ctx, `SELECT who, n FROM heard ORDER BY who`, nil, func(scan func(...any) error) error {
				var who string
				var n int
				err := scan(&who, &n)
				got += who + " "
				if n != 1 {
					t.Errorf("%s kept %d of an act that was undone", who, n)
				}
				return err
			})
		})
		if err != nil || got != "first second " {
			t.Errorf("heard %q, %v", got, err)
		}
	})
}
