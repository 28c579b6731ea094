// Package clock is the time of day as something that can be handed over, so that
// tests can stand at a moment of their choice.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time. The zero value of a struct that holds one must be given
// System or a Fake before use.
type Clock func() time.Time

// System is the machine's clock, in UTC.
func System() time.Time { return time.Now().UTC() }

// Fake is a clock that stands still until it is moved. It is safe for use by
// several goroutines.
type Fake struct {
	mu  sync.Mutex
	now time.Time
}

// NewFake stands at the given moment.
func NewFake(at time.Time) *Fake { return &Fake{now: at.UTC()} }

// Now is the Clock to hand over.
func (f *Fake) Now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now
}

// Add moves the clock on, or back if d is negative.
func (f *Fake) Add(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
}
