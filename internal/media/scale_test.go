package media_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/media"
)

// BenchmarkLibrary measures lists, searches and likeness in a library of 100,000 pictures
// (MASTHEAD_BENCH_PICTURES for another number).
func BenchmarkLibrary(b *testing.B) {
	n := 100_000
	fmt.Sscan(os.Getenv("MASTHEAD_BENCH_PICTURES"), &n)
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		d := dbtest.Open(b, dbtest.Address(b, engine), nil)
		ids := media.Fill(b, d, n, rand.New(rand.NewPCG(1, 2)))
		all, some := media.Reach{All: true}, media.Reach{Person: "p7", Bureaus: []string{"tbilisi"}}
		for name, q := range map[string]media.Query{
			"newest": {Reach: all}, "deep": {Reach: all, Before: ids[n/2]}, "a bureau": {Reach: some}, "mine": {Reach: some, Mine: "p7"},
			"a common word": {Reach: all, Words: "station"}, "a rare word": {Reach: all, Words: "word77"}, "two words": {Reach: all, Words: "station word77"},
			"a beginning": {Reach: all, Words: "stat"}, "nothing": {Reach: all, Words: "nowhere"}, "unused": {Reach: all, Unused: true}, "without alt": {Reach: all, Without: "en"},
		} {
			q.Limit = 49
			b.Run(string(engine)+"/"+name, func(b *testing.B) {
				for b.Loop() {
					if err := d.Read(context.Background(), func(tx *db.Tx) error { _, err := media.Find(b.Context(), tx, q); return err }); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(string(engine)+"/like", func(b *testing.B) {
			for b.Loop() {
				if err := d.Read(context.Background(), func(tx *db.Tx) error {
					m, err := media.ByID(b.Context(), tx, ids[n/3])
					if err != nil {
						return err
					}
					_, err = media.Like(b.Context(), tx, m, all, 6)
					return err
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
