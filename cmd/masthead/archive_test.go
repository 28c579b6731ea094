package main

import (
	"compress/gzip"
	"html"
	"io"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	nethtml "golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

const sevenLanguages = "en,ru,az,hy,ka,tr,fa"

// archived is one text as the archive's file has it.
type archived struct {
	link, id, lang, group, title string
	paragraphs                   []string
}

var (
	itemOf      = regexp.MustCompile(`(?s)<item>(.*?)</item>`)
	linkOf      = regexp.MustCompile(`<link>(.*?)</link>`)
	idOf        = regexp.MustCompile(`<wp:post_id>(\d+)</wp:post_id>`)
	langOf      = regexp.MustCompile(`<category domain="language" nicename="([a-z]+)"`)
	groupOf     = regexp.MustCompile(`<category domain="post_translations" nicename="([^"]+)"`)
	titleOf     = regexp.MustCompile(`(?s)<title><!\[CDATA\[(.*?)\]\]></title>`)
	contentOf   = regexp.MustCompile(`(?s)<content:encoded><!\[CDATA\[(.*?)\]\]></content:encoded>`)
	paragraphOf = regexp.MustCompile(`(?s)<p>(.*?)</p>`)
)

// readArchive reads the file with a few patterns: it shares nothing with the importer.
func readArchive(t *testing.T, path string) (all []archived) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	packed, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	one := func(pattern *regexp.Regexp, item string) string {
		m := pattern.FindStringSubmatch(item)
		if m == nil {
			t.Fatalf("an item has no %s:\n%.300s", pattern, item)
		}
		return m[1]
	}
	for _, m := range itemOf.FindAllStringSubmatch(string(text), -1) {
		a := archived{link: one(linkOf, m[1]), id: one(idOf, m[1]), lang: one(langOf, m[1]), group: one(groupOf, m[1]), title: asShown(one(titleOf, m[1]))}
		for _, p := range paragraphOf.FindAllStringSubmatch(one(contentOf, m[1]), -1) {
			a.paragraphs = append(a.paragraphs, asShown(html.UnescapeString(p[1])))
		}
		all = append(all, a)
	}
	return all
}

// asShown is a text as a browser shows it: runs of white space are one space (CSS Text,
// section 4.1.1), and letters of one shape are one (Unicode, normalisation form C).
func asShown(s string) string {
	return norm.NFC.String(strings.TrimSpace(spaces.ReplaceAllString(s, " ")))
}

var spaces = regexp.MustCompile("[ \t\r\n\f]+")

// served is what a reader's browser finds in an article's page.
type served struct {
	lang, dir, headline string
	alternates          map[string]string // language -> address
	paragraphs          []string
}

func readServed(t *testing.T, page string) (s served) {
	t.Helper()
	tree, err := nethtml.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	s.alternates = map[string]string{}
	inArticle := false
	for n := range tree.Descendants() {
		if n.Type != nethtml.ElementNode {
			continue
		}
		switch n.Data {
		case "html":
			s.lang, s.dir = attribute(n, "lang"), attribute(n, "dir")
		case "link":
			if l := attribute(n, "hreflang"); l != "" {
				s.alternates[l] = attribute(n, "href")
			}
		case "article":
			inArticle = attribute(n, "class") == "article"
		case "h1":
			s.headline = textOf(n)
		case "p":
			if inArticle && strings.HasPrefix(attribute(n, "id"), "b-") {
				s.paragraphs = append(s.paragraphs, textOf(n))
			}
		}
	}
	return s
}

func attribute(n *nethtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *nethtml.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == nethtml.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// everyTable lists what an import could change, with what tells its state.
var everyTable = map[string]string{
	"story": "sum(updated_at)", "story_text": "sum(rev)", "story_revision": "sum(length(body))", "story_conflict": "sum(rev)",
	"edition_copy": "sum(updated_at)", "edition_address": "sum(length(slug))", "edition_old_address": "sum(length(address))",
	"edition_change": "max(seq)", "edition_sequence": "sum(n)", "edition_override": "max(at)", "edition_month": "sum(live)",
	"transfer_record": "sum(at)", "transfer_group": "count(*)", "person": "count(*)", "topic": "count(*)", "outlet": "sum(updated_at)",
	"outlet_section": "count(*)", "outlet_section_name": "count(*)", "media": "count(*)", "job": "sum(attempt)",
}

func (p *place) state() map[string][2]int64 {
	p.Helper()
	t := p.tables()
	defer t.close()
	state := map[string][2]int64{}
	for table, telling := range everyTable {
		state[table] = [2]int64{t.number(`SELECT count(*) FROM ` + table), t.number(`SELECT cast(coalesce(` + telling + `, 0) AS bigint) FROM ` + table)}
	}
	return state
}

// The whole promise of an archive that comes in: every text is there, whole, linked
// to its translations, and found under its old addresses.
func TestArchiveInSevenLanguages(t *testing.T) {
	file := realData(t, "archive", "crossroads-7-languages.wxr.xml.gz")
	all := readArchive(t, file)
	if len(all) != 434 {
		t.Fatalf("the test reads %d texts of the archive", len(all))
	}
	for _, engine := range engines {
		t.Run(string(engine), func(t *testing.T) {
			p := newPlace(t, engine, sevenLanguages)
			if out := p.must("import", "wordpress", file); !strings.Contains(out, "62 stories and 434 texts are new") || !strings.Contains(out, "0 records were lost, 0 remarks") {
				t.Error(out)
			}
			first := p.state()
			if first["story"][0] != 62 || first["story_text"][0] != 434 || first["edition_copy"][0] != 434 {
				t.Errorf("%d stories, %d texts, %d copies", first["story"][0], first["story_text"][0], first["edition_copy"][0])
			}
			p.readers(all)
			// While it was served, what the import had queued was done.
			first["job"] = p.state()["job"]
			if out := p.must("import", "wordpress", file); !strings.Contains(out, "0 stories and 0 texts are new, 0 texts were renewed, 434 were here already") {
				t.Error(out)
			}
			for table, second := range p.state() {
				if first[table] != second {
					t.Errorf("importing again changed %s: %v, was %v", table, second, first[table])
				}
			}
			if out := p.must("check"); !strings.Contains(out, "434 copies, 434 texts and 0 pictures: 0 faults") {
				t.Error(out)
			}
		})
	}
}

// readers serves the place and reads every text of the archive as a reader would.
func (p *place) readers(all []archived) {
	p.Helper()
	n := p.serve()
	defer n.end()
	redirects, compared := 0, 0
	groups := map[string]map[string]string{} // group -> language -> path
	for _, a := range all {
		path, followed := n.moved(a)
		redirects += followed
		if groups[a.group] == nil {
			groups[a.group] = map[string]string{}
		}
		groups[a.group][a.lang] = path
	}
	if len(groups) != 62 {
		p.Errorf("the archive has %d groups", len(groups))
	}
	for _, a := range all {
		compared += n.compare(a, groups[a.group])
	}
	p.Logf("%s: %d redirects, %d articles in %d groups, %d paragraphs compared", p.engine, redirects, len(all), len(groups), compared)
}

// moved follows both old addresses of a text and gives its present path. A text whose
// address has not changed is shown where it was.
func (n *node) moved(a archived) (path string, redirects int) {
	n.Helper()
	u, err := url.Parse(a.link)
	if err != nil {
		n.Fatal(err)
	}
	numbered := n.get("/?p=" + a.id)
	path = numbered.header.Get("Location")
	if numbered.status != 301 || !strings.HasPrefix(path, "/"+a.lang+"/") {
		n.Errorf("/?p=%s: %d to %q", a.id, numbered.status, path)
	}
	if path == u.EscapedPath() {
		return path, 1
	}
	if named := n.get(u.EscapedPath()); named.status != 301 || named.header.Get("Location") != path {
		n.Errorf("%s: %d to %q, but its number leads to %q", a.link, named.status, named.header.Get("Location"), path)
	}
	return path, 2
}

// compare reads an article and gives how many paragraphs are as they were.
func (n *node) compare(a archived, siblings map[string]string) (same int) {
	n.Helper()
	path := siblings[a.lang]
	got := n.get(path)
	if got.status != 200 {
		n.Errorf("%s: %d", path, got.status)
		return 0
	}
	s := readServed(n.T, got.body)
	dir := map[bool]string{true: "rtl", false: "ltr"}[a.lang == "fa"]
	if s.lang != a.lang || s.dir != dir || s.headline != a.title {
		n.Errorf("%s: lang %q, dir %q, headline %q; want %q, %q, %q", path, s.lang, s.dir, s.headline, a.lang, dir, a.title)
	}
	if len(s.paragraphs) != len(a.paragraphs) || len(a.paragraphs) == 0 {
		n.Errorf("%s: %d paragraphs were %d", path, len(s.paragraphs), len(a.paragraphs))
		return 0
	}
	for i, was := range a.paragraphs {
		if s.paragraphs[i] == was {
			same++
			continue
		}
		n.Errorf("%s, paragraph %d is\n%q, was\n%q", path, i+1, s.paragraphs[i], was)
	}
	if len(s.alternates) != 8 || len(siblings) != 7 {
		n.Errorf("%s names %d alternates of %d texts", path, len(s.alternates), len(siblings))
	}
	for l, to := range s.alternates {
		if l == "x-default" {
			l = "en"
		}
		if u, err := url.Parse(to); err != nil || u.Host == "" || u.Path != siblings[l] {
			n.Errorf("%s: hreflang %s is %q, want %q", path, l, to, siblings[l])
		}
	}
	return same
}
