package body

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// image reads a picture, unless it is a letter drawn as one or serves to count readers.
func (r *reader) image(n *html.Node, marks []Mark, f *frame) {
	if hidden(n) || trackingPixel(n) || hasClass(n, "kg-bookmark-icon") {
		return
	}
	raw := pictureSource(n)
	if hasClass(n, "emoji", "wp-smiley") || strings.Contains(raw, "s.w.org/images/core/emoji") {
		f.run.text(attr(n, "alt"), marks)
		return
	}
	p := Picture{Alt: cleanText(collapse(attr(n, "alt")))}
	link := linkOf(marks)
	if namesPicture(link) { // the link of a thumbnail leads to the whole picture
		raw, link = link, ""
	}
	src, ok := r.source(raw)
	if !ok {
		if raw != "" {
			r.tell(NotePicture, clip(raw))
		}
		return
	}
	p.Source, p.Link = src, link
	r.picture(p, f)
}

// picture places p, unless it is the very picture before it: pages hold one twice,
// once for a script and once for readers without.
func (r *reader) picture(p Picture, f *frame) {
	r.flush(f)
	if n := len(f.blocks); n > 0 && f.blocks[n-1].Type == Image && f.blocks[n-1].Pictures[0].Source == p.Source {
		last := &f.blocks[n-1].Pictures[0]
		if last.Alt == "" {
			last.Alt = p.Alt
		}
		return
	}
	r.emit(f, Block{ID: r.newID(), Type: Image, Pictures: []Picture{p}})
}

func (r *reader) source(raw string) (string, bool) {
	raw = strings.TrimSpace(raw)
	if raw == "" || strings.HasPrefix(raw, "#") {
		return "", false
	}
	return cleanSource(r.resolve(raw))
}

func clip(s string) string {
	if len(s) > 200 {
		s = strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

func trackingPixel(n *html.Node) bool {
	small := func(v string) bool { return v == "0" || v == "1" || v == "1px" || v == "0px" }
	return small(attr(n, "width")) && small(attr(n, "height")) || small(style(n, "width")) && small(style(n, "height"))
}

func namesPicture(href string) bool {
	href, _, _ = strings.Cut(strings.ToLower(href), "?")
	for _, ext := range [...]string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"} {
		if strings.HasSuffix(href, ext) {
			return true
		}
	}
	return false
}

// pictureSource finds the largest file that an element offers, also where a script
// was to load it later.
func pictureSource(n *html.Node) string {
	for _, key := range [...]string{"data-full-url", "data-orig-file"} {
		if v := attr(n, key); v != "" {
			return v
		}
	}
	for _, key := range [...]string{"srcset", "data-srcset", "data-lazy-srcset"} {
		if v := largestOf(attr(n, key)); v != "" && !strings.HasPrefix(v, "data:") {
			return v
		}
	}
	for _, key := range [...]string{"data-src", "data-lazy-src", "data-original", "data-lazy", "src"} {
		if v := strings.TrimSpace(attr(n, key)); v != "" && (key == "src" || !strings.HasPrefix(v, "data:")) {
			return v
		}
	}
	if n.Parent != nil && n.Parent.DataAtom == atom.Picture {
		if s := childTag(n.Parent, atom.Source); s != nil {
			return largestOf(attr(s, "srcset"))
		}
	}
	return ""
}

// largestOf picks from a srcset (HTML Standard, 4.8.4.2.1) the address with the
// greatest width or density.
func largestOf(srcset string) string {
	best, bestSize := "", -1.0
	for srcset != "" {
		srcset = strings.TrimLeft(srcset, " \t\r\n,")
		end := strings.IndexAny(srcset, " \t\r\n")
		if end < 0 {
			end = len(srcset)
		}
		address, rest := srcset[:end], srcset[end:]
		size := 1.0
		if bare := strings.TrimRight(address, ","); bare != address {
			address = bare
		} else {
			var descriptor string
			descriptor, rest, _ = strings.Cut(rest, ",")
			descriptor = strings.TrimSpace(descriptor)
			if v, err := strconv.ParseFloat(strings.TrimRight(descriptor, "wx"), 64); err == nil {
				size = v
			}
		}
		if address != "" && size > bestSize {
			best, bestSize = address, size
		}
		srcset = rest
	}
	return best
}

// figure reads its content, and then gives it the caption.
func (r *reader) figure(n *html.Node, marks []Mark, f *frame) {
	var caption []Span
	var credit string
	var late []Block
	if c := captionOf(n); c != nil {
		if !hasClass(n, "wp-block-pullquote") {
			credit = r.credit(c)
		}
		caption, late = r.sub(c, marks, 1)
		r.use(c)
	}
	inner := r.flow()
	if pulled(n) && find(n, atom.Blockquote) == nil {
		r.quote(n, marks, inner)
	} else {
		r.children(n, marks, inner)
	}
	r.flush(inner)
	blocks := inner.blocks
	if pulled(n) {
		for i := range blocks {
			if blocks[i].Type == Quote {
				blocks[i].Type = PullQuote
			}
		}
	}
	if hasClass(n, "wp-block-gallery", "kg-gallery-card", "gallery") || len(blocks) > 1 && all(blocks, Image) {
		blocks = r.asGallery(blocks, nil)
	}
	r.emit(f, r.captioned(blocks, caption, credit)...)
	r.emit(f, late...)
}

func captionOf(n *html.Node) *html.Node {
	if c := childTag(n, atom.Figcaption); c != nil {
		return c
	}
	var found *html.Node
	descend(n, func(c *html.Node) bool {
		if found == nil && c.DataAtom == atom.Figcaption {
			found = c
		}
		return found == nil && c.DataAtom != atom.Figure
	})
	return found
}

// credit takes out of a caption the part at its end that names who made the picture.
func (r *reader) credit(caption *html.Node) string {
	var found *html.Node
	descend(caption, func(c *html.Node) bool {
		class := attr(c, "class")
		if c.DataAtom == atom.Small || c.DataAtom == atom.Cite || strings.Contains(class, "credit") || strings.Contains(class, "copyright") {
			found = c
			return false
		}
		return true
	})
	if found == nil || find(found, atom.Sup, atom.A, atom.Img) != nil || !endsIn(caption, found) {
		return ""
	}
	text, _ := r.sub(found, nil, 1)
	r.use(found)
	return cleanText(collapse(PlainSpans(text)))
}

// endsIn says whether nothing but space follows n in outer.
func endsIn(outer, n *html.Node) bool {
	for ; n != outer; n = n.Parent {
		for c := n.NextSibling; c != nil; c = c.NextSibling {
			if strings.TrimSpace(nodeText(c)) != "" {
				return false
			}
		}
	}
	return true
}

func all(blocks []Block, t Type) bool {
	for i := range blocks {
		if blocks[i].Type != t {
			return false
		}
	}
	return len(blocks) > 0
}

// asGallery puts pictures that stand together into one gallery.
func (r *reader) asGallery(blocks []Block, caption []Span) []Block {
	var out []Block
	last := -1
	for _, b := range blocks {
		switch {
		case b.Type != Image && b.Type != Gallery:
			out = append(out, b)
		case last >= 0 && last == len(out)-1:
			out[last].Pictures = append(out[last].Pictures, b.Pictures...)
			if out[last].Text == nil {
				out[last].Text = b.Text
			}
		default:
			last = len(out)
			b.Type = Gallery
			out = append(out, b)
		}
	}
	return out
}

// captioned gives a caption to what it stands under, or sets it as a paragraph.
func (r *reader) captioned(blocks []Block, caption []Span, credit string) []Block {
	if caption == nil && credit == "" {
		return blocks
	}
	if len(blocks) == 1 {
		b := &blocks[0]
		switch {
		case b.Type == Image && b.Pictures[0].Caption == nil:
			b.Pictures[0].Caption, b.Pictures[0].Credit = caption, credit
			return blocks
		case (b.Type == Gallery || b.Type == Embed || b.Type == Table) && b.Text == nil:
			b.Text = withCredit(caption, credit)
			return blocks
		case (b.Type == Quote || b.Type == PullQuote) && b.Cite == nil:
			b.Cite = withCredit(caption, credit)
			return blocks
		}
	}
	return append(blocks, Block{ID: r.newID(), Type: Paragraph, Text: withCredit(caption, credit)})
}

func withCredit(caption []Span, credit string) []Span {
	if credit == "" {
		return caption
	}
	if caption != nil {
		credit = " " + credit
	}
	return normSpans(append(caption, Span{Text: credit}), true)
}
