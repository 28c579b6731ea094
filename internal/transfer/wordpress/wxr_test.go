package wordpress_test

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
	"masthead/internal/transfer/wordpress"
)

// result is all that one reading gave.
type result struct {
	records  []transfer.Record
	problems []transfer.Problem
	source   string
	left     map[string]int
}

func read(t testing.TB, path string) (result, error) {
	t.Helper()
	r, err := wordpress.Open(path, wordpress.Options{})
	if err != nil {
		return result{}, err
	}
	var res result
	err = r.Read(t.Context(),
		func(rec transfer.Record) error { res.records = append(res.records, rec); return nil },
		func(p transfer.Problem) { res.problems = append(res.problems, p) },
		func(int64) {})
	res.source, res.left = r.Source(), r.Left()
	return res, err
}

func testdata(t *testing.T, name string) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(dir, name)
}

var paragraph = regexp.MustCompile(`(?s)<p>(.*?)</p>`)

func TestCrossroads(t *testing.T) {
	res, err := read(t, testdata(t, "archive/crossroads-7-languages.wxr.xml.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if len(res.records) != 434 {
		t.Errorf("%d records, want 434", len(res.records))
	}
	if len(res.problems) > 0 {
		t.Errorf("problems: %v", res.problems[0])
	}
	byHeadline := parallel(t)
	groups, langs := map[string]map[string]bool{}, map[string]int{}
	sections := map[string]map[string]bool{}
	for _, r := range res.records {
		if groups[r.Group] == nil {
			groups[r.Group] = map[string]bool{}
		}
		groups[r.Group][r.Lang] = true
		langs[r.Lang]++
		if r.Section == nil || r.Section.Group == "" {
			t.Errorf("%s: section %v", r.Key, r.Section)
		} else {
			if sections[r.Section.Group] == nil {
				sections[r.Section.Group] = map[string]bool{}
			}
			sections[r.Section.Group][r.Lang+" "+r.Section.Name] = true
		}
		if len(r.Problems) > 0 || r.State != transfer.Published || r.Date.IsZero() || len(r.Addresses) != 2 || len(r.Bylines) != 1 || r.Bylines[0].Email == "" {
			t.Errorf("%s: %+v", r.Key, r)
		}
		want, ok := byHeadline[r.Lang+" "+strings.Join(strings.Fields(r.Headline), " ")]
		if !ok {
			t.Errorf("%s: headline %q is not in the source", r.Key, r.Headline)
			continue
		}
		var got []string
		for _, m := range paragraph.FindAllStringSubmatch(r.HTML, -1) {
			got = append(got, strings.Join(strings.Fields(html.UnescapeString(m[1])), " "))
		}
		if !equal(got, want) {
			t.Errorf("%s %s: paragraphs differ\n got %q\nwant %q", r.Key, r.Lang, got, want)
		}
	}
	if len(groups) != 62 || len(langs) != 7 || len(sections) != 3 {
		t.Errorf("%d groups, %d languages, %d sections, want 62, 7, 3", len(groups), len(langs), len(sections))
	}
	for g, l := range groups {
		if len(l) != 7 {
			t.Errorf("group %s has %d languages", g, len(l))
		}
	}
}

// parallel maps language and headline to the paragraphs of the source.
func parallel(t *testing.T) map[string][]string {
	f, err := os.Open(testdata(t, "langs/parallel-news.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string][]string{}
	for d := json.NewDecoder(z); d.More(); {
		var doc struct{ Text map[string][]string }
		if err := d.Decode(&doc); err != nil {
			t.Fatal(err)
		}
		for lang, lines := range doc.Text {
			var clean []string
			for _, l := range lines {
				if l = strings.Join(strings.Fields(l), " "); l != "" {
					clean = append(clean, l)
				}
			}
			m[lang+" "+clean[0]] = clean[1:]
		}
	}
	return m
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestProgress: bytes told grow up to the size of the file.
func TestProgress(t *testing.T) {
	path := testdata(t, "archive/crossroads-7-languages.wxr.xml.gz")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := wordpress.Open(path, wordpress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	last := int64(0)
	err = r.Read(t.Context(), func(transfer.Record) error { return nil }, func(transfer.Problem) {}, func(n int64) {
		if n < last {
			t.Errorf("%d after %d", n, last)
		}
		last = n
	})
	if err != nil || last != info.Size() {
		t.Errorf("%v, %d bytes of %d", err, last, info.Size())
	}
}

// TestStops: the reading ends with its context, and with what takes the records.
func TestStops(t *testing.T) {
	path := write(t, top+strings.Repeat(post(1, ""), 500)+bottom)
	r, err := wordpress.Open(path, wordpress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("disk full")
	n := 0
	each := func(transfer.Record) error { n++; return full }
	if err := r.Read(t.Context(), each, func(transfer.Problem) {}, func(int64) {}); !errors.Is(err, full) || n != 1 {
		t.Errorf("%v after %d records", err, n)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Read(ctx, each, func(transfer.Problem) {}, func(int64) {}); !errors.Is(err, context.Canceled) || n != 1 {
		t.Errorf("%v after %d records", err, n)
	}
}

func TestRefusals(t *testing.T) {
	for name, content := range map[string]string{
		"empty": "", "text": "Dear editor, …", "html": "<!doctype html><html><body>x</body></html>",
		"feed":    `<rss version="2.0"><channel><title>x</title><item><title>a</title><link>https://x.example/</link></item></channel></rss>`,
		"version": `<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>abc</wp:wxr_version></channel></rss>`,
	} {
		path := filepath.Join(t.TempDir(), name)
		os.WriteFile(path, []byte(content), 0o600)
		_, err := wordpress.Open(path, wordpress.Options{})
		if f, ok := fault.As(err); !ok || f.Key != "transfer.not_wxr" {
			t.Errorf("%s: %v, want transfer.not_wxr", name, err)
		}
	}
}
