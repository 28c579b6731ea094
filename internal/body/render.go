package body

import (
	"strconv"
	"strings"
)

// RenderOptions says how a body is shown.
type RenderOptions struct {
	// Lang is the language of the text; blocks that run the other way say so.
	Lang string
	// HeadingOffset is added to the level of headings, which begin at 2.
	HeadingOffset int
	// IDPrefix goes before the ids of footnotes, where several bodies share a page.
	IDPrefix string
	// Sizes is the sizes attribute of pictures; "" leaves it out.
	Sizes string
	// Base is the address of the site, without a slash at its end. RenderFeed puts it before paths.
	Base string
	// Media says what a file of the media library looks like; false if it may not be shown.
	Media func(mediaID string) (PictureInfo, bool)
	Words RenderWords
}

// PictureInfo is what the renderer needs to know of a picture.
type PictureInfo struct {
	Sources       []PictureSource // other formats, the best first
	Src           string          // the picture every browser can show
	Srcset        string          // its other widths
	Width, Height int             // pixels
	Alt           string          // used where the text gives none
}

// PictureSource is the picture in one format.
type PictureSource struct{ Type, Srcset string }

// RenderWords are the interface's sentences in the reader's language. {provider}
// and {n} are places.
type RenderWords struct {
	Embeds        map[EmbedKind]EmbedWords
	NothingLoaded string // Nothing is loaded from {provider} until you ask.
	Note          string // Note {n}
	BackToText    string // Back to the text
	OpenPicture   string // Open the picture
}

// EmbedWords name one kind of embed.
type EmbedWords struct {
	What string // A post on {provider}
	Show string // Show the post
}

// Render shows a body as HTML for a page. The result is well formed and escaped
// whatever doc holds, loads nothing from other sites, and gives each block the id
// "b-" and its own.
func Render(doc Doc, o RenderOptions) string {
	r := renderer{o: o, rtl: rtlLang(o.Lang), b: make([]byte, 0, 8<<10)}
	r.blocks(doc.Blocks)
	r.footnotes()
	return string(r.b)
}

// RenderFeed shows a body as HTML for feeds and letters: without ids and classes,
// with absolute addresses, and embeds as links.
func RenderFeed(doc Doc, o RenderOptions) string {
	r := renderer{o: o, rtl: rtlLang(o.Lang), feed: true, b: make([]byte, 0, 8<<10)}
	r.blocks(doc.Blocks)
	r.footnotes()
	return string(r.b)
}

// InlineHTML writes inline content so that ParseInline reads the same: a footnote
// stands where its number would, in <span data-note>.
func InlineHTML(spans []Span) string {
	r := renderer{inline: true}
	r.spans(spans)
	return string(r.b)
}

type renderer struct {
	o      RenderOptions
	b      []byte
	notes  [][]Span
	open   []Mark
	rtl    bool
	feed   bool
	inline bool // no list of footnotes follows
	inNote bool
	headed bool // a heading was written
}

func (r *renderer) raw(parts ...string) {
	for _, s := range parts {
		r.b = append(r.b, s...)
	}
}

// esc writes text so that it is only text, in an element or a quoted attribute.
func (r *renderer) esc(s string) {
	last := 0
	for i := range len(s) {
		var ref string
		switch s[i] {
		case '&':
			ref = "&amp;"
		case '<':
			ref = "&lt;"
		case '>':
			ref = "&gt;"
		case '"':
			ref = "&#34;"
		case '\'':
			ref = "&#39;"
		case 0, '\r':
			ref = " "
		default:
			continue
		}
		r.b = append(append(r.b, s[last:i]...), ref...)
		last = i + 1
	}
	r.b = append(r.b, s[last:]...)
}

func (r *renderer) attr(name, value string) {
	r.raw(" ", name, `="`)
	r.esc(value)
	r.raw(`"`)
}

func (r *renderer) number(name string, n int) {
	if n > 0 {
		r.attr(name, strconv.Itoa(n))
	}
}

// tag opens the element of a block.
func (r *renderer) tag(name, class string, b *Block) {
	r.raw("<", name)
	if class != "" && !r.feed {
		r.attr("class", class)
	}
	if b.ID != "" && !r.feed {
		r.attr("id", "b-"+b.ID)
	}
	r.direction(b.Text)
	r.raw(">")
}

// direction marks text that begins in the other direction than the page's.
func (r *renderer) direction(spans []Span) {
	switch d := firstStrong(spans); {
	case d == 'R' && !r.rtl:
		r.attr("dir", "rtl")
	case d == 'L' && r.rtl:
		r.attr("dir", "ltr")
	}
}

func (r *renderer) blocks(blocks []Block) {
	for i := range blocks {
		r.block(&blocks[i])
	}
}

func (r *renderer) block(b *Block) {
	switch b.Type {
	case Paragraph:
		if len(b.Text) > 0 {
			r.simple("p", "", b)
		}
	case Heading:
		r.simple(r.level(b.Level), "", b)
	case Quote:
		r.quote("", b)
	case PullQuote:
		r.quote("pull", b)
	case List:
		r.list(b)
	case Image:
		if len(b.Pictures) > 0 {
			r.figure(&b.Pictures[0], b)
		}
	case Gallery:
		r.gallery(b)
	case Embed:
		r.embed(b)
	case Table:
		r.table(b)
	case Question:
		r.simple(r.level(2), "ask", b)
		r.blocks(b.Blocks)
	case Box:
		r.box(b)
	case Divider:
		r.tag("hr", "", b)
		r.raw("\n")
	case HTML:
		r.tag("div", "", b)
		r.raw(CleanHTML(b.HTML), "</div>\n")
	}
}

func (r *renderer) simple(tag, class string, b *Block) {
	r.tag(tag, class, b)
	r.spans(b.Text)
	r.raw("</", tag, ">\n")
}

func (r *renderer) level(n int) string {
	r.headed = true
	return "h" + strconv.Itoa(min(6, max(2, n)+max(0, r.o.HeadingOffset)))
}

func (r *renderer) quote(class string, b *Block) {
	r.tag("blockquote", class, b)
	for _, p := range quoteParts(b.Text) {
		r.raw("<p>")
		r.spans(p)
		r.raw("</p>")
	}
	if len(b.Cite) > 0 {
		r.raw("<footer>")
		r.spans(b.Cite)
		r.raw("</footer>")
	}
	r.raw("</blockquote>\n")
}

// quoteParts cuts the text of a quotation into its paragraphs, at two breaks.
func quoteParts(spans []Span) [][]Span {
	var parts [][]Span
	start := 0
	for i := 0; i+1 < len(spans); i++ {
		if spans[i].Break && spans[i+1].Break {
			if i > start {
				parts = append(parts, spans[start:i])
			}
			start = i + 2
			i++
		}
	}
	if start < len(spans) {
		parts = append(parts, spans[start:])
	}
	return parts
}

func (r *renderer) list(b *Block) {
	tag := listTag(b.Ordered)
	r.tag(tag, "", b)
	r.items(b.Items)
	r.raw("</", tag, ">\n")
}

func listTag(ordered bool) string {
	if ordered {
		return "ol"
	}
	return "ul"
}

func (r *renderer) items(items []Item) {
	for i := range items {
		it := &items[i]
		r.raw("<li")
		r.direction(it.Text)
		r.raw(">")
		r.spans(it.Text)
		if len(it.Items) > 0 {
			tag := listTag(it.Ordered)
			r.raw("<", tag, ">")
			r.items(it.Items)
			r.raw("</", tag, ">")
		}
		r.raw("</li>")
	}
}

func (r *renderer) box(b *Block) {
	if r.feed {
		r.raw("<blockquote>")
		if len(b.Text) > 0 {
			r.raw("<h3>")
			r.spans(b.Text)
			r.raw("</h3>")
		}
		r.blocks(b.Blocks)
		r.raw("</blockquote>\n")
		return
	}
	r.raw("<aside")
	r.attr("class", "box")
	r.attr("id", "b-"+b.ID)
	r.direction(b.Text)
	if len(b.Text) == 0 {
		r.raw(">")
	} else {
		// No level is left out on the way down from the page's own heading (WCAG 2.2,
		// technique G141).
		level := 2
		if r.headed {
			level = 3
		}
		tag := r.level(level)
		r.attr("aria-labelledby", "t-"+b.ID)
		r.raw("><", tag)
		r.attr("id", "t-"+b.ID)
		r.raw(">")
		r.spans(b.Text)
		r.raw("</", tag, ">\n")
	}
	r.blocks(b.Blocks)
	r.raw("</aside>\n")
}

func (r *renderer) table(b *Block) {
	r.raw("<table")
	if b.ID != "" && !r.feed {
		r.attr("id", "b-"+b.ID)
	}
	r.raw(">")
	if len(b.Text) > 0 {
		r.raw("<caption>")
		r.spans(b.Text)
		r.raw("</caption>")
	}
	rows := b.Rows
	if b.Header && len(rows) > 0 {
		r.raw("<thead>")
		r.row(rows[0], "col")
		r.raw("</thead>")
		rows = rows[1:]
	}
	r.raw("<tbody>")
	for _, row := range rows {
		r.row(row, "")
	}
	r.raw("</tbody></table>\n")
}

func (r *renderer) row(cells []Cell, scope string) {
	r.raw("<tr>")
	for i := range cells {
		c := &cells[i]
		tag, own := "td", scope
		if c.Head {
			own = "row"
		}
		if own != "" {
			tag = "th"
		}
		r.raw("<", tag)
		if own != "" {
			r.attr("scope", own)
		}
		r.number("colspan", c.Cols)
		r.number("rowspan", c.Rows)
		r.direction(c.Text)
		r.raw(">")
		r.spans(c.Text)
		r.raw("</", tag, ">")
	}
	r.raw("</tr>")
}

// fill puts a value in the place {name} of a sentence.
func fill(sentence, name, value string) string {
	return strings.ReplaceAll(sentence, "{"+name+"}", value)
}
