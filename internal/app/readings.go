package app

import (
	"context"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/peer"
	"masthead/internal/readership"
)

// board joins readership, which makes the lists, to the outlet, whose editions it
// makes them for, and to editions, which know what can be read and tell the nodes.
func (p *Program) board() *readership.Board {
	return &readership.Board{
		DB: p.DB, Copies: edition.Live, Wake: p.woken,
		Editions: func() []lang.Tag {
			if profile := p.Outlet.Profile(); profile != nil {
				return profile.Langs()
			}
			return nil
		},
		Floor: func() int {
			if profile := p.Outlet.Profile(); profile != nil {
				return profile.Outlet.Settings.MostReadFloor
			}
			return 0
		},
		Changed: func(ctx context.Context, tx *db.Tx, editions []lang.Tag) error {
			return edition.MostReadChanged(ctx, tx, editions)
		},
	}
}

// readings takes readers' messages.
func (s *Server) readings() http.Handler {
	p := s.program
	proxies, _ := peer.Parse(p.Config.Proxies) // ReadConfig has checked it
	var once sync.Once
	return &readership.Desk{
		Counter: s.counter, Own: s.site.Answers, Proxies: proxies,
		Edition: func(l lang.Tag) bool { _, ok := p.Outlet.Profile().Edition(l); return ok },
		Stray: func(remote netip.Addr) {
			once.Do(func() {
				p.Log.Warn("X-Forwarded-For comes from an address that trusted_proxies does not name: if it is your proxy, readings hardly count", "from", remote)
			})
		},
	}
}

// flushGrace is how long the last numbers may take to be written at the end.
const flushGrace = 5 * time.Second

// count writes down what is read, and makes the lists when it is time, until the
// context ends; then it writes down the rest.
func (s *Server) count(ctx context.Context) {
	var told time.Time
	tell := func(what string, err error) {
		if err != nil && ctx.Err() == nil && time.Since(told) > tellEvery {
			s.program.Log.Error(what, "err", err)
			told = time.Now()
		}
	}
	for {
		tell("writing down readings", s.counter.Flush(ctx))
		tell("making the lists of the most read", s.program.Readings.Rank(ctx))
		select {
		case <-time.After(readership.FlushEvery):
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushGrace)
			defer cancel()
			if err := s.counter.Flush(last); err != nil {
				s.program.Log.Error("the last readings could not be written down", "err", err)
			}
			return
		}
	}
}
