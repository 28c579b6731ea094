package tests_test

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/reader"
	"masthead/internal/story"
	"masthead/themes"
)

// routes says what kind of page stands at each address of the readers' site; "" is no
// page, but a way to another or a file for programs.
var routes = map[string]string{
	"/{$}":                      "",
	"/{lang}/{$}":               "front",
	"/{lang}/latest/{$}":        "latest",
	"/{lang}/most-read/{$}":     "most-read",
	"/{lang}/topic/{$}":         "topics",
	"/{lang}/topic/{slug}/{$}":  "topic",
	"/{lang}/by/{$}":            "people",
	"/{lang}/by/{slug}/{$}":     "person",
	"/{lang}/corrections/{$}":   "corrections",
	"/{lang}/about/{$}":         "about",
	"/{lang}/support/{$}":       "",
	"/{lang}/letters/{$}":       "",
	"/{lang}/contribute/{$}":    "",
	"/{lang}/search":            "search",
	"/{lang}/search/{$}":        "",
	"/{lang}/{slug}/{$}":        "article", // and sections
	"/{lang}/beside/{slug}/{$}": "beside",

	"/robots.txt":                 "",
	"/sitemap.xml":                "",
	"/{lang}/{file}":              "offline", // and feeds, and sitemaps
	"/{lang}/{slug}/{file}":       "",
	"/{lang}/topic/{slug}/{file}": "",
	"/{lang}/by/{slug}/{file}":    "",
	"/{file}":                     "",
	"/.well-known/security.txt":   "",
	"/oembed":                     "",
	"/feed/{$}":                   "",
	"/{lang}/feed/{$}":            "",
	"/{lang}/feed/{slug}/{file}":  "",
}

// listKinds are the kinds that links lead to, articles aside.
var listKinds = []string{"front", "section", "latest", "topics", "topic", "people", "person", "most-read", "corrections", "about", "beside"}

// kindOf tells the kind of a page by its address and by what it is built of.
func (p sheet) kindOf() string {
	path, _, _ := strings.Cut(p.path, "?")
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch p.status {
	case http.StatusNotFound:
		return "lost"
	case http.StatusGone:
		return "gone"
	case http.StatusMisdirectedRequest:
		return "refused"
	case http.StatusInternalServerError:
		return "failed"
	case http.StatusServiceUnavailable:
		return "busy"
	}
	if len(parts) == 1 {
		return "front"
	}
	switch below := parts[1]; {
	case len(parts) == 2 && slices.Contains([]string{"latest", "most-read", "corrections", "about", "search"}, below):
		return below
	case below == "offline.html":
		return "offline"
	case below == "topic" && len(parts) == 2:
		return "topics"
	case below == "topic":
		return "topic"
	case below == "by" && len(parts) == 2:
		return "people"
	case below == "by":
		return "person"
	case below == "beside":
		return "beside"
	case strings.Contains(p.html, `<article class="article"`):
		return "article"
	}
	return "section"
}

// sort is a sort of page that looks unlike the others of its kind, and what only it has.
type sort struct{ name, mark string }

// articleSorts are those of articles: every kind of story, and what can be on them.
func articleSorts() []sort {
	sorts := []sort{{"article", ""}}
	for _, k := range story.Kinds {
		sorts = append(sorts, sort{"article-" + string(k), `data-form="` + string(k) + `"`})
	}
	return append(sorts, sort{"article-questions", `class="ask"`}, sort{"article-gallery", `class="gallery"`}, sort{"article-table", "<table"},
		sort{"article-notes", `class="fn"`}, sort{"article-embed", "data-frame"}, sort{"article-partner", `class="credit"`}, sort{"article-box", `class="box"`},
		sort{"article-corrected", `<aside class="note"`}, sort{"article-pair", `id="other"`}, sort{"article-dossier", `class="dossier"`})
}

// plainSorts are the few that stand for all where a thing was looked at in another
// language already.
var plainSorts = []string{"article", "article-opinion", "article-live", "article-corrected", "article-pair", "article-dossier"}

// topicSorts are those of topics.
var topicSorts = []sort{{"topic", ""}, {"topic-dossier", `class="timeline"`}}

// sample gives one page of each kind in a language, and the article of each sort. Where
// a page is of several sorts it stands for all.
func sample(pages []sheet, lang string) (list []sheet) {
	take := func(kind string, s sort) {
		found := has(pages, lang, kind, s.mark)
		if len(found) == 0 || slices.ContainsFunc(list, func(p sheet) bool { return p.path == found[0].path }) {
			return
		}
		found[0].name = s.name
		list = append(list, found[0])
	}
	for _, kind := range listKinds {
		take(kind, sort{kind, ""})
	}
	for _, s := range topicSorts {
		take("topic", s)
	}
	for _, s := range articleSorts() {
		take("article", s)
	}
	return list
}

// gallery gives a page of everything that readers can meet in an edition: of each kind
// and sort, of the search in each of its states, and of every fault.
func (s *site) gallery(t *testing.T, l string) []sheet {
	t.Helper()
	list := sample(s.crawl(t), l)
	add := func(name string, p sheet, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p.name = name
		list = append(list, p)
	}
	found, mistyped := s.question(t, l)
	for _, q := range []struct{ name, query string }{
		{"search", ""}, {"search-found", "?q=" + url.QueryEscape(found)}, {"search-meant", "?q=" + url.QueryEscape(mistyped)},
		{"search-none", "?q=qqqqxzzzz"}, {"search-filters", "?q=" + url.QueryEscape(found) + "&kind=news&kind=analysis&from=2020-01-01"},
	} {
		p, err := s.get("/" + l + "/search" + q.query)
		add(q.name, p, err)
	}
	p, err := s.get("/" + l + "/offline.html")
	add("offline", p, err)
	add("lost", s.lost(t, l), nil)
	for _, scene := range scenes {
		p, err := s.staged(t).get("/" + l + "/" + scene.path + "?scene=" + scene.name)
		if err == nil && p.status != scene.status {
			err = errors.New(p.String() + " answers " + strconv.Itoa(p.status))
		}
		add(scene.name, p, err)
	}
	return list
}

// brief is a gallery without the sorts of article that differ in nothing but a block.
func (s *site) brief(t *testing.T, l string) []sheet {
	t.Helper()
	return slices.DeleteFunc(s.gallery(t, l), func(p sheet) bool { return p.kind == "article" && !slices.Contains(plainSorts, p.name) })
}

var headlineOf = regexp.MustCompile(`<span class="hl">([^<]+)</span></h1>`)

// question gives a word that the search of an edition finds, and one a letter beside it.
func (s *site) question(t *testing.T, l string) (found, mistyped string) {
	t.Helper()
	for _, p := range has(s.crawl(t), l, "article", "") {
		m := headlineOf.FindStringSubmatch(p.html)
		if m == nil {
			continue
		}
		for word := range strings.FieldsSeq(m[1]) {
			if letters := []rune(word); len(letters) > 5 && !strings.ContainsAny(word, "&;,.:-«»„“”՝՞") {
				return word, string(slices.Delete(slices.Clone(letters), 2, 3))
			}
		}
	}
	t.Fatalf("no article in %s has a word to look for", l)
	return "", ""
}

// scene is a state of a site that it is seldom in: what of it answers otherwise.
type scene struct {
	name, path string // path below the edition
	status     int
	shelf      func(reader.Shelf) reader.Shelf
	host       string // asked for, if not the site's own
}

var scenes = []scene{
	{"breaking", "", 200, func(s reader.Shelf) reader.Shelf { return arranged{s} }, ""},
	{"corrections-empty", "corrections/", 200, func(s reader.Shelf) reader.Shelf { return faultless{s} }, ""},
	{"most-read-empty", "most-read/", 200, func(s reader.Shelf) reader.Shelf { return s }, ""}, // no scene knows of readings
	{"failed", "some-article/", 500, func(s reader.Shelf) reader.Shelf { return broken{s, errors.New("broken for a test")} }, ""},
	{"busy", "some-article/", 503, func(s reader.Shelf) reader.Shelf { return broken{s, fault.New(fault.Busy, "db.busy")} }, ""},
	{"refused", "", 421, func(s reader.Shelf) reader.Shelf { return s }, "elsewhere.example"},
}

// arranged has a front that an editor arranged, with a line above everything.
type arranged struct{ reader.Shelf }

func (a arranged) Front(ctx context.Context, l lang.Tag) (f edition.Front, err error) {
	cards, _, err := a.List(ctx, edition.Filter{Lang: l}, edition.Cursor{}, 12)
	if err != nil || len(cards) < 8 {
		return f, errors.Join(err, errors.New("too little to arrange a front of"))
	}
	f.Pins = []edition.Pin{{Slot: edition.LeadSlot, Story: cards[5].Story}, {Slot: edition.SecondSlot, Story: cards[7].Story}}
	f.Breaking = &edition.Breaking{Text: cards[0].Headline, Story: cards[0].Story}
	return f, nil
}

// faultless has nothing that was corrected.
type faultless struct{ reader.Shelf }

func (faultless) Corrections(context.Context, lang.Tag, edition.Cursor, int) ([]edition.Corrected, edition.Cursor, error) {
	return nil, edition.Cursor{}, nil
}

// broken fails for every article.
type broken struct {
	reader.Shelf
	err error
}

func (b broken) Article(context.Context, lang.Tag, string) (edition.Found, error) {
	return edition.Found{}, b.err
}

// staged serves the scenes of a site, by ?scene=; all else is the site's own.
func (s *site) staged(t *testing.T) *site {
	t.Helper()
	if s.stage != nil {
		return s.stage
	}
	own, err := url.Parse(s.base)
	if err != nil {
		t.Fatal(err)
	}
	faces, p := map[string]http.Handler{}, s.program
	forward := httputil.NewSingleHostReverseProxy(own)
	forward.ErrorLog = log.New(io.Discard, "", 0) // a browser that leaves a page ends what it asked for
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := r.URL.Query().Get("scene")
		face, ok := faces[name]
		if !ok {
			r.Host = own.Host
			forward.ServeHTTP(w, r)
			return
		}
		if i := slices.IndexFunc(scenes, func(sc scene) bool { return sc.name == name }); scenes[i].host != "" {
			r.Host = scenes[i].host
		}
		face.ServeHTTP(w, r)
	}))
	home := outletAt(p.Outlet.Profile(), server.URL) // an outlet that knows its address answers under no other
	for _, sc := range scenes {
		face, err := reader.New(reader.Config{
			Shelf: sc.shelf(p.Shelf), Outlet: func() *outlet.Profile { return home }, Words: p.Words, Theme: themes.Default(),
			HTML: p.Edition.Render.HTML, Address: server.URL, Log: quiet(),
		})
		if err != nil {
			t.Fatal(err)
		}
		faces[sc.name] = face.Handler()
	}
	s.stage = &site{base: server.URL, program: p}
	s.ends = server.Close
	return s.stage
}

// outletAt is an outlet with an address.
func outletAt(p *outlet.Profile, address string) *outlet.Profile {
	at := *p
	at.Outlet.URL = address
	return &at
}

// Every address of the readers' site is of a kind that these tests know, and there is
// a page of each kind to look at: a new page cannot be forgotten.
func TestEveryRouteIsLookedAt(t *testing.T) {
	found := patterns(t, "../internal/reader/routes.go", "../internal/reader/machine.go")
	kinds := map[string]bool{}
	for _, p := range demoSite(t).gallery(t, "en") {
		kinds[p.kind] = true
	}
	for pattern := range found {
		kind, known := routes[pattern]
		if !known {
			t.Errorf("%s is an address of the site, and these tests do not say of what kind", pattern)
		}
		if kind != "" && !kinds[kind] {
			t.Errorf("no page of the kind %q, of %s, is looked at", kind, pattern)
		}
	}
	for pattern := range routes {
		if !found[pattern] {
			t.Errorf("%s is no address of the site", pattern)
		}
	}
	t.Logf("%d addresses, %d kinds", len(found), len(kinds))
}

// patterns reads the keys of the maps of routes in files of a package.
func patterns(t *testing.T, files ...string) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, ok := pair.Key.(*ast.BasicLit); ok {
				if pattern, err := strconv.Unquote(key.Value); err == nil && strings.HasPrefix(pattern, "/") {
					found[pattern] = true
				}
			}
			return true
		})
	}
	if len(found) < 10 {
		t.Fatalf("the site has only the addresses %v", found)
	}
	return found
}
