package reader

import (
	"context"
	"net/http"
)

// Routes puts the site on a mux that has other faces too: all that they do not take
// is the readers'.
func (s *Site) Routes(mux *http.ServeMux) { mux.Handle("/", s.Handler()) }

// Handler serves the site. It is a mux of its own, for its patterns begin with a
// wildcard and would be at odds with other faces' on the same one.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	for pattern, h := range s.routes() {
		mux.Handle(pattern, s.handle(h))
	}
	return s.guard(mux)
}

// handler answers a request or says why not; show turns the error into a page.
type handler func(v *visit) error

// routes are the addresses of the site. {lang} is an edition's tag; handlers of
// patterns with it are only called for editions that the outlet has. All of them
// answer GET and HEAD.
func (s *Site) routes() map[string]handler {
	return map[string]handler{
		"/{$}":                     s.welcome,
		"/assets/{hash}/{name}":    s.asset,
		"/{lang}/{$}":              s.front,
		"/{lang}/latest/{$}":       s.latest,
		"/{lang}/topic/{$}":        s.topics,
		"/{lang}/topic/{slug}/{$}": s.topic,
		"/{lang}/by/{slug}/{$}":    s.person,
		"/{lang}/{slug}/{$}":       s.sectionOrArticle,
		"/":                        s.elsewhere,
	}
}

// visit is one request, with what was found out about it.
type visit struct {
	w http.ResponseWriter
	r *http.Request
	*press
	*face // the edition that the address names; nil if none
}

// serve answers with what render makes, from the store if it is there. The key must
// hold all that the answer depends on beside the outlet and the tags.
func (s *Site) serve(v *visit, key string, render func(context.Context) (Answer, error)) error {
	return s.Store.Serve(v.w, v.r, key, render)
}
