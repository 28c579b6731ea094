package wordpress_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
	"masthead/internal/transfer/wordpress"
)

const (
	top = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://s.example</wp:base_blog_url>
`
	bottom = "</channel></rss>\n"
)

// post is an item with a number and further elements.
func post(id int, more string) string {
	return fmt.Sprintf("<item><title>Title %d</title><wp:post_id>%[1]d</wp:post_id><wp:post_type>post</wp:post_type><wp:status>publish</wp:status>"+
		"<wp:post_date_gmt>2024-07-29 18:00:00</wp:post_date_gmt>%s</item>\n", id, more)
}

func text(s string) string {
	return "<content:encoded><![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]></content:encoded>"
}

func write(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.xml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// summary is what a test compares: keys of records and codes of problems with their lines.
func (r result) summary() string {
	var parts []string
	for _, rec := range r.records {
		s := rec.Key
		for _, p := range rec.Problems {
			s += fmt.Sprintf(" %s:%s@%d", p.Level, p.Code, p.Line)
		}
		parts = append(parts, s)
	}
	for _, p := range r.problems {
		parts = append(parts, fmt.Sprintf("!%s:%s@%d", p.Level, p.Code, p.Line))
	}
	return strings.Join(parts, " | ")
}

// TestDamage: what is sound is taken, what is not is told with its line.
func TestDamage(t *testing.T) {
	a, b, c := post(1, text("<p>one</p>")), post(2, text("<p>two</p>")), post(3, text("<p>three</p>"))
	for _, tc := range []struct{ name, src, want string }{
		{"sound", top + a + b + bottom, "post 1 | post 2"},
		{"cut in an item", top + a + b[:len(b)-40], "post 1 | !lost:truncated@5 | !partly:truncated@5"},
		{"cut between items", top + a + b, "post 1 | post 2 | !partly:truncated@6"},
		{"cut in a tag", top + a + "<ite", "post 1 | !partly:truncated@5"},
		{"cut in CDATA", top + a + "<item><title><![CDATA[x", "post 1 | !lost:truncated@5 | !partly:truncated@5"},
		{"item without an end", top + a + strings.Replace(b, "</item>", "", 1) + c + bottom, "post 1 | post 3 | !lost:malformed_xml@5"},
		{"CDATA without an end", top + a + strings.Replace(b, "]]>", "", 1) + c + bottom, "post 1 | post 3 | !lost:malformed_xml@5"},
		{"CDATA without an end, titles in CDATA", top + a + strings.Replace(b, "]]>", "", 1) + strings.Replace(c, "Title 3", "<![CDATA[Three]]>", 1) + bottom, "post 1 | post 3 | !lost:malformed_xml@5"},
		{"wrong end tag", top + strings.Replace(a, "</title>", "</titel>", 1) + b + bottom, "post 1 partly:malformed_xml@4 note:unescaped_markup@4 | post 2"},
		{"title without an end", top + strings.Replace(a, "</title>", "", 1) + b + bottom, "post 1 partly:malformed_xml@4 | post 2"},
		{"ampersand and less-than alone", top + strings.Replace(a, "Title 1", "A & B < C &nbsp; &unknown;", 1) + bottom, "post 1"},
		{"HTML without CDATA", top + post(1, "<content:encoded><p>x <b>y</b></p></content:encoded>") + bottom, "post 1 note:unescaped_markup@4"},
		{"bytes that are no UTF-8", top + strings.Replace(a, "Title 1", "T\xff\xfe1", 1) + b + bottom, "post 1 partly:bad_encoding@4 | post 2"},
		{"control characters", top + strings.Replace(a, "one", "o\x00\x01n\x0be", 1) + b + bottom, "post 1 note:control_characters@4 | post 2"},
		{"same number", top + a + strings.Replace(b, ">2<", ">1<", 1) + bottom, "post 1 | post 1 #2 partly:duplicate_id@5"},
		{"same twice", top + a + a + bottom, "post 1 | !note:duplicate_id@5"},
		{"no number", top + strings.Replace(a, "<wp:post_id>1</wp:post_id>", "", 1) + bottom, "item 1 note:no_id@4"},
		{"document type", strings.Replace(top, "<rss", "<!DOCTYPE rss [<!ENTITY a \"b\">]>\n<rss", 1) + strings.Replace(a, "Title 1", "&a;", 1) + bottom, "post 1 | !note:doctype@0"},
		{"element after the items", top + a + "<wp:author><wp:author_login>x</wp:author_login></wp:author>" + b + bottom, "post 1 | post 2"},
		{"empty item", top + "<item/><item></item>" + a + bottom, "post 1 | !note:empty_item@4 | !note:empty_item@4"},
	} {
		res, err := read(t, write(t, tc.src))
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if got := res.summary(); got != tc.want {
			t.Errorf("%s:\n got %s\nwant %s", tc.name, got, tc.want)
		}
	}
}

// TestEncodings: declared encodings are converted, wrong declarations seen through.
func TestEncodings(t *testing.T) {
	src := top + strings.Replace(post(1, text("<p>Выборы в Тбилиси и в Баку</p>")), "Title 1", "Заголовок", 1) + bottom
	cyrillic, err := charmap.Windows1251.NewEncoder().String(strings.Replace(src, "UTF-8", "windows-1251", 1))
	if err != nil {
		t.Fatal(err)
	}
	utf16le := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.Replace(src, "UTF-8", "UTF-16", 1))) {
		utf16le = append(utf16le, byte(u), byte(u>>8))
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte(src))
	z.Close()
	for name, content := range map[string]string{
		"utf-8": src, "mark": "\xef\xbb\xbf" + src, "none declared": strings.Replace(src, ` encoding="UTF-8"`, "", 1),
		"windows-1251": cyrillic, "utf-16": string(utf16le), "gzip": packed.String(),
		"wrongly declared": strings.Replace(src, "UTF-8", "ISO-8859-1", 1), "unknown": strings.Replace(src, "UTF-8", "klingon", 1),
	} {
		res, err := read(t, write(t, content))
		if err != nil || len(res.records) != 1 || res.records[0].Headline != "Заголовок" || res.records[0].HTML != "<p>Выборы в Тбилиси и в Баку</p>" {
			t.Errorf("%s: %v %+v", name, err, res.records)
		}
		told := len(res.problems) > 0 && res.problems[0].Code == "encoding"
		if want := name == "windows-1251" || name == "utf-16" || name == "wrongly declared" || name == "unknown"; told != want {
			t.Errorf("%s: problems %v", name, res.problems)
		}
	}
}

// TestPrefixes: namespaces count, not how a file writes them.
func TestPrefixes(t *testing.T) {
	src := top + post(1, text("<p>x</p>")) + bottom
	none := strings.Replace(src, src[strings.Index(src, " xmlns:excerpt"):strings.Index(src, ">\n<channel")], "", 1)
	other := strings.NewReplacer("wp:", "w:", "content:encoded", "body:encoded", "xmlns:wp=", "xmlns:w=", "xmlns:content=", "xmlns:body=").Replace(src)
	for name, content := range map[string]string{
		"https": strings.ReplaceAll(src, "http://wordpress.org", "https://wordpress.org"), "undeclared": none, "other prefixes": other,
		"1.0": strings.ReplaceAll(src, "1.2", "1.0"), "1.1": strings.ReplaceAll(src, "1.2", "1.1"),
	} {
		res, err := read(t, write(t, content))
		if err != nil || res.summary() != "post 1" || res.records[0].HTML != "<p>x</p>" {
			t.Errorf("%s: %v %s", name, err, res.summary())
		}
	}
	res, _ := read(t, write(t, strings.Replace(src, "<wp:wxr_version>1.2", "<wp:wxr_version>7.5", 1)))
	if got := res.summary(); got != "post 1 | !note:unknown_version@3" {
		t.Errorf("version 7.5: %s", got)
	}
}

// peak reads a file and gives the most memory that was in use while it was read.
func peak(t *testing.T, path string) (result, uint64) {
	t.Helper()
	r, err := wordpress.Open(path, wordpress.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var res result
	var m runtime.MemStats
	var most uint64
	look := func() {
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapInuse)
	}
	runtime.GC()
	err = r.Read(t.Context(), func(rec transfer.Record) error { look(); res.records = append(res.records, rec); return nil },
		func(p transfer.Problem) { look(); res.problems = append(res.problems, p) }, func(int64) { look() })
	if err != nil {
		t.Fatal(err)
	}
	return res, most
}

// TestLargeText: a text of 100 MB is not held, and not taken.
func TestLargeText(t *testing.T) {
	for name, wrap := range map[string][2]string{"CDATA": {"<content:encoded><![CDATA[", "]]></content:encoded>"}, "plain": {"<title>", "</title>"}, "unknown": {"<x:y>", "</x:y>"}, "meta": {"<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>", "</wp:meta_value></wp:postmeta>"}, "tag": {"<content:encoded><a href=\"", "\"></content:encoded>"}} {
		path := filepath.Join(t.TempDir(), "large.xml")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(top + post(1, "") + "<item><wp:post_id>2</wp:post_id><wp:post_type>post</wp:post_type><wp:status>draft</wp:status>" + wrap[0])
		chunk := bytes.Repeat([]byte("0123456789abcde\n"), 1<<16)
		size := 20 // MB; more than is held
		if name == "CDATA" {
			size = 100
		}
		for range size {
			f.Write(chunk)
		}
		f.WriteString(wrap[1] + "</item>\n" + post(3, "") + bottom)
		f.Close()
		res, most := peak(t, path)
		var keys []string
		for _, r := range res.records {
			keys = append(keys, r.Key)
		}
		lost := len(res.problems) == 1 && res.problems[0].Level == transfer.Lost && res.problems[0].Code == "too_large" && res.problems[0].Record == "post 2"
		if want := name == "unknown" || name == "meta"; lost == want || strings.Join(keys, ",") != map[bool]string{true: "post 1,post 2,post 3", false: "post 1,post 3"}[want] {
			t.Errorf("%s: %v %v", name, keys, res.problems)
		}
		if most > 64<<20 {
			t.Errorf("%s: %d MB in use", name, most>>20)
		}
	}
}

// TestDeepNesting: depth costs nothing, wherever it stands.
func TestDeepNesting(t *testing.T) {
	deep := strings.Repeat("<a>", 200_000)
	shut := strings.Repeat("</a>", 200_000)
	for name, src := range map[string]string{
		"unknown": top + post(1, "<x>"+deep+shut+"</x>") + post(2, "") + bottom,
		"body":    top + post(1, text(strings.Repeat("<div>", 50_000)+"x")) + post(2, "") + bottom,
		"blocks":  top + post(1, text(strings.Repeat("<!-- wp:group -->", 20_000)+"x")) + post(2, "") + bottom,
		"codes":   top + post(1, text(strings.Repeat("[box_a]", 20_000)+"x"+strings.Repeat("[/box_a]", 20_000))) + post(2, "") + bottom,
		"opens":   top + post(1, text(strings.Repeat("[a ", 100_000)+strings.Repeat("[[", 50_000)+strings.Repeat("<", 100_000))) + post(2, "") + bottom,
		"comment": top + post(1, text(strings.Repeat("<!--", 100_000))) + post(2, "") + bottom,
		"wp":      top + post(1, text(strings.Repeat("<!-- wp:group {", 200_000))) + post(2, "") + bottom,
		"pre":     top + post(1, text(strings.Repeat("<pre>", 400_000))) + post(2, "") + bottom,
		"quotes":  top + post(1, text(strings.Repeat("<a \"<b '", 200_000))) + post(2, "") + bottom,
		"names":   top + post(1, text(manyNames(100_000))) + post(2, "") + bottom,
		"ids":     top + post(1, text(strings.Repeat(`[gallery ids="`+strings.Repeat("8,", 400)+`"]`, 500))) + post(2, "") + bottom,
		"terms":   top + post(1, strings.Repeat(`<category domain="category" nicename="c">x</category>`, 50_000)) + post(2, "") + bottom,
	} {
		res, most := peak(t, write(t, src))
		if len(res.records) != 2 || most > 128<<20 {
			t.Errorf("%s: %s, %d MB", name, res.summary()[:min(200, len(res.summary()))], most>>20)
		}
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[n%d a=1]", i)
	}
	return b.String()
}

// TestSwallowing: items whose CDATA sections are never closed are told one by one, and
// reading them again and again has an end.
func TestSwallowing(t *testing.T) {
	open := "<item><title><![CDATA[x</title><wp:post_id>9</wp:post_id></item>\n"
	few := top + post(1, "") + strings.Repeat(open, 3) + post(2, text("x")) + bottom
	res, err := read(t, write(t, few))
	if want := "post 1 note:empty_body@4 | post 2 | !lost:malformed_xml@5 | !lost:malformed_xml@6 | !lost:malformed_xml@7"; err != nil || res.summary() != want {
		t.Errorf("%v\n got %s\nwant %s", err, res.summary(), want)
	}
	res, err = read(t, write(t, top+post(1, "")+strings.Repeat(open, 20_000)+post(2, text("x"))+bottom))
	if err != nil || len(res.records) == 0 || len(res.problems) == 0 {
		t.Errorf("%v %d %d", err, len(res.records), len(res.problems))
	}
}

// TestBomb: a small file that unpacks to a huge one is refused before it fills anything.
func TestBomb(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.xml.gz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	z.Write([]byte(top + "<item><title>"))
	chunk := make([]byte, 1<<20)
	for i := range chunk {
		chunk[i] = 'x'
	}
	for range 300 {
		z.Write(chunk)
	}
	z.Close()
	f.Close()
	res, most := peak(t, path)
	if len(res.records) > 0 || len(res.problems) == 0 || most > 64<<20 {
		t.Errorf("%s, %d MB", res.summary(), most>>20)
	}
	last := res.problems[len(res.problems)-1]
	if last.Code != "unreadable" || last.Level != transfer.Lost {
		t.Errorf("problem %+v", last)
	}
}

func TestNotAFile(t *testing.T) {
	for path, key := range map[string]string{t.TempDir(): "transfer.not_a_file", filepath.Join(t.TempDir(), "x"): "transfer.cannot_open", write(t, "\x1f\x8b\x00bad"): "transfer.unreadable"} {
		_, err := wordpress.Open(path, wordpress.Options{})
		if f, ok := fault.As(err); !ok || f.Key != key {
			t.Errorf("%v, want %s", err, key)
		}
	}
}
