package app

import (
	"masthead/internal/api"
	"masthead/internal/kit/pagestore"
	"masthead/internal/kit/peer"
)

// api builds the face for programs.
func (p *Program) api(store *pagestore.Store) (*api.API, error) {
	proxies, err := peer.Parse(p.Config.Proxies)
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{
		DB: p.DB, Edition: p.Edition, Shelf: p.Shelf, Outlet: p.Outlet.Profile, Readings: p.Readings, Words: p.Words, Store: store,
		Address: p.Address, Proxies: proxies, Log: p.Log,
	})
}
