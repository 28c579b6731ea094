package translation

import (
	"context"
	"slices"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// first looks at a text that is not paired. One that says what it was made from is
// paired where its blocks agree with those of its source; of what was brought in beside
// another, a job looks whether they do.
func first(ctx context.Context, tx *db.Tx, r story.Revised) error {
	t := r.After
	if t.MadeFrom == "" {
		if r.Before.Rev > 0 || body.Blank(t.Body) || t.SavedBy != "" {
			return nil
		}
		return findLater(ctx, tx, t)
	}
	if t.MadeFrom == r.Before.MadeFrom {
		return nil // written without the bench, or begun when there was none
	}
	if err := cycle(ctx, tx, t.Story, t.Lang, t.MadeFrom); err != nil {
		return err
	}
	// Whoever saves the source meanwhile waits, and then finds the pairs.
	if err := story.Hold(ctx, tx, t.Story, t.MadeFrom); err != nil {
		return absentIsFine(err)
	}
	made, err := story.At(ctx, tx, t.Story, t.MadeFrom, t.MadeRev)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	then, target := viewOf(made), viewOf(t)
	list, sure := agree(then, target)
	if !sure {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	newest := then
	if s, err := story.Newest(ctx, tx, t.Story, t.MadeFrom); err != nil {
		return err
	} else if s.Rev != made.Rev {
		newest = viewOf(s)
	}
	return lay(ctx, tx, t, AsSaved, list, then, newest, target, now)
}

// findLater has the texts of a story paired that were brought in side by side.
func findLater(ctx context.Context, tx *db.Tx, t story.Text) error {
	texts, err := story.Texts(ctx, tx, t.Story)
	if err != nil || len(texts) < 2 {
		return err
	}
	return job.Put(ctx, tx, FindPairs{t.Story}, job.Once(t.Story))
}

func absentIsFine(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// agree pairs two texts where that needs no judgement: the text's blocks have the ids of
// the source's, or both have the same kinds of blocks in the same order.
func agree(source, target view) (list []match, sure bool) {
	same := false
	for _, one := range target.order[2:] {
		same = same || source.blocks[one] != nil
	}
	if same {
		return byID(source, target), true
	}
	if len(target.order) == 2 || !sameShape(bodyOf(source), bodyOf(target)) {
		return nil, false
	}
	return find(bodyOf(source), bodyOf(target))
}

func byID(source, target view) (list []match) {
	for i, one := range source.order[2:] {
		list = append(list, match{i, slices.Index(target.order[2:], one)})
	}
	for j, one := range target.order[2:] {
		if source.blocks[one] == nil {
			list = append(list, match{-1, j})
		}
	}
	return list
}

// bodyOf lists the blocks of a text below its head.
func bodyOf(v view) (list []*body.Block) {
	for i, one := range v.order {
		if i >= 2 {
			list = append(list, v.blocks[one])
		}
	}
	return list
}

// lay makes a text's pairs as they were found. What the text has words for is translated,
// as its source was then.
func lay(ctx context.Context, tx *db.Tx, t story.Text, begun Begun, list []match, then, newest, target view, now time.Time) error {
	g := &ledger{story: t.Story, lang: t.Lang, source: then.lang, now: now}
	if err := putText(ctx, tx, t.Story, t.Lang, then.lang, begun, t.SavedBy, now); err != nil {
		return err
	}
	for _, part := range []string{Headline, Standfirst} {
		p := g.add(&pair{target: part, links: []link{stamp(then.blocks[part])}})
		g.lain(p, t.SavedBy, begun, newest, target)
	}
	byTarget := map[int]*pair{}
	for _, m := range list {
		var links []link
		if m.source >= 0 {
			links = []link{stamp(then.blocks[then.order[m.source+2]])}
		}
		switch p := byTarget[m.target]; {
		case p != nil && m.target >= 0:
			p.links = append(p.links, links...)
			g.lain(p, t.SavedBy, begun, newest, target)
		case m.target < 0:
			p := g.add(&pair{links: []link{unstamped(then.blocks[then.order[m.source+2]])}})
			g.lain(p, "", begun, newest, target)
		default:
			p := g.add(&pair{target: target.order[m.target+2], links: links})
			byTarget[m.target] = p
			g.lain(p, t.SavedBy, begun, newest, target)
		}
	}
	for _, one := range newest.order {
		if then.blocks[one] == nil {
			g.settle(g.add(&pair{links: []link{unstamped(newest.blocks[one])}}), newest, target)
		}
	}
	return g.keep(ctx, tx)
}

// lain says where a pair stands that was found, not made.
func (g *ledger) lain(p *pair, by string, begun Begun, newest, target view) {
	if worded(target.blocks[p.target]) {
		p.state, p.translator = Translated, by
	}
	for i := range p.links {
		p.links[i].weigh(newest.blocks[p.links[i].source], g.source)
	}
	p.loose = begun != AtBench && (p.target == "" || len(p.links) == 0)
	g.settle(p, newest, target)
	if p.loose && (p.shown == Wordless || p.shown == Added && !worded(target.blocks[p.target])) {
		p.loose = false
	}
}

// cycle refuses a text that is made, in the end, from itself. Nobody else can make a text
// of the story from another until this transaction ends: two who look at once would each
// find the chain open, and together close it.
func cycle(ctx context.Context, tx *db.Tx, storyID string, l, from lang.Tag) error {
	if err := story.HoldWhole(ctx, tx, storyID); err != nil {
		return err
	}
	texts, err := story.Texts(ctx, tx, storyID)
	if err != nil {
		return err
	}
	made := map[lang.Tag]lang.Tag{}
	for _, t := range texts {
		made[t.Lang] = t.MadeFrom
	}
	for n := 0; from != "" && n <= len(texts); n++ {
		if from == l {
			return fault.New(fault.Invalid, "translation.cycle").In("made_from").With("lang", string(l))
		}
		from = made[from]
	}
	return nil
}

// FindPairs is the job that pairs the texts of a story that were brought in side by side.
type FindPairs struct {
	Story string `json:"story"`
}

// Kind is the job's stable name.
func (FindPairs) Kind() string { return "translation.find" }

// Finding does the job translation.find.
func Finding(d *db.DB) func(context.Context, FindPairs) error {
	return func(ctx context.Context, j FindPairs) error {
		return d.Write(ctx, func(tx *db.Tx) error { return FindAll(ctx, tx, j.Story) })
	}
}

// FindAll pairs every text of a story that is not paired with the story's original. They
// stay what they were: that a text was made from the original is not said by this, and
// nothing holds it back.
func FindAll(ctx context.Context, tx *db.Tx, storyID string) error {
	s, err := story.Find(ctx, tx, storyID)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := story.Hold(ctx, tx, storyID, s.Original); err != nil {
		return absentIsFine(err)
	}
	original, err := story.Newest(ctx, tx, storyID, s.Original)
	if err != nil {
		return absentIsFine(err)
	}
	texts, err := story.Texts(ctx, tx, storyID)
	if err != nil {
		return err
	}
	for _, t := range texts {
		if t.Lang == s.Original {
			continue
		}
		if err := findOne(ctx, tx, original, t.Lang); err != nil {
			return err
		}
	}
	return nil
}

func findOne(ctx context.Context, tx *db.Tx, source story.Text, l lang.Tag) error {
	if err := story.Hold(ctx, tx, source.Story, l); err != nil {
		return err
	}
	if _, paired, err := lockPairs(ctx, tx, source.Story, l); paired || err != nil {
		return err
	}
	t, err := story.Newest(ctx, tx, source.Story, l)
	if err != nil || body.Blank(t.Body) || t.MadeFrom != "" && t.MadeFrom != source.Lang {
		return err
	}
	from, to := viewOf(source), viewOf(t)
	list, _ := find(bodyOf(from), bodyOf(to))
	if len(list) == 0 {
		return nil
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	t.SavedBy = ""
	return lay(ctx, tx, t, AsFound, list, from, from, to, now)
}
