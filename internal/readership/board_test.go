package readership_test

import (
	"slices"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/readership"
)

// seed gives a story readers, some hours before the clock.
func (b *bed) seed(s string, ago, readers int) {
	b.Helper()
	err := b.db.Write(b.Context(), func(tx *db.Tx) error {
		return readership.Seed(b.Context(), tx, b.clock.Now(), []readership.Seeded{{Lang: "en", Story: s, Ago: ago, Readers: readers}})
	})
	if err != nil {
		b.Fatal(err)
	}
}

// The weights of hours, by hand: after 6 hours half, after 12 a quarter, nothing of
// what is older than a day.
func TestDecay(t *testing.T) {
	each(t, func(b *bed) {
		b.seed(story(1), 0, 100)  // 100
		b.seed(story(2), 6, 210)  // 105
		b.seed(story(3), 12, 390) // 97.5
		b.seed(story(4), 18, 830) // 103.75
		b.seed(story(5), 24, 9000)
		b.rank()
		b.wants(readership.Day, story(2), story(4), story(1), story(3))
		b.wants(readership.Week, story(5), story(4), story(3), story(2), story(1))
		b.clock.Add(6 * time.Hour)
		b.seed(story(1), 0, 1)
		b.rank()
		b.wants(readership.Day, story(2), story(1), story(3)) // 52.5, 51, 48.75; story 4 is 24 hours old
	})
}

func TestWeek(t *testing.T) {
	each(t, func(b *bed) {
		b.seed(story(1), 0, 50)
		b.rank()
		for day := range 7 {
			b.wants(readership.Week, story(1))
			b.clock.Add(24 * time.Hour)
			b.rank()
			if day == 0 {
				b.wants(readership.Day)
			}
		}
		b.wants(readership.Week)
	})
}

func TestFloorTiesAndPlaces(t *testing.T) {
	each(t, func(b *bed) {
		b.seed(story(1), 0, 20)
		b.seed(story(2), 0, 19)
		b.seed(story(3), 0, 20)
		b.rank()
		b.wants(readership.Day, story(3), story(1)) // the newer first
		b.floor = 5
		b.rank()
		b.wants(readership.Day, story(3), story(1), story(2))
		for n := range 20 {
			b.seed(story(10+n), 0, 100+n)
		}
		b.rank()
		if got := b.list(readership.Day); len(got) != readership.Places || got[0] != story(29) {
			t.Errorf("%v", got)
		}
	})
}

// Another order is told once; other numbers in the same order are not.
func TestToldOnlyOfAnotherOrder(t *testing.T) {
	each(t, func(b *bed) {
		told := func() (n int) {
			err := b.db.Read(t.Context(), func(tx *db.Tx) error {
				return tx.Row(t.Context(), `SELECT count(*) FROM edition_change WHERE tags = $1`, []any{edition.MostReadTag("en")}, &n)
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		b.rank()
		b.seed(story(1), 0, 100)
		b.seed(story(2), 0, 50)
		b.rank()
		b.rank()
		b.seed(story(1), 0, 10)
		b.rank()
		if n := told(); n != 1 {
			t.Errorf("told %d times of one order", n)
		}
		b.seed(story(2), 0, 500)
		b.rank()
		if n := told(); n != 2 || !slices.Equal(b.changed, []lang.Tag{"en", "en"}) {
			t.Errorf("told %d times of two orders, of %v", n, b.changed)
		}
	})
}

// Only one node makes the lists, and only when it is time.
func TestOneNodeMakesThem(t *testing.T) {
	each(t, func(b *bed) {
		ranks := func(want bool) {
			t.Helper()
			b.seed(story(len(b.changed)), 0, 1000*(1+len(b.changed)))
			before := len(b.changed)
			if err := b.board.Rank(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := len(b.changed) > before; got != want {
				t.Errorf("made lists: %v", got)
			}
		}
		ranks(true)
		ranks(false)
		b.clock.Add(readership.RankEvery - time.Second)
		ranks(false)
		b.clock.Add(time.Second)
		ranks(true)
		b.clock.Add(-time.Hour) // a clock that was wrong does not stop them
		ranks(true)
	})
}

func TestHiddenAndWithdrawn(t *testing.T) {
	each(t, func(b *bed) {
		for n := range 4 {
			b.seed(story(n), 0, 100+n)
		}
		b.rank()
		b.wants(readership.Day, story(3), story(2), story(1), story(0))
		if err := b.board.Hide(t.Context(), "en", story(2), "01hxeditor", "A campaign."); err != nil {
			t.Fatal(err)
		}
		b.live = map[string]bool{story(0): true, story(1): true, story(2): true}
		b.rank()
		b.wants(readership.Day, story(1), story(0))
		b.wants(readership.Week, story(1), story(0))
		if err := b.board.Show(t.Context(), "en", story(2)); err != nil {
			t.Fatal(err)
		}
		b.rank()
		b.wants(readership.Day, story(2), story(1), story(0))
	})
}

// Every number of the list of a story's readers stays, wherever hours become days.
func TestRollingUpLosesNothing(t *testing.T) {
	each(t, func(b *bed) {
		b.floor = 1
		b.seed(story(1), 0, 1)
		for range 48 {
			b.clock.Add(time.Hour)
			b.seed(story(1), 0, 1)
			b.seed(story(1), 30, 1) // written late
			b.rank()
		}
		var hours, days int
		err := b.db.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row(t.Context(), `SELECT (SELECT CAST(SUM(halves) AS BIGINT) FROM readership_hour), (SELECT CAST(SUM(halves) AS BIGINT) FROM readership_day)`, nil, &hours, &days)
		})
		if err != nil || hours != 48 || hours+days != 2*(1+48+48) {
			t.Errorf("%d and %d halves, %v", hours, days, err)
		}
	})
}
