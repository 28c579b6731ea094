package story

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Head is what lists show of a text: its newest revision without its body.
type Head struct {
	Lang     lang.Tag
	Rev      int
	Headline string
	MadeFrom lang.Tag
	MadeRev  int
	SavedBy  string
	SavedAt  time.Time
}

// Heads reads the heads of a story's texts, in the order of their languages.
func Heads(ctx context.Context, tx *db.Tx, story string) (list []Head, err error) {
	err = tx.Rows(ctx, `SELECT t.lang, t.rev, r.headline, t.made_from, t.made_rev, r.saved_by, r.saved_at
		FROM story_text t JOIN story_revision r ON r.story_id = t.story_id AND r.lang = t.lang AND r.rev = t.rev
		WHERE t.story_id = $1 ORDER BY t.lang`, []any{story}, func(scan func(...any) error) error {
		var h Head
		var at int64
		err := scan(&h.Lang, &h.Rev, &h.Headline, &h.MadeFrom, &h.MadeRev, &h.SavedBy, &at)
		h.SavedAt = db.Time(at)
		list = append(list, h)
		return err
	})
	return list, err
}

// NewestHead reads a text's newest revision without its body.
func NewestHead(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (Text, error) {
	t := Text{Story: story, Lang: l}
	var at int64
	err := tx.Row(ctx, `SELECT r.rev, r.headline, r.standfirst, r.slug, r.saved_by, r.saved_at, t.made_from, t.made_rev
		FROM story_text t JOIN story_revision r ON r.story_id = t.story_id AND r.lang = t.lang AND r.rev = t.rev
		WHERE t.story_id = $1 AND t.lang = $2`, []any{story, string(l)}, &t.Rev, &t.Headline, &t.Standfirst, &t.Slug, &t.SavedBy, &at, &t.MadeFrom, &t.MadeRev)
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.NotFound, "story.text_absent").With("lang", string(l))
	}
	t.SavedAt = db.Time(at)
	return t, err
}
