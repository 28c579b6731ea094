package page

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readMeta reads JSON-LD, OpenGraph, meta elements and microdata, in this order
// of trust.
func readMeta(doc *html.Node, address string) meta {
	r := &metaReader{props: map[string][]string{}, address: address}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			r.element(n)
		}
	}
	r.settle()
	return r.meta
}

type metaReader struct {
	meta
	props     map[string][]string
	address   string
	heads     []string // what the page offers as its headline, best first
	h1        []string
	published []string // JSON-LD
	names     []string // JSON-LD
	itemDates []string
	itemNames []string
	times     []string
	size      int
}

func (r *metaReader) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		r.lang = firstOf(attr(n, "lang"), attr(n, "xml:lang"))
	case atom.Title:
		if r.title == "" {
			r.title = textOf(n)
		}
	case atom.Meta:
		key := strings.ToLower(strings.TrimSpace(firstOf(attr(n, "property"), attr(n, "name"), attr(n, "itemprop"))))
		if v := strings.TrimSpace(attr(n, "content")); v != "" && len(r.props) < 500 {
			for k := range strings.FieldsSeq(key) {
				r.props[k] = append(r.props[k], v)
			}
		}
	case atom.Link:
		if strings.EqualFold(attr(n, "rel"), "canonical") && r.canonical == "" {
			r.canonical = absolute(attr(n, "href"), r.address)
		}
	case atom.Script:
		if strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") && n.FirstChild != nil {
			r.jsonLD(n.FirstChild.Data)
		}
	case atom.H1:
		if h := textOf(n); h != "" && len(r.h1) < 5 {
			r.h1 = append(r.h1, h)
		}
	case atom.Time:
		if v := attr(n, "datetime"); v != "" && len(r.times) < 20 {
			r.times = append(r.times, v)
		}
	}
	r.microdata(n)
}

func (r *metaReader) microdata(n *html.Node) {
	prop := attr(n, "itemprop")
	if prop == "" || n.DataAtom == atom.Meta {
		return
	}
	switch prop {
	case "datePublished", "dateCreated":
		r.itemDates = append(r.itemDates, firstOf(attr(n, "datetime"), attr(n, "content"), textOf(n)))
	case "author":
		if name := textOf(n); name != "" && len(name) < 120 {
			r.itemNames = append(r.itemNames, name)
		}
	}
}

// jsonLD walks linked data for the first thing that is an article.
func (r *metaReader) jsonLD(text string) {
	if r.size += len(text); r.size > 2<<20 {
		return
	}
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(text), "<![CDATA["), "]]>")
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return
	}
	r.thing(v, 0)
}

func (r *metaReader) thing(v any, depth int) {
	if depth > 8 {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			r.thing(x, depth+1)
		}
	case map[string]any:
		if kind := articleType(v["@type"]); kind != "" && r.kind == "" {
			r.article(v, kind)
			return
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement"} {
			r.thing(v[key], depth+1)
		}
	}
}

func articleType(v any) string {
	for _, t := range texts(v) {
		t = strings.TrimPrefix(strings.TrimPrefix(t, "http://schema.org/"), "https://schema.org/")
		if strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "Posting") || t == "Report" || t == "ClaimReview" {
			return t
		}
	}
	return ""
}

func (r *metaReader) article(v map[string]any, kind string) {
	r.kind = kind
	one := func(key string) string {
		if t := texts(v[key]); len(t) > 0 {
			return unescape(t[0])
		}
		return ""
	}
	for _, key := range []string{"headline", "name"} {
		if h := one(key); h != "" {
			r.heads = append(r.heads, h)
		}
	}
	r.published = append(r.published, one("datePublished"), one("dateCreated"))
	r.section = one("articleSection")
	for _, a := range texts(v["author"]) {
		r.names = append(r.names, unescape(a))
	}
	for _, k := range texts(v["keywords"]) {
		for p := range strings.SplitSeq(k, ",") {
			r.topics = addNew(r.topics, unescape(p), 20)
		}
	}
	r.description = one("description")
}

// texts gives the words of a linked-data value: itself, or the names in it.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, texts(x)...)
			if len(out) > 30 {
				break
			}
		}
		return out
	case map[string]any:
		for _, key := range []string{"name", "@value", "url"} {
			if s, ok := v[key].(string); ok && s != "" {
				return []string{s}
			}
		}
	}
	return nil
}

func unescape(s string) string {
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

func addNew(list []string, s string, most int) []string {
	s = strings.TrimSpace(s)
	if s == "" || len(list) >= most {
		return list
	}
	for _, have := range list {
		if fold(have) == fold(s) {
			return list
		}
	}
	return append(list, s)
}

func (r *metaReader) prop(keys ...string) string {
	for _, k := range keys {
		if v := r.props[k]; len(v) > 0 {
			return unescape(v[0])
		}
	}
	return ""
}

// settle decides between what the page says in several places.
func (r *metaReader) settle() {
	r.site = r.prop("og:site_name", "application-name", "twitter:site")
	for _, key := range []string{"og:title", "twitter:title", "dc.title", "dcterm.title", "parsely-title", "headline"} {
		if t := r.prop(key); t != "" {
			r.heads = append(r.heads, cleanTitle(t, r.site))
		}
	}
	r.headline = r.settleHeadline()
	r.canonical = firstOf(r.canonical, absolute(r.prop("og:url", "twitter:url"), r.address))
	r.description = firstOf(r.prop("og:description", "description", "twitter:description"), r.description)
	r.section = firstOf(r.prop("article:section"), r.section)
	for _, k := range []string{"article:tag", "news_keywords"} {
		for _, v := range r.props[k] {
			for p := range strings.SplitSeq(v, ",") {
				r.topics = addNew(r.topics, unescape(p), 20)
			}
		}
	}
	if r.kind == "" && r.prop("og:type") == "article" {
		r.kind = "Article"
	}
	r.picture = Picture{URL: absolute(r.prop("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"), firstOf(r.address, r.canonical)), Alt: r.prop("og:image:alt", "twitter:image:alt")}
	for _, d := range [][]string{r.published, {r.prop("article:published_time", "og:published_time", "article:published", "datepublished", "parsely-pub-date", "pubdate", "publish-date", "date", "dc.date", "dc.date.issued", "dcterms.created", "sailthru.date")}, r.itemDates, r.times} {
		for _, s := range d {
			if s != "" {
				r.dates = append(r.dates, s)
			}
		}
	}
	r.settleAuthors()
}

// settleHeadline takes the first offer that the page shows as a heading, else
// the first that its title repeats, else the first.
func (r *metaReader) settleHeadline() string {
	title := fold(r.title)
	for _, h := range r.heads {
		for _, shown := range r.h1 {
			if fold(h) == fold(shown) {
				return h
			}
		}
	}
	for _, shown := range r.h1 {
		if f := fold(shown); strings.Contains(f, " ") && strings.HasPrefix(title, f) {
			return shown
		}
	}
	for _, h := range r.heads {
		if f := fold(h); f != "" && strings.Contains(title, f) {
			return h
		}
	}
	if len(r.heads) > 0 {
		return r.heads[0]
	}
	return ""
}

func (r *metaReader) settleAuthors() {
	sources := [][]string{r.names, {r.prop("author", "article:author", "parsely-author", "dc.creator", "dcterm.creator", "byl", "sailthru.author", "twitter:creator")}, r.itemNames}
	for _, names := range sources {
		for _, n := range names {
			n = strings.TrimSpace(n)
			if n == "" || strings.HasPrefix(n, "@") || strings.Contains(n, "://") || len(n) > 200 {
				continue
			}
			u := newUnit(n)
			if u.isByline(phrases()) {
				n = withoutLabel(&u)
			}
			all, _ := parseNames(n)
			for _, one := range all {
				r.authors = addNew(r.authors, one, 8)
			}
		}
		if len(r.authors) > 0 {
			return
		}
	}
}
