package main

import (
	"fmt"
	"io"
	"os"

	"masthead/internal/app"
	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
)

type outletPolicyCommand struct {
	Set    policySetCommand    `cmd:"" help:"Write a policy, or write it anew."`
	List   policyListCommand   `cmd:"" help:"List an edition's policies, in the order in which readers see them."`
	Remove policyRemoveCommand `cmd:"" help:"Take a policy away."`
}

// ofEdition names an edition that must be there.
type ofEdition struct {
	Edition string `required:"" help:"Language of the edition." placeholder:"LANG"`
}

func (o ofEdition) in(p *outlet.Profile) (outlet.Edition, error) {
	e, ok := p.Edition(lang.Tag(o.Edition))
	if !ok {
		return e, fault.New(fault.Invalid, "edition.no_edition").With("lang", o.Edition)
	}
	return e, nil
}

type policySetCommand struct {
	common    `embed:""`
	ofEdition `embed:""`
	Key       string `arg:"" help:"Its key, the same in all editions: principles, corrections, ethics…" placeholder:"KEY"`
	File      string `arg:"" help:"File with its text: HTML, or plain paragraphs parted by empty lines; - is standard input." placeholder:"FILE"`
	Title     string `required:"" help:"Its title." placeholder:"TITLE"`
}

func (c *policySetCommand) Run(con *console) error {
	text, err := con.text(c.File, outlet.MaxPolicyText+1)
	if err != nil {
		return err
	}
	return c.at(con, func(p *app.Program) error {
		return p.ChangeOutlet(con.ctx, func(b *edition.Batch, now *outlet.Profile) error {
			e, err := c.in(now)
			if err != nil {
				return err
			}
			if err := e.Settings.SetPolicy(outlet.Policy{Key: c.Key, Title: c.Title, Text: text}); err != nil {
				return err
			}
			return outlet.SaveEdition(con.ctx, b.Tx, e)
		})
	})
}

// text reads a file, or what stands on standard input, no further than most bytes.
func (con *console) text(file string, most int64) (string, error) {
	from := con.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		from = f
	}
	raw, err := io.ReadAll(io.LimitReader(from, most))
	return string(raw), err
}

type policyListCommand struct {
	common    `embed:""`
	ofEdition `embed:""`
	JSON      bool `name:"json" help:"Print one line of JSON for each policy, with its text."`
}

func (c *policyListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		e, err := c.in(p.Outlet.Profile())
		if err != nil {
			return err
		}
		return listed(con, e.Settings.Policies, c.JSON, func(p outlet.Policy) []string {
			return []string{p.Key, p.Title, fmt.Sprintf("%d bytes", len(p.Text))}
		})
	})
}

type policyRemoveCommand struct {
	common    `embed:""`
	ofEdition `embed:""`
	Key       string `arg:"" help:"Its key." placeholder:"KEY"`
}

func (c *policyRemoveCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.ChangeOutlet(con.ctx, func(b *edition.Batch, now *outlet.Profile) error {
			e, err := c.in(now)
			if err != nil {
				return err
			}
			if err := e.Settings.DropPolicy(c.Key); err != nil {
				return err
			}
			return outlet.SaveEdition(con.ctx, b.Tx, e)
		})
	})
}
