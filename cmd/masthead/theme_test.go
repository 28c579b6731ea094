package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestThemeOfOnesOwn(t *testing.T) {
	theme := func(args ...string) (int, string) {
		var out, bad bytes.Buffer
		code := run(context.Background(), append([]string{"theme"}, args...), func(string) string { return "" }, &out, &bad)
		return code, out.String() + bad.String()
	}
	for _, all := range []bool{false, true} {
		dir := filepath.Join(t.TempDir(), "mine")
		args := []string{"new", dir}
		if all {
			args = append(args, "--all")
		}
		if code, said := theme(args...); code != done || !strings.Contains(said, "theme check") {
			t.Fatalf("new: %d %s", code, said)
		}
		if _, err := os.Stat(filepath.Join(dir, "pages", "front.html")); (err == nil) != all {
			t.Errorf("all is %v, and of pages/front.html is said: %v", all, err)
		}
		if code, said := theme("check", dir); code != done {
			t.Fatalf("check: %d %s", code, said)
		}
		if code, said := theme("new", dir); code != failed || !strings.Contains(said, dir) {
			t.Errorf("a folder that holds something: %d %s", code, said)
		}
		broken := filepath.Join(dir, "parts", "foot.html")
		if err := os.MkdirAll(filepath.Dir(broken), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(broken, []byte("</main>\n{{.NoSuchField}}"), 0o644); err != nil {
			t.Fatal(err)
		}
		if code, said := theme("check", dir); code != failed || !strings.Contains(said, "parts/foot.html:2") || !strings.Contains(said, "NoSuchField") {
			t.Errorf("a broken theme: %d %s", code, said)
		}
	}
	if code, said := theme("check", filepath.Join(t.TempDir(), "nowhere")); code != failed || !strings.Contains(said, "nowhere") {
		t.Errorf("no folder: %d %s", code, said)
	}
}
