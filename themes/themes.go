// Package themes holds the looks of the readers' site: templates, style sheets,
// faces, icons and a small script. internal/reader says what a theme must have and
// what its templates are given.
package themes

import (
	"embed"
	"fmt"
	"io/fs"
	"os"
)

//go:embed default beginning
var files embed.FS

// Default is the theme that Masthead comes with.
func Default() fs.FS { return folder("default") }

// Beginning is what a theme of one's own begins with: a style sheet that changes
// nothing yet, and a page that says how to go on.
func Beginning() fs.FS { return folder("beginning") }

func folder(name string) fs.FS {
	sub, err := fs.Sub(files, name)
	if err != nil {
		panic(err) // only for a name that is no path
	}
	return sub
}

// Open opens an outlet's own theme: what its folder holds takes the place of the
// default theme's files of the same names. Nothing outside the folder can be
// reached, not by links either. Close it once the site is built.
func Open(dir string) (*os.Root, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("the theme cannot be read: %w", err)
	}
	return root, nil
}
