package page

import (
	"html"
	"net/url"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlBlock is a block with what the furniture rules need to know of it.
type htmlBlock struct {
	Block
	unit    unit
	picture Picture // of an image
}

// furnish turns an article's tree into blocks.
func furnish(content *xhtml.Node, d *draft) []htmlBlock {
	if content == nil {
		return nil
	}
	b := &blockMaker{base: d.html.base}
	b.walk(content, 0)
	b.flush()
	return b.out
}

type blockMaker struct {
	base   *url.URL
	out    []htmlBlock
	inner  strings.Builder // inline HTML of the paragraph under way
	text   strings.Builder
	linked int
	quote  bool
}

func (b *blockMaker) walk(n *xhtml.Node, depth int) {
	if depth > MaxDepth || len(b.out) > MaxLines {
		return
	}
	switch n.Type {
	case xhtml.TextNode:
		b.text.WriteString(n.Data)
		b.inner.WriteString(html.EscapeString(n.Data))
		return
	case xhtml.ElementNode:
		if unseen(n) && n.DataAtom != atom.Iframe && n.DataAtom != atom.Video && n.DataAtom != atom.Audio && n.DataAtom != atom.Object {
			return
		}
		if b.element(n, depth) {
			return
		}
	}
	b.children(n, depth)
}

func (b *blockMaker) children(n *xhtml.Node, depth int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.walk(c, depth+1)
	}
}

// element handles what is more than a container; false means: walk on inside.
func (b *blockMaker) element(n *xhtml.Node, depth int) bool {
	switch n.DataAtom {
	case atom.Br:
		b.text.WriteByte(' ')
		b.inner.WriteString("<br>")
		return true
	case atom.Img:
		if b.text.Len() == 0 || strings.TrimSpace(b.text.String()) == "" {
			b.image(n, nil)
		}
		return true
	case atom.Figure:
		b.figure(n, depth)
		return true
	case atom.Table:
		if !dataTable(n) {
			break
		}
		b.flush()
		b.table(n)
		return true
	case atom.Ul, atom.Ol, atom.Dl:
		if n.DataAtom == atom.Dl || blockyList(n) {
			break
		}
		b.flush()
		b.list(n)
		return true
	case atom.Pre:
		b.flush()
		b.add(Code, textOf(n), "<pre>"+html.EscapeString(rawText(n))+"</pre>", linkShare(n))
		return true
	case atom.Hr:
		b.flush()
		b.out = append(b.out, htmlBlock{Block: Block{Type: Divider, HTML: "<hr>"}})
		return true
	case atom.Iframe, atom.Video, atom.Audio, atom.Object, atom.Embed:
		b.embed(n)
		return true
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		b.heading(n)
		return true
	case atom.Blockquote:
		b.flush()
		b.quote = true
		b.children(n, depth)
		b.flush()
		b.quote = false
		return true
	}
	if inline[n.DataAtom] {
		b.inlineElement(n, depth)
		return true
	}
	b.flush()
	b.children(n, depth)
	b.flush()
	return true
}

// inlineTags are what is kept within a paragraph, under the name it is kept by.
var inlineTags = map[atom.Atom]string{
	atom.B: "strong", atom.Strong: "strong", atom.I: "em", atom.Em: "em", atom.Cite: "em",
	atom.Sub: "sub", atom.Sup: "sup", atom.Code: "code", atom.Kbd: "code", atom.Samp: "code", atom.Tt: "code",
}

func (b *blockMaker) inlineElement(n *xhtml.Node, depth int) {
	if holdsBlocks(n) {
		b.children(n, depth)
		return
	}
	before := b.text.Len()
	tag, extra := inlineTags[n.DataAtom], ""
	switch {
	case n.DataAtom == atom.A:
		if href := b.address(attr(n, "href")); href != "" {
			tag, extra = "a", ` href="`+html.EscapeString(href)+`"`
		}
	case n.DataAtom == atom.Span && attr(n, "lang") != "":
		tag, extra = "span", ` lang="`+html.EscapeString(attr(n, "lang"))+`"`
	}
	if tag != "" {
		b.inner.WriteString("<" + tag + extra + ">")
	}
	b.children(n, depth)
	if tag != "" {
		b.inner.WriteString("</" + tag + ">")
	}
	if n.DataAtom == atom.A {
		b.linked += len([]rune(b.text.String()[min(before, b.text.Len()):]))
	}
}

// holdsBlocks says that an inline element wraps whole blocks, as pages do with
// links around cards.
func holdsBlocks(n *xhtml.Node) bool {
	for d := range n.Descendants() {
		if d.Type == xhtml.ElementNode && !inline[d.DataAtom] && d.DataAtom != atom.Br && d.DataAtom != atom.Svg {
			return true
		}
	}
	return false
}

func (b *blockMaker) flush() {
	text, inner, linked := b.text.String(), strings.TrimSpace(b.inner.String()), b.linked
	b.text.Reset()
	b.inner.Reset()
	b.linked = 0
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return
	}
	for strings.HasSuffix(inner, "<br>") {
		inner = strings.TrimSpace(strings.TrimSuffix(inner, "<br>"))
	}
	share := min(1, float64(linked)/float64(max(1, len([]rune(text)))))
	if b.quote {
		b.add(Quote, text, "<blockquote><p>"+inner+"</p></blockquote>", share)
		return
	}
	b.add(Paragraph, text, "<p>"+inner+"</p>", share)
}

func (b *blockMaker) add(kind, text, markup string, links float64) {
	u := newUnit(text)
	if u.text == "" {
		return
	}
	u.links = links
	u.bullet = kind == List
	u.quote = kind == Quote
	b.out = append(b.out, htmlBlock{Block: Block{Type: kind, Text: text, HTML: markup}, unit: u})
}

// heading keeps levels 2 to 4: level 1 is the headline's.
func (b *blockMaker) heading(n *xhtml.Node) {
	b.flush()
	text := textOf(n)
	if text == "" {
		b.children(n, 0)
		return
	}
	level := min(max(int(n.Data[1]-'0'), 2), 4)
	tag := "h" + string(rune('0'+level))
	b.add(Heading, text, "<"+tag+">"+html.EscapeString(text)+"</"+tag+">", linkShare(n))
	if len(b.out) > 0 {
		b.out[len(b.out)-1].unit.heading = int(n.Data[1] - '0')
	}
}

func linkShare(n *xhtml.Node) float64 {
	all := len(textOf(n))
	if all == 0 {
		return 0
	}
	linked := 0
	for d := range n.Descendants() {
		if d.Type == xhtml.ElementNode && d.DataAtom == atom.A {
			linked += len(textOf(d))
		}
	}
	return min(1, float64(linked)/float64(all))
}

// blockyList is a list whose entries are whole articles or cards.
func blockyList(n *xhtml.Node) bool {
	paragraphs, items := 0, 0
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Li:
			items++
		case atom.P, atom.Figure, atom.H2, atom.H3, atom.Table, atom.Blockquote, atom.Pre, atom.Img:
			paragraphs++
		}
	}
	return items == 0 || paragraphs > items
}

func (b *blockMaker) list(n *xhtml.Node) {
	var text []string
	markup := b.listMarkup(n, &text, 0)
	if len(text) == 0 {
		return
	}
	b.add(List, strings.Join(text, "\n"), markup, linkShare(n))
	b.out[len(b.out)-1].Text = strings.Join(text, "\n")
}

func (b *blockMaker) listMarkup(n *xhtml.Node, text *[]string, depth int) string {
	tag := "ul"
	if n.DataAtom == atom.Ol {
		tag = "ol"
	}
	var out strings.Builder
	out.WriteString("<" + tag + ">")
	for li := n.FirstChild; li != nil; li = li.NextSibling {
		if li.Type != xhtml.ElementNode {
			continue
		}
		if li.DataAtom == atom.Ul || li.DataAtom == atom.Ol {
			if depth < 6 {
				out.WriteString("<li>" + b.listMarkup(li, text, depth+1) + "</li>")
			}
			continue
		}
		sub := &blockMaker{base: b.base}
		var nested strings.Builder
		at := len(*text)
		*text = append(*text, "")
		for c := li.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == xhtml.ElementNode && (c.DataAtom == atom.Ul || c.DataAtom == atom.Ol) && depth < 6 {
				nested.WriteString(b.listMarkup(c, text, depth+1))
				continue
			}
			sub.walk(c, depth)
		}
		sub.flush()
		var inner []string
		var words []string
		for _, bl := range sub.out {
			inner = append(inner, strings.TrimSuffix(strings.TrimPrefix(bl.HTML, "<p>"), "</p>"))
			words = append(words, bl.Text)
		}
		(*text)[at] = strings.Join(words, " ")
		if len(words) == 0 && nested.Len() == 0 {
			*text = append((*text)[:at], (*text)[at+1:]...)
			continue
		}
		out.WriteString("<li>" + strings.Join(inner, "<br>") + nested.String() + "</li>")
	}
	out.WriteString("</" + tag + ">")
	return out.String()
}

// dataTable tells a table of data from one that lays out a page.
func dataTable(n *xhtml.Node) bool {
	rows, cells, blocks := 0, 0, 0
	for d := range n.Descendants() {
		switch d.DataAtom {
		case atom.Table, atom.Figure, atom.Ul, atom.Ol, atom.H1, atom.H2, atom.H3, atom.Blockquote, atom.Pre, atom.Iframe:
			return false
		case atom.Tr:
			rows++
		case atom.Td, atom.Th:
			cells++
		case atom.P, atom.Div:
			blocks++
		}
	}
	return rows > 0 && cells > rows && blocks <= cells*2
}

func (b *blockMaker) table(n *xhtml.Node) {
	var out strings.Builder
	var rows []string
	out.WriteString("<table>")
	for tr := range n.Descendants() {
		if tr.DataAtom != atom.Tr {
			continue
		}
		out.WriteString("<tr>")
		var row []string
		for td := tr.FirstChild; td != nil; td = td.NextSibling {
			if td.DataAtom != atom.Td && td.DataAtom != atom.Th {
				continue
			}
			sub := &blockMaker{base: b.base}
			sub.children(td, 0)
			sub.flush()
			var inner []string
			for _, bl := range sub.out {
				inner = append(inner, strings.TrimSuffix(strings.TrimPrefix(bl.HTML, "<p>"), "</p>"))
			}
			out.WriteString("<" + td.Data + ">" + strings.Join(inner, "<br>") + "</" + td.Data + ">")
			row = append(row, textOf(td))
		}
		out.WriteString("</tr>")
		rows = append(rows, strings.TrimSpace(strings.Join(row, " ")))
	}
	out.WriteString("</table>")
	b.add(Table, strings.Join(rows, "\n"), out.String(), linkShare(n))
}

func rawText(n *xhtml.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == xhtml.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Trim(b.String(), "\n")
}

// address makes a link absolute and refuses what is not a place on the web.
func (b *blockMaker) address(href string) string {
	href = strings.TrimSpace(href)
	if href == "" || strings.HasPrefix(href, "#") {
		return ""
	}
	u, err := url.Parse(href)
	if err != nil {
		return ""
	}
	if b.base != nil {
		u = b.base.ResolveReference(u)
	}
	switch u.Scheme {
	case "http", "https", "mailto":
		return u.String()
	}
	return ""
}

// figure is a picture, or several, with a caption; or a quote or table in one.
func (b *blockMaker) figure(n *xhtml.Node, depth int) {
	b.flush()
	caption := first(n, atom.Figcaption)
	imgs := 0
	for d := range n.Descendants() {
		if d.DataAtom == atom.Img {
			imgs++
		}
	}
	if imgs != 1 || first(n, atom.Blockquote) != nil || first(n, atom.Table) != nil {
		b.children(n, depth)
		b.flush()
		return
	}
	b.image(first(n, atom.Img), caption)
	for d := range n.Descendants() {
		if d.DataAtom == atom.P && caption == nil {
			b.out[len(b.out)-1].Text = textOf(n)
			break
		}
	}
}

func (b *blockMaker) image(n, caption *xhtml.Node) {
	src := b.address(firstOf(attr(n, "src"), attr(n, "data-src")))
	text := ""
	markup := `<img src="` + html.EscapeString(src) + `" alt="` + html.EscapeString(attr(n, "alt")) + `">`
	if caption != nil {
		text = textOf(caption)
		markup = "<figure>" + markup + "<figcaption>" + html.EscapeString(text) + "</figcaption></figure>"
	}
	if src == "" && text == "" {
		return
	}
	b.flush()
	u := newUnit(text)
	b.out = append(b.out, htmlBlock{Block: Block{Type: Image, Text: text, HTML: markup}, unit: u,
		picture: Picture{URL: src, Alt: attr(n, "alt"), Caption: text}})
}

func (b *blockMaker) embed(n *xhtml.Node) {
	src := firstOf(attr(n, "src"), attr(n, "data"), attr(n, "data-src"))
	if src == "" {
		if s := first(n, atom.Source); s != nil {
			src = attr(s, "src")
		}
	}
	if src = b.address(src); src == "" {
		return
	}
	b.flush()
	b.out = append(b.out, htmlBlock{Block: Block{Type: Embed, HTML: `<iframe src="` + html.EscapeString(src) + `"></iframe>`}})
}
