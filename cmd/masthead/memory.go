package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"masthead/internal/app"
	"masthead/internal/kit/lang"
	catalogue "masthead/internal/kit/words"
	"masthead/internal/memory"
)

type memoryCommand struct {
	Import memoryImportCommand `cmd:"" help:"Bring a TMX file into the translation memory. To bring it twice changes nothing."`
	Export memoryExportCommand `cmd:"" help:"Write the translation memory as a TMX file."`
}

// memoryPair are the two languages that a command is held to.
type memoryPair struct {
	Pair string `help:"Only these two languages, either way round. Left out, all." placeholder:"LANG,LANG"`
}

func (p memoryPair) read() (a, b lang.Tag, err error) {
	if p.Pair == "" {
		return "", "", nil
	}
	one, other, _ := strings.Cut(p.Pair, ",")
	if a, err = lang.Parse(one); err != nil {
		return "", "", err
	}
	b, err = lang.Parse(other)
	return a, b, err
}

type memoryImportCommand struct {
	common     `embed:""`
	memoryPair `embed:""`
	File       string `arg:"" name:"FILE" help:"The file."`
}

// Run tells what became of the file's units, and of those that were not taken each by its
// line.
func (c *memoryImportCommand) Run(con *console) error {
	from, to, err := c.read()
	if err != nil {
		return err
	}
	return c.at(con, func(p *app.Program) error {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer file.Close()
		r, err := memory.Import(con.ctx, p.DB, file, memory.Importing{Name: filepath.Base(c.File), Langs: p.Outlet.Profile().Langs(), From: from, To: to})
		con.problems(p.Words, c.File, r)
		fmt.Fprintf(con.out, "%s: %d new, %d renewed, %d were here already; left out: %d in other languages, %d by a machine, %d that could not be taken.\n",
			c.File, r.New, r.Renewed, r.Same, r.Others, r.Machine, r.Lost)
		return errors.Join(err, memory.FoldAll(con.ctx, p.DB))
	})
}

func (con *console) problems(said *catalogue.Catalogue, file string, r memory.Report) {
	for _, x := range r.Problems {
		fmt.Fprintf(con.err, "%s:%d: %s\n", file, x.Line, said.Say(lang.English, x.Key, map[string]any{"what": x.What, "limit": memory.MaxText}))
	}
}

type memoryExportCommand struct {
	common     `embed:""`
	memoryPair `embed:""`
	File       string `arg:"" name:"FILE" help:"The file, which must not be there; - for standard output."`
}

// Run leaves no half file behind.
func (c *memoryExportCommand) Run(con *console) error {
	from, to, err := c.read()
	if err != nil {
		return err
	}
	return c.at(con, func(p *app.Program) error {
		if c.File == "-" {
			_, err := memory.Export(con.ctx, p.DB, con.out, from, to, nil)
			return err
		}
		file, err := os.OpenFile(c.File, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		n, err := memory.Export(con.ctx, p.DB, file, from, to, nil)
		if err = errors.Join(err, file.Close()); err != nil {
			return errors.Join(err, os.Remove(c.File))
		}
		fmt.Fprintf(con.out, "%s: %d segments\n", c.File, n)
		return nil
	})
}
