package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/webhook"
)

type webhookCommand struct {
	Add    webhookAddCommand    `cmd:"" help:"Tell an address outside of what is published. Its secret is shown once."`
	List   webhookListCommand   `cmd:"" help:"List webhooks, never their secrets."`
	Remove webhookRemoveCommand `cmd:"" help:"Take a webhook away."`
}

type webhookAddCommand struct {
	common   `embed:""`
	URL      string   `arg:"" help:"A public address." placeholder:"URL"`
	Name     string   `required:"" help:"Whose it is." placeholder:"NAME"`
	Events   []string `help:"Only these: published, updated, withdrawn." placeholder:"EVENT,…"`
	Editions []string `help:"Only these editions." placeholder:"LANG,…"`
}

func (c *webhookAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		if err := p.Hooks.Check(c.URL); err != nil {
			return err
		}
		w := webhook.Webhook{Name: c.Name, URL: c.URL, Events: c.Events}
		for _, l := range c.Editions {
			if _, ok := p.Outlet.Profile().Edition(lang.Tag(l)); !ok {
				return fault.New(fault.Invalid, "edition.no_edition").With("lang", l)
			}
			w.Editions = append(w.Editions, lang.Tag(l))
		}
		var secret string
		err := p.DB.Write(con.ctx, func(tx *db.Tx) (err error) {
			w, secret, err = webhook.Add(con.ctx, tx, w)
			return err
		})
		if err != nil {
			return err
		}
		fmt.Fprintln(con.out, secret)
		fmt.Fprintf(con.err, "This secret signs what is sent. Keep it now: it is not shown again. The webhook is %s.\n", w.ID)
		return nil
	})
}

type webhookListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each webhook."`
}

// webhookLine is a webhook as the list shows it.
type webhookLine struct {
	ID       string     `json:"id"`
	Name     string     `json:"name"`
	URL      string     `json:"url"`
	Events   []string   `json:"events"`
	Editions []lang.Tag `json:"editions"`
	Failing  *time.Time `json:"failing"`
}

func (c *webhookListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var list []webhook.Webhook
		err := p.DB.Read(con.ctx, func(tx *db.Tx) (err error) { list, err = webhook.List(con.ctx, tx); return err })
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(con.out, 0, 0, 2, ' ', 0)
		for _, w := range list {
			if c.JSON {
				line := webhookLine{w.ID, w.Name, w.URL, append([]string{}, w.Events...), append([]lang.Tag{}, w.Editions...), known(w.Failing)}
				if err := json.NewEncoder(con.out).Encode(line); err != nil {
					return err
				}
				continue
			}
			state := "works"
			if !w.Failing.IsZero() {
				state = "failing since " + w.Failing.Format(time.DateOnly)
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", w.ID, w.Name, w.URL, strings.Join(w.Events, " "), state)
		}
		return table.Flush()
	})
}

type webhookRemoveCommand struct {
	common `embed:""`
	ID     string `arg:"" help:"The webhook's id, as webhook list shows it." placeholder:"ID"`
}

func (c *webhookRemoveCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		return p.DB.Write(con.ctx, func(tx *db.Tx) error { return webhook.Remove(con.ctx, tx, c.ID) })
	})
}
