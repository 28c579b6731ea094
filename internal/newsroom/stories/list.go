package stories

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// perPage is how many stories a list shows at a time.
const perPage = 50

// listPage is what the list and the board show around their rows.
type listPage struct {
	Query string // as it stands in the field
	Chips []chip
	Views []view
	Kept  bool // the question is one of hers, or none
	Undo  string
	Legend,
	Board bool

	Bands  []band
	N      int
	More   string // address of those that follow
	People []newsroom.Option
	Tasks  []newsroom.Option
	Stages []newsroom.Option
	Langs  []newsroom.Option
	Begins bool

	Columns []column
}

// chip writes a filter into the question, or takes it out.
type chip struct {
	Label   string
	On      bool
	Path    string
	Choices []choice
}

type choice struct {
	Label, Path string
	On          bool
}

// view is a list under a name.
type view struct {
	ID, Name, Path string
	On             bool
}

// band is a group of rows.
type band struct {
	Name string
	Rows []row
}

func listPath(a desk.Asked, board bool) string {
	path := "/desk/stories/"
	if board {
		path += "board"
	}
	if q := a.String(); q != "" {
		return path + "?" + url.Values{"q": {q}}.Encode()
	}
	return path
}

func (p *Pages) list(r *newsroom.Request) (newsroom.Answer, error) {
	asked := desk.Ask(r.FormValue("q"))
	page := listPage{Query: asked.String(), Undo: r.FormValue("undo"), Begins: r.MaySomewhere(people.CreateStory)}
	err := p.read(r, func(ctx context.Context, tx *db.Tx) error {
		if err := p.around(ctx, tx, r, asked, &page); err != nil {
			return err
		}
		q, err := query(ctx, tx, r, asked)
		if err != nil {
			return err
		}
		found, next, err := desk.List(ctx, tx, q, r.FormValue("after"), perPage)
		if err != nil {
			return err
		}
		if next != "" {
			page.More = "/desk/stories/?" + url.Values{"q": {page.Query}, "after": {next}}.Encode()
		}
		rows, err := p.rows(ctx, tx, r, found)
		page.N = len(rows)
		page.Bands = bands(r, found, rows)
		return err
	})
	return newsroom.Show("list", page), err
}

// bands groups rows by what they need: what is late, what is due today, what moves, what
// rests. The lists' own order is the same.
func bands(r *newsroom.Request, found []desk.Overview, rows []row) (list []band) {
	now := r.Now().In(r.Zone)
	tomorrow := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, r.Zone)
	for i, o := range found {
		name := "stories.band_progress"
		switch {
		case o.Resting:
			name = "stories.band_out"
		case !o.Due.IsZero() && o.Due.Before(now):
			name = "stories.band_late"
		case !o.Due.IsZero() && o.Due.Before(tomorrow):
			name = "stories.band_today"
		}
		if said := r.Say(name); len(list) == 0 || list[len(list)-1].Name != said {
			list = append(list, band{Name: said})
		}
		last := &list[len(list)-1]
		last.Rows = append(last.Rows, rows[i])
	}
	return list
}

// around fills what stands around the rows: chips, saved lists, what bulk acts offer.
func (p *Pages) around(ctx context.Context, tx *db.Tx, r *newsroom.Request, asked desk.Asked, page *listPage) error {
	page.Chips = chips(r, asked, page.Board)
	saved, err := desk.Views(ctx, tx, r.Person.ID)
	if err != nil {
		return err
	}
	add := func(id, name, q string) {
		a := desk.Ask(q)
		on := a.String() == page.Query
		page.Views = append(page.Views, view{id, name, listPath(a, page.Board), on})
		page.Kept = page.Kept || on
	}
	add("", r.Say("stories.view_all"), "")
	add("", r.Say("stories.view_mine"), "is:mine")
	if b := r.Visit.Desk.Bureau; b != "" {
		add("", r.BureauName(b), "bureau:"+b)
	}
	add("", r.Say("stories.view_late"), "is:late")
	add("", r.Say("stories.view_unassigned"), "is:unassigned")
	add("", r.Say("stories.view_today"), "due:today")
	add("", r.Say("stories.view_translate", "lang", r.Visitor.Lang.NameIn(r.Visitor.Lang)), "lang:"+string(r.Visitor.Lang)+"-none is:moving")
	for _, v := range saved {
		add(v.ID, v.Name, v.Query)
	}
	list, err := staff(ctx, tx)
	page.People = personOptions(r, list, "")
	page.Tasks = taskOptions(r)
	page.Langs = langOptions(r, "", r.Say("stories.original_text"))
	for _, s := range desk.Stages[1:] {
		page.Stages = append(page.Stages, newsroom.Option{Value: string(s), Label: r.Say("stories.stage_" + string(s))})
	}
	return err
}

func taskOptions(r *newsroom.Request) (list []newsroom.Option) {
	for _, t := range desk.Tasks {
		list = append(list, newsroom.Option{Value: string(t), Label: r.Say("stories.task_" + string(t))})
	}
	return list
}

// chips are the filters that are usual, each with its choices.
func chips(r *newsroom.Request, asked desk.Asked, board bool) (list []chip) {
	add := func(key, label string, choices []newsroom.Option) {
		c := chip{Label: label}
		now := asked.Value(key)
		for _, o := range choices {
			on := now == o.Value
			to := o.Value
			if on {
				to = ""
				c.Label, c.On, c.Path = label+": "+o.Label, true, listPath(asked.With(key, ""), board)
			}
			c.Choices = append(c.Choices, choice{o.Label, listPath(asked.With(key, to), board), on})
		}
		if now != "" && !c.On {
			c.Label, c.On, c.Path = label+": "+now, true, listPath(asked.With(key, ""), board)
		}
		list = append(list, c)
	}
	var stages, langs []newsroom.Option
	for _, s := range desk.Stages {
		stages = append(stages, newsroom.Option{Value: string(s), Label: r.Say("stories.stage_" + string(s))})
	}
	for _, l := range r.Outlet.Langs() {
		name := l.NameIn(r.Visitor.Lang)
		langs = append(langs, newsroom.Option{Value: string(l), Label: name}, newsroom.Option{Value: string(l) + "-none", Label: name + ": " + r.Say("stories.mark_none")})
	}
	add("bureau", r.Say("stories.bureau"), bureauOptions(r, "", func(b string) bool { return b != "" }))
	if !board {
		add("stage", r.Say("stories.stage"), stages)
	}
	add("lang", r.Say("stories.language"), langs)
	add("kind", r.Say("stories.kind"), kindOptions(r, ""))
	var is, due []newsroom.Option
	for _, v := range []string{"mine", "late", "unassigned", "pitch", "moving", "resting"} {
		is = append(is, newsroom.Option{Value: v, Label: r.Say("stories.is_" + v)})
	}
	for _, v := range []string{"today", "tomorrow", "week"} {
		due = append(due, newsroom.Option{Value: v, Label: r.Say("stories.due_" + v)})
	}
	add("is", r.Say("stories.is"), is)
	add("due", r.Say("stories.deadline"), due)
	for _, one := range [][2]string{{"who", r.Say("stories.who")}, {"topic", r.Say("stories.topic")}, {"section", r.Say("stories.section")}, {"original", r.Say("stories.original")}} {
		key := one[0]
		if v := asked.Value(key); v != "" {
			list = append(list, chip{Label: one[1] + ": " + v, On: true, Path: listPath(asked.With(key, ""), board)})
		}
	}
	return list
}

// query makes of a question what the lists are asked. What names nobody and nothing finds
// nothing.
func query(ctx context.Context, tx *db.Tx, r *newsroom.Request, asked desk.Asked) (q desk.Query, err error) {
	q.Reader = reader(r)
	q.SetWords(asked.Words, r.Outlet.Langs())
	for _, f := range asked.Filters {
		switch f.Key {
		case "stage":
			q.Stage = story.Stage(f.Value)
		case "bureau":
			q.Bureau = f.Value
		case "kind":
			q.Kind = story.Kind(f.Value)
		case "original":
			q.Original = lang.Tag(f.Value)
		case "section":
			err = askSection(r, f.Value, &q)
		case "lang":
			l, state, ok := strings.Cut(f.Value, "-")
			if !ok {
				state = "any"
			}
			q.SetLang(lang.Tag(l), state)
		case "who":
			err = askWho(ctx, tx, f.Value, &q)
		case "topic":
			err = askTopic(ctx, tx, f.Value, &q)
		case "is":
			askIs(r, f.Value, &q)
		case "due":
			askDue(r, f.Value, &q)
		}
		if err != nil {
			return q, err
		}
	}
	return q, nil
}

func askSection(r *newsroom.Request, key string, q *desk.Query) error {
	s, ok := r.Outlet.SectionByKey(key)
	q.Section, q.Nothing = s.ID, q.Nothing || !ok
	return nil
}

func askTopic(ctx context.Context, tx *db.Tx, key string, q *desk.Query) error {
	id, err := topic.Find(ctx, tx, key)
	if fault.KindOf(err) == fault.Invalid {
		q.Nothing = true
		return nil
	}
	q.Terms = append(q.Terms, "topic:"+id)
	return err
}

// askWho finds a person by the beginning of one of her names or by her page's slug.
func askWho(ctx context.Context, tx *db.Tx, name string, q *desk.Query) error {
	if one, err := people.BySlug(ctx, tx, name); err == nil {
		q.Terms = append(q.Terms, "who:"+one.ID)
		return nil
	} else if fault.KindOf(err) != fault.NotFound {
		return err
	}
	list, err := staff(ctx, tx)
	if err != nil {
		return err
	}
	for _, one := range list {
		if named(one, name) {
			q.Terms = append(q.Terms, "who:"+one.ID)
			return nil
		}
	}
	q.Nothing = true
	return nil
}

// named says whether a person goes by a name, or one of its words begins so.
func named(p people.Person, name string) bool {
	begins := func(full string) bool {
		full = strings.ToLower(full)
		return strings.HasPrefix(full, name) || slices.ContainsFunc(strings.Fields(full), func(w string) bool { return strings.HasPrefix(w, name) })
	}
	name = strings.ToLower(name)
	if begins(p.Name) {
		return true
	}
	for _, n := range p.Names {
		if begins(n.Name) {
			return true
		}
	}
	return false
}

func askIs(r *newsroom.Request, what string, q *desk.Query) {
	yes, no := true, false
	switch what {
	case "mine":
		q.Terms = append(q.Terms, "who:"+r.Person.ID)
	case "late":
		q.Until = r.Now()
	case "unassigned":
		q.Unassigned = true
	case "pitch":
		q.Stage, q.Moving = story.Pitch, &yes
	case "moving":
		q.Moving = &yes
	case "resting":
		q.Moving = &no
	default:
		q.Nothing = true
	}
}

func askDue(r *newsroom.Request, what string, q *desk.Query) {
	now := r.Now().In(r.Zone)
	day := func(n int) time.Time { return time.Date(now.Year(), now.Month(), now.Day()+n, 0, 0, 0, 0, r.Zone) }
	switch what {
	case "today":
		q.Until = day(1)
	case "tomorrow":
		q.From, q.Until = day(1), day(2)
	case "week":
		q.Until = day(7)
	default:
		q.Nothing = true
	}
}

// saveView saves the question as a list of hers, or forgets one.
func (p *Pages) saveView(r *newsroom.Request) (newsroom.Answer, error) {
	back := listPath(desk.Ask(r.FormValue("q")), false)
	key := "stories.view_saved"
	err := p.write(r, func(ctx context.Context, tx *db.Tx) error {
		if id := r.FormValue("drop"); id != "" {
			key = "stories.view_dropped"
			return desk.DropView(ctx, tx, r.Person.ID, id)
		}
		_, err := desk.SaveView(ctx, tx, r.Person.ID, r.FormValue("name"), r.FormValue("q"))
		return err
	})
	return newsroom.SeeOther(back, key), err
}
