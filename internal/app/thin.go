package app

import (
	"context"

	"masthead/internal/comment"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// thinner thins out what autosaving leaves behind, but for what others point to.
func (p *Program) thinner() *story.Thinner {
	return &story.Thinner{DB: p.DB, Keeps: []story.Keeper{published, comment.Keeps}}
}

// published names the revision that readers have.
func published(ctx context.Context, tx *db.Tx, id string, l lang.Tag) ([]int, error) {
	states, err := edition.States(ctx, tx, id)
	if s, ok := states[l]; err == nil && ok {
		return []int{s.Rev}, nil
	}
	return nil, err
}
