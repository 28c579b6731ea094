package body

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// inline handles elements that stand within a line, and says whether n is one.
func (r *reader) inline(n *html.Node, marks []Mark, f *frame) bool {
	switch n.DataAtom {
	case atom.Br:
		f.run.lineBreak()
		f.run.br = true
		return true
	case atom.Img:
		r.image(n, marks, f)
		return true
	case atom.Source, atom.Wbr:
		return true
	case atom.Strong, atom.B:
		marks = emphasis(n, marks, Strong, style(n, "font-weight") == "normal" || style(n, "font-weight") == "400")
	case atom.Em, atom.I, atom.Cite, atom.Dfn, atom.Var:
		marks = emphasis(n, marks, Em, style(n, "font-style") == "normal")
	case atom.Sub:
		marks = withMark(marks, Mark{Type: Sub})
	case atom.Sup:
		if r.footnote(n, f) {
			return true
		}
		marks = withMark(marks, Mark{Type: Sup})
	case atom.Code, atom.Kbd, atom.Samp, atom.Tt:
		marks = withMark(marks, Mark{Type: Code})
	case atom.A:
		if r.footnote(n, f) {
			return true
		}
		marks = r.link(n, marks)
	case atom.Span, atom.Font:
		if hasAttr(n, "data-note") && !r.fn.busy {
			r.inlineNote(n, f)
			return true
		}
		marks = r.styled(n, marks)
	case atom.Q:
		f.run.text("“", marks)
		r.children(n, r.language(n, marks), f)
		f.run.text("”", marks)
		return true
	case atom.Rt:
		f.run.text("(", marks)
		r.children(n, marks, f)
		f.run.text(")", marks)
		return true
	case atom.Del, atom.S, atom.Strike:
		r.tell(NoteStrike, collapse(nodeText(n)))
	default:
		if !inlineTags[n.Data] && !r.unknown(n) {
			return false
		}
	}
	r.children(n, r.language(n, marks), f)
	return true
}

func emphasis(n *html.Node, marks []Mark, t MarkType, undone bool) []Mark {
	if undone {
		return marks
	}
	return withMark(marks, Mark{Type: t})
}

// unknown elements of no known kind, such as custom ones, are taken off their content.
func (r *reader) unknown(n *html.Node) bool {
	if n.DataAtom != 0 {
		return false
	}
	if !strings.ContainsRune(n.Data, ':') { // Word's o:p, st1:place and their like mean nothing
		r.tell(NoteElement, n.Data)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && !inlineTags[c.Data] {
			return false
		}
	}
	return true
}

// styled reads the emphasis that word processors write as style.
func (r *reader) styled(n *html.Node, marks []Mark) []Mark {
	if len(r.classes) > 0 {
		for class := range strings.FieldsSeq(attr(n, "class")) {
			marks = withStyle(marks, r.classes[class])
		}
	}
	return withStyle(marks, attr(n, "style"))
}

func withStyle(marks []Mark, css string) []Mark {
	if css == "" {
		return marks
	}
	switch property(css, "font-weight") {
	case "bold", "600", "700", "800", "900":
		marks = withMark(marks, Mark{Type: Strong})
	case "normal", "400":
		marks = withoutMark(marks, Strong)
	}
	switch property(css, "font-style") {
	case "italic":
		marks = withMark(marks, Mark{Type: Em})
	case "normal":
		marks = withoutMark(marks, Em)
	}
	switch property(css, "vertical-align") {
	case "super":
		marks = withMark(marks, Mark{Type: Sup})
	case "sub":
		marks = withMark(marks, Mark{Type: Sub})
	}
	return marks
}

// classRule is how Google Docs writes its styles when a document is downloaded.
var classRule = regexp.MustCompile(`\.(c\d{1,4})\{([^}]{1,1000})\}`)

// gatherClasses reads the classes that stand for emphasis in a downloaded document.
func (r *reader) gatherClasses(src string) {
	start := strings.Index(src, "<style")
	if start < 0 {
		return
	}
	css, _, _ := strings.Cut(src[start:], "</style>")
	for _, m := range classRule.FindAllStringSubmatch(css, 500) {
		if r.classes == nil {
			r.classes = map[string]string{}
		}
		r.classes[m[1]] = m[2]
	}
}

// language marks words in another language. Word and browsers put a language on
// every run of a paste, so it counts only on elements that an author writes it on.
func (r *reader) language(n *html.Node, marks []Mark) []Mark {
	tag := attr(n, "lang")
	if tag == "" || hasAttr(n, "style") || strings.HasPrefix(attr(n, "class"), "Mso") {
		return marks
	}
	if tag, ok := cleanLang(tag); ok && tag != r.lang {
		return withMark(marks, Mark{Type: Lang, Lang: tag})
	}
	return marks
}

func (r *reader) link(n *html.Node, marks []Mark) []Mark {
	raw := attr(n, "href")
	if raw = strings.TrimSpace(raw); raw == "" || raw == "#" {
		return marks
	}
	href, ok := r.href(raw)
	if ok && href[0] == '#' { // it led to a place in the page this text was taken from
		return marks
	}
	if !ok {
		r.tell(NoteLink, raw)
		return marks
	}
	return withMark(marks, Mark{Type: Link, Href: href})
}

// href resolves an address and takes off what only serves to follow the reader.
func (r *reader) href(raw string) (string, bool) {
	raw = strings.TrimSpace(raw)
	if _, ok := CleanHref(raw); !ok || raw[0] == '/' {
		raw = r.resolve(raw)
	}
	href, ok := CleanHref(raw)
	if !ok || !strings.HasPrefix(href, "http") || !strings.ContainsRune(href, '?') {
		return href, ok
	}
	return untracked(href, 0)
}

// resolve makes an absolute address of a relative one. Without a base, a file name
// becomes a path of this site.
func (r *reader) resolve(raw string) string {
	if i := strings.IndexAny(raw, ":/?#"); i >= 0 && raw[i] == ':' {
		return raw
	}
	if r.base == nil {
		if strings.HasPrefix(raw, "/") || strings.HasPrefix(raw, "#") {
			return raw
		}
		return "/" + strings.TrimLeft(raw, "./")
	}
	escaped := escapeHref(raw)
	if u, err := r.base.Parse(escaped); err == nil {
		return u.String()
	}
	return raw
}

// redirects are addresses that only lead on; the value names the query key with the goal.
var redirects = map[string]string{
	"www.google.com/url": "q url", "google.com/url": "q url", "l.facebook.com/l.php": "u", "lm.facebook.com/l.php": "u",
	"l.instagram.com/": "u", "vk.com/away.php": "to", "www.youtube.com/redirect": "q", "t.umblr.com/redirect": "z",
}

// untracked drops the query keys of advertisers and follows known redirects.
func untracked(href string, depth int) (string, bool) {
	u, err := url.Parse(href)
	if err != nil {
		return href, true
	}
	if keys, ok := redirects[strings.ToLower(u.Host)+u.Path]; ok && depth < 3 {
		for _, key := range strings.Fields(keys) {
			if goal, ok := CleanHref(u.Query().Get(key)); ok && strings.HasPrefix(goal, "http") {
				return untracked(goal, depth+1)
			}
		}
	}
	if u.RawQuery == "" {
		return href, true
	}
	kept := make([]string, 0, 4)
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		key, _, _ := strings.Cut(pair, "=")
		if !tracks(strings.TrimPrefix(strings.ToLower(key), "amp;")) {
			kept = append(kept, pair)
		}
	}
	query := strings.Join(kept, "&")
	if query == u.RawQuery {
		return href, true
	}
	u.RawQuery = query
	return CleanHref(u.String())
}

func tracks(key string) bool {
	switch key {
	case "fbclid", "gclid", "yclid", "dclid", "gbraid", "wbraid", "msclkid", "mc_cid", "mc_eid", "igshid", "igsh", "_openstat", "ysclid":
		return true
	}
	return strings.HasPrefix(key, "utm_")
}
