package talk

import (
	"encoding/json"

	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
)

// said is what the writing page's script needs to show comments and suggestions in the text.
type said struct {
	Changed     int64           `json:"changed"`
	Open        int             `json:"open"`
	MaySave     bool            `json:"may_save"`
	MayTalk     bool            `json:"may_talk"`
	Threads     []saidThread    `json:"threads"`
	Suggestions []saidSuggested `json:"suggestions"`
	Words       map[string]any  `json:"words"`
}

type saidThread struct {
	ID         string        `json:"id"`
	Block      string        `json:"block"`
	Quote      string        `json:"quote"`
	Start      int           `json:"start"` // in runes of the block's plain text
	State      comment.State `json:"state"`
	Entries    int           `json:"entries"`
	Suggestion string        `json:"suggestion,omitempty"`
}

type saidSuggested struct {
	ID       string                 `json:"id"`
	Kind     comment.SuggestionKind `json:"kind"`
	Block    string                 `json:"block"`
	After    string                 `json:"after"`
	Who      newsroom.Who           `json:"who"`
	At       newsroom.Moment        `json:"at"`
	Mine     bool                   `json:"mine"`
	Conflict bool                   `json:"conflict"`
	Gone     bool                   `json:"gone"`
	Parts    []partView             `json:"parts"`
	Facts    []string               `json:"facts"`
	Base     json.RawMessage        `json:"base,omitempty"`
	Wanted   json.RawMessage        `json:"wanted,omitempty"`
}

func (p *Pages) data(r *newsroom.Request) (newsroom.Answer, error) {
	var out said
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		h, err := p.head(r, tx, "comments")
		if err != nil {
			return err
		}
		out = said{Open: h.Open, MaySave: h.MaySave, MayTalk: h.MayTalk, Words: r.Words("talk"), Threads: []saidThread{}, Suggestions: []saidSuggested{}}
		if out.Changed, err = comment.Changed(r.Context(), tx, r.Story.ID, r.Text); err != nil {
			return err
		}
		threads, err := comment.Threads(r.Context(), tx, h.Text, false)
		if err != nil {
			return err
		}
		for _, t := range threads {
			out.Threads = append(out.Threads, saidThread{t.ID, t.Place.Block, t.Anchor.Quote, t.Place.Start, t.Place.State, len(t.Entries), t.Suggestion})
		}
		return out.suggestions(r, tx, &h)
	})
	return newsroom.JSON(out), err
}

func (out *said) suggestions(r *newsroom.Request, tx *db.Tx, h *head) error {
	list, err := comment.Suggestions(r.Context(), tx, r.Story.ID, r.Text)
	if err != nil {
		return err
	}
	views, err := namesFor(r, tx).suggestions(r, h, list)
	for i, v := range views {
		one := saidSuggested{
			ID: v.ID, Kind: v.Kind, Block: v.Block, After: list[i].After, Who: v.By, At: v.At, Mine: v.Mine, Conflict: v.Conflict, Gone: v.Gone,
			Parts: v.Changes.Parts, Facts: v.Changes.Facts,
		}
		if v.Mine { // her own she goes on with
			one.Base, one.Wanted = json.RawMessage(list[i].Base), json.RawMessage(list[i].Wanted)
		}
		out.Suggestions = append(out.Suggestions, one)
	}
	return err
}
