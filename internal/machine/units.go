package machine

import (
	"slices"
	"unicode"

	"masthead/internal/body"
)

// texts lists the runs of words of a block, in their order: its own, its items', its
// captions', its cells', those of blocks in it.
func texts(b *body.Block) (list []*[]body.Span) {
	list = append(list, &b.Text)
	list = append(list, itemTexts(b.Items)...)
	for i := range b.Pictures {
		list = append(list, &b.Pictures[i].Caption)
	}
	for _, row := range b.Rows {
		for i := range row {
			list = append(list, &row[i].Text)
		}
	}
	for i := range b.Blocks {
		list = append(list, texts(&b.Blocks[i])...)
	}
	return append(list, &b.Cite)
}

func itemTexts(items []body.Item) (list []*[]body.Span) {
	for i := range items {
		list = append(list, &items[i].Text)
		list = append(list, itemTexts(items[i].Items)...)
	}
	return list
}

// says that there is something to translate.
func says(spans []body.Span) bool {
	return slices.ContainsFunc([]rune(body.PlainSpans(spans)), unicode.IsLetter)
}

// take makes of an engine's answer what may stand in place of the source's words: text
// and marks that the source has. A link that the source does not have is taken off.
func take(answer string, source []body.Span) []body.Span {
	allowed := map[body.Mark]bool{}
	notes := 0
	for _, s := range source {
		for _, m := range s.Marks {
			allowed[m] = true
		}
		if s.Note != nil {
			notes++
		}
		for _, n := range s.Note {
			for _, m := range n.Marks {
				allowed[m] = true
			}
		}
	}
	return keep(body.ParseInline(answer), allowed, &notes)
}

func keep(spans []body.Span, allowed map[body.Mark]bool, notes *int) (out []body.Span) {
	for _, s := range spans {
		if s.Note != nil {
			if *notes--; *notes < 0 {
				continue
			}
			none := 0
			s.Note = keep(s.Note, allowed, &none)
			if len(s.Note) == 0 {
				continue
			}
		}
		s.Marks = slices.DeleteFunc(slices.Clone(s.Marks), func(m body.Mark) bool { return !allowed[m] })
		out = append(out, s)
	}
	return out
}
