package edition_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
)

// shelve puts bare copies on a shelf; a slug is all that tells them apart.
func shelve(t testing.TB, d *db.DB, state string, published ...time.Time) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i, at := range published {
			story := fmt.Sprintf("%s-%d-%04d", state, at.Unix(), i)
			if _, err := tx.Exec(t.Context(), `INSERT INTO edition_copy (story_id, lang, state, slug, rev, kind, section_id, published_at,
				updated_at, withdrawn_at, reason, card, page, html, feed) VALUES ($1, 'en', $2, $1, 1, 'news', '', $3, $3, 0, '', '{}', '{}', '', '')`,
				story, state, db.Millis(at)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMonthsInParts(t *testing.T) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shelf := edition.NewShelf(d)
		if months, err := shelf.MonthsInParts(t.Context(), "en", 2, 10); err != nil || len(months) != 0 {
			t.Fatalf("an empty shelf: %v, %v", months, err)
		}
		shelve(t, d, "live",
			day(2026, 6, 1), day(2026, 6, 1), day(2026, 6, 1), day(2026, 6, 30).Add(24*time.Hour-time.Millisecond), day(2026, 6, 7), // five
			day(2026, 5, 31), day(2026, 5, 1), // two: just one part
			day(1971, 1, 1))
		shelve(t, d, "withdrawn", day(2026, 4, 1), day(2026, 6, 2), day(2026, 6, 3))

		months, err := shelf.MonthsInParts(t.Context(), "en", 2, 10)
		if err != nil {
			t.Fatal(err)
		}
		want := []edition.MonthParts{
			{Month: edition.Month{Year: 2026, Month: 6}, Parts: 3},
			{Month: edition.Month{Year: 2026, Month: 5}, Parts: 1},
			{Month: edition.Month{Year: 1971, Month: 1}, Parts: 1},
		}
		if !slices.Equal(months, want) {
			t.Errorf("got %v, want %v", months, want)
		}
		if months, err := shelf.MonthsInParts(t.Context(), "en", 2, 1); err != nil || len(months) != 1 {
			t.Errorf("with a limit: %v, %v", months, err)
		}

		seen := map[string]bool{}
		for part, size := range []int{2, 2, 1} {
			start, err := shelf.PartStart(t.Context(), "en", want[0].Month, 2, part+1)
			if err != nil {
				t.Fatal(err)
			}
			entries, _, err := shelf.InMonth(t.Context(), "en", want[0].Month, start, 2)
			if err != nil || len(entries) != size {
				t.Fatalf("part %d: %v, %v", part+1, entries, err)
			}
			for _, e := range entries {
				if seen[e.Story] {
					t.Errorf("part %d: %s again", part+1, e.Story)
				}
				seen[e.Story] = true
			}
		}
		if len(seen) != 5 {
			t.Errorf("the parts hold %d copies, want 5", len(seen))
		}
		for month, part := range map[edition.Month]int{want[0].Month: 4, want[1].Month: 2, {Year: 2026, Month: 4}: 2} {
			if _, err := shelf.PartStart(t.Context(), "en", month, 2, part); fault.KindOf(err) != fault.NotFound {
				t.Errorf("part %d of %v: %v", part, month, err)
			}
		}
	})
}
