package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/kit/db"
)

var example = regexp.MustCompile("(?s)```sh\n(.*?)```")

// Every example of docs/api.md runs, in order, against the program as it is.
func TestExamplesOfTheAPI(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("the examples need " + tool)
		}
	}
	text, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, db.SQLite, "en,ru")
	token := strings.TrimSpace(p.must("token", "create", "--person", "nino@example.org", "--name", "examples"))
	n := p.serve()
	examples := example.FindAllStringSubmatch(string(text), -1)
	if len(examples) < 10 {
		t.Fatalf("only %d examples were found", len(examples))
	}
	script := "set -euo pipefail\n"
	for _, e := range examples {
		script += e[1]
	}
	run := exec.Command("bash", "-x", "-c", script)
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), "SITE=http://"+n.address, "TOKEN="+token)
	if out, err := run.CombinedOutput(); err != nil {
		lines := strings.Split(strings.ReplaceAll(string(out), token, "mst_…"), "\n")
		t.Fatalf("%v\n%s", err, strings.Join(lines[max(0, len(lines)-25):], "\n"))
	}
}
