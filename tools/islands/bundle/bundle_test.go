package bundle_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"masthead/tools/islands/bundle"
)

// What is kept is what the source makes: nobody can slip a script in.
func TestKeptScriptsAreTheSources(t *testing.T) {
	root := "../../.."
	if _, err := os.Stat(filepath.Join(root, "islands/node_modules")); err != nil {
		if _, err := os.Stat(filepath.Join(root, "islands/package.json")); err == nil {
			t.Fatal("the islands' packages are not there: run `npm ci` in islands, as `make test` does")
		}
	}
	made, err := bundle.All(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(made) == 0 {
		t.Fatal("no island was found")
	}
	for name, data := range made {
		kept, err := os.ReadFile(filepath.Join(root, "internal/newsroom/assets", name))
		if err != nil || !bytes.Equal(kept, data) {
			t.Errorf("%s is not what islands makes: run `go run ./tools/islands`", name)
		}
	}
}
