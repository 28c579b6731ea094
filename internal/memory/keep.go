package memory

import (
	"context"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// Approved is a translated block that was found right.
type Approved struct {
	Story, Block   string // the translated block
	From, To       lang.Tag
	Source, Target string // plain words
	Prev, Next     string // body.TextHash of the source's neighbours; "" for none
	State          State
	Domain         string
	By             string // the person who translated it
	At             time.Time
}

// Keep takes a block into the memory, in place of what it had brought before. Its sentences
// are paired where there are as many on both sides; else the block is kept whole. What has
// no words, or the same on both sides, teaches nothing and is not kept.
func Keep(ctx context.Context, tx *db.Tx, block Approved) error {
	wanted := block.segments()
	have, err := ofBlock(ctx, tx, block.Story, block.To, block.Block)
	if err != nil {
		return err
	}
	if sameWords(have, wanted) {
		for i := range wanted {
			wanted[i].ID, wanted[i].Penalty = have[i].ID, have[i].Penalty
			if err := change(ctx, tx, &wanted[i]); err != nil {
				return err
			}
		}
		return nil
	}
	for _, s := range have {
		if _, err := remove(ctx, tx, s.ID); err != nil {
			return err
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	pair, err := makePair(ctx, tx, block.From, block.To)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for i := range wanted {
		wanted[i].ID = id.New(now)
		if err := insert(ctx, tx, pair, &wanted[i]); err != nil {
			return err
		}
	}
	return grown(ctx, tx, pair)
}

// Forget takes out what a translated block has brought.
func Forget(ctx context.Context, tx *db.Tx, story string, to lang.Tag, block string) error {
	have, err := ofBlock(ctx, tx, story, to, block)
	for _, s := range have {
		if err == nil {
			_, err = remove(ctx, tx, s.ID)
		}
	}
	return err
}

// segments cuts a block into what is kept of it.
func (b *Approved) segments() []Segment {
	source, target := lang.Sentences(b.Source, b.From), lang.Sentences(b.Target, b.To)
	first := 1
	if len(source) != len(target) {
		source, target, first = []string{strings.TrimSpace(b.Source)}, []string{strings.TrimSpace(b.Target)}, 0
	} else if len(source) == 1 {
		first = 0
	}
	var list []Segment
	for i := range source {
		s := Segment{
			From: b.From, To: b.To, Source: source[i], Target: target[i], State: b.State, Domain: b.Domain, At: b.At,
			Story: b.Story, Block: b.Block, Part: first + i, By: b.By, before: contextHash(b.Prev), after: contextHash(b.Next),
		}
		if i > 0 {
			s.before = hashOf(source[i-1])
		}
		if i+1 < len(source) {
			s.after = hashOf(source[i+1])
		}
		if s.check() == nil && hashOf(s.Source) != hashOf(s.Target) {
			list = append(list, s)
		}
	}
	return list
}

// sameWords says whether a block has brought the same before.
func sameWords(have, wanted []Segment) bool {
	if len(have) != len(wanted) {
		return false
	}
	for i, h := range have {
		w := wanted[i]
		if h.From != w.From || h.Part != w.Part || h.Source != w.Source || h.Target != w.Target {
			return false
		}
	}
	return true
}
