package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"masthead/internal/app"
	"masthead/internal/edition"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

// named are names in several languages, as flags give them.
type named struct {
	Name map[string]string `required:"" mapsep:"none" help:"Its name in an edition; once for each." placeholder:"LANG=NAME"`
}

func byLang(texts map[string]string) map[lang.Tag]string {
	out := make(map[lang.Tag]string, len(texts))
	for l, text := range texts {
		out[lang.Tag(l)] = text
	}
	return out
}

// listed is a list that a command prints: a line of JSON for each thing, or a table.
func listed[T any](con *console, list []T, asJSON bool, columns func(T) []string) error {
	table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	for _, one := range list {
		if asJSON {
			if err := json.NewEncoder(con.out).Encode(one); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(table, strings.Join(columns(one), "\t"))
	}
	return table.Flush()
}

// inLangs writes what is said in several languages on one line, each after its language.
func inLangs[T any](texts map[lang.Tag]T, show func(T) string) string {
	var parts []string
	for l, text := range texts {
		parts = append(parts, string(l)+" "+show(text))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

func same(s string) string { return s }

type outletPlaceCommand struct {
	Add  placeAddCommand  `cmd:"" help:"Add a place."`
	List placeListCommand `cmd:"" help:"List the places."`
}

type placeAddCommand struct {
	common  `embed:""`
	named   `embed:""`
	Key     string `arg:"" help:"Its key: small letters, digits, hyphens." placeholder:"KEY"`
	Country string `help:"Its country, by ISO 3166-1: AZ." placeholder:"CODE"`
}

func (c *placeAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.ChangeOutlet(con.ctx, func(b *edition.Batch, now *outlet.Profile) error {
			return outlet.AddPlace(con.ctx, b.Tx, now, outlet.Place{Key: c.Key, Country: c.Country, Names: byLang(c.Name)})
		})
	})
}

type placeListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each place."`
}

// placeLine is a place as the list shows it.
type placeLine struct {
	Key     string              `json:"key"`
	Country string              `json:"country"`
	Names   map[lang.Tag]string `json:"names"`
}

func (c *placeListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []placeLine
		for _, pl := range p.Outlet.Profile().Places() {
			lines = append(lines, placeLine{pl.Key, pl.Country, pl.Names})
		}
		return listed(con, lines, c.JSON, func(l placeLine) []string { return []string{l.Key, l.Country, inLangs(l.Names, same)} })
	})
}

type outletBureauCommand struct {
	Add  bureauAddCommand  `cmd:"" help:"Add a bureau."`
	List bureauListCommand `cmd:"" help:"List the bureaus."`
}

type bureauAddCommand struct {
	common `embed:""`
	Key    string `arg:"" help:"Its key: small letters, digits, hyphens." placeholder:"KEY"`
	Place  string `required:"" help:"Key of the place where it is." placeholder:"KEY"`
	Zone   string `help:"Its time zone; the outlet's when left out." placeholder:"ZONE"`
}

func (c *bureauAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.ChangeOutlet(con.ctx, func(b *edition.Batch, now *outlet.Profile) error {
			return outlet.AddBureau(con.ctx, b.Tx, now, outlet.Bureau{Key: c.Key, Place: c.Place, Zone: c.Zone})
		})
	})
}

type bureauListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each bureau."`
}

// bureauLine is a bureau as the list shows it.
type bureauLine struct {
	Key   string `json:"key"`
	Place string `json:"place"`
	Zone  string `json:"zone"`
}

func (c *bureauListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []bureauLine
		for _, b := range p.Outlet.Profile().Bureaus {
			lines = append(lines, bureauLine(b))
		}
		return listed(con, lines, c.JSON, func(l bureauLine) []string { return []string{l.Key, l.Place, l.Zone} })
	})
}

type outletPartnerCommand struct {
	Add  partnerAddCommand  `cmd:"" help:"Add a partner."`
	List partnerListCommand `cmd:"" help:"List the partners."`
}

type partnerAddCommand struct {
	common `embed:""`
	Key    string            `arg:"" help:"Its key: small letters, digits, hyphens." placeholder:"KEY"`
	Name   string            `required:"" help:"Its name as it writes it." placeholder:"NAME"`
	URL    string            `name:"url" help:"Its address." placeholder:"URL"`
	Note   map[string]string `mapsep:"none" help:"The disclaimer beside its material in an edition; once for each." placeholder:"LANG=TEXT"`
}

func (c *partnerAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.ChangeOutlet(con.ctx, func(b *edition.Batch, now *outlet.Profile) error {
			return outlet.AddPartner(con.ctx, b.Tx, now, outlet.Partner{Key: c.Key, Name: c.Name, URL: c.URL, Notes: byLang(c.Note)})
		})
	})
}

type partnerListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each partner."`
}

// partnerLine is a partner as the list shows it.
type partnerLine struct {
	Key   string              `json:"key"`
	Name  string              `json:"name"`
	URL   string              `json:"url"`
	Notes map[lang.Tag]string `json:"notes"`
}

func (c *partnerListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []partnerLine
		for _, pa := range p.Outlet.Profile().Partners() {
			lines = append(lines, partnerLine(pa))
		}
		return listed(con, lines, c.JSON, func(l partnerLine) []string { return []string{l.Key, l.Name, l.URL, inLangs(l.Notes, same)} })
	})
}
