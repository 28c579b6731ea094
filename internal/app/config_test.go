package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"masthead/internal/app"
	"masthead/internal/kit/fault"
)

func settings(pairs ...string) func(string) string {
	all := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return all[name] }
}

func folder(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	if file != "" {
		if err := os.WriteFile(filepath.Join(dir, "masthead.toml"), []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A flag wins over the environment, that over the file, that over what is usual.
func TestReadConfigPrecedence(t *testing.T) {
	dir := folder(t, "listen = \"file:1\"\nmetrics = \"file:2\"\ntheme = \"file\"\ncache_mb = 7\n")
	got, err := app.ReadConfig(app.Config{Listen: "flag:1"}, settings("MASTHEAD_DATA", dir, "MASTHEAD_LISTEN", "env:1", "MASTHEAD_METRICS", "env:2"))
	if err != nil {
		t.Fatal(err)
	}
	want := app.Config{
		Data: dir, Listen: "flag:1", Metrics: "env:2", Theme: "file", Cache: 7,
		Database: "sqlite:" + filepath.Join(dir, "masthead.db"), Media: "file:" + filepath.Join(dir, "media"), Log: "text",
	}
	if got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	other := folder(t, "")
	got, err = app.ReadConfig(app.Config{Data: other, Cache: 9}, settings("MASTHEAD_DATA", dir))
	if err != nil || got.Data != other || got.Listen != "127.0.0.1:8080" || got.Cache != 9 {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestReadConfigRefuses(t *testing.T) {
	for file, says := range map[string]string{
		"lisen = \"x\"":           "lisen",
		"[serve]\nlisten = \"x\"": "serve",
		"listen = 8080":           "listen",
		"listen =":                "line 1",
		"log = \"xml\"":           "xml",
		"cache_mb = -1":           "-1",
		"data = \"x\"":            "data",
	} {
		_, err := app.ReadConfig(app.Config{Data: folder(t, file)}, settings())
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || !strings.Contains(f.Args["why"].(string), says) {
			t.Errorf("%q: %v", file, err)
		}
	}
	if _, err := app.ReadConfig(app.Config{}, settings()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("without a folder: %v", err)
	}
}
