package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"masthead/internal/kit/lang"
	kit "masthead/internal/kit/words"
	"masthead/words"
)

// The desk speaks these languages; the readers' pages speak all that have tables.
var deskLanguages = []lang.Tag{"en", "ru", "az", "hy", "ka"}

// readersTables are what readers see, in every language.
var readersTables = []string{"reader", "kind", "body", "fault"}

// prefixes begin the names that are put together at run time, with what follows.
var prefixes = []string{
	"checks.", // a finding about a translation
	"kind.",   // the kind of a story
	"fault.",  // the kind of a failure
	"editor.", // the script of the writing page is given them all
}

// notSentences look like names of sentences and are none.
var notSentences = []string{"body.content"} // a property of ninjs

func load(t *testing.T) *kit.Catalogue {
	t.Helper()
	c, err := kit.Load(words.Files, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func table(key string) string { t, _, _ := strings.Cut(key, "."); return t }

func TestEverySentenceInEveryLanguage(t *testing.T) {
	c := load(t)
	for _, key := range c.Keys(lang.English) {
		speaks := deskLanguages
		if slices.Contains(readersTables, table(key)) {
			speaks = lang.Reviewed()
		}
		for _, tag := range speaks {
			if _, there := slices.BinarySearch(c.Keys(tag), key); !there {
				t.Errorf("%s lacks %s", tag, key)
			}
		}
	}
}

// Sentences are set in type, so they follow the language's typography.
func TestTypography(t *testing.T) {
	c := load(t)
	wrong := map[string]string{
		"'": "a straight apostrophe", "...": "three dots for an ellipsis", "  ": "two spaces", "ي": "Arabic yeh in Persian", "ك": "Arabic kaf in Persian",
	}
	for _, tag := range c.Languages() {
		for _, key := range c.Keys(tag) {
			s := c.Say(tag, key, map[string]any{"n": 5})
			for sign, what := range wrong {
				if strings.Contains(s, sign) && (tag == lang.Persian || !strings.Contains(what, "Persian")) {
					t.Errorf("%s %s has %s: %q", tag, key, what, s)
				}
			}
			if tag == lang.Armenian && strings.HasSuffix(s, ".") {
				t.Errorf("hy %s ends with a Latin full stop, not a verjaket: %q", key, s)
			}
			if s != strings.TrimSpace(s) {
				t.Errorf("%s %s begins or ends with a space", tag, key)
			}
		}
	}
}

func TestNamesInCodeAndCatalogueAgree(t *testing.T) {
	c := load(t)
	u, err := scan(os.DirFS(".."))
	if err != nil {
		t.Fatal(err)
	}
	missing, unused := compare(c.Keys(lang.English), u)
	for _, key := range missing {
		t.Errorf("%s, in %s, is not in the catalogue", key, u[key])
	}
	for _, key := range unused {
		t.Errorf("nobody says %s", key)
	}
}

// The check itself must be able to fail.
func TestScanFindsWhatIsWrong(t *testing.T) {
	files := fstest.MapFS{
		"internal/a/a.go": {Data: []byte("package a\n" + `
			import _ "body.imported"
			type T struct{ F int ` + "`reader.tag:\"x\"`" + ` }
			func (T) Kind() string { return "reader.job" }
			// "reader.comment"
			var s = f("reader.used", "reader.absent", "reader.css", "other.table", "reader.Upper", "x reader.inside", ` + "`reader.raw`" + `)
		`)},
		"internal/a/a_test.go":          {Data: []byte("package a\nvar s = \"reader.test\"")},
		"internal/a/testdata/a.go":      {Data: []byte("package a\nvar s = \"reader.data\"")},
		"themes/default/pages/x.html":   {Data: []byte(`<a href="reader.text">{{.Say "reader.page" "n" 3}}{{/* x */}}{{ if eq .X "reader.css" }}</a>`)},
		"node_modules/x/x.go":           {Data: []byte("package x\nvar s = \"reader.module\"")},
		"islands/x/main.ts":             {Data: []byte("say(\"reader.script\"); `${say(\"reader.stage_\" + x)}`; import \"./reader.css\"")},
		"themes/default/pages/y.css":    {Data: []byte(`{{say "reader.style"}}`)},
		"internal/a/pages/article.html": {Data: []byte("{{say `reader.ticks`}}")},
	}
	u, err := scan(files)
	if err != nil {
		t.Fatal(err)
	}
	have := []string{"kind.news", "reader.page", "reader.raw", "reader.script", "reader.stage_ready", "reader.ticks", "reader.used", "reader.unsaid"}
	missing, unused := compare(have, u)
	if want := []string{"reader.absent"}; !slices.Equal(missing, want) {
		t.Errorf("missing %v, want %v", missing, want)
	}
	if want := []string{"reader.unsaid"}; !slices.Equal(unused, want) {
		t.Errorf("unused %v, want %v", unused, want)
	}
}

var (
	name       = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	action     = regexp.MustCompile(`(?s)\{\{.*?\}\}`)
	quoted     = regexp.MustCompile("[\"`]([a-z]+\\.[a-z0-9_]+)[\"`]")
	extensions = []string{"avif", "css", "csv", "db", "gif", "go", "html", "jpg", "js", "json", "md", "pdf", "png", "sql", "svg", "toml", "ts", "txt", "webp", "xml", "zip"}
)

// scan finds every name of a sentence in the code: where it stands, by name.
func scan(root fs.FS) (map[string]string, error) {
	found := map[string]string{}
	note := func(key, file string) {
		_, last, _ := strings.Cut(key, ".")
		if name.MatchString(key) && !slices.Contains(extensions, last) && !slices.Contains(notSentences, key) {
			found[key] = file
		}
	}
	err := fs.WalkDir(root, ".", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || strings.HasSuffix(file, "_test.go"):
			return nil
		case path.Ext(file) == ".go":
			return scanGo(root, file, note)
		case path.Ext(file) == ".html":
			return scanTemplate(root, file, note)
		case path.Ext(file) == ".ts":
			return scanScript(root, file, note)
		}
		return nil
	})
	return found, err
}

// scanGo notes the string literals of a file, except the names of jobs.
func scanGo(root fs.FS, file string, note func(key, file string)) error {
	src, err := fs.ReadFile(root, file)
	if err != nil {
		return err
	}
	tree, err := parser.ParseFile(token.NewFileSet(), file, src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			n.Tag = nil
		case *ast.FuncDecl:
			return !(n.Recv != nil && n.Name.Name == "Kind")
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				note(s, file)
			}
		}
		return true
	})
	return nil
}

func scanTemplate(root fs.FS, file string, note func(key, file string)) error {
	src, err := fs.ReadFile(root, file)
	if err != nil {
		return err
	}
	for _, a := range action.FindAll(src, -1) {
		for _, m := range quoted.FindAllSubmatch(a, -1) {
			note(string(m[1]), file)
		}
	}
	return nil
}

// scanScript notes the quoted names of a script of the desk.
func scanScript(root fs.FS, file string, note func(key, file string)) error {
	src, err := fs.ReadFile(root, file)
	for _, m := range quoted.FindAllSubmatch(src, -1) {
		note(string(m[1]), file)
	}
	return err
}

// compare sets the sentences there are against those that are named. Names of
// tables that the catalogue does not have are not ours.
func compare(have []string, used map[string]string) (missing, unused []string) {
	tables := map[string]bool{}
	for _, key := range have {
		tables[table(key)] = true
		built := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		for begun := range used { // "stories.stage_" begins names that are put together
			built = built || strings.HasSuffix(begun, "_") && strings.HasPrefix(key, begun)
		}
		if used[key] == "" && !built {
			unused = append(unused, key)
		}
	}
	for key := range used {
		begins := func(k string) bool { return strings.HasSuffix(key, "_") && strings.HasPrefix(k, key) }
		if tables[table(key)] && !slices.Contains(have, key) && !slices.ContainsFunc(have, begins) {
			missing = append(missing, key)
		}
	}
	slices.Sort(missing)
	slices.Sort(unused)
	return missing, unused
}
