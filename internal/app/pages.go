package app

import (
	"context"
	"net/http"

	"masthead/internal/edition"
	"masthead/internal/kit/pagestore"
	"masthead/internal/reader"
)

// pages joins the readers' site, which renders, to the page store, which keeps.
type pages struct{ store *pagestore.Store }

func newPages(c Config) *pages {
	return &pages{pagestore.New(pagestore.Options{Bytes: int64(c.Cache) << 20})}
}

// Serve answers from the store, or lets the site render.
func (p *pages) Serve(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (reader.Answer, error)) error {
	return p.store.Serve(w, r, key, func(ctx context.Context) (pagestore.Page, error) {
		a, err := render(ctx)
		return pagestore.Page{Type: a.Type, Body: a.Body, Tags: a.Tags, Modified: a.Modified, Header: a.Header}, err
	})
}

// Drop drops the pages that a change touches. A change of the outlet touches all.
func (p *pages) Drop(tags ...string) {
	for _, t := range tags {
		if t == edition.OutletTag {
			p.store.DropAll()
			return
		}
	}
	p.store.Drop(tags...)
}
