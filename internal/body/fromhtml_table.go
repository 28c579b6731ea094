package body

import (
	"strconv"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// table reads a table of words. One that only lays out a page is read as its
// content; one with more than words in its cells stays mark-up.
func (r *reader) table(n *html.Node, marks []Mark, f *frame) {
	shape := tableShape(n)
	switch {
	case f.gap > 0:
		f.run.boundary(f.gap)
		r.tableWords(n, marks, f)
		f.run.boundary(f.gap)
	case shape.cells <= 1:
		r.flush(f)
		r.cellsAsFlow(n, marks, f)
		r.flush(f)
	case shape.rich:
		r.tell(NoteTable, strconv.Itoa(shape.cells))
		r.emit(f, r.htmlBlock(n)...)
	default:
		block, after := r.rows(n, marks)
		if len(block.Rows) > 0 {
			r.emit(f, block)
		}
		r.emit(f, after...)
	}
}

type shape struct {
	cells int
	rich  bool // a cell holds what a Cell cannot
}

func tableShape(n *html.Node) shape {
	var s shape
	descend(n, func(c *html.Node) bool {
		switch c.DataAtom {
		case atom.Td, atom.Th:
			s.cells++
		case atom.Table, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.Pre, atom.Details, atom.Form:
			s.rich = true
		}
		return true
	})
	return s
}

func (r *reader) rows(n *html.Node, marks []Mark) (Block, []Block) {
	t := Block{ID: r.newID(), Type: Table}
	var after []Block
	spans := func(c *html.Node) []Span {
		text, late := r.sub(c, r.language(c, marks), 1)
		after = append(after, late...)
		return text
	}
	descend(n, func(c *html.Node) bool {
		switch {
		case r.used[c] || hidden(c):
			return false
		case c.DataAtom == atom.Caption:
			t.Text = spans(c)
			return false
		case c.DataAtom != atom.Tr:
			return true
		}
		var row []Cell
		heads := 0
		for cell := c.FirstChild; cell != nil; cell = cell.NextSibling {
			if cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
				continue
			}
			head := cell.DataAtom == atom.Th
			if head {
				heads++
			}
			row = append(row, Cell{ID: r.newID(), Text: spans(cell), Head: head, Cols: reachOf(cell, "colspan"), Rows: reachOf(cell, "rowspan")})
		}
		if len(row) == 0 {
			return false
		}
		if len(t.Rows) == 0 && (c.Parent.DataAtom == atom.Thead || heads == len(row)) {
			t.Header = true
			for i := range row {
				row[i].Head = false
			}
		}
		t.Rows = append(t.Rows, row)
		return false
	})
	return t, after
}

func reachOf(n *html.Node, key string) int {
	v, err := strconv.Atoi(attr(n, key))
	if err != nil || v < 2 {
		return 0
	}
	return min(v, maxReach)
}

// cellsAsFlow reads what stands in the cells as if there were no table.
func (r *reader) cellsAsFlow(n *html.Node, marks []Mark, f *frame) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tbody, atom.Thead, atom.Tfoot, atom.Tr:
			r.cellsAsFlow(c, marks, f)
		case atom.Td, atom.Th, atom.Caption:
			if !hidden(c) {
				r.flush(f)
				r.children(c, marks, f)
				r.flush(f)
			}
		}
	}
}

// tableWords writes the rows of a table as lines.
func (r *reader) tableWords(n *html.Node, marks []Mark, f *frame) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.DataAtom {
		case atom.Tr:
			f.run.boundary(1)
			r.tableWords(c, marks, f)
		case atom.Td, atom.Th:
			f.run.text(" ", marks)
			r.children(c, marks, f)
			f.run.text(" ", marks)
		default:
			if c.Type == html.ElementNode {
				r.tableWords(c, marks, f)
			}
		}
	}
}
