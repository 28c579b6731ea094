package edition

import (
	"context"
	"encoding/json"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// State is what readers have, or will have, of a text.
type State struct {
	State     string // "live", "withdrawn", or empty: never published
	Slug      string
	Rev       int // the revision that the copy was made from
	Published time.Time
	Updated   time.Time
	Withdrawn time.Time
	Reason    string
	Scheduled time.Time // when it will be published; zero: no plan
	PlannedBy string    // who planned that
	HeldAt    time.Time // when that hour came and gates held it; zero: it waits for its hour
	Quiet     bool      // the plan is a mend that readers are not told of
}

// States says of each of a story's texts what readers have of it. A language without a
// copy and without a plan is left out.
func States(ctx context.Context, tx *db.Tx, story string) (map[lang.Tag]State, error) {
	states := map[lang.Tag]State{}
	err := tx.Rows(ctx, `SELECT lang, state, slug, rev, published_at, updated_at, withdrawn_at, reason FROM edition_copy WHERE story_id = $1`,
		[]any{story}, func(scan func(...any) error) error {
			var l lang.Tag
			var s State
			var published, updated, withdrawn int64
			err := scan(&l, &s.State, &s.Slug, &s.Rev, &published, &updated, &withdrawn, &s.Reason)
			s.Published, s.Updated, s.Withdrawn = db.Time(published), db.Time(updated), db.Time(withdrawn)
			states[l] = s
			return err
		})
	if err != nil {
		return nil, err
	}
	return states, tx.Rows(ctx, `SELECT lang, at, asked_by, held_at, quiet FROM edition_schedule WHERE story_id = $1`, []any{story}, func(scan func(...any) error) error {
		var l lang.Tag
		var at, held int64
		var by string
		var quiet int
		err := scan(&l, &at, &by, &held, &quiet)
		s := states[l]
		s.Scheduled, s.PlannedBy, s.HeldAt, s.Quiet = db.Time(at), by, db.Time(held), quiet == 1
		states[l] = s
		return err
	})
}

// Piece reads a story's live copy in an edition with its body for feeds. NotFound if
// readers have none.
func (s *Shelf) Piece(ctx context.Context, story string, l lang.Tag) (c Copy, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { c, err = piece(ctx, tx, story, l); return err })
	return c, err
}

func piece(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (c Copy, err error) {
	var card, page string
	var published, updated int64
	err = tx.Row(ctx, `SELECT rev, published_at, updated_at, card, page, feed FROM edition_copy WHERE story_id = $1 AND lang = $2 AND state = 'live'`,
		[]any{story, string(l)}, &c.Rev, &published, &updated, &card, &page, &c.Feed)
	if err != nil {
		return c, absent(err, "edition.no_article")
	}
	if c.Card, err = decodeCard(card, published, updated); err != nil {
		return c, err
	}
	return c, json.Unmarshal([]byte(page), &c.Page)
}

// InSection counts the live copies of a section in some editions.
func InSection(ctx context.Context, tx *db.Tx, section string, langs []lang.Tag) (n int, err error) {
	for _, l := range langs {
		var here int
		if err := tx.Row(ctx, `SELECT count(*) FROM edition_copy WHERE lang = $1 AND section_id = $2 AND state = 'live'`, []any{string(l), section}, &here); err != nil {
			return 0, err
		}
		n += here
	}
	return n, nil
}
