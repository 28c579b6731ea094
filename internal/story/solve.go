package story

import (
	"context"
	"encoding/json"
	"slices"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

// Choice is how a person solves a conflict.
type Choice string

// The choices.
const (
	Mine   Choice = "mine"   // the words that were kept beside the text
	Theirs Choice = "theirs" // the words that stand in the text
	Joined Choice = "joined" // one text that she made of both
	Both   Choice = "both"   // two blocks, one after the other
)

// Solution solves a conflict. Joined is JSON, a block or a string of the head, for the
// choice Joined alone.
type Solution struct {
	Story    string
	Lang     lang.Tag
	Conflict string
	By       string
	Choice   Choice
	Joined   string
	Reach    *media.Reach // as Save has it
}

// Solve solves a conflict and saves what follows from it, in one transaction. Both texts
// stay in the records. If the block has changed since, the choice is merged with that
// change like any other saving, which may be a conflict again. Solving twice in the same
// way is harmless; in another way it is a Conflict.
func Solve(ctx context.Context, tx *db.Tx, s Solution) (Saved, error) {
	if err := Hold(ctx, tx, s.Story, s.Lang); err != nil {
		return Saved{}, err
	}
	c, choice, rev, err := findConflict(ctx, tx, s)
	if err != nil {
		return Saved{}, err
	}
	text, err := Newest(ctx, tx, s.Story, s.Lang)
	if err != nil {
		return Saved{}, err
	}
	if choice != "" && choice == s.Choice {
		return Saved{Rev: max(rev, text.Rev), Body: text.Body}, nil
	}
	if choice != "" {
		return Saved{}, fault.New(fault.Conflict, "story.conflict_solved")
	}
	base, mine, err := s.put(c, text)
	if err != nil {
		return Saved{}, err
	}
	saved, err := SaveText(ctx, tx, Save{
		Story: s.Story, Lang: s.Lang, BaseRev: text.Rev, Base: &base, By: s.By, OpID: "solve-" + c.ID,
		Headline: mine.Headline, Standfirst: mine.Standfirst, Slug: mine.Slug, Lead: mine.Lead, Elsewhere: &mine.Elsewhere, Body: &mine.Body, Draft: true, Reach: s.Reach,
	})
	if err != nil {
		return saved, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return saved, err
	}
	return saved, markSolved(ctx, tx, s, saved.Rev, now)
}

// put gives the text as it stood when the conflict was met, in the part that it is
// about, and the text as she wants that part.
func (s Solution) put(c Conflict, text Text) (base, mine Text, err error) {
	base, mine = text, text
	base.Body.Blocks, mine.Body.Blocks = slices.Clone(text.Body.Blocks), slices.Clone(text.Body.Blocks)
	want, ok := map[Choice]string{Mine: c.Mine, Theirs: c.Theirs, Joined: s.Joined, Both: c.Theirs}[s.Choice]
	if !ok || s.Choice == Joined && s.Joined == "" {
		return base, mine, fault.New(fault.Invalid, "story.bad_choice").In("choice")
	}
	heads := map[string][2]*string{
		"headline": {&base.Headline, &mine.Headline}, "standfirst": {&base.Standfirst, &mine.Standfirst}, "slug": {&base.Slug, &mine.Slug},
	}
	wanted := mine.Elsewhere.parts()
	for i, p := range base.Elsewhere.parts() {
		heads[p.name] = [2]*string{p.value, wanted[i].value}
	}
	if part, ok := heads[c.Block]; ok {
		if s.Choice == Both {
			return base, mine, fault.New(fault.Invalid, "story.bad_choice").In("choice")
		}
		*part[0], *part[1] = "", ""
		if err = decodeHead(c.Theirs, part[0]); err == nil {
			err = decodeHead(want, part[1])
		}
		return base, mine, err
	}
	if c.Block == "lead" {
		if s.Choice == Both {
			return base, mine, fault.New(fault.Invalid, "story.bad_choice").In("choice")
		}
		base.Lead, mine.Lead = nil, nil
		if err = decodeHead(c.Theirs, &base.Lead); err == nil {
			err = decodeHead(want, &mine.Lead)
		}
		return base, mine, err
	}
	err = s.putBlock(c, want, &base.Body, &mine.Body)
	return base, mine, err
}

// decodeHead reads a part of the head; nothing is the empty string or no picture.
func decodeHead(raw string, into any) error {
	if raw == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(raw), into); err != nil {
		return fault.New(fault.Invalid, "story.bad_choice").In("joined").Because(err)
	}
	return nil
}

func (s Solution) putBlock(c Conflict, want string, base, mine *body.Doc) error {
	chosen, err := decodeOne(want, c.Block)
	if err != nil {
		return err
	}
	before, err := decodeOne(c.Theirs, c.Block) // what the text got, when the conflict was met
	if err != nil {
		return err
	}
	now := blockOf(*base, c.Block)
	switch kind := body.ConflictKind(c.Kind); {
	case kind != body.ConflictDeletedByMe && kind != body.ConflictDeletedByThem:
	case chosen == nil || now == nil: // it goes, whatever became of it, or comes back
		before = now
	default: // it stays as it is now
		return nil
	}
	if s.Choice == Both && c.Mine != "" && c.Theirs != "" {
		beside, err := decodeOne(c.Mine, c.Block)
		if err != nil {
			return err
		}
		beside.ID = id.NewBlock()
		set(base, c.Block, before)
		set(mine, c.Block, before)
		i := slices.IndexFunc(mine.Blocks, func(b body.Block) bool { return b.ID == c.Block })
		mine.Blocks = slices.Insert(mine.Blocks, i+1, *beside)
		return nil
	}
	set(base, c.Block, before)
	set(mine, c.Block, chosen)
	return nil
}

// set puts a block in its place, at the end if it has none, or takes it out.
func set(doc *body.Doc, block string, to *body.Block) {
	i := slices.IndexFunc(doc.Blocks, func(b body.Block) bool { return b.ID == block })
	switch {
	case i < 0 && to != nil:
		doc.Blocks = append(doc.Blocks, *to)
	case i >= 0 && to != nil:
		doc.Blocks[i] = *to
	case i >= 0:
		doc.Blocks = slices.Delete(doc.Blocks, i, i+1)
	}
}

func decodeOne(raw, block string) (*body.Block, error) {
	if raw == "" {
		return nil, nil
	}
	b, err := body.DecodeBlock([]byte(raw))
	if err != nil {
		return nil, err
	}
	if b.ID != block {
		return nil, fault.New(fault.Invalid, "body.bad_id").With("id", b.ID).With("block", block)
	}
	return &b, nil
}
