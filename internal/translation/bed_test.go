package translation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// bed is a database with one story, whose savings translation hears.
type bed struct {
	*testing.T
	db    *db.DB
	story string
	fake  *clock.Fake
}

// each runs f on both engines.
func each(t *testing.T, f func(b bed)) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		db.Hear(d, translation.Follow)
		db.Hear(d, translation.Correcting)
		b := bed{T: t, db: d, fake: fake}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "ka"})
			b.story = s.ID
			return err
		})
		f(b)
	})
}

func (b bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) }); err != nil {
		b.Fatal(err)
	}
}

func (b bed) try(f func(ctx context.Context, tx *db.Tx) error) error {
	return b.db.Write(b.Context(), func(tx *db.Tx) error { return f(b.Context(), tx) })
}

// newest reads a text; its revision is 0 where there is none.
func (b bed) newest(l lang.Tag) (t story.Text) {
	b.write(func(ctx context.Context, tx *db.Tx) error {
		t, _ = story.Newest(ctx, tx, b.story, l)
		return nil
	})
	return t
}

// save saves a text as edit leaves it.
func (b bed) save(l lang.Tag, by string, edit func(t *story.Text)) story.Saved {
	b.Helper()
	t := b.newest(l)
	edit(&t)
	var out story.Saved
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		out, err = story.SaveText(ctx, tx, story.Save{
			Story: b.story, Lang: l, BaseRev: t.Rev, By: by, Headline: t.Headline, Standfirst: t.Standfirst, Body: &t.Body, Draft: true,
			MadeFrom: t.MadeFrom, MadeRev: t.MadeRev,
		})
		return err
	})
	return out
}

// paragraph is a paragraph whose id is its name, filled up.
func paragraph(name, text string) body.Block {
	b := body.Block{ID: block(name), Type: body.Paragraph}
	if text != "" {
		b.Text = []body.Span{{Text: text}}
	}
	return b
}

// block is an id that shows a name.
func block(name string) string { return (name + "0000000000000000")[:id.BlockLen] }

func (b bed) begin(l, from lang.Tag, by string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return translation.Begin(ctx, tx, translation.Beginning{Story: b.story, Lang: l, From: from, By: by})
	})
}

func (b bed) sheet(l lang.Tag) (s translation.Sheet) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		s, err = translation.Read(ctx, tx, b.story, l)
		return err
	})
	return s
}

// row finds the row of a block of the source.
func (b bed) row(l lang.Tag, source string) translation.Row {
	b.Helper()
	for _, r := range b.sheet(l).Rows {
		for _, s := range r.Sources {
			if s.ID == source {
				return r
			}
		}
	}
	b.Fatalf("%s: no row of %s", l, source)
	return translation.Row{}
}

func (b bed) mark(l lang.Tag, source string, v translation.Verdict, by string) {
	b.Helper()
	if err := b.tryMark(l, source, v, by); err != nil {
		b.Fatal(err)
	}
}

func (b bed) tryMark(l lang.Tag, source string, v translation.Verdict, by string) error {
	b.Helper()
	p := b.row(l, source).Pair
	return b.try(func(ctx context.Context, tx *db.Tx) error {
		return translation.Mark(ctx, tx, translation.Marking{Story: b.story, Lang: l, Pair: p, Verdict: v, By: by, Reason: "known to our readers"})
	})
}

// say gives a block of a text other words.
func say(name, words string) func(*story.Text) {
	return func(t *story.Text) {
		switch name {
		case translation.Headline:
			t.Headline = words
			return
		case translation.Standfirst:
			t.Standfirst = words
			return
		}
		for i := range t.Body.Blocks {
			if t.Body.Blocks[i].ID == block(name) {
				t.Body.Blocks[i].Text = []body.Span{{Text: words}}
				return
			}
		}
		panic("no block " + name)
	}
}

// states shows a sheet as one line a row: what it was made of, where it stands, why.
func states(s translation.Sheet) string {
	var out strings.Builder
	for _, r := range s.Rows {
		var of []string
		for _, one := range r.Sources {
			of = append(of, strings.TrimRight(one.ID, "0"))
		}
		out.WriteString(strings.Join(of, "+") + ">" + strings.TrimRight(r.ID, "0") + " " + string(r.State))
		if r.Weight > 0 {
			out.WriteString(" " + [...]string{"", "form", "words", "urgent"}[r.Weight])
		}
		if len(r.Why) > 0 {
			out.WriteString(" (" + strings.Join(r.Why, " ") + ")")
		}
		out.WriteString("\n")
	}
	return out.String()
}
