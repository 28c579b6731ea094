package exchange

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
)

const tableStyle = `body{font:16px/1.5 system-ui,sans-serif;margin:1.5em}table{border-collapse:collapse;width:100%}` +
	`th,td{border:1px solid #999;padding:.4em .6em;text-align:start;vertical-align:top}td:nth-child(2),td:nth-child(3){width:40%;white-space:pre-wrap}` +
	`small{display:block;color:#666;overflow-wrap:anywhere;font-size:.7em}td:nth-child(3){background:#fffbe8}@media(prefers-color-scheme:dark){:root{color-scheme:dark}td:nth-child(3){background:#2b2817}small{color:#aaa}}`

// WriteHTML writes a parcel as a page with one table, to be filled in where a browser or a
// word processor opens it.
func WriteHTML(p Parcel, l Labels) []byte {
	w := &xmlWriter{}
	w.line(`<!DOCTYPE html>`)
	w.line(`<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`, esc(p.Title), `</title><style>`, tableStyle, `</style></head><body>`)
	w.line(`<h1`, attr("lang", string(p.From)), attr("dir", p.From.Dir()), `>`, esc(p.Title), `</h1>`)
	w.line(`<p>`, esc(l.Help), `</p>`, `<p translate="no"><small>`, esc(p.origin()), `</small></p>`)
	w.line(`<table><thead><tr><th scope="col">`, esc(l.ID), `</th><th scope="col">`, esc(l.Source), `</th><th scope="col">`, esc(l.Translation), `</th><th scope="col">`, esc(l.Notes), `</th></tr></thead><tbody>`)
	for _, u := range p.Units {
		edit := ` contenteditable="true"`
		if u.Locked {
			edit = ""
		}
		id := u.idLines()
		w.line(`<tr><td translate="no">`, esc(id[0]), `<br><small>`, esc(id[1]), `</small><br><small>`, esc(id[2]), `</small></td>`)
		w.line(`<td translate="no"`, attr("lang", string(p.From)), attr("dir", p.From.Dir()), `>`, spansHTML(shown(u.Source)), `</td>`)
		w.line(`<td`, edit, attr("lang", string(p.To)), attr("dir", p.To.Dir()), `>`, spansHTML(shown(u.Target)), `</td>`)
		w.line(`<td`, edit, `>`, strings.ReplaceAll(esc(strings.Join(u.noteLines(l), "\x00")), "\x00", "<br>"), `</td></tr>`)
	}
	w.line(`</tbody></table></body></html>`)
	return w.Bytes()
}

var htmlMarks = map[body.MarkType]string{body.Strong: "strong", body.Em: "em", body.Sub: "sub", body.Sup: "sup", body.Code: "code"}

func spansHTML(spans []body.Span) string {
	var b strings.Builder
	for _, s := range spans {
		if s.Break {
			b.WriteString("<br>")
			continue
		}
		closing := ""
		for _, m := range s.Marks {
			switch m.Type {
			case body.Link:
				b.WriteString(`<a` + attr("href", awayFrom(m.Href)) + `>`)
				closing = "</a>" + closing
			case body.Lang:
				b.WriteString(`<span class="mark"` + attr("lang", m.Lang) + `>`)
				closing = "</span>" + closing
			default:
				b.WriteString("<" + htmlMarks[m.Type] + ">")
				closing = "</" + htmlMarks[m.Type] + ">" + closing
			}
		}
		b.WriteString(esc(s.Text) + closing)
	}
	return b.String()
}

// ReadHTML reads a table of two languages out of a page, as this package wrote it or as a
// browser or a word processor saved it since.
func ReadHTML(data []byte) (Parcel, error) {
	p := Parcel{Format: HTML}
	if len(data) > MaxBytes {
		return p, fault.New(fault.Invalid, "exchange.too_large").With("max", MaxBytes>>20)
	}
	data, _ = decodeWide(data)
	if !utf8.Valid(data) {
		return p, fault.New(fault.Invalid, "exchange.not_utf8")
	}
	if bytes.Count(data, []byte("<")) > maxNodes {
		return p, fault.New(fault.Invalid, "exchange.too_many").With("line", 1).With("max", maxNodes)
	}
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return p, fault.New(fault.Invalid, "exchange.too_deep").With("line", 1).With("max", maxDepth).Because(err)
	}
	h := htmlReader{p: &p}
	p.UnknownOrigin = !p.readOrigin(string(data))
	if err := h.find(root, 0); err != nil {
		return p, err
	}
	return p, p.noTable()
}

type htmlReader struct {
	p    *Parcel
	rows int
}

// maxHTMLDepth is above what the parser lets through.
const maxHTMLDepth = 600

func (h *htmlReader) find(n *html.Node, depth int) error {
	if depth > maxHTMLDepth {
		return fault.New(fault.Invalid, "exchange.too_deep").With("line", h.rows).With("max", maxHTMLDepth)
	}
	if n.DataAtom == atom.Tr {
		h.rows++
		r := row{line: h.rows}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
				continue
			}
			in := cellReader{}
			in.walk(c, nil)
			spans := lines(in.spans)
			if r.cells = append(r.cells, spans); len(r.cells) == 1 {
				r.id = body.PlainSpans(spans)
			}
		}
		return h.p.take(r, h.rows == 1)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if err := h.find(c, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// cellReader collects what a cell says.
type cellReader struct {
	spans []body.Span
	owed  bool // a paragraph ended
}

func (c *cellReader) add(s body.Span) {
	if c.owed && len(c.spans) > 0 {
		c.spans = append(c.spans, body.Span{Break: true})
	}
	c.owed = false
	c.spans = append(c.spans, s)
}

func (c *cellReader) walk(n *html.Node, marks []body.Mark) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			text := layout.ReplaceAllString(k.Data, "\n")
			if text != "\n" || len(c.spans) > 0 && !c.owed {
				c.add(body.Span{Text: text, Marks: marks})
			}
		case k.Type != html.ElementNode:
		case k.DataAtom == atom.Br:
			c.add(body.Span{Break: true})
		case k.DataAtom == atom.Script || k.DataAtom == atom.Style || k.DataAtom == atom.Template:
		case k.DataAtom == atom.P || k.DataAtom == atom.Div || k.DataAtom == atom.Li:
			c.owed = len(c.spans) > 0
			c.walk(k, marks)
			c.owed = true
		default:
			c.walk(k, c.marked(k, marks))
		}
	}
}

// lines takes away what lay-out put at the ends of lines; within them it is a space.
func lines(spans []body.Span) (out []body.Span) {
	begins := true
	for i, s := range spans {
		if !s.Break {
			if begins {
				s.Text = strings.TrimPrefix(s.Text, "\n")
			}
			if i+1 == len(spans) || spans[i+1].Break {
				s.Text = strings.TrimSuffix(s.Text, "\n")
			}
			if s.Text = strings.ReplaceAll(s.Text, "\n", " "); s.Text == "" {
				continue
			}
		}
		begins = s.Break
		out = append(out, s)
	}
	return out
}

func (c *cellReader) marked(n *html.Node, marks []body.Mark) []body.Mark {
	m := body.Mark{}
	switch n.DataAtom {
	case atom.Strong, atom.B:
		m.Type = body.Strong
	case atom.Em, atom.I:
		m.Type = body.Em
	case atom.Sub:
		m.Type = body.Sub
	case atom.Sup:
		m.Type = body.Sup
	case atom.Code, atom.Tt, atom.Kbd:
		m.Type = body.Code
	case atom.A:
		m.Type, m.Href = body.Link, backHome(attrOf(n, "href"))
	case atom.Span:
		if attrOf(n, "class") == "mark" { // editors say the language of all that is typed
			m.Type, m.Lang = body.Lang, attrOf(n, "lang")
		}
	}
	if m.Type == "" || m.Type == body.Link && m.Href == "" || m.Type == body.Lang && m.Lang == "" {
		return marks
	}
	out := []body.Mark{m} // the inner of two counts
	for _, old := range marks {
		if old.Type != m.Type {
			out = append(out, old)
		}
	}
	return out
}

func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
