package body

import (
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// htmlPolicy is what an HTML block may hold: words, tables and their structure,
// nothing that runs, loads, is styled, or carries an id that a script could find.
var htmlPolicy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "span", "h2", "h3", "h4", "blockquote", "q", "cite", "ul", "ol", "li", "dl", "dt", "dd",
		"b", "strong", "i", "em", "u", "s", "del", "ins", "mark", "small", "sub", "sup", "code", "pre", "kbd", "samp", "var", "abbr", "time",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "figure", "figcaption", "ruby", "rb", "rt", "rp", "bdi")
	p.SkipElementsContent("button", "select", "textarea", "datalist", "template", "nav")
	p.AllowAttrs("colspan", "rowspan").Matching(bluemonday.Integer).OnElements("td", "th")
	p.AllowAttrs("lang", "dir").Matching(bluemonday.SpaceSeparatedTokens).Globally()
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(false)
	return p
})

// maxCleanRounds: mark-up that has not settled after so many rounds was made to mutate.
const maxCleanRounds = 4

// CleanHTML gives the part of src that an HTML block may hold, in the form in
// which parsing and writing it again changes nothing, so no second reader can see
// in it what the first did not. What never settles becomes its plain text.
func CleanHTML(src string) string {
	s := src
	for range maxCleanRounds {
		next := rewriteHTML(htmlPolicy().Sanitize(s))
		if next == s {
			return s
		}
		s = next
	}
	return html.EscapeString(htmlText(s))
}

// rewriteHTML parses s as the content of a body and writes it as the parser
// understood it, with text in canonical form and links that CleanHref allows.
func rewriteHTML(s string) string {
	nodes, err := parseHTML(s)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, n := range nodes {
		tidyNode(n)
		if html.Render(&b, n) != nil {
			return ""
		}
	}
	return b.String()
}

func tidyNode(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		n.Data = cleanLines(n.Data)
	case html.ElementNode:
		kept := n.Attr[:0]
		for _, a := range n.Attr {
			ok := true
			switch a.Key {
			case "href":
				a.Val, ok = CleanHref(a.Val)
			case "lang":
				a.Val, ok = cleanLang(a.Val)
			case "dir":
				ok = a.Val == "ltr" || a.Val == "rtl" || a.Val == "auto"
			}
			if ok {
				kept = append(kept, a)
			}
		}
		n.Attr = kept
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		tidyNode(c)
	}
}

// cleanLines is cleanText for text in which lines may matter.
func cleanLines(s string) string {
	if plainASCII(s) {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = cleanText(l)
	}
	return strings.Join(lines, "\n")
}

func parseHTML(s string) ([]*html.Node, error) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	return html.ParseFragmentWithOptions(strings.NewReader(s), body, html.ParseOptionEnableScripting(false))
}

// htmlText is the visible text of mark-up that has been cleaned.
func htmlText(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.TrimSpace(b.String())
		case html.TextToken:
			b.WriteString(string(z.Text()))
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if name, _ := z.TagName(); !inlineTags[string(name)] {
				b.WriteByte('\n')
			}
		}
	}
}
