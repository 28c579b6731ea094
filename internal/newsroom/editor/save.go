package editor

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/strict"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

// saving is what the script sends. Person is whose words these are: a device may be used
// by several, and what one typed is never saved under another's name.
type saving struct {
	OpID     string          `json:"op_id"`
	Person   string          `json:"person"`
	BaseRev  int             `json:"base_rev"`
	Head     *story.HeadOps  `json:"head,omitempty"`
	Blocks   []body.BlockOp  `json:"blocks,omitempty"`
	Deleted  []body.DeleteOp `json:"deleted,omitempty"`
	Order    []string        `json:"order,omitempty"`
	OrderWas []string        `json:"order_was,omitempty"`
	MadeFrom *madeFrom       `json:"made_from,omitempty"`
}

type madeFrom struct {
	Lang lang.Tag `json:"lang"`
	Rev  int      `json:"rev"`
}

// saved is what became of it. Blocks are those of the saving that stand in the text in
// another form than they were sent in.
type saved struct {
	Rev       int               `json:"rev"`
	Changed   bool              `json:"changed"`
	Merged    bool              `json:"merged"` // the text holds more, or other, than what was sent
	Blocks    []json.RawMessage `json:"blocks"`
	Gone      []string          `json:"gone"` // of the blocks that were sent, those that the text does not have
	Conflicts int               `json:"conflicts"`
	At        newsroom.Moment   `json:"at"`
}

func (p *Pages) save(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	s, err := readSaving(r.Body)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if s.Person != r.Person.ID {
		return newsroom.Answer{}, fault.New(fault.Conflict, "editor.another_person")
	}
	var out saved
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		save, err := s.of(r.Context(), tx, r)
		if err != nil {
			return err
		}
		reach := r.Visitor.Reach()
		save.Reach = &reach
		done, err := story.SaveText(r.Context(), tx, save)
		if err != nil {
			return err
		}
		if out, err = s.answer(done); err != nil {
			return err
		}
		if done.Changed {
			if err := comment.Follow(r.Context(), tx, r.Story.ID, r.Text); err != nil {
				return err
			}
		}
		now, err := tx.Now(r.Context())
		out.At = r.When(now)
		return err
	})
	if err == nil && out.Changed {
		p.Streams.Wake(r.Story.ID, r.Text)
	}
	return newsroom.JSON(out), err
}

// readSaving reads what was sent, as strictly as JSON can be read.
func readSaving(from io.Reader) (s saving, err error) {
	raw, err := io.ReadAll(from)
	if err != nil {
		return s, fault.New(fault.Invalid, "editor.too_large").Because(err)
	}
	if what := strict.Unsound(raw); what != "" {
		return s, fault.New(fault.Invalid, "editor.bad_json").With("what", what)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return s, fault.New(fault.Invalid, "editor.bad_json").Because(err)
	}
	if s.OpID == "" || s.Person == "" {
		return s, fault.New(fault.Invalid, "editor.bad_json")
	}
	if len(s.Blocks) > body.MaxBlocks || len(s.Deleted) > body.MaxBlocks || len(s.Order) > body.MaxBlocks || len(s.OrderWas) > body.MaxBlocks {
		return s, fault.New(fault.Invalid, "body.too_many_blocks").With("max", body.MaxBlocks)
	}
	return s, nil
}

func (s saving) of(ctx context.Context, tx *db.Tx, r *newsroom.Request) (story.Save, error) {
	save := story.Save{
		Story: r.Story.ID, Lang: r.Text, BaseRev: s.BaseRev, OpID: s.OpID, By: r.Person.ID, Head: s.Head, Draft: true,
		Ops: &body.SaveOps{Blocks: s.Blocks, Deleted: s.Deleted, Order: s.Order, Was: s.OrderWas},
	}
	if save.Head == nil {
		save.Head = &story.HeadOps{}
	}
	if s.MadeFrom == nil {
		return save, nil
	}
	return save, s.MadeFrom.check(ctx, tx, r, &save)
}

// check puts what a translation was made from into a saving.
func (m madeFrom) check(ctx context.Context, tx *db.Tx, r *newsroom.Request, save *story.Save) error {
	if m.Lang == r.Text || r.Text == r.Story.Original {
		return fault.New(fault.Invalid, "editor.not_translated").In("made_from")
	}
	if _, err := story.At(ctx, tx, r.Story.ID, m.Lang, m.Rev); err != nil {
		if fault.KindOf(err) == fault.NotFound {
			err = fault.New(fault.Invalid, "story.unknown_revision").In("made_from").With("rev", m.Rev)
		}
		return err
	}
	save.MadeFrom, save.MadeRev = m.Lang, m.Rev
	return nil
}

// answer tells of the blocks of the saving that became something else.
func (s saving) answer(done story.Saved) (saved, error) {
	next := s.BaseRev // the revision this saving makes where nobody else saved meanwhile
	if done.Changed {
		next++
	}
	out := saved{Rev: done.Rev, Changed: done.Changed, Conflicts: len(done.Conflicts),
		Blocks: []json.RawMessage{}, Gone: []string{}}
	stands := make(map[string]*body.Block, len(s.Blocks))
	for i := range done.Body.Blocks {
		stands[done.Body.Blocks[i].ID] = &done.Body.Blocks[i]
	}
	add := func(b *body.Block) error {
		raw, err := body.MarshalBlock(*b)
		out.Blocks = append(out.Blocks, raw)
		return err
	}
	for _, op := range s.Blocks {
		now := stands[op.ID]
		if now == nil {
			out.Gone = append(out.Gone, op.ID)
			continue
		}
		sent, err := body.DecodeBlock(op.JSON)
		if err != nil {
			return out, err
		}
		sent = body.Normalise(body.Doc{Blocks: []body.Block{sent}}).Blocks[0]
		if body.FullHash(sent) != body.FullHash(*now) {
			if err := add(now); err != nil {
				return out, err
			}
		}
	}
	for _, op := range s.Deleted {
		if now := stands[op.ID]; now != nil {
			if err := add(now); err != nil {
				return out, err
			}
		}
	}
	out.Merged = done.Rev > next || len(out.Blocks)+len(out.Gone)+out.Conflicts > 0
	return out, nil
}
