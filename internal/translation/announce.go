package translation

import (
	"context"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// MadeReviewed is announced within the transaction in which a block comes to stand as
// reviewed: a second reader says that it is right, or its source says again what she read.
// It is told again when only its commas change. It has words and their translation, for
// those who remember them. What was made of several blocks, or several of one, is told as
// it stands.
type MadeReviewed struct {
	Story      string
	From, Lang lang.Tag
	Sources    []body.Block // as they are; the parts of the head as paragraphs
	Before     string       // body.TextHash of the source's block before and after, "" where there is none
	After      string
	Target     body.Block
	Pair       string
	Translator string
	Reviewer   string
	At         time.Time
}

// LostReview is announced within the transaction in which a block that stood as reviewed
// does so no more: the review is taken back, its words or those of its source are others, a
// correction waits for it, or it is gone.
type LostReview struct {
	Story  string
	Lang   lang.Tag
	Target string // the block that stood as reviewed
}

// tellReviews tells what became of the reviews of the pairs that were written: first those
// that went, so that a block which two pairs had in turn is told as it is.
func (g *ledger) tellReviews(ctx context.Context, tx *db.Tx) error {
	var made []*pair
	for _, p := range g.pairs {
		stands := p.shown == Reviewed && !p.dropped && p.target != ""
		if p.reviewed && (!stands || p.target != p.had) {
			if err := db.Announce(ctx, tx, LostReview{g.story, g.lang, p.had}); err != nil {
				return err
			}
		}
		if stands && (p.again || !p.reviewed || p.target != p.had) {
			made = append(made, p)
		}
		p.had, p.reviewed, p.again = p.target, stands, false
	}
	if len(made) == 0 {
		return nil
	}
	s, err := story.Newest(ctx, tx, g.story, g.source)
	if err != nil {
		return err
	}
	t, err := story.Newest(ctx, tx, g.story, g.lang)
	if err != nil {
		return err
	}
	source, target := viewOf(s), viewOf(t)
	for _, p := range made {
		if err := g.tellReview(ctx, tx, p, source, target); err != nil {
			return err
		}
	}
	return nil
}

func (g *ledger) tellReview(ctx context.Context, tx *db.Tx, p *pair, source, target view) error {
	a := MadeReviewed{Story: g.story, From: g.source, Lang: g.lang, Pair: p.id, Translator: p.translator, Reviewer: p.reviewer, At: p.at}
	for _, k := range p.links {
		if b := source.blocks[k.source]; b != nil {
			a.Sources = append(a.Sources, *b)
		}
	}
	if len(a.Sources) == 0 || target.blocks[p.target] == nil {
		return nil
	}
	a.Target = *target.blocks[p.target]
	for i, one := range source.order {
		if one == a.Sources[0].ID && i > 0 {
			a.Before = body.TextHash(*source.blocks[source.order[i-1]])
		}
		if one == a.Sources[len(a.Sources)-1].ID && i+1 < len(source.order) {
			a.After = body.TextHash(*source.blocks[source.order[i+1]])
		}
	}
	return db.Announce(ctx, tx, a)
}
