package newsroom

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	"sync"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

//go:embed parts/*.html pages/*.html
var frameFiles embed.FS

// pages are the templates of all places. A page is parsed when it is first shown in a
// language, for its functions speak that language; New has parsed each in English.
type pages struct {
	desk  *Desk
	files map[string][]source // by "place/page"

	mu   sync.Mutex
	made map[pageIn]*template.Template
}

type source struct{ name, text string }

type pageIn struct {
	page string
	lang lang.Tag
}

func (d *Desk) loadPages(places []Place) (*pages, error) {
	p := &pages{desk: d, files: map[string][]source{}, made: map[pageIn]*template.Template{}}
	common, err := sources(frameFiles, "parts")
	if err != nil {
		return nil, err
	}
	own, err := sources(frameFiles, "pages")
	if err != nil {
		return nil, err
	}
	for _, s := range own {
		p.files["/"+pageName(s.name)] = append(common[:len(common):len(common)], s)
	}
	for _, place := range places {
		if place.Pages == nil {
			continue
		}
		list, err := sources(place.Pages, "pages")
		if err != nil {
			return nil, err
		}
		parts := common[:len(common):len(common)]
		for _, s := range list {
			if strings.HasPrefix(path.Base(s.name), "_") {
				parts = append(parts, s)
			}
		}
		for _, s := range list {
			if !strings.HasPrefix(path.Base(s.name), "_") {
				p.files[place.Name+"/"+pageName(s.name)] = append(parts[:len(parts):len(parts)], s)
			}
		}
	}
	for name := range p.files {
		if _, err := p.in(name, lang.English); err != nil {
			return nil, err
		}
	}
	return p, nil
}

func sources(files fs.FS, dir string) (list []source, err error) {
	names, err := fs.Glob(files, dir+"/*.html")
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		list = append(list, source{name, string(text)})
	}
	return list, err
}

func pageName(file string) string { return strings.TrimSuffix(path.Base(file), ".html") }

// in gives a page's template in a language.
func (p *pages) in(name string, l lang.Tag) (*template.Template, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t := p.made[pageIn{name, l}]; t != nil {
		return t, nil
	}
	list, ok := p.files[name]
	if !ok {
		return nil, fmt.Errorf("newsroom: there is no page %q", name)
	}
	t := template.New("desk").Funcs(p.desk.functions(l)).Option("missingkey=error")
	for _, s := range list {
		if _, err := t.Parse(s.text); err != nil {
			return nil, fmt.Errorf("newsroom: %s of %s: %w", s.name, name, err)
		}
	}
	p.made[pageIn{name, l}] = t
	return t, nil
}

// functions are what the templates have:
//
//	say KEY [NAME VALUE]…   the sentence of the catalogue in her language
//	raw KEY                 the sentence as it stands, {places} and all, for a script
//	asset FILE              the address of a file of the desk ("desk.css")
//	icon NAME               an icon of the sprite, hidden from screen readers
//	arg NAME VALUE …        a map, to give a part more than one thing
//	key VALUE               a value as the name of its sentence ends: "chief_editor"
//	int N                   a number as her language writes it
func (d *Desk) functions(l lang.Tag) template.FuncMap {
	return template.FuncMap{
		"say": d.words.In(l).Say,
		"raw": func(key string) any { return d.words.Raw(l, key) },
		"asset": func(name string) (string, error) {
			if a := d.assets.address(name); a != "" {
				return a, nil
			}
			return "", fmt.Errorf("the desk has no file %q", name)
		},
		"icon": func(name string) template.HTML {
			return template.HTML(`<svg class="i" aria-hidden="true"><use href="` + d.assets.address("icons.svg") + `#i-` + template.HTMLEscapeString(name) + `"/></svg>`)
		},
		"arg": func(pairs ...any) (map[string]any, error) {
			m := map[string]any{}
			if len(pairs)%2 != 0 {
				return nil, errors.New("arg needs names and values in turn")
			}
			for i := 0; i < len(pairs); i += 2 {
				name, ok := pairs[i].(string)
				if !ok {
					return nil, errors.New("arg needs names and values in turn")
				}
				m[name] = pairs[i+1]
			}
			return m, nil
		},
		"key": func(v any) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(fmt.Sprint(v)) },
		"int": func(n int) string { return lang.Int(int64(n), l) },
	}
}

// Frame is what every template is given: the page's own data, and what stands around it.
type Frame struct {
	Page    any
	Lang    lang.Tag
	Dir     string // ltr, rtl
	Theme   string // light, dark, or empty
	Density string
	Keys    bool // single letters act
	Outlet  string
	Rail    [][]Entry // by groups
	Tabs    []Entry   // the first four, for a phone
	Visitor Visitor
	Me      Who
	Clock   Moment
	Zone    string
	Path    string
	Done    string // what was done, on the page after it
	Tongues []Tongue
}

// Entry is one line of the rail.
type Entry struct {
	Key, Icon, Path string
	Here            bool
	Count           int
}

// Tongue is a language that the desk speaks, by its own name.
type Tongue struct {
	Lang lang.Tag
	Name string
	Here bool
}

// frame gathers what stands around a page.
func (d *Desk) frame(q *Request, data any) (*Frame, error) {
	f := &Frame{
		Page: data, Lang: q.Visitor.Lang, Dir: q.Visitor.Lang.Dir(), Theme: q.Visit.Desk.Theme, Density: q.Visit.Desk.Density, Keys: q.Visit.Desk.Keys,
		Outlet: q.Outlet.Outlet.Name, Visitor: q.Visitor, Clock: q.When(q.Now()), Zone: q.Zone.String(), Path: q.URL.Path, Done: q.toasted(),
	}
	for _, l := range Languages {
		f.Tongues = append(f.Tongues, Tongue{l, l.NativeName(), l == f.Lang})
	}
	if !q.SignedIn() {
		return f, nil
	}
	f.Me = PersonMark(q.Person.ID, q.Person.In(f.Lang))
	f.Me.Me = true
	return f, d.fillRail(q, f)
}

func (d *Desk) fillRail(q *Request, f *Frame) error {
	return d.db.Read(q.Context(), func(tx *db.Tx) error {
		f.Rail, f.Tabs = nil, nil
		group := -1
		here := -1 // the longest path that the address begins with
		var at *Entry
		for _, r := range d.rail {
			if r.Show != nil && !r.Show(q.Visitor) {
				continue
			}
			e := Entry{Key: r.Key, Icon: r.Icon, Path: r.Path}
			if r.Count != nil {
				var err error
				if e.Count, err = r.Count(q.Context(), tx, q.Visitor); err != nil {
					return err
				}
			}
			if g := r.Order / 100; g != group {
				f.Rail, group = append(f.Rail, make([]Entry, 0, len(d.rail))), g
			}
			last := &f.Rail[len(f.Rail)-1]
			*last = append(*last, e)
			if fits := strings.HasPrefix(q.URL.Path, r.Path) && (r.Path != "/desk/" || q.URL.Path == r.Path); fits && len(r.Path) > here {
				here, at = len(r.Path), &(*last)[len(*last)-1]
			}
		}
		if at != nil {
			at.Here = true
		}
		for _, g := range f.Rail {
			for _, e := range g {
				if len(f.Tabs) < 3 {
					f.Tabs = append(f.Tabs, e)
				}
			}
		}
		return nil
	})
}

// showPage renders a page of the route's place within the frame, to memory first.
func (d *Desk) showPage(q *Request, status int, page string, data any) error {
	return d.showBlock(q, status, page, "frame", data)
}

func (d *Desk) showBlock(q *Request, status int, page, block string, data any) error {
	name := d.places[q.Pattern] + "/" + page
	if _, ok := d.pages.files[name]; !ok {
		name = "/" + page
	}
	t, err := d.pages.in(name, q.Visitor.Lang)
	if err != nil {
		return err
	}
	f, err := d.frame(q, data)
	if err != nil {
		return err
	}
	if block == "frame" && t.Lookup("bare") != nil {
		block = "bare"
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, f); err != nil {
		return fmt.Errorf("the page %s: %w", name, err)
	}
	return q.write(status, "text/html; charset=utf-8", owned(b.Bytes(), q.Person.ID))
}

// tableOf gives all sentences of a table of the catalogue by their names, as they stand there.
func (d *Desk) tableOf(l lang.Tag, table string) map[string]any {
	said := map[string]any{}
	for _, key := range d.words.Keys(lang.English) {
		if strings.HasPrefix(key, table+".") {
			said[key] = d.words.Raw(l, key)
		}
	}
	return said
}
