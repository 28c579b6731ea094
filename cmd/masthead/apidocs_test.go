package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/kit/db"
)

var example = regexp.MustCompile("(?s)```sh\n(.*?)```")

// Every example of docs/api.md runs, in order, against the program as it is.
func TestExamplesOfTheAPI(t *testing.T) {
	p := newPlace(t, db.SQLite, "en,ru")
	token := strings.TrimSpace(p.must("token", "create", "--person", "nino@example.org", "--name", "examples"))
	n := p.serve()
	runExamples(t, "api.md", 10, token, "SITE=http://"+n.address, "TOKEN="+token)
}

// The walk of docs/operations.md leads from an empty folder to a published story, by
// the program itself.
func TestNewsroomFromNothing(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	program := fmt.Sprintf("#!/bin/sh\n%s=masthead exec %q \"$@\"\n", partEnv, self)
	if err := os.WriteFile(filepath.Join(bin, "masthead"), []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	runExamples(t, "operations.md", 2, "mst_none", "PATH="+bin+":"+os.Getenv("PATH"), "MASTHEAD_LISTEN="+address)
}

// runExamples runs the shell examples of a page of docs in order, in an empty folder.
// What they start beside themselves ends with them.
func runExamples(t *testing.T, page string, least int, token string, env ...string) {
	t.Helper()
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("the examples need %s: make test installs it: %v", tool, err)
		}
	}
	text, err := os.ReadFile("../../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	examples := example.FindAllStringSubmatch(string(text), -1)
	if len(examples) < least {
		t.Fatalf("only %d examples were found", len(examples))
	}
	script := "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT\n"
	for _, e := range examples {
		script += e[1]
	}
	run := exec.CommandContext(t.Context(), "bash", "-x", "-c", script)
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), env...)
	if out, err := run.CombinedOutput(); err != nil {
		lines := strings.Split(strings.ReplaceAll(string(out), token, "mst_…"), "\n")
		t.Fatalf("%v\n%s", err, strings.Join(lines[max(0, len(lines)-25):], "\n"))
	}
}
