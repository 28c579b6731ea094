package body

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// footnotes pairs references in a text with what they refer to: links of one page
// from a superscript to a list item or paragraph that links back.
type footnotes struct {
	bodies map[string]*html.Node // by the id that references lead to
	texts  map[string][]Span     // read already
	back   map[*html.Node]bool   // links from a footnote to its reference
	busy   bool                  // inside a footnote, where none may stand
}

// gatherFootnotes finds the footnotes under root and takes them out of the flow.
func (r *reader) gatherFootnotes(root *html.Node) {
	var links []*html.Node
	targets := map[string]*html.Node{}
	descend(root, func(n *html.Node) bool {
		if name := attr(n, "id"); name != "" && targets[name] == nil {
			targets[name] = n
		}
		if n.DataAtom == atom.A {
			if name := attr(n, "name"); name != "" && targets[name] == nil {
				targets[name] = n
			}
			if strings.Contains(attr(n, "href"), "#") {
				links = append(links, n)
			}
		}
		return true
	})
	r.fn = footnotes{bodies: map[string]*html.Node{}, texts: map[string][]Span{}, back: map[*html.Node]bool{}}
	refs := map[*html.Node]bool{}
	for _, a := range links {
		_, id, _ := strings.Cut(attr(a, "href"), "#")
		target := targets[id]
		if target == nil {
			continue
		}
		if refs[target] || refs[childTag(target, atom.A)] {
			r.fn.back[a] = true
			continue
		}
		if _, ok := footnoteRef(a); !ok {
			continue
		}
		if n := noteBody(target); n != nil && !within(a, n) {
			r.fn.bodies[id] = n
			refs[a] = true
			r.use(n)
		}
	}
}

func within(n, outer *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// footnoteRef says whether a link is a reference to a footnote, and to which.
func footnoteRef(a *html.Node) (string, bool) {
	href := attr(a, "href")
	at := strings.IndexByte(href, '#')
	if at < 0 || at > 0 && !strings.HasPrefix(href, "#") && !strings.Contains(href[at:], "ftn") && !strings.Contains(href[at:], "edn") {
		return "", false
	}
	id := href[at+1:]
	if id == "" || backLink(a) {
		return "", false
	}
	raised := a.Parent != nil && a.Parent.DataAtom == atom.Sup || childTag(a, atom.Sup) != nil || style(a, "vertical-align") == "super"
	if raised || a.Parent != nil && hasAttr(a.Parent, "data-fn") || hasClass(a, "fn-ref") {
		return id, true
	}
	for _, prefix := range [...]string{"_ftn", "_edn", "fn", "footnote", "easy-footnote-bottom"} {
		if strings.HasPrefix(id, prefix) {
			return id, true
		}
	}
	return "", false
}

// backLink says whether a link leads from a footnote to its reference.
func backLink(a *html.Node) bool {
	href := attr(a, "href")
	_, id, ok := strings.Cut(href, "#")
	if !ok {
		return false
	}
	for _, sign := range [...]string{"_ftnref", "_ednref", "fnref", "footnote-ref", "footnote-link", "cite_ref", "ffn", "refmark"} {
		if strings.Contains(id, sign) {
			return true
		}
	}
	text := strings.TrimFunc(nodeText(a), func(r rune) bool { return unicode.IsSpace(r) || r == 0xFE0E || r == 0xFE0F })
	return text == "↩" || text == "↑" || text == "^" || text == "⏎" || strings.HasSuffix(id, "-link")
}

// noteBody finds the element that holds a footnote, from the one with its id.
func noteBody(n *html.Node) *html.Node {
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Li, atom.P, atom.Dd, atom.Td:
			if p := n.Parent; p != nil && strings.HasPrefix(style(p, "mso-element"), "footnote") && style(p, "mso-element") != "footnote-list" {
				return p
			}
			return n
		case atom.Div, atom.Aside:
			return n
		case atom.Body, atom.Article, atom.Section:
			return nil
		}
	}
	return nil
}

// footnote writes a footnote where its reference n stands, and says whether n is one.
func (r *reader) footnote(n *html.Node, f *frame) bool {
	if r.fn.bodies == nil {
		return false
	}
	a := n
	if n.DataAtom == atom.Sup {
		if a = childTag(n, atom.A); a == nil || collapse(nodeText(n)) != collapse(nodeText(a)) {
			return false
		}
	}
	id, ok := footnoteRef(a)
	if !ok || r.fn.busy {
		return r.fn.busy && (r.fn.back[a] || backLink(a))
	}
	text, known := r.noteText(id)
	if !known {
		return false
	}
	f.run.note(text)
	return true
}

func (r *reader) noteText(id string) ([]Span, bool) {
	if text, ok := r.fn.texts[id]; ok {
		return text, text != nil
	}
	var nodes []*html.Node
	if n := r.fn.bodies[id]; n != nil {
		nodes = []*html.Node{n}
	} else if src, ok := r.opts.Footnotes[id]; ok {
		body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
		parsed, _ := parseHTML(src)
		for _, n := range parsed {
			body.AppendChild(n)
		}
		nodes = []*html.Node{body}
	}
	f := r.single(1)
	r.fn.busy = true
	for _, n := range nodes {
		delete(r.used, n)
		if number := childTag(n, atom.Span); number != nil && n.Parent != nil && hasClass(n.Parent, "fn") {
			r.use(number) // our own renderer's number
		}
		r.children(n, nil, f)
		r.use(n)
	}
	r.fn.busy = false
	text := normSpans(withoutNotes(f.run.take()), false)
	r.fn.texts[id] = text
	return text, text != nil
}

// inlineNote reads a footnote that stands in the text, as InlineHTML writes it.
func (r *reader) inlineNote(n *html.Node, f *frame) {
	inner := r.single(1)
	r.fn.busy = true
	r.children(n, nil, inner)
	r.fn.busy = false
	f.run.note(normSpans(withoutNotes(inner.run.take()), false))
}

func withoutNotes(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if s.Note == nil {
			out = append(out, s)
		} else {
			out = append(out, s.Note...)
		}
	}
	return out
}
