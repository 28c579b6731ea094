package tests_test

import (
	"os"
	"slices"
	"testing"
)

// The weights that a page may have as it is sent, packed, in bytes (look.md).
const (
	articleWeight = 15 << 10
	styleWeight   = 12 << 10
	scriptWeight  = 3 << 10
)

// Pages are light: every article of the demo and of the archive, the styles and the
// script.
func TestWeights(t *testing.T) {
	pages := slices.Clone(demoSite(t).crawl(t))
	if os.Getenv("MASTHEAD_TESTDATA") != "" {
		pages = append(pages, archiveSite(t).crawl(t)...)
	}
	heaviest, articles := sheet{}, 0
	for _, p := range pages {
		if p.kind != "article" {
			continue
		}
		articles++
		if p.packed > articleWeight {
			t.Errorf("%s weighs %d bytes", p, p.packed)
		}
		if p.packed == len(p.html) {
			t.Errorf("%s is sent as it is", p)
		}
		if p.packed > heaviest.packed {
			heaviest = p
		}
	}
	style, script := demoSite(t).asset(t, "theme.css"), demoSite(t).asset(t, "theme.js")
	if style.packed > styleWeight {
		t.Errorf("the styles weigh %d bytes", style.packed)
	}
	worker, err := demoSite(t).get("/sw.js")
	if err != nil || worker.packed == 0 {
		t.Fatalf("/sw.js: %v", err)
	}
	if script.packed+worker.packed > scriptWeight {
		t.Errorf("the scripts weigh %d and %d bytes", script.packed, worker.packed)
	}
	t.Logf("%d articles, the heaviest %d bytes (%s); styles %d, scripts %d and %d", articles, heaviest.packed, heaviest, style.packed, script.packed, worker.packed)
}
