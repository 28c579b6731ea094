package translation

import (
	"slices"
	"strings"

	"masthead/internal/body"
)

// formOf is the hash of all that a block is beside its commas, quotation marks, dashes
// and space: of the kind of block, its pictures and links, and which words are marked.
// The parts of the head have words alone.
func formOf(b *body.Block) string {
	if b.ID == Headline || b.ID == Standfirst {
		return ""
	}
	return body.FullHash(lettered(*b))
}

// lettered is a block whose words are run together, without the signs between them.
func lettered(b body.Block) body.Block {
	b.Text, b.Cite, b.Items = letters(b.Text), letters(b.Cite), letteredItems(b.Items)
	b.Pictures = slices.Clone(b.Pictures)
	for i := range b.Pictures {
		b.Pictures[i].Caption = letters(b.Pictures[i].Caption)
	}
	rows := make([][]body.Cell, len(b.Rows))
	for i, row := range b.Rows {
		rows[i] = slices.Clone(row)
		for j := range rows[i] {
			rows[i][j].Text = letters(row[j].Text)
		}
	}
	b.Rows = rows
	within := make([]body.Block, len(b.Blocks))
	for i, one := range b.Blocks {
		within[i] = lettered(one)
	}
	b.Blocks = within
	return b
}

func letteredItems(items []body.Item) []body.Item {
	out := slices.Clone(items)
	for i := range out {
		out[i].Text, out[i].Items = letters(out[i].Text), letteredItems(out[i].Items)
	}
	return out
}

func letters(spans []body.Span) (out []body.Span) {
	for _, s := range spans {
		if s.Note != nil {
			s.Note = letters(s.Note)
		}
		if s.Text != "" {
			s.Text = strings.Map(func(r rune) rune {
				if isWord(r) {
					return r
				}
				return -1
			}, s.Text)
			if s.Text == "" {
				continue
			}
			if n := len(out) - 1; n >= 0 && out[n].Text != "" && slices.Equal(out[n].Marks, s.Marks) {
				out[n].Text += s.Text
				continue
			}
		}
		out = append(out, s)
	}
	return out
}
