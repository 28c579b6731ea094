package reader

import "time"

// rss writes the feed as RSS 2.0 (rssboard.org/rss-specification) with full texts.
func (f feed) rss() []byte {
	items := fit(f.entries, maxXMLFeed-8<<10, rssItem)
	f.turn(len(items))
	w := xmlWriter{out: []byte(xmlHead)}
	w.open("rss", "version", "2.0",
		"xmlns:atom", "http://www.w3.org/2005/Atom",
		"xmlns:content", "http://purl.org/rss/1.0/modules/content/",
		"xmlns:dc", "http://purl.org/dc/elements/1.1/",
		"xmlns:media", "http://search.yahoo.com/mrss/")
	w.open("channel")
	w.text("title", f.title)
	w.text("link", f.home)
	w.text("description", f.about)
	w.text("language", string(f.lang))
	w.text("copyright", f.rights)
	w.text("lastBuildDate", rfc822(f.updated()))
	w.text("ttl", "15")
	w.open("image")
	w.text("url", f.icon)
	w.text("title", f.title)
	w.text("link", f.home)
	w.text("width", "144")
	w.text("height", "144")
	w.close("image")
	w.empty("atom:link", "rel", "self", "type", "application/rss+xml", "href", f.folder+"feed.xml"+f.query)
	f.links(&w, "atom:link", "feed.xml")
	for _, item := range items {
		w.out = append(w.out, item...)
	}
	w.close("channel")
	w.close("rss")
	return w.out
}

// links names the hub and the next older part (RFC 5005).
func (f feed) links(w *xmlWriter, element, file string) {
	if f.hub != "" {
		w.empty(element, "rel", "hub", "href", f.hub)
	}
	if f.older != "" {
		w.empty(element, "rel", "next", "href", f.folder+file+f.older)
	}
}

func rssItem(e entry) []byte {
	w := xmlWriter{out: make([]byte, 0, len(e.html)+2048)}
	w.open("item")
	w.text("title", e.title)
	w.text("link", e.url)
	w.text("guid", e.id, "isPermaLink", "false")
	w.text("pubDate", rfc822(e.published))
	if e.updated.After(e.published) {
		w.text("atom:updated", stamp(e.updated))
	}
	for _, a := range e.authors {
		w.text("dc:creator", a.name)
	}
	for _, a := range e.translators {
		w.text("dc:contributor", a.name)
	}
	w.text("dc:source", e.source.name)
	if e.source.url != "" {
		w.text("source", e.source.name, "url", e.source.url)
	}
	for _, c := range e.categories {
		w.text("category", c.label, "domain", c.scheme)
	}
	w.text("description", e.summary)
	w.markup("content:encoded", e.html)
	w.picture(e.picture)
	w.close("item")
	return w.out
}

// picture writes Media RSS (rssboard.org/media-rss).
func (w *xmlWriter) picture(p *rendition) {
	if p == nil {
		return
	}
	w.open("media:content", "url", p.url, "type", p.mime, "medium", "image", "width", digits(p.width), "height", digits(p.height))
	w.text("media:description", p.alt, "type", "plain")
	w.text("media:credit", p.credit)
	w.close("media:content")
}

// rfc822 is RSS's date: English names in every language, a numeric zone.
func rfc822(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC1123Z)
}
