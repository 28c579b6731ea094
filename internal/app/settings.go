package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// SetOutlet changes one setting of the outlet or, where a language is given, of an
// edition. Running nodes read the outlet anew and make every page anew.
func (p *Program) SetOutlet(ctx context.Context, l lang.Tag, key, value string) error {
	return p.ChangeOutlet(ctx, func(b *edition.Batch, now *outlet.Profile) error {
		if l != "" {
			e, ok := now.Edition(l)
			if !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", string(l))
			}
			if err := e.Set(key, value); err != nil {
				return err
			}
			return outlet.SaveEdition(ctx, b.Tx, e)
		}
		if err := now.Outlet.Set(key, value); err != nil {
			return err
		}
		if x := now.Outlet.Settings.XDefault; key == "x_default" && x != "" {
			if _, ok := now.Edition(lang.Tag(x)); !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", x)
			}
		}
		return outlet.Save(ctx, b.Tx, now.Outlet)
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
