package page

import (
	"net/url"
	"strings"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"masthead/internal/kit/fault"
)

// htmlPage is a parsed page; text stays for the parts that change the tree.
type htmlPage struct {
	doc  *html.Node
	base *url.URL
}

func openHTML(in Input, text string) (*draft, error) {
	if strings.Count(text, "<") > MaxNodes {
		return nil, fault.New(fault.Invalid, "transfer.page_too_large").With("limit", MaxBytes>>20)
	}
	doc, err := html.Parse(strings.NewReader(text))
	if err != nil {
		// Nesting beyond what the parser allows: the words are still there.
		return openText(in, strip(text))
	}
	d := &draft{in: in, html: &htmlPage{doc: doc}}
	d.meta = readMeta(doc, in.URL)
	d.html.base = baseURL(doc, in.URL, d.meta.canonical)
	if d.units = visible(doc); len(d.units) > MaxLines {
		return nil, fault.New(fault.Invalid, "transfer.page_too_large").With("limit", MaxBytes>>20)
	}
	return d, nil
}

func baseURL(doc *html.Node, given, canonical string) *url.URL {
	for _, s := range []string{given, canonical} {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			if b := first(doc, atom.Base); b != nil {
				if ref, err := u.Parse(attr(b, "href")); err == nil {
					return ref
				}
			}
			return u
		}
	}
	return nil
}

// strip gives the words of mark-up that cannot be parsed into a tree.
func strip(text string) string {
	z := html.NewTokenizer(strings.NewReader(text))
	var b strings.Builder
	skip, broken := 0, false
	split := func(name []byte) {
		if !inline[atom.Lookup(name)] && !broken {
			b.WriteByte('\n')
			broken = true
		}
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return b.String()
		case html.TextToken:
			if text := z.Text(); skip == 0 && len(text) > 0 {
				b.Write(text)
				broken = false
			}
		case html.StartTagToken:
			name, _ := z.TagName()
			if n := string(name); n == "script" || n == "style" {
				skip++
			} else {
				split(name)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if n := string(name); (n == "script" || n == "style") && skip > 0 {
				skip--
			} else {
				split(name)
			}
		}
	}
}

// inline elements do not break a line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true,
	atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true,
	atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true,
	atom.Small: true, atom.Span: true, atom.Strike: true, atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true,
	atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true, atom.Acronym: true, atom.Ruby: true, atom.Rt: true, atom.Math: true,
}

// unseen elements hold nothing that a reader sees as text.
func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Svg, atom.Select, atom.Textarea, atom.Iframe, atom.Object, atom.Audio, atom.Video, atom.Canvas:
		return true
	}
	style := strings.ReplaceAll(strings.ToLower(attr(n, "style")), " ", "")
	return hasAttr(n, "hidden") || strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden")
}

// visible gives the page's text line by line, as a reader would copy it.
func visible(doc *html.Node) []unit {
	v := &viewer{}
	v.walk(doc, viewState{})
	v.flush(viewState{})
	return v.units
}

type viewState struct {
	heading int
	bullet  bool
	quote   bool
	link    bool
}

type viewer struct {
	units  []unit
	text   strings.Builder
	linked int
}

func (v *viewer) walk(n *html.Node, s viewState) {
	switch n.Type {
	case html.TextNode:
		v.text.WriteString(n.Data)
		if s.link {
			v.linked += utf8.RuneCountInString(strings.TrimSpace(n.Data))
		}
		return
	case html.ElementNode:
		if unseen(n) {
			return
		}
	}
	breaks := n.Type == html.ElementNode && !inline[n.DataAtom]
	if breaks {
		v.flush(s)
	}
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		s.heading = int(n.Data[1] - '0')
	case atom.Li:
		s.bullet = true
	case atom.Blockquote:
		s.quote = true
	case atom.A:
		s.link = true
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		v.walk(c, s)
	}
	if breaks {
		v.flush(s)
	}
}

func (v *viewer) flush(s viewState) {
	text := v.text.String()
	linked := v.linked
	v.text.Reset()
	v.linked = 0
	u := newUnit(text)
	if u.text == "" {
		return
	}
	u.heading, u.bullet, u.quote = s.heading, s.bullet, s.quote
	u.links = min(1, float64(linked)/float64(u.runes))
	v.units = append(v.units, u)
}

// readHTML reads an article from a page's mark-up.
func (r Reader) readHTML(d *draft) Article {
	a := Article{}
	own := choose(d.units, firstOf(d.meta.headline, d.meta.title), "")
	content, byline := d.readable()
	if len(d.meta.authors) == 0 {
		d.meta.authors = readByline(byline)
	}
	blocks := furnish(content, d)
	picked := pick(blocks, d.units, own)
	a.Headline = d.headline(own)
	d.fill(&a, own, r.zone())
	a.Blocks = r.trim(picked, &a)
	a.Score = min(1, own.sure+0.15)
	return a
}

// readable is what the readability rules take for the article; nil if nothing.
func (d *draft) readable() (content *html.Node, byline string) {
	// The page is a stranger's and the rules rewrite trees: a slip in them must
	// cost this page its help, not the batch its life.
	defer func() {
		if recover() != nil {
			content, byline = nil, ""
		}
	}()
	p := readability.NewParser()
	art, err := p.ParseDocument(d.html.doc, d.html.base)
	if err != nil {
		return nil, ""
	}
	return art.Node, art.Byline()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// first finds the first element of a kind.
func first(n *html.Node, kind atom.Atom) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == kind {
			return d
		}
	}
	return nil
}

// textOf is the text of a subtree with single spaces.
func textOf(n *html.Node) string {
	var b strings.Builder
	collect(n, &b)
	return strings.Join(strings.Fields(b.String()), " ")
}

func collect(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type == html.ElementNode && (n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Noscript):
		return
	}
	if n.Type == html.ElementNode && !inline[n.DataAtom] {
		b.WriteByte(' ')
		defer b.WriteByte(' ')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		collect(c, b)
	}
}

func firstOf(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}
