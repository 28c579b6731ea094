package body

import (
	"strings"

	"golang.org/x/net/html"
)

// Element is one element of a rendered body that stands in no other.
type Element struct {
	Block string // id of the block that it shows; "" for the list of footnotes
	HTML  string
}

// Elements takes what Render wrote apart, in order. An answer's blocks stand beside their
// question.
func Elements(rendered string) (list []Element) {
	z := html.NewTokenizer(strings.NewReader(rendered))
	var piece strings.Builder
	depth, id := 0, ""
	end := func() {
		if s := strings.TrimSpace(piece.String()); s != "" {
			list = append(list, Element{id, s})
		}
		piece.Reset()
		id = ""
	}
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			end()
			return list
		}
		piece.Write(z.Raw())
		name, more := z.TagName()
		switch kind {
		case html.StartTagToken:
			if id == "" {
				id = blockOf(z, more)
			}
			if !voidElement(string(name)) {
				depth++
			} else if depth == 0 {
				end()
			}
		case html.EndTagToken:
			if depth--; depth <= 0 {
				depth = 0
				end()
			}
		}
	}
}

func blockOf(z *html.Tokenizer, more bool) string {
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if s, ok := strings.CutPrefix(string(value), "b-"); ok && string(key) == "id" {
			return s
		}
	}
	return ""
}

func voidElement(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr":
		return true
	}
	return false
}

// Another gives what Render wrote other ids, and leads its own links to them, so that two
// bodies can stand on one page. In what Render writes, text and values hold no double
// quotes, so these beginnings stand in tags alone.
func Another(rendered, prefix string) string {
	return strings.NewReplacer(` id="`, ` id="`+prefix, ` href="#`, ` href="#`+prefix, ` aria-labelledby="`, ` aria-labelledby="`+prefix).Replace(rendered)
}
