package library

import (
	"net/url"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

const (
	pageSize  = 48
	maxWords  = 200 // of what is looked for, in characters
	soonEnds  = 30 * 24 * time.Hour
	countedTo = 10_000
)

// listPage is the data of pages/list.html.
type listPage struct {
	Words    string
	Chips    []chip
	Items    []item
	Next     string // address of the next page
	Grid     string // address of this page as a grid, and as a table
	Table    string
	AsTable  bool
	Filtered bool
	Count    int
	More     bool // there are more than Count
	MayAdd   bool
	Results  []outcome // of an upload without script
	Failed   bool
	Keep     []kept // what the form of the search carries along
	Person   *people.Person
}

type chip struct {
	Key  string
	Path string
	On   bool
}

type kept struct{ Name, Value string }

// item is a picture of a list.
type item struct {
	ID, Title, Credit, Src string
	Path                   string
	Width, Height          int
	FocusX, FocusY         int // in the thumbnail's own pixels
	Right                  state
	Alts, Editions         int
	Used                   int
	Added                  newsroom.Moment
}

// state says in colour, sign and words how things stand.
type state struct{ Class, Icon, Words string }

// filters of the list, as the address has them.
var filters = []string{"mine", "unused", "ending", "bare", "noalt"}

func (p *Pages) query(r *newsroom.Request) (media.Query, error) {
	q := r.URL.Query()
	words := strings.TrimSpace(q.Get("q"))
	if len([]rune(words)) > maxWords {
		return media.Query{}, fault.New(fault.Invalid, "media.words_too_long").In("q").With("limit", maxWords)
	}
	m := media.Query{Reach: r.Visitor.Reach(), Words: words, Kind: media.Picture, Before: q.Get("before"), Limit: pageSize + 1}
	if q.Get("mine") != "" {
		m.Mine = r.Person.ID
	}
	m.Unused, m.Bare = q.Get("unused") != "", q.Get("bare") != ""
	if q.Get("ending") != "" {
		m.Ending = r.Now().Add(soonEnds)
	}
	if q.Get("noalt") != "" {
		m.Without = r.Visitor.Lang
	}
	return m, nil
}

func (p *Pages) list(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.listed(r, "/desk/media/")
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Show("list", page), nil
}

// listed reads a page of the list as the address asks for it.
func (p *Pages) listed(r *newsroom.Request, path string) (*listPage, error) {
	q, err := p.query(r)
	if err != nil {
		return nil, err
	}
	page := &listPage{Words: q.Words, AsTable: r.URL.Query().Get("as") == "table", MayAdd: r.MaySomewhere(people.AddMedia)}
	var found []media.Media
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if page.Count, err = media.Count(r.Context(), tx, q.Reach, countedTo); err != nil {
			return err
		}
		if found, err = media.Find(r.Context(), tx, q); err != nil {
			return err
		}
		page.Items, err = p.items(r, tx, found[:min(len(found), pageSize)])
		return err
	})
	if err != nil {
		return nil, err
	}
	page.More = page.Count == countedTo
	page.address(r.URL.Query(), path, found)
	return page, nil
}

// address writes the links of a list: each filter on or off, the two forms, the next page.
func (page *listPage) address(q url.Values, path string, found []media.Media) {
	with := func(name, value string) string {
		changed := url.Values{}
		for key, v := range q {
			if key != "before" {
				changed[key] = v
			}
		}
		changed.Del(name)
		if value != "" {
			changed.Set(name, value)
		}
		if len(changed) == 0 {
			return path
		}
		return path + "?" + changed.Encode()
	}
	for _, key := range filters {
		c := chip{Key: key, On: q.Get(key) != "", Path: with(key, "1")}
		if c.On {
			c.Path = with(key, "")
			page.Filtered = true
		}
		page.Chips = append(page.Chips, c)
	}
	page.Filtered = page.Filtered || page.Words != ""
	page.Grid, page.Table = with("as", ""), with("as", "table")
	for _, key := range append([]string{"as", "person"}, filters...) {
		if v := q.Get(key); v != "" {
			page.Keep = append(page.Keep, kept{key, v})
		}
	}
	if len(found) > pageSize {
		page.Next = with("before", found[pageSize-1].ID)
	}
}

// items makes the lines of a list.
func (p *Pages) items(r *newsroom.Request, tx *db.Tx, list []media.Media) ([]item, error) {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	rights, err := media.RightsOfAll(r.Context(), tx, ids)
	if err != nil {
		return nil, err
	}
	said, err := media.TextsOfAll(r.Context(), tx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]item, len(list))
	for i, m := range list {
		it := item{
			ID: m.ID, Title: titleOf(m, said[m.ID], r.Visitor.Lang), Credit: m.Credit, Src: fileAt(m, 320), Path: "/desk/media/" + m.ID + "/",
			Width: m.Width, Height: m.Height, FocusX: m.Width * m.FocalX / 1000, FocusY: m.Height * m.FocalY / 1000,
			Right: p.stateOf(r, rights[m.ID]), Used: m.Uses, Added: r.When(m.CreatedAt),
		}
		for _, e := range r.Outlet.Editions {
			it.Editions++
			if said[m.ID][e.Lang].Alt != "" {
				it.Alts++
			}
		}
		items[i] = it
	}
	return items, nil
}

// titleOf is what a picture is listed under: what is said of it, else its file's name.
func titleOf(m media.Media, said map[lang.Tag]media.Said, l lang.Tag) string {
	for _, s := range []media.Said{said[l], said[lang.English], {Alt: m.Alt, Caption: m.Caption}} {
		for _, words := range []string{s.Caption, s.Alt} {
			if words != "" {
				return short(words)
			}
		}
	}
	return m.Name
}

func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return s
}

// stateOf says whether a picture may be shown, and by what right.
func (p *Pages) stateOf(r *newsroom.Request, of media.Rights) state {
	now := r.Now()
	day := func() string { return lang.Date(of.Until.Add(-time.Second).In(r.Outlet.Location()), r.Visitor.Lang) }
	switch {
	case of.Over(now):
		return state{"stop", "stop", r.Say("library.ended", "date", day())}
	case !of.Until.IsZero() && of.Over(now.Add(soonEnds)):
		return state{"wait", "clock", r.Say("library.until", "date", day())}
	case of.Licence == "":
		return state{"wait", "ask", r.Say("library.licence_none")}
	case len(of.Editions) > 0:
		return state{"wait", "globe", r.Say("library.some_editions", "n", len(of.Editions))}
	case !of.Until.IsZero():
		return state{"ok", "ok", r.Say("library.until", "date", day())}
	}
	return state{"ok", "ok", r.Say("library.licence_" + string(of.Licence))}
}

// found is a picture as the editor's script is given it.
type found struct {
	Media   string `json:"media"`
	Title   string `json:"title"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Alt     string `json:"alt"`
	Caption string `json:"caption"`
	Credit  string `json:"credit"`
	Src     string `json:"src"`   // for the text
	Thumb   string `json:"thumb"` // for a list
	State   string `json:"state"` // ok, wait, stop
	Right   string `json:"right"` // in words
}

func (p *Pages) foundOf(r *newsroom.Request, tx *db.Tx, list []media.Media, l lang.Tag) ([]found, error) {
	out := []found{}
	items, err := p.items(r, tx, list)
	if err != nil {
		return nil, err
	}
	for i, m := range list {
		said, err := media.TextsOf(r.Context(), tx, m.ID)
		if err != nil {
			return nil, err
		}
		f := found{Media: m.ID, Title: items[i].Title, Width: m.Width, Height: m.Height, Credit: m.Credit, Src: fileAt(m, 960), Thumb: items[i].Src,
			State: items[i].Right.Class, Right: items[i].Right.Words, Alt: said[l].Alt, Caption: said[l].Caption}
		out = append(out, f)
	}
	return out, nil
}

// find lists pictures for a script: /desk/media/find.json?q=&before=&text=LANG, where
// text is the language of the text that a picture is wanted for; with media=ID that one
// picture.
func (p *Pages) find(r *newsroom.Request) (newsroom.Answer, error) {
	q, err := p.query(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	q.Limit = 24 + 1
	var answer struct {
		Items []found `json:"items"`
		Next  string  `json:"next,omitempty"` // the cursor of the next page
		// Words are the library's sentences, for the dialog that asks for the first time.
		Words map[string]any `json:"words,omitempty"`
	}
	if r.URL.Query().Get("words") != "" {
		answer.Words = r.Words("library")
		answer.Words["newsroom.failed"] = r.Say("newsroom.failed")
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := p.foundBy(r, tx, q)
		if err != nil {
			return err
		}
		answer.Next = ""
		if len(list) == q.Limit {
			list = list[:q.Limit-1]
			answer.Next = list[len(list)-1].ID
		}
		answer.Items, err = p.foundOf(r, tx, list, textLang(r))
		return err
	})
	return newsroom.JSON(answer), err
}

// foundBy is the one picture that is asked for, or those that a search finds.
func (p *Pages) foundBy(r *newsroom.Request, tx *db.Tx, q media.Query) ([]media.Media, error) {
	if one := r.URL.Query().Get("media"); one != "" {
		m, err := seenBy(r, tx, one)
		return []media.Media{m}, err
	}
	return media.Find(r.Context(), tx, q)
}

// textLang is the language of the text that a picture is wanted for.
func textLang(r *newsroom.Request) lang.Tag {
	if _, ok := r.Outlet.Edition(lang.Tag(r.URL.Query().Get("text"))); ok {
		return lang.Tag(r.URL.Query().Get("text"))
	}
	return r.Visitor.Lang
}
