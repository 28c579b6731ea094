package app_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// surface is one answer of the program, as a stranger sees it.
type surface struct {
	status int
	header string // without what tells the time of day
	body   string
}

func (s surface) String() string { return fmt.Sprintf("%d\n%s\n%s", s.status, s.header, s.body) }

// look asks for an address as a stranger does.
func (n *node) look(address string) surface {
	n.Helper()
	r, err := http.NewRequest("GET", n.base+address, nil)
	if err != nil {
		n.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	got, err := n.client.Do(r)
	if err != nil {
		n.Fatal(err)
	}
	defer got.Body.Close()
	page, err := io.ReadAll(got.Body)
	if err != nil {
		n.Fatal(err)
	}
	for _, name := range []string{"Date", "Age", "Ratelimit", "Ratelimit-Policy"} {
		got.Header.Del(name)
	}
	var lines []string
	for name, values := range got.Header {
		for _, v := range values {
			lines = append(lines, name+": "+v)
		}
	}
	sort.Strings(lines)
	return surface{got.StatusCode, strings.Join(lines, "\n"), string(page)}
}

// routes are the patterns of every face of the program, read from its source: one that
// is added is found by this test without being told.
func routes(t *testing.T) (list []string) {
	t.Helper()
	for _, glob := range []string{"../reader/*.go", "../media/pages.go", "../api/api.go", "../readership/pages.go", "serve.go"} {
		files, err := filepath.Glob(glob)
		if err != nil || len(files) == 0 {
			t.Fatal(glob, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, patternsOf(file)...)
		}
	}
	sort.Strings(list)
	return slices.Compact(list)
}

// patternsOf finds what is given to muxes and to tables of handlers, and the paths that
// a face compares with.
func patternsOf(file *ast.File) (list []string) {
	add := func(e ast.Expr) {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		text, _ := strconv.Unquote(lit.Value)
		text = text[strings.IndexByte(text, ' ')+1:]
		if len(text) > 1 && text[0] == '/' {
			list = append(list, text)
		}
	}
	ast.Inspect(file, func(node ast.Node) bool {
		switch e := node.(type) {
		case *ast.CompositeLit:
			m, ok := e.Type.(*ast.MapType)
			if id, named := m0(ok, m); named && id.Name == "handler" {
				for _, el := range e.Elts {
					add(el.(*ast.KeyValueExpr).Key)
				}
			}
		case *ast.CallExpr:
			if f, ok := e.Fun.(*ast.SelectorExpr); ok && (f.Sel.Name == "Handle" || f.Sel.Name == "HandleFunc") && len(e.Args) == 2 {
				add(e.Args[0])
			}
		case *ast.ValueSpec: // the paths that readership exports
			for i, name := range e.Names {
				if strings.HasSuffix(name.Name, "Path") && i < len(e.Values) {
					add(e.Values[i])
				}
			}
		}
		return true
	})
	return list
}

func m0(ok bool, m *ast.MapType) (*ast.Ident, bool) {
	if !ok {
		return nil, false
	}
	id, named := m.Value.(*ast.Ident)
	return id, named
}

// contract lists the API's addresses that are read, from its own description, with the
// given values in the place of what they leave open.
func (n *node) contract(fill map[string]string) (list []string) {
	n.Helper()
	var spec struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal([]byte(n.look("/api/openapi.json").body), &spec); err != nil || len(spec.Paths) < 10 {
		n.Fatalf("the API describes %d addresses: %v", len(spec.Paths), err)
	}
	open := regexp.MustCompile(`\{(\w+)\}`)
	for path, methods := range spec.Paths {
		if _, read := methods["get"]; !read {
			continue
		}
		list = append(list, open.ReplaceAllStringFunc(path, func(name string) string {
			value, known := fill[strings.Trim(name, "{}")]
			if !known {
				n.Errorf("%s: nobody says what %s is filled with", path, name)
			}
			return value
		}))
	}
	return list
}

// links finds the addresses of this site on a page, in a feed, a sitemap or JSON.
var (
	links   = regexp.MustCompile(`(?:href|src|action|content|url|srcset)=["']([^"']+)["']|<(?:loc|link|id|guid[^>]*|url|comments)>([^<]+)<|"(?:[a-z_]*url|id|href|image|next|path)":\s*"([^"]+)"|<([^>]+)>; rel=`)
	skipped = regexp.MustCompile(`^(?:mailto:|tel:|data:|javascript:|#)`)
)

// crawl follows every address of this site from the given ones, and gives what each
// answered.
func (n *node) crawl(from []string) map[string]surface {
	n.Helper()
	base, err := url.Parse(n.Address())
	if err != nil {
		n.Fatal(err)
	}
	seen := map[string]surface{}
	for todo := slices.Clone(from); len(todo) > 0; {
		address := todo[0]
		todo = todo[1:]
		if _, done := seen[address]; done {
			continue
		}
		if len(seen) > 3000 {
			n.Fatal("the crawl does not end")
		}
		s := n.look(address)
		seen[address] = s
		at, err := base.Parse(address)
		if err != nil {
			n.Fatal(err)
		}
		for _, found := range links.FindAllStringSubmatch(s.header+"\n"+s.body, -1) {
			text := html.UnescapeString(strings.Join(found[1:], ""))
			if skipped.MatchString(text) {
				continue
			}
			to, err := at.Parse(text)
			if err != nil || to.Host != base.Host || !strings.HasPrefix(to.Path, "/") {
				continue
			}
			todo = append(todo, to.RequestURI())
		}
	}
	return seen
}
