package media_test

import (
	"context"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/media"
)

// A file is the readers' from the publishing on, and no longer than a few seconds after
// the withdrawing, also on a node that did not hear of it.
func TestFilesOfCopiesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := clock.NewFake(time.Date(2026, 11, 8, 12, 0, 0, 0, time.UTC))
		l := library(t, d)
		l.Clock = now.Now
		m := take(t, l, photo(t, 10, 10), media.Media{})
		copied := media.User{Place: media.InCopy, Owner: "story", Lang: "en"}
		uses := func(ids ...string) {
			write(t, d, func(tx *db.Tx) error { return media.SetUses(t.Context(), tx, copied, ids) })
		}
		is := func(want bool, when string) {
			t.Helper()
			if got, err := l.IsPublic(t.Context(), m.Hash); err != nil || got != want {
				t.Errorf("%s: public %v, %v", when, got, err)
			}
		}
		is(false, "before")
		write(t, d, func(tx *db.Tx) error {
			return media.SetUses(t.Context(), tx, media.User{Place: media.InText, Owner: "story", Lang: "en"}, []string{m.ID})
		})
		is(false, "in a draft")
		uses(m.ID)
		is(true, "published")
		uses()
		now.Add(5 * time.Second)
		is(false, "withdrawn, five seconds later")
		uses(m.ID)
		is(true, "published again")
		uses()
		l.Recheck()
		is(false, "withdrawn, and the node was told")
		uses(m.ID)
		is(true, "published a third time")
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		now.Add(time.Hour)
		is(true, "an hour after the database went away")
		other := "0000000000000000000000000000000000000000000000000000000000000000"
		if got, err := l.IsPublic(context.Background(), other); err == nil || got {
			t.Errorf("another, with the database away: %v, %v", got, err)
		}
	})
}
