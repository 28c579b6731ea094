package reader

import "time"

// atom writes the feed as Atom 1.0 (RFC 4287).
func (f feed) atom() []byte {
	entries := fit(f.entries, maxXMLFeed-8<<10, f.atomEntry)
	f.turn(len(entries))
	w := xmlWriter{out: []byte(xmlHead)}
	w.open("feed", "xmlns", "http://www.w3.org/2005/Atom", "xmlns:media", "http://search.yahoo.com/mrss/", "xml:lang", string(f.lang))
	w.text("id", f.id)
	w.text("title", f.title)
	w.text("subtitle", f.about)
	updated := f.updated()
	if updated.IsZero() {
		updated = time.Unix(0, 0) // section 4.1.1 wants a date even where nothing was published
	}
	w.text("updated", stamp(updated))
	w.empty("link", "rel", "self", "type", "application/atom+xml", "href", f.folder+"atom.xml"+f.query)
	f.links(&w, "link", "atom.xml")
	w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", string(f.lang), "href", f.home)
	w.person("author", f.outlet)
	w.text("icon", f.icon)
	w.text("rights", f.rights)
	for _, e := range entries {
		w.out = append(w.out, e...)
	}
	w.close("feed")
	return w.out
}

func (f feed) atomEntry(e entry) []byte {
	w := xmlWriter{out: make([]byte, 0, len(e.html)+2048)}
	w.open("entry")
	w.text("id", e.id)
	w.text("title", e.title)
	w.text("updated", stamp(e.updated))
	w.text("published", stamp(e.published))
	w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", string(f.lang), "href", e.url)
	for _, t := range e.translations {
		w.empty("link", "rel", "alternate", "type", "text/html", "hreflang", string(t.lang), "href", t.address)
	}
	if e.source.url != "" {
		w.empty("link", "rel", "via", "title", e.source.name, "href", e.source.url)
	}
	for _, a := range e.authors {
		w.person("author", a)
	}
	for _, a := range e.translators {
		w.person("contributor", a)
	}
	for _, c := range e.categories {
		w.empty("category", "term", c.term, "scheme", c.scheme, "label", c.label)
	}
	w.text("summary", e.summary)
	w.markup("content", e.html, "type", "html")
	w.picture(e.picture)
	w.close("entry")
	return w.out
}

func (w *xmlWriter) person(element string, a feedAuthor) {
	if a.name == "" {
		return
	}
	w.open(element)
	w.text("name", a.name)
	w.text("uri", a.url)
	w.close(element)
}
