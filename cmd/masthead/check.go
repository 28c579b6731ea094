package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"masthead/internal/app"
)

type checkCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print what is found as one line of JSON each."`
}

func (c *checkCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error { return c.look(con, p) })
}

func (c *checkCommand) look(con *console, p *app.Program) error {
	lines := json.NewEncoder(con.out)
	found := 0
	counted, err := p.Check(con.ctx, func(d app.Damage) {
		found++
		if c.JSON {
			lines.Encode(d)
			return
		}
		fmt.Fprintf(con.out, "%s %s: %s\n", d.What, d.ID, d.Detail)
	})
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(con.out, "Looked at %d copies, %d texts and %d pictures: %d faults.\n", counted.Copies, counted.Texts, counted.Pictures, found)
	}
	if found > 0 {
		return errors.New("damage was found")
	}
	return nil
}
