package reader

import (
	"context"
	"net/http"
	"strings"

	"masthead/internal/outlet"
)

// Routes puts the site on a mux that has other faces too: all that they do not take
// is the readers'.
func (s *Site) Routes(mux *http.ServeMux) { mux.Handle("/", s.Handler()) }

// Handler serves the site. It is a mux of its own, for its patterns begin with a
// wildcard and would be at odds with other faces' on the same one.
func (s *Site) Handler() http.Handler {
	files, pages := http.NewServeMux(), http.NewServeMux()
	files.Handle("/assets/{hash}/{name}", route{s, s.asset})
	files.Handle("/share/{lang}/{slug}/{file}", route{s, s.sharePicture})
	files.Handle("/share/{lang}/{file}", route{s, s.emblemPicture})
	files.Handle("/", pages)
	for pattern, h := range s.routes() {
		pages.Handle(pattern, route{s, h})
	}
	for pattern, h := range s.machineRoutes() {
		pages.Handle(pattern, route{s, h})
	}
	guarded := s.guard(pages)
	assets := s.guard(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/assets/") || strings.HasPrefix(r.URL.Path, "/share/") {
			assets.ServeHTTP(w, r)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

// handler answers a request or says why not; show turns the error into a page.
type handler func(v *visit) error

// routes are the addresses of the site, as net/http's ServeMux has them. Handlers of
// patterns with {lang} are only called for editions that the outlet has. All answer
// GET and HEAD.
func (s *Site) routes() map[string]handler {
	return map[string]handler{
		"/{$}":                      s.welcome,
		"/{lang}/{$}":               s.front,
		"/{lang}/latest/{$}":        s.latest,
		"/{lang}/most-read/{$}":     s.mostRead,
		"/{lang}/topic/{$}":         s.topics,
		"/{lang}/topic/{slug}/{$}":  s.topic,
		"/{lang}/by/{$}":            s.staff,
		"/{lang}/by/{slug}/{$}":     s.person,
		"/{lang}/beside/{slug}/{$}": s.beside,
		"/{lang}/corrections/{$}":   s.corrections,
		"/{lang}/about/{$}":         s.about,
		"/{lang}/support/{$}":       s.leadAway(func(e outlet.EditionSettings) string { return e.SupportURL }),
		"/{lang}/letters/{$}":       s.leadAway(func(e outlet.EditionSettings) string { return e.LetterURL }),
		"/{lang}/contribute/{$}":    s.leadAway(func(e outlet.EditionSettings) string { return e.ContributeURL }),
		"/{lang}/search":            s.search,
		"/{lang}/search/{$}":        s.searchSlash,
		"/{lang}/{slug}/{$}":        s.sectionOrArticle,
	}
}

// route is a handler of the site on a mux.
type route struct {
	site *Site
	h    handler
}

func isRoute(h http.Handler) bool { _, ok := h.(route); return ok }

func (t route) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := &visit{w: w, r: r, slug: r.PathValue("slug")}
	err := t.site.find(v)
	switch {
	case err != nil:
	case v.face == nil && strings.HasPrefix(r.Pattern, "/{lang}/"):
		err = t.site.elsewhere(v)
	default:
		err = t.h(v)
	}
	if err != nil {
		t.site.show(v, err)
	}
}

// visit is one request, with what was found out about it.
type visit struct {
	w    http.ResponseWriter
	r    *http.Request
	slug string // what the address names below the edition: an article, a section, a topic, a person
	*press
	*face // the edition that the address names; nil if none
}

// serve answers with what render makes, from the store if it is there. The key must
// hold all that the answer depends on beside the outlet and the tags.
func (s *Site) serve(v *visit, key string, render func(context.Context) (Answer, error)) error {
	return s.Store.Serve(v.w, v.r, key, render)
}
