package app

import (
	"context"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/translation"
)

// join joins those who hear, within the transaction of an act, to the act
// (docs/decisions/0017).
func (p *Program) join() {
	db.Hear(p.DB, translation.Follow)
	db.Hear(p.DB, translation.Correcting)
	db.Hear(p.DB, translation.Watch(p.editions))
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
