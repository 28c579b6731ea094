package translation

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Verdict is what somebody says of a pair.
type Verdict string

// The verdicts.
const (
	IsTranslated Verdict = "translated"
	IsReviewed   Verdict = "reviewed" // read beside the source by a second reader, or by herself
	StillRight   Verdict = "right"    // what changed in the source changes nothing here; a review stands
	IsOmitted    Verdict = "omitted"  // left out, for a reason
	IsWanted     Verdict = "wanted"   // not left out after all
	IsAdded      Verdict = "added"    // for our readers; it has no source, or none any more
	IsDraft      Verdict = "draft"    // not done after all
)

// Marking says something of a pair.
type Marking struct {
	Story     string
	Lang      lang.Tag
	Pair      string
	Verdict   Verdict
	Reason    string // for IsOmitted
	By        string // person
	SourceRev int    // the revisions that she read; 0 for the newest
	TargetRev int
	Other     bool // the outlet has translations reviewed by somebody else than who made them
}

// MaxReason bounds the reason why a block is left out, in runes.
const MaxReason = 500

// Mark says something of a pair, in the transaction in which its text may have been
// saved. What she says is said of the words that she read: where the text's block has
// others since, it is a Conflict; where the source's has, the pair is marked as of what
// she read, and is stale at once.
func Mark(ctx context.Context, tx *db.Tx, m Marking) error {
	g, source, target, err := m.open(ctx, tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(g.pairs, func(p *pair) bool { return p.id == m.Pair })
	if i < 0 {
		return fault.New(fault.NotFound, "translation.pair_absent")
	}
	p := g.pairs[i]
	if m.TargetRev > 0 && m.TargetRev != target.rev {
		if err := m.sameWords(ctx, tx, p, target); err != nil {
			return err
		}
	}
	then := source
	if m.SourceRev > 0 && m.SourceRev != source.rev {
		t, err := story.At(ctx, tx, m.Story, g.source, m.SourceRev)
		if fault.KindOf(err) == fault.NotFound {
			return fault.New(fault.Conflict, "translation.source_moved")
		}
		if err != nil {
			return err
		}
		then = viewOf(t)
	}
	if err := m.say(g, p, then, source, target); err != nil {
		return err
	}
	p.at, p.again = g.now, true
	if p.loose && m.Verdict != IsDraft {
		p.loose, g.moved = false, true
	}
	g.settle(p, source, target)
	if err := worked(ctx, tx, m.Story, m.Lang, m.By, g.now); err != nil {
		return err
	}
	return g.keep(ctx, tx)
}

func (m Marking) open(ctx context.Context, tx *db.Tx) (g *ledger, source, target view, err error) {
	return openWhole(ctx, tx, m.Story, m.Lang)
}

// openWhole reads a text's pairs, its source and itself, held for this transaction.
func openWhole(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (g *ledger, source, target view, err error) {
	if err = story.Hold(ctx, tx, storyID, l); err != nil {
		return g, source, target, err
	}
	from, paired, err := lockPairs(ctx, tx, storyID, l)
	if err != nil {
		return g, source, target, err
	}
	if !paired {
		return g, source, target, fault.New(fault.NotFound, "translation.not_paired").With("lang", string(l))
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return g, source, target, err
	}
	s, err := story.Newest(ctx, tx, storyID, from)
	if err != nil {
		return g, source, target, err
	}
	t, err := story.Newest(ctx, tx, storyID, l)
	if err != nil {
		return g, source, target, err
	}
	g = &ledger{story: storyID, lang: l, source: from, now: now}
	return g, viewOf(s), viewOf(t), openAll(ctx, tx, g)
}

// sameWords refuses a verdict on words that are others by now.
func (m Marking) sameWords(ctx context.Context, tx *db.Tx, p *pair, target view) error {
	t, err := story.At(ctx, tx, m.Story, m.Lang, m.TargetRev)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if p.target == "" {
		return nil
	}
	read, now := viewOf(t).blocks[p.target], target.blocks[p.target]
	if read == nil || now == nil || body.TextHash(*read) != body.TextHash(*now) {
		return fault.New(fault.Conflict, "translation.words_moved")
	}
	return nil
}

// say carries out a verdict.
func (m Marking) say(g *ledger, p *pair, then, source, target view) error {
	has := worded(target.blocks[p.target])
	switch m.Verdict {
	case IsTranslated, IsReviewed, StillRight:
		if !has {
			return fault.New(fault.Conflict, "translation.no_words")
		}
		return m.right(g, p, then, source)
	case IsDraft:
		p.state, p.reviewer = Draft, ""
	case IsOmitted:
		m.Reason = strings.Join(strings.Fields(body.CleanText(m.Reason)), " ")
		switch n := utf8.RuneCountInString(m.Reason); {
		case p.target != "" && has:
			return fault.New(fault.Conflict, "translation.has_words")
		case n == 0 || n > MaxReason:
			return fault.New(fault.Invalid, "translation.omit_reason").In("reason").With("max", MaxReason)
		}
		g.restamp(p, then, source)
		p.state, p.reason, p.translator, p.reviewer = Omitted, m.Reason, m.By, ""
	case IsWanted:
		if p.state != Omitted {
			return fault.New(fault.Conflict, "translation.not_omitted")
		}
		p.state, p.reason = "", ""
	case IsAdded:
		if slices.ContainsFunc(p.links, func(k link) bool { return !k.gone }) {
			return fault.New(fault.Conflict, "translation.has_source")
		}
		p.links, p.state, p.corrected = nil, Added, ""
	default:
		return fault.New(fault.Invalid, "translation.no_verdict").In("verdict")
	}
	return nil
}

// right is a verdict that the words are those of the source.
func (m Marking) right(g *ledger, p *pair, then, source view) error {
	g.restamp(p, then, source)
	if len(p.links) == 0 { // its source is gone, and it stays
		p.state = Added
		return nil
	}
	switch {
	case m.Verdict == IsReviewed && m.Other && (m.By == "" || m.By == p.translator):
		return fault.New(fault.Forbidden, "translation.own_review")
	case m.Verdict == IsReviewed:
		p.state, p.reviewer = Reviewed, m.By
	case m.Verdict == StillRight && (p.state == Reviewed || p.state == Translated):
	default:
		if p.translator == "" { // a program's words, or somebody's that nobody knows
			p.translator = m.By
		}
		p.state, p.reviewer = Translated, ""
	}
	if p.state == Reviewed || m.By != "" {
		p.machine = ""
	}
	return nil
}

// Machine marks blocks of a text as drafted by a program, in the transaction in which
// its words were saved. They are drafts until a person touches them or says that they
// are translated.
func Machine(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, targets []string, engine string) error {
	g, source, target, err := openWhole(ctx, tx, storyID, l)
	if err != nil {
		return err
	}
	for _, one := range targets {
		p := g.byTarget(one)
		if p == nil || !worded(target.blocks[one]) {
			continue
		}
		g.stampAll(p, source)
		p.state, p.machine, p.translator, p.reviewer, p.at = Draft, engine, "", "", g.now
		g.settle(p, source, target)
	}
	return g.keep(ctx, tx)
}

// Join says by hand which blocks of the source a block of the text was made of: one, or
// several, or one that others were made of too. It is a translation of their words as
// they are now. A row that stood for one of those blocks alone, without words, goes.
func Join(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, targetBlock string, sources []string, by string) error {
	g, source, target, err := openWhole(ctx, tx, storyID, l)
	if err != nil {
		return err
	}
	if target.blocks[targetBlock] == nil || len(sources) == 0 || slices.ContainsFunc(sources, func(one string) bool { return source.blocks[one] == nil }) {
		return fault.New(fault.NotFound, "translation.block_absent")
	}
	p := g.byTarget(targetBlock)
	if p == nil {
		p = g.add(&pair{target: targetBlock})
	}
	was := p.links
	p.links, p.loose, p.at, g.moved = nil, false, g.now, true
	for _, one := range sources {
		if p.from(one) >= 0 {
			continue
		}
		k := stamp(source.blocks[one])
		if i := slices.IndexFunc(was, func(k link) bool { return k.source == one }); i >= 0 {
			k = was[i]
		}
		p.links = append(p.links, k)
		for _, q := range g.of(one) {
			if q != p && (q.target == "" || !worded(target.blocks[q.target]) && q.state == "" && len(q.links) == 1) {
				q.links = slices.DeleteFunc(q.links, func(k link) bool { return k.source == one })
				if q.target == "" {
					g.drop(q)
				} else {
					g.settle(q, source, target)
				}
			}
		}
	}
	if p.state == Added || p.state == Reviewed || p.state == "" && worded(target.blocks[targetBlock]) {
		p.state, p.reviewer = Translated, ""
		if p.translator == "" {
			p.translator = by
		}
	}
	g.parted(was, source, target)
	g.settle(p, source, target)
	return g.keep(ctx, tx)
}

// Part takes a block of the source away from a pair, or all of them where source is
// empty. A block of the source that no pair has then is untranslated.
func Part(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, pairID, sourceBlock string) error {
	g, source, target, err := openWhole(ctx, tx, storyID, l)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(g.pairs, func(p *pair) bool { return p.id == pairID && p.target != "" })
	if i < 0 {
		return fault.New(fault.NotFound, "translation.pair_absent")
	}
	p := g.pairs[i]
	was := slices.Clone(p.links)
	p.links = slices.DeleteFunc(p.links, func(k link) bool { return sourceBlock == "" || k.source == sourceBlock })
	p.at, g.moved = g.now, true
	if len(p.links) == 0 && (p.state == Translated || p.state == Reviewed) {
		p.state, p.reviewer = Draft, ""
	}
	g.parted(was, source, target)
	g.settle(p, source, target)
	return g.keep(ctx, tx)
}

// parted makes rows for those blocks of the source that no pair has any more.
func (g *ledger) parted(was []link, source, target view) {
	for _, k := range was {
		if b := source.blocks[k.source]; b != nil && len(g.of(k.source)) == 0 {
			g.settle(g.add(&pair{links: []link{unstamped(b)}}), source, target)
		}
	}
}
