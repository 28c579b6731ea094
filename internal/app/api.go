package app

import (
	"time"

	"masthead/internal/api"
	"masthead/internal/kit/job"
	"masthead/internal/kit/pagestore"
	"masthead/internal/kit/peer"
	"masthead/internal/parcel"
)

// api builds the face for programs. It answers to the same host names as the site.
func (p *Program) api(store *pagestore.Store, answers func(host string) bool) (*api.API, error) {
	proxies, err := peer.Parse(p.Config.Proxies)
	if err != nil {
		return nil, err
	}
	made, err := api.New(api.Config{
		DB: p.DB, Edition: p.Edition, Shelf: p.Shelf, Outlet: p.Outlet.Profile, Readings: p.Readings, Hooks: p.Hooks, Words: p.Words, Files: func() api.Files { return p.Files() }, Store: store,
		Answers: answers, Address: p.Address, Proxies: proxies, Log: p.Log,
	})
	if err == nil {
		p.Hooks.Pieces = made // what is told outside is what the API gives to everybody
	}
	return made, err
}

// Files is the house by whose name and sentences translations go out as files.
func (p *Program) Files() parcel.House {
	return parcel.House{Name: p.Outlet.Profile().Outlet.Name, Words: p.Words}
}

// outside delivers to receivers that may be slow, by workers of their own, so that
// nothing of ours waits behind them.
func (p *Program) outside() *job.Runner {
	r := job.NewRunner(p.DB, p.Log)
	r.Workers, r.Poll = 8, time.Second
	job.On(r, p.Hooks.Deliver)
	p.Post.Handle(r)
	return r
}
