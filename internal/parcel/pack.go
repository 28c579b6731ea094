package parcel

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

// Pack gathers what of a translation goes out, as it stands. A stale part takes along what
// its source said before. What the newsroom says about the texts among itself stays here.
// NotFound: the text is not being translated.
func Pack(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, say Sentences) (exchange.Parcel, error) {
	sheet, source, target, err := texts(ctx, tx, storyID, l)
	if err != nil {
		return exchange.Parcel{}, err
	}
	p := exchange.Parcel{Story: storyID, From: sheet.Source, To: l, FromRev: source.Rev, ToRev: target.Rev, Title: source.Headline}
	from, to := sideOf(source), sideOf(target)
	for _, g := range groupsOf(sheet, source) {
		row, ok := g.row(from, to)
		if !ok {
			continue
		}
		row.Notes = g.notes(say)
		p.Units = append(p.Units, row.Units()...)
	}
	return p, nil
}

// Sentences are those that go out in a file.
type Sentences struct {
	From string              // who speaks: the outlet
	Was  func(string) string // what a source said before it changed
	Left func(string) string // why a block is left out
}

func (g *group) notes(say Sentences) (notes []exchange.Note) {
	for _, w := range g.was {
		if g.state == exchange.Stale {
			notes = append(notes, exchange.Note{From: say.From, Text: say.Was(w)})
		}
	}
	if g.omitted != "" {
		notes = append(notes, exchange.Note{From: say.From, Text: say.Left(g.omitted)})
	}
	return notes
}

func texts(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (sheet translation.Sheet, source, target story.Text, err error) {
	if sheet, err = translation.Read(ctx, tx, storyID, l); err != nil {
		return sheet, source, target, err
	}
	if source, err = story.Newest(ctx, tx, storyID, sheet.Source); err != nil {
		return sheet, source, target, err
	}
	target, err = story.Newest(ctx, tx, storyID, l)
	return sheet, source, target, err
}
