package app

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// SetOutlet changes one setting of the outlet or, where a language is given, of an
// edition. Running nodes read the outlet anew and make every page anew.
func (p *Program) SetOutlet(ctx context.Context, l lang.Tag, key, value string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		_, err := outlet.Change(ctx, b.Tx, now, l, key, value)
		return err
	})
}

// Address begins the absolute addresses of the outlet: its URL, else where this
// process listens.
func (p *Program) Address() string {
	if profile := p.Outlet.Profile(); profile != nil && profile.Outlet.URL != "" {
		return profile.Outlet.URL
	}
	return p.Config.address()
}

// DeskAddress is where the desk is found: on a host name of its own, if it has one,
// else beside the readers' site. Links in mails lead there.
func (p *Program) DeskAddress() string {
	if p.Config.DeskURL != "" {
		return strings.TrimRight(p.Config.DeskURL, "/")
	}
	return p.Address()
}

// deskHost says whether a host name is the desk's own; nothing is where the desk lives
// beside the readers' site.
func (p *Program) deskHost(host string) bool {
	u, err := url.Parse(p.Config.DeskURL)
	return err == nil && p.Config.DeskURL != "" && strings.EqualFold(u.Host, host)
}

// asReaders gives a request the host name under which readers ask.
func (p *Program) asReaders(r *http.Request) *http.Request {
	c := r.Clone(r.Context())
	if u, err := url.Parse(p.Address()); err == nil {
		c.Host = u.Host
	}
	return c
}
