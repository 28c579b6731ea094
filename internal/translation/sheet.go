package translation

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Read gives a text beside its source, in reading order: the source's, with the blocks
// that have none behind the block they stand behind. NotFound: it is not paired.
func Read(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (Sheet, error) {
	k, there, err := textOf(ctx, tx, storyID, l)
	if err == nil && !there {
		err = fault.New(fault.NotFound, "translation.not_paired").With("lang", string(l))
	}
	if err != nil {
		return Sheet{}, err
	}
	s, err := story.Newest(ctx, tx, storyID, k.Source)
	if err != nil {
		return Sheet{}, err
	}
	t, err := story.Newest(ctx, tx, storyID, l)
	if err != nil {
		return Sheet{}, err
	}
	g := &ledger{story: storyID, lang: l, source: k.Source}
	if err := openAll(ctx, tx, g); err != nil {
		return Sheet{}, err
	}
	source, target := viewOf(s), viewOf(t)
	out := Sheet{
		Story: storyID, Lang: l, Source: k.Source, SourceRev: s.Rev, TargetRev: t.Rev, Begun: k.Begun, Tally: k.Tally,
		Worked: k.Worked, WorkedBy: k.WorkedBy, Rows: g.rows(source, target),
	}
	g.offer(out.Rows, source)
	out.Chain, err = chain(ctx, tx, storyID, l)
	return out, err
}

// rows shows the pairs in reading order.
func (g *ledger) rows(source, target view) []Row {
	at, place := map[string]int{}, map[string]int{}
	for i, one := range source.order {
		at[one] = i
	}
	for i, one := range target.order {
		place[one] = i
	}
	type line struct {
		row   Row
		major int // of the source's block; of one without, that of the block it stands behind
		minor int
	}
	var lines []line
	majorAt := make([]int, len(target.order)) // by place in the text
	for i := range majorAt {
		majorAt[i] = -1
	}
	for _, p := range g.pairs {
		n := line{row: p.row(source, target), major: -1}
		for _, k := range p.links {
			if i, ok := at[k.source]; ok && (n.major < 0 || i < n.major) {
				n.major = i
			}
		}
		if i, ok := place[p.target]; ok {
			n.minor = i + 1
			majorAt[i] = n.major
		}
		lines = append(lines, n)
	}
	last := 0
	for i, m := range majorAt {
		if m < 0 {
			majorAt[i] = last
		} else {
			last = m
		}
	}
	for i := range lines {
		if lines[i].major < 0 && lines[i].minor > 0 {
			lines[i].major = majorAt[lines[i].minor-1]
		}
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(a.major-b.major, a.minor-b.minor, strings.Compare(a.row.Pair, b.row.Pair))
	})
	rows := make([]Row, len(lines))
	furthest := -1
	for i, n := range lines {
		rows[i] = n.row
		if n.minor > 0 {
			rows[i].Moved = n.minor < furthest
			furthest = max(furthest, n.minor)
		}
	}
	return rows
}

func (p *pair) row(source, target view) Row {
	r := Row{
		Pair: p.id, ID: p.target, Target: target.blocks[p.target], State: p.shown, Said: p.state, Weight: p.weight, Why: strings.Fields(p.why), Since: p.since,
		Machine: p.machine, Translator: p.translator, Reviewer: p.reviewer, At: p.at, Reason: p.reason, Loose: p.loose, Correction: p.corrected,
	}
	for _, k := range p.links {
		s := Source{ID: k.source, Block: source.blocks[k.source], Type: k.typ, Was: k.words, Weight: k.weight, Why: strings.Fields(k.why), Gone: k.gone}
		if s.Block != nil {
			s.Now = body.Plain(*s.Block)
		}
		r.Sources = append(r.Sources, s)
	}
	return r
}

// offer finds what the history of the source suggests: that a block which is new in it
// was split off one that was translated, or that one which is gone went into another.
func (g *ledger) offer(rows []Row, source view) {
	var was, is body.Doc
	seen := map[string]bool{}
	for _, r := range rows {
		for _, s := range r.Sources {
			if s.Was != "" && !seen[s.ID] && s.ID != Headline && s.ID != Standfirst {
				seen[s.ID] = true
				was.Blocks = append(was.Blocks, body.Block{ID: s.ID, Type: body.Paragraph, Text: []body.Span{{Text: s.Was}}})
			}
		}
	}
	for _, b := range bodyOf(source) {
		is.Blocks = append(is.Blocks, *b)
	}
	rowOf := func(id string) int {
		return slices.IndexFunc(rows, func(r Row) bool {
			return slices.ContainsFunc(r.Sources, func(s Source) bool { return s.ID == id })
		})
	}
	for _, one := range body.FindLineage(was, is) {
		a, b := rowOf(one.Block), rowOf(one.Other)
		if a < 0 || b < 0 || a == b {
			continue
		}
		switch one.Kind {
		case body.SplitFrom: // Block is new and has words of Other: what was made of Other may be split
			if rows[a].State == Untranslated {
				rows[b].Offers = append(rows[b].Offers, Offer{OfferSplit, one.Block, rows[a].Pair})
			}
		case body.MergedInto: // Block is gone, Other has its words
			rows[a].Offers = append(rows[a].Offers, Offer{OfferMerge, one.Other, rows[b].Pair})
		}
	}
}

// chain follows a text back to the one that was made from none.
func chain(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (list []Link, err error) {
	texts, err := story.Texts(ctx, tx, storyID)
	if err != nil {
		return nil, err
	}
	for len(list) <= len(texts) {
		i := slices.IndexFunc(texts, func(t story.TextState) bool { return t.Lang == l })
		if i < 0 {
			return list, nil
		}
		k, there, err := textOf(ctx, tx, storyID, l)
		if err != nil {
			return nil, err
		}
		list = append(list, Link{l, texts[i].Rev, k.Tally})
		if l = texts[i].MadeFrom; l == "" && there {
			l = k.Source
		}
		if l == "" {
			break
		}
	}
	return list, nil
}

// Moved gives a number that grows whenever the text that a text was made from is saved,
// and whenever somebody says something of its pairs; 0 for a text that is not paired.
func Moved(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (int64, error) {
	k, there, err := textOf(ctx, tx, storyID, l)
	if err != nil || !there {
		return 0, err
	}
	rev, _, err := story.NewestRev(ctx, tx, storyID, k.Source)
	return db.Millis(k.Worked) + int64(rev), err
}
