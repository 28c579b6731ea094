package story

import (
	"context"
	"time"

	"masthead/internal/kit/db"
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
