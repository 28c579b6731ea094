package ghost

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"

	"masthead/internal/body"
	"masthead/internal/transfer"
)

// maxBody is how long a body may get; a text of the newsroom is shorter.
const maxBody = 8 << 20

var comments = regexp.MustCompile(`<!--(?:kg-card-|members-only)[^>]*-->`)

// body gives a post's body as plain HTML.
func (m *maker) body(p *post, note noteFunc) string {
	w := &writer{maker: m, note: note, told: map[string]bool{}}
	var err error
	switch {
	case strings.TrimSpace(string(p.HTML)) != "":
		w.raw(comments.ReplaceAllString(string(p.HTML), ""))
	case p.Lexical != "":
		err = w.lexical(string(p.Lexical))
	case p.Mobiledoc != "":
		err = w.mobiledoc(string(p.Mobiledoc))
	case p.Markdown != "":
		w.raw(markdown(string(p.Markdown)))
	}
	if err != nil {
		note(transfer.Partly, "bad_body", "its body cannot be read: %s", err)
	}
	if w.full {
		note(transfer.Partly, "too_large", "its body is longer than %d MB; the rest was left out", maxBody>>20)
	}
	return strings.ReplaceAll(w.out.String(), "__GHOST_URL__", m.site)
}

// writer writes a body as HTML.
type writer struct {
	*maker
	note noteFunc
	out  strings.Builder
	full bool
	told map[string]bool
}

func (w *writer) raw(s string) {
	if w.out.Len()+len(s) > maxBody {
		w.full = true
		return
	}
	w.out.WriteString(s)
}

func (w *writer) text(s string) { w.raw(html.EscapeString(s)) }

func (w *writer) printf(format string, args ...any) { w.raw(fmt.Sprintf(format, args...)) }

// card is what Lexical's and Mobiledoc's cards hold between them.
type card struct {
	Src         word        `json:"src"`
	Alt         word        `json:"alt"`
	Caption     word        `json:"caption"`
	Href        word        `json:"href"`
	URL         word        `json:"url"`
	HTML        word        `json:"html"`
	Markdown    word        `json:"markdown"`
	Code        word        `json:"code"`
	Heading     word        `json:"heading"`
	Content     word        `json:"content"`
	CalloutText word        `json:"calloutText"`
	Emoji       word        `json:"calloutEmoji"`
	Title       word        `json:"title"`
	FileTitle   word        `json:"fileTitle"`
	FileName    word        `json:"fileName"`
	ButtonText  word        `json:"buttonText"`
	ButtonURL   word        `json:"buttonUrl"`
	Header      word        `json:"header"`
	Subheader   word        `json:"subheader"`
	TextValue   word        `json:"textValue"`
	Product     word        `json:"productTitle"`
	Description word        `json:"productDescription"`
	ProductURL  word        `json:"productUrl"`
	ProductImg  word        `json:"productImageSrc"`
	Images      []cardImage `json:"images"`
	Metadata    struct {
		URL   word `json:"url"`
		Title word `json:"title"`
	} `json:"metadata"`
}

type cardImage struct {
	Src     word `json:"src"`
	Alt     word `json:"alt"`
	Caption word `json:"caption"`
}

func (w *writer) figure(src, alt, caption, href string) {
	if src == "" {
		return
	}
	w.raw("<figure>")
	if href != "" {
		w.printf(`<a href="%s">`, html.EscapeString(w.address(href)))
	}
	w.printf(`<img src="%s" alt="%s">`, html.EscapeString(w.address(src)), html.EscapeString(alt))
	if href != "" {
		w.raw("</a>")
	}
	w.caption(caption)
	w.raw("</figure>\n")
}

// caption writes what Ghost keeps as HTML.
func (w *writer) caption(c string) {
	if strings.TrimSpace(c) != "" {
		w.raw("<figcaption>" + c + "</figcaption>")
	}
}

func (w *writer) link(href, words string) {
	if href == "" {
		return
	}
	w.printf(`<p><a href="%s">%s</a></p>`+"\n", html.EscapeString(w.address(href)), html.EscapeString(first(words, href)))
}

// embed shows what stands at an address, or a link to it.
func (w *writer) embed(c card) {
	address := first(string(c.URL), string(c.Metadata.URL))
	if _, _, ok := body.MatchEmbed(address); ok {
		w.printf(`<figure><iframe src="%s"></iframe>`, html.EscapeString(address))
		w.caption(string(c.Caption))
		w.raw("</figure>\n")
		return
	}
	if c.HTML != "" {
		w.raw("<figure>" + string(c.HTML))
		w.caption(string(c.Caption))
		w.raw("</figure>\n")
		return
	}
	w.link(webAddress(address), string(c.Metadata.Title))
}

func webAddress(a string) string {
	if u, err := url.Parse(a); err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return a
}

// card writes one card, and says whether it knows the name.
func (w *writer) card(name string, c card) bool {
	switch name {
	case "image":
		w.figure(string(c.Src), string(c.Alt), string(c.Caption), string(c.Href))
	case "gallery":
		w.raw(`<figure class="kg-gallery-container">` + "\n")
		for _, i := range c.Images[:min(len(c.Images), 500)] {
			w.figure(string(i.Src), string(i.Alt), string(i.Caption), "")
		}
		w.caption(string(c.Caption))
		w.raw("</figure>\n")
	case "embed":
		w.embed(c)
	case "bookmark":
		w.link(webAddress(first(string(c.URL), string(c.Metadata.URL))), string(c.Metadata.Title))
	case "callout":
		w.printf(`<div class="kg-callout-card"><p>%s</p></div>`+"\n", strings.TrimSpace(string(c.Emoji)+" "+string(c.CalloutText)))
	case "toggle":
		w.printf(`<details><summary>%s</summary>%s</details>`+"\n", c.Heading, c.Content)
	case "html":
		w.raw(string(c.HTML) + "\n")
	case "markdown", "card-markdown":
		w.raw(markdown(string(c.Markdown)))
	case "code", "codeblock":
		w.printf("<pre><code>%s</code></pre>\n", html.EscapeString(string(c.Code)))
	case "hr", "horizontalrule":
		w.raw("<hr>\n")
	default:
		return w.otherCard(name, c)
	}
	return true
}

func (w *writer) otherCard(name string, c card) bool {
	switch name {
	case "video", "audio":
		if c.Src != "" {
			w.printf(`<figure><%s controls src="%s" title="%s"></%[1]s>`, name, html.EscapeString(w.address(string(c.Src))), html.EscapeString(string(c.Title)))
			w.caption(string(c.Caption))
			w.raw("</figure>\n")
		}
	case "file":
		w.link(string(c.Src), first(string(c.FileTitle), string(c.FileName)))
	case "button":
		w.link(string(c.ButtonURL), string(c.ButtonText))
	case "header":
		w.printf("<h2>%s</h2>\n<p>%s</p>\n", c.Header, c.Subheader)
	case "call-to-action":
		w.raw("<aside>" + string(c.TextValue))
		w.link(string(c.ButtonURL), string(c.ButtonText))
		w.raw("</aside>\n")
	case "product":
		w.raw("<aside>")
		w.figure(string(c.ProductImg), "", "", "")
		w.printf("<h3>%s</h3>%s", c.Product, c.Description)
		w.link(string(c.ProductURL), "")
		w.raw("</aside>\n")
	case "paywall", "email", "email-cta", "signup":
		w.leave(name)
	default:
		return false
	}
	return true
}

// leave notes once that parts of a name were left out.
func (w *writer) leave(name string) {
	if len(name) > 60 {
		name = strings.ToValidUTF8(name[:60], "")
	}
	if !w.told[name] && len(w.told) < 100 {
		w.told[name] = true
		w.note(transfer.Partly, "unknown_card", "a part that no text can hold was left out: %q", name)
	}
}

// readCard reads what a card holds; fields of another form stay empty.
func readCard(b json.RawMessage) card {
	var c card
	_ = json.Unmarshal(b, &c)
	return c
}
