package body

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"masthead/internal/kit/id"
)

// maxSource is the largest HTML whose structure is read, in bytes. Of what is
// larger only the words are taken.
const maxSource = 2 << 20

// maxNested is how deep figures and quotations may stand in each other before an
// inner one is only its content.
const maxNested = 8

// Options says how HTML is to be read.
type Options struct {
	// Base is the address the HTML stood at; relative links and pictures are resolved against it.
	Base string
	// Lang is the language of the text; words marked as being in it need no mark.
	Lang string
	// Newlines: a line end is a break and an empty line parts paragraphs, as in
	// what WordPress stores of texts written before its block editor. Its
	// shortcodes for captions and embeds are read too.
	Newlines bool
	// Footnotes holds the HTML of footnotes that are kept outside the text, by
	// the id their references lead to.
	Footnotes map[string]string
	// NewID makes the ids of blocks; nil is id.NewBlock.
	NewID func() string
}

// Note tells of something in the HTML that could not become what it was. Kind is
// one of the NoteKinds; Detail is an address, a tag name or a text.
type Note struct{ Kind, Detail string }

// The kinds of note, which are also the last part of their keys in the words catalogue.
const (
	NoteLink      = "link"      // a link that leads to nothing allowed was taken off its words
	NotePicture   = "picture"   // a picture whose address cannot be kept was left out
	NoteFrame     = "frame"     // a frame of an unknown site became a link in an HTML block
	NoteMedia     = "media"     // a film or sound file became a link in an HTML block
	NoteForm      = "form"      // a form lost its fields
	NoteTable     = "table"     // a table with more than text in its cells became an HTML block
	NoteDrawing   = "drawing"   // a vector drawing was left out, its words kept
	NoteFormula   = "formula"   // a formula became its signs in a line
	NoteElement   = "element"   // an unknown element was taken off its content
	NoteStrike    = "strike"    // words struck out are kept, no longer struck out
	NoteListStart = "liststart" // a list that did not begin at 1 does now
	NoteMoved     = "moved"     // something inside a line, item or cell now stands after its block
	NoteShortcode = "shortcode" // a WordPress shortcode that says nothing here is left as text
	NoteUnread    = "unread"    // too large or too deep: only the words were kept
)

// FromHTML reads blocks from any HTML. It loses no visible word; what it changes or
// leaves out for want of a block it tells in notes. The result is normalised, but
// may be larger than Check allows.
func FromHTML(src string, opts Options) (Doc, []Note) {
	r := newReader(opts)
	if len(src) > maxSource {
		return r.unread(src)
	}
	if opts.Newlines && strings.Contains(src, "[") {
		src = r.shortcodes(src)
	}
	r.gatherClasses(src)
	nodes, err := parseHTML(strings.ToValidUTF8(src, "\uFFFD"))
	if err != nil {
		return r.unread(src)
	}
	root := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	for _, n := range nodes {
		root.AppendChild(n)
	}
	if strings.ContainsRune(src, '#') || len(opts.Footnotes) > 0 {
		r.gatherFootnotes(root)
	}
	f := r.flow()
	r.children(root, nil, f)
	r.flush(f)
	return Doc{Blocks: f.blocks}, r.notes
}

// ParseInline reads one run of inline content; whatever stands on a line of its
// own in the HTML is parted by a break.
func ParseInline(src string) []Span {
	r := newReader(Options{})
	nodes, err := parseHTML(strings.ToValidUTF8(src, "\uFFFD"))
	if err != nil || len(src) > maxSource {
		return NormaliseSpans([]Span{{Text: strings.Join(textParagraphs(src), " ")}})
	}
	f := r.single(1)
	for _, n := range nodes {
		r.node(n, nil, f)
	}
	return f.run.take()
}

// reader holds the state of one reading.
type reader struct {
	opts    Options
	base    *url.URL
	notes   []Note
	noted   map[Note]bool
	newID   func() string
	lang    string
	classes map[string]string // declarations by class, of a document that keeps its emphasis there
	fn      footnotes
	used    map[*html.Node]bool // read already, as a caption, a cite or a footnote
	inBox   bool
	nested  int // figures and quotations around the node at work
	newline bool
}

func newReader(opts Options) *reader {
	r := &reader{opts: opts, newID: opts.NewID, newline: opts.Newlines}
	if r.newID == nil {
		r.newID = id.NewBlock
	}
	r.lang, _ = cleanLang(opts.Lang)
	if opts.Base != "" {
		if u, err := url.Parse(opts.Base); err == nil && u.Host != "" {
			r.base = u
		}
	}
	return r
}

// tell adds a note, each only once.
func (r *reader) tell(kind, detail string) {
	n := Note{kind, detail}
	if r.noted[n] {
		return
	}
	if r.noted == nil {
		r.noted = map[Note]bool{}
	}
	r.noted[n] = true
	r.notes = append(r.notes, n)
}

func (r *reader) use(n *html.Node) {
	if r.used == nil {
		r.used = map[*html.Node]bool{}
	}
	r.used[n] = true
}

// frame is where content goes: either blocks, or one run in which every block
// boundary is so many breaks.
type frame struct {
	run    run
	blocks []Block // in a single run: what cannot stand in it and follows its block
	gap    int     // breaks at a boundary; 0 is a frame of blocks
	item   *itemFrame
}

func (r *reader) flow() *frame {
	f := &frame{run: newRun()}
	f.run.lines = r.newline
	return f
}

func (r *reader) single(gap int) *frame { return &frame{run: newRun(), gap: gap} }

// flush makes paragraphs of the inline content so far.
func (r *reader) flush(f *frame) {
	if f.gap > 0 || f.run.empty() {
		return
	}
	for _, p := range paragraphs(f.run.take()) {
		f.blocks = append(f.blocks, r.paragraph(p))
	}
}

// paragraph makes a block of a line of its own: an address of a known provider
// standing alone is an embed, as in the editors of WordPress and Ghost.
func (r *reader) paragraph(spans []Span) Block {
	if len(spans) == 1 && strings.HasPrefix(spans[0].Text, "http") && !strings.ContainsRune(spans[0].Text, ' ') {
		if provider, address, ok := MatchEmbed(spans[0].Text); ok {
			return Block{ID: r.newID(), Type: Embed, Embed: &EmbedLink{Provider: provider, URL: address}}
		}
	}
	return Block{ID: r.newID(), Type: Paragraph, Text: spans}
}

// emit places blocks: in a frame of blocks here, beside a single run after it.
func (r *reader) emit(f *frame, blocks ...Block) {
	if len(blocks) == 0 {
		return
	}
	r.flush(f)
	if f.gap > 0 {
		r.tell(NoteMoved, string(blocks[0].Type))
	}
	f.blocks = append(f.blocks, blocks...)
}

func (r *reader) children(n *html.Node, marks []Mark, f *frame) {
	for c := n.FirstChild; c != nil; {
		if isWordItem(c) {
			c = r.wordList(c, marks, f)
			continue
		}
		r.node(c, marks, f)
		c = c.NextSibling
	}
}

func (r *reader) node(n *html.Node, marks []Mark, f *frame) {
	switch n.Type {
	case html.TextNode:
		f.run.text(spacing(n), marks)
	case html.ElementNode:
		if r.used[n] || r.skipped(n, marks, f) {
			return
		}
		if n.Namespace != "" {
			r.foreign(n, marks, f)
			return
		}
		if r.embedded(n, marks, f) || r.inline(n, marks, f) {
			return
		}
		r.block(n, marks, f)
	}
}

// spacing is the text of n. Word and Safari write runs of space as no-break spaces
// in spans that say so.
func spacing(n *html.Node) string {
	if p := n.Parent; p != nil && p.DataAtom == atom.Span && len(p.Attr) > 0 && strings.Contains(n.Data, "\u00A0") &&
		(hasClass(p, "Apple-converted-space") || style(p, "mso-spacerun") == "yes") {
		return strings.ReplaceAll(n.Data, "\u00A0", " ")
	}
	return n.Data
}

// skipped handles what readers do not see.
func (r *reader) skipped(n *html.Node, marks []Mark, f *frame) bool {
	switch n.DataAtom {
	case atom.Script:
		if post := attr(n, "data-telegram-post"); post != "" {
			r.embedAddress("https://t.me/"+post, "", nil, f)
		}
		return true
	case atom.Style, atom.Meta, atom.Link, atom.Base, atom.Title, atom.Template, atom.Nav, atom.Param, atom.Track, atom.Area, atom.Map,
		atom.Button, atom.Input, atom.Select, atom.Textarea, atom.Datalist, atom.Rp, atom.Frameset, atom.Noframes, atom.Canvas, atom.Dialog:
		return true
	case atom.Head:
		return true
	case atom.Noscript:
		r.noscript(n, marks, f)
		return true
	}
	return hidden(n) || strings.HasPrefix(n.Data, "o:") && n.FirstChild == nil || msoIgnored(n)
}

// noscript counts only where it holds the picture that a script would have loaded.
func (r *reader) noscript(n *html.Node, marks []Mark, f *frame) {
	descend(n, func(c *html.Node) bool {
		if c.DataAtom == atom.Img {
			r.image(c, marks, f)
		}
		return true
	})
}

// unread keeps the words of what cannot be read as a tree.
func (r *reader) unread(src string) (Doc, []Note) {
	r.tell(NoteUnread, "")
	var doc Doc
	for _, p := range textParagraphs(src) {
		if spans := NormaliseSpans([]Span{{Text: p}}); spans != nil {
			doc.Blocks = append(doc.Blocks, Block{ID: r.newID(), Type: Paragraph, Text: spans})
		}
	}
	return doc, r.notes
}

// textParagraphs takes the words out of mark-up without building a tree.
func textParagraphs(src string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if text := collapse(b.String()); text != "" {
			out = append(out, text)
		}
		b.Reset()
	}
	z := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(src, "\uFFFD")))
	quiet := ""
	for {
		switch t := z.Next(); t {
		case html.ErrorToken:
			end()
			return out
		case html.TextToken:
			if quiet == "" {
				b.Write(z.Text())
			}
		case html.StartTagToken, html.EndTagToken:
			name, _ := z.TagName()
			tag := string(name)
			switch {
			case t == html.EndTagToken && tag == quiet:
				quiet = ""
			case t == html.StartTagToken && (tag == "script" || tag == "style"):
				quiet = tag
			case !inlineTags[tag]:
				end()
			}
		}
	}
}
