// Package bundle makes one script of each island: of islands/NAME/main.ts and all that
// it imports.
package bundle

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"

	"github.com/evanw/esbuild/pkg/api"
)

// All builds every island below root, by the file's name: "editor.js". What an island
// imports later comes in files of their own, "editor-later-XXXXXXXX.js", named by their
// content too.
func All(root string) (map[string][]byte, error) {
	mains, err := filepath.Glob(filepath.Join(root, "islands", "*", "main.ts"))
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, main := range mains {
		if err := one(main, made); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// IsPart says whether a file is a part of an island that is imported by another.
func IsPart(name string) bool { return part.MatchString(name) }

var part = regexp.MustCompile(`^[a-z]+-[a-z]+-[A-Z0-9]{8}\.js$`)

func one(main string, made map[string][]byte) error {
	main, err := filepath.Abs(main)
	if err != nil {
		return err
	}
	folder := filepath.Dir(main)
	name := filepath.Base(folder)
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: []api.EntryPoint{{InputPath: main, OutputPath: name}}, AbsWorkingDir: folder, Bundle: true, Splitting: true, ChunkNames: name + "-[name]-[hash]",
		Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone, Outdir: folder,
		PreserveSymlinks: true, // packages that stand elsewhere give the same scripts: names and order come from their paths
	})
	if len(result.Errors) > 0 {
		var faults []error
		for _, m := range result.Errors {
			at := ""
			if m.Location != nil {
				at = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
			}
			faults = append(faults, errors.New(at+m.Text))
		}
		return errors.Join(faults...)
	}
	for _, f := range result.OutputFiles {
		made[filepath.Base(f.Path)] = f.Contents
	}
	return nil
}
