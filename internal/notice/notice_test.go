package notice_test

import (
	"context"
	"strconv"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func person(t *testing.T, d *db.DB, name string) string {
	t.Helper()
	var p people.Person
	write(t, d, func(tx *db.Tx) (err error) {
		p, err = people.Add(t.Context(), tx, people.Person{Name: name, Email: strings.ToLower(name) + "@desk.example"})
		return err
	})
	return p.ID
}

func tell(t *testing.T, d *db.DB, n notice.Notice) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error { return notice.Tell(t.Context(), tx, n) })
}

func listed(t *testing.T, d *db.DB, person string) (list []notice.Told) {
	t.Helper()
	write(t, d, func(tx *db.Tx) (err error) {
		list, err = notice.List(t.Context(), tx, person, "", 100)
		return err
	})
	return list
}

func TestTellTellsOthersOnce(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(start).Now, func(t *testing.T, d *db.DB) {
		anna, boris, carla := person(t, d, "Anna"), person(t, d, "Boris"), person(t, d, "Carla")
		write(t, d, func(tx *db.Tx) error { return people.Give(t.Context(), tx, anna, people.Administrator, "", "") })
		write(t, d, func(tx *db.Tx) error { return people.Disable(t.Context(), tx, carla) })
		n := notice.Notice{
			To: []string{anna, boris, boris, carla, "", "nobody"}, By: anna, Key: "desk.assigned", Args: map[string]string{"story": "The ferry", "n": "3"},
			Story: "s1", Lang: "ka", Path: "/desk/stories/s1/", Urgent: true, Once: "assigned s1",
		}
		tell(t, d, n)
		tell(t, d, n)
		if got := listed(t, d, anna); len(got) != 0 {
			t.Errorf("told of her own act: %+v", got)
		}
		if got := listed(t, d, carla); len(got) != 0 {
			t.Errorf("told a disabled person: %+v", got)
		}
		got := listed(t, d, boris)
		if len(got) != 1 {
			t.Fatalf("told %d times, want once", len(got))
		}
		told := got[0]
		if told.Key != n.Key || told.Kind != notice.Work || told.Args["story"] != "The ferry" || told.Args["who"] != "Anna" ||
			told.Lang != "ka" || told.Path != n.Path || !told.Urgent || !told.New() || !told.Made.Equal(start) {
			t.Errorf("%+v", told)
		}
		if said := told.Said(); said["n"] != 3 || said["story"] != "The ferry" {
			t.Errorf("said %v", said)
		}
		by := people.Person{ID: anna, Name: "Anna", Names: map[lang.Tag]people.Name{"ka": {Name: "ანა"}}}
		told.Args["lang"] = "hy"
		if said := told.SaidIn("ka", by); said["who"] != "ანა" || said["lang"] != lang.Tag("hy").NameIn("ka") {
			t.Errorf("said in Georgian: %v", said)
		}
		told.Args["who"] = "A pen"
		if said := told.SaidIn("ka", by); said["who"] != "A pen" {
			t.Errorf("a pseudonym is undone: %v", said)
		}
		n.Once = ""
		tell(t, d, n)
		tell(t, d, n)
		if got := listed(t, d, boris); len(got) != 3 {
			t.Errorf("%d notices; without a key each is told", len(got))
		}
	})
}

func TestAnUndoneActTellsNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		boris := person(t, d, "Boris")
		_ = d.Write(t.Context(), func(tx *db.Tx) error {
			if err := notice.Tell(t.Context(), tx, notice.Notice{To: []string{boris}, Key: "desk.assigned"}); err != nil {
				t.Fatal(err)
			}
			return context.Canceled
		})
		if got := listed(t, d, boris); len(got) != 0 {
			t.Errorf("%+v", got)
		}
	})
}

func TestSeen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna, boris := person(t, d, "Anna"), person(t, d, "Boris")
		for i := range 5 {
			tell(t, d, notice.Notice{To: []string{anna, boris}, Key: "desk.assigned", Args: map[string]string{"story": strconv.Itoa(i)}})
		}
		list := listed(t, d, anna) // newest first
		count := func(p string) (n int) {
			write(t, d, func(tx *db.Tx) (err error) { n, err = notice.Count(t.Context(), tx, p); return err })
			return n
		}
		write(t, d, func(tx *db.Tx) error { return notice.See(t.Context(), tx, boris, list[0].ID) })
		if got := count(anna); got != 5 {
			t.Errorf("another's notice was marked: %d new, want 5", got)
		}
		write(t, d, func(tx *db.Tx) error { return notice.See(t.Context(), tx, anna, list[0].ID) })
		if got := count(anna); got != 4 {
			t.Errorf("%d new, want 4", got)
		}
		var n int
		write(t, d, func(tx *db.Tx) (err error) { n, err = notice.SeeAll(t.Context(), tx, anna, list[2].ID); return err })
		if n != 3 || count(anna) != 1 || count(boris) != 5 {
			t.Errorf("%d marked, %d and %d new; want 3, 1 and 5", n, count(anna), count(boris))
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := notice.Find(t.Context(), tx, boris, list[0].ID); return err })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("another's notice is found: %v", err)
		}
		write(t, d, func(tx *db.Tx) error {
			page, err := notice.List(t.Context(), tx, anna, list[1].ID, 2)
			if err != nil || len(page) != 2 || page[0].ID != list[2].ID || page[1].ID != list[3].ID {
				t.Errorf("the page after the second: %v, %v", page, err)
			}
			return nil
		})
	})
}

func TestPruneTakesWhatIsOld(t *testing.T) {
	now := clock.NewFake(start)
	dbtest.EachAt(t, now.Now, func(t *testing.T, d *db.DB) {
		anna := person(t, d, "Anna")
		tell(t, d, notice.Notice{To: []string{anna}, Key: "desk.old"})
		now.Add(notice.Kept)
		tell(t, d, notice.Notice{To: []string{anna}, Key: "desk.young"})
		now.Add(time.Millisecond)
		if err := notice.PruneOld(d)(t.Context(), notice.Prune{}); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, d, anna); len(got) != 1 || got[0].Key != "desk.young" {
			t.Errorf("%+v", got)
		}
	})
}

// What is told is bounded; what only a defect can bring is an error.
func TestTellIsBounded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna := person(t, d, "Anna")
		tell(t, d, notice.Notice{To: []string{anna}, Key: "desk.assigned", Args: map[string]string{"story": strings.Repeat("ღ", 10_000), "x": "a\r\nBcc: b\x00c"}})
		got := listed(t, d, anna)[0]
		if s := got.Args["story"]; len([]rune(s)) != 300 || !strings.HasSuffix(s, "…") {
			t.Errorf("a value of %d letters", len([]rune(s)))
		}
		if got.Args["x"] != "a Bcc: b c" {
			t.Errorf("%q", got.Args["x"])
		}
		for _, bad := range []notice.Notice{
			{}, {Key: "Desk"}, {Key: "desk.x", Kind: "gossip"}, {Key: "desk.x", Path: "https://evil.example/"}, {Key: "desk.x", Path: "//evil.example/desk/"},
			{Key: "desk.x", Path: "/desk//evil.example"}, {Key: "desk.x", Path: "/desk/\\evil"}, {Key: "desk.x", Path: "/en/"}, {Key: "desk.x", Path: "/desk/\n"},
			{Key: "desk.x", Once: strings.Repeat("x", 201)}, {Key: "desk.x", To: make([]string, 501)},
		} {
			bad.To = append(bad.To, anna)
			err := d.Write(t.Context(), func(tx *db.Tx) error { return notice.Tell(t.Context(), tx, bad) })
			if err == nil {
				t.Errorf("%+v was taken", bad)
			}
		}
	})
}

func TestRest(t *testing.T) {
	now := clock.NewFake(start)
	dbtest.EachAt(t, now.Now, func(t *testing.T, d *db.DB) {
		anna, boris := person(t, d, "Anna"), person(t, d, "Boris")
		resting := func(p string) (n int) {
			write(t, d, func(tx *db.Tx) error {
				items, err := notice.Resting(t.Context(), tx, p)
				n = len(items)
				return err
			})
			return n
		}
		at := now.Now()
		write(t, d, func(tx *db.Tx) error {
			if err := notice.Rest(t.Context(), tx, anna, "a:1", at.Add(time.Hour)); err != nil {
				return err
			}
			return notice.Rest(t.Context(), tx, anna, "b:1", at.Add(1000*24*time.Hour))
		})
		if resting(anna) != 2 || resting(boris) != 0 {
			t.Errorf("%d and %d rest", resting(anna), resting(boris))
		}
		now.Add(time.Hour)
		if got := resting(anna); got != 1 {
			t.Errorf("%d rest after an hour", got)
		}
		now.Add(notice.RestDone)
		if got := resting(anna); got != 0 {
			t.Errorf("%d rest for ever", got)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return notice.Rest(t.Context(), tx, anna, strings.Repeat("x", 300), at) }); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an endless name: %v", err)
		}
	})
}
