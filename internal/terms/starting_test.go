package terms_test

import (
	"context"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/terms"
	"masthead/migrations"
)

func everywhere() map[lang.Tag]bool {
	langs := map[lang.Tag]bool{}
	for _, l := range terms.StartingLangs() {
		langs[l] = true
	}
	return langs
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, f func(t *testing.T, d *db.DB)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		must(t, d.Migrate(context.Background(), migrations.Files))
		f(t, d)
	})
}

// The starting set is whole in five languages, each rule keeps what its examples say,
// and taking it twice changes nothing.
func TestStartingSet(t *testing.T) {
	ctx := context.Background()
	each(t, func(t *testing.T, d *db.DB) {
		var first, second terms.Report
		var list []terms.Term
		must(t, d.Write(ctx, func(tx *db.Tx) (err error) {
			if first, err = terms.Begin(ctx, tx, everywhere(), "p"); err != nil {
				return err
			}
			if second, err = terms.Begin(ctx, tx, everywhere(), "p"); err != nil {
				return err
			}
			list, err = terms.List(ctx, tx, terms.Filter{})
			return err
		}))
		for _, bad := range first.Bad {
			t.Errorf("line %d, %s: %v", bad.Line, bad.Key, bad.Err)
		}
		if first.Added < 60 || second.Added+second.Changed+len(second.Bad) != 0 {
			t.Errorf("%d added, then %+v", first.Added, second)
		}
		keys := map[string]int{}
		categories := map[terms.Category]bool{}
		for _, term := range list {
			keys[term.Key]++
			categories[term.Category] = true
			if !term.Starting || len(term.Why) != 5 || len(term.Right) == 0 {
				t.Errorf("%s in %s: %+v", term.Key, term.Lang, term)
			}
		}
		for key, n := range keys {
			if n != 5 {
				t.Errorf("%s is there in %d languages", key, n)
			}
		}
		for _, c := range terms.Categories {
			if c != terms.Other && !categories[c] {
				t.Errorf("no term is about %s", c)
			}
		}
	})
}
