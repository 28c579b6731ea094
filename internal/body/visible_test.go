package body_test

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"masthead/internal/body"
)

// visibleWords are the words that a reader of src sees, found by a walker that
// shares nothing with the package.
func visibleWords(src string) []string {
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		return nil
	}
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
			return
		}
		if n.Type == html.ElementNode && unseen(n) {
			return
		}
		line := n.Type == html.ElementNode && !strings.Contains(" a abbr b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby s samp small span strike strong sub sup time tt u var wbr ", " "+n.Data+" ")
		if line {
			b.WriteString(" ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if line {
			b.WriteString(" ")
		}
	}
	walk(root)
	return wordsOf(b.String())
}

func unseen(n *html.Node) bool {
	switch n.Data {
	case "script", "style", "head", "title", "template", "nav", "noscript", "button", "input", "select", "textarea", "datalist", "iframe",
		"video", "audio", "object", "canvas", "noframes", "rp", "dialog", "map", "annotation":
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "class":
			for _, c := range strings.Fields(a.Val) {
				if c == "screen-reader-text" || c == "sr-only" || c == "visually-hidden" {
					return true
				}
			}
		case "style":
			s := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") || strings.Contains(s, "mso-list:ignore") {
				return true
			}
		}
	}
	return n.Namespace == "svg" && (n.Data == "desc" || n.Data == "metadata")
}

// wordsOf cuts text into runs of letters and digits; addresses, which may become
// embeds, are left out.
func wordsOf(text string) []string {
	var out []string
	for _, field := range strings.Fields(norm.NFC.String(text)) {
		if strings.HasPrefix(field, "http://") || strings.HasPrefix(field, "https://") {
			continue
		}
		out = append(out, strings.FieldsFunc(field, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })...)
	}
	return out
}

// shownWords are the words that a body holds, in order.
func shownWords(doc body.Doc) []string {
	var b strings.Builder
	for i := range doc.Blocks {
		writeBlock(&b, &doc.Blocks[i])
	}
	return wordsOf(b.String())
}

func writeSpans(b *strings.Builder, spans []body.Span) {
	for _, s := range spans {
		b.WriteString(s.Text)
		if s.Break {
			b.WriteByte('\n')
		}
		if s.Note != nil {
			b.WriteByte(' ')
			writeSpans(b, s.Note)
		}
	}
	b.WriteByte('\n')
}

func writeBlock(b *strings.Builder, bl *body.Block) {
	caption := bl.Type == body.Gallery || bl.Type == body.Table && !bl.Header
	if !caption {
		writeSpans(b, bl.Text)
	}
	var items func([]body.Item)
	items = func(list []body.Item) {
		for _, it := range list {
			writeSpans(b, it.Text)
			items(it.Items)
		}
	}
	items(bl.Items)
	for _, p := range bl.Pictures {
		writeSpans(b, p.Caption)
		b.WriteString(p.Credit + "\n")
	}
	for _, row := range bl.Rows {
		for _, c := range row {
			writeSpans(b, c.Text)
		}
	}
	for i := range bl.Blocks {
		writeBlock(b, &bl.Blocks[i])
	}
	if bl.HTML != "" {
		b.WriteString(strings.Join(visibleWords(bl.HTML), " ") + "\n")
	}
	writeSpans(b, bl.Cite)
	if caption {
		writeSpans(b, bl.Text)
	}
}

// missing gives the words of want that do not stand in got in the same order, and
// those that do not stand there at all.
func missing(want, got []string) (order, lost []string) {
	count := map[string]int{}
	for _, w := range got {
		count[w]++
	}
	for _, w := range want {
		if count[w]--; count[w] < 0 {
			lost = append(lost, w)
		}
	}
	at := 0
	for _, w := range want {
		found := false
		for i := at; i < len(got); i++ {
			if got[i] == w {
				at, found = i+1, true
				break
			}
		}
		if !found {
			order = append(order, w)
		}
	}
	return order, lost
}
