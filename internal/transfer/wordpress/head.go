package wordpress

import (
	"bytes"
	"strings"
)

// headElement reads what stands before the items: the site, its people and terms.
// Damage is written to it.
func (p *parser) headElement(x *index, t tag, it *item) {
	if t.close {
		return
	}
	switch string(p.name(t)) {
	case "rss":
		p.namespaces(t)
	case "channel":
	case "language":
		x.lang = p.line1(t, it)
	case "link":
		if link := p.line1(t, it); x.base == "" {
			x.base = strings.TrimRight(link, "/")
		}
	case "wp:base_blog_url":
		if link := p.line1(t, it); link != "" {
			x.base = strings.TrimRight(link, "/")
		}
	case "wp:wxr_version":
		x.versionAt = t.line
		x.version = p.line1(t, it)
	case "wp:author":
		f := p.fields(t, it)
		name := either(f["wp:author_display_name"], strings.TrimSpace(f["wp:author_first_name"]+" "+f["wp:author_last_name"]), f["wp:author_login"])
		x.addAuthor(f["wp:author_login"], author{name: plain(name), email: f["wp:author_email"]})
	case "wp:category":
		f := p.fields(t, it)
		x.addCategory(parseID(f["wp:term_id"]), f["wp:category_nicename"], f["wp:category_parent"])
	case "wp:tag":
		f := p.fields(t, it)
		x.addTerm(parseID(f["wp:term_id"]), "post_tag", f["wp:tag_slug"])
	case "wp:term":
		x.term(p.fields(t, it))
	default:
		p.skipElement(t, it, "")
	}
}

// fields reads an element whose children are words, by their names.
func (p *parser) fields(t tag, it *item) map[string]string {
	f := map[string]string{}
	if t.empty {
		return f
	}
	name := string(p.name(t))
	for {
		p.text, p.over = p.text[:0], true
		in, ok := p.next()
		if !ok {
			it.unclosed = true
			return f
		}
		n := p.name(in)
		switch {
		case structural(n):
			it.unclosed = true
			p.back(in)
			return f
		case in.close && string(n) == name:
			return f
		case in.close:
		case bytes.Equal(n, []byte("wp:termmeta")):
			p.skipElement(in, it, "")
		default:
			key := string(n)
			if value := p.line1(in, it); len(f) < 100 {
				f[key] = value
			}
		}
	}
}

// namespaces learns the file's prefixes: the address of a namespace counts, and of
// that its end, for exports name it with http and with https.
func (p *parser) namespaces(t tag) {
	p.prefixes = nil
	for rest := t.raw; ; {
		i := bytes.Index(rest, []byte("xmlns:"))
		if i < 0 {
			return
		}
		rest = rest[i+6:]
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return
		}
		prefix := string(bytes.TrimSpace(rest[:eq]))
		usual := usualPrefix(t.attr("xmlns:" + prefix))
		if usual != "" && usual != prefix {
			if p.prefixes == nil {
				p.prefixes = map[string]string{}
			}
			p.prefixes[prefix] = usual
		}
	}
}

func usualPrefix(address string) string {
	_, end, _ := strings.Cut(strings.ToLower(address), "://")
	end = strings.TrimPrefix(end, "www.")
	switch {
	case strings.HasPrefix(end, "wordpress.org/export/") && strings.Contains(end, "/excerpt"):
		return "excerpt"
	case strings.HasPrefix(end, "wordpress.org/export/"):
		return "wp"
	case strings.HasPrefix(end, "purl.org/rss/1.0/modules/content"):
		return "content"
	case strings.HasPrefix(end, "purl.org/dc/elements"):
		return "dc"
	}
	return ""
}
