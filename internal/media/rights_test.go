package media_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

func TestRights(t *testing.T) {
	end := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		free := take(t, l, photo(t, 10, 10), media.Media{Name: "free"}).ID
		ending := take(t, l, photo(t, 11, 10), media.Media{Name: "ending"}).ID
		local := take(t, l, photo(t, 12, 10), media.Media{Name: "local"}).ID
		want := media.Rights{
			Credit: "A. Photographer", Source: "Agency", Copyright: "© Agency", Licence: media.Agency, Terms: "Online, once",
			Until: end, Editions: []lang.Tag{"ka", "en"}, Shown: "A baker", Consent: "Agreed on paper",
		}
		write(t, d, func(tx *db.Tx) error {
			r := want
			r.Credit = "  A. Photographer\x00 "
			if err := media.SetRights(t.Context(), tx, ending, r); err != nil {
				return err
			}
			return media.SetRights(t.Context(), tx, local, media.Rights{Editions: []lang.Tag{"ka"}})
		})
		read(t, d, func(tx *db.Tx) error {
			got, err := media.RightsOf(t.Context(), tx, ending)
			if err != nil || !got.Until.Equal(end) || got.Credit != want.Credit || got.Terms != want.Terms || !slices.Equal(got.Editions, want.Editions) || got.Consent != want.Consent || got.Licence != want.Licence {
				t.Errorf("%+v, %v", got, err)
			}
			ids := []string{free, ending, local, "", "nothing", ending}
			for at, want := range map[time.Time][]string{end.Add(-time.Millisecond): nil, end: {ending}, end.AddDate(9, 0, 0): {ending}} {
				found, err := media.Expired(t.Context(), tx, ids, at)
				if got := slices.Collect(maps.Keys(found)); err != nil || !slices.Equal(got, want) {
					t.Errorf("expired at %v: %v, %v", at, got, err)
				}
			}
			for l, want := range map[lang.Tag]int{"ka": 0, "en": 1, "ru": 2} {
				if found, err := media.Barred(t.Context(), tx, ids, l, end.Add(-time.Hour)); err != nil || len(found) != want {
					t.Errorf("barred in %s: %v, %v", l, found, err)
				}
			}
			return nil
		})
		for name, r := range map[string]media.Rights{"a long credit": {Credit: strings.Repeat("ჯ", media.MaxLine+1)}, "an unknown licence": {Licence: "stolen"}} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return media.SetRights(t.Context(), tx, free, r) })
			if fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		err := d.Write(t.Context(), func(tx *db.Tx) error { return media.SetRights(t.Context(), tx, "nothing", media.Rights{}) })
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("of nothing: %v", err)
		}
	})
}

func TestUsesSayWhatReadersMayFetch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		a, b := take(t, l, photo(t, 10, 10), media.Media{}).ID, take(t, l, photo(t, 11, 10), media.Media{}).ID
		text := media.User{Place: media.InText, Owner: "story1", Lang: "en"}
		copied := media.User{Place: media.InCopy, Owner: "story1", Lang: "en"}
		person := media.User{Place: media.OnPersonPage, Owner: "person1", Lang: "en"}
		for i, step := range []struct {
			user         media.User
			ids          []string
			uses, public [2]int // of a and of b
		}{
			{text, []string{a, b, a, "", "nothing"}, [2]int{1, 1}, [2]int{0, 0}},
			{text, []string{b}, [2]int{0, 1}, [2]int{0, 0}},
			{copied, []string{b}, [2]int{0, 2}, [2]int{0, 1}},
			{copied, []string{b}, [2]int{0, 2}, [2]int{0, 1}},
			{person, []string{a}, [2]int{1, 2}, [2]int{1, 1}},
			{text, nil, [2]int{1, 1}, [2]int{1, 1}},
			{copied, nil, [2]int{1, 0}, [2]int{1, 0}},
		} {
			write(t, d, func(tx *db.Tx) error { return media.SetUses(t.Context(), tx, step.user, step.ids) })
			read(t, d, func(tx *db.Tx) error {
				found, err := media.ByIDs(t.Context(), tx, []string{a, b})
				if got := [2]int{found[a].Uses, found[b].Uses}; err != nil || got != step.uses {
					t.Errorf("step %d: uses %v, want %v, %v", i, got, step.uses, err)
				}
				if got := [2]int{found[a].Public, found[b].Public}; got != step.public {
					t.Errorf("step %d: public %v, want %v", i, got, step.public)
				}
				return nil
			})
		}
		read(t, d, func(tx *db.Tx) error {
			users, err := media.UsersOf(t.Context(), tx, a, 5)
			if err != nil || !slices.Equal(users, []media.User{person}) {
				t.Errorf("users: %v, %v", users, err)
			}
			return nil
		})
	})
}

func write(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, f func(*db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
