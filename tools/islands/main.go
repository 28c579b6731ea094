// The command islands builds the desk's scripts: islands/NAME/main.ts becomes
// internal/newsroom/assets/NAME.js. The results are kept with the source, so that
// building Masthead needs Go alone; a test builds them anew and compares.
//
// It needs the packages of islands/package.json: `npm ci` in that folder.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"masthead/tools/islands/bundle"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	made, err := bundle.All(root)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for name, data := range made {
		file := filepath.Join(root, "internal/newsroom/assets", name)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%s\t%d bytes\n", file, len(data))
	}
}
