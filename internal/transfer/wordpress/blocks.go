package wordpress

import (
	"bytes"
	"encoding/json"
	"strings"
)

// block is one opening block comment: <!-- wp:name {json} -->.
type block struct {
	name  string // without "core/"
	attrs json.RawMessage
	from  int // where its content begins in what was written
}

// blockAttrs is what is used of a block's attributes.
type blockAttrs struct {
	ID      json.Number   `json:"id"`
	Ref     json.Number   `json:"ref"`
	URL     string        `json:"url"`
	Title   string        `json:"title"`
	IDs     []json.Number `json:"ids"`
	Caption string        `json:"caption"`
	Service string        `json:"service"`
	Label   string        `json:"label"`
}

func (b block) read() blockAttrs {
	var a blockAttrs
	if len(b.attrs) > 0 {
		_ = json.Unmarshal(b.attrs, &a) // attributes of another form are none
	}
	return a
}

const (
	maxBlockDepth   = 100
	maxBlockComment = 256 << 10
)

// blockToken is one block comment in a text.
type blockToken struct {
	block
	close bool
	empty bool // it holds nothing: <!-- wp:name /-->
	start int
	end   int
}

// nextBlock finds the next block comment from at on.
func nextBlock(s string, at int) (blockToken, bool) {
	for {
		i := strings.Index(s[at:], "<!--")
		if i < 0 {
			return blockToken{}, false
		}
		at += i
		end := strings.Index(s[at+2:], "-->") // "<!-->" is a comment too
		if end < 0 {
			return blockToken{}, false
		}
		t := blockToken{start: at, end: at + 2 + end + 3}
		if end >= 2 && end <= maxBlockComment && t.parse(strings.TrimSpace(s[at+4:at+2+end])) {
			return t, true
		}
		at = t.end
	}
}

func (t *blockToken) parse(words string) bool {
	if rest, ok := strings.CutPrefix(words, "/wp:"); ok {
		t.name, t.close = strings.TrimPrefix(strings.TrimSpace(rest), "core/"), true
		return true
	}
	rest, ok := strings.CutPrefix(words, "wp:")
	if !ok {
		return false
	}
	rest, t.empty = strings.CutSuffix(rest, "/")
	t.name, rest, _ = strings.Cut(rest, " ")
	t.name = strings.TrimPrefix(t.name, "core/")
	if rest = strings.TrimSpace(rest); strings.HasPrefix(rest, "{") {
		t.attrs = json.RawMessage(rest)
	}
	return true
}

// dynamicBlocks are made anew by WordPress each time a page is shown: lists of other
// texts, menus, forms, parts of the theme. They are no part of what was written.
var dynamicBlocks = map[string]bool{
	"latest-posts": true, "latest-comments": true, "archives": true, "categories": true, "tag-cloud": true, "calendar": true,
	"search": true, "rss": true, "query": true, "navigation": true, "navigation-link": true, "navigation-submenu": true,
	"page-list": true, "page-list-item": true, "social-links": true, "social-link": true, "loginout": true, "avatar": true,
	"comments": true, "comments-query-loop": true, "template-part": true, "read-more": true, "term-description": true,
	"query-title": true, "site-logo": true, "site-title": true, "site-tagline": true, "home-link": true, "pattern": true,
	"legacy-widget": true, "widget-group": true, "terms-query": true, "breadcrumbs": true,
}

func dynamic(name string) bool {
	return dynamicBlocks[name] || strings.HasPrefix(name, "post-") || strings.HasPrefix(name, "comment-") ||
		strings.HasPrefix(name, "comments-") || strings.HasPrefix(name, "query-") || strings.HasPrefix(name, "term-")
}

// blockWriter resolves block comments.
type blockWriter struct {
	*content
	out   []byte
	stack []block
	drop  int // depth at which a block that is left out was opened, 0 if none
	deep  int // how many reusable blocks this one stands in
}

// resolveBlocks gives the HTML of a text in block notation. What stands outside
// blocks is in the older notation, where empty lines part paragraphs.
func (c *content) resolveBlocks(s string, deep int) string {
	w := &blockWriter{content: c, deep: deep}
	at := 0
	for {
		t, ok := nextBlock(s, at)
		if !ok {
			w.loose(s[at:])
			break
		}
		w.loose(s[at:t.start])
		at = t.end
		switch {
		case t.close:
			w.closeBlock(t.name)
		case t.empty:
			w.openBlock(t.block)
			w.closeBlock(t.name)
		default:
			w.openBlock(t.block)
		}
	}
	for len(w.stack) > 0 {
		w.endBlock()
	}
	return string(w.out)
}

func (w *blockWriter) loose(s string) {
	switch {
	case w.drop > 0:
	case len(w.stack) == 0 && strings.TrimSpace(s) != "":
		w.out = append(w.out, paragraphs(w.classic(s))...)
	default:
		w.out = append(w.out, s...)
	}
}

func (w *blockWriter) openBlock(b block) {
	if len(w.stack) >= maxBlockDepth {
		return
	}
	b.from = len(w.out)
	w.stack = append(w.stack, b)
	if w.drop == 0 && w.leavesOut(b.name) {
		w.drop = len(w.stack)
	}
}

// leavesOut says whether a block and all in it is left out, and notes why.
func (w *blockWriter) leavesOut(name string) bool {
	switch {
	case name == "spacer" || name == "more" || name == "nextpage":
		return true
	case dynamic(name):
		w.dropped(name)
		return true
	}
	return false
}

func (w *blockWriter) closeBlock(name string) {
	for i := len(w.stack) - 1; i >= 0; i-- {
		if w.stack[i].name == name {
			for len(w.stack) > i {
				w.endBlock()
			}
			return
		}
	}
}

// endBlock closes the innermost block and puts what it stands for in its place.
func (w *blockWriter) endBlock() {
	b := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	if w.drop > 0 {
		if len(w.stack) < w.drop {
			w.drop = 0
			w.out = append(w.out[:b.from], '\n')
		}
		return
	}
	if w.special(b.name) {
		inner := string(w.out[b.from:])
		w.out = append(w.out[:b.from], w.blockHTML(b, inner)...)
	} else if !plainBlocks[b.name] && len(bytes.TrimSpace(w.out[b.from:])) == 0 {
		w.dropped(b.name)
	}
}

// plainBlocks may be empty without anything being lost.
var plainBlocks = map[string]bool{
	"paragraph": true, "heading": true, "group": true, "columns": true, "column": true, "list": true, "list-item": true,
	"separator": true, "quote": true, "freeform": true, "shortcode": true, "buttons": true, "button": true, "html": true, "missing": true,
}

func (w *blockWriter) special(name string) bool {
	switch name {
	case "embed", "gallery", "block", "footnotes", "freeform", "shortcode", "file", "image", "missing":
		return true
	}
	return strings.HasPrefix(name, "core-embed/")
}

// blockHTML is what a block of a kind of its own stands for.
func (w *blockWriter) blockHTML(b block, inner string) string {
	a := b.read()
	switch b.name {
	case "gallery":
		if !strings.Contains(inner, "<img") && len(a.IDs) > 0 {
			var ids []uint64
			for _, n := range a.IDs {
				ids = append(ids, parseID(n.String()))
			}
			return w.gallery(ids, captionOf(inner))
		}
		return inner
	case "image":
		if !strings.Contains(inner, "<img") {
			return w.pictureByID(parseID(a.ID.String()), captionOf(inner))
		}
		return inner
	case "block":
		return w.reusableBlock(parseID(a.Ref.String()), w.deep)
	case "footnotes":
		return w.footnotes()
	case "freeform", "missing":
		return paragraphs(w.classic(inner))
	case "shortcode":
		return paragraphs(inner)
	case "file":
		return withoutButton(inner)
	}
	return w.embedBlock(a, inner)
}
