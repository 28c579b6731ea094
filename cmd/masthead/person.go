package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
)

type personCommand struct {
	Add     personAddCommand     `cmd:"" help:"Add somebody who works here."`
	List    personListCommand    `cmd:"" help:"List everybody who works here, with roles."`
	Role    personRoleCommand    `cmd:"" help:"Give a person a role, or take it away."`
	Link    personLinkCommand    `cmd:"" help:"Print a one-time sign-in link for the desk."`
	Disable personDisableCommand `cmd:"" help:"Shut a person out: links and tokens end."`
}

// held is where a role holds.
type held struct {
	Bureau  string `help:"Only in this bureau; left out, in every one." placeholder:"KEY"`
	Edition string `help:"Only in this edition; left out, in every one." placeholder:"LANG"`
}

// grant reads a role and where it holds; what the outlet does not have is an error.
func (h held) grant(p *outlet.Profile, role string) (people.Grant, error) {
	r, err := people.ParseRole(role)
	if err != nil {
		return people.Grant{}, err
	}
	if _, ok := p.Edition(lang.Tag(h.Edition)); h.Edition != "" && !ok {
		return people.Grant{}, fault.New(fault.Invalid, "edition.no_edition").With("lang", h.Edition)
	}
	if h.Bureau != "" && !p.HasBureau(h.Bureau) {
		return people.Grant{}, fault.New(fault.Invalid, "outlet.no_bureau").With("bureau", h.Bureau)
	}
	return people.Grant{Role: r, Bureau: h.Bureau, Lang: lang.Tag(h.Edition)}, nil
}

type personAddCommand struct {
	common `embed:""`
	held   `embed:""`
	Name   string   `required:"" help:"Her name as she writes it." placeholder:"NAME"`
	Email  string   `required:"" help:"Her e-mail, which readers never see." placeholder:"EMAIL"`
	Role   []string `required:"" help:"What she may do: administrator, chief editor, editor, reporter, translator, fact-checker, social editor, expert, contributor." placeholder:"ROLE,…"`
}

func (c *personAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var grants []people.Grant
		for _, r := range c.Role {
			g, err := c.grant(p.Outlet.Profile(), r)
			if err != nil {
				return err
			}
			grants = append(grants, g)
		}
		err := p.DB.Write(con.ctx, func(tx *db.Tx) error {
			who, err := people.Add(con.ctx, tx, people.Person{Name: c.Name, Email: c.Email})
			if err != nil {
				return err
			}
			for _, g := range grants {
				if err := people.Give(con.ctx, tx, who.ID, g.Role, g.Bureau, g.Lang); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			fmt.Fprintf(con.out, "%s is %s here.\n", c.Name, strings.Join(c.Role, ", "))
		}
		return err
	})
}

type personListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each person."`
}

// personLine is a person as the list shows her.
type personLine struct {
	ID       string         `json:"id"`
	Name     string         `json:"name"`
	Email    string         `json:"email"`
	Disabled bool           `json:"disabled"`
	Roles    []people.Grant `json:"roles"`
}

func (c *personListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []personLine
		err := p.DB.Read(con.ctx, func(tx *db.Tx) error {
			staff, err := people.Staff(con.ctx, tx)
			if err != nil {
				return err
			}
			for _, s := range staff {
				grants, err := people.Grants(con.ctx, tx, s.ID)
				if err != nil {
					return err
				}
				lines = append(lines, personLine{s.ID, s.Name, s.Email, s.Disabled(), append([]people.Grant{}, grants...)})
			}
			return nil
		})
		if err != nil {
			return err
		}
		return con.staff(lines, c.JSON)
	})
}

func (con *console) staff(lines []personLine, asJSON bool) error {
	table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		if asJSON {
			if err := json.NewEncoder(con.out).Encode(l); err != nil {
				return err
			}
			continue
		}
		var roles []string
		for _, g := range l.Roles {
			roles = append(roles, grantText(g))
		}
		if l.Disabled {
			roles = append(roles, "(disabled)")
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", l.Name, l.Email, strings.Join(roles, ", "))
	}
	return table.Flush()
}

func grantText(g people.Grant) string {
	text := string(g.Role)
	if g.Bureau != "" {
		text += " in " + g.Bureau
	}
	if g.Lang != "" {
		text += " for " + string(g.Lang)
	}
	return text
}

type personRoleCommand struct {
	common `embed:""`
	held   `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
	Role   string `arg:"" help:"The role." placeholder:"ROLE"`
	Take   bool   `help:"Take the role away."`
}

func (c *personRoleCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		g, err := c.grant(p.Outlet.Profile(), c.Role)
		if err != nil {
			return err
		}
		return p.DB.Write(con.ctx, func(tx *db.Tx) error {
			who, err := people.ByEmail(con.ctx, tx, c.Email)
			if err != nil {
				return err
			}
			if c.Take {
				return people.Take(con.ctx, tx, who.ID, g)
			}
			return people.Give(con.ctx, tx, who.ID, g.Role, g.Bureau, g.Lang)
		})
	})
}

type personLinkCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
}

// Run prints the link. The secret stands behind the #, so that no server's log and no
// proxy ever sees it.
func (c *personLinkCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var s people.Secret
		err := p.DB.Write(con.ctx, func(tx *db.Tx) error {
			who, err := people.ByEmail(con.ctx, tx, c.Email)
			if err != nil {
				return err
			}
			s, err = people.NewLink(con.ctx, tx, who.ID)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintf(con.out, "%s/desk/sign-in#%s\n", p.Address(), s.Text)
		fmt.Fprintln(con.err, "It works once, for 24 hours, at the desk. The desk is not part of this release yet: until it is, the link opens nothing.")
		return nil
	})
}

type personDisableCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
}

func (c *personDisableCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.DB.Write(con.ctx, func(tx *db.Tx) error {
			who, err := people.ByEmail(con.ctx, tx, c.Email)
			if err != nil {
				return err
			}
			return people.Disable(con.ctx, tx, who.ID)
		})
	})
}
