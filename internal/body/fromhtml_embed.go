package body

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// embedded handles what shows another site, and says whether n did.
func (r *reader) embedded(n *html.Node, marks []Mark, f *frame) bool {
	switch n.DataAtom {
	case atom.Iframe, atom.Embed, atom.Object:
		r.frameElement(n, marks, f)
		return true
	case atom.Video, atom.Audio:
		r.mediaFile(n, f)
		return true
	case atom.Blockquote, atom.Div, atom.Section, atom.P:
		if address := quotedAddress(n); address != "" {
			text, late := r.sub(n, nil, 1)
			if r.embedAddress(address, "", text, f) {
				r.emit(f, late...)
				return true
			}
		}
	case 0:
		return r.ampEmbed(n, f)
	}
	return false
}

// embedAddress places an embed, if the address is one.
func (r *reader) embedAddress(address, title string, caption []Span, f *frame) bool {
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	provider, canonical, ok := MatchEmbed(address)
	if !ok {
		return false
	}
	if len(title) > maxWords {
		title = ""
	}
	r.emit(f, Block{ID: r.newID(), Type: Embed, Text: caption,
		Embed: &EmbedLink{Provider: provider, URL: canonical, Title: cleanText(collapse(title))}})
	return true
}

// quotedAddress finds the post that a provider's own mark-up stands for. Its words
// become the caption, so they can be read where the post is never loaded.
func quotedAddress(n *html.Node) string {
	if !hasAttr(n, "class") {
		return ""
	}
	switch {
	case hasClass(n, "twitter-tweet", "twitter-video", "reddit-card", "reddit-embed-bq"):
		return lastEmbedLink(n)
	case hasClass(n, "instagram-media"):
		return either(attr(n, "data-instgrm-permalink"), lastEmbedLink(n))
	case hasClass(n, "tiktok-embed"):
		return attr(n, "cite")
	case hasClass(n, "fb-post", "fb-video"):
		return attr(n, "data-href")
	case hasClass(n, "text-post-media"):
		return attr(n, "data-text-post-permalink")
	case hasClass(n, "mastodon-embed"):
		return strings.TrimSuffix(attr(n, "data-embed-url"), "/embed")
	case hasClass(n, "bluesky-embed"):
		uri := strings.TrimPrefix(attr(n, "data-bluesky-uri"), "at://")
		return "https://bsky.app/profile/" + strings.Replace(uri, "/app.bsky.feed.post/", "/post/", 1)
	case hasClass(n, "flourish-embed") && attr(n, "data-src") != "":
		return "https://flo.uri.sh/" + strings.TrimSuffix(attr(n, "data-src"), "/") + "/embed"
	case hasClass(n, "infogram-embed") && attr(n, "data-id") != "":
		return "https://infogram.com/" + attr(n, "data-id")
	}
	return ""
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func lastEmbedLink(n *html.Node) string {
	address := ""
	descend(n, func(c *html.Node) bool {
		if c.DataAtom == atom.A {
			if _, canonical, ok := MatchEmbed(attr(c, "href")); ok {
				address = canonical
			}
		}
		return true
	})
	return address
}

// frameElement reads a frame or a plug-in's object.
func (r *reader) frameElement(n *html.Node, marks []Mark, f *frame) {
	var addresses []string
	for _, key := range [...]string{"src", "data-src", "data-lazy-src", "data-litespeed-src", "data"} {
		addresses = append(addresses, attr(n, key))
	}
	descend(n, func(c *html.Node) bool {
		if c.DataAtom == atom.Embed {
			addresses = append(addresses, attr(c, "src"))
		}
		return c.DataAtom != atom.Iframe
	})
	for _, a := range addresses {
		if r.embedAddress(strings.TrimSpace(a), attr(n, "title"), nil, f) {
			return
		}
	}
	if n.DataAtom == atom.Object {
		r.children(n, marks, f)
		return
	}
	for _, a := range addresses {
		if r.linkBlock(NoteFrame, a, attr(n, "title"), f) {
			return
		}
	}
}

// mediaFile reads a film or a sound that the page plays itself.
func (r *reader) mediaFile(n *html.Node, f *frame) {
	address := either(attr(n, "src"), attr(n, "data-src"))
	if s := find(n, atom.Source); address == "" && s != nil {
		address = attr(s, "src")
	}
	r.linkBlock(NoteMedia, address, attr(n, "title"), f)
}

// linkBlock stands in for what cannot be shown: a link in an HTML block.
func (r *reader) linkBlock(kind, address, title string, f *frame) bool {
	if strings.TrimSpace(address) == "" || strings.HasPrefix(address, "about:") {
		return false
	}
	href, ok := r.source(address)
	r.tell(kind, clip(address))
	if !ok {
		return false
	}
	words := collapse(title)
	if words == "" {
		words = href
	}
	r.emit(f, Block{ID: r.newID(), Type: HTML,
		HTML: CleanHTML(`<p><a href="` + html.EscapeString(href) + `">` + html.EscapeString(words) + `</a></p>`)})
	return true
}

// ampEmbed reads the elements of AMP pages that name a post by its number.
func (r *reader) ampEmbed(n *html.Node, f *frame) bool {
	switch n.Data {
	case "amp-youtube":
		return r.embedAddress("https://youtu.be/"+attr(n, "data-videoid"), "", nil, f)
	case "amp-twitter":
		return r.embedAddress("https://x.com/i/status/"+attr(n, "data-tweetid"), "", nil, f)
	case "amp-instagram":
		return r.embedAddress("https://www.instagram.com/p/"+attr(n, "data-shortcode"), "", nil, f)
	case "amp-facebook":
		return r.embedAddress(attr(n, "data-href"), "", nil, f)
	case "amp-iframe":
		r.frameElement(n, nil, f)
		return true
	case "amp-img":
		r.image(n, nil, f)
		return true
	}
	return false
}
