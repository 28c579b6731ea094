package translation

import (
	"slices"
	"strings"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// pair is a block of a text and what it was made of, as it is kept.
type pair struct {
	id         string
	target     string
	lost       string
	state      State // what people said; "" for nothing yet
	shown      State
	weight     Weight
	why        string
	since      time.Time
	translator string
	reviewer   string
	at         time.Time
	machine    string
	reason     string
	loose      bool
	corrected  string
	links      []link

	fresh, dirty, dropped bool

	had      string // the target as it is kept
	reviewed bool   // it is kept as shown to be reviewed
	again    bool   // its review is to be told, though it stood before
}

// link is a block that a pair was made of, as it was then.
type link struct {
	source string
	typ    body.Type
	hash   string
	form   string
	words  string
	gone   bool
	weight Weight
	why    string
}

// stamp keeps a source's words as those that the pair was made from.
func stamp(b *body.Block) link {
	return link{source: b.ID, typ: b.Type, hash: body.TextHash(*b), form: formOf(b), words: body.Plain(*b)}
}

// unstamped is a source that was never translated.
func unstamped(b *body.Block) link { return link{source: b.ID, typ: b.Type} }

// weigh finds what became of a source since it was stamped.
func (k *link) weigh(now *body.Block, l lang.Tag) {
	k.weight, k.why, k.gone = Nothing, "", now == nil
	switch {
	case k.hash == "": // never translated: it is missing, not stale
	case now == nil:
		k.weight, k.why = Words, WhyGone
	case body.TextHash(*now) != k.hash:
		var why []string
		k.weight, why = Weigh(k.words, body.Plain(*now), now.Type, l)
		k.why = strings.Join(why, " ")
		if k.weight == Nothing && k.form != formOf(now) {
			k.weight = Form
		}
	case formOf(now) != k.form:
		k.weight = Form
	}
}

// view is a text as its pairs see it: by id, the head's parts among the blocks.
type view struct {
	lang   lang.Tag
	rev    int
	order  []string
	blocks map[string]*body.Block
}

func viewOf(t story.Text) view {
	v := view{lang: t.Lang, rev: t.Rev, order: make([]string, 0, len(t.Body.Blocks)+2), blocks: make(map[string]*body.Block, len(t.Body.Blocks)+2)}
	if t.Rev == 0 {
		return v
	}
	for _, h := range []struct{ id, words string }{{Headline, t.Headline}, {Standfirst, t.Standfirst}} {
		b := body.Block{ID: h.id, Type: body.Paragraph}
		if h.words != "" {
			b.Text = []body.Span{{Text: h.words}}
		}
		v.order, v.blocks[h.id] = append(v.order, h.id), &b
	}
	for i := range t.Body.Blocks {
		b := &t.Body.Blocks[i]
		v.order, v.blocks[b.ID] = append(v.order, b.ID), b
	}
	return v
}

// worded says whether a block has words that can be translated.
func worded(b *body.Block) bool {
	return b != nil && strings.ContainsFunc(body.Plain(*b), func(r rune) bool { return isWord(r) })
}

// ledger is the pairs of one text, or those of them that an act touches, at work.
type ledger struct {
	story  string
	lang   lang.Tag
	source lang.Tag
	now    time.Time
	pairs  []*pair
	moved  bool // a pair was made, dropped, or stands elsewhere
}

func (g *ledger) byTarget(id string) *pair {
	for _, p := range g.pairs {
		if p.target == id && !p.dropped {
			return p
		}
	}
	return nil
}

// of lists the pairs that a source's block went into.
func (g *ledger) of(source string) (list []*pair) {
	for _, p := range g.pairs {
		if !p.dropped && p.from(source) >= 0 {
			list = append(list, p)
		}
	}
	return list
}

func (p *pair) from(source string) int {
	return slices.IndexFunc(p.links, func(k link) bool { return k.source == source })
}

func (g *ledger) add(p *pair) *pair {
	p.id, p.fresh, p.dirty, g.moved = id.NewBlock(), true, true, true
	p.since, p.at = g.now, g.now
	g.pairs = append(g.pairs, p)
	return p
}

func (g *ledger) drop(p *pair) { p.dropped, p.dirty, g.moved = true, true, true }

// settle says anew where a pair stands, by what people said and what the texts hold.
func (g *ledger) settle(p *pair, source, target view) {
	p.dirty = true
	weight, why := Nothing, []string(nil)
	words := false
	for i := range p.links {
		k := &p.links[i]
		words = words || worded(source.blocks[k.source])
		weight = max(weight, k.weight)
		for _, one := range strings.Fields(k.why) {
			if !slices.Contains(why, one) {
				why = append(why, one)
			}
		}
	}
	if p.corrected != "" {
		weight, why = Urgent, append(why, WhyCorrection)
	}
	shown := p.stands(words, target)
	if weight >= Words && (shown == Translated || shown == Reviewed || shown == Omitted) {
		shown = Stale
	}
	if p.corrected != "" && shown != Untranslated {
		shown = Stale
	}
	if shown != p.shown || weight != p.weight && shown == Stale {
		p.since, g.moved = g.now, true
	}
	if p.weight != weight {
		g.moved = true
	}
	p.shown, p.weight, p.why = shown, weight, strings.Join(why, " ")
}

// stands is where a pair stands by itself.
func (p *pair) stands(sourceWords bool, target view) State {
	there := target.blocks[p.target]
	switch {
	case p.state == Omitted:
		return Omitted
	case len(p.links) == 0 && (p.state == Added || !worded(there)):
		return Added
	case there == nil && !sourceWords:
		return Wordless
	case there == nil:
		return Untranslated
	case !worded(there) && sourceWords:
		return Untranslated
	case !worded(there):
		return Wordless
	case p.state == "":
		return Draft
	}
	return p.state
}
