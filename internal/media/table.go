package media

import (
	"context"
	"sync"
)

// table is where files that people bring are looked at, one after the other: what is read
// and decoded is large. Those who wait have theirs on disk.
type table struct {
	once  sync.Once
	place chan struct{}
}

// take waits for the table; leave must be called.
func (t *table) take(ctx context.Context) (leave func(), err error) {
	t.once.Do(func() { t.place = make(chan struct{}, 1) })
	select {
	case t.place <- struct{}{}:
		return func() { <-t.place }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
