package translation

import (
	"context"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// MadeReviewed is announced within the transaction in which a second reader says that a
// block is right: words and their translation, for those who remember them. What was made
// of several blocks, or several of one, is told as it stands.
type MadeReviewed struct {
	Story      string
	From, Lang lang.Tag
	Sources    []body.Block // as they were read; the parts of the head as paragraphs
	Before     string       // body.TextHash of the source's block before and after, "" where there is none
	After      string
	Target     body.Block
	Pair       string
	Translator string
	Reviewer   string
	At         time.Time
}

func announceReviewed(ctx context.Context, tx *db.Tx, g *ledger, p *pair, m Marking, source, target view) error {
	if m.Verdict != IsReviewed && (m.Verdict != StillRight || p.state != Reviewed) || p.shown != Reviewed {
		return nil
	}
	a := MadeReviewed{
		Story: m.Story, From: g.source, Lang: g.lang, Pair: p.id, Target: *target.blocks[p.target], Translator: p.translator, Reviewer: p.reviewer, At: g.now,
	}
	for _, k := range p.links {
		if b := source.blocks[k.source]; b != nil {
			a.Sources = append(a.Sources, *b)
		}
	}
	if len(a.Sources) == 0 {
		return nil
	}
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
