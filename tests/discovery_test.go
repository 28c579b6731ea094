package tests_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

type feedToCheck struct {
	Path  string `json:"path"`
	Text  string `json:"text"`
	Items int    `json:"items"`
}

type dataToCheck struct {
	Path string `json:"path"`
	Data string `json:"data"`
}

type robotsToCheck struct {
	Name string  `json:"name"`
	Text string  `json:"text"`
	Want [][]any `json:"want"` // agent, path, allowed
}

// judge asks tools that are not ours (tools/web/discovery.mjs).
func judge(t *testing.T, pages []dataToCheck, feeds []feedToCheck, robots []robotsToCheck) (said []string) {
	t.Helper()
	modules := filepath.Dir(filepath.Dir(checker(t, "schema-dts", "package.json")))
	for _, name := range []string{"jsonld", "typescript", "robots-parser", "feedsmith"} {
		checker(t, name, "package.json")
	}
	input, err := json.Marshal(map[string]any{"pages": pages, "feeds": feeds, "robots": robots, "base": "https://news.example"})
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("../tools/web/discovery.mjs")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", script, modules)
	var failed bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("the checkers: %v\n%s", err, &failed)
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return said
}

var ldJSON = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

// dataOf reads a page's schema.org data.
func dataOf(t *testing.T, p sheet) (d dataToCheck, ok bool) {
	t.Helper()
	m := ldJSON.FindStringSubmatch(p.html)
	if m == nil {
		return d, false
	}
	return dataToCheck{p.path, m[1]}, true
}

// The schema.org data of every kind of page and article has the vocabulary's own types
// and properties, with values of the right types, and expands without loss.
func TestStructuredData(t *testing.T) {
	var data []dataToCheck
	kinds := map[string]bool{}
	for _, l := range []string{"en", "ka", "ru"} {
		for _, p := range toBeFound(sample(demoSite(t).crawl(t), l)) {
			if d, ok := dataOf(t, p); ok {
				data, kinds[p.kind] = append(data, d), true
			} else {
				t.Errorf("%s (%s) has no data", p, p.kind)
			}
		}
	}
	for _, below := range []string{"about/", "corrections/", "most-read/", "by/"} {
		p, err := demoSite(t).get("/en/" + below)
		if d, ok := dataOf(t, p); err == nil && ok {
			data = append(data, d)
		} else {
			t.Errorf("%s has no data: %v", p, err)
		}
	}
	types := map[string]bool{}
	for _, p := range demoSite(t).crawl(t) { // and one article of each type
		d, ok := dataOf(t, p)
		if !ok || p.kind != "article" {
			continue
		}
		var doc struct {
			Graph []struct {
				Type string `json:"@type"`
			} `json:"@graph"`
		}
		if err := json.Unmarshal([]byte(d.Data), &doc); err != nil {
			t.Fatalf("%s: %v", p, err)
		}
		if kind := doc.Graph[0].Type; !types[kind] {
			types[kind] = true
			data = append(data, d)
		}
	}
	for _, said := range judge(t, data, nil, nil) {
		t.Error(said)
	}
	t.Logf("%d pages, kinds %v, types %v", len(data), kinds, types)
}

// The check can fail: a type, a property and a value that the vocabulary does not have.
func TestStructuredDataFindsFaults(t *testing.T) {
	for _, bad := range []string{
		`{"@context":"https://schema.org","@graph":[{"@type":"NewsArtikel","headline":"x"}]}`,
		`{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","headlines":"x"}]}`,
		`{"@context":"https://schema.org","@graph":[{"@type":"NewsArticle","author":{"@type":"ImageObject"}}]}`,
	} {
		if len(judge(t, []dataToCheck{{"bad", bad}}, nil, nil)) == 0 {
			t.Errorf("nothing was said against %s", bad)
		}
	}
}

// feedsOf are the three formats of the feeds that pages of a site name.
func feedsOf(t *testing.T) (feeds []feedToCheck) {
	t.Helper()
	site := demoSite(t)
	folders := []string{"/en/", "/ka/", "/hy/", "/en/feed/opinion/", "/ru/feed/round-up/"}
	for _, kind := range []string{"section", "topic", "person"} {
		for _, p := range has(site.crawl(t), "az", kind, "") {
			if kind == "section" || strings.Count(p.path, "/") == 4 { // not the list of people
				folders = append(folders, p.path)
				break
			}
		}
	}
	for _, folder := range folders {
		for _, name := range []string{"feed.xml", "atom.xml", "feed.json"} {
			p, err := site.get(folder + name)
			if err != nil || p.status != http.StatusOK {
				t.Fatalf("%s%s: %d, %v", folder, name, p.status, err)
			}
			items := strings.Count(p.html, "<item>") + strings.Count(p.html, "<entry>")
			if name == "feed.json" {
				items = strings.Count(p.html, `"_newsroom":`)
			}
			feeds = append(feeds, feedToCheck{folder + name, p.html, items})
		}
	}
	return feeds
}

// Feeds are read as they were written by parsers that are not ours: feedsmith, and
// Python's feedparser, which marks whatever it has to mend.
func TestFeeds(t *testing.T) {
	feeds := feedsOf(t)
	for _, said := range judge(t, nil, feeds, nil) {
		t.Error(said)
	}
	const script = `
import sys, json, feedparser
said = []
for f in json.load(sys.stdin):
    if f["path"].endswith(".json"): continue
    d = feedparser.parse(f["text"].encode())
    if d.bozo: said.append("%s: %s" % (f["path"], d.bozo_exception))
    if len(d.entries) != f["items"]: said.append("%s: %d entries of %d" % (f["path"], len(d.entries), f["items"]))
    for e in d.entries:
        if not (e.get("id") and e.get("link") and e.get("title") and e.get("published_parsed") and e.get("content")):
            said.append("%s: %s lacks something" % (f["path"], e.get("link")))
    if not d.feed.get("title") or not any(l.get("rel") == "self" for l in d.feed.get("links", [])): said.append(f["path"] + ": a head that lacks something")
print(json.dumps(said))`
	input, err := json.Marshal(feeds)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script)
	cmd.Stdin = bytes.NewReader(input)
	out, err := cmd.CombinedOutput()
	var said []string
	if err == nil {
		err = json.Unmarshal(out, &said)
	}
	if err != nil {
		t.Fatalf("feedparser (python3-feedparser): %v\n%s", err, out)
	}
	for _, s := range said {
		t.Error(s)
	}
	t.Logf("%d feeds", len(feeds))
}

// A real feed reader takes the feeds: newsboat, without its screen.
func TestFeedReader(t *testing.T) {
	if _, err := exec.LookPath("newsboat"); err != nil {
		t.Fatal("newsboat is missing: run the tests by `make test`, or install it")
	}
	dir, site := t.TempDir(), demoSite(t)
	var list string
	want := 0
	for _, f := range feedsOf(t) {
		// It knows an article by its id, in whatever feed it comes.
		if f.Path == "/en/feed.xml" || f.Path == "/ka/atom.xml" || f.Path == "/hy/feed.xml" {
			list += site.base + f.Path + "\n"
			want += f.Items
		}
	}
	urls, cache := filepath.Join(dir, "urls"), filepath.Join(dir, "cache.db")
	if err := os.WriteFile(urls, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(commands ...string) string {
		cmd := exec.CommandContext(t.Context(), "newsboat", append([]string{"-q", "-u", urls, "-c", cache, "-C", filepath.Join(dir, "config"), "-x"}, commands...)...)
		cmd.Env = append(os.Environ(), "HOME="+dir, "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("newsboat: %v\n%s", err, out)
		}
		return string(out)
	}
	run("reload")
	if got := run("print-unread"); !strings.HasPrefix(strings.TrimSpace(got), fmt.Sprint(want)+" ") {
		t.Errorf("newsboat has %q, want %d articles of\n%s", got, want, list)
	}
}

var (
	headLink = regexp.MustCompile(`<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">`)
	ownLink  = regexp.MustCompile(`<link rel="canonical" href="([^"]+)">`)
)

// toBeFound leaves out the pages that ask not to be found: a translation beside its
// original is of no language alone, and points to the article.
func toBeFound(pages []sheet) []sheet {
	return slices.DeleteFunc(slices.Clone(pages), func(p sheet) bool { return p.kind == "beside" })
}

// Every page of the demo names each of its languages, itself among them, and each of
// those names it back; so do the sitemaps, and they name every page.
func TestLanguagesAnswerEachOther(t *testing.T) {
	site := demoSite(t)
	links := map[string]map[string]string{} // canonical address to language to address
	several := 0
	for _, p := range toBeFound(site.crawl(t)) {
		own := ownLink.FindStringSubmatch(p.html)
		if own == nil {
			t.Errorf("%s has no canonical address", p)
			continue
		}
		page := html.UnescapeString(own[1])
		links[page] = map[string]string{}
		for _, m := range headLink.FindAllStringSubmatch(p.html, -1) {
			links[page][m[1]] = html.UnescapeString(m[2])
		}
		if len(links[page]) > 2 {
			several++
		}
	}
	for page, in := range links {
		if in["x-default"] == "" {
			t.Errorf("%s has no x-default", page)
		}
		self := false
		for l, other := range in {
			self = self || other == page && l != "x-default"
			back, known := links[other]
			if !known {
				t.Errorf("%s leads to %s, which no link leads to", page, other)
			}
			if l == "x-default" {
				continue
			}
			if !strings.HasPrefix(other, site.base+"/"+l+"/") || back[l] != other || !slices.ContainsFunc(values(back), func(a string) bool { return a == page }) {
				t.Errorf("%s names %s in %s, which does not answer", page, other, l)
			}
		}
		if !self {
			t.Errorf("%s does not name itself", page)
		}
	}
	if several < 50 {
		t.Errorf("only %d pages have other languages", several)
	}
	mapped := sitemapPages(t, site)
	for page, in := range mapped {
		for l, other := range in {
			if links[page] != nil && links[page][l] != other {
				t.Errorf("the sitemap names %s of %s as %s, the page %s", l, page, other, links[page][l])
			}
		}
	}
	for page := range links {
		if strings.Contains(page, "?") || mapped[page] != nil {
			continue
		}
		if p := strings.Split(strings.TrimPrefix(page, site.base+"/"), "/"); len(p) > 2 && p[1] != "topic" && p[1] != "by" {
			t.Errorf("no sitemap names %s", page)
		}
	}
	t.Logf("%d pages, %d in several languages, %d in sitemaps", len(links), several, len(mapped))
}

func values(m map[string]string) (list []string) {
	for _, v := range m {
		list = append(list, v)
	}
	return list
}

// sitemapPages reads every sitemap that the index names.
func sitemapPages(t *testing.T, site *site) map[string]map[string]string {
	t.Helper()
	read := func(address string, into any) {
		p, err := site.get(strings.TrimPrefix(address, site.base))
		if err != nil || p.status != http.StatusOK {
			t.Fatalf("%s: %d, %v", address, p.status, err)
		}
		if err := xml.Unmarshal([]byte(p.html), into); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
	}
	var index struct {
		Maps []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	read(site.base+"/sitemap.xml", &index)
	found := map[string]map[string]string{}
	for _, m := range index.Maps {
		if strings.HasSuffix(m.Loc, "sitemap-news.xml") {
			continue
		}
		var file struct {
			URLs []struct {
				Loc   string `xml:"loc"`
				Links []struct {
					Lang string `xml:"hreflang,attr"`
					Href string `xml:"href,attr"`
				} `xml:"link"`
			} `xml:"url"`
		}
		read(m.Loc, &file)
		for _, u := range file.URLs {
			found[u.Loc] = map[string]string{}
			for _, l := range u.Links {
				found[u.Loc][l.Lang] = l.Href
			}
		}
	}
	return found
}

// robots.txt as a crawler reads it: the three requests reach those they are for, and
// nobody who brings readers.
func TestRobotsAsCrawlersReadIt(t *testing.T) {
	site := demoSite(t)
	set := func(key, value string) {
		if err := site.program.SetOutlet(t.Context(), "", key, value); err != nil {
			t.Fatal(err)
		}
	}
	read := func(line string) string {
		for range 500 {
			if p, err := site.get("/robots.txt"); err == nil && strings.Contains(p.html, line) {
				return p.html
			}
			waitShort()
		}
		t.Fatalf("robots.txt never had %q", line)
		return ""
	}
	keys := []string{"no_training", "no_answers", "no_visits"}
	for _, key := range keys {
		set(key, "true")
	}
	defer func() {
		for _, key := range keys {
			set(key, "")
		}
	}()
	text := read("Perplexity-User")
	check := robotsToCheck{Name: "all", Text: text}
	for _, agent := range []string{"Googlebot", "Googlebot-News", "Bingbot", "YandexBot", "Applebot", "DuckDuckBot", "facebookexternalhit", "Twitterbot", "TelegramBot", "WhatsApp", "archive.org_bot"} {
		check.Want = append(check.Want, []any{agent, "/en/some-article/", true}, []any{agent, "/desk/", false}, []any{agent, "/api/v1/public/en/articles", true})
	}
	for _, agent := range []string{"GPTBot", "Google-Extended", "ClaudeBot", "CCBot", "OAI-SearchBot", "PerplexityBot", "ChatGPT-User"} {
		check.Want = append(check.Want, []any{agent, "/en/some-article/", false})
	}
	for _, said := range judge(t, nil, nil, []robotsToCheck{check}) {
		t.Error(said)
	}
}

// waitShort lets a node hear of a change.
func waitShort() { time.Sleep(10 * time.Millisecond) }
