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
	if err := forget(root, made); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for name, data := range made {
		file := filepath.Join(root, assets, name)
		if err := os.WriteFile(file, data, 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%s\t%d bytes\n", file, len(data))
	}
}

// forget takes away the parts that islands no longer have.
func forget(root string, made map[string][]byte) error {
	kept, err := filepath.Glob(filepath.Join(root, assets, "*.js"))
	if err != nil {
		return err
	}
	for _, file := range kept {
		if name := filepath.Base(file); made[name] == nil && bundle.IsPart(name) {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	return nil
}

const assets = "internal/newsroom/assets"
