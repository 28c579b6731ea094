package transfer

import (
	"context"
	"encoding/json"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// original is a text as an archive has it. What people changed since it came is merged
// with what the archive changed since: that needs what came before, which no revision
// may hold just so once the two were merged.
type original struct {
	Headline   string        `json:"headline"`
	Standfirst string        `json:"standfirst,omitempty"`
	Slug       string        `json:"slug,omitempty"`
	Lead       *body.Picture `json:"lead,omitempty"`
	Body       body.Doc      `json:"body"`
}

// json writes the text; none of its parts can fail to be written.
func (o original) json() string {
	raw, err := json.Marshal(o)
	if err != nil {
		panic("transfer: a text that was made cannot be written: " + err.Error())
	}
	return string(raw)
}

// save saves the text over what came before it, which is zero for a new one.
func (o original) save(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, before taken) (story.Saved, error) {
	s := story.Save{
		Story: storyID, Lang: l, Headline: o.Headline, Standfirst: o.Standfirst, Slug: o.Slug, Lead: o.Lead, Body: &o.Body,
	}
	if before.lang == l {
		s.BaseRev = before.rev
	}
	if before.lang == l && before.text != "" {
		var was original
		if err := json.Unmarshal([]byte(before.text), &was); err != nil {
			return story.Saved{}, err
		}
		s.Base = &story.Text{Headline: was.Headline, Standfirst: was.Standfirst, Slug: was.Slug, Lead: was.Lead, Body: was.Body}
	}
	return story.SaveText(ctx, tx, s)
}
