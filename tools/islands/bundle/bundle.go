// Package bundle makes one script of each island: of islands/NAME/main.ts and all that
// it imports.
package bundle

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// All builds every island below root, by the file's name: "editor.js".
func All(root string) (map[string][]byte, error) {
	mains, err := filepath.Glob(filepath.Join(root, "islands", "*", "main.ts"))
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{}
	for _, main := range mains {
		name := filepath.Base(filepath.Dir(main)) + ".js"
		if made[name], err = one(main); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func one(main string) ([]byte, error) {
	main, err := filepath.Abs(main)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{main}, AbsWorkingDir: filepath.Dir(main), Bundle: true, Format: api.FormatESModule, Target: api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone, Outfile: "out.js",
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
		return nil, errors.Join(faults...)
	}
	return result.OutputFiles[0].Contents, nil
}
