package writing_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/demo"
)

func said(s string, m ...body.Mark) body.Span { return body.Span{Text: s, Marks: m} }

// everything has each type of block, and each mark.
func everything() body.Doc {
	n := 0
	id := func() string { n++; return full(fmt.Sprintf("%c%c", "abcdefghjk"[n/10], "abcdefghjk"[n%10])) }
	text := []body.Span{
		said("plain "), said("linked", body.Mark{Type: body.Link, Href: "https://example.org/a?b=c"}, body.Mark{Type: body.Strong}), said("слово", body.Mark{Type: body.Lang, Lang: "ru"}),
		{Break: true}, said("em", body.Mark{Type: body.Em}), said("H"), said("2", body.Mark{Type: body.Sub}), said("x"), said("2", body.Mark{Type: body.Sup}), said("code", body.Mark{Type: body.Code}),
		{Note: []body.Span{said("a note, "), said("strong", body.Mark{Type: body.Strong})}}, said(" end"),
	}
	picture := body.Picture{Media: "0123456789abcdefghjkmnpqrs", Alt: "A river", Caption: text, Credit: "Somebody", Link: "https://example.org/"}
	para := func(s string) body.Block {
		return body.Block{ID: id(), Type: body.Paragraph, Text: []body.Span{said(s)}}
	}
	cell := func(s string) body.Cell {
		return body.Cell{ID: id(), Text: []body.Span{said(s)}}
	}
	wide := cell("wide")
	wide.Cols = 2
	tall := cell("tall")
	tall.Rows, tall.Head = 2, true
	table := body.Block{ID: id(), Type: body.Table, Header: true, Text: []body.Span{said("Caption")}, Rows: [][]body.Cell{{cell("a"), cell("b"), cell("c")}, {tall, wide}, {{ID: id()}, cell("z")}}}
	items := []body.Item{{ID: id(), Text: text}, {ID: id(), Text: []body.Span{said("two")}, Ordered: true, Items: []body.Item{{ID: id(), Items: []body.Item{{ID: id(), Text: []body.Span{said("deep")}}}}}}}
	inner := []body.Block{para("in the box"), {ID: id(), Type: body.Heading, Level: 3, Text: text}, {ID: id(), Type: body.List, Items: []body.Item{{ID: id()}}}, {ID: id(), Type: body.Divider}, {ID: id(), Type: body.Image, Pictures: []body.Picture{{Source: "https://example.org/x.jpg"}}}}
	return doc(
		body.Block{ID: id(), Type: body.Paragraph, Text: text}, body.Block{ID: id(), Type: body.Paragraph},
		body.Block{ID: id(), Type: body.Heading, Level: 4, Text: text},
		body.Block{ID: id(), Type: body.Quote, Text: []body.Span{said("one"), {Break: true}, {Break: true}, said("two"), {Break: true}, said("line")}, Cite: text},
		body.Block{ID: id(), Type: body.PullQuote, Text: []body.Span{{Break: true}, {Break: true}, {Break: true}}},
		body.Block{ID: id(), Type: body.List, Ordered: true, Items: items},
		body.Block{ID: id(), Type: body.Image, Pictures: []body.Picture{picture}},
		body.Block{ID: id(), Type: body.Gallery, Pictures: []body.Picture{picture, {Source: "https://example.org/x.jpg"}}, Text: text},
		body.Block{ID: id(), Type: body.Embed, Embed: &body.EmbedLink{Provider: "youtube", URL: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", Title: "A film"}, Text: text},
		table,
		body.Block{ID: id(), Type: body.Question, Text: []body.Span{said("Why?")}, Blocks: []body.Block{para("Because.")}}, body.Block{ID: id(), Type: body.Question},
		body.Block{ID: id(), Type: body.Box, Text: text, Blocks: inner},
		body.Block{ID: id(), Type: body.Divider},
		body.Block{ID: id(), Type: body.HTML, HTML: "<dl><dt>a</dt><dd>b &amp; c</dd></dl>"},
	)
}

// scribe writes random bodies.
type scribe struct {
	r *rand.Rand
}

func (s *scribe) id() string {
	const letters = "0123456789abcdefghjkmnpqrstvwxyz"
	out := make([]byte, 16)
	for i := range out {
		out[i] = letters[s.r.IntN(32)]
	}
	return string(out)
}

func (s *scribe) spans(notes bool) (out []body.Span) {
	pool := []string{"water", " ", "ջուր", "вода ", "წყალი", "su ə", "«»", "x\u00a0y", "🙂", "ا"}
	for range s.r.IntN(5) {
		switch k := s.r.IntN(8); {
		case k == 0:
			out = append(out, body.Span{Break: true})
		case k == 1 && notes:
			if n := s.spans(false); len(n) > 0 {
				out = append(out, body.Span{Note: n})
			}
		default:
			out = append(out, body.Span{Text: pool[s.r.IntN(len(pool))], Marks: s.marks()})
		}
	}
	return out
}

func (s *scribe) marks() (out []body.Mark) {
	for _, t := range body.MarkTypes {
		if s.r.IntN(6) > 0 {
			continue
		}
		m := body.Mark{Type: t}
		if t == body.Link {
			m.Href = []string{"https://example.org/", "mailto:desk@example.org", "/about", "#x"}[s.r.IntN(4)]
		} else if t == body.Lang {
			m.Lang = []string{"ru", "az-Latn", "hy"}[s.r.IntN(3)]
		}
		out = append(out, m)
	}
	return out
}

func (s *scribe) blocks(depth int) (out []body.Block) {
	for range s.r.IntN(5) {
		out = append(out, s.block(depth))
	}
	return out
}

func (s *scribe) block(depth int) body.Block {
	types := body.Types
	if depth > 0 {
		types = []body.Type{body.Paragraph, body.Heading, body.Quote, body.List, body.Image, body.Table, body.Divider}
	}
	b := body.Block{ID: s.id(), Type: types[s.r.IntN(len(types))]}
	switch b.Type {
	case body.Heading:
		b.Level = 2 + s.r.IntN(3)
	case body.Quote, body.PullQuote:
		b.Cite = s.spans(true)
	case body.List:
		b.Ordered, b.Items = s.r.IntN(2) == 0, s.items(1)
		return b
	case body.Image:
		b.Pictures = []body.Picture{s.picture()}
		return b
	case body.Gallery:
		b.Pictures = []body.Picture{s.picture(), s.picture()}
	case body.Embed:
		b.Embed = &body.EmbedLink{Provider: "vimeo", URL: "https://vimeo.com/76979871"}
	case body.Table:
		b.Header = s.r.IntN(2) == 0
		for range 1 + s.r.IntN(3) {
			row := []body.Cell{}
			for range 1 + s.r.IntN(3) {
				row = append(row, body.Cell{ID: s.id(), Text: s.spans(true), Head: s.r.IntN(4) == 0, Cols: []int{0, 0, 2, 3}[s.r.IntN(4)], Rows: []int{0, 0, 2}[s.r.IntN(3)]})
			}
			b.Rows = append(b.Rows, row)
		}
	case body.Question, body.Box:
		b.Blocks = s.blocks(depth + 1)
	case body.Divider:
		return b
	case body.HTML:
		b.HTML = "<p>kept</p>"
		return b
	}
	b.Text = s.spans(true)
	return b
}

func (s *scribe) items(depth int) (out []body.Item) {
	for range 1 + s.r.IntN(3) {
		it := body.Item{ID: s.id(), Text: s.spans(true)}
		if depth < body.MaxListDepth && s.r.IntN(3) == 0 {
			it.Ordered, it.Items = s.r.IntN(2) == 0, s.items(depth+1)
		}
		out = append(out, it)
	}
	return out
}

func (s *scribe) picture() body.Picture {
	p := body.Picture{Alt: []string{"", "A bridge"}[s.r.IntN(2)], Caption: s.spans(true), Credit: []string{"", "Somebody"}[s.r.IntN(2)]}
	if s.r.IntN(2) == 0 {
		p.Media = "0123456789abcdefghjkmnpqrs"
	} else {
		p.Source = "https://example.org/x.jpg"
	}
	return p
}

// What goes into the editor comes out of it as it was.
func TestNothingIsLostInTheEditor(t *testing.T) {
	docs := []body.Doc{everything(), {}}
	r := rand.New(rand.NewPCG(11, 3))
	for range 800 {
		s := &scribe{r: r}
		docs = append(docs, body.Normalise(body.Doc{Blocks: s.blocks(0)}))
	}
	n, err := demo.Read()
	if err != nil {
		t.Fatal(err)
	}
	stories := 0
	for _, s := range n.Stories {
		for _, text := range s.Texts {
			d, err := n.Doc(s, text, time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC))
			if err != nil {
				t.Fatal(err)
			}
			docs = append(docs, body.Normalise(d))
			stories++
		}
	}
	if stories < 20 {
		t.Fatalf("only %d texts of the demonstration", stories)
	}
	b := openBed(t)
	b.open(doc(), "")
	raw := make([]json.RawMessage, len(docs))
	for i, d := range docs {
		if err := body.Check(d); err != nil {
			t.Fatal(err)
		}
		data, err := body.Marshal(d)
		b.must(err)
		raw[i] = data
	}
	for _, changed := range ask[[]string](b, "bed.rounds(%s)", raw) {
		t.Error(changed)
	}
	b.sound()
}

// An empty text has one paragraph to write in, and is still empty when nothing was written.
func TestEmptyText(t *testing.T) {
	b := openBed(t)
	b.open(doc(), "")
	if d := b.doc(); len(d.Blocks) != 0 {
		t.Errorf("an empty text has %d blocks", len(d.Blocks))
	}
	b.types("x")
	if d := b.doc(); len(d.Blocks) != 1 {
		t.Errorf("a text of one letter has %d blocks", len(d.Blocks))
	}
}
