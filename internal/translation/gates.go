package translation

import (
	"context"
	"slices"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// Review is what the outlet demands of a translation before it goes out.
type Review string

// The demands.
const (
	NoReview    Review = ""        // nothing
	ByAnyone    Review = "anyone"  // that somebody says it is right, her who made it not excluded
	BySomeOther Review = "another" // that somebody else than who made it says so
	gateMissing        = "untranslated"
	gateReview         = "unreviewed"
	gateStale          = "stale"
	gateMachine        = "machine"
	keyOfLedger        = "translation"
	keyUrgent          = "translation.held_urgent"
	keyStale           = "translation.held_stale"
	keyMissing         = "translation.held_untranslated"
	keyReview          = "translation.held_unreviewed"
	keyOwn             = "translation.held_own_review"
	keyMachine         = "translation.held_machine"
)

// Gates hold translations that are not what their sources say: in which blocks are
// untranslated, unreviewed where the outlet demands a review, stale, or a program's
// draft. They hold texts that say they were made from another and were paired with it;
// what an archive brought in, and what was written without the bench and could not be
// paired, goes as it always did. What could not be paired is not held for that.
func Gates(review func() Review) []edition.Gate {
	return []edition.Gate{missingGate{}, reviewGate{review}, staleGate{}, machineGate{}}
}

// editors may lift what is a matter of judgement.
var editors = []string{"chief editor", "editor"}

// pairsOf reads the pairs of a text, once for all gates; none where nothing is held.
func pairsOf(ctx context.Context, tx *db.Tx, t story.Text) ([]*pair, error) {
	if t.MadeFrom == "" {
		return nil, nil
	}
	return edition.Remember(ctx, keyOfLedger, func() ([]*pair, error) {
		_, paired, err := textOf(ctx, tx, t.Story, t.Lang)
		if err != nil || !paired {
			return nil, err
		}
		g := &ledger{story: t.Story, lang: t.Lang}
		err = openAll(ctx, tx, g)
		return g.pairs, err
	})
}

// held is what a gate says of those pairs that it holds, in the order of the text.
func held(t story.Text, gate, key string, lifters []string, pairs []*pair, holds func(*pair) bool) []edition.Held {
	h := edition.Held{Gate: gate, Key: key, Lifters: lifters}
	n := 0
	for _, p := range pairs {
		if !holds(p) {
			continue
		}
		n++
		if p.target != "" {
			h.Blocks = append(h.Blocks, p.target)
		} else if len(p.links) > 0 {
			h.Blocks = append(h.Blocks, p.links[0].source)
		}
	}
	if n == 0 {
		return nil
	}
	at := map[string]int{}
	for i, one := range viewOf(t).order {
		at[one] = i + 1
	}
	slices.SortStableFunc(h.Blocks, func(a, b string) int { return at[a] - at[b] })
	h.Args = map[string]any{"n": n}
	return []edition.Held{h}
}

// missingGate holds texts with blocks that nobody has translated.
type missingGate struct{}

func (missingGate) Name() string { return gateMissing }

func (missingGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]edition.Held, error) {
	pairs, err := pairsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	return held(t, gateMissing, keyMissing, editors, pairs, func(p *pair) bool {
		return !p.loose && (p.shown == Untranslated || p.shown == Draft && p.machine == "")
	}), nil
}

// reviewGate holds texts with blocks that nobody has reviewed, where the outlet demands
// it.
type reviewGate struct{ review func() Review }

func (reviewGate) Name() string { return gateReview }

func (g reviewGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]edition.Held, error) {
	demanded := g.review()
	if demanded == NoReview {
		return nil, nil
	}
	pairs, err := pairsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	list := held(t, gateReview, keyReview, editors, pairs, func(p *pair) bool { return p.shown == Translated })
	if demanded == BySomeOther {
		list = append(list, held(t, gateReview, keyOwn, editors, pairs, func(p *pair) bool {
			return p.shown == Reviewed && p.translator != "" && p.reviewer == p.translator
		})...)
	}
	return list, nil
}

// staleGate holds texts whose source says something else by now.
type staleGate struct{}

func (staleGate) Name() string { return gateStale }

func (staleGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]edition.Held, error) {
	pairs, err := pairsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	urgent := held(t, gateStale, keyUrgent, editors, pairs, func(p *pair) bool { return p.shown == Stale && p.weight == Urgent })
	return append(urgent, held(t, gateStale, keyStale, editors, pairs, func(p *pair) bool { return p.shown == Stale && p.weight != Urgent })...), nil
}

// machineGate holds what a program drafted and no person has touched or read. Nobody
// lifts it: it is read, or it does not go out.
type machineGate struct{}

func (machineGate) Name() string { return gateMachine }

func (machineGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]edition.Held, error) {
	pairs, err := pairsOf(ctx, tx, t)
	if err != nil {
		return nil, err
	}
	return held(t, gateMachine, keyMachine, nil, pairs, func(p *pair) bool { return p.machine != "" && p.target != "" && p.shown != Untranslated }), nil
}
