package body_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/body"
)

func testdata(t testing.TB) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return dir
}

func readAll(t testing.TB, path string) []byte {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// wxrContents are the bodies in a WordPress export.
func wxrContents(data []byte) []string {
	var out []string
	dec := xml.NewDecoder(strings.NewReader(string(data)))
	dec.Strict = false
	for {
		tok, err := dec.Token()
		if err != nil {
			return out
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "encoded" && strings.Contains(s.Name.Space, "content") {
			var text string
			if dec.DecodeElement(&text, &s) == nil && strings.TrimSpace(text) != "" {
				out = append(out, text)
			}
		}
	}
}

var captionCode = regexp.MustCompile(`\[/?(wp_)?(caption|embed)[^\]]*\]`)

// readCheck reads one text and holds what must be true of every reading.
func readCheck(t *testing.T, name, src string, opts body.Options) (doc body.Doc, inOrder, complete bool) {
	t.Helper()
	doc, notes := body.FromHTML(src, opts)
	if err := body.Check(doc); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	order, lost := missing(visibleWords(captionCode.ReplaceAllString(src, " ")), shownWords(doc))
	if len(lost) > 0 {
		t.Logf("%s: lost %q (notes %v)", name, lost[:min(len(lost), 12)], notes[:min(len(notes), 4)])
	} else if len(order) > 0 {
		t.Logf("%s: out of order %q (notes %v)", name, order[:min(len(order), 6)], notes[:min(len(notes), 4)])
	}
	return doc, len(order) == 0, len(lost) == 0
}

func TestRealWordPressExports(t *testing.T) {
	dir := testdata(t)
	files, _ := filepath.Glob(filepath.Join(dir, "wxr", "*.xml"))
	files = append(files, filepath.Join(dir, "archive", "crossroads-7-languages.wxr.xml.gz"))
	texts, ordered, complete := 0, 0, 0
	types := map[body.Type]int{}
	for _, f := range files {
		for _, src := range wxrContents(readAll(t, f)) {
			opts := body.Options{Base: "https://news.example.org/x", Newlines: !strings.Contains(src, "<!-- wp:")}
			doc, inOrder, all := readCheck(t, filepath.Base(f), src, opts)
			for _, b := range doc.Blocks {
				types[b.Type]++
			}
			texts++
			if inOrder {
				ordered++
			}
			if all {
				complete++
			}
		}
	}
	t.Logf("%d texts, %d with every word, %d of them in order; blocks %v", texts, complete, ordered, types)
	if complete*1000 < texts*995 || ordered*100 < texts*97 {
		t.Error("too many texts lost words or their order")
	}
}

func TestRealPages(t *testing.T) {
	tr := tar.NewReader(strings.NewReader(string(readAll(t, filepath.Join(testdata(t), "extract", "readability-test-pages.tar.gz")))))
	texts, ordered, complete := 0, 0, 0
	for {
		h, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(h.Name) != "expected.html" {
			continue
		}
		data, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		_, inOrder, all := readCheck(t, filepath.Base(filepath.Dir(h.Name)), string(data), body.Options{Base: "https://a.example/b/"})
		texts++
		if inOrder {
			ordered++
		}
		if all {
			complete++
		}
	}
	t.Logf("%d pages, %d with every word, %d of them in order", texts, complete, ordered)
	if texts == 0 || complete*100 < texts*95 {
		t.Error("too many pages lost words")
	}
}

var tagOrSpace = regexp.MustCompile(`<[^>]*>|\s+`)

// TestRealPastes compares the words of what word processors put on the clipboard
// with what another editor made of it.
func TestRealPastes(t *testing.T) {
	n, same, strong, wantStrong := 0, 0, 0, 0
	err := filepath.WalkDir(filepath.Join(testdata(t), "paste"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasPrefix(d.Name(), "input") {
			return err
		}
		doc, _ := body.FromHTML(string(readAll(t, path)), body.Options{})
		if err := body.Check(doc); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		want := pasteModel(path)
		if want == "" {
			return nil
		}
		n++
		got := body.PlainDoc(doc)
		if a, b := squeeze(got), squeeze(htmlWords(want)); a == b {
			same++
		} else {
			t.Logf("%s\n got %q\nwant %q", path, a, b)
		}
		if strings.Contains(want, `bold="true"`) || strings.Contains(want, "<b>") || strings.Contains(want, "<strong>") {
			wantStrong++
			if strings.Contains(body.Render(doc, body.RenderOptions{}), "<strong>") {
				strong++
			} else {
				t.Logf("%s: no strong words in %s", path, body.Render(doc, body.RenderOptions{}))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d pastes, %d with the same words; %d of %d kept strong words", n, same, strong, wantStrong)
	if n == 0 || same*100 < n*90 {
		t.Error("too many pastes differ")
	}
}

// pasteModel is the expected result beside an input: its model, or its normalized form.
func pasteModel(path string) string {
	dir, name := filepath.Dir(path), filepath.Base(path)
	rest := strings.TrimPrefix(name, "input")
	for _, candidate := range []string{"normalized" + rest, "model" + rest, "model.html", "normalized.html"} {
		if data, err := os.ReadFile(filepath.Join(dir, candidate)); err == nil {
			return string(data)
		}
	}
	return ""
}

func htmlWords(src string) string { return strings.Join(visibleWords(src), " ") }

func squeeze(s string) string { return strings.Join(wordsOf(tagOrSpace.ReplaceAllString(s, " ")), "") }

type hostileCase struct {
	Title   string `json:"title"`
	Payload string `json:"payload"`
}

func TestRealHostileMarkup(t *testing.T) {
	dir := testdata(t)
	var cases []hostileCase
	if err := json.Unmarshal(readAll(t, filepath.Join(dir, "hostile", "dompurify-cases.json")), &cases); err != nil {
		t.Fatal(err)
	}
	var strs []string
	if err := json.Unmarshal(readAll(t, filepath.Join(dir, "hostile", "blns.json")), &strs); err != nil {
		t.Fatal(err)
	}
	for _, s := range strs {
		cases = append(cases, hostileCase{s, s}, hostileCase{s, "<p title='" + s + "'>" + s + "</p>"})
	}
	for _, c := range cases {
		inert(t, c.Title, c.Payload)
	}
	t.Logf("%d payloads", len(cases))
}
