// Package docs_test holds the documents to the program: its commands and flags, its
// settings, the codes of its reports, and the links from page to page.
package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// documents gives the text of every page, by its path from the root of the tree.
func documents(t *testing.T) map[string]string {
	t.Helper()
	pages := map[string]string{}
	for _, pattern := range []string{"../*.md", "*.md", "decisions/*.md"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			pages[path.Join("docs", filepath.ToSlash(f))] = string(text)
		}
	}
	if len(pages) < 10 {
		t.Fatalf("only %d documents were found", len(pages))
	}
	return pages
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksBetweenDocumentsResolve(t *testing.T) {
	for page, text := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target, part, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := page
			if target != "" {
				file = path.Join(path.Dir(page), target)
			}
			there, err := os.ReadFile(filepath.Join("..", filepath.FromSlash(file)))
			if info, statErr := os.Stat(filepath.Join("..", filepath.FromSlash(file))); statErr == nil && info.IsDir() {
				continue
			}
			if err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
				continue
			}
			if part != "" && !slices.Contains(anchors(string(there)), part) {
				t.Errorf("%s links to %s, but no heading is called so", page, m[1])
			}
		}
	}
}

var (
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	noSlug  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the names under which a page's headings are linked to.
func anchors(text string) (list []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		list = append(list, strings.ReplaceAll(noSlug.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-"))
	}
	return list
}

// command is a command of the program, with its flags and what is below it.
type command struct {
	flags map[string]bool
	below map[string]command
}

// commandLine reads the commands off the structs of cmd/masthead, as kong does.
func commandLine(t *testing.T) command {
	t.Helper()
	structs := structsOf(t, "../cmd/masthead")
	if structs["commands"] == nil {
		t.Fatal("cmd/masthead has no struct named commands")
	}
	return read(structs, structs["commands"])
}

func structsOf(t *testing.T, dir string) map[string]*ast.StructType {
	t.Helper()
	structs := map[string]*ast.StructType{}
	for _, f := range parsed(t, dir) {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if s, ok := spec.Type.(*ast.StructType); ok {
					structs[spec.Name.Name] = s
				}
			}
			return true
		})
	}
	return structs
}

var upper = regexp.MustCompile(`([a-z0-9])([A-Z])`)

func read(structs map[string]*ast.StructType, s *ast.StructType) command {
	c := command{flags: map[string]bool{"help": true}, below: map[string]command{}}
	for _, field := range s.Fields.List {
		tag := tagOf(field)
		kind := ""
		if id, ok := field.Type.(*ast.Ident); ok {
			kind = id.Name
		}
		_, embed := tag.Lookup("embed")
		_, isCommand := tag.Lookup("cmd")
		_, isArg := tag.Lookup("arg")
		switch {
		case embed:
			maps.Copy(c.flags, read(structs, structs[kind]).flags)
		case isCommand:
			for _, n := range field.Names {
				c.below[named(tag, n.Name)] = read(structs, structs[kind])
			}
		case isArg || tag == "":
		default:
			for _, n := range field.Names {
				c.flags[named(tag, n.Name)] = true
			}
		}
	}
	return c
}

func tagOf(field *ast.Field) reflect.StructTag {
	if field.Tag == nil {
		return ""
	}
	text, _ := strconv.Unquote(field.Tag.Value)
	return reflect.StructTag(text)
}

func named(tag reflect.StructTag, field string) string {
	if name := tag.Get("name"); name != "" {
		return name
	}
	return strings.ToLower(upper.ReplaceAllString(field, "$1-$2"))
}

func parsed(t *testing.T, dir string) (files []*ast.File) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var (
	called = regexp.MustCompile(`(?:^|bin/|run \./cmd/)masthead((?: +[^\s#]+)*)`)
	flag   = regexp.MustCompile(`--([a-z][a-z-]*)`)
	code   = regexp.MustCompile("(?s)```.*?```|`[^`\n]+`")
)

func TestCommandsAndFlagsInDocumentsExist(t *testing.T) {
	root := commandLine(t)
	seen := 0
	for page, text := range documents(t) {
		for _, part := range code.FindAllString(text, -1) {
			for _, line := range strings.Split(strings.Trim(part, "`"), "\n") {
				for _, m := range called.FindAllStringSubmatch(strings.TrimSpace(line), -1) {
					seen++
					if why := unknown(root, strings.Fields(m[1])); why != "" {
						t.Errorf("%s: %q: %s", page, strings.TrimSpace(m[0]), why)
					}
				}
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d commands were found in the documents: the test looks past them", seen)
	}
}

// unknown says what of a call the program does not know.
func unknown(c command, words []string) string {
	for len(words) > 0 && len(c.below) > 0 && !strings.HasPrefix(words[0], "-") {
		next, ok := c.below[words[0]]
		if !ok {
			return words[0] + " is no command"
		}
		c, words = next, words[1:]
	}
	for _, w := range words {
		if m := flag.FindStringSubmatch(w); m != nil && strings.HasPrefix(w, "--") && !c.flags[m[1]] {
			return "there is no flag " + m[0]
		}
	}
	return ""
}

func TestUnknownIsNoticed(t *testing.T) {
	root := commandLine(t)
	for call, want := range map[string]string{
		"serve --data DIR":                "",
		"import wordpress F --dry-run":    "",
		"--help":                          "",
		"fly":                             "fly is no command",
		"import blogger F":                "blogger is no command",
		"serve --dry-run":                 "there is no flag --dry-run",
		"import page --publish --data=D":  "",
		"import ghost --publish --data D": "there is no flag --publish",
	} {
		if got := unknown(root, strings.Fields(call)); got != want {
			t.Errorf("masthead %s: %q, want %q", call, got, want)
		}
	}
}

var setting = regexp.MustCompile("(?m)^\\| `--([a-z-]+)[^`]*` \\| (?:`([A-Z_]+)`|–) \\| (?:`([a-z_]+)`|–) \\|")

// The table of settings is Config, its flags, its environment and its file.
func TestSettingsTableIsConfig(t *testing.T) {
	text := documents(t)["docs/operations.md"]
	file, err := os.ReadFile("../internal/app/config.go")
	if err != nil {
		t.Fatal(err)
	}
	var said, there []string
	for _, m := range setting.FindAllStringSubmatch(text, -1) {
		said = append(said, m[1]+" "+m[2]+" "+m[3])
		if !commandLine(t).below["serve"].flags[m[1]] {
			t.Errorf("serve has no flag --%s", m[1])
		}
	}
	config := structsOf(t, "../internal/app")["Config"]
	if config == nil {
		t.Fatal("internal/app has no struct named Config")
	}
	for _, f := range config.Fields.List {
		key := tagOf(f).Get("toml")
		flag := strings.ReplaceAll(key, "_", "-")
		if key == "-" {
			key, flag = "", strings.ToLower(f.Names[0].Name)
		}
		env := "MASTHEAD_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
		if !strings.Contains(string(file), strconv.Quote(env)) {
			env = ""
		}
		there = append(there, flag+" "+env+" "+key)
	}
	slices.Sort(said)
	slices.Sort(there)
	if !slices.Equal(said, there) {
		t.Errorf("the table of settings has\n%s\nthe program has\n%s", strings.Join(said, "\n"), strings.Join(there, "\n"))
	}
}

var (
	codeRow  = regexp.MustCompile("(?m)^\\| ((?:`[a-z_]+`(?:, )?)+) \\|")
	codeName = regexp.MustCompile("[a-z_]+")
)

// The codes of the report are those that the readers and the importer write.
func TestReportCodesAreTheReadersOwn(t *testing.T) {
	var said []string
	for _, m := range codeRow.FindAllStringSubmatch(documents(t)["docs/importing.md"], -1) {
		said = append(said, codeName.FindAllString(m[1], -1)...)
	}
	there, literals := reportCodes(t)
	for _, c := range there {
		if !slices.Contains(said, c) {
			t.Errorf("docs/importing.md does not explain %s", c)
		}
	}
	for _, c := range said {
		if !slices.Contains(there, c) && !literals[c] {
			t.Errorf("docs/importing.md explains %s, which no reader writes", c)
		}
	}
	if len(there) < 30 {
		t.Errorf("only %d codes were found: the test looks past them", len(there))
	}
}

var codeForm = regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)

// reportCodes finds the codes in the source: what stands after a level in a call, in
// the field Code, or in a variable named code. It also gives every literal there is,
// and the kinds of note of package body.
func reportCodes(t *testing.T) (codes []string, literals map[string]bool) {
	found := map[string]bool{}
	literals = map[string]bool{"headline_long": true, "standfirst_long": true} // put together of two parts
	text := func(e ast.Expr) string {
		lit, ok := e.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return ""
		}
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	note := func(e ast.Expr) {
		if s := text(e); codeForm.MatchString(s) {
			found[s] = true
		}
	}
	for _, f := range parsed(t, "../internal/transfer") {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BasicLit:
				literals[text(n)] = true
			case *ast.CallExpr:
				for i := range max(len(n.Args)-1, 0) {
					if isLevel(n.Args[i]) {
						note(n.Args[i+1])
					}
				}
			case *ast.KeyValueExpr:
				if id, ok := n.Key.(*ast.Ident); ok && id.Name == "Code" {
					note(n.Value)
				}
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok && id.Name == "code" && i < len(n.Rhs) {
						note(n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	for _, f := range parsed(t, "../internal/body") {
		ast.Inspect(f, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 && strings.HasPrefix(v.Names[0].Name, "Note") {
				if s := text(v.Values[0]); s != "" {
					found["body_"+s] = true
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found)), literals
}

func isLevel(e ast.Expr) bool {
	name := ""
	switch e := e.(type) {
	case *ast.SelectorExpr:
		name = e.Sel.Name
	case *ast.Ident:
		name = e.Name
	}
	return name == "Lost" || name == "Partly" || name == "Note"
}
