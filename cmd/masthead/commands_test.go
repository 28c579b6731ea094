package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
)

// Wrong use is 2, failure is 1; both are told in one line that says what to do.
func TestExitCodes(t *testing.T) {
	p := newPlace(t, db.SQLite, "en,ru")
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	nobody := func(string) string { return "" }
	for _, c := range []struct {
		args string
		env  func(string) string
		code int
		says string
	}{
		{"init --name N --editions en --admin a@b.example", p.env, failed, "made already"},
		{"init --name N --editions en,en --admin a@b.example --data " + nowhere + "1", nobody, failed, "named twice"},
		{"init --name N --editions 12 --admin a@b.example --data " + nowhere + "2", nobody, failed, "12"},
		{"init --name N --editions en --admin nobody --data " + nowhere + "3", nobody, failed, "nobody"},
		{"init --name N --editions en --admin a@b.example --url ftp://x --data " + nowhere + "4", nobody, failed, "ftp://x"},
		{"init --name N", p.env, wrongUse, "--admin"},
		{"serve", nobody, wrongUse, "--data"},
		{"serve --data " + nowhere, nobody, failed, "masthead init"},
		{"check --data " + nowhere, nobody, failed, "masthead init"},
		{"serve --listen nonsense", p.env, failed, "nonsense"},
		{"serve --log xml", p.env, failed, "xml"},
		{"serve --database mysql://x", p.env, failed, "sqlite:"},
		{"serve --theme " + nowhere, p.env, failed, nowhere},
		{"frobnicate", p.env, wrongUse, "--help"},
		{"serve --frobnicate", p.env, wrongUse, "--frobnicate"},
		{"import wordpress", p.env, wrongUse, "FILE"},
		{"import wordpress " + nowhere, p.env, failed, "nowhere"},
		{"import ghost " + nowhere, p.env, failed, "nowhere"},
		{"import ninjs " + nowhere, p.env, failed, "nowhere"},
	} {
		code, out, errOut := runWith(t.Context(), c.env, strings.Fields(c.args)...)
		if code != c.code || out != "" || !strings.HasPrefix(errOut, "masthead: ") || !strings.Contains(errOut, c.says) || strings.Count(errOut, "\n") != 1 {
			t.Errorf("masthead %s: exit %d, said %q and %q; want exit %d and %q", c.args, code, out, errOut, c.code, c.says)
		}
	}
	if _, err := os.Stat(nowhere); err == nil {
		t.Error("a folder that was named by mistake was made")
	}
	if out := p.must("check"); !strings.HasSuffix(out, "0 faults.\n") {
		t.Error(out)
	}
}

func TestHelpAndVersion(t *testing.T) {
	for args, says := range map[string]string{"": "Usage: masthead", "--help": "Usage: masthead", "serve --help": "--cache-mb", "version": "masthead "} {
		code, out, errOut := runWith(t.Context(), func(string) string { return "" }, strings.Fields(args)...)
		if code != done || errOut != "" || !strings.Contains(out, says) {
			t.Errorf("masthead %s: exit %d\n%s%s", args, code, out, errOut)
		}
	}
}

// An outlet's own theme takes the place of the default one file by file; a fault in it
// is told at the start, with the file's name.
func TestOwnTheme(t *testing.T) {
	p := newPlace(t, db.SQLite, "en")
	theme := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(theme, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("parts/foot.html", `<footer>our own foot</footer>`)
	n := p.serve("--theme", theme)
	if front := n.get("/en/").body; !strings.Contains(front, "our own foot") || !strings.Contains(front, `<html lang="en"`) {
		t.Errorf("the front is %s", front)
	}
	n.end()
	for text, says := range map[string]string{
		`{{ .Nothing.Here }}`: "parts/foot.html",
		`{{ if }}`:            "parts/foot.html:1",
		`{{ asset "x.gif" }}`: "x.gif",
	} {
		write("parts/foot.html", text)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second) // a fault that is not found is served
		code, out, errOut := runWith(ctx, p.env, "serve", "--listen", "127.0.0.1:0", "--theme", theme)
		cancel()
		if code != failed || out != "" || !strings.Contains(errOut, says) || !strings.Contains(errOut, "parts/foot.html") {
			t.Errorf("%s: exit %d, said %q; want %q", text, code, errOut, says)
		}
	}
}
