package app

import (
	"masthead/internal/kit/peer"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/signin"
)

// desk builds the newsroom's own face. It answers to the same host names as the site, or
// to one of its own alone.
func (p *Program) desk(answers func(host string) bool) (*newsroom.Desk, error) {
	proxies, err := peer.Parse(p.Config.Proxies)
	if err != nil {
		return nil, err
	}
	if p.Config.DeskURL != "" {
		answers = p.deskHost
	}
	return newsroom.New(newsroom.Config{
		DB: p.DB, Outlet: p.Outlet.Profile, Words: p.Words, Answers: answers, Address: p.DeskAddress, Proxies: proxies, Second: p.Door.Needs, Log: p.Log,
		Places: []newsroom.Place{
			(&signin.Pages{DB: p.DB, Door: p.Door}).Place(),
		},
	})
}
