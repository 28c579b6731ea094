package exchange

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"masthead/internal/body"
)

// field is one run of words in a block. Exactly one of spans, words, markup is set.
type field struct {
	key    string // names it in its block; empty for the block's own words
	place  string // where it stands, whatever the ids: blocks of one build have equal places
	spans  *[]body.Span
	words  *string
	markup *string
}

// fieldsOf lists what a block says, in the order in which it is read.
func fieldsOf(b *body.Block) []field {
	var w walker
	w.block(b, "", "")
	return w.out
}

type walker struct{ out []field }

func join(prefix, key string) string {
	if prefix == "" || key == "" {
		return prefix + key
	}
	return prefix + "." + key
}

func (w *walker) text(spans *[]body.Span, key, place string) {
	w.out = append(w.out, field{key: key, place: place, spans: spans})
}

func (w *walker) block(b *body.Block, key, place string) {
	switch b.Type {
	case body.Divider, body.Image, body.List:
	case body.HTML:
		w.out = append(w.out, field{key: join(key, "html"), place: join(place, "html"), markup: &b.HTML})
	default:
		w.text(&b.Text, key, place)
	}
	if b.Type == body.Quote || b.Type == body.PullQuote {
		w.text(&b.Cite, join(key, "cite"), join(place, "cite"))
	}
	if b.Embed != nil {
		w.out = append(w.out, field{key: join(key, "title"), place: join(place, "title"), words: &b.Embed.Title})
	}
	w.items(b.Items, key, place)
	for r := range b.Rows {
		for c := range b.Rows[r] {
			cell := &b.Rows[r][c]
			w.text(&cell.Text, join(key, cell.ID), join(place, "r"+strconv.Itoa(r)+"c"+strconv.Itoa(c)))
		}
	}
	for i := range b.Pictures {
		p, name := &b.Pictures[i], "p"+strconv.Itoa(i+1)
		w.out = append(w.out, field{key: join(key, name+".alt"), place: join(place, name+".alt"), words: &p.Alt})
		w.text(&p.Caption, join(key, name+".caption"), join(place, name+".caption"))
		w.out = append(w.out, field{key: join(key, name+".credit"), place: join(place, name+".credit"), words: &p.Credit})
	}
	for i := range b.Blocks {
		w.block(&b.Blocks[i], join(key, b.Blocks[i].ID), join(place, "b"+strconv.Itoa(i)))
	}
}

func (w *walker) items(items []body.Item, key, place string) {
	for i := range items {
		it, at := &items[i], join(place, "i"+strconv.Itoa(i))
		w.text(&it.Text, join(key, it.ID), at)
		w.items(it.Items, key, at)
	}
}

// pieces gives what a field says, its codes without ids yet, and the words of its footnotes.
func (f field) pieces() (out []Piece, notes [][]body.Span) {
	switch {
	case f.markup != nil:
		return encodeMarkup(*f.markup), nil
	case f.words != nil:
		if *f.words == "" {
			return nil, nil
		}
		return []Piece{{Text: *f.words}}, nil
	}
	for _, s := range *f.spans {
		if s.Note != nil {
			notes = append(notes, s.Note)
		}
	}
	return encode(*f.spans, 1), notes
}

// put fills a field with resolved pieces.
func (f field) put(pieces []Piece, note func(key string) []body.Span) []Trouble {
	switch {
	case f.markup != nil:
		*f.markup = body.CleanHTML(decodeMarkup(pieces))
		return nil
	case f.words != nil:
		*f.words = strings.ReplaceAll(Words(pieces), "\n", " ")
		return nil
	}
	spans, troubles := decode(pieces, note)
	*f.spans = spans
	return troubles
}

// encodeMarkup makes the tags of mark-up that was cleaned codes, and so what of its space
// holds a line end.
func encodeMarkup(src string) (out []Piece) {
	z := html.NewTokenizer(strings.NewReader(src))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.TextToken:
			out = appendLines(out, html.UnescapeString(string(z.Raw())))
		default:
			out = append(out, Piece{Role: Single, Kind: Tag, Data: string(z.Raw())})
		}
	}
}

func appendLines(out []Piece, text string) []Piece {
	for text != "" {
		at := strings.IndexByte(text, '\n')
		if at < 0 {
			return append(out, Piece{Text: text})
		}
		from := len(strings.TrimRight(text[:at], " \n"))
		to := len(text) - len(strings.TrimLeft(text[at:], " \n"))
		if from > 0 {
			out = append(out, Piece{Text: text[:from]})
		}
		out = append(out, Piece{Role: Single, Kind: Tag, Data: text[from:to]})
		text = text[to:]
	}
	return out
}

func decodeMarkup(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch {
		case p.Role == Text:
			b.WriteString(html.EscapeString(p.Text))
		case p.Kind == Tag:
			b.WriteString(p.Data)
		}
	}
	return b.String()
}

// clone copies a block deeply enough that filling its fields leaves the old one alone.
func clone(b body.Block) body.Block {
	b.Items = cloneItems(b.Items)
	b.Rows = slices.Clone(b.Rows)
	for i := range b.Rows {
		b.Rows[i] = slices.Clone(b.Rows[i])
	}
	b.Pictures = slices.Clone(b.Pictures)
	if b.Embed != nil {
		e := *b.Embed
		b.Embed = &e
	}
	b.Blocks = slices.Clone(b.Blocks)
	for i := range b.Blocks {
		b.Blocks[i] = clone(b.Blocks[i])
	}
	return b
}

func cloneItems(items []body.Item) []body.Item {
	items = slices.Clone(items)
	for i := range items {
		items[i].Items = cloneItems(items[i].Items)
	}
	return items
}
