package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// itemFrame gathers the items that one element of a list becomes: more than one
// where words follow a list inside it.
type itemFrame struct {
	items []Item
	depth int
}

func (r *reader) list(n *html.Node, marks []Mark, f *frame) {
	if hasClass(n, "blocks-gallery-grid", "wp-block-gallery") {
		sub := r.flow()
		for li := n.FirstChild; li != nil; li = li.NextSibling {
			r.children(li, marks, sub)
		}
		r.flush(sub)
		r.emit(f, r.asGallery(sub.blocks, nil)...)
		return
	}
	if start := attr(n, "start"); start != "" && start != "1" && n.DataAtom == atom.Ol {
		r.tell(NoteListStart, start)
	}
	ordered := n.DataAtom == atom.Ol
	if f.item != nil {
		r.listInItem(n, ordered, marks, f)
		return
	}
	if f.gap > 0 { // in a cell or a caption: a line for each item
		f.run.boundary(f.gap)
		r.children(n, marks, f)
		f.run.boundary(f.gap)
		return
	}
	items, after := r.items(n, marks, 1)
	if len(items) > 0 {
		r.emit(f, Block{ID: r.newID(), Type: List, Ordered: ordered, Items: items})
	}
	r.emit(f, after...)
}

// listInItem puts a list below the words that came before it. Below the deepest
// level allowed its items go on as neighbours.
func (r *reader) listInItem(n *html.Node, ordered bool, marks []Mark, f *frame) {
	it := f.item
	items, after := r.items(n, marks, it.depth+1)
	f.blocks = append(f.blocks, after...)
	if len(items) == 0 {
		return
	}
	r.endItem(f)
	if it.depth >= MaxListDepth {
		it.items = append(it.items, items...)
		return
	}
	if len(it.items) == 0 {
		it.items = append(it.items, Item{ID: r.newID()})
	}
	last := &it.items[len(it.items)-1]
	if last.Items == nil {
		last.Ordered = ordered
	}
	last.Items = append(last.Items, items...)
}

// endItem makes an item of the words since the last one.
func (r *reader) endItem(f *frame) {
	if text := f.run.take(); text != nil {
		f.item.items = append(f.item.items, Item{ID: r.newID(), Text: text})
	}
}

// items reads the items of a list. Whatever stands between them is an item too,
// and a list right inside a list belongs to the item before it.
func (r *reader) items(n *html.Node, marks []Mark, depth int) ([]Item, []Block) {
	var out []Item
	var after []Block
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" || c.Type == html.CommentNode || r.used[c] || hidden(c) {
			continue
		}
		f := &frame{run: newRun(), gap: 1, item: &itemFrame{depth: depth}}
		list := c.DataAtom == atom.Ul || c.DataAtom == atom.Ol
		if c.DataAtom == atom.Li {
			r.children(c, r.language(c, marks), f)
		} else {
			if list && len(out) > 0 && depth < MaxListDepth {
				f.item.items, out = out[len(out)-1:], out[:len(out)-1]
				f.item.items = append([]Item(nil), f.item.items...)
			}
			r.node(c, marks, f)
		}
		r.endItem(f)
		out = append(out, f.item.items...)
		after = append(after, f.blocks...)
	}
	return out, after
}

// isWordItem says whether n is a paragraph that Word shows as an item of a list.
func isWordItem(n *html.Node) bool { return wordLevel(n) > 0 }

// wordLevel is how deep an item of a Word list stands, from 1; 0 is no item. The
// style reads "mso-list: l0 level2 lfo1".
func wordLevel(n *html.Node) int {
	if n.DataAtom != atom.P {
		return 0
	}
	_, level, found := strings.Cut(style(n, "mso-list"), "level")
	if !found || level == "" || level[0] < '1' || level[0] > '9' {
		return 0
	}
	return int(level[0] - '0')
}

// msoIgnored says whether n is the sign that Word draws before an item.
func msoIgnored(n *html.Node) bool { return style(n, "mso-list") == "ignore" }

// wordList makes a list of the run of Word's list paragraphs that begins at n, and
// gives the node after it.
func (r *reader) wordList(n *html.Node, marks []Mark, f *frame) *html.Node {
	var top []Item
	var after []Block
	ordered := wordOrdered(n)
	for n != nil {
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) == "" || n.Type == html.CommentNode {
			n = n.NextSibling
			continue
		}
		if !isWordItem(n) {
			break
		}
		text, late := r.sub(n, marks, 1)
		after = append(after, late...)
		place(&top, Item{ID: r.newID(), Text: text}, min(wordLevel(n), MaxListDepth), wordOrdered(n))
		n = n.NextSibling
	}
	if f.gap > 0 {
		for _, it := range top {
			f.run.boundary(f.gap)
			f.run.append(it.Text)
		}
		f.run.boundary(f.gap)
		return n
	}
	r.emit(f, Block{ID: r.newID(), Type: List, Ordered: ordered, Items: top})
	r.emit(f, after...)
	return n
}

// place hangs item at a level below the last items.
func place(list *[]Item, item Item, level int, ordered bool) {
	for ; level > 1 && len(*list) > 0; level-- {
		last := &(*list)[len(*list)-1]
		if last.Items == nil {
			last.Ordered = ordered
		}
		list = &last.Items
	}
	*list = append(*list, item)
}

// wordOrdered looks at the sign before a Word item: a number or letter and a point.
func wordOrdered(n *html.Node) bool {
	ordered := false
	descend(n, func(c *html.Node) bool {
		if msoIgnored(c) {
			sign := collapse(nodeText(c))
			ordered = len(sign) > 1 && alphanumeric(strings.Trim(sign, "().\u00A0 "))
			return false
		}
		return true
	})
	return ordered
}

// append writes spans that were collected elsewhere.
func (w *run) append(spans []Span) {
	if len(spans) > 0 {
		w.pay()
		w.close()
		w.spans = append(w.spans, spans...)
		w.ends = false
	}
}
