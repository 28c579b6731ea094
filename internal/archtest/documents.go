package archtest

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

var (
	packageRow  = regexp.MustCompile("(?m)^\\| `([a-z/*]+)` \\|")
	tableRow    = regexp.MustCompile("`([a-z]+(?:_[a-z]+)*)`")
	moduleRow   = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")
	requireLine = regexp.MustCompile(`(?m)^\s*(?:require )?([a-z0-9.\-]+/[^\s]+) v[^\s]+(\s*// indirect)?$`)
	decision    = regexp.MustCompile(`^(\d{4})-[a-z0-9-]+\.md$`)
)

// documentsTrue holds the lists of the documents to the tree: the packages and tables
// of docs/architecture.md, the modules of docs/dependencies.md, the numbers of
// docs/decisions.
func documentsTrue(tree fs.FS, sources []source, tables []string) (broken []string, err error) {
	arch, err := fs.ReadFile(tree, "docs/architecture.md")
	if err != nil {
		return nil, err
	}
	var there []string
	for _, s := range sources {
		if !slices.Contains(there, s.pkg) {
			there = append(there, s.pkg)
		}
	}
	broken = append(broken, differ("docs/architecture.md", "package", names(packageRow, string(arch)), there)...)
	_, tableText, _ := strings.Cut(string(arch), "## Tables")
	tableText, _, _ = strings.Cut(tableText, "\n## ")
	broken = append(broken, differ("docs/architecture.md", "table", names(tableRow, tableText), tables)...)

	mod, err := fs.ReadFile(tree, "go.mod")
	if err != nil {
		return broken, err
	}
	deps, err := fs.ReadFile(tree, "docs/dependencies.md")
	if err != nil {
		return broken, err
	}
	var direct []string
	for _, m := range requireLine.FindAllStringSubmatch(string(mod), -1) {
		if m[2] == "" {
			direct = append(direct, m[1])
		}
	}
	broken = append(broken, differ("docs/dependencies.md", "module", names(moduleRow, string(deps)), direct)...)
	return broken, checkDecisions(tree, &broken)
}

func names(row *regexp.Regexp, text string) (list []string) {
	for _, m := range row.FindAllStringSubmatch(text, -1) {
		list = append(list, m[1])
	}
	return list
}

func differ(document, what string, said, there []string) (broken []string) {
	for _, s := range said {
		if !slices.Contains(there, s) {
			broken = append(broken, fmt.Sprintf("%s names %s %s, which is not there", document, what, s))
		}
	}
	for _, s := range there {
		if !slices.Contains(said, s) {
			broken = append(broken, fmt.Sprintf("%s does not name %s %s", document, what, s))
		}
	}
	return broken
}

func checkDecisions(tree fs.FS, broken *[]string) error {
	files, err := fs.ReadDir(tree, "docs/decisions")
	if err != nil {
		return err
	}
	seen := map[string]string{}
	for _, f := range files {
		m := decision.FindStringSubmatch(f.Name())
		if m == nil {
			*broken = append(*broken, "docs/decisions/"+f.Name()+" is not called NNNN-title.md")
			continue
		}
		if other := seen[m[1]]; other != "" {
			*broken = append(*broken, fmt.Sprintf("docs/decisions has two of number %s: %s and %s", m[1], other, f.Name()))
		}
		seen[m[1]] = f.Name()
	}
	return nil
}
