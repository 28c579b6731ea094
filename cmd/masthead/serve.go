package main

import (
	"fmt"
	"log/slog"
	"time"

	"masthead/internal/app"
)

type serveCommand struct {
	common   `embed:""`
	Listen   string `help:"Address of the readers' site." placeholder:"ADDR"`
	Metrics  string `help:"Private address of /metrics; none when left out." placeholder:"ADDR"`
	Mail     string `help:"Where mail is handed over, smtp://USER:PASSWORD@HOST:PORT; better in the environment or the file." placeholder:"URL"`
	MailFrom string `help:"Whose name and address mail bears." name:"mail-from" placeholder:"ADDRESS"`
	OIDC     string `name:"oidc" help:"The house that signs people in, https://CLIENT:SECRET@accounts.example.org; better in the environment or the file." placeholder:"URL"`
	Machine  string `help:"What drafts translations, deepl+https://:KEY@api-free.deepl.com; better in the environment or the file." placeholder:"URL"`
	DeskURL  string `help:"Address where the desk lives by itself; left out, it lives beside the readers' site." name:"desk-url" placeholder:"URL"`
	Theme    string `help:"Folder whose files take the place of the theme's." placeholder:"DIR"`
	CacheMB  int    `name:"cache-mb" help:"Memory for rendered pages, in MiB." placeholder:"N"`
	Proxies  string `name:"trusted-proxies" help:"Addresses and networks whose X-Forwarded-For is believed, parted by commas." placeholder:"LIST"`
	CDN      bool   `name:"cdn" help:"Tell a CDN in Surrogate-Key what each page is made of."`
}

func (c *serveCommand) Run(con *console) error {
	begun := time.Now()
	config, err := app.ReadConfig(app.Config{
		Data: c.Data, Database: c.Database, Media: c.Media, Log: c.Log, Listen: c.Listen, Metrics: c.Metrics, Theme: c.Theme, DeskURL: c.DeskURL, Mail: c.Mail, MailFrom: c.MailFrom, OIDC: c.OIDC, Machine: c.Machine, Cache: c.CacheMB, CDN: c.CDN, Proxies: c.Proxies,
	}, con.env)
	if err != nil {
		return err
	}
	log := con.log(config, slog.LevelInfo)
	p, err := app.OpenOutlet(con.ctx, config, log)
	if err != nil {
		return err
	}
	defer p.Close()
	server, err := app.NewServer(con.ctx, p)
	if err != nil {
		return err
	}
	return server.Run(con.ctx, func(address string) {
		log.Info("serving", "address", "http://"+address, "after", time.Since(begun).Round(time.Millisecond))
		fmt.Fprintf(con.out, "%s is at http://%s/\n", p.Outlet.Profile().Outlet.Name, address)
	})
}
