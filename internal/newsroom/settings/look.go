package settings

import (
	"context"
	"crypto/sha256"
	"encoding/base64"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
)

// Theme shows what readers would see with other settings, keeping nothing.
type Theme interface {
	PreviewLook(ctx context.Context, l lang.Tag, settings outlet.Settings) (page []byte, style string, err error)
}

// LookPage is the outlet's colours, type and logo, with the first page as it would be.
type LookPage struct {
	Group   FormGroup
	Preview string // address of the preview
	May     bool
	Fault   string // why these settings cannot be kept; empty where they can
}

func (p *Pages) look(r *newsroom.Request) (newsroom.Answer, error) {
	tried, err := triedLook(r)
	page := LookPage{May: p.mayOutlet(r), Preview: at + "look/preview?" + r.URL.RawQuery}
	if err != nil {
		page.Fault = r.Explain(err)
	}
	values := valuesOf(tried.List())
	for key := range r.URL.Query() {
		values[key] = r.FormValue(key)
	}
	page.Group = groupsOf(r, []group{look}, values, "")[0]
	return newsroom.Show("look", page), nil
}

func (p *Pages) saveLook(r *newsroom.Request) (newsroom.Answer, error) {
	return p.save(r, "", []group{look}, at+"look/")
}

// triedLook is the outlet with the settings that the address names. The first that
// cannot be is told of; the others hold.
func triedLook(r *newsroom.Request) (outlet.Outlet, error) {
	tried := r.Outlet.Outlet
	var wrong error
	for _, s := range look.Sets {
		if !r.URL.Query().Has(s.key) {
			continue
		}
		if err := tried.Set(s.key, r.FormValue(s.key)); err != nil && wrong == nil {
			wrong = err
		}
	}
	return tried, wrong
}

// preview shows the first page of the first edition with settings that are not kept. It
// is shut in: no script, no form, nothing from elsewhere; and no style but its own.
func (p *Pages) preview(r *newsroom.Request) (newsroom.Answer, error) {
	tried, err := triedLook(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	langs := r.Outlet.Langs()
	if len(langs) == 0 {
		return newsroom.Answer{}, fault.New(fault.NotFound, "edition.no_edition").With("lang", "")
	}
	page, style, err := p.Theme.PreviewLook(r.Context(), langs[0], tried.Settings)
	if err != nil {
		return newsroom.Answer{}, err
	}
	sum := sha256.Sum256([]byte(style))
	policy := "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
	return newsroom.Bytes("text/html; charset=utf-8", "", page).Header("Content-Security-Policy", policy).Header("Referrer-Policy", "no-referrer"), nil
}

func noEdition(l lang.Tag) error {
	return fault.New(fault.NotFound, "edition.no_edition").With("lang", string(l))
}
