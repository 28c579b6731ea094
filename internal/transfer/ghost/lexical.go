package ghost

import (
	"encoding/json"
	"errors"
	"html"
	"strings"
)

// maxDepth is how deep a body's parts may stand in one another.
const maxDepth = 100

var errDeep = errors.New("its parts stand too deep in one another")

// maxParts is how many parts a body may have.
const maxParts = 200_000

var errMany = errors.New("it has too many parts")

// node is one node of Lexical, Ghost's editor since 2023.
type node struct {
	Type     string
	Tag      string
	Text     string
	Format   json.RawMessage // a number for text, a word for blocks
	URL      string
	ListType string
	Children []node
	card     *card
}

// UnmarshalJSON reads a node's own fields, and for a card those of cards.
func (n *node) UnmarshalJSON(b []byte) error {
	type own node
	if err := json.Unmarshal(b, (*own)(n)); err != nil && !isType(err) {
		return err
	}
	if _, _, holds := n.around(); !holds && n.Type != "text" && n.Type != "extended-text" && n.Type != "" {
		n.card = &card{}
		_ = json.Unmarshal(b, n.card) // fields of another form stay empty
	}
	return nil
}

// lexical writes {"root":{…}}.
func (w *writer) lexical(src string) error {
	switch {
	case nesting(src) > 2*maxDepth:
		return errDeep
	case strings.Count(src, "{") > maxParts || len(src) > maxBody:
		return errMany
	}
	var doc struct{ Root *node }
	if err := json.Unmarshal([]byte(src), &doc); err != nil || doc.Root == nil {
		return errors.New("it is not Lexical's JSON")
	}
	w.node(doc.Root)
	return nil
}

// nesting is how deep objects and lists of a JSON text stand in one another.
func nesting(src string) int {
	depth, deepest, quoted := 0, 0, false
	for i := 0; i < len(src); i++ {
		switch c := src[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

func (w *writer) node(n *node) {
	switch n.Type {
	case "text", "extended-text":
		w.marked(n)
		return
	case "linebreak":
		w.raw("<br>")
		return
	case "tab":
		w.raw(" ")
		return
	}
	if before, after, ok := n.around(); ok {
		w.raw(before)
		w.nodes(n.Children)
		w.raw(after)
		return
	}
	switch {
	case n.card != nil && w.card(n.Type, *n.card):
	case len(n.Children) == 0 && n.Type != "":
		w.leave(n.Type)
	default:
		w.nodes(n.Children) // an unknown part: what it holds is kept
	}
}

func (w *writer) nodes(list []node) {
	for i := range list {
		w.node(&list[i])
	}
}

// around gives the tags of a node that holds others.
func (n *node) around() (before, after string, ok bool) {
	switch n.Type {
	case "root":
		return "", "", true
	case "paragraph":
		return "<p>", "</p>\n", true
	case "heading", "extended-heading":
		tag := "h2"
		if len(n.Tag) == 2 && n.Tag[0] == 'h' && n.Tag[1] >= '1' && n.Tag[1] <= '6' {
			tag = n.Tag
		}
		return "<" + tag + ">", "</" + tag + ">\n", true
	case "quote", "extended-quote":
		return "<blockquote><p>", "</p></blockquote>\n", true
	case "aside":
		return `<blockquote class="kg-blockquote-alt"><p>`, "</p></blockquote>\n", true
	case "list":
		if n.ListType == "number" || n.Tag == "ol" {
			return "<ol>", "</ol>\n", true
		}
		return "<ul>", "</ul>\n", true
	case "listitem":
		return "<li>", "</li>", true
	case "link", "autolink", "at-link":
		if n.URL == "" {
			return "", "", true
		}
		return `<a href="` + html.EscapeString(n.URL) + `">`, "</a>", true
	}
	return "", "", false
}

// formats are the bits of a text's format, as Lexical numbers them.
var formats = [...]struct {
	bit int
	tag string
}{{1, "strong"}, {2, "em"}, {4, "s"}, {16, "code"}, {32, "sub"}, {64, "sup"}, {128, "mark"}}

func (w *writer) marked(n *node) {
	var bits int
	_ = json.Unmarshal(n.Format, &bits) // a word here means no marks
	var open, shut strings.Builder
	var tags []string
	for _, f := range formats {
		if bits&f.bit != 0 {
			open.WriteString("<" + f.tag + ">")
			tags = append(tags, f.tag)
		}
	}
	for i := len(tags) - 1; i >= 0; i-- {
		shut.WriteString("</" + tags[i] + ">")
	}
	w.raw(open.String() + html.EscapeString(n.Text) + shut.String())
}
