package people_test

import (
	"context"
	"testing"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/people"
)

// Case 85: names that look alike are one.
func TestSkeletons(t *testing.T) {
	for a, b := range map[string]string{
		"Anna":          "Аnnа", // two Cyrillic letters
		"PETROS":        "РЕТROЅ",
		"Leyla":         "Ley\u200bla",
		"Ilham":         "İlham",
		"Irina":         "lrina",
		"Jose":          "José",
		"Ｎino":          "Nino",
		"Anna Petrova":  "anna-petrova",
		"Boris":         "B0ris",
		"Oleg":          "Οleg", // a Greek letter
		"Ani\u202e":     "Ani",
		"Жанна Иванова": "ЖАННА  ИВАНОВА",
	} {
		if people.Skeleton(a) != people.Skeleton(b) {
			t.Errorf("%q is %q, %q is %q", a, people.Skeleton(a), b, people.Skeleton(b))
		}
	}
	for a, b := range map[string]string{"Anna": "Anne", "Nino": "Nina", "გიორგი": "გივი", "Արամ": "Արման", "Лев": "Лена", "Əli": "Ali"} {
		if people.Skeleton(a) == people.Skeleton(b) {
			t.Errorf("%q and %q are both %q", a, b, people.Skeleton(a))
		}
	}
}

func FuzzSkeleton(f *testing.F) {
	f.Add("Аnna \u200b İ")
	f.Fuzz(func(t *testing.T, s string) {
		if once := people.Skeleton(s); people.Skeleton(once) != once {
			t.Errorf("%q: %q is not the end: %q", s, once, people.Skeleton(once))
		}
	})
}

func TestLookalikesAreRefused(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		add(t, d, people.Person{Name: "Anna Petrosyan", Email: "anna@ford.example"})
		add(t, d, people.Person{Name: "Аnna Petrosyan"}) // a byline of an archive signs nobody in
		for name, p := range map[string]people.Person{
			"a Cyrillic letter":        {Name: "Аnna Petrosyan", Email: "other@ford.example"},
			"the same name":            {Name: "anna  petrosyan", Email: "other@ford.example"},
			"an address that looks so": {Name: "Boris", Email: "аnna@ford.example"},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := people.Add(t.Context(), tx, p); return err })
			if fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s: %v", name, err)
			}
		}
		boris := add(t, d, people.Person{Name: "Boris", Email: "boris@ford.example"})
		err := d.Write(t.Context(), func(tx *db.Tx) error { return people.SetEmail(t.Context(), tx, boris.ID, "аnna@ford.example") })
		if fault.KindOf(err) != fault.Conflict {
			t.Errorf("a changed address: %v", err)
		}
	})
}

// Who writes under which name is told to those whose right it is, and to nobody else.
func TestPseudonyms(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		anna := add(t, d, people.Person{Name: "Anna", Email: "anna@ford.example"})
		boris := add(t, d, people.Person{Name: "Boris", Email: "boris@ford.example"})
		pen := add(t, d, people.Person{Name: "A. Ford"})
		chief := []people.Grant{{Role: people.ChiefEditor}}
		others := [][]people.Grant{nil, {{Role: people.Administrator}}, {{Role: people.Editor}}, {{Role: people.ChiefEditor, Bureau: "baku"}}}
		set := func(by []people.Grant, pen, person string) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return people.SetPseudonym(t.Context(), tx, by, pen, person) })
		}
		for _, by := range others {
			refusedWith(t, "set", set(by, pen.ID, anna.ID), "people.pseudonyms_hidden")
			err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := people.Pseudonyms(t.Context(), tx, by); return err })
			refusedWith(t, "asked", err, "people.pseudonyms_hidden")
		}
		refusedWith(t, "somebody's own name", set(chief, boris.ID, anna.ID), "people.no_pen")
		refusedWith(t, "behind a byline", set(chief, pen.ID, pen.ID), "people.no_pen")
		if err := set(chief, pen.ID, anna.ID); err != nil {
			t.Fatal(err)
		}
		write(t, d, func(ctx context.Context, tx *db.Tx) error {
			list, err := people.Pseudonyms(ctx, tx, chief)
			if err != nil || len(list) != 1 || list[0] != (people.Pseudonym{Pen: pen.ID, Person: anna.ID}) {
				t.Errorf("%+v, %v", list, err)
			}
			visit := func(p people.Person, grants []people.Grant) people.Visit {
				return people.Visit{Person: p, Grants: grants}
			}
			for what, x := range map[string]struct {
				v       people.Visit
				authors []string
				who     string
				want    string
			}{
				"another":            {visit(boris, others[2]), []string{pen.ID}, anna.ID, pen.ID},
				"an administrator":   {visit(boris, others[1]), []string{boris.ID, pen.ID}, anna.ID, pen.ID},
				"herself":            {visit(anna, others[2]), []string{pen.ID}, anna.ID, anna.ID},
				"the chief":          {visit(boris, chief), []string{pen.ID}, anna.ID, anna.ID},
				"under her own name": {visit(boris, others[2]), []string{anna.ID}, anna.ID, anna.ID},
				"somebody else":      {visit(anna, others[2]), []string{pen.ID}, boris.ID, boris.ID},
			} {
				if got, err := people.Masked(ctx, tx, x.v, x.authors, x.who); err != nil || got != x.want {
					t.Errorf("%s sees %s, %v", what, got, err)
				}
			}
			return nil
		})
		// It is hers for the policy, by the desk and by a token.
		text, _ := newToken(t, d, people.Token{Person: anna.ID, Name: "script"})
		if a, err := admit(d, text); err != nil || len(a.Selves()) != 2 || a.Selves()[1] != pen.ID {
			t.Errorf("%+v, %v", a.Selves(), err)
		}
		if err := set(chief, pen.ID, ""); err != nil {
			t.Error(err)
		}
		if a, _ := admit(d, text); len(a.Selves()) != 1 {
			t.Errorf("taken back: %v", a.Selves())
		}
	})
}
