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
	return p.Edition.Write(ctx, func(b *edition.Batch) error {
		now, err := outlet.Read(ctx, b.Tx) // not the profile: another process may have changed it
		if err != nil {
			return err
		}
		if l != "" {
			e, ok := now.Edition(l)
			if !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", string(l))
			}
			if err := e.Set(key, value); err != nil {
				return err
			}
			if err := outlet.SaveEdition(ctx, b.Tx, e); err != nil {
				return err
			}
			return b.OutletChanged(ctx)
		}
		if err := now.Outlet.Set(key, value); err != nil {
			return err
		}
		if x := now.Outlet.Settings.XDefault; key == "x_default" && x != "" {
			if _, ok := now.Edition(lang.Tag(x)); !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", x)
			}
		}
		if err := outlet.Save(ctx, b.Tx, now.Outlet); err != nil {
			return err
		}
		return b.OutletChanged(ctx)
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
