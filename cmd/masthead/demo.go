package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/people"
)

// demoListen is where the demo is served unless told otherwise.
const demoListen = "127.0.0.1:8080"

type demoCommand struct {
	Data   string `help:"Folder to keep the demo in; left out, it is gone at the end." placeholder:"DIR"`
	Listen string `help:"Address of the readers' site; left out, 127.0.0.1:8080 or a free port." placeholder:"ADDR"`
}

// Run plants the demo and serves it. The environment's settings are not asked: they
// belong to the newsroom that is at work on this machine.
func (c *demoCommand) Run(con *console) (err error) {
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "masthead-demo-"); err != nil {
			return fmt.Errorf("making a folder for the demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	}
	if c.Listen, err = demoAddress(con, c.Listen); err != nil {
		return err
	}
	config, err := app.ReadConfig(app.Config{Data: c.Data, Listen: c.Listen}, func(string) string { return "" })
	if err != nil {
		return err
	}
	p, err := app.Open(con.ctx, config, con.log(config, slog.LevelWarn))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if _, err := demo.Plant(con.ctx, p.Edition, p.Library, time.Now()); err != nil {
		return err
	}
	server, err := app.NewServer(con.ctx, p)
	if err != nil {
		return err
	}
	cast, err := demo.Cast()
	if err != nil {
		return err
	}
	links, err := demoLinks(con.ctx, p, cast)
	if err != nil {
		return err
	}
	return server.Run(con.ctx, func(address string) {
		profile := p.Outlet.Profile()
		fmt.Fprintf(con.out, "%s, a newsroom to try, is ready. Its editions:\n\n", profile.Outlet.Name)
		for _, e := range profile.Editions {
			fmt.Fprintf(con.out, "  http://%s/%s/\t%s\n", address, e.Lang, e.Title)
		}
		fmt.Fprintf(con.out, "\nWho works there, one of each role, and a link by which each comes in to the desk, once:\n\n")
		for _, who := range cast {
			fmt.Fprintf(con.out, "  %-15s%s\n  %s\n", who.Role, who.Names["en"], links[who.Role])
		}
		at := "" // a link leads where the command believes the demo to be
		if address != demoListen {
			at = "MASTHEAD_LISTEN=" + address + " "
		}
		fmt.Fprintf(con.out, "\nMore links:  masthead person list --data %s\n             %smasthead person link EMAIL --data %s\n", c.Data, at, c.Data)
		fmt.Fprintf(con.out, "\nPress Ctrl+C to end it.\n")
	})
}

// demoLinks makes a link for one person of each role.
func demoLinks(ctx context.Context, p *app.Program, cast []demo.Person) (map[people.Role]string, error) {
	links := map[people.Role]string{}
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		for _, c := range cast {
			who, err := people.ByEmail(ctx, tx, c.Email())
			if err != nil {
				return err
			}
			if links[c.Role], err = p.Link(ctx, tx, who.ID, people.EnterLink); err != nil {
				return err
			}
		}
		return nil
	})
	return links, err
}

// demoAddress gives an address with a port that is free, for the site has to know
// its own address before it is served. Another port is taken only where none was
// asked for.
func demoAddress(con *console, asked string) (string, error) {
	wanted := asked
	if wanted == "" {
		wanted = demoListen
	}
	listener, err := net.Listen("tcp", wanted)
	if asked == "" && errors.Is(err, syscall.EADDRINUSE) {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			fmt.Fprintf(con.out, "%s is in use: a free port is taken.\n", wanted)
		}
	}
	if err != nil {
		return "", fault.New(fault.Busy, "app.cannot_listen").With("address", wanted).Because(err)
	}
	return listener.Addr().String(), listener.Close()
}
