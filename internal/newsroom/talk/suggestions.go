package talk

import (
	"encoding/json"
	"io"

	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/strict"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

// maxDecided bounds how many decided suggestions are listed.
const maxDecided = 50

type suggestionsPage struct {
	head
	Waits   []suggestionView
	Decided []suggestionView
}

type suggestionView struct {
	Page      *head
	ID        string
	Kind      comment.SuggestionKind
	Block     string
	N         int
	By        newsroom.Who
	At        newsroom.Moment
	Mine      bool
	State     comment.Outcome
	Changes   differenceView
	Conflict  bool
	Gone      bool
	DecidedBy newsroom.Who
	DecidedAt newsroom.Moment
	Reason    string
	Conflicts int
}

func (p *Pages) suggestions(r *newsroom.Request) (newsroom.Answer, error) {
	s := &suggestionsPage{}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		*s = suggestionsPage{}
		if s.head, err = p.head(r, tx, "suggestions"); err != nil {
			return err
		}
		waits, err := comment.Suggestions(r.Context(), tx, r.Story.ID, r.Text)
		if err != nil {
			return err
		}
		decided, err := comment.Decided(r.Context(), tx, r.Story.ID, r.Text, maxDecided)
		if err != nil {
			return err
		}
		n := namesFor(r, tx)
		if s.Waits, err = n.suggestions(r, &s.head, waits); err != nil {
			return err
		}
		s.Decided, err = n.suggestions(r, &s.head, decided)
		return err
	})
	return newsroom.Show("suggestions", s), err
}

func (n *names) suggestions(r *newsroom.Request, page *head, list []comment.Suggestion) (out []suggestionView, err error) {
	numbers := map[string]int{}
	for i, b := range page.Text.Body.Blocks {
		numbers[b.ID] = i + 1
	}
	for _, g := range list {
		e := g.EffectOn(page.Text)
		if g.State != comment.Open { // what it wanted, against what it was made on
			e = g.EffectOn(story.Text{Body: g.Began(), Headline: page.Text.Headline, Standfirst: page.Text.Standfirst})
		}
		v := suggestionView{
			Page: page, ID: g.ID, Kind: g.Kind, Block: g.Block, N: numbers[g.Block], At: r.When(g.Updated), Mine: g.By == r.Person.ID, State: g.State,
			Changes: differenceOf(r, e.Difference), Conflict: e.Conflict, Gone: e.Gone, DecidedAt: r.When(g.DecidedAt), Reason: g.Reason, Conflicts: g.Conflicts,
		}
		if v.N == 0 {
			v.N = numbers[g.After] // a new one stands behind this one
		}
		if v.By, err = n.who(g.By); err != nil {
			return nil, err
		}
		if g.DecidedBy != "" {
			if v.DecidedBy, err = n.who(g.DecidedBy); err != nil {
				return nil, err
			}
		}
		out = append(out, v)
	}
	return out, nil
}

// offered is a suggestion as a script sends it. Person is whose words these are: what one
// typed on a device is never suggested under another's name.
type offered struct {
	Person   string                 `json:"person"`
	Kind     comment.SuggestionKind `json:"kind"`
	Block    string                 `json:"block"`
	After    string                 `json:"after"`
	Base     json.RawMessage        `json:"base,omitempty"`
	BaseHash string                 `json:"base_hash,omitempty"`
	Wanted   json.RawMessage        `json:"wanted,omitempty"`
	Rev      int                    `json:"rev"`
}

func (p *Pages) suggest(r *newsroom.Request) (newsroom.Answer, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return newsroom.Answer{}, fault.New(fault.Invalid, "newsroom.form").Because(err)
	}
	var o offered
	if strict.Unsound(raw) != "" || json.Unmarshal(raw, &o) != nil {
		return newsroom.Answer{}, fault.New(fault.Invalid, "comment.bad_kind")
	}
	if o.Person != r.Person.ID {
		return newsroom.Answer{}, fault.New(fault.Conflict, "talk.another_person")
	}
	var g comment.Suggestion
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		g, err = comment.Suggest(r.Context(), tx, comment.Offer{
			Story: r.Story, Lang: r.Text, Kind: o.Kind, Block: o.Block, After: o.After, Base: o.Base, BaseHash: o.BaseHash, Wanted: o.Wanted, Rev: o.Rev, By: r.Person.ID,
		})
		return err
	})
	return newsroom.JSON(map[string]any{"id": g.ID}), err
}

func (p *Pages) take(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	var g comment.Suggestion
	var saved story.Saved
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		g, saved, err = comment.Take(r.Context(), tx, r.Story, r.Text, r.PathValue("suggestion"), r.Person.ID)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	key := "talk.done_taken"
	if g.Conflicts > 0 {
		key = "talk.done_taken_conflict"
	}
	return done(r, map[string]any{"rev": saved.Rev, "conflicts": g.Conflicts}, addressOf(r)+"suggestions/", key), nil
}

func (p *Pages) leave(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	return p.decide(r, "talk.done_left", func(tx *db.Tx) (comment.Suggestion, error) {
		return comment.Leave(r.Context(), tx, r.Story, r.Text, r.PathValue("suggestion"), r.Person.ID, r.FormValue("reason"))
	})
}

func (p *Pages) withdraw(r *newsroom.Request) (newsroom.Answer, error) {
	return p.decide(r, "talk.done_withdrawn", func(tx *db.Tx) (comment.Suggestion, error) {
		return comment.Withdraw(r.Context(), tx, r.Story, r.Text, r.PathValue("suggestion"), r.Person.ID)
	})
}

func (p *Pages) decide(r *newsroom.Request, key string, f func(tx *db.Tx) (comment.Suggestion, error)) (newsroom.Answer, error) {
	var g comment.Suggestion
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) { g, err = f(tx); return err })
	return done(r, map[string]any{"state": g.State}, addressOf(r)+"suggestions/", key), err
}
