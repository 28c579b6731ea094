package main

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"masthead/internal/kit/fault"
	catalogue "masthead/internal/kit/words"
	"masthead/internal/reader"
	"masthead/themes"
	"masthead/words"
)

type themeCommand struct {
	New   themeNewCommand   `cmd:"" help:"Begin a theme of one's own in a new folder."`
	Check themeCheckCommand `cmd:"" help:"Render every page of a theme, full and empty, and name what is wrong."`
}

type themeNewCommand struct {
	Dir string `arg:"" help:"Folder to make." placeholder:"DIR"`
	All bool   `help:"Copy every template and style sheet of the default theme, to change all of it."`
}

// Run makes the folder. One that holds anything is left alone.
func (c *themeNewCommand) Run(con *console) error {
	if files, err := os.ReadDir(c.Dir); err == nil && len(files) > 0 {
		return fault.New(fault.Conflict, "app.theme_there").With("dir", c.Dir)
	}
	copied := []fs.FS{themes.Beginning()}
	if c.All {
		copied = append(copied, themes.Default())
	}
	for _, from := range copied {
		if err := os.CopyFS(c.Dir, from); err != nil {
			return fault.New(fault.Invalid, "app.cannot_write").With("path", c.Dir).Because(err)
		}
	}
	fmt.Fprintf(con.out, "A theme begins in %[1]s. Change style/own.css, or copy files of the default theme beside it and change those.\n\n  masthead theme check %[1]s\n  masthead serve --data DIR --theme %[1]s\n", c.Dir)
	return nil
}

type themeCheckCommand struct {
	Dir string `arg:"" help:"Folder of the theme." placeholder:"DIR"`
}

func (c *themeCheckCommand) Run(con *console) error {
	root, err := themes.Open(c.Dir)
	if err != nil {
		return fault.New(fault.Invalid, "app.no_theme").With("dir", c.Dir).Because(err)
	}
	defer root.Close()
	said, err := catalogue.Load(words.Files, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	if err := reader.Try(themes.Default(), root.FS(), said); err != nil {
		return err
	}
	fmt.Fprintf(con.out, "Every page of %s can be shown, full and empty, in both directions.\n", c.Dir)
	return nil
}
