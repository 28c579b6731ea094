package translation

import (
	"context"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// switched pairs a text with another source than before. A block keeps its words; what
// of the new source it belongs to is found through the old one where that and the new
// one are paired, and by the blocks' kinds and lengths where they are not. Nobody has
// read it beside the new source, so all that has words is stale; but what this very
// saving brought is taken as made from it.
func switched(ctx context.Context, tx *db.Tx, r story.Revised, from lang.Tag) error {
	t := r.After
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := story.Hold(ctx, tx, t.Story, t.MadeFrom); err != nil {
		return err
	}
	newest, err := story.Newest(ctx, tx, t.Story, t.MadeFrom)
	if err != nil {
		return err
	}
	source, target, before := viewOf(newest), viewOf(t), viewOf(r.Before)
	g := &ledger{story: t.Story, lang: t.Lang, source: t.MadeFrom, now: now, moved: true}
	if err := openAll(ctx, tx, g); err != nil {
		return err
	}
	bridge, err := bridgeTo(ctx, tx, t.Story, from, t.MadeFrom)
	if err != nil {
		return err
	}
	if bridge == nil {
		bridge = g.guess(source, target)
	}
	used := map[string]bool{}
	for _, p := range g.pairs {
		g.rejoin(p, bridge, source, target, before, used)
	}
	for _, one := range source.order {
		if !used[one] {
			g.settle(g.add(&pair{links: []link{unstamped(source.blocks[one])}}), source, target)
		}
	}
	if err := putText(ctx, tx, t.Story, t.Lang, t.MadeFrom, AtBench, t.SavedBy, now); err != nil {
		return err
	}
	return g.keep(ctx, tx)
}

// rejoin gives a pair the blocks of the new source in place of those of the old one.
func (g *ledger) rejoin(p *pair, bridge func(p *pair) []string, source, target, before view, used map[string]bool) {
	ids := bridge(p)
	p.links = nil
	if target.blocks[p.target] == nil || !worded(target.blocks[p.target]) && len(ids) == 0 {
		g.drop(p) // nothing is lost with it: what the new source has comes as its own row
		return
	}
	made := before.blocks[p.target] == nil || compare(view{order: []string{p.target}, blocks: before.blocks}, view{order: []string{p.target}, blocks: target.blocks}).changed != nil
	for _, one := range ids {
		b := source.blocks[one]
		if b == nil {
			continue
		}
		used[one] = true
		k := stamp(b)
		if !made && worded(b) && worded(target.blocks[p.target]) {
			k.hash, k.form, k.words = notRead, "", ""
			k.weight, k.why = Words, WhySwitched
		}
		p.links = append(p.links, k)
	}
	if p.state == Reviewed {
		p.state, p.reviewer = Translated, ""
	}
	g.settle(p, source, target)
}

// notRead stands for the hash of words that nobody has read beside the translation.
const notRead = "-"

// bridgeTo finds, through the pairs of one source with the other, which blocks of the new
// one belong to the blocks that a pair was made of. Nil: the two are not paired.
func bridgeTo(ctx context.Context, tx *db.Tx, storyID string, from, to lang.Tag) (func(*pair) []string, error) {
	for _, way := range []struct {
		paired, with lang.Tag
		down         bool // from the source that the other was made from to the other
	}{{to, from, true}, {from, to, false}} {
		k, there, err := textOf(ctx, tx, storyID, way.paired)
		if err != nil {
			return nil, err
		}
		if !there || k.Source != way.with {
			continue
		}
		g := &ledger{story: storyID, lang: way.paired}
		if err := openAll(ctx, tx, g); err != nil {
			return nil, err
		}
		leads := map[string][]string{}
		for _, p := range g.pairs {
			for _, k := range p.links {
				if p.target != "" && way.down {
					leads[k.source] = append(leads[k.source], p.target)
				} else if p.target != "" {
					leads[p.target] = append(leads[p.target], k.source)
				}
			}
		}
		return func(p *pair) (ids []string) {
			for _, k := range p.links {
				for _, one := range leads[k.source] {
					if !slices.Contains(ids, one) {
						ids = append(ids, one)
					}
				}
			}
			return ids
		}, nil
	}
	return nil, nil
}

// guess pairs by the blocks themselves.
func (g *ledger) guess(source, target view) func(*pair) []string {
	leads := map[string][]string{Headline: {Headline}, Standfirst: {Standfirst}}
	list, sure := agree(source, target)
	if !sure {
		list, _ = find(bodyOf(source), bodyOf(target))
	}
	for _, m := range list {
		if m.source >= 0 && m.target >= 0 {
			to := target.order[m.target+2]
			leads[to] = append(leads[to], source.order[m.source+2])
		}
	}
	return func(p *pair) []string { return leads[p.target] }
}

// Switch makes a text's source another text of the story. Its words stay; nobody has read
// them beside the new source yet, so they are stale until somebody says that they are
// right.
func Switch(ctx context.Context, tx *db.Tx, storyID string, l, to lang.Tag, by string) error {
	if _, paired, err := lockPairs(ctx, tx, storyID, l); err != nil {
		return err
	} else if !paired {
		return fault.New(fault.NotFound, "translation.not_paired").With("lang", string(l))
	}
	return Begin(ctx, tx, Beginning{storyID, l, to, by})
}
