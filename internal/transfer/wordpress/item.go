package wordpress

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"masthead/internal/transfer"
)

// Bounds of one item.
const (
	maxItemTerms = 2_000
	maxItemMeta  = 2_000
	maxItemText  = 16 << 20 // bytes of all that is kept
)

// item is one <item>, as written; what has no use here is counted, not kept.
type item struct {
	line      int
	id        uint64
	title     string
	link      string
	guid      string
	creator   string
	pubDate   string
	content   string
	excerpt   string
	date      string
	dateGMT   string
	modified  string // in UTC
	slug      string
	status    string
	kind      string // post_type
	password  bool
	sticky    bool
	parent    uint64
	url       string // of an attachment
	terms     []itemTerm
	meta      []meta
	comments  int
	secrets   []string // keys of postmeta that were left out
	problems  []transfer.Problem
	unsound   string // why it cannot be taken
	ended     bool   // its end tag was read
	seen      uint32 // elements that may stand once
	bytes     int
	badBytes  bool
	ctlBytes  bool
	tooMany   bool
	unclosed  bool
	unescaped bool
}

type itemTerm struct{ domain, slug, name string }

type meta struct{ key, value string }

func (it *item) metaValue(key string) string {
	for _, m := range it.meta {
		if m.key == key {
			return m.value
		}
	}
	return ""
}

func (it *item) key() string { return "post " + strconv.FormatUint(it.id, 10) }

func (it *item) problem(line int, level transfer.Level, code, format string, args ...any) {
	if len(it.problems) >= 20 {
		return
	}
	it.problems = append(it.problems, transfer.Problem{Line: line, Level: level, Code: code, Detail: fmt.Sprintf(format, args...)})
}

// parser gives the parts of an export.
type parser struct {
	*scanner
	prefixes map[string]string // of this file to the usual ones
	light    bool              // keep only what the first reading needs
	aside    bool              // the text being read goes to held
	held     []byte            // body of the item that was read last
	rewound  int               // bytes that were read again
}

// name is the tag's name with the usual prefix.
func (p *parser) name(t tag) []byte {
	if len(p.prefixes) == 0 {
		return t.name
	}
	i := bytes.IndexByte(t.name, ':')
	if i < 0 {
		return t.name
	}
	if usual, ok := p.prefixes[string(t.name[:i])]; ok {
		return append([]byte(usual), t.name[i:]...)
	}
	return t.name
}

// structural says whether a name can stand around items but never inside a text.
func structural(name []byte) bool {
	switch string(name) {
	case "item", "channel", "rss":
		return true
	}
	return false
}

// belongs says whether a name is one of the format, not of unescaped HTML.
func belongs(name []byte) bool {
	switch string(name) {
	case "item", "channel", "rss", "pubDate", "guid", "category", "description":
		return true
	}
	prefix, _, ok := bytes.Cut(name, []byte{':'})
	if !ok {
		return false
	}
	switch string(prefix) {
	case "wp", "content", "excerpt", "dc", "wfw":
		return true
	}
	return false
}

// neverClosed is said of an item whose text swallowed the items behind it.
const neverClosed = "a CDATA section in it is never closed"

// maxRewound is how many bytes of a file are read again to save swallowed items.
const maxRewound = 256 << 20

// leaf reads the text of the element that t opened. A text that swallowed the items
// behind it, because its CDATA section was never closed, gives them back.
func (p *parser) leaf(t tag, it *item) string {
	p.text, p.over = p.text[:0], false
	if t.empty {
		return ""
	}
	name, line := string(p.name(t)), p.line
	for {
		end, ok := p.next()
		if !ok {
			it.unclosed = true
			break
		}
		n := p.name(end)
		closes := end.close && string(n) == name
		if at := p.swallowed(closes); at >= 0 && p.rewound > maxRewound {
			it.unsound = "a CDATA section in it is never closed; items behind it are lost with it"
		} else if at >= 0 {
			it.unsound = neverClosed
			p.rewound += len(p.text)
			first := line + bytes.Count(p.text[:at], []byte{'\n'})
			p.rewind(first, p.text[at:], []byte("]]>"), end.raw)
			p.text = p.text[:0]
			return ""
		}
		if closes {
			break
		}
		if !belongs(n) {
			it.unescaped = true
			if len(p.text)+len(end.raw) <= maxText {
				p.text = append(p.text, end.raw...)
			}
			continue
		}
		it.unclosed = true
		if !it.ended {
			it.problem(end.line, transfer.Partly, "malformed_xml", "<%s> of line %d is not closed as it should be", name, t.line)
		}
		if !end.close || structural(n) {
			p.back(end)
		}
		break
	}
	return p.finish(it, name)
}

// swallowed finds where, in the text just read, the next item begins; -1 if the
// text is the element's own. An export quoted in full has its CDATA sections
// closed again; one that was swallowed has its last one open, or ends in the wrong tag.
func (p *parser) swallowed(closes bool) int {
	end := bytes.Index(p.text, []byte("</item>"))
	if end < 0 || p.over {
		return -1
	}
	at := bytes.Index(p.text[end:], []byte("<item"))
	if at < 0 || len(bytes.TrimSpace(p.text[end+7:end+at])) > 0 {
		return -1
	}
	if closes {
		last := bytes.LastIndex(p.text, []byte("<![CDATA["))
		if last < end || bytes.Contains(p.text[last:], []byte("]]>")) {
			return -1
		}
	}
	return end + at
}

// finish makes the text read a string: valid, with line feeds, without what XML 1.0
// section 2.2 does not allow.
func (p *parser) finish(it *item, name string) string {
	if p.over {
		it.unsound = fmt.Sprintf("<%s> holds more than %d MB", name, maxText>>20)
		return ""
	}
	b := p.text
	if p.aside {
		p.held = append(p.held, b...)
		return ""
	}
	if it.bytes += len(b); it.bytes > maxItemText {
		it.unsound = fmt.Sprintf("it holds more than %d MB", maxItemText>>20)
		return ""
	}
	if !utf8.Valid(b) {
		it.badBytes = true
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	if i := firstForbidden(b); i >= 0 {
		kept := b[:i:i]
		for j, c := range b[i:] {
			switch {
			case c == '\r':
				if j+1 >= len(b[i:]) || b[i+j+1] != '\n' {
					kept = append(kept, '\n')
				}
			case forbidden(c):
				it.ctlBytes = true
			default:
				kept = append(kept, c)
			}
		}
		b = kept
	}
	return string(b)
}

func forbidden(c byte) bool { return c < 0x20 && c != '\n' && c != '\t' }

func firstForbidden(b []byte) int {
	for i, c := range b {
		if c < 0x20 && forbidden(c) {
			return i
		}
	}
	return -1
}

// line1 is leaf for words that stand in one line.
func (p *parser) line1(t tag, it *item) string { return strings.TrimSpace(p.leaf(t, it)) }

func (p *parser) number(t tag, it *item) uint64 {
	n, _ := strconv.ParseUint(p.line1(t, it), 10, 64)
	return n
}

// skipElement passes over the element that t opened, and counts what it holds
// named count.
func (p *parser) skipElement(t tag, it *item, count string) int {
	found, depth := 0, 1
	if t.empty {
		return 0
	}
	name := string(p.name(t))
	for depth > 0 {
		p.text, p.over = p.text[:0], true // nothing is kept
		inner, ok := p.next()
		if !ok {
			it.unclosed = true
			return found
		}
		n := p.name(inner)
		switch {
		case structural(n):
			it.unclosed = true
			p.back(inner)
			return found
		case string(n) != name:
			if count != "" && string(n) == count && !inner.close {
				found++
			}
		case inner.close:
			depth--
		case !inner.empty:
			depth++
		}
	}
	return found
}

// item reads the item that begins with t.
func (p *parser) item(t tag) *item {
	it := &item{line: t.line, parent: 0}
	if t.empty {
		it.ended = true
		return it
	}
	for {
		p.text, p.over = p.text[:0], true
		in, ok := p.next()
		if !ok {
			it.unsound = "the file ends inside it"
			return it
		}
		n := p.name(in)
		if structural(n) {
			if it.ended = in.close && string(n) == "item"; !it.ended {
				p.back(in)
				it.unsound = "it has no end"
			}
			return it
		}
		if in.close {
			continue
		}
		p.field(it, in, n)
		if it.unsound == neverClosed {
			return it
		}
	}
}

// The elements that stand once in an item: a second one means that two items ran together.
const (
	seenID = 1 << iota
	seenType
	seenContent
)

func (it *item) once(mark uint32) {
	if it.seen&mark != 0 {
		it.unsound = "it runs into the next item"
	}
	it.seen |= mark
}

func (p *parser) field(it *item, t tag, name []byte) {
	switch string(name) {
	case "title":
		it.title = p.line1(t, it)
	case "link":
		it.link = p.line1(t, it)
	case "guid":
		it.guid = p.line1(t, it)
	case "pubDate":
		it.pubDate = p.line1(t, it)
	case "dc:creator":
		it.creator = p.line1(t, it)
	case "content:encoded":
		it.once(seenContent)
		it.content = p.content(t, it)
	case "excerpt:encoded":
		it.excerpt = p.leaf(t, it)
	case "category":
		p.category(it, t)
	case "wp:postmeta":
		p.postmeta(it, t)
	case "wp:comment":
		it.comments++
		p.skipElement(t, it, "")
	case "wp:post_id":
		it.once(seenID)
		it.id = p.number(t, it)
	case "wp:post_type":
		it.once(seenType)
		it.kind = p.line1(t, it)
	default:
		p.smallField(it, t, name)
	}
}

func (p *parser) smallField(it *item, t tag, name []byte) {
	switch string(name) {
	case "wp:post_date":
		it.date = p.line1(t, it)
	case "wp:post_date_gmt":
		it.dateGMT = p.line1(t, it)
	case "wp:post_modified_gmt":
		it.modified = p.line1(t, it)
	case "wp:post_name":
		it.slug = p.line1(t, it)
	case "wp:status":
		it.status = p.line1(t, it)
	case "wp:post_parent":
		it.parent = p.number(t, it)
	case "wp:post_password":
		it.password = p.line1(t, it) != ""
	case "wp:is_sticky":
		it.sticky = p.line1(t, it) == "1"
	case "wp:attachment_url":
		it.url = p.line1(t, it)
	default:
		p.skipElement(t, it, "")
	}
}

// content reads the body. The type of an item stands behind it, so the first reading
// holds the last one aside, to copy it only where it is needed.
func (p *parser) content(t tag, it *item) string {
	if !p.light {
		return p.leaf(t, it)
	}
	p.aside = true
	p.held = p.held[:0]
	p.leaf(t, it)
	p.aside = false
	return ""
}

func (p *parser) category(it *item, t tag) {
	term := itemTerm{domain: t.attr("domain"), slug: t.attr("nicename")}
	term.name = p.line1(t, it)
	if len(it.terms) >= maxItemTerms {
		it.tooMany = true
		return
	}
	it.terms = append(it.terms, term)
}
