package app

import (
	"context"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom/publishing"
	"masthead/internal/story"
)

// loose joins the panel of publishing, which shows what holds nothing but is to be seen,
// to the house's style, which knows of words that want a decision.
func (p *Program) loose(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]publishing.LooseEnd, error) {
	n, words, err := p.Style.Open(ctx, tx, s, t)
	if err != nil || n == 0 {
		return nil, err
	}
	said := strings.Join(words, ", ")
	if n > len(words) {
		said += ", …"
	}
	return []publishing.LooseEnd{{Key: "publishing.loose_terms", Args: map[string]any{"words": said}, Path: "/desk/stories/" + s.ID + "/" + string(t.Lang) + "/terms/"}}, nil
}
