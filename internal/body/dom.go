package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inlineTags stand within a line of text; every other element begins a new one.
var inlineTags = func() map[string]bool {
	tags := map[string]bool{}
	for _, t := range strings.Fields(`a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label mark
		math meter noscript output picture q rb rp rt rtc ruby s samp small source span strike strong sub sup svg time tt u var wbr`) {
		tags[t] = true
	}
	return tags
}()

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key && n.Attr[i].Namespace == "" {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// hasClass says whether n has one of the classes.
func hasClass(n *html.Node, classes ...string) bool {
	list := attr(n, "class")
	if list == "" {
		return false
	}
	for c := range strings.FieldsSeq(list) {
		for _, want := range classes {
			if c == want {
				return true
			}
		}
	}
	return false
}

// style gives one property of the style attribute, lower-case, or "".
func style(n *html.Node, name string) string { return property(attr(n, "style"), name) }

// property gives one property of a list of CSS declarations, lower-case, or "".
func property(css, name string) string {
	if css == "" || !strings.Contains(css, name) {
		return ""
	}
	for decl := range strings.SplitSeq(strings.ToLower(css), ";") {
		key, value, _ := strings.Cut(decl, ":")
		if strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// hidden says whether a reader does not see n.
func hidden(n *html.Node) bool {
	if len(n.Attr) == 0 {
		return false
	}
	return hasAttr(n, "hidden") || hasClass(n, "screen-reader-text", "sr-only", "visually-hidden") ||
		style(n, "display") == "none" || style(n, "visibility") == "hidden" || style(n, "mso-hide") == "all"
}

// descend visits the elements under n in order; f says whether to go into one.
func descend(n *html.Node, f func(*html.Node) bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && f(c) {
			descend(c, f)
		}
	}
}

// find gives the first element under n with one of the tags.
func find(n *html.Node, tags ...atom.Atom) *html.Node {
	var found *html.Node
	descend(n, func(c *html.Node) bool {
		if found != nil {
			return false
		}
		for _, t := range tags {
			if c.DataAtom == t {
				found = c
			}
		}
		return found == nil
	})
	return found
}

func findClass(n *html.Node, class string) *html.Node {
	var found *html.Node
	descend(n, func(c *html.Node) bool {
		if found == nil && hasClass(c, class) {
			found = c
		}
		return found == nil
	})
	return found
}

func childTag(n *html.Node, tag atom.Atom) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && c.DataAtom == tag {
			return c
		}
	}
	return nil
}

// nodeText is all text under n, as it stands.
func nodeText(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.TextNode {
				b.WriteString(c.Data)
			}
			walk(c)
		}
	}
	walk(n)
	return b.String()
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }
