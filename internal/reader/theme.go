package reader

import (
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"masthead/internal/kit/lang"
)

// A theme is a folder:
//
//	pages/NAME.html   a page each: front, article, section, list, topic, topics, person, staff,
//	                  corrections, about, most-read, beside, offline, error
//	parts/NAME.html   parts of pages; top, nav, aid and foot are made once for many pages
//	style/theme.css   the style sheet, whose url(…) are files of the theme
//	style/beside.css  what a translation beside its original needs more, on that page alone
//	style/own.css     another after it, for an outlet's theme that changes little; may be missing
//	fonts/ script/ icons/   files that pages load; script/theme.js, script/sw.js, icons/icons.svg and icons/mark.svg must be there
//
// Templates are html/template over the structs of pages.go. They call each other by
// their files ("parts/card.html") and have four functions:
//
//	say KEY [NAME VALUE]…   the sentence of the words catalogue in the edition's language
//	asset FILE              the address of a file of the theme ("theme.css"), for good
//	has FILE                whether the theme has the file
//	arg NAME VALUE …        a map, to give a part more than one thing
//
// An outlet's own theme takes the place of the default one file by file.
type theme struct {
	templates *template.Template // never executed: each edition executes a clone
	assets    map[string]asset   // by file name
	words     Words
}

// pageNames are the templates that a theme must have, with what each is given.
var pageNames = map[string]any{
	"pages/front.html": FrontPage{}, "pages/article.html": ArticlePage{}, "pages/section.html": SectionPage{},
	"pages/list.html": ListPage{}, "pages/topic.html": TopicPage{}, "pages/topics.html": TopicsPage{},
	"pages/person.html": PersonPage{}, "pages/staff.html": StaffPage{}, "pages/corrections.html": CorrectionsPage{},
	"pages/about.html": AboutPage{}, "pages/most-read.html": MostReadPage{}, "pages/error.html": ErrorPage{},
	"pages/offline.html": OfflinePage{}, "pages/beside.html": BesidePage{}, "pages/search.html": SearchPage{}, "parts/found.html": SearchPage{},
	"parts/top.html": Shell{}, "parts/nav.html": Shell{}, "parts/aid.html": Shell{}, "parts/foot.html": Shell{},
}

// neededAssets are files that the pages' frame or the site itself refers to.
var neededAssets = []string{"theme.css", "beside.css", "theme.js", "sw.js", "icons.svg", "mark.svg"}

// Bounds of a theme.
const (
	maxThemeFile  = 2 << 20
	maxThemeFiles = 500
)

// loadTheme reads a theme, own files first, and tries every template on a full and
// on an empty page, so that a fault in one is found now and not by a reader.
func loadTheme(base, own fs.FS, words Words) (*theme, error) {
	files, err := themeFiles(base, own)
	if err != nil {
		return nil, err
	}
	t := &theme{words: words}
	if t.assets, err = makeAssets(files); err != nil {
		return nil, err
	}
	t.templates = template.New("theme").Funcs(t.functions(lang.English)).Option("missingkey=error")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		if _, err := t.templates.New(name).Parse(unindent(files[name])); err != nil {
			return nil, fmt.Errorf("theme: %w", err)
		}
	}
	return t, t.try()
}

// themeFiles reads all files of a theme, those of own before those of base.
func themeFiles(base, own fs.FS) (map[string]string, error) {
	files := map[string]string{}
	for _, from := range []fs.FS{base, own} {
		if from == nil {
			continue
		}
		err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !isThemeFile(name) {
				return err
			}
			if len(files) == maxThemeFiles {
				return fmt.Errorf("theme: more than %d files", maxThemeFiles)
			}
			files[name], err = readBounded(from, name)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// isThemeFile picks the files that belong to a theme: others may lie beside them.
func isThemeFile(name string) bool {
	folder, file := path.Split(name)
	if strings.HasPrefix(file, ".") {
		return false
	}
	switch folder {
	case "pages/", "parts/":
		return path.Ext(file) == ".html"
	case "style/", "fonts/", "script/", "icons/":
		return assetTypes[path.Ext(file)] != ""
	}
	return false
}

func readBounded(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxThemeFile+1))
	if err == nil && len(b) > maxThemeFile {
		err = fmt.Errorf("theme: %s is larger than %d bytes", name, maxThemeFile)
	}
	return string(b), err
}

var indents = regexp.MustCompile(`(?m)^[ \t]+`)

// unindent takes off what only the theme's author sees. Lines keep their numbers,
// which errors name.
func unindent(source string) string { return indents.ReplaceAllString(source, "") }

// functions are what templates can call in an edition.
func (t *theme) functions(l lang.Tag) template.FuncMap {
	return template.FuncMap{
		"say": func(key string, pairs ...any) (string, error) {
			args, err := named(pairs)
			if err != nil || len(args) == 0 {
				return t.words.Say(l, key, nil), err
			}
			return t.words.Say(l, key, args), nil
		},
		"asset": func(name string) (string, error) {
			a, ok := t.assets[name]
			if !ok {
				return "", fmt.Errorf("the theme has no file %q", name)
			}
			return a.address, nil
		},
		"has": func(name string) bool { _, ok := t.assets[name]; return ok },
		"arg": func(pairs ...any) (map[string]any, error) { return named(pairs) },
	}
}

// named makes a map of names and values in turn.
func named(pairs []any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("a name without a value")
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is not a name", pairs[i])
		}
		args[name] = pairs[i+1]
	}
	return args, nil
}

// pageTemplates are the theme's templates in an edition's language.
type pageTemplates struct{ *template.Template }

func (t *theme) in(l lang.Tag) (pageTemplates, error) {
	c, err := t.templates.Clone()
	if err != nil {
		return pageTemplates{}, err
	}
	return pageTemplates{c.Funcs(t.functions(l))}, nil
}

// Try reads a theme, own files in the place of base's, and renders every page of it at
// its fullest and its emptiest, from left to right and from right to left. Its errors
// name the file and the line.
func Try(base, own fs.FS, words Words) error {
	_, err := loadTheme(base, own, words)
	return err
}

// tried are the languages in which a theme is tried: one for each direction.
var tried = []lang.Tag{lang.English, "fa"}

// try executes every template on a full and an empty page: html/template finds
// unknown fields and wrong arguments only then.
func (t *theme) try() error {
	var faults []error
	for _, name := range neededAssets {
		if _, ok := t.assets[name]; !ok {
			faults = append(faults, fmt.Errorf("theme: the file %s is missing", name))
		}
	}
	for _, l := range tried {
		pages, err := t.in(l)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(pageNames)) {
			if pages.Lookup(name) == nil {
				faults = append(faults, fmt.Errorf("theme: %s is missing", name))
				continue
			}
			for _, page := range []any{pageNames[name], specimen(pageNames[name])} {
				if err := pages.ExecuteTemplate(io.Discard, name, page); err != nil {
					faults = append(faults, fmt.Errorf("theme: %w", err))
					break
				}
			}
		}
		if len(faults) > 0 { // the same in the other direction would be no news
			break
		}
	}
	return errors.Join(faults...)
}
