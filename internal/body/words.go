package body

import (
	"slices"
	"strings"
	"unicode"
)

// Plain is the text of a block as a person would read it aloud: parts (items,
// cells, captions, footnotes) each on a line, without marks, links or pictures.
func Plain(b Block) string {
	var w plainWriter
	w.block(&b)
	return w.text()
}

// PlainDoc is the text of a body, with an empty line between blocks.
func PlainDoc(doc Doc) string {
	var out strings.Builder
	for i := range doc.Blocks {
		text := Plain(doc.Blocks[i])
		if text == "" {
			continue
		}
		if out.Len() > 0 {
			out.WriteString("\n\n")
		}
		out.WriteString(text)
	}
	return out.String()
}

// Blank says whether a body holds nothing to read or to see: no word or sign, picture or
// embed. Dividers, empty tables and spaces, those that nobody sees among them, are
// nothing.
func Blank(doc Doc) bool { return !slices.ContainsFunc(doc.Blocks, tells) }

// tells says whether a block, or one within it, has something to read or to see.
func tells(b Block) bool {
	return len(b.Pictures) > 0 || b.Embed != nil || slices.ContainsFunc(b.Blocks, tells) ||
		strings.ContainsFunc(Plain(b), func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) && !unicode.IsMark(r) })
}

// PlainSpans is the text of inline content; a break is a newline, a footnote is left out.
func PlainSpans(spans []Span) string {
	if len(spans) == 1 && spans[0].isText() {
		return spans[0].Text
	}
	var b strings.Builder
	for _, s := range spans {
		if s.Break {
			b.WriteByte('\n')
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

type plainWriter struct{ b strings.Builder }

func (w *plainWriter) text() string { return strings.TrimRight(w.b.String(), "\n") }

// line writes one part, and after it the footnotes that stand in it.
func (w *plainWriter) line(spans []Span) {
	if len(spans) == 0 {
		return
	}
	w.b.WriteString(PlainSpans(spans))
	w.b.WriteByte('\n')
	for _, s := range spans {
		w.line(s.Note)
	}
}

func (w *plainWriter) block(b *Block) {
	w.line(b.Text)
	w.items(b.Items)
	for _, p := range b.Pictures {
		w.line(p.Caption)
	}
	for _, row := range b.Rows {
		for _, c := range row {
			w.line(c.Text)
		}
	}
	for i := range b.Blocks {
		w.block(&b.Blocks[i])
	}
	if b.HTML != "" {
		w.b.WriteString(htmlText(b.HTML))
		w.b.WriteByte('\n')
	}
	w.line(b.Cite)
}

func (w *plainWriter) items(items []Item) {
	for _, it := range items {
		w.line(it.Text)
		w.items(it.Items)
	}
}

// WordCount counts the words of text: runs of letters, marks and digits, held
// together by an apostrophe between letters and by a point or comma between
// digits (in the spirit of UAX #29, WB6–WB12). An Armenian mark inside a word
// does not end it. Each ideograph is a word.
func WordCount(text string) int {
	n := 0
	eachWord(text, func(string) { n++ })
	return n
}

// Words gives the words of a text, as WordCount counts them.
func Words(text string) []string {
	var out []string
	eachWord(text, func(w string) { out = append(out, w) })
	return out
}

func eachWord(text string, f func(string)) {
	start, glue := -1, -1 // glue: where a sign stands that may hold two halves together
	var before rune
	end := func(at int) {
		if start < 0 {
			return
		}
		if glue >= 0 {
			at = glue
		}
		f(text[start:at])
		start, glue = -1, -1
	}
	for i, r := range text {
		switch {
		case r == ' ':
			end(i)
		case wordRune(r):
			if ideograph(r) || glue >= 0 && !joins(before, r) {
				end(i)
			}
			if start < 0 {
				start = i
			}
			glue = -1
			before = r
			if ideograph(r) {
				end(i + len(string(r)))
			}
		case start >= 0 && glue < 0 && glueRune(r):
			glue = i
			if r == ',' || r == '.' {
				if !unicode.IsDigit(before) {
					end(i)
				}
			}
		default:
			end(i)
		}
	}
	end(len(text))
}

func wordRune(r rune) bool {
	if r < 0x80 {
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	if r >= 'а' && r <= 'я' || r >= 'ა' && r <= 'ჺ' || r >= 'ա' && r <= 'և' { // most letters of most texts: the tables are slow
		return true
	}
	return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) || r >= 0x55A && r <= 0x55F || r == 0x200C || r == 0x200D || r == 0xAD
}

func glueRune(r rune) bool {
	return r == '\'' || r == '’' || r == '.' || r == ','
}

// joins says whether a glue between two runes holds them together: points and
// commas only hold digits.
func joins(before, after rune) bool { return unicode.IsDigit(before) == unicode.IsDigit(after) }

func ideograph(r rune) bool {
	return r >= 0x2E80 && unicode.Is(unicode.Han, r)
}
