package translation

import (
	"context"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Beginning asks for a text to be translated from another.
type Beginning struct {
	Story string
	Lang  lang.Tag
	From  lang.Tag
	By    string // person
}

// Begin makes a text's pairs with the text it is to be made from. Where there is no text
// yet, an empty frame is saved: the source's blocks without their words, under the
// source's ids, its pictures and embeds as they are. A text that is there is paired as
// far as its blocks allow; one that is paired already stays as it is, and with another
// source is paired anew with that. A source that is made, in the end, from the text
// itself is Invalid.
func Begin(ctx context.Context, tx *db.Tx, b Beginning) error {
	s, err := story.Find(ctx, tx, b.Story)
	if err != nil {
		return err
	}
	switch {
	case !b.Lang.Valid():
		return fault.New(fault.Invalid, "story.unknown_language").In("lang").With("lang", string(b.Lang))
	case b.Lang == b.From || b.Lang == s.Original:
		return fault.New(fault.Invalid, "translation.original").In("from").With("lang", string(b.Lang))
	}
	if err := cycle(ctx, tx, b.Story, b.Lang, b.From); err != nil {
		return err
	}
	if err := story.Hold(ctx, tx, b.Story, b.Lang); err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if err := story.Hold(ctx, tx, b.Story, b.From); err != nil {
		return err
	}
	source, err := story.Newest(ctx, tx, b.Story, b.From)
	if err != nil {
		return err
	}
	from, paired, err := lockPairs(ctx, tx, b.Story, b.Lang)
	if err != nil || paired && from == b.From && madeBy(ctx, tx, b) {
		return err
	}
	t, err := story.Newest(ctx, tx, b.Story, b.Lang)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return err
	}
	if t.Rev == 0 {
		return b.frame(ctx, tx, source)
	}
	if !paired {
		if err := b.pairWhole(ctx, tx, source, t); err != nil {
			return err
		}
	}
	return b.say(ctx, tx, source, t)
}

// madeBy says whether the text says already that it is made from the source.
func madeBy(ctx context.Context, tx *db.Tx, b Beginning) bool {
	t, err := story.Newest(ctx, tx, b.Story, b.Lang)
	return err == nil && t.MadeFrom == b.From
}

// frame saves a text without words, and pairs it.
func (b Beginning) frame(ctx context.Context, tx *db.Tx, source story.Text) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := putText(ctx, tx, b.Story, b.Lang, b.From, AtBench, b.By, now); err != nil {
		return err
	}
	g := &ledger{story: b.Story, lang: b.Lang, source: b.From, now: now}
	doc, lead := emptied(source.Body), source.Lead
	if lead != nil {
		bare := bareOf(*lead)
		lead = &bare
	}
	from, to := viewOf(source), viewOf(story.Text{Rev: 1, Lang: b.Lang, Body: doc})
	for _, one := range from.order {
		k := unstamped(from.blocks[one])
		if !worded(from.blocks[one]) {
			k = stamp(from.blocks[one])
		}
		p := &pair{links: []link{k}}
		if to.blocks[one] != nil {
			p.target = one
		}
		g.settle(g.add(p), from, to)
	}
	if err := g.keep(ctx, tx); err != nil {
		return err
	}
	_, err = story.SaveText(ctx, tx, story.Save{
		Story: b.Story, Lang: b.Lang, By: b.By, Draft: true, Lead: lead, Body: &doc, MadeFrom: b.From, MadeRev: source.Rev, OpID: "begin",
	})
	return err
}

// pairWhole pairs a text that was written without the bench.
func (b Beginning) pairWhole(ctx context.Context, tx *db.Tx, source, t story.Text) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	from, to := viewOf(source), viewOf(t)
	list, sure := agree(from, to)
	if !sure {
		list, _ = find(bodyOf(from), bodyOf(to))
	}
	return lay(ctx, tx, t, AtBench, list, from, from, to, now)
}

// say saves that a text is made from the source, where it does not say so.
func (b Beginning) say(ctx context.Context, tx *db.Tx, source, t story.Text) error {
	if t.MadeFrom == b.From {
		return nil
	}
	_, err := story.SaveText(ctx, tx, story.Save{
		Story: b.Story, Lang: b.Lang, BaseRev: t.Rev, By: b.By, Draft: true, Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug,
		Lead: t.Lead, Elsewhere: &t.Elsewhere, Body: &t.Body, MadeFrom: b.From, MadeRev: source.Rev,
	})
	return err
}

// emptied is a body without its words. What holds nothing but words that cannot be taken
// out of it (HTML of an archive) is left out.
func emptied(doc body.Doc) body.Doc {
	var out body.Doc
	for _, b := range doc.Blocks {
		if b.Type != body.HTML {
			out.Blocks = append(out.Blocks, bare(b))
		}
	}
	return out
}

func bare(b body.Block) body.Block {
	b.Text, b.Cite = nil, nil
	b.Items = bareItems(b.Items)
	if b.Pictures != nil {
		pictures := make([]body.Picture, len(b.Pictures))
		for i, p := range b.Pictures {
			pictures[i] = bareOf(p)
		}
		b.Pictures = pictures
	}
	if b.Embed != nil {
		e := *b.Embed
		b.Embed = &e
	}
	var rows [][]body.Cell
	for _, row := range b.Rows {
		cells := make([]body.Cell, len(row))
		for i, c := range row {
			c.Text = nil
			cells[i] = c
		}
		rows = append(rows, cells)
	}
	b.Rows = rows
	var within []body.Block
	for _, one := range b.Blocks {
		within = append(within, bare(one))
	}
	b.Blocks = within
	return b
}

func bareItems(items []body.Item) (out []body.Item) {
	for _, it := range items {
		it.Text, it.Items = nil, bareItems(it.Items)
		out = append(out, it)
	}
	return out
}

// bareOf is a picture without what is said of it in the source's language. Whose it is
// stays.
func bareOf(p body.Picture) body.Picture {
	p.Alt, p.Caption = "", nil
	return p
}
