package archtest_test

import (
	"maps"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"masthead/internal/archtest"
)

func TestTheHouse(t *testing.T) {
	broken, err := archtest.Check(os.DirFS("../.."))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range broken {
		t.Error(b)
	}
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// sound is a small tree that breaks no rule but that packages of the real one are
// missing, which each case leaves out of account.
func sound() fstest.MapFS {
	return fstest.MapFS{
		"go.mod":                     file("module masthead\n\nrequire (\n\texample.org/one v1.0.0\n\texample.org/two v1.0.0 // indirect\n)\n"),
		"docs/architecture.md":       file("| `story` | x |\n| `kit/db` | x |\n\n## Tables\n`story`\n"),
		"docs/dependencies.md":       file("| `example.org/one` | x |\n"),
		"docs/decisions/0001-one.md": file("x"),
		"migrations/00001.sql":       file("CREATE TABLE story (id TEXT);"),
		"internal/kit/db/db.go":      file("// Package db is.\npackage db\n"),
		"internal/story/story.go":    file("// Package story is.\npackage story\n\nimport _ \"masthead/internal/kit/db\"\n"),
		"internal/story/store.go":    file("package story\n\nconst q = `SELECT id FROM story`\n"),
	}
}

func check(t *testing.T, tree fstest.MapFS) string {
	t.Helper()
	broken, err := archtest.Check(tree)
	if err != nil {
		t.Fatal(err)
	}
	var own []string
	for _, b := range broken {
		if !strings.HasPrefix(b, "archtest.Ranks names") {
			own = append(own, b)
		}
	}
	return strings.Join(own, "\n")
}

// Every rule is broken once, and each time that is what is said.
func TestBrokenRulesAreNoticed(t *testing.T) {
	if got := check(t, sound()); got != "" {
		t.Fatalf("the sound tree is said to be broken: %s", got)
	}
	for name, c := range map[string]struct {
		with fstest.MapFS
		want string
	}{
		"import goes up":          {fstest.MapFS{"internal/story/up.go": file("package story\n\nimport _ \"masthead/internal/edition\"\n")}, "imports go down"},
		"kit knows news":          {fstest.MapFS{"internal/kit/db/x.go": file("package db\n\nimport _ \"masthead/internal/story\"\n")}, "knows nothing of news"},
		"equals know each other":  {fstest.MapFS{"internal/outlet/x.go": file("package outlet\n\nimport _ \"masthead/internal/people\"\n")}, "imports go down"},
		"test package in use":     {fstest.MapFS{"internal/story/x.go": file("package story\n\nimport _ \"masthead/internal/kit/db/dbtest\"\n")}, "a package for tests"},
		"no rank":                 {fstest.MapFS{"internal/util/x.go": file("// Package util is.\npackage util\n")}, "has no rank"},
		"no comment":              {fstest.MapFS{"internal/story/story.go": file("package story\n")}, "no comment says"},
		"SQL outside the store":   {fstest.MapFS{"internal/story/x.go": file("package story\n\nconst q = `\n\tUPDATE story SET id = $1`\n")}, "SQL stands outside"},
		"HTTP outside the pages":  {fstest.MapFS{"internal/story/x.go": file("package story\n\nimport _ \"net/http\"\n")}, "net/http outside"},
		"init":                    {fstest.MapFS{"internal/story/x.go": file("package story\n\nfunc init() {}\n")}, "init()"},
		"table of another":        {fstest.MapFS{"internal/kit/db/x.go": file("package db\n\nconst q = `SELECT 1 FROM story`\n")}, "names table story"},
		"table of nobody":         {fstest.MapFS{"migrations/00002.sql": file("CREATE TABLE orphan (id TEXT);")}, "table orphan has no owner"},
		"table not in document":   {fstest.MapFS{"migrations/00002.sql": file("CREATE TABLE story_two (id TEXT);")}, "does not name table story_two"},
		"table not in comment":    {fstest.MapFS{"migrations/00002.sql": file("CREATE TABLE story_two (id TEXT);")}, "its comment does not name table story_two"},
		"job not in comment":      {fstest.MapFS{"internal/story/x.go": file("package story\n\ntype Tell struct{}\n\nfunc (Tell) Kind() string { return \"story.tell\" }\n")}, "its comment does not name job story.tell"},
		"package not in document": {fstest.MapFS{"internal/kit/id/id.go": file("// Package id is.\npackage id\n")}, "does not name package kit/id"},
		"document names nothing":  {fstest.MapFS{"docs/architecture.md": file("| `story` |\n| `kit/db` |\n| `kit/gone` |\n\n## Tables\n`story`\n")}, "names package kit/gone"},
		"module not in document":  {fstest.MapFS{"docs/dependencies.md": file("")}, "does not name module example.org/one"},
		"two decisions":           {fstest.MapFS{"docs/decisions/0001-two.md": file("x")}, "two of number 0001"},
		"decision without number": {fstest.MapFS{"docs/decisions/idea.md": file("x")}, "is not called"},
	} {
		tree := sound()
		maps.Copy(tree, c.with)
		if got := check(t, tree); !strings.Contains(got, c.want) {
			t.Errorf("%s: want %q, got %q", name, c.want, got)
		}
	}
}
