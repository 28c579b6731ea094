package tests_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// checker gives a file of the checkers that `make test` fetches.
func checker(t *testing.T, parts ...string) string {
	t.Helper()
	dir := os.Getenv("MASTHEAD_TEST_CHECKERS")
	if dir == "" {
		t.Fatal("MASTHEAD_TEST_CHECKERS is not set: run the tests by `make test`, or `npm ci` in tools/web and set it to tools/web/node_modules")
	}
	file := filepath.Join(append([]string{dir}, parts...)...)
	if _, err := os.Stat(file); err != nil {
		t.Fatalf("a checker is missing, `npm ci` in tools/web fetches it: %v", err)
	}
	return file
}

// unknownCSS are properties and rules that every browser has had since 2023 and the
// checker does not know: container queries (CSS Conditional Rules Level 5). A browser
// without them shows the narrow form.
var unknownCSS = regexp.MustCompile(`container-type|@container`)

// saidByChecker is a message of the Nu HTML checker (its --format json).
type saidByChecker struct {
	Type    string `json:"type"`
	SubType string `json:"subType"`
	URL     string `json:"url"`
	Line    int    `json:"lastLine"`
	Message string `json:"message"`
	Extract string `json:"extract"`
}

// Every page that the demo has, pages of an archive, pages made from hostile input and
// the pages for addresses that lead nowhere are valid HTML; so is the style sheet.
func TestHTML(t *testing.T) {
	jar := checker(t, "vnu-jar", "build", "dist", "vnu.jar")
	pages := slices.Clone(demoSite(t).crawl(t))
	for _, l := range []string{"en", "ka", "hy"} {
		pages = append(pages, demoSite(t).gallery(t, l)...)
	}
	pages = append(pages, hostileSite(t).lost(t, "fa"))
	pages = append(pages, hostileSite(t).gone...)
	pages = append(pages, hostileSite(t).telling(t)...)
	if os.Getenv("MASTHEAD_TESTDATA") != "" {
		for _, l := range []string{"en", "ka", "fa"} {
			pages = append(pages, archiveSite(t).gallery(t, l)...)
		}
	}
	dir := t.TempDir()
	names := map[string]string{}
	counts, hostile := map[string]int{}, map[string]bool{}
	for i, p := range pages {
		name := fmt.Sprintf("%04d.html", i)
		names[name] = p.String()
		counts[p.kind]++
		hostile[name] = p.site == hostileSite(t).site
		if err := os.WriteFile(filepath.Join(dir, name), []byte(p.html), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	style := demoSite(t).asset(t, "theme.css")
	if err := os.WriteFile(filepath.Join(dir, "theme.css"), []byte(style.html), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "java", "-jar", jar, "--format", "json", "--stdout", "--exit-zero-always", "--also-check-css", dir)
	var said, failed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &failed
	if err := cmd.Run(); err != nil {
		t.Fatalf("the HTML checker: %v\n%s", err, &failed)
	}
	var report struct{ Messages []saidByChecker }
	if err := json.Unmarshal(said.Bytes(), &report); err != nil {
		t.Fatalf("the HTML checker's report: %v\n%.500s", err, &said)
	}
	warnings, shown := map[string]int{}, 0
	for _, m := range report.Messages {
		name := filepath.Base(m.URL)
		switch {
		case m.Type == "info" && hostile[name]: // of letters that were in the text
		case m.Type == "info":
			warnings[m.Message]++
		case name == "theme.css" && unknownCSS.MatchString(m.Message):
		default:
			if shown++; shown < 40 {
				t.Errorf("%s:%d %s\n%s\n%s", names[name]+strings.TrimSuffix(name, ".html"), m.Line, m.Message, m.Extract, m.Type)
			}
		}
	}
	for message, n := range warnings {
		t.Errorf("warning, %d times: %s", n, message)
	}
	t.Logf("%d pages %v: %d errors", len(pages), counts, shown)
}

// rulesOfAxe are the WCAG 2.2 rules up to AA, and what axe calls best practice.
const rulesOfAxe = `["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]`

type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// rulesOfColour are the rules whose answer stands on the colours and the width. All
// others need be asked but once in each of the two shapes of a page.
const rulesOfColour = `{type: "rule", values: ["color-contrast", "link-in-text-block", "target-size"]}`

// Pages of each kind break no rule of accessibility, on a phone and on a wide screen,
// in light and dark.
func TestAccessibility(t *testing.T) {
	script, err := os.ReadFile(checker(t, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	pages := slices.Concat(demoSite(t).gallery(t, "en"), demoSite(t).brief(t, "ka"), hostileSite(t).gone)
	pages = append(pages, hostileSite(t).lost(t, "fa"))
	if os.Getenv("MASTHEAD_TESTDATA") != "" {
		pages = append(pages, archiveSite(t).brief(t, "fa")...)
	} else {
		pages = append(pages, sample(hostileSite(t).crawl(t), "fa")...)
	}
	var runs, broken atomic.Int64
	inTabs(t, pages, func(v *tab, p sheet) {
		v.open(p)
		evaluate[bool](v, string(script)+";true")
		for i, scheme := range []string{"light", "dark"} {
			for j, width := range []int64{390, 1440} {
				rules := rulesOfColour
				if i == j {
					rules = rulesOfAxe
				}
				v.media("screen", "prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
				v.window(width, 900)
				for _, found := range evaluate[[]violation](v, `axe.run(document, {runOnly: `+rules+`, resultTypes: ["violations"]}).then(r => r.violations)`) {
					broken.Add(1)
					v.Errorf("%s, %s, %d wide: %s: %s (%d places)\n%s\n%s", p, scheme, width, found.ID, found.Help, len(found.Nodes), found.Nodes[0].HTML, found.Nodes[0].FailureSummary)
				}
				runs.Add(1)
			}
		}
	})
	t.Logf("%d pages, %d runs, %d violations", len(pages), runs.Load(), broken.Load())
}

// The checks can fail: a page with a fault in it is found out.
func TestAccessibilityFindsFaults(t *testing.T) {
	script, err := os.ReadFile(checker(t, "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	v := openTab(t)
	v.open(has(demoSite(t).crawl(t), "en", "front", "")[0])
	evaluate[bool](v, string(script)+`;document.querySelector("img").removeAttribute("alt"), document.querySelector("h2 a").style.color = "#999", true`)
	var ids []string
	for _, found := range evaluate[[]violation](v, `axe.run(document, {runOnly: `+rulesOfAxe+`, resultTypes: ["violations"]}).then(r => r.violations)`) {
		ids = append(ids, found.ID)
	}
	for _, want := range []string{"image-alt", "color-contrast"} {
		if !slices.Contains(ids, want) {
			t.Errorf("axe found %v, not %s", ids, want)
		}
	}
}
