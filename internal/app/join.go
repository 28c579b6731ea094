package app

import (
	"context"
	"strings"

	"masthead/internal/body"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// join joins those who hear, within the transaction of an act, to the act
// (docs/decisions/0017).
func (p *Program) join() {
	db.Hear(p.DB, translation.Follow)
	db.Hear(p.DB, translation.Correcting)
	db.Hear(p.DB, translation.Watch(p.editions))
	db.Hear(p.DB, remember)
	db.Hear(p.DB, forget)
}

// editions are the languages in which the outlet is published.
func (p *Program) editions() (langs []lang.Tag) {
	if profile := p.Outlet.Profile(); profile != nil {
		for _, e := range profile.Editions {
			langs = append(langs, e.Lang)
		}
	}
	return langs
}

// review is what the outlet demands of translations.
func (p *Program) review() translation.Review {
	if profile := p.Outlet.Profile(); profile != nil {
		return translation.Review(profile.Outlet.Settings.Review)
	}
	return translation.NoReview
}

// translating lists to whom the translation of a text is assigned.
func translating(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (to []string, err error) {
	list, err := desk.AssignmentsOf(ctx, tx, story)
	for _, a := range list {
		if a.Open() && a.Task == desk.Translate && a.Lang == l {
			to = append(to, a.Person)
		}
	}
	return to, err
}

// remember gives the memory what a second reader found right. What a story is about is its
// section.
func remember(ctx context.Context, tx *db.Tx, m translation.MadeReviewed) error {
	s, err := story.Find(ctx, tx, m.Story)
	if err != nil {
		return err
	}
	var sources []string
	for _, b := range m.Sources {
		sources = append(sources, body.Plain(b))
	}
	return memory.Keep(ctx, tx, memory.Approved{
		Story: m.Story, Block: m.Target.ID, From: m.From, To: m.Lang, Source: strings.Join(sources, "\n"), Target: body.Plain(m.Target),
		Prev: m.Before, Next: m.After, State: memory.Reviewed, Domain: s.Section, By: m.Translator, At: m.At,
	})
}

// forget takes out of the memory what is reviewed no more.
func forget(ctx context.Context, tx *db.Tx, l translation.LostReview) error {
	return memory.Forget(ctx, tx, l.Story, l.Lang, l.Target)
}
