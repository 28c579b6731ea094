package main

import (
	"fmt"
	"log/slog"

	"masthead/internal/app"
	"masthead/internal/people"
)

type initCommand struct {
	common   `embed:""`
	Name     string   `required:"" help:"Name of the outlet." placeholder:"NAME"`
	Editions []string `required:"" help:"Languages of the editions, in the order readers see: en,ru,az,hy,ka." placeholder:"LANG,…"`
	URL      string   `name:"url" help:"Where readers will find it: https://news.example" placeholder:"URL"`
	Admin    string   `required:"" help:"E-mail of the administrator." placeholder:"EMAIL"`
}

func (c *initCommand) Run(con *console) error {
	config, err := c.config(con)
	if err != nil {
		return err
	}
	p, err := app.Open(con.ctx, config, con.log(config, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Make(con.ctx, app.NewOutlet{Name: c.Name, Editions: c.Editions, URL: c.URL, Admin: c.Admin}); err != nil {
		return err
	}
	link, err := con.link(p, c.Admin, people.EnterLink)
	if err != nil {
		return err
	}
	fmt.Fprintf(con.out, "%s is made in %s, with %d editions. %s is its administrator.\n", c.Name, config.Data, len(c.Editions), c.Admin)
	fmt.Fprintf(con.out, "Bring an archive in:  masthead import wordpress FILE --data %s\n", config.Data)
	fmt.Fprintf(con.out, "Serve it:             masthead serve --data %s\n", config.Data)
	fmt.Fprintf(con.out, "\nThe administrator comes in to the desk by this link, once, within a day of now:\n\n  %s\n\n", link)
	fmt.Fprintf(con.out, "Another one:          masthead person link %s --data %s\n", c.Admin, config.Data)
	return nil
}
