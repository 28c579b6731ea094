package translation

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Correcting makes an urgent task of a correction in every paired text of the story in
// which it is not told: at the block that was made, by whatever chain, of the one the
// correction names, or at the headline where it names none. It is joined to
// story.MadeCorrection. The task ends when somebody says that the block is translated,
// reviewed or right.
func Correcting(ctx context.Context, tx *db.Tx, c story.MadeCorrection) error {
	list, err := OfStory(ctx, tx, c.Story)
	if err != nil || len(list) == 0 {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	ledgers := make([]*ledger, len(list))
	for i, s := range list {
		if _, _, err := lockPairs(ctx, tx, c.Story, s.Lang); err != nil {
			return err
		}
		ledgers[i] = &ledger{story: c.Story, lang: s.Lang, source: s.Source, now: now}
		if err := openAll(ctx, tx, ledgers[i]); err != nil {
			return err
		}
	}
	known := spread(ledgers, c.Block)
	for _, g := range ledgers {
		if _, told := c.Texts[g.lang]; told {
			continue
		}
		if err := g.correct(ctx, tx, c.ID, known[g.lang]); err != nil {
			return err
		}
	}
	return nil
}

// spread finds, from the blocks that are known to be wrong, those of all other texts that
// were made of them or that they were made of.
func spread(ledgers []*ledger, named map[lang.Tag]string) map[lang.Tag]map[string]bool {
	known := map[lang.Tag]map[string]bool{}
	learn := func(l lang.Tag, id string) bool {
		if known[l] == nil {
			known[l] = map[string]bool{}
		}
		news := !known[l][id]
		known[l][id] = true
		return news
	}
	for l, id := range named {
		if id != "" {
			learn(l, id)
		}
	}
	for again := true; again; {
		again = false
		for _, g := range ledgers {
			for _, p := range g.pairs {
				for _, k := range p.links {
					if known[g.source][k.source] && p.target != "" {
						again = learn(g.lang, p.target) || again
					}
					if p.target != "" && known[g.lang][p.target] {
						again = learn(g.source, k.source) || again
					}
				}
			}
		}
	}
	return known
}

// correct marks the pairs of a text that a correction is about.
func (g *ledger) correct(ctx context.Context, tx *db.Tx, correction string, blocks map[string]bool) error {
	marked := false
	newest, err := story.Newest(ctx, tx, g.story, g.source)
	if err != nil {
		return err
	}
	source := viewOf(newest)
	for _, p := range g.pairs {
		if blocks[p.target] && p.target != "" || len(blocks) == 0 && p.target == Headline {
			p.corrected, marked = correction, true
			g.settle(p, source, g.asShown())
		}
	}
	if !marked {
		return nil
	}
	if err := g.keep(ctx, tx); err != nil {
		return err
	}
	yes, _, err := tellable(ctx, tx, g.story, g.lang)
	if err != nil || !yes {
		return err
	}
	return job.Put(ctx, tx, Tell{g.story, g.lang}, job.Replacing(g.story+" "+string(g.lang)))
}
