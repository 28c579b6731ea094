package translation

import (
	"context"
	"reflect"
	"slices"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Follow keeps the pairs of a story in step with a saved revision, in the transaction of
// its saving: of the texts that were made from it, and its own. It is joined to
// story.Revised. A text that says it was made, in the end, from itself is refused.
func Follow(ctx context.Context, tx *db.Tx, r story.Revised) error {
	if err := follow(ctx, tx, r); err != nil {
		return err
	}
	before, after := viewOf(r.Before), viewOf(r.After)
	c := compare(before, after)
	if c.none() {
		return nil
	}
	return sourceChanged(ctx, tx, r.After.Story, after, c)
}

// change is which blocks a revision changed, brought and took away.
type change struct{ changed, fresh, gone []string }

func (c change) none() bool { return len(c.changed)+len(c.fresh)+len(c.gone) == 0 }

func compare(before, after view) (c change) {
	for _, one := range after.order {
		was, is := before.blocks[one], after.blocks[one]
		switch {
		case was == nil:
			c.fresh = append(c.fresh, one)
		case !reflect.DeepEqual(was, is):
			c.changed = append(c.changed, one)
		}
	}
	for _, one := range before.order {
		if after.blocks[one] == nil {
			c.gone = append(c.gone, one)
		}
	}
	return c
}

// few is how many blocks are looked up one by one; of more, all pairs are read.
const few = 8

// sourceChanged weighs what a revision of the source means for the texts made from it.
func sourceChanged(ctx context.Context, tx *db.Tx, storyID string, source view, c change) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	ledgers, err := lockMadeFrom(ctx, tx, storyID, source.lang, now)
	if err != nil || len(ledgers) == 0 {
		return err
	}
	if touched := slices.Concat(c.changed, c.fresh, c.gone); len(touched) <= few {
		for _, one := range touched {
			if err := openSource(ctx, tx, storyID, one, ledgers); err != nil {
				return err
			}
		}
	} else {
		for _, g := range ledgers {
			if err := openAll(ctx, tx, g); err != nil {
				return err
			}
		}
	}
	for _, g := range ledgers {
		g.sourceIs(source, c)
		if err := g.keep(ctx, tx); err != nil {
			return err
		}
		if err := tellLater(ctx, tx, g); err != nil {
			return err
		}
	}
	return nil
}

func (g *ledger) sourceIs(source view, c change) {
	target := g.asShown()
	for _, one := range c.changed {
		g.reweigh(one, source, target)
	}
	for _, one := range c.gone {
		g.sourceGone(one, source, target)
	}
	for _, one := range c.fresh {
		g.sourceCame(one, source, target)
	}
}

// asShown is the text as its pairs know it: which blocks it has, and which of them have
// words. It spares every saving of a source the reading of all that was made from it.
func (g *ledger) asShown() view {
	v := view{lang: g.lang, blocks: map[string]*body.Block{}}
	for _, p := range g.pairs {
		if p.target == "" {
			continue
		}
		b := &body.Block{ID: p.target, Type: body.Paragraph}
		if p.shown != Untranslated && p.shown != Wordless {
			b.Text = []body.Span{{Text: "x"}}
		}
		v.blocks[p.target] = b
	}
	return v
}

func (g *ledger) reweigh(id string, source, target view) {
	pairs := g.of(id)
	for _, p := range pairs {
		k := &p.links[p.from(id)]
		was, shown, weight, why, dirty := *k, p.shown, p.weight, p.why, p.dirty
		k.weigh(source.blocks[id], source.lang)
		g.settle(p, source, target)
		if *k == was && p.shown == shown && p.weight == weight && p.why == why {
			p.dirty = dirty // who types on changes nothing more, and writes nothing
		}
	}
	if len(pairs) == 0 {
		g.sourceCame(id, source, target)
	}
}

// sourceGone keeps a translation whose source is gone; a pair of which nobody said or
// wrote anything goes with it.
func (g *ledger) sourceGone(id string, source, target view) {
	for _, p := range g.of(id) {
		i := p.from(id)
		switch {
		case p.state == "" && len(p.links) == 1 && !worded(target.blocks[p.target]):
			g.drop(p)
			continue
		case p.links[i].hash == "" && len(p.links) > 1:
			p.links = slices.Delete(p.links, i, i+1)
		default:
			p.links[i].weigh(nil, source.lang)
		}
		g.settle(p, source, target)
	}
}

// sourceCame pairs a block that is new in the source, or back: with what was made of it
// before, with the text's block of its id, or with nothing yet.
func (g *ledger) sourceCame(id string, source, target view) {
	pairs := g.of(id)
	for _, p := range pairs {
		p.links[p.from(id)].weigh(source.blocks[id], source.lang)
		g.settle(p, source, target)
	}
	if len(pairs) == 0 {
		g.settle(g.add(&pair{links: []link{unstamped(source.blocks[id])}}), source, target)
	}
}

// follow keeps a text's own pairs in step with its revision, or makes them.
func follow(ctx context.Context, tx *db.Tx, r story.Revised) error {
	from, paired, err := lockPairs(ctx, tx, r.After.Story, r.After.Lang)
	if err != nil {
		return err
	}
	if r.Before.Rev == 0 {
		if err := dropAbsent(ctx, tx, r.After.Story, r.After.Lang); err != nil {
			return err
		}
	}
	if !paired {
		return first(ctx, tx, r)
	}
	if r.After.MadeFrom != "" && r.After.MadeFrom != from {
		if err := cycle(ctx, tx, r.After.Story, r.After.Lang, r.After.MadeFrom); err != nil {
			return err
		}
		return switched(ctx, tx, r, from)
	}
	c := compare(viewOf(r.Before), viewOf(r.After))
	claimed := r.After.MadeFrom == from && (r.Before.MadeFrom != from || r.After.MadeRev > r.Before.MadeRev)
	if c.none() && !claimed {
		return nil
	}
	return targetChanged(ctx, tx, r, from, c, claimed)
}

// targetChanged says anew where the pairs of a text stand whose blocks changed. A saving
// that claims to be made from a newer revision of the source says of every block that
// it is right by it.
func targetChanged(ctx context.Context, tx *db.Tx, r story.Revised, from lang.Tag, c change, claimed bool) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	g := &ledger{story: r.After.Story, lang: r.After.Lang, source: from, now: now}
	if len(c.fresh)+len(c.gone) == 0 && len(c.changed) <= few && !claimed {
		for _, one := range c.changed {
			if err := openTarget(ctx, tx, g, one); err != nil {
				return err
			}
		}
	} else if err := openAll(ctx, tx, g); err != nil {
		return err
	}
	s, err := story.Newest(ctx, tx, g.story, from)
	if err != nil {
		return err
	}
	source, before, after := viewOf(s), viewOf(r.Before), viewOf(r.After)
	by := r.After.SavedBy
	for _, one := range c.changed {
		g.reworded(one, by, source, before, after)
	}
	if len(c.fresh)+len(c.gone) > 0 {
		g.reblocked(c, by, r, source, after)
	}
	if claimed {
		if err := g.claim(ctx, tx, r.After, source, after); err != nil {
			return err
		}
	}
	if err := worked(ctx, tx, g.story, g.lang, by, now); err != nil {
		return err
	}
	return g.keep(ctx, tx)
}

// reworded is a block of the text that says something else now. What was reviewed waits
// for a second reader again, unless only commas changed; what was not begun is a draft,
// made from the source's words as they are.
func (g *ledger) reworded(id, by string, source, before, after view) {
	p := g.byTarget(id)
	if p == nil {
		p = g.add(&pair{target: id})
	}
	was, is := before.blocks[id], after.blocks[id]
	if body.TextHash(*was) == body.TextHash(*is) {
		g.settle(p, source, after)
		return
	}
	weight, _ := Weigh(body.Plain(*was), body.Plain(*is), is.Type, g.lang)
	p.at = g.now
	if !worded(is) {
		p.machine = ""
	}
	switch {
	case p.state == "" && worded(is):
		g.stampAll(p, source)
		p.state, p.translator = Draft, by
	case weight == Nothing:
		p.again = true
	case p.state == Reviewed:
		p.state, p.translator, p.reviewer = Translated, by, ""
	case by != "":
		p.translator = by
	}
	if by != "" && weight > Nothing {
		p.machine = ""
	}
	g.settle(p, source, after)
}

// stampAll keeps the words of all sources of a pair as those it is made from. Blocks that
// are gone are its sources no more.
func (g *ledger) stampAll(p *pair, source view) {
	p.links = slices.DeleteFunc(p.links, func(k link) bool { return source.blocks[k.source] == nil })
	for i := range p.links {
		p.links[i] = stamp(source.blocks[p.links[i].source])
	}
}

// reblocked is blocks that came to the text or went. What was split or merged in the
// text takes its sources along; what came back has what it had; a block with the id of
// one of the source is its translation.
func (g *ledger) reblocked(c change, by string, r story.Revised, source, after view) {
	lineage := body.FindLineage(r.Before.Body, r.After.Body)
	for _, id := range c.fresh {
		g.targetCame(id, by, lineage, source, after)
	}
	for _, id := range c.gone {
		g.targetGone(id, lineage, source, after)
	}
}

func (g *ledger) targetCame(id, by string, lineage []body.Lineage, source, after view) {
	if p := g.byTarget(id); p != nil { // it was made for it
		g.settle(p, source, after)
		return
	}
	if p := g.waiting(id); p != nil {
		p.target, p.lost, p.at = id, "", g.now
		if p.state == Omitted {
			p.state, p.reason = "", ""
		}
		if p.state == "" && worded(after.blocks[id]) {
			g.stampAll(p, source)
			p.state, p.translator = Draft, by
		}
		g.settle(p, source, after)
		return
	}
	p := g.add(&pair{target: id})
	if i := slices.IndexFunc(lineage, func(l body.Lineage) bool { return l.Kind == body.SplitFrom && l.Block == id }); i >= 0 {
		if from := g.byTarget(lineage[i].Other); from != nil {
			p.links, p.state, p.translator, p.machine = slices.Clone(from.links), from.state, from.translator, from.machine
			if p.state == Reviewed {
				p.state = Translated
			}
			g.settle(p, source, after)
			return
		}
	}
	if worded(after.blocks[id]) {
		p.state, p.translator = Draft, by
	}
	g.settle(p, source, after)
}

// waiting finds the pair without a block that a block which comes to the text belongs to.
func (g *ledger) waiting(id string) *pair {
	for _, p := range g.pairs {
		if !p.dropped && p.target == "" && p.lost == id {
			return p
		}
	}
	for _, p := range g.pairs {
		if !p.dropped && p.target == "" && p.from(id) >= 0 {
			return p
		}
	}
	return nil
}

func (g *ledger) targetGone(id string, lineage []body.Lineage, source, after view) {
	p := g.byTarget(id)
	if p == nil {
		return
	}
	if i := slices.IndexFunc(lineage, func(l body.Lineage) bool { return l.Kind == body.MergedInto && l.Block == id }); i >= 0 {
		if into := g.byTarget(lineage[i].Other); into != nil {
			for _, k := range p.links {
				if into.from(k.source) < 0 {
					into.links = append(into.links, k)
				}
			}
			if into.state == Reviewed {
				into.state, into.reviewer = Translated, ""
			}
			g.settle(into, source, after)
			g.drop(p)
			return
		}
	}
	live := slices.DeleteFunc(slices.Clone(p.links), func(k link) bool { return source.blocks[k.source] == nil || len(g.of(k.source)) > 1 })
	if len(live) == 0 {
		g.drop(p)
		return
	}
	p.target, p.lost, p.links, p.machine = "", id, live, ""
	g.settle(p, source, after)
	g.moved = true
}

// claim takes a saving at its word: that the whole text was made from a revision of the
// source.
func (g *ledger) claim(ctx context.Context, tx *db.Tx, t story.Text, newest, after view) error {
	made, err := story.At(ctx, tx, g.story, g.source, t.MadeRev)
	if fault.KindOf(err) == fault.NotFound {
		return nil // thinned out: what it said is known no more, so nothing is said of it
	}
	if err != nil {
		return err
	}
	then := viewOf(made)
	for _, p := range g.pairs {
		if p.dropped || p.target == "" || p.state == Omitted || p.state == Added || !worded(after.blocks[p.target]) {
			continue
		}
		g.restamp(p, then, newest)
		if p.state != Reviewed {
			p.state = Translated
		}
		if p.translator == "" {
			p.translator = t.SavedBy
		}
		g.settle(p, newest, after)
	}
	return nil
}

// restamp keeps a pair's sources as they were in a revision, and weighs what became of
// them since.
func (g *ledger) restamp(p *pair, then, newest view) {
	p.corrected = ""
	p.links = slices.DeleteFunc(p.links, func(k link) bool { return then.blocks[k.source] == nil && newest.blocks[k.source] == nil })
	for i, k := range p.links {
		if b := then.blocks[k.source]; b != nil {
			p.links[i] = stamp(b)
		}
		p.links[i].weigh(newest.blocks[k.source], g.source)
	}
}
