package exchange_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/id"
	"masthead/internal/translation/exchange"
)

// maker makes random blocks of every type with every mark.
type maker struct{ *rand.Rand }

var words = []string{"river", "мост", "կամուրջ", "ხიდი", "körpü", "جسر", "a & b", "<tag>", "⟦1⟧", "⟦", "]]>", "&amp;", "two  spaces", " ", "“quote”", "x", "№ 5", "e\u0301", "👩‍👧", "-- ", "\u00a0", "?>"}

func (m maker) text() string {
	n, out := 1+m.IntN(4), []string{}
	for range n {
		out = append(out, words[m.IntN(len(words))])
	}
	return strings.Join(out, " ")
}

func (m maker) marks() (marks []body.Mark) {
	for _, t := range body.MarkTypes {
		if m.IntN(5) > 0 {
			continue
		}
		mark := body.Mark{Type: t}
		switch t {
		case body.Link:
			mark.Href = []string{"https://example.org/a?b=1&c=%22", "/en/x/", "mailto:desk@example.org", "https://example.org/ü"}[m.IntN(4)]
		case body.Lang:
			mark.Lang = []string{"az", "ka", "az-Latn", "ru"}[m.IntN(4)]
		}
		marks = append(marks, mark)
	}
	return marks
}

func (m maker) spans(notes bool) (spans []body.Span) {
	for range 1 + m.IntN(5) {
		switch k := m.IntN(8); {
		case k == 0:
			spans = append(spans, body.Span{Break: true})
		case k == 1 && notes:
			spans = append(spans, body.Span{Note: m.spans(false)})
		default:
			spans = append(spans, body.Span{Text: m.text(), Marks: m.marks()})
		}
	}
	return append(spans, body.Span{Text: "w"})
}

func (m maker) items(depth int) (items []body.Item) {
	for range 1 + m.IntN(3) {
		it := body.Item{ID: id.NewBlock(), Text: m.spans(true)}
		if depth < 3 && m.IntN(3) == 0 {
			it.Items, it.Ordered = m.items(depth+1), m.IntN(2) == 0
		}
		items = append(items, it)
	}
	return items
}

func (m maker) picture() body.Picture {
	return body.Picture{Media: strings.ToUpper(id.NewBlock()), Alt: m.text(), Caption: m.spans(true), Credit: m.text()}
}

func (m maker) block(t body.Type) body.Block {
	b := body.Block{ID: id.NewBlock(), Type: t}
	switch t {
	case body.Paragraph:
		b.Text = m.spans(true)
	case body.Heading:
		b.Text, b.Level = m.spans(false), 2+m.IntN(3)
	case body.Quote, body.PullQuote:
		b.Text, b.Cite = m.spans(true), m.spans(false)
	case body.List:
		b.Items, b.Ordered = m.items(1), m.IntN(2) == 0
	case body.Image:
		b.Pictures = []body.Picture{m.picture()}
	case body.Gallery:
		b.Pictures, b.Text = []body.Picture{m.picture(), m.picture()}, m.spans(false)
	case body.Embed:
		b.Embed, b.Text = &body.EmbedLink{URL: "https://www.youtube.com/watch?v=dQw4w9WgXcQ", Title: m.text()}, m.spans(false)
	case body.Table:
		b.Header, b.Text = true, m.spans(false)
		for range 1 + m.IntN(3) {
			b.Rows = append(b.Rows, []body.Cell{{ID: id.NewBlock(), Text: m.spans(true)}, {ID: id.NewBlock(), Text: m.spans(false), Head: true}})
		}
	case body.Question, body.Box:
		b.Text = m.spans(false)
		b.Blocks = []body.Block{m.block(body.Paragraph), m.block(body.Quote), m.block(body.List), m.block(body.Divider), m.block(body.Table)}
	case body.HTML:
		b.HTML = body.CleanHTML("<p>One <b>two</b> &amp; " + strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(m.text()) + "</p>\n  <table><tr><td>x\ny</td></tr></table>")
	}
	return b
}

// translated is a block of the same build with other words, some of them missing.
func (m maker) translated(b body.Block) body.Block {
	out := b
	redo := func(s []body.Span) []body.Span {
		if len(s) == 0 || m.IntN(6) == 0 {
			return nil
		}
		return m.spans(true)
	}
	out.Text, out.Cite = redo(b.Text), redo(b.Cite)
	out.Items = m.otherItems(b.Items)
	out.Rows = nil
	for _, row := range b.Rows {
		cells := append([]body.Cell{}, row...)
		for i := range cells {
			cells[i].Text = redo(cells[i].Text)
		}
		out.Rows = append(out.Rows, cells)
	}
	out.Pictures = nil
	for _, p := range b.Pictures {
		p.Alt, p.Caption = m.text(), redo(p.Caption)
		out.Pictures = append(out.Pictures, p)
	}
	out.Blocks = nil
	for _, one := range b.Blocks {
		out.Blocks = append(out.Blocks, m.translated(one))
	}
	return out
}

func (m maker) otherItems(items []body.Item) (out []body.Item) {
	for _, it := range items {
		it.Text, it.Items = m.spans(true), m.otherItems(it.Items)
		out = append(out, it)
	}
	return out
}

func canonical(t *testing.T, blocks ...body.Block) []body.Block {
	t.Helper()
	doc := body.Normalise(body.Doc{Blocks: blocks})
	if err := body.Check(doc); err != nil {
		t.Fatal(err)
	}
	return doc.Blocks
}

var labels = exchange.Labels{ID: "Id", Source: "Source", Translation: "Translation", Notes: "Notes", Help: "Fill in <the> third column", Locked: "only to read"}

// TestRoundTrip: blocks of every type, with every mark, go through each format and come
// back as they were; so do their states and stamps.
func TestRoundTrip(t *testing.T) {
	rounds := 40
	if testing.Short() {
		rounds = 5
	}
	states := []exchange.State{exchange.Draft, exchange.Translated, exchange.Reviewed, exchange.Stale}
	for seed := range rounds {
		m := maker{rand.New(rand.NewPCG(uint64(seed), 5))}
		var rows []exchange.Row
		p := exchange.Parcel{Story: "01hzy", From: "en", To: "ka", FromRev: 7, ToRev: 3, Title: "A <title> & more"}
		for i, kind := range body.Types {
			source := canonical(t, m.block(kind))
			row := exchange.Row{Source: source, Hash: body.TextHash(source[0])}
			if m.IntN(4) > 0 {
				row.Target, row.State = canonical(t, m.translated(source[0])), states[i%len(states)]
			}
			if m.IntN(2) == 0 {
				row.Notes = []exchange.Note{{From: "Nino", Text: "Is this <right>?"}}
			}
			rows, p.Units = append(rows, row), append(p.Units, row.Units()...)
		}
		for _, f := range exchange.Formats {
			through(t, fmt.Sprintf("seed %d %s", seed, f), f, p, rows)
		}
	}
}

func through(t *testing.T, what string, f exchange.Format, p exchange.Parcel, rows []exchange.Row) {
	t.Helper()
	file, err := exchange.Write(p, f, labels)
	if err != nil {
		t.Fatal(err)
	}
	back, err := exchange.Read(file)
	if err != nil {
		t.Fatalf("%s: %v\n%s", what, err, file)
	}
	if back.Story != p.Story || back.FromRev != p.FromRev || back.ToRev != p.ToRev || back.From != p.From || back.To != p.To || back.UnknownOrigin {
		t.Errorf("%s: from %s %s@%d %s@%d", what, back.Story, back.From, back.FromRev, back.To, back.ToRev)
	}
	if len(back.Units) != len(p.Units) || len(back.Stray) > 0 {
		t.Fatalf("%s: %d units of %d came back, stray %q", what, len(back.Units), len(p.Units), back.Stray)
	}
	targets := map[string][]exchange.Piece{}
	for i, u := range back.Units {
		sent := p.Units[i]
		got, troubles := exchange.Resolve(u.Target, sent.Source, sent.Target)
		if u.ID != sent.ID || exchange.Hash(got) != sent.Stamp.Target && len(u.Target) > 0 || len(troubles) > 0 {
			t.Errorf("%s: unit %s: %v\n%+v\n%+v", what, sent.ID, troubles, sent.Target, got)
		}
		if u.Stamp != sent.Stamp || len(u.Target) > 0 && u.State != sent.State && u.State != "" {
			t.Errorf("%s: unit %s: stamp %v, want %v; state %s, want %s", what, sent.ID, u.Stamp, sent.Stamp, u.State, sent.State)
		}
		if len(u.Notes) != len(sent.Notes) {
			t.Errorf("%s: unit %s: notes %v", what, sent.ID, u.Notes)
		}
		if len(u.Target) > 0 {
			targets[u.ID] = got
		}
	}
	for _, row := range rows {
		filled := row.Fill(targets)
		if len(row.Target) == 0 || len(filled.Blocks) == 0 {
			continue
		}
		if got := canonical(t, filled.Blocks...); !reflect.DeepEqual(got, row.Target) {
			t.Errorf("%s: %s changed\nwas %+v\nis  %+v", what, row.Target[0].Type, row.Target, got)
		}
	}
}
