package readership_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/readership"
)

func TestOnceAReaderAndDay(t *testing.T) {
	each(t, func(b *bed) {
		b.read(story(1), 0, 10)
		b.read(story(1), 0, 10) // the same again
		b.flush()
		if got := b.halves("en", story(1)); got != 20 {
			t.Errorf("ten readers are %d halves", got)
		}
		b.clock.Add(3 * time.Hour)
		b.read(story(1), 0, 12) // two new ones, another hour
		b.flush()
		b.flush() // nothing new
		if got := b.halves("en", story(1)); got != 24 {
			t.Errorf("twelve readers are %d halves", got)
		}
		b.clock.Add(9 * time.Hour) // midnight, UTC
		b.read(story(1), 0, 10)
		b.flush()
		if got := b.halves("en", story(1)); got != 44 {
			t.Errorf("ten of them on the next day: %d halves", got)
		}
		b.read(story(2), 0, 5)
		b.counter.Count(readership.Reading{Lang: "ru", Story: story(2), From: reader(1), Agent: chrome})
		b.counter.Count(readership.Reading{Lang: "en", Story: story(2), From: reader(1), Agent: chrome + " another"})
		b.counter.Count(readership.Reading{Lang: "en", Story: story(3), From: reader(1), Agent: chrome, Image: true})
		b.flush()
		if en, ru, half := b.halves("en", story(2)), b.halves("ru", story(2)), b.halves("en", story(3)); en != 12 || ru != 2 || half != 1 {
			t.Errorf("editions, browsers and images: %d %d %d halves", en, ru, half)
		}
	})
}

// Many readers behind one address, and many addresses of one network, count for three
// or a twentieth.
func TestNetworksAreLevelled(t *testing.T) {
	for _, c := range []struct {
		name  string
		count func(b *bed)
		want  int // halves
	}{
		{"one address, many browsers", func(b *bed) {
			for n := range 5000 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(1), Agent: fmt.Sprint(chrome, n)})
			}
		}, 0}, // held back altogether: it is all there is
		{"one network beside readers", func(b *bed) {
			b.read(story(1), 0, 100)
			for n := range 50 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: netip.AddrFrom4([4]byte{9, 9, 9, byte(n)}), Agent: chrome})
			}
		}, 200 + 2*5}, // a twentieth of 105, in whole halves
		{"one IPv6 network beside readers", func(b *bed) {
			b.read(story(1), 0, 30)
			for n := range 30 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: netip.MustParseAddr(fmt.Sprintf("2001:db8:1:%x::1", n)), Agent: chrome})
			}
		}, 60 + 6},
		{"a flood from one network beside readers", func(b *bed) {
			b.read(story(1), 0, 100)
			for n := range 51 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: netip.AddrFrom4([4]byte{9, 9, 9, byte(n)}), Agent: chrome})
			}
		}, 200},
		{"three from each of many", func(b *bed) {
			for n := range 300 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(n / 3), Agent: fmt.Sprint(chrome, n)})
			}
		}, 600},
		{"four networks against a few readers", func(b *bed) {
			b.read(story(1), 0, 8)
			for n := range 4000 {
				b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(1000 + n%4), Agent: fmt.Sprint(chrome, n)})
			}
		}, 16}, // a thousand from each: none of it counts
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBed(t, db.SQLite)
			c.count(b)
			b.flush()
			if got := b.halves("en", story(1)); got != c.want {
				t.Errorf("%d halves, want %d", got, c.want)
			}
		})
	}
}

// Most of an hour's readings from one place are held back and told; what others read
// stays.
func TestAnomalies(t *testing.T) {
	each(t, func(b *bed) {
		b.read(story(1), 0, 40)
		for n := range 2000 {
			b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(90000), Agent: fmt.Sprint(chrome, n), Referrer: "club.example"})
		}
		for n := range 100 {
			from := "ring.example"
			if n%4 == 0 {
				from = "google.com"
			}
			b.counter.Count(readership.Reading{Lang: "en", Story: story(2), From: reader(n), Agent: chrome, Referrer: from})
			b.counter.Count(readership.Reading{Lang: "en", Story: story(3), From: reader(n), Agent: chrome, Referrer: "facebook.com"})
			b.counter.Count(readership.Reading{Lang: "en", Story: story(4), From: reader(n), Agent: chrome})
		}
		b.flush()
		for s, want := range map[int]int{1: 80, 2: 50, 3: 200, 4: 200} {
			if got := b.halves("en", story(s)); got != want {
				t.Errorf("story %d: %d halves, want %d", s, got, want)
			}
		}
		told, err := b.board.Anomalies(t.Context(), "en", 10)
		if err != nil || len(told) != 2 {
			t.Fatalf("%v %v", told, err)
		}
		if a := told[0]; a.Story != story(1) || a.Source != "network" || a.Name != "" || a.Percent < 95 || a.Readers < 900 || !a.Hour.Equal(noon) {
			t.Errorf("%+v", a)
		}
		if a := told[1]; a.Story != story(2) || a.Source != "referrer" || a.Name != "ring.example" || a.Percent != 75 || a.Readers != 75 {
			t.Errorf("%+v", a)
		}
	})
}

// Readers who came later can make of a strange hour a usual one: what was written of
// it goes down and up.
func TestHeldBackAndReleased(t *testing.T) {
	b := newBed(t, db.SQLite)
	b.read(story(1), 0, 30)
	b.flush()
	for n := range 100 {
		b.counter.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(500 + n), Agent: chrome, Referrer: "ring.example"})
	}
	b.flush()
	if got := b.halves("en", story(1)); got > 70 || got < 50 {
		t.Errorf("with the ring: %d halves", got)
	}
	b.read(story(1), 1000, 1200)
	b.flush()
	if got := b.halves("en", story(1)); got != 2*(30+100+200) {
		t.Errorf("with many others: %d halves", got)
	}
}

func TestOnlyWhatCanBeRead(t *testing.T) {
	each(t, func(b *bed) {
		b.live = map[string]bool{story(1): true}
		b.read(story(1), 0, 5)
		b.read(story(2), 0, 5)
		b.flush()
		b.live[story(2)] = true
		b.read(story(2), 5, 10)
		b.flush()
		if one, two := b.halves("en", story(1)), b.halves("en", story(2)); one != 10 || two != 10 {
			t.Errorf("%d and %d halves", one, two)
		}
	})
}

// Stories that are guessed are asked for in bounded numbers, and leave room for those
// that others read.
func TestGuessedStories(t *testing.T) {
	b := newBed(t, db.SQLite)
	b.live = map[string]bool{story(1): true}
	for n := range 50000 {
		b.counter.Count(readership.Reading{Lang: "en", Story: story(100 + n), From: reader(n % 50), Agent: chrome})
	}
	b.read(story(1), 1000, 1030)
	b.flush()
	if got := b.halves("en", story(1)); got != 60 {
		t.Errorf("%d halves", got)
	}
}

// A database that is away loses no reading.
func TestWaitsForTheDatabase(t *testing.T) {
	b := newBed(t, db.SQLite)
	b.read(story(1), 0, 30)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 {
		if err := b.counter.Flush(gone); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		b.clock.Add(time.Hour)
		b.read(story(1), 30, 40)
	}
	b.flush()
	if got := b.halves("en", story(1)); got != 80 {
		t.Errorf("%d halves", got)
	}
}

func TestNodesAddUp(t *testing.T) {
	each(t, func(b *bed) {
		other := b.node()
		b.read(story(1), 0, 30)
		for n := range 20 {
			other.Count(readership.Reading{Lang: "en", Story: story(1), From: reader(100 + n), Agent: chrome})
		}
		b.flush(other)
		if got := b.halves("en", story(1)); got != 100 {
			t.Errorf("%d halves", got)
		}
	})
}

// Counting and writing go on beside each other.
func TestCountsBesideWriting(t *testing.T) {
	b := newBed(t, db.SQLite)
	var group sync.WaitGroup
	for g := range 4 {
		group.Go(func() { b.read(story(g%2), g*1000, g*1000+1000) })
	}
	for range 20 {
		b.flush()
	}
	group.Wait()
	b.flush()
	if one, two := b.halves("en", story(0)), b.halves("en", story(1)); one != 4000 || two != 4000 {
		t.Errorf("%d and %d halves", one, two)
	}
}

// More rows than one statement takes.
func TestManyStories(t *testing.T) {
	each(t, func(b *bed) {
		for n := range 777 {
			b.read(story(n), n*5, n*5+2)
		}
		b.flush()
		for _, n := range []int{0, 249, 250, 776} {
			if got := b.halves("en", story(n)); got != 4 {
				t.Errorf("story %d: %d halves", n, got)
			}
		}
	})
}

func BenchmarkCount(b *testing.B) {
	k := readership.NewCounter(readership.CounterConfig{})
	for n := 0; b.Loop(); n++ {
		k.Count(readership.Reading{Lang: "en", Story: story(n % 500), From: reader(n % 200000), Agent: chrome})
	}
}
