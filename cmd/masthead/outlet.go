package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"masthead/internal/app"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

type outletCommand struct {
	Set     outletSetCommand     `cmd:"" help:"Change a setting of the outlet or of an edition."`
	Show    outletShowCommand    `cmd:"" help:"Show the settings."`
	Place   outletPlaceCommand   `cmd:"" help:"Places that bureaus, people and opinions speak from."`
	Bureau  outletBureauCommand  `cmd:"" help:"Bureaus."`
	Section outletSectionCommand `cmd:"" help:"The fixed parts of the editions."`
	Partner outletPartnerCommand `cmd:"" help:"Who supplies or republishes material."`
	Policy  outletPolicyCommand  `cmd:"" help:"What an edition promises and tells of itself."`
}

type outletSetCommand struct {
	common  `embed:""`
	Key     string `arg:"" help:"Name of the setting; outlet show lists them." placeholder:"KEY"`
	Value   string `arg:"" help:"Its new value; an empty one takes it back." placeholder:"VALUE"`
	Edition string `help:"Language of the edition whose setting it is." placeholder:"LANG"`
}

func (c *outletSetCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.SetOutlet(con.ctx, lang.Tag(c.Edition), c.Key, c.Value)
	})
}

type outletShowCommand struct {
	common  `embed:""`
	Edition string `help:"Language of the edition whose settings are shown." placeholder:"LANG"`
	JSON    bool   `name:"json" help:"Print one line of JSON for each setting."`
}

func (c *outletShowCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		profile := p.Outlet.Profile()
		list := profile.Outlet.List()
		if c.Edition != "" {
			e, ok := profile.Edition(lang.Tag(c.Edition))
			if !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", c.Edition)
			}
			list = e.List()
		}
		return con.settings(list, c.JSON)
	})
}

func (con *console) settings(list []outlet.Setting, asJSON bool) error {
	table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	for _, s := range list {
		if asJSON {
			if err := json.NewEncoder(con.out).Encode(s); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(table, "%s\t%s\n", s.Key, s.Value)
	}
	return table.Flush()
}
