package job_test

import (
	"context"
	"sync"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/job"
)

// BenchmarkJobs takes a job from its transaction to its mark: 100 put together,
// four workers that do nothing.
func BenchmarkJobs(b *testing.B) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		b.Run(string(e), func(b *testing.B) {
			d := dbtest.Open(b, dbtest.Address(b, e), nil)
			var left sync.WaitGroup
			r := job.NewRunner(d, quiet())
			job.On(r, func(context.Context, note) error { left.Done(); return nil })
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error)
			go func() { ended <- r.Run(ctx) }()
			left.Add(b.N)
			for first := 0; first < b.N; first += 100 {
				err := d.Write(ctx, func(tx *db.Tx) error {
					for i := first; i < min(first+100, b.N); i++ {
						if err := job.Put(ctx, tx, note{i}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			left.Wait()
			cancel()
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		})
	}
}
