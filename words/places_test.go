package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"masthead/internal/kit/lang"
)

// A sentence of a fault can only show what the code gives it: each of its places is
// filled by a With of the package that makes the fault.
func TestPlacesOfFaultsAreFilled(t *testing.T) {
	c := load(t)
	empty, err := unfilled(os.DirFS(".."), func(key string) string { return c.Say(lang.English, key, nil) })
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range empty {
		t.Error(e)
	}
}

func TestUnfilledFindsWhatIsWrong(t *testing.T) {
	files := fstest.MapFS{
		"internal/a/a.go":      {Data: []byte("package a\nvar e = fault.New(fault.Invalid, \"a.large\").With(\"limit\", 3)")},
		"internal/b/b.go":      {Data: []byte("package b\nvar e = fault.New(fault.Invalid, \"a.large\").With(\"max\", 3)")},
		"internal/c/c.go":      {Data: []byte("package c\nvar e = x.fault(\"a.large\")")},
		"internal/c/c_test.go": {Data: []byte("package c\nvar e = y.With(\"limit\", 3)")},
	}
	got, err := unfilled(files, func(string) string { return "Larger than {limit}." })
	want := []string{"internal/b fills no {limit} of a.large", "internal/c fills no {limit} of a.large"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%q, %v; want %q", got, err, want)
	}
}

// faultsOf are the faults that a package makes, and the names of what it gives them.
type faultsOf struct{ keys, given map[string]bool }

var places = regexp.MustCompile(`\{(\w+)\}`)

// unfilled finds the places of faults' sentences that no With of their package names.
func unfilled(root fs.FS, sentence func(key string) string) (empty []string, err error) {
	packages := map[string]faultsOf{}
	err = fs.WalkDir(root, "internal", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return err
		}
		dir := path.Dir(file)
		if packages[dir].keys == nil {
			packages[dir] = faultsOf{map[string]bool{}, map[string]bool{}}
		}
		return packages[dir].read(root, file)
	})
	for dir, p := range packages {
		for key := range p.keys {
			for _, m := range places.FindAllStringSubmatch(sentence(key), -1) {
				if !p.given[m[1]] {
					empty = append(empty, dir+" fills no "+m[0]+" of "+key)
				}
			}
		}
	}
	slices.Sort(empty)
	return empty, err
}

// read notes fault.New(kind, key), x.fault(key) and x.With(name, value).
func (p faultsOf) read(root fs.FS, file string) error {
	src, err := fs.ReadFile(root, file)
	if err != nil {
		return err
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, _ := f.X.(*ast.Ident)
		switch made := of != nil && of.Name == "fault"; {
		case f.Sel.Name == "With" && len(call.Args) == 2:
			p.given[literal(call.Args[0])] = true
		case made && f.Sel.Name == "New" && len(call.Args) == 2:
			p.keys[literal(call.Args[1])] = true
		case f.Sel.Name == "fault" && len(call.Args) == 1:
			p.keys[literal(call.Args[0])] = true
		}
		return true
	})
	delete(p.keys, "") // put together elsewhere
	return nil
}

func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok {
		return ""
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}
