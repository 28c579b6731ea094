package body

import (
	"slices"
	"unicode/utf8"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// Bounds of the parts of a body, beside those that body.go names.
const (
	maxReach = 100    // columns or rows that one cell spans
	maxWords = 10_000 // bytes of an alternative text, a credit or an embed's title
)

// Check says whether doc is canonical and within bounds: the fault names the
// first block that is not. Everything stored and everything shown has passed it.
func Check(doc Doc) error {
	c := checker{seen: make(map[string]bool, len(doc.Blocks))}
	if err := c.blocks(doc.Blocks, true); err != nil {
		return err
	}
	return c.size(doc)
}

type checker struct {
	seen  map[string]bool
	block string // the top block at work, for the fault
	runes int    // of text in the block
	bytes int    // of text in the doc
	parts int    // spans in the doc
}

func (c *checker) fault(key string) *fault.Fault {
	return fault.New(fault.Invalid, key).With("block", c.block)
}

func (c *checker) missing(what string) error { return c.fault("body.missing").With("what", what) }

// size refuses what its canonical JSON would refuse, without making it when it
// is plainly small: an escape is at most six bytes, a span's frame well under 300.
func (c *checker) size(doc Doc) error {
	if c.bytes*6+(c.parts+len(c.seen))*300 <= MaxText {
		return nil
	}
	_, err := marshal(doc)
	return err
}

func (c *checker) id(s string) error {
	if !id.ValidBlock(s) {
		return c.fault("body.bad_id").With("id", s)
	}
	if c.seen[s] {
		return c.fault("body.repeated_id").With("id", s)
	}
	if c.seen[s] = true; len(c.seen) > MaxBlocks {
		return c.fault("body.too_many_blocks").With("max", MaxBlocks)
	}
	return nil
}

func (c *checker) blocks(blocks []Block, top bool) error {
	for i := range blocks {
		b := &blocks[i]
		if top {
			c.block, c.runes = b.ID, 0
		} else if !slices.Contains(nestedTypes, b.Type) {
			return c.fault("body.nested_type").With("type", string(b.Type))
		}
		if err := c.oneBlock(b); err != nil {
			return err
		}
	}
	return nil
}

// nestedTypes may stand in a box or an answer.
var nestedTypes = []Type{Paragraph, Heading, Quote, List, Image, Table, Divider}

func (c *checker) oneBlock(b *Block) error {
	if err := c.id(b.ID); err != nil {
		return err
	}
	uses, ok := fieldsOf[b.Type]
	if !ok {
		return c.fault("body.unknown_type").With("type", string(b.Type))
	}
	if b.Blocks != nil && len(b.Blocks) == 0 {
		uses &^= hasBlocks // an empty list is not the canonical form of none
	}
	if stray := fieldsIn(b) &^ uses; stray != 0 {
		return c.fault("body.stray_field").With("type", string(b.Type)).With("field", stray.String())
	}
	if err := c.spans(b.Text, true); err != nil {
		return err
	}
	if err := c.spans(b.Cite, true); err != nil {
		return err
	}
	if err := c.content(b); err != nil {
		return err
	}
	return c.blocks(b.Blocks, false)
}

// content checks what only one type has.
func (c *checker) content(b *Block) error {
	switch b.Type {
	case Heading:
		if b.Level < 2 || b.Level > 4 {
			return c.fault("body.bad_level").With("level", b.Level)
		}
	case List:
		if len(b.Items) == 0 {
			return c.missing("items")
		}
		return c.items(b.Items, 1)
	case Image:
		if len(b.Pictures) != 1 {
			return c.missing("picture")
		}
		return c.pictures(b.Pictures)
	case Gallery:
		if len(b.Pictures) == 0 {
			return c.missing("picture")
		}
		return c.pictures(b.Pictures)
	case Embed:
		return c.embed(b.Embed)
	case Table:
		return c.table(b.Rows)
	case HTML:
		return c.html(b.HTML)
	}
	return nil
}

func (c *checker) items(items []Item, depth int) error {
	if depth > MaxListDepth {
		return c.fault("body.list_too_deep").With("max", MaxListDepth)
	}
	for i := range items {
		it := &items[i]
		if err := c.id(it.ID); err != nil {
			return err
		}
		if err := c.spans(it.Text, true); err != nil {
			return err
		}
		if len(it.Items) == 0 {
			if it.Ordered || it.Items != nil {
				return c.fault("body.stray_field").With("type", string(List)).With("field", "ordered")
			}
			continue
		}
		if err := c.items(it.Items, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) table(rows [][]Cell) error {
	if len(rows) == 0 {
		return c.missing("rows")
	}
	for _, row := range rows {
		if len(row) == 0 {
			return c.missing("cells")
		}
		for i := range row {
			cell := &row[i]
			if err := c.id(cell.ID); err != nil {
				return err
			}
			if !reach(cell.Cols) || !reach(cell.Rows) {
				return c.fault("body.bad_cell").With("max", maxReach)
			}
			if err := c.spans(cell.Text, true); err != nil {
				return err
			}
		}
	}
	return nil
}

func reach(n int) bool { return n == 0 || n > 1 && n <= maxReach }

func (c *checker) pictures(pictures []Picture) error {
	for i := range pictures {
		p := &pictures[i]
		if p.Media == "" && p.Source == "" {
			return c.missing("picture")
		}
		if p.Media != "" && (len(p.Media) > 64 || !alphanumeric(p.Media)) {
			return c.fault("body.bad_media").With("media", p.Media)
		}
		if s, ok := cleanSource(p.Source); p.Source != "" && (!ok || s != p.Source) {
			return c.fault("body.bad_link").With("href", p.Source)
		}
		if h, ok := CleanHref(p.Link); p.Link != "" && (!ok || h != p.Link) {
			return c.fault("body.bad_link").With("href", p.Link)
		}
		for _, s := range []string{p.Alt, p.Credit} {
			if err := c.words(s); err != nil {
				return err
			}
		}
		if err := c.spans(p.Caption, true); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) words(s string) error {
	if len(s) > maxWords {
		return c.fault("body.block_too_long").With("max", maxWords)
	}
	if cleanText(s) != s {
		return c.fault("body.unclean_text")
	}
	c.bytes += len(s)
	return nil
}

func (c *checker) embed(e *EmbedLink) error {
	if e == nil {
		return c.missing("embed")
	}
	provider, canonical, ok := MatchEmbed(e.URL)
	if !ok || provider != e.Provider || canonical != e.URL {
		return c.fault("body.bad_embed").With("url", e.URL)
	}
	return c.words(e.Title)
}

func (c *checker) html(s string) error {
	if s == "" {
		return c.missing("html")
	}
	if c.runes += utf8.RuneCountInString(s); c.runes > MaxBlockText {
		return c.fault("body.block_too_long").With("max", MaxBlockText)
	}
	if CleanHTML(s) != s {
		return c.fault("body.unclean_html")
	}
	c.bytes += len(s)
	return nil
}

func (c *checker) spans(spans []Span, notes bool) error {
	c.parts += len(spans)
	if spans != nil && len(spans) == 0 {
		return c.fault("body.bad_span")
	}
	for i := range spans {
		s := &spans[i]
		if err := c.span(s, notes); err != nil {
			return err
		}
		if i > 0 && s.isText() && spans[i-1].isText() && slices.Equal(s.Marks, spans[i-1].Marks) {
			return c.fault("body.unjoined_spans")
		}
	}
	return nil
}

func (c *checker) span(s *Span, notes bool) error {
	set := 0
	for _, has := range [...]bool{s.Text != "", s.Break, s.Note != nil} {
		if has {
			set++
		}
	}
	if set != 1 || s.Text == "" && s.Marks != nil || s.Note != nil && !notes {
		return c.fault("body.bad_span")
	}
	if c.runes += utf8.RuneCountInString(s.Text); c.runes > MaxBlockText {
		return c.fault("body.block_too_long").With("max", MaxBlockText)
	}
	c.bytes += len(s.Text)
	if cleanText(s.Text) != s.Text {
		return c.fault("body.unclean_text")
	}
	if err := c.marks(s.Marks); err != nil || s.Note == nil {
		return err
	}
	return c.spans(s.Note, false)
}

func (c *checker) marks(marks []Mark) error {
	if marks != nil && len(marks) == 0 {
		return c.fault("body.bad_mark")
	}
	before := -1
	for _, m := range marks {
		rank := slices.Index(MarkTypes, m.Type)
		if rank < 0 {
			return c.fault("body.bad_mark").With("mark", string(m.Type))
		}
		if rank <= before {
			return c.fault("body.marks_out_of_order")
		}
		before = rank
		clean, ok := normMark(m)
		switch {
		case ok && clean == m:
			c.bytes += len(m.Href)
		case m.Type == Link:
			return c.fault("body.bad_link").With("href", m.Href)
		case m.Type == Lang:
			return c.fault("body.bad_lang").With("lang", m.Lang)
		default:
			return c.fault("body.bad_mark").With("mark", string(m.Type))
		}
	}
	return nil
}
