package edition_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// noTopics names no topic.
type noTopics struct{}

func (noTopics) NamesIn(context.Context, *db.Tx, []string, lang.Tag) ([]edition.TopicAt, error) {
	return nil, nil
}

// archive publishes stories with dates of their own, in English and in Georgian.
type archive struct {
	t *testing.T
	d *db.DB
	p *edition.Publisher
	n int
}

func newArchive(t *testing.T, d *db.DB) *archive {
	t.Helper()
	ctx := t.Context()
	err := d.Write(ctx, func(tx *db.Tx) error {
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Bridge", URL: "https://news.example", Zone: "UTC"}); err != nil {
			return err
		}
		if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: "en", Title: "Bridge"}); err != nil {
			return err
		}
		return outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: "ka", Title: "ხიდი", Position: 1})
	})
	if err != nil {
		t.Fatal(err)
	}
	outlets := outlet.New(d)
	if err := outlets.Load(ctx); err != nil {
		t.Fatal(err)
	}
	words := func(lang.Tag) body.RenderWords { return body.RenderWords{} }
	return &archive{t: t, d: d, p: &edition.Publisher{DB: d, Outlet: outlets, Topics: noTopics{}, Render: edition.Renderer{Words: words}}}
}

// add publishes a story for each date, all in one batch.
func (a *archive) add(langs []lang.Tag, dates ...time.Time) (stories []string) {
	a.t.Helper()
	ctx := a.t.Context()
	err := a.p.Write(ctx, func(b *edition.Batch) error {
		for _, date := range dates {
			s, err := story.Create(ctx, b.Tx, story.Story{Kind: story.News, Original: langs[0]})
			if err != nil {
				return err
			}
			stories = append(stories, s.ID)
			for _, l := range langs {
				a.n++
				doc := body.Doc{Blocks: []body.Block{{ID: "0000000000000001", Type: body.Paragraph, Text: []body.Span{{Text: "Words"}}}}}
				save := story.Save{Story: s.ID, Lang: l, OpID: fmt.Sprint("op", a.n), Headline: fmt.Sprint("Story ", a.n), Body: &doc}
				if _, err := story.SaveText(ctx, b.Tx, save); err != nil {
					return err
				}
				if _, err := b.Publish(ctx, edition.Order{Story: s.ID, Lang: l, Date: date}); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		a.t.Fatal(err)
	}
	return stories
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestMonthsInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, shelf := newArchive(t, d), edition.NewShelf(d)
		months := func(size, limit int) []edition.MonthParts {
			t.Helper()
			months, err := shelf.MonthsInParts(t.Context(), "en", size, limit)
			if err != nil {
				t.Fatal(err)
			}
			return months
		}
		if got := months(2, 10); len(got) != 0 {
			t.Errorf("an empty shelf: %v", got)
		}
		en := []lang.Tag{"en"}
		five := a.add(en, day(2026, 6, 1), day(2026, 6, 1), day(2026, 6, 1), day(2026, 6, 30).Add(24*time.Hour-time.Millisecond), day(2026, 6, 7))
		a.add(en, day(2026, 5, 31), day(2026, 5, 1)) // just one part
		a.add(en, day(1971, 1, 1))
		a.add([]lang.Tag{"ka"}, day(2026, 3, 1))
		gone := a.add(en, day(2026, 4, 1))[0]
		if err := a.p.Withdraw(t.Context(), gone, "en", "Wrong"); err != nil {
			t.Fatal(err)
		}
		want := []edition.MonthParts{
			{Month: edition.Month{Year: 2026, Month: 6}, Parts: 3},
			{Month: edition.Month{Year: 2026, Month: 5}, Parts: 1},
			{Month: edition.Month{Year: 1971, Month: 1}, Parts: 1},
		}
		if got := months(2, 10); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got := months(2, 1); !slices.Equal(got, want[:1]) {
			t.Errorf("with a limit: %v", got)
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
		if len(seen) != len(five) {
			t.Errorf("the parts hold %d copies, want %d", len(seen), len(five))
		}
		for month, part := range map[edition.Month]int{want[0].Month: 4, want[1].Month: 2, {Year: 2026, Month: 4}: 2} {
			if _, err := shelf.PartStart(t.Context(), "en", month, 2, part); fault.KindOf(err) != fault.NotFound {
				t.Errorf("part %d of %v: %v", part, month, err)
			}
		}
	})
}

// What is published again, withdrawn and published after that is counted once.
func TestMonthsCountLiveCopies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, shelf := newArchive(t, d), edition.NewShelf(d)
		ids := a.add([]lang.Tag{"en"}, day(2020, 2, 29), day(2020, 2, 1))
		parts := func(want int) {
			t.Helper()
			months, err := shelf.MonthsInParts(t.Context(), "en", 1, 10)
			got := 0
			for _, m := range months {
				got += m.Parts
			}
			if err != nil || got != want {
				t.Errorf("%v, %v, want %d copies", months, err, want)
			}
		}
		again := func() {
			t.Helper()
			if _, err := a.p.Publish(t.Context(), edition.Order{Story: ids[0], Lang: "en"}); err != nil {
				t.Fatal(err)
			}
		}
		withdraw := func(id string) {
			t.Helper()
			if err := a.p.Withdraw(t.Context(), id, "en", "Wrong"); err != nil {
				t.Fatal(err)
			}
		}
		parts(2)
		again()
		parts(2)
		withdraw(ids[0])
		parts(1)
		again()
		parts(2)
		withdraw(ids[0])
		withdraw(ids[1])
		parts(0)
	})
}

func TestInMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, shelf := newArchive(t, d), edition.NewShelf(d)
		both := a.add([]lang.Tag{"en", "ka"}, day(2026, 6, 3), day(2026, 6, 2))
		alone := a.add([]lang.Tag{"en"}, day(2026, 6, 1), day(2026, 7, 1))
		if err := a.p.Withdraw(t.Context(), both[1], "ka", "Wrong"); err != nil {
			t.Fatal(err)
		}
		var got []string
		var after edition.Cursor
		for {
			entries, next, err := shelf.InMonth(t.Context(), "en", edition.Month{Year: 2026, Month: 6}, after, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				line := e.Story
				for _, s := range e.Siblings {
					line += " " + string(s.Lang)
				}
				got = append(got, line)
			}
			if after = next; next == (edition.Cursor{}) {
				break
			}
		}
		want := []string{both[0] + " en ka", both[1] + " en", alone[0] + " en"}
		if !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func (noTopics) Dossier(context.Context, *db.Tx, string, lang.Tag) (edition.Dossier, error) {
	return edition.Dossier{}, nil
}
