package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"masthead/internal/app"
	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
)

type personCommand struct {
	Add     personAddCommand     `cmd:"" help:"Add somebody who works here, and print her invitation."`
	List    personListCommand    `cmd:"" help:"List everybody who works here, with roles."`
	Role    personRoleCommand    `cmd:"" aliases:"give" help:"Give a person a role, or take it away."`
	Link    personLinkCommand    `cmd:"" help:"Print a one-time link by which a person comes in to the desk."`
	Disable personDisableCommand `cmd:"" help:"Shut a person out: sessions, links and tokens end."`
	Enable  personEnableCommand  `cmd:"" help:"Let a person in again who was shut out."`
	Second  personSecondCommand  `cmd:"" name:"forget-second" help:"Take away the app and the passkeys of a person who lost them."`
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
		var link string
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
			if link, err = p.Link(con.ctx, tx, who.ID, people.InvitationLink); err != nil {
				return err
			}
			return con.note(tx, "person.added", who.ID, map[string]string{"roles": strings.Join(c.Role, ", ")})
		})
		if err == nil {
			fmt.Fprintf(con.out, "%s is %s here. Her invitation, which works once, for a week:\n\n  %s\n\n", c.Name, strings.Join(c.Role, ", "), link)
		}
		return err
	})
}

// note keeps in the audit what a command did to a person.
func (con *console) note(tx *db.Tx, deed, person string, detail map[string]string) error {
	return audit.Note(con.ctx, tx, audit.Entry{Deed: deed, On: audit.Thing("person", person), From: "command", Detail: detail})
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
			deed, change := "person.role_given", func() error { return people.Give(con.ctx, tx, who.ID, g.Role, g.Bureau, g.Lang) }
			if c.Take {
				deed, change = "person.role_taken", func() error { return people.Take(con.ctx, tx, who.ID, g) }
			}
			if err := change(); err != nil {
				return err
			}
			return con.note(tx, deed, who.ID, map[string]string{"role": grantText(g)})
		})
	})
}

type personLinkCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
	For    string `default:"enter" enum:"enter,invitation,reset" help:"What for: enter (a day), invitation (a week) or reset of her password (half an hour)." placeholder:"PURPOSE"`
}

// Run prints the link. It works once, so a log that keeps its address keeps nothing that
// opens anything.
func (c *personLinkCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		link, err := con.link(p, c.Email, people.Purpose(c.For))
		if err == nil {
			fmt.Fprintln(con.out, link)
		}
		return err
	})
}

// link makes a link for a person.
func (con *console) link(p *app.Program, email string, purpose people.Purpose) (link string, err error) {
	err = p.DB.Write(con.ctx, func(tx *db.Tx) error {
		who, err := people.ByEmail(con.ctx, tx, email)
		if err != nil {
			return err
		}
		if link, err = p.Link(con.ctx, tx, who.ID, purpose); err != nil {
			return err
		}
		return con.note(tx, "person.link_made", who.ID, map[string]string{"for": string(purpose)})
	})
	return link, err
}

type personDisableCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
}

func (c *personDisableCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error { return con.shut(p, c.Email, "person.disabled", people.Disable) })
}

type personEnableCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
}

func (c *personEnableCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error { return con.shut(p, c.Email, "person.enabled", people.Enable) })
}

type personSecondCommand struct {
	common `embed:""`
	Email  string `arg:"" help:"Her e-mail." placeholder:"EMAIL"`
}

func (c *personSecondCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return con.shut(p, c.Email, "person.second_forgotten", people.ForgetSecond)
	})
}

// shut shuts a person out, lets her in again, or forgets how she did.
func (con *console) shut(p *app.Program, email, deed string, change func(context.Context, *db.Tx, string) error) error {
	return p.DB.Write(con.ctx, func(tx *db.Tx) error {
		who, err := people.ByEmail(con.ctx, tx, email)
		if err != nil {
			return err
		}
		if err := change(con.ctx, tx, who.ID); err != nil {
			return err
		}
		return con.note(tx, deed, who.ID, nil)
	})
}
