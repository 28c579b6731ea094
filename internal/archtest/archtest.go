package archtest

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Ranks are the packages of each rank below internal/, lowest first. A package imports
// only lower ranks; packages of one rank do not know each other. "kit/*" stands for
// every package of the kit, which may know each other but nothing of news; "newsroom/*"
// for every place of the desk, which do not know each other. A package below another ("transfer/page") may know its parent.
var Ranks = [][]string{
	{"kit/*"},
	{"audit"},
	{"outlet", "people", "body", "media/picture", "media/sharecard", "media/tags", "memory/fuzzy", "memory/tmx", "terms/match"},
	{"notice", "translation/check", "translation/aside"},
	{"media", "translation/exchange"},
	{"story"},
	{"topic", "edition", "presence", "comment", "readership"},
	{"desk", "translation", "terms", "memory"},
	{"transfer", "parcel", "ping", "webhook", "machine", "newsroom", "newsroom/writing"},
	{"reader", "api", "transfer/wordpress", "transfer/ghost", "transfer/ninjs", "transfer/page", "demo", "newsroom/*"},
	{"app"},
}

// Owners says whose each table is, by the first word of its name.
var Owners = map[string]string{
	"audit":  "audit",
	"outlet": "outlet", "person": "people", "media": "media", "topic": "topic", "story": "story", "presence": "presence",
	"edition": "edition", "readership": "readership", "job": "kit/job", "transfer": "transfer", "api": "api", "webhook": "webhook",
	"memory": "memory", "notice": "notice", "comment": "comment", "desk": "desk", "term": "terms",
	"translation": "translation", "aside": "translation/aside", "machine": "machine",
}

const (
	module   = "masthead/"
	internal = "internal/"
)

// source is one Go file that is not a test.
type source struct {
	path string // "internal/story/store.go"
	pkg  string // "story", without internal/; "cmd/masthead" for a command
	file *ast.File
	text string
}

// Check reads a tree and says, one line each, which rules it breaks.
func Check(tree fs.FS) (broken []string, err error) {
	sources, err := read(tree)
	if err != nil {
		return nil, err
	}
	tables, err := readTables(tree)
	if err != nil {
		return nil, err
	}
	for _, rule := range []func([]source) []string{ranked, importsGoDown, documented, tradesKept, noInit} {
		broken = append(broken, rule(sources)...)
	}
	broken = append(broken, tablesOwned(sources, tables)...)
	broken = append(broken, commentsTell(sources, tables)...)
	listed, err := documentsTrue(tree, sources, tables)
	slices.Sort(broken)
	return append(broken, listed...), err
}

func read(tree fs.FS) (sources []source, err error) {
	err = fs.WalkDir(tree, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && p != "." || d.Name() == "testdata") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") || !strings.HasPrefix(p, internal) && !strings.HasPrefix(p, "cmd/") {
			return nil
		}
		text, err := fs.ReadFile(tree, p)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), p, text, parser.ParseComments)
		if err != nil {
			return err
		}
		sources = append(sources, source{p, strings.TrimPrefix(path.Dir(p), internal), file, string(text)})
		return nil
	})
	return sources, err
}

var createTable = regexp.MustCompile(`(?i)CREATE (?:VIRTUAL )?TABLE (?:IF NOT EXISTS )?([a-z_]+)`)

func readTables(tree fs.FS) (tables []string, err error) {
	err = fs.WalkDir(tree, "migrations", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".sql") {
			return err
		}
		text, err := fs.ReadFile(tree, p)
		for _, m := range createTable.FindAllStringSubmatch(string(text), -1) {
			tables = append(tables, m[1])
		}
		return err
	})
	slices.Sort(tables)
	return slices.Compact(tables), err
}

// rank is a package's place, -1 without one.
func rank(pkg string) int {
	for r, list := range Ranks {
		if slices.Contains(list, pkg) || slices.Contains(list, path.Dir(pkg)+"/*") {
			return r
		}
	}
	return -1
}

// test-only packages stand beside what they examine; archtest knows nobody.
func outsideRanks(pkg string) bool {
	return pkg == "archtest" || strings.HasSuffix(pkg, "test") || strings.HasPrefix(pkg, "cmd/")
}

func ranked(sources []source) (broken []string) {
	there := map[string]bool{}
	for _, s := range sources {
		there[s.pkg] = true
		if rank(s.pkg) < 0 && !outsideRanks(s.pkg) {
			broken = append(broken, s.path+": its package has no rank in archtest.Ranks")
		}
	}
	for _, list := range Ranks {
		for _, pkg := range list {
			if !strings.HasSuffix(pkg, "/*") && !there[pkg] {
				broken = append(broken, "archtest.Ranks names "+pkg+", which is not there")
			}
		}
	}
	return slices.Compact(broken)
}

func importsGoDown(sources []source) (broken []string) {
	for _, s := range sources {
		for _, im := range s.file.Imports {
			to, _ := strconv.Unquote(im.Path.Value)
			if !strings.HasPrefix(to, module+internal) {
				continue
			}
			to = strings.TrimPrefix(to, module+internal)
			if why := mayNot(s.pkg, to); why != "" {
				broken = append(broken, fmt.Sprintf("%s: imports %s: %s", s.path, to, why))
			}
		}
	}
	return broken
}

func mayNot(from, to string) string {
	switch {
	case strings.HasPrefix(from, "cmd/"), from == "archtest":
		return ""
	case strings.HasSuffix(to, "test") && !strings.HasSuffix(from, "test"):
		return "a package for tests"
	case strings.HasPrefix(from, "kit/"):
		if !strings.HasPrefix(to, "kit/") {
			return "the kit knows nothing of news"
		}
	case outsideRanks(from), strings.HasPrefix(from, to+"/"):
	case rank(to) >= rank(from):
		return "imports go down the ranks"
	}
	return ""
}

func documented(sources []source) (broken []string) {
	has := map[string]bool{}
	for _, s := range sources {
		has[s.pkg] = has[s.pkg] || s.file.Doc != nil
	}
	for pkg, ok := range has {
		if !ok {
			broken = append(broken, pkg+": no comment says what the package owns")
		}
	}
	return broken
}

var sqlText = regexp.MustCompile("(?s)^[\"`]\\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH)\\s")

// tradesKept: SQL stands in store*.go, HTTP handlers in pages*.go and api*.go. The kit,
// the faces and the commands have trades of their own.
func tradesKept(sources []source) (broken []string) {
	for _, s := range sources {
		if strings.HasPrefix(s.pkg, "kit/") || strings.HasPrefix(s.pkg, "cmd/") || outsideRanks(s.pkg) {
			continue
		}
		name := path.Base(s.path)
		if !strings.HasPrefix(name, "store") && hasSQL(s.file) {
			broken = append(broken, s.path+": SQL stands outside store*.go")
		}
		face := s.pkg == "reader" || s.pkg == "api" || s.pkg == "app" || s.pkg == "newsroom" || strings.HasPrefix(s.pkg, "newsroom/")
		if !face && !strings.HasPrefix(name, "pages") && !strings.HasPrefix(name, "api") && imports(s.file, "net/http") {
			broken = append(broken, s.path+": net/http outside pages*.go and api*.go")
		}
	}
	return broken
}

func hasSQL(f *ast.File) (found bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && sqlText.MatchString(lit.Value) {
			found = true
		}
		return !found
	})
	return found
}

func imports(f *ast.File, what string) bool {
	return slices.ContainsFunc(f.Imports, func(im *ast.ImportSpec) bool { return im.Path.Value == strconv.Quote(what) })
}

func noInit(sources []source) (broken []string) {
	for _, s := range sources {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				broken = append(broken, s.path+": init() has effects that no one called for")
			}
		}
	}
	return broken
}

var tableWord = regexp.MustCompile(`\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+([a-z]+(?:_[a-z]+)*)\b`)

// tablesOwned: a table has an owner, and is named in nobody else's SQL.
func tablesOwned(sources []source, tables []string) (broken []string) {
	owner := func(table string) string { first, _, _ := strings.Cut(table, "_"); return Owners[first] }
	for _, t := range tables {
		if owner(t) == "" {
			broken = append(broken, "table "+t+" has no owner in archtest.Owners")
		}
	}
	for _, s := range sources {
		if outsideRanks(s.pkg) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			for _, m := range tableWord.FindAllStringSubmatch(lit.Value, -1) {
				if slices.Contains(tables, m[1]) && owner(m[1]) != s.pkg {
					broken = append(broken, fmt.Sprintf("%s: names table %s, which is %s's", s.path, m[1], cmp.Or(owner(m[1]), "nobody")))
				}
			}
			return true
		})
	}
	return broken
}

// commentsTell: the comment of a package names the tables that it owns and its jobs.
func commentsTell(sources []source, tables []string) (broken []string) {
	comments := map[string]string{}
	for _, s := range sources {
		comments[s.pkg] += s.file.Doc.Text()
	}
	told := func(pkg, what, name string) {
		if pkg != "" && !regexp.MustCompile(`\b`+regexp.QuoteMeta(name)+`\b`).MatchString(comments[pkg]) {
			broken = append(broken, fmt.Sprintf("%s: its comment does not name %s %s", pkg, what, name))
		}
	}
	for _, t := range tables {
		first, _, _ := strings.Cut(t, "_")
		told(Owners[first], "table", t)
	}
	for _, s := range sources {
		for _, m := range jobKind.FindAllStringSubmatch(s.text, -1) {
			told(s.pkg, "job", m[1])
		}
	}
	return broken
}

var jobKind = regexp.MustCompile(`(?m)^func \([^)]*\) Kind\(\) string \{ return "([^"]+)" \}$`)
