package body

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// block handles elements that begin a new line. In a single run only their words
// and boundaries count, except for what has to follow the block as one of its own.
func (r *reader) block(n *html.Node, marks []Mark, f *frame) {
	marks = r.language(n, marks)
	switch n.DataAtom {
	case atom.Ul, atom.Ol, atom.Menu, atom.Dir:
		r.list(n, marks, f)
		return
	case atom.Figure:
		if r.enter() {
			r.figure(n, marks, f)
			r.nested--
			return
		}
	case atom.Table:
		r.table(n, marks, f)
		return
	case atom.Form:
		r.form(n, marks, f)
		return
	}
	if f.gap > 0 {
		f.run.boundary(f.gap)
		r.children(n, marks, f)
		f.run.boundary(f.gap)
		return
	}
	r.flush(f)
	r.wholeBlock(n, marks, f)
	r.flush(f)
}

// enter counts a block that gathers its content before it places it, and refuses
// where each level would gather all those below it once more.
func (r *reader) enter() bool {
	if r.nested >= maxNested {
		return false
	}
	r.nested++
	return true
}

func (r *reader) wholeBlock(n *html.Node, marks []Mark, f *frame) {
	switch n.DataAtom {
	case atom.H1, atom.H2:
		r.heading(n, 2, marks, f)
	case atom.H3:
		r.heading(n, 3, marks, f)
	case atom.H4, atom.H5, atom.H6:
		r.heading(n, 4, marks, f)
	case atom.Blockquote:
		if !r.enter() {
			r.children(n, marks, f)
			return
		}
		r.quote(n, marks, f)
		r.nested--
	case atom.Hr:
		if style(n.Parent, "mso-element") != "footnote-list" && style(n.Parent, "mso-element") != "endnote-list" {
			r.emit(f, Block{ID: r.newID(), Type: Divider})
		}
	case atom.Dl:
		r.definitions(n, marks, f)
	case atom.Pre, atom.Listing, atom.Xmp, atom.Plaintext:
		r.preformatted(n, marks, f)
	case atom.Details:
		r.box(n, childTag(n, atom.Summary), marks, f)
	case atom.Aside:
		r.box(n, nil, marks, f)
	default:
		r.container(n, marks, f)
	}
}

// container handles elements whose class says more than their name.
func (r *reader) container(n *html.Node, marks []Mark, f *frame) {
	switch {
	case !hasAttr(n, "class"):
		r.children(n, marks, f)
	case hasClass(n, "box", "kg-callout-card", "wp-block-callout"):
		r.box(n, nil, marks, f)
	case hasClass(n, "kg-toggle-card"):
		r.box(n, findClass(n, "kg-toggle-heading-text"), marks, f)
	case hasClass(n, "gallery", "wp-block-gallery", "kg-gallery-container", "tiled-gallery"):
		sub := r.flow()
		r.children(n, marks, sub)
		r.flush(sub)
		r.emit(f, r.asGallery(sub.blocks, nil)...)
	default:
		r.children(n, marks, f)
	}
}

// sub reads the content of n into one run of its own; what cannot stand in it comes after.
func (r *reader) sub(n *html.Node, marks []Mark, gap int) ([]Span, []Block) {
	f := r.single(gap)
	f.run.lines = r.newline
	r.children(n, marks, f)
	return f.run.take(), f.blocks
}

func (r *reader) heading(n *html.Node, level int, marks []Mark, f *frame) {
	text, after := r.sub(n, marks, 1)
	if text != nil {
		r.emit(f, Block{ID: r.newID(), Type: Heading, Level: level, Text: evenWeight(text)})
	}
	r.emit(f, after...)
}

// evenWeight takes the strong mark off a heading that is strong from end to end.
func evenWeight(spans []Span) []Span {
	strong := func(m Mark) bool { return m.Type == Strong }
	for _, s := range spans {
		if s.Text != "" && !slices.ContainsFunc(s.Marks, strong) {
			return spans
		}
	}
	for i := range spans {
		spans[i].Marks = withoutMark(spans[i].Marks, Strong)
	}
	return normSpans(spans, true)
}

// quote reads a quotation; what stands in it beside paragraphs parts it.
func (r *reader) quote(n *html.Node, marks []Mark, f *frame) {
	var cite []Span
	var late []Block
	if c := citeOf(n); c != nil {
		cite, late = r.sub(c, marks, 1)
		cite = withoutOuter(cite, Em)
		r.use(c)
	}
	inner := r.flow()
	r.children(n, marks, inner)
	r.flush(inner)
	t := Quote
	if pulled(n) {
		t = PullQuote
	}
	r.emit(f, r.asQuote(t, inner.blocks, cite)...)
	r.emit(f, late...)
}

func pulled(n *html.Node) bool {
	return hasClass(n, "pull", "pullquote", "wp-block-pullquote", "pull-quote", "kg-blockquote-alt")
}

// citeOf finds who is quoted: a footer or cite at the end.
func citeOf(n *html.Node) *html.Node {
	for c := n.LastChild; c != nil; c = c.PrevSibling {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) == "" || c.Type == html.CommentNode {
			continue
		}
		if c.DataAtom == atom.Footer || c.DataAtom == atom.Cite {
			return c
		}
		if c.DataAtom == atom.P || c.DataAtom == atom.Div {
			return onlyCite(c)
		}
		return nil
	}
	return nil
}

func onlyCite(n *html.Node) *html.Node {
	c := childTag(n, atom.Cite)
	if c != nil && collapse(nodeText(n)) == collapse(nodeText(c)) {
		return c
	}
	return nil
}

func withoutOuter(spans []Span, t MarkType) []Span {
	for i := range spans {
		spans[i].Marks = withoutMark(spans[i].Marks, t)
	}
	return normSpans(spans, true)
}

// asQuote makes one quotation of each run of paragraphs; the cite goes to the last.
func (r *reader) asQuote(t Type, blocks []Block, cite []Span) []Block {
	var out []Block
	last := -1
	for _, b := range blocks {
		switch {
		case b.Type != Paragraph:
			out = append(out, b)
			continue
		case last >= 0 && last == len(out)-1:
			q := &out[last]
			q.Text = append(append(q.Text, Span{Break: true}, Span{Break: true}), b.Text...)
		default:
			last = len(out)
			out = append(out, Block{ID: b.ID, Type: t, Text: b.Text})
		}
	}
	if cite == nil {
		return out
	}
	if last < 0 || out[last].Cite != nil || last != len(out)-1 {
		return append(out, Block{ID: r.newID(), Type: Paragraph, Text: cite})
	}
	out[last].Cite = cite
	return out
}

// definitions become a list: the term strong, its meaning on the next line.
func (r *reader) definitions(n *html.Node, marks []Mark, f *frame) {
	var items []Item
	var after []Block
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.DataAtom == atom.Div:
				walk(c)
			case c.DataAtom == atom.Dt || c.DataAtom == atom.Dd && len(items) == 0 || c.Type == html.TextNode && strings.TrimSpace(c.Data) != "":
				text, late := r.definition(c, marks)
				items, after = append(items, Item{ID: r.newID(), Text: text}), append(after, late...)
			case c.Type == html.ElementNode:
				text, late := r.definition(c, marks)
				last := &items[max(0, len(items)-1)]
				last.Text = append(append(last.Text, Span{Break: true}), text...)
				after = append(after, late...)
			}
		}
	}
	if childTag(n, atom.Dt) == nil && childTag(n, atom.Dd) == nil && childTag(n, atom.Div) == nil {
		r.children(n, marks, f)
		return
	}
	walk(n)
	items = slices.DeleteFunc(items, func(it Item) bool { return trimSpans(it.Text) == nil })
	for i := range items {
		items[i].Text = trimSpans(items[i].Text)
	}
	if len(items) > 0 {
		r.emit(f, Block{ID: r.newID(), Type: List, Items: items})
	}
	r.emit(f, after...)
}

func (r *reader) definition(n *html.Node, marks []Mark) ([]Span, []Block) {
	if n.DataAtom == atom.Dt {
		marks = withMark(marks, Mark{Type: Strong})
	}
	f := r.single(1)
	if n.Type == html.TextNode {
		r.node(n, marks, f)
	} else {
		r.children(n, r.language(n, marks), f)
	}
	return f.run.take(), f.blocks
}

// preformatted text keeps its lines and spaces, in the code mark.
func (r *reader) preformatted(n *html.Node, marks []Mark, f *frame) {
	sub := r.single(1)
	sub.run.pre = true
	if !hasClass(n, "wp-block-verse") {
		marks = withMark(marks, Mark{Type: Code})
	}
	r.children(n, marks, sub)
	if text := sub.run.take(); text != nil {
		r.emit(f, Block{ID: r.newID(), Type: Paragraph, Text: text})
	}
	r.emit(f, sub.blocks...)
}

// box reads a box. What may not stand in a box parts it in two; a box in a box is
// only its content.
func (r *reader) box(n, title *html.Node, marks []Mark, f *frame) {
	var text []Span
	var late []Block
	if title != nil {
		text, late = r.sub(title, marks, 1)
		text = evenWeight(text)
		r.use(title)
	}
	if r.inBox {
		if text != nil {
			r.emit(f, Block{ID: r.newID(), Type: Heading, Level: 4, Text: text})
		}
		r.children(n, marks, f)
		return
	}
	r.inBox = true
	inner := r.flow()
	r.children(n, marks, inner)
	r.flush(inner)
	r.inBox = false
	blocks := append(late, inner.blocks...)
	if text == nil && len(blocks) > 1 && blocks[0].Type == Heading {
		text, blocks = blocks[0].Text, blocks[1:]
	}
	r.emit(f, r.boxes(text, blocks)...)
}

func (r *reader) boxes(title []Span, blocks []Block) []Block {
	var out []Block
	box := Block{Type: Box, Text: title}
	end := func() {
		if box.Text != nil || box.Blocks != nil {
			box.ID = r.newID()
			out = append(out, box)
		}
		box = Block{Type: Box}
	}
	for _, b := range blocks {
		if slices.Contains(nestedTypes, b.Type) {
			box.Blocks = append(box.Blocks, b)
			continue
		}
		end()
		out = append(out, b)
	}
	end()
	return out
}

// form keeps the words around the fields.
func (r *reader) form(n *html.Node, marks []Mark, f *frame) {
	r.tell(NoteForm, attr(n, "action"))
	if f.gap > 0 {
		f.run.boundary(f.gap)
		r.children(n, marks, f)
		f.run.boundary(f.gap)
		return
	}
	r.emit(f, r.htmlBlock(n)...)
}

// htmlBlock keeps n as cleaned mark-up; pictures in it, which mark-up may not load, follow as blocks.
func (r *reader) htmlBlock(n *html.Node) []Block {
	pictures := r.flow()
	descend(n, func(c *html.Node) bool {
		if r.used[c] || hidden(c) {
			return false
		}
		switch c.DataAtom {
		case atom.Img:
			r.image(c, nil, pictures)
		case atom.Iframe, atom.Video, atom.Audio:
			r.embedded(c, nil, pictures)
			return false
		case atom.Script, atom.Style, atom.Noscript, atom.Template:
			return false
		}
		return true
	})
	var src strings.Builder
	if html.Render(&src, n) == nil {
		if clean := strings.TrimSpace(CleanHTML(src.String())); clean != "" && strings.TrimSpace(htmlText(clean)) != "" {
			return append([]Block{{ID: r.newID(), Type: HTML, HTML: clean}}, pictures.blocks...)
		}
	}
	return pictures.blocks
}

// foreign handles the roots of drawings and formulas.
func (r *reader) foreign(n *html.Node, marks []Mark, f *frame) {
	var words []string
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				if text := collapse(c.Data); text != "" {
					words = append(words, text)
				}
			case c.Data == "title", c.Data == "desc", c.Data == "script", c.Data == "style", c.Data == "metadata", c.Data == "annotation", c.Data == "annotation-xml":
			case c.Type == html.ElementNode && !hidden(c):
				walk(c)
			}
		}
	}
	walk(n)
	text := strings.Join(words, " ")
	if n.Data == "math" {
		r.tell(NoteFormula, text)
	} else {
		r.tell(NoteDrawing, text)
	}
	if text == "" {
		return
	}
	if n.Data == "math" && attr(n, "display") != "block" || f.gap > 0 {
		f.run.text(" "+text+" ", marks)
		return
	}
	r.emit(f, Block{ID: r.newID(), Type: HTML, HTML: CleanHTML("<p>" + html.EscapeString(text) + "</p>")})
}
