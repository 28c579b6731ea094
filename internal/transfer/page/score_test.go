package page_test

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"

	"masthead/internal/transfer/page"
)

// testdata is the folder of real texts, which are never part of the project.
func testdata(t testing.TB) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return dir
}

// goldPage is a page with what a person took out of it.
type goldPage struct {
	name, source, expected string
	Title, Byline          string
	PublishedTime          string
}

func goldPages(t testing.TB) []goldPage {
	f, err := os.Open(filepath.Join(testdata(t), "extract", "readability-test-pages.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]*goldPage{}
	for tr := tar.NewReader(z); ; {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		name := path.Base(path.Dir(h.Name))
		data, err := io.ReadAll(tr)
		if err != nil {
			t.Fatal(err)
		}
		if pages[name] == nil {
			pages[name] = &goldPage{name: name}
		}
		switch path.Base(h.Name) {
		case "source.html":
			pages[name].source = string(data)
		case "expected.html":
			pages[name].expected = string(data)
		case "expected-metadata.json":
			if err := json.Unmarshal(data, pages[name]); err != nil {
				t.Fatal(name, err)
			}
		}
	}
	var out []goldPage
	for _, p := range pages {
		if p.source != "" && p.expected != "" {
			out = append(out, *p)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].name < out[j].name })
	return out
}

// tokens are the words of a text; scripts without spaces give single signs.
func tokens(s string) map[string]int {
	out := map[string]int{}
	var w strings.Builder
	end := func() {
		if w.Len() > 0 {
			out[w.String()]++
			w.Reset()
		}
	}
	for _, r := range norm.NFC.String(strings.ToLower(s)) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			end()
			out[string(r)]++
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			w.WriteRune(r)
		default:
			end()
		}
	}
	end()
	return out
}

type score struct{ precision, recall, f1 float64 }

func compare(got, want string) score {
	g, w := tokens(got), tokens(want)
	var both, ng, nw int
	for t, n := range g {
		both += min(n, w[t])
		ng += n
	}
	for _, n := range w {
		nw += n
	}
	if nw == 0 {
		if ng == 0 {
			return score{1, 1, 1}
		}
		return score{}
	}
	if both == 0 {
		return score{}
	}
	p, r := float64(both)/float64(ng), float64(both)/float64(nw)
	return score{p, r, 2 * p * r / (p + r)}
}

func parse(s string) *html.Node {
	n, err := html.Parse(strings.NewReader(s))
	if err != nil {
		panic(err)
	}
	return n
}

var inlineTags = map[atom.Atom]bool{atom.A: true, atom.B: true, atom.Strong: true, atom.I: true, atom.Em: true, atom.Span: true,
	atom.Code: true, atom.Sub: true, atom.Sup: true, atom.Small: true, atom.U: true, atom.Time: true, atom.Label: true, atom.Font: true,
	atom.Abbr: true, atom.Cite: true, atom.Q: true, atom.Mark: true, atom.Kbd: true, atom.Button: true}

func hidden(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Head, atom.Template, atom.Svg, atom.Iframe, atom.Textarea:
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "hidden" || a.Key == "style" && strings.Contains(strings.ReplaceAll(a.Val, " ", ""), "display:none") {
			return true
		}
	}
	return false
}

// dump writes all visible text of a page, one line a block, as selecting all
// and copying does. List entries get a bullet.
func dump(n *html.Node) string {
	var lines []string
	var cur strings.Builder
	bullet := false
	flush := func() {
		if s := strings.Join(strings.Fields(cur.String()), " "); s != "" {
			if bullet {
				s = "• " + s
			}
			lines = append(lines, s)
		}
		cur.Reset()
		bullet = false
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			cur.WriteString(n.Data)
		case html.ElementNode:
			if hidden(n) {
				return
			}
			if n.DataAtom == atom.Br {
				flush()
				return
			}
			if !inlineTags[n.DataAtom] {
				flush()
				defer flush()
			}
			if n.DataAtom == atom.Li {
				bullet = true
			}
			if n.DataAtom == atom.Td || n.DataAtom == atom.Option {
				cur.WriteByte(' ')
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(n)
	flush()
	return strings.Join(lines, "\n")
}

// wrapped breaks a dump at 80 columns with a blank line between blocks, as a
// text browser writes it.
func wrapped(text string, blank bool) string {
	var out strings.Builder
	for _, line := range strings.Split(text, "\n") {
		n := 0
		for i, w := range strings.Fields(line) {
			k := len([]rune(w))
			switch {
			case i == 0:
			case n+1+k > 80:
				out.WriteByte('\n')
				n = 0
			default:
				out.WriteByte(' ')
				n++
			}
			out.WriteString(w)
			n += k
		}
		out.WriteByte('\n')
		if blank {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func bodyText(a page.Article) string {
	var b strings.Builder
	for _, bl := range a.Blocks {
		b.WriteString(bl.Text + "\n")
	}
	return b.String()
}

// same compares headlines and names without regard to case, signs and spaces.
func same(a, b string) bool {
	f := func(s string) string {
		return strings.Join(strings.FieldsFunc(norm.NFC.String(strings.ToLower(s)), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		}), " ")
	}
	return f(a) == f(b)
}

func h1s(n *html.Node) []string {
	var out []string
	for d := range n.Descendants() {
		if d.DataAtom == atom.H1 {
			out = append(out, dump(d))
		}
	}
	return out
}

// tally adds up what one run over the pages reached.
type tally struct {
	n, shown                 int // pages; those of them whose text shows the headline
	precision, recall, f1    float64
	headlines, bylines, hasB int
}

func (y *tally) add(t *testing.T, g goldPage, a page.Article, ok bool) {
	y.n++
	s := score{}
	if ok {
		s = compare(bodyText(a), dump(parse(g.expected)))
	}
	y.precision += s.precision
	y.recall += s.recall
	y.f1 += s.f1
	right, shown := same(a.Headline, g.Title), false
	heads := append(h1s(parse(g.source)), g.Title)
	for _, h := range heads {
		right = right || same(a.Headline, h)
	}
	for line := range strings.Lines(dump(parse(g.source))) {
		for _, h := range heads {
			shown = shown || h != "" && same(line, h)
		}
	}
	if shown {
		y.shown++
	}
	if right {
		y.headlines++
	}
	if g.Byline != "" {
		y.hasB++
		if len(a.Bylines) > 0 && (same(strings.Join(a.Bylines, " "), g.Byline) || strings.Contains(strings.ToLower(g.Byline), strings.ToLower(a.Bylines[0]))) {
			y.bylines++
		}
	}
	if os.Getenv("MASTHEAD_SHOW") != "" && (s.f1 < 0.95 || !right) {
		t.Logf("%-40s %v P %.2f R %.2f F %.2f  %v %q (title %q) by %q (%q)", g.name, shown, s.precision, s.recall, s.f1, right, a.Headline, g.Title, a.Bylines, g.Byline)
	}
}

func (y *tally) log(t *testing.T, what string) float64 {
	n := float64(y.n)
	t.Logf("%s: %d pages, precision %.3f, recall %.3f, F1 %.3f, headlines %d (%d are shown), bylines %d of %d",
		what, y.n, y.precision/n, y.recall/n, y.f1/n, y.headlines, y.shown, y.bylines, y.hasB)
	return y.f1 / n
}

// TestRealPages reads 130 real pages whose article is known, as HTML and as the
// plain text of the same pages, and holds the scores reached.
func TestRealPages(t *testing.T) {
	pages := goldPages(t)
	for _, way := range []struct {
		name             string
		data             func(goldPage) string
		floor, headlines float64
	}{
		{"html", func(g goldPage) string { return g.source }, 0.98, 0.95},
		{"lines", func(g goldPage) string { return dump(parse(g.source)) }, 0.875, 0.5},
		{"wrapped", func(g goldPage) string { return wrapped(dump(parse(g.source)), true) }, 0.86, 0.5},
		{"wrapped tight", func(g goldPage) string { return wrapped(dump(parse(g.source)), false) }, 0.84, 0.4},
	} {
		t.Run(way.name, func(t *testing.T) {
			var y tally
			for _, g := range pages {
				got, problems := page.Reader{}.Read(t.Context(), []page.Input{{Name: g.name, Data: []byte(way.data(g))}})
				if len(got)+len(problems) != 1 {
					t.Fatalf("%s: %d articles, %d problems", g.name, len(got), len(problems))
				}
				if len(got) == 0 {
					got = []page.Article{{}}
				}
				y.add(t, g, got[0], len(problems) == 0)
			}
			if f := y.log(t, way.name); f < way.floor {
				t.Errorf("F1 %.3f is below %.3f", f, way.floor)
			}
			if h := float64(y.headlines) / float64(y.n); h < way.headlines {
				t.Errorf("headlines %.3f are below %.3f", h, way.headlines)
			}
		})
	}
}
