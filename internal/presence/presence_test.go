package presence_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/presence"
)

const block, other = "00000000000000aa", "00000000000000bb"

// A page is there while it gives signs, and its person writes in a block for half a
// minute after her last change there.
func TestPresence(t *testing.T) {
	fake := clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		write := func(f func(ctx context.Context, tx *db.Tx) error) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) })
		}
		show := func(s presence.Sign) error {
			s.Story, s.Lang = "s1", "en"
			return write(func(ctx context.Context, tx *db.Tx) error { return presence.Show(ctx, tx, s) })
		}
		expect := func(what, want string) {
			t.Helper()
			var got []string
			err := write(func(ctx context.Context, tx *db.Tx) error {
				got = nil
				list, err := presence.In(ctx, tx, "s1", "en")
				for _, h := range list {
					one := h.Person
					if h.Block != "" {
						one += " in " + strings.TrimLeft(h.Block, "0")
					}
					if h.Writes {
						one += " writes"
					}
					got = append(got, one)
				}
				return err
			})
			if err != nil || strings.Join(got, ", ") != want {
				t.Errorf("%s: %q, %v; want %q", what, got, err, want)
			}
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(show(presence.Sign{Tab: "a1", Person: "anna"}))
		must(show(presence.Sign{Tab: "l1", Person: "leyla", Block: block, Typed: true}))
		expect("both are there", "anna, leyla in aa writes")
		must(show(presence.Sign{Tab: "l1", Person: "anna", Block: other}))
		expect("another's page is not moved", "anna, leyla in aa writes")
		fake.Add(20 * time.Second)
		must(show(presence.Sign{Tab: "l1", Person: "leyla", Block: block}))
		expect("a sign without a change", "anna, leyla in aa writes")
		fake.Add(11 * time.Second)
		expect("half a minute after the last change", "anna, leyla in aa")
		must(show(presence.Sign{Tab: "l1", Person: "leyla", Block: block, Typed: true}))
		must(show(presence.Sign{Tab: "l1", Person: "leyla", Block: other}))
		expect("in another block", "anna, leyla in bb")
		fake.Add(20 * time.Second)
		expect("a page that gave no sign", "leyla in bb")
		must(write(func(ctx context.Context, tx *db.Tx) error { return presence.Leave(ctx, tx, "l1", "anna") }))
		expect("another cannot close it", "leyla in bb")
		must(write(func(ctx context.Context, tx *db.Tx) error { return presence.Leave(ctx, tx, "l1", "leyla") }))
		expect("closed", "")
		for _, s := range []presence.Sign{{Person: "anna"}, {Tab: strings.Repeat("a", 65), Person: "anna"}, {Tab: "A;", Person: "anna"}, {Tab: "a", Person: "anna", Block: "<b>"}} {
			if err := show(s); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", s, err)
			}
		}
		fake.Add(time.Hour)
		for i := range 120 {
			must(show(presence.Sign{Tab: fmt.Sprintf("t%d", i), Person: "anna"}))
		}
		var n, rows int
		must(write(func(ctx context.Context, tx *db.Tx) error {
			list, err := presence.In(ctx, tx, "s1", "en")
			n = len(list)
			if err == nil {
				err = tx.Row(ctx, `SELECT count(*) FROM presence`, nil, &rows)
			}
			return err
		}))
		if n != 100 || rows != 120 {
			t.Errorf("%d pages of %d rows", n, rows)
		}
	})
}
