package body

import (
	"slices"

	"masthead/internal/kit/id"
)

// Normalise gives a canonical copy of doc: clean text, joined spans, marks in
// order and each at most once, links and language tags in one form, marks that
// are not allowed taken off their words, and an id wherever one is missing,
// malformed or used before. What it cannot mend (a field that a type does not
// use, a bound that is passed) stays, for Check to refuse.
func Normalise(doc Doc) Doc {
	n := normaliser{seen: map[string]bool{}}
	return Doc{Blocks: n.blocks(doc.Blocks)}
}

// NormaliseSpans is Normalise for one run of inline content.
func NormaliseSpans(spans []Span) []Span { return normSpans(spans, true) }

type normaliser struct{ seen map[string]bool }

func (n *normaliser) id(old string) string {
	for !id.ValidBlock(old) || n.seen[old] {
		old = id.NewBlock()
	}
	n.seen[old] = true
	return old
}

func (n *normaliser) blocks(in []Block) []Block {
	if len(in) == 0 {
		return nil
	}
	out := make([]Block, len(in))
	for i, b := range in {
		out[i] = n.block(b)
	}
	return out
}

func (n *normaliser) block(b Block) Block {
	b.ID = n.id(b.ID)
	b.Text, b.Cite = normSpans(b.Text, true), normSpans(b.Cite, true)
	b.Items = n.items(b.Items)
	b.Blocks = n.blocks(b.Blocks)
	b.Rows = n.rows(b.Rows)
	b.Pictures = slices.Clone(b.Pictures)
	for i := range b.Pictures {
		normPicture(&b.Pictures[i])
	}
	if len(b.Pictures) == 0 {
		b.Pictures = nil
	}
	if b.Embed != nil {
		e := *b.Embed
		e.Title = cleanText(e.Title)
		if provider, canonical, ok := MatchEmbed(e.URL); ok {
			e.Provider, e.URL = provider, canonical
		}
		b.Embed = &e
	}
	if len(b.HTML) <= 4*MaxBlockText { // Check refuses longer ones unread
		b.HTML = CleanHTML(b.HTML)
	}
	return b
}

func (n *normaliser) items(in []Item) []Item {
	if len(in) == 0 {
		return nil
	}
	out := make([]Item, len(in))
	for i, it := range in {
		it.ID = n.id(it.ID)
		it.Text = normSpans(it.Text, true)
		it.Items = n.items(it.Items)
		it.Ordered = it.Ordered && len(it.Items) > 0
		out[i] = it
	}
	return out
}

func (n *normaliser) rows(in [][]Cell) [][]Cell {
	if len(in) == 0 {
		return nil
	}
	out := make([][]Cell, 0, len(in))
	for _, row := range in {
		cells := make([]Cell, len(row))
		for i, c := range row {
			c.ID = n.id(c.ID)
			c.Text = normSpans(c.Text, true)
			c.Cols, c.Rows = normReach(c.Cols), normReach(c.Rows)
			cells[i] = c
		}
		out = append(out, cells)
	}
	return out
}

// normReach: a cell that spans one column says nothing about it.
func normReach(n int) int {
	if n == 1 {
		return 0
	}
	return n
}

func normPicture(p *Picture) {
	p.Alt, p.Credit = cleanText(p.Alt), cleanText(p.Credit)
	p.Caption = normSpans(p.Caption, true)
	if s, ok := cleanSource(p.Source); ok {
		p.Source = s
	}
	if p.Link != "" {
		p.Link, _ = CleanHref(p.Link)
	}
}

// normSpans joins before and after cleaning: what was split over two spans may
// only be canonical together, and a span that becomes empty brings its neighbours together.
func normSpans(in []Span, notes bool) []Span {
	if len(in) == 0 {
		return nil
	}
	out := make([]Span, 0, len(in))
	for _, s := range in {
		if s, ok := normSpan(s, notes); ok {
			out = append(out, s)
		}
	}
	out = joinSpans(out)
	kept := out[:0]
	for _, s := range out {
		if !s.isText() {
			kept = append(kept, s)
		} else if s.Text = cleanText(s.Text); s.Text != "" {
			kept = append(kept, s)
		}
	}
	out = joinSpans(kept)
	for i := range out {
		out[i].Text = cleanText(out[i].Text)
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func normSpan(s Span, notes bool) (Span, bool) {
	switch {
	case s.Text != "":
		return Span{Text: s.Text, Marks: normMarks(s.Marks)}, true
	case s.Break:
		return Span{Break: true}, true
	case notes:
		s.Note = normSpans(s.Note, false)
		return Span{Note: s.Note}, len(s.Note) > 0
	}
	return s, false
}

func (s Span) isText() bool { return !s.Break && s.Note == nil }

// normMarks sorts marks, takes the first of each type, and drops those that may not be.
func normMarks(in []Mark) []Mark {
	if len(in) == 0 {
		return nil
	}
	var out []Mark
	for _, t := range MarkTypes {
		for _, m := range in {
			if m.Type != t {
				continue
			}
			if m, ok := normMark(m); ok {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

func normMark(m Mark) (Mark, bool) {
	ok := true
	switch m.Type {
	case Link:
		m.Lang = ""
		m.Href, ok = CleanHref(m.Href)
	case Lang:
		m.Href = ""
		m.Lang, ok = cleanLang(m.Lang)
	default:
		m = Mark{Type: m.Type}
	}
	return m, ok
}

// joinSpans joins neighbouring texts with equal marks. It may reuse in.
func joinSpans(in []Span) []Span {
	out := in[:0]
	for _, s := range in {
		if n := len(out); n > 0 && s.isText() && out[n-1].isText() && slices.Equal(out[n-1].Marks, s.Marks) {
			out[n-1].Text += s.Text
			continue
		}
		out = append(out, s)
	}
	return out
}
