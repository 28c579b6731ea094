package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/db"
)

// counts is what `import --json` says became of a file.
type counts struct {
	Stories, Texts, Renewed, Unchanged, Lost, Partly int
	Left                                             map[string]int `json:"left_out"`
}

// brought is what a file must become: a refusal in words, or so many stories, texts,
// published texts and lost records.
type brought struct {
	refused                      string
	stories, texts, copies, lost int
}

var fromWordPress = map[string]brought{
	"a11y-unit-test-data.xml":               {stories: 65, texts: 65, copies: 62},
	"backslashes.xml":                       {stories: 1, texts: 1}, // has no date: a draft
	"block-test-data.xml":                   {stories: 62, texts: 62, copies: 62},
	"cdata-edge.xml":                        {stories: 1, texts: 1}, // has no date: a draft
	"crazy-cdata-escaped.xml":               {stories: 1, texts: 1, copies: 1},
	"invalid-version-tag.xml":               {refused: "invalid-version-tag.xml is not a WordPress export"},
	"malformed-simple.xml":                  {lost: 1},
	"missing-tags.xml":                      {stories: 1, texts: 1}, // has no date: a draft
	"multiple-cdata.xml":                    {stories: 1, texts: 1}, // has no date: a draft
	"polylang-linked.xml":                   {stories: 3, texts: 6, copies: 6},
	"post-content-blank-lines.xml":          {stories: 1, texts: 1, copies: 1},
	"small-export.xml":                      {stories: 11, texts: 11, copies: 9},
	"term-meta.xml":                         {},
	"test-serialized-postmeta-no-cdata.xml": {stories: 1, texts: 1},
	"test-serialized-term-meta.xml":         {stories: 1, texts: 1},
	"theme-unit-test-data.xml":              {stories: 79, texts: 79, copies: 76},
	"themeunittestdata.wordpress.xml":       {stories: 79, texts: 79, copies: 76},
	"valid-wxr-1.1.xml":                     {stories: 2, texts: 2, copies: 2},
	"wxr-flat-attachment-same-site.xml":     {stories: 1, texts: 1, copies: 1},
	"wxr-utf-8-challenges.xml":              {stories: 1, texts: 1, copies: 1},
}

func TestEveryWordPressFile(t *testing.T) {
	dir := realData(t, "wxr")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		t.Run(f.Name(), func(t *testing.T) {
			want, known := fromWordPress[f.Name()]
			if !known {
				t.Fatal("nobody said what must become of it")
			}
			p := newPlace(t, db.SQLite, "en,fr,de")
			p.bring(want, "wordpress", filepath.Join(dir, f.Name()))
		})
	}
}

// bring imports a file twice and compares what became of it.
func (p *place) bring(want brought, format, file string) counts {
	p.Helper()
	code, out, errOut := p.run("import", format, file, "--json")
	if want.refused != "" {
		if code != failed || !strings.HasPrefix(errOut, "masthead: "+want.refused) || strings.Count(errOut, "\n") != 1 {
			p.Errorf("exit %d, said %q; want a refusal: %s", code, errOut, want.refused)
		}
	} else if code != done {
		p.Fatalf("exit %d: %s", code, errOut)
	}
	var got counts
	if out != "" {
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			p.Fatalf("%v: %s", err, out)
		}
	}
	t := p.tables()
	copies := int(t.number(`SELECT count(*) FROM edition_copy WHERE state = 'live'`))
	t.close()
	if is := (brought{want.refused, got.Stories, got.Texts, copies, got.Lost}); is != want {
		p.Errorf("became %+v, want %+v", is, want)
	}
	before := p.state()
	p.run("import", format, file)
	if after := p.state(); !maps.Equal(before, after) {
		p.Errorf("importing again changed\n%v into\n%v", before, after)
	}
	p.must("check")
	return got
}

// A site with Polylang: its translations stay together, its menus stay behind.
func TestPolylangGroups(t *testing.T) {
	p := newPlace(t, db.SQLite, "en,fr")
	file := realData(t, "wxr", "polylang-linked.xml")
	got := p.bring(brought{stories: 3, texts: 6, copies: 6}, "wordpress", file)
	if !maps.Equal(got.Left, map[string]int{"nav_menu_item": 4}) {
		t.Errorf("left out %v", got.Left)
	}
	tables := p.tables()
	defer tables.close()
	for _, l := range []string{"en", "fr"} {
		if n := tables.number(`SELECT count(*) FROM edition_copy WHERE lang = $1`, l); n != 3 {
			t.Errorf("%d texts in %s", n, l)
		}
	}
	if n := tables.number(`SELECT count(*) FROM transfer_group`); n != 3 {
		t.Errorf("%d groups", n)
	}
}

func TestGhostFile(t *testing.T) {
	file := realData(t, "ghost", "ghost.json")
	p := newPlace(t, db.SQLite, "en,de")
	p.bring(brought{stories: 3, texts: 3, copies: 3}, "ghost", file)
}

// Every example of the standard is taken, or said to be no text; none stops the program.
func TestEveryNinjsExample(t *testing.T) {
	dir := realData(t, "ninjs", "examples")
	taken, lost, refused := 0, 0, 0
	p := newPlace(t, db.SQLite, "en,de,no,sv,zh")
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".json" {
			return err
		}
		code, out, errOut := p.run("import", "ninjs", path, "--json")
		var got counts
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Errorf("%s: %v: %s", path, err, out)
		}
		switch {
		case code == failed && strings.Contains(path, "schema") && strings.Contains(errOut, "holds no ninjs news items"):
			refused++
		case code != done || got.Texts+got.Renewed+got.Unchanged+got.Lost == 0:
			t.Errorf("%s: exit %d, %+v, %s", path, code, got, errOut)
		}
		taken, lost = taken+got.Texts, lost+got.Lost
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	p.must("check")
	if taken == 0 || lost == 0 || refused != 1 {
		t.Errorf("%d taken, %d without a text, %d refused", taken, lost, refused)
	}
	t.Logf("%d taken, %d without a text, %d refused", taken, lost, refused)
}

// previewKeys are the keys of a line of the dry run, in their order.
var previewKeys = []string{"source", "old_address", "lang", "kind", "headline", "standfirst", "date", "bylines", "section", "topics", "blocks"}

func TestDryRunOfPages(t *testing.T) {
	var pages []string
	for _, name := range []string{"001", "bbc-1", "aktualne", "folha", "heise"} {
		pages = append(pages, savedPage(t, name))
	}
	code, out, errOut := runWith(t.Context(), func(string) string { return "" }, append([]string{"import", "page", "--dry-run", "--json"}, pages...)...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != done || len(lines) != len(pages) {
		t.Fatalf("exit %d, %d lines\n%s", code, len(lines), errOut)
	}
	for i, line := range lines {
		checkPreview(t, pages[i], line)
	}
}

// checkPreview holds a line to the form that the outside relies on: exactly these
// keys, in this order, of these types.
func checkPreview(t *testing.T, source, line string) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(line))
	if token, err := decoder.Token(); token != json.Delim('{') {
		t.Fatal(token, err)
	}
	var keys []string
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key.(string))
		var value any
		switch key {
		case "bylines", "topics":
			var list []string
			err, value = decoder.Decode(&list), list
		case "blocks":
			var list []map[string]string
			err, value = decoder.Decode(&list), list
			for _, b := range list {
				if len(b) != 2 || b["type"] == "" {
					t.Errorf("%s: a block is %v", source, b)
				}
			}
			if len(list) == 0 {
				t.Errorf("%s: no blocks", source)
			}
		default:
			var text string
			err, value = decoder.Decode(&text), text
			if key == "source" && text != source || slices.Contains([]any{"lang", "kind", "headline"}, any(key)) && text == "" {
				t.Errorf("%s: %s is %q", source, key, text)
			}
		}
		if err != nil || value == nil {
			t.Errorf("%s: %s: %v %v", source, key, value, err)
		}
		if list, ok := value.([]string); ok && list == nil {
			t.Errorf("%s: %s is null", source, key)
		}
	}
	if !slices.Equal(keys, previewKeys) {
		t.Errorf("%s: keys are %v, want %v", source, keys, previewKeys)
	}
}

// savedPage unpacks one saved page of the real data.
func savedPage(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Open(realData(t, "extract", "readability-test-pages.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files := tar.NewReader(packed)
	for {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			t.Fatalf("no page %s", name)
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Name != name+"/source.html" {
			continue
		}
		path := filepath.Join(t.TempDir(), name+".html")
		content, err := io.ReadAll(files)
		if err == nil {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
}
