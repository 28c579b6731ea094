package main

import (
	"fmt"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/topic"
)

type outletSectionCommand struct {
	Add    sectionAddCommand    `cmd:"" help:"Add a section."`
	List   sectionListCommand   `cmd:"" help:"List the sections, in the order in which readers see them."`
	Rename sectionRenameCommand `cmd:"" help:"Name a section anew; its addresses stay."`
	Remove sectionRemoveCommand `cmd:"" help:"Take away a section that nothing is in."`
}

// slugged are names with the addresses that go with them.
type slugged struct {
	named `embed:""`
	Slug  map[string]string `mapsep:"none" help:"Its part of addresses in an edition; made of the name when left out." placeholder:"LANG=SLUG"`
}

// check refuses a slug without a name.
func (s slugged) check() error {
	for l := range s.Slug {
		if s.Name[l] == "" {
			return fault.New(fault.Invalid, "outlet.slug_unnamed").With("lang", l)
		}
	}
	return nil
}

type sectionAddCommand struct {
	common  `embed:""`
	slugged `embed:""`
	Key     string `arg:"" help:"Its key, the same in all editions: small letters, digits, hyphens." placeholder:"KEY"`
}

func (c *sectionAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		names := map[lang.Tag]outlet.SectionName{}
		for l, name := range c.Name {
			names[lang.Tag(l)] = outlet.SectionName{Slug: c.Slug[l], Name: name}
		}
		if err := c.check(); err != nil {
			return err
		}
		return p.AddSection(con.ctx, c.Key, names)
	})
}

// namedLine is a section or a topic as a list shows it.
type namedLine struct {
	Key   string                 `json:"key"`
	Names map[lang.Tag]nameInOne `json:"names"`
}

type nameInOne struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

func (n nameInOne) String() string { return fmt.Sprintf("%s (%s)", n.Name, n.Slug) }

func (l namedLine) columns() []string { return []string{l.Key, inLangs(l.Names, nameInOne.String)} }

type sectionListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each section."`
}

func (c *sectionListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []namedLine
		for _, s := range p.Outlet.Profile().Sections {
			line := namedLine{s.Key, map[lang.Tag]nameInOne{}}
			for l, n := range s.Names {
				line.Names[l] = nameInOne(n)
			}
			lines = append(lines, line)
		}
		return listed(con, lines, c.JSON, namedLine.columns)
	})
}

type sectionRenameCommand struct {
	common `embed:""`
	named  `embed:""`
	Key    string `arg:"" help:"Its key." placeholder:"KEY"`
}

func (c *sectionRenameCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error { return p.RenameSection(con.ctx, c.Key, byLang(c.Name)) })
}

type sectionRemoveCommand struct {
	common `embed:""`
	Key    string `arg:"" help:"Its key." placeholder:"KEY"`
}

func (c *sectionRemoveCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error { return p.RemoveSection(con.ctx, c.Key) })
}

type topicCommand struct {
	Add    topicAddCommand    `cmd:"" help:"Add a topic."`
	List   topicListCommand   `cmd:"" help:"List the topics."`
	Rename topicRenameCommand `cmd:"" help:"Name a topic anew; its addresses stay."`
}

type topicAddCommand struct {
	common  `embed:""`
	slugged `embed:""`
	Key     string `arg:"" help:"Its key, the same in all editions: small letters, digits, hyphens." placeholder:"KEY"`
}

func (c *topicAddCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		names := map[lang.Tag]topic.Name{}
		for l, name := range c.Name {
			names[lang.Tag(l)] = topic.Name{Slug: c.Slug[l], Name: name}
		}
		if err := c.check(); err != nil {
			return err
		}
		return p.AddTopic(con.ctx, c.Key, names)
	})
}

type topicListCommand struct {
	common `embed:""`
	JSON   bool `name:"json" help:"Print one line of JSON for each topic."`
}

// topicsAtOnce is how many topics are read together: an archive brings many.
const topicsAtOnce = 500

func (c *topicListCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		var lines []namedLine
		for after, last := "", false; !last; {
			var list []topic.Topic
			err := p.DB.Read(con.ctx, func(tx *db.Tx) (err error) {
				list, err = topic.List(con.ctx, tx, after, topicsAtOnce)
				return err
			})
			if err != nil {
				return err
			}
			for _, t := range list {
				line := namedLine{t.Key, map[lang.Tag]nameInOne{}}
				for l, n := range t.Names {
					line.Names[l] = nameInOne(n)
				}
				lines, after = append(lines, line), t.Key
			}
			last = len(list) < topicsAtOnce
		}
		return listed(con, lines, c.JSON, namedLine.columns)
	})
}

type topicRenameCommand struct {
	common `embed:""`
	named  `embed:""`
	Key    string `arg:"" help:"Its key." placeholder:"KEY"`
}

func (c *topicRenameCommand) Run(con *console) error {
	return c.at(con, func(p *app.Program) error {
		names := map[lang.Tag]topic.Name{}
		for l, name := range c.Name {
			names[lang.Tag(l)] = topic.Name{Name: name}
		}
		return p.RenameTopic(con.ctx, c.Key, names)
	})
}
