package bench

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/translation"
)

const perPage = 50

// board is what is missing, stale or waits in the editions.
type board struct {
	Lists []listTab
	Langs []newsroom.Entry
	List  translation.List
	Lang  lang.Tag // of the edition asked for, or empty
	Lines []line
	More  string
}

type listTab struct {
	Key  translation.List
	Path string
	N    int
	Here bool
}

// line is one text on a board.
type line struct {
	Story, Title string
	TitleLang    lang.Tag
	Lang         lang.Tag
	LangName     string
	From         string
	Path         string
	Tally        translation.Tally
	Urgent       bool
	Since        newsroom.Moment
	Age          string
	By           newsroom.Who
	People       []newsroom.Who
	Due          newsroom.Moment
	Late         bool
	Kind         string
}

// Mine are the editions into which she may translate; all of them for whoever may read
// all and translate none.
func Mine(v newsroom.Visitor, editions []lang.Tag) (list []lang.Tag) {
	for _, l := range editions {
		if slices.ContainsFunc(v.Grants, func(g people.Grant) bool {
			return people.May([]people.Grant{g}, people.Case{Deed: people.SaveTranslation, Bureau: g.Bureau, Lang: l})
		}) {
			list = append(list, l)
		}
	}
	return list
}

func (p *Pages) board(r *newsroom.Request) (newsroom.Answer, error) {
	editions := r.Outlet.Langs()
	b := &board{List: translation.List(r.FormValue("list"))}
	if !slices.Contains(translation.Lists, b.List) {
		b.List = translation.IsStale
	}
	langs := Mine(r.Visitor, editions)
	if len(langs) == 0 {
		langs = editions
	}
	if l := lang.Tag(r.FormValue("lang")); slices.Contains(editions, l) {
		b.Lang, langs = l, []lang.Tag{l}
	}
	for _, l := range editions {
		b.Langs = append(b.Langs, newsroom.Entry{Key: l.NameIn(r.Visitor.Lang), Path: boardPath(b.List, l, translation.Cursor{}), Here: l == b.Lang})
	}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		fresh := *b
		err := fresh.fill(r, tx, langs)
		if err == nil {
			*b = fresh
		}
		return err
	})
	return newsroom.Show("board", b), err
}

func (b *board) fill(r *newsroom.Request, tx *db.Tx, langs []lang.Tag) error {
	n, err := translation.Counts(r.Context(), tx, langs)
	if err != nil {
		return err
	}
	b.Lists, b.Lines = nil, nil
	for _, one := range translation.Lists {
		b.Lists = append(b.Lists, listTab{one, boardPath(one, b.Lang, translation.Cursor{}), n[one], one == b.List})
	}
	lines, next, err := translation.Board(r.Context(), tx, b.List, langs, cursorOf(r), perPage)
	if err != nil {
		return err
	}
	if next != (translation.Cursor{}) {
		b.More = boardPath(b.List, b.Lang, next)
	}
	return b.name(r, tx, lines)
}

// name puts what the stories are called, and who works on them, to the lines. What she
// may not read is left out.
func (b *board) name(r *newsroom.Request, tx *db.Tx, lines []translation.Line) error {
	var ids, who []string
	for _, one := range lines {
		ids = append(ids, one.Story)
		who = append(who, one.WorkedBy)
	}
	known, err := desk.Overviews(r.Context(), tx, ids)
	if err != nil {
		return err
	}
	n, err := namesOf(r, tx, who)
	if err != nil {
		return err
	}
	for _, one := range lines {
		s, err := story.Find(r.Context(), tx, one.Story)
		if err != nil {
			return err
		}
		if !r.May(r.Case(people.ReadStory, s, one.Lang)) {
			continue
		}
		v := line{
			Story: one.Story, Lang: one.Lang, LangName: one.Lang.NameIn(r.Visitor.Lang), Path: "/desk/bench/" + one.Story + "/" + string(one.Lang) + "/",
			Tally: one.Tally, Urgent: one.Urgent, Since: r.When(one.Since), Age: r.Since(one.Since), By: n.who(one.WorkedBy), Kind: r.Say("kind." + string(s.Kind)),
			Title: known[one.Story].Headline, TitleLang: known[one.Story].Original,
		}
		if v.Title == "" { // the desk does not work on it: an archive brought it, or a program
			if v.Title, v.TitleLang, err = titleOf(r.Context(), tx, s); err != nil {
				return err
			}
		}
		if one.Source != "" {
			v.From = one.Source.NameIn(r.Visitor.Lang)
		}
		if v.Title == "" {
			v.Title = r.Say("bench.untitled")
		}
		if err := v.assigned(r, tx); err != nil {
			return err
		}
		b.Lines = append(b.Lines, v)
	}
	return nil
}

// titleOf is what a story is called: by its original's headline, or another's.
func titleOf(ctx context.Context, tx *db.Tx, s story.Story) (title string, l lang.Tag, err error) {
	heads, err := story.Heads(ctx, tx, s.ID)
	for _, h := range heads {
		if h.Headline != "" && (title == "" || h.Lang == s.Original) {
			title, l = h.Headline, h.Lang
		}
	}
	return title, l, err
}

// assigned says who is to translate it, until when.
func (v *line) assigned(r *newsroom.Request, tx *db.Tx) error {
	tasks, err := desk.AssignmentsOf(r.Context(), tx, v.Story)
	if err != nil {
		return err
	}
	var ids []string
	for _, t := range tasks {
		if t.Open() && t.Lang == v.Lang {
			ids = append(ids, t.Person)
			if v.Due.Machine == "" && !t.Due.IsZero() {
				v.Due, v.Late = r.When(t.Due), t.Late(r.Now())
			}
		}
	}
	n, err := namesOf(r, tx, slices.Clone(ids))
	for _, one := range ids {
		v.People = append(v.People, n.who(one))
	}
	return err
}

func boardPath(list translation.List, l lang.Tag, c translation.Cursor) string {
	q := url.Values{"list": {string(list)}}
	if l != "" {
		q.Set("lang", string(l))
	}
	if c != (translation.Cursor{}) {
		q.Set("after", strings.Join([]string{strconv.FormatInt(c.Turn, 10), c.Story, string(c.Lang)}, "~"))
	}
	return "/desk/bench/?" + q.Encode()
}

func cursorOf(r *newsroom.Request) (c translation.Cursor) {
	part := strings.Split(r.FormValue("after"), "~")
	if len(part) != 3 {
		return c
	}
	turn, err := strconv.ParseInt(part[0], 10, 64)
	if err != nil {
		return c
	}
	return translation.Cursor{Turn: turn, Story: part[1], Lang: lang.Tag(part[2])}
}

// waiting counts for the rail what is stale, or waits to be read, in her editions.
func (p *Pages) waiting(ctx context.Context, tx *db.Tx, v newsroom.Visitor) (int, error) {
	langs := Mine(v, p.Editions())
	if len(langs) == 0 {
		return 0, nil
	}
	n, err := translation.Counts(ctx, tx, langs)
	return n[translation.IsStale] + n[translation.IsWaiting], err
}
