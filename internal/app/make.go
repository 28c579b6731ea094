package app

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
)

// NewOutlet is what `masthead init` is told.
type NewOutlet struct {
	Name     string
	Editions []string // languages, in the order readers see
	URL      string   // where readers will find it, or empty
	Admin    string   // e-mail of the administrator
}

// Make makes the outlet. It is done once for a database: a second time is a Conflict
// and changes nothing.
func (p *Program) Make(ctx context.Context, n NewOutlet) (err error) {
	langs, err := parseLangs(n.Editions)
	if err != nil {
		return err
	}
	if err := checkURL(n.URL); err != nil {
		return err
	}
	email, err := people.FoldEmail(n.Admin)
	if err != nil {
		return err
	}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := outlet.Read(ctx, tx); fault.KindOf(err) != fault.NotFound {
			return fault.New(fault.Conflict, "app.outlet_made").Because(err)
		}
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: n.Name, URL: n.URL}); err != nil {
			return err
		}
		for i, l := range langs {
			if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: l, Title: n.Name, Position: i}); err != nil {
				return err
			}
		}
		name, _, _ := strings.Cut(email, "@")
		admin, err := people.Add(ctx, tx, people.Person{Name: name, Email: email})
		if err != nil {
			return err
		}
		if err := people.Give(ctx, tx, admin.ID, people.Administrator, "", ""); err != nil {
			return err
		}
		return audit.Note(ctx, tx, audit.Entry{Deed: "masthead.made", On: audit.Thing("person", admin.ID), From: "command"})
	})
	if err != nil {
		return err
	}
	return p.Outlet.Load(ctx)
}

func parseLangs(list []string) ([]lang.Tag, error) {
	var langs []lang.Tag
	seen := map[lang.Tag]bool{}
	for _, s := range list {
		l, err := lang.Parse(strings.TrimSpace(s))
		if err != nil {
			return nil, err
		}
		if seen[l] {
			return nil, fault.New(fault.Invalid, "app.edition_twice").With("lang", string(l))
		}
		seen[l] = true
		langs = append(langs, l)
	}
	if len(langs) == 0 {
		return nil, fault.New(fault.Invalid, "app.no_editions")
	}
	return langs, nil
}

func checkURL(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return fault.New(fault.Invalid, "app.bad_url").With("url", fmt.Sprintf("%.100s", s))
	}
	return nil
}
