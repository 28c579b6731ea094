package body

import (
	"crypto/sha256"
	"reflect"
	"slices"
)

// ConflictKind says what a person has to decide.
type ConflictKind string

// The kinds of conflict.
const (
	ConflictText          ConflictKind = "text"            // both changed the same words
	ConflictType          ConflictKind = "type"            // both changed the type or an attribute
	ConflictDeletedByMe   ConflictKind = "deleted-by-me"   // I deleted what they changed
	ConflictDeletedByThem ConflictKind = "deleted-by-them" // they deleted what I changed
)

// Conflict is a place where two changes could not both be taken. The merged body
// holds theirs, or what would otherwise be gone; the conflict holds both.
type Conflict struct {
	Kind   ConflictKind `json:"kind"`
	Block  string       `json:"block"`          // the id of the block
	Part   string       `json:"part,omitempty"` // the item, row or picture in it, if it was one of those
	Mine   *Block       `json:"mine,omitempty"` // nil where I deleted it
	Theirs *Block       `json:"theirs,omitempty"`
}

// Merge brings together two changes of one body: mine as sent, theirs as it stands.
// All three are canonical. Blocks are matched by id; order, words and attributes
// are merged on their own, so that a block may be moved by one and rewritten by
// the other. No words of either are lost: they are in the result or in a conflict.
// Merge always gives the same for the same.
func Merge(base, mine, theirs Doc) (Doc, []Conflict) {
	m := merger{}
	merged := m.blocks(base.Blocks, mine.Blocks, theirs.Blocks)
	uniqueIDs(merged)
	return Doc{Blocks: merged}, m.conflicts
}

type merger struct{ conflicts []Conflict }

func (m *merger) conflict(kind ConflictKind, part string, mine, theirs *Block) {
	id := ""
	if mine != nil {
		id = mine.ID
	} else {
		id = theirs.ID
	}
	c := Conflict{Kind: kind, Block: id, Part: part, Mine: mine, Theirs: theirs}
	for _, old := range m.conflicts {
		if old.Kind == kind && old.Block == id && old.Part == part {
			return
		}
	}
	m.conflicts = append(m.conflicts, c)
}

func (m *merger) blocks(base, mine, theirs []Block) []Block {
	return mergeList(base, mine, theirs, listRules[Block]{
		id:    func(b *Block) string { return b.ID },
		equal: equalBlocks,
		merge: m.block,
		lost: func(kind ConflictKind, mine, theirs *Block) {
			m.conflict(kind, "", mine, theirs)
		},
	})
}

// block merges one block that all three have; base is nil where both brought it new.
func (m *merger) block(base, mine, theirs *Block) Block {
	if base == nil {
		m.conflict(ConflictText, "", mine, theirs)
		return *theirs
	}
	p := parts{m: m, mine: mine, theirs: theirs}
	out := *theirs
	out.Type = pick(&p, base.Type, mine.Type, theirs.Type)
	bothTypes := p.attribute
	out.Level = pick(&p, base.Level, mine.Level, theirs.Level)
	out.Ordered = pick(&p, base.Ordered, mine.Ordered, theirs.Ordered)
	out.Header = pick(&p, base.Header, mine.Header, theirs.Header)
	out.HTML = pick(&p, base.HTML, mine.HTML, theirs.HTML)
	out.Embed = p.embed(base.Embed)
	out.Text = p.spans(base.Text, mine.Text, theirs.Text)
	out.Cite = p.spans(base.Cite, mine.Cite, theirs.Cite)
	if bothTypes {
		out.Level, out.Ordered, out.Header = theirs.Level, theirs.Ordered, theirs.Header
	}
	before := len(m.conflicts)
	out.Items = p.items(base.Items, mine.Items, theirs.Items)
	out.Pictures = p.pictures(base.Pictures, mine.Pictures, theirs.Pictures)
	out.Rows = p.rows(base.Rows, mine.Rows, theirs.Rows)
	out.Blocks = m.blocks(base.Blocks, mine.Blocks, theirs.Blocks)
	if !sound(&out) {
		m.conflicts = m.conflicts[:before]
		m.conflict(ConflictType, "", mine, theirs)
		return *theirs
	}
	if p.attribute {
		m.conflict(ConflictType, "", mine, theirs)
	}
	if p.text {
		m.conflict(ConflictText, "", mine, theirs)
	}
	return out
}

// sound says whether a merged block is one that Check accepts, but for its ids.
func sound(b *Block) bool {
	if fieldsIn(b)&^fieldsOf[b.Type] != 0 {
		return false
	}
	c := checker{seen: map[string]bool{}}
	if c.oneBlock(b) == nil {
		return true
	}
	// A repeated id is mended when the whole body is together.
	fresh := Normalise(Doc{Blocks: []Block{*b}})
	c = checker{seen: map[string]bool{}}
	return c.oneBlock(&fresh.Blocks[0]) == nil
}

// parts merges the parts of one block and remembers what could not be.
type parts struct {
	m            *merger
	mine, theirs *Block
	attribute    bool
	text         bool
}

// pick takes the side that changed; theirs, if both did.
func pick[T comparable](p *parts, base, mine, theirs T) T {
	switch {
	case mine == theirs || mine == base:
		return theirs
	case theirs == base:
		return mine
	}
	p.attribute = true
	return theirs
}

func (p *parts) spans(base, mine, theirs []Span) []Span {
	out, ok := mergeSpans(base, mine, theirs)
	if !ok {
		p.text = true
		return theirs
	}
	return out
}

func (p *parts) embed(base *EmbedLink) *EmbedLink {
	value := func(e *EmbedLink) EmbedLink {
		if e == nil {
			return EmbedLink{}
		}
		return *e
	}
	e := pick(p, value(base), value(p.mine.Embed), value(p.theirs.Embed))
	if e == (EmbedLink{}) {
		return nil
	}
	return &e
}

func (p *parts) lost(kind ConflictKind, part string) { p.m.conflict(kind, part, p.mine, p.theirs) }

func (p *parts) items(base, mine, theirs []Item) []Item {
	return mergeList(base, mine, theirs, listRules[Item]{
		id:    func(it *Item) string { return it.ID },
		equal: func(a, b *Item) bool { return reflect.DeepEqual(a, b) },
		merge: func(base, mine, theirs *Item) Item {
			if base == nil {
				p.lost(ConflictText, theirs.ID)
				return *theirs
			}
			out := *theirs
			own := parts{m: p.m, mine: p.mine, theirs: p.theirs}
			out.Ordered = pick(&own, base.Ordered, mine.Ordered, theirs.Ordered)
			out.Text = own.spans(base.Text, mine.Text, theirs.Text)
			out.Items = own.items(base.Items, mine.Items, theirs.Items)
			out.Ordered = out.Ordered && len(out.Items) > 0
			own.report(theirs.ID)
			return out
		},
		lost: func(kind ConflictKind, mine, theirs *Item) {
			p.lost(kind, present(mine, theirs).ID)
		},
	})
}

func (p *parts) report(part string) {
	if p.attribute {
		p.lost(ConflictType, part)
	}
	if p.text {
		p.lost(ConflictText, part)
	}
}

func present[T any](a, b *T) *T {
	if a != nil {
		return a
	}
	return b
}

// pictures are matched by the file they show. Where one file stands twice, the
// side that changed counts.
func (p *parts) pictures(base, mine, theirs []Picture) []Picture {
	if len(base) == 1 && len(mine) == 1 && len(theirs) == 1 {
		return []Picture{p.picture(&base[0], &mine[0], &theirs[0])}
	}
	if !distinct(base) || !distinct(mine) || !distinct(theirs) {
		return whole(p, base, mine, theirs)
	}
	return mergeList(base, mine, theirs, listRules[Picture]{
		id:    pictureKey,
		equal: func(a, b *Picture) bool { return reflect.DeepEqual(a, b) },
		merge: func(base, mine, theirs *Picture) Picture {
			if base == nil {
				base = &Picture{Media: theirs.Media, Source: theirs.Source}
			}
			return p.picture(base, mine, theirs)
		},
		lost: func(kind ConflictKind, mine, theirs *Picture) {
			p.lost(kind, pictureKey(present(mine, theirs)))
		},
	})
}

func pictureKey(p *Picture) string { return p.Media + " " + p.Source }

func distinct(pictures []Picture) bool {
	seen := map[string]bool{}
	for i := range pictures {
		key := pictureKey(&pictures[i])
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

func (p *parts) picture(base, mine, theirs *Picture) Picture {
	type file struct{ media, source string }
	own := parts{m: p.m, mine: p.mine, theirs: p.theirs}
	out := *theirs
	f := pick(&own, file{base.Media, base.Source}, file{mine.Media, mine.Source}, file{theirs.Media, theirs.Source})
	out.Media, out.Source = f.media, f.source
	out.Alt = pick(&own, base.Alt, mine.Alt, theirs.Alt)
	out.Credit = pick(&own, base.Credit, mine.Credit, theirs.Credit)
	out.Link = pick(&own, base.Link, mine.Link, theirs.Link)
	out.Caption = own.spans(base.Caption, mine.Caption, theirs.Caption)
	own.report(pictureKey(theirs))
	return out
}

// rows are matched by the id of their first cell.
func (p *parts) rows(base, mine, theirs [][]Cell) [][]Cell {
	return mergeList(base, mine, theirs, listRules[[]Cell]{
		id: func(row *[]Cell) string {
			if len(*row) == 0 {
				return ""
			}
			return (*row)[0].ID
		},
		equal: func(a, b *[]Cell) bool { return reflect.DeepEqual(*a, *b) },
		merge: func(base, mine, theirs *[]Cell) []Cell {
			if base == nil {
				p.lost(ConflictText, (*theirs)[0].ID)
				return *theirs
			}
			return p.row(*base, *mine, *theirs)
		},
		lost: func(kind ConflictKind, mine, theirs *[]Cell) {
			p.lost(kind, (*present(mine, theirs))[0].ID)
		},
	})
}

func (p *parts) row(base, mine, theirs []Cell) []Cell {
	return mergeList(base, mine, theirs, listRules[Cell]{
		id:    func(c *Cell) string { return c.ID },
		equal: func(a, b *Cell) bool { return reflect.DeepEqual(a, b) },
		merge: func(base, mine, theirs *Cell) Cell {
			if base == nil {
				p.lost(ConflictText, theirs.ID)
				return *theirs
			}
			out := *theirs
			own := parts{m: p.m, mine: p.mine, theirs: p.theirs}
			out.Head = pick(&own, base.Head, mine.Head, theirs.Head)
			out.Cols = pick(&own, base.Cols, mine.Cols, theirs.Cols)
			out.Rows = pick(&own, base.Rows, mine.Rows, theirs.Rows)
			out.Text = own.spans(base.Text, mine.Text, theirs.Text)
			own.report(theirs.ID)
			return out
		},
		lost: func(kind ConflictKind, mine, theirs *Cell) { p.lost(kind, present(mine, theirs).ID) },
	})
}

// whole takes the side that changed a list that cannot be merged by parts.
func whole[T any](p *parts, base, mine, theirs []T) []T {
	switch {
	case reflect.DeepEqual(mine, theirs) || reflect.DeepEqual(mine, base):
		return theirs
	case reflect.DeepEqual(theirs, base):
		return mine
	}
	p.attribute = true
	return theirs
}

// uniqueIDs gives a new id to what has one that stands before it: two changes can
// put one part in two places. The new id follows from the old, so that merging
// twice gives the same.
func uniqueIDs(blocks []Block) {
	u := unique{}
	for i := range blocks {
		u[blocks[i].ID] = true
	}
	for i := range blocks {
		u.inside(&blocks[i])
	}
}

type unique map[string]bool

func (u unique) claim(id string) string {
	for u[id] {
		sum := sha256.Sum256([]byte(id))
		raw := make([]byte, len(id))
		for i := range raw {
			raw[i] = "0123456789abcdefghjkmnpqrstvwxyz"[sum[i%len(sum)]&31]
		}
		id = string(raw)
	}
	u[id] = true
	return id
}

func (u unique) inside(b *Block) {
	b.Items = u.items(b.Items)
	if len(b.Rows) > 0 {
		b.Rows = slices.Clone(b.Rows)
		for i := range b.Rows {
			b.Rows[i] = slices.Clone(b.Rows[i])
			for j := range b.Rows[i] {
				b.Rows[i][j].ID = u.claim(b.Rows[i][j].ID)
			}
		}
	}
	b.Blocks = slices.Clone(b.Blocks)
	for i := range b.Blocks {
		b.Blocks[i].ID = u.claim(b.Blocks[i].ID)
		u.inside(&b.Blocks[i])
	}
}

func (u unique) items(items []Item) []Item {
	items = slices.Clone(items)
	for i := range items {
		items[i].ID = u.claim(items[i].ID)
		items[i].Items = u.items(items[i].Items)
	}
	return items
}
