package exchange_test

import (
	"os"
	"path/filepath"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/translation/exchange"
)

// suite is the folder of the OASIS suite for XLIFF 2.1 core.
func suite(t *testing.T) string {
	t.Helper()
	data := os.Getenv("MASTHEAD_TESTDATA")
	if data == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: the OASIS suite is not at hand")
	}
	return filepath.Join(data, "xliff", "oasis-2.1-core")
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(filepath.Join(suite(t), pattern))
	if err != nil || len(list) == 0 {
		t.Fatalf("no files %s: %v", pattern, err)
	}
	return list
}

// TestOASISValid: every valid file of the suite is read, those before and after its
// processing examples too.
func TestOASISValid(t *testing.T) {
	for _, name := range append(files(t, "valid/*.xlf"), files(t, "in-out/*.xlf")...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := exchange.ReadXLIFF(data); err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
		} else if p.Format != exchange.XLIFF21 {
			t.Errorf("%s: read as %s", filepath.Base(name), p.Format)
		}
	}
}

// TestOASISInvalid: every invalid file of the suite is refused, and the refusal names a line.
func TestOASISInvalid(t *testing.T) {
	for _, name := range files(t, "invalid/*.xlf") {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, err = exchange.ReadXLIFF(data)
		f, ok := fault.As(err)
		if !ok || f.Kind != fault.Invalid {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		if line, _ := f.Args["line"].(int); line < 1 {
			t.Errorf("%s: %v names no line", filepath.Base(name), err)
		}
		t.Logf("%s: %s %v", filepath.Base(name), f.Key, f.Args)
	}
}
