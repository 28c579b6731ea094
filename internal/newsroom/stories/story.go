package stories

import (
	"context"
	"slices"
	"strconv"
	"time"

	"masthead/internal/audit"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// storyPage is everything about one story.
type storyPage struct {
	row
	Work      desk.Work
	Assigns   bool // she may give tasks, hold back, decide
	Edits     bool // she may change what the story is
	Checks    bool // she may tick its checklist
	Publishes bool
	Zone      string

	Pitcher   newsroom.Who
	PitchedAt newsroom.Moment
	Wanted    string
	Decider   newsroom.Who
	Later     string

	Facts   []newsroom.Field
	Was     map[string]string // what the fields of Facts stood at when the form was shown
	Bylines []byline
	Notes   []newsroom.Field
	Texts   []textLine
	Tasks   []taskLine
	Order   []newsroom.Field
	Checked []checkLine
	Missing int
	Held    string
	HeldBy  newsroom.Who
	Embargo string
	Marked  bool // sensitive, by hand

	MayRelease bool // undo the hold that stands
	MayFree    bool // undo the embargo that stands
	MayUnmark  bool // take the mark of sensitivity off
	Keyed      bool // two keys are needed
	Other      []found
	Trail      []trailLine
}

type byline struct {
	Person newsroom.Who
	Value  string // as the form takes it
	Word   string
}

// textLine is one text of the story: its mark and the ways into it.
type textLine struct {
	Mark     newsroom.Mark
	Marks    []newsroom.Mark // that one
	Headline string
	Rev      int
	Saved    newsroom.Moment
	By       newsroom.Who
	Plan     string
	Schedule string
	Keys     []newsroom.Who
	Missing  int
	Turns    bool   // she may turn a key for it
	Files    string // where it goes out as a file, for a translation
}

type taskLine struct {
	desk.Assignment
	Who, Giver newsroom.Who
	Task, Lang string
	Due        string
	Late       bool
	State      string
	Mine       bool
}

type checkLine struct {
	desk.Ticked
	Text string
	Who  newsroom.Who
	When newsroom.Moment
}

type trailLine struct {
	When newsroom.Moment
	Who  newsroom.Who
	Deed string
	More string
}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	var page storyPage
	err := p.read(r, func(ctx context.Context, tx *db.Tx) (err error) {
		page, err = p.storyPage(ctx, tx, r)
		return err
	})
	return newsroom.Show("story", page), err
}

// crowd knows people by their ids, as marks.
type crowd struct {
	r     *newsroom.Request
	known map[string]people.Person
}

func (c crowd) who(id string) newsroom.Who {
	p, ok := c.known[id]
	if !ok {
		return newsroom.Who{}
	}
	w := newsroom.PersonMark(id, p.In(c.r.Visitor.Lang))
	w.Me = slices.Contains(c.r.Selves(), id)
	return w
}

func (p *Pages) storyPage(ctx context.Context, tx *db.Tx, r *newsroom.Request) (page storyPage, err error) {
	s := r.Story
	overviews, err := desk.Overviews(ctx, tx, []string{s.ID})
	if err != nil {
		return page, err
	}
	o, ok := overviews[s.ID]
	if !ok { // its line is not made yet
		o = desk.Overview{Story: s.ID, Stage: s.Stage, Kind: s.Kind, Bureau: s.Bureau, Section: s.Section, Original: s.Original}
	}
	rows, err := p.rows(ctx, tx, r, []desk.Overview{o})
	if err != nil {
		return page, err
	}
	zone := zoneOf(r, s.Bureau)
	page.row, page.Zone = rows[0], city(zone)
	page.Moves = stageOptions(r, s, r.Owns(s))
	page.Assigns = r.May(r.Case(people.Assign, s, s.Original))
	page.Edits = r.May(r.Case(people.SaveOriginal, s, s.Original))
	page.Checks = page.Edits || r.May(r.Case(people.CheckStory, s, s.Original))
	page.Publishes = r.May(r.Case(people.Publish, s, s.Original))
	if page.Work, err = desk.Find(ctx, tx, s.ID); err != nil {
		return page, err
	}
	staff, err := staff(ctx, tx)
	if err != nil {
		return page, err
	}
	c, err := p.crowd(ctx, tx, r, s, staff)
	if err != nil {
		return page, err
	}
	page.planned(r, c, zone)
	for _, fill := range []func() error{
		func() error { return page.fillFacts(ctx, tx, r, c, staff) },
		func() error { return page.fillTexts(ctx, tx, r, c, zone) },
		func() error { return page.fillTasks(ctx, tx, r, c, staff) },
		func() error { return page.fillChecks(ctx, tx, r, c) },
		func() error { return page.fillOther(ctx, tx, r) },
		func() error { return page.fillTrail(ctx, tx, r, c) },
	} {
		if err := fill(); err != nil {
			return page, err
		}
	}
	return page, nil
}

// crowd reads everybody who is named on the page.
func (p *Pages) crowd(ctx context.Context, tx *db.Tx, r *newsroom.Request, s story.Story, staff []people.Person) (crowd, error) {
	c := crowd{r, map[string]people.Person{}}
	for _, one := range staff {
		c.known[one.ID] = one
	}
	var ids []string
	for _, credit := range s.People {
		ids = append(ids, credit.Person)
	}
	authors, err := people.ByIDs(ctx, tx, ids)
	for id, one := range authors {
		c.known[id] = one
	}
	return c, err
}

// planned tells the pitch, what holds the story, and what was promised.
func (page *storyPage) planned(r *newsroom.Request, c crowd, zone *time.Location) {
	w := page.Work
	page.Pitcher, page.PitchedAt, page.Decider = c.who(w.PitchedBy), r.When(w.PitchedAt), c.who(w.DecidedBy)
	page.Wanted, page.Later = both(r, w.Wanted, zone), both(r, w.Later, zone)
	if w.Hold.Stands(r.Now()) {
		page.Held, page.HeldBy = both(r, w.Hold.Until, zone), c.who(w.Hold.By)
		page.MayRelease = mayUndo(r, true, w.Hold.By) == nil
	}
	if w.Embargo.Stands(r.Now()) {
		page.Embargo = both(r, w.Embargo.At, w.Embargo.Zone)
		page.MayFree = mayUndo(r, true, w.Embargo.By) == nil
	}
	page.Marked, page.MayUnmark = w.Sensitive, !w.Sensitive || liftsPromises(r)
	words := ""
	if w.Words > 0 {
		words = strconv.Itoa(w.Words) // as it is read again
	}
	page.Notes = []newsroom.Field{
		{Name: "title", Label: r.Say("stories.working_title"), Value: w.Title, Max: desk.MaxTitle, Lang: page.Lang},
		{Name: "about", Label: r.Say("stories.brief"), Type: "area", Rows: 3, Value: w.Brief, Max: desk.MaxWhy},
		{Name: "words", Label: r.Say("stories.length"), Help: r.Say("stories.length_now", "n", page.Words), Value: words},
	}
}

func (page *storyPage) fillFacts(ctx context.Context, tx *db.Tx, r *newsroom.Request, c crowd, staff []people.Person) error {
	s := r.Story
	topics, err := topicKeys(ctx, tx, s.Topics)
	if err != nil {
		return err
	}
	into := func(b string) bool { return b == s.Bureau || mayBegin(r, s.Original)(b) }
	page.Facts = []newsroom.Field{
		{Name: "kind", Label: r.Say("stories.kind"), Type: "select", Options: kindOptions(r, s.Kind)},
		{Name: "bureau", Label: r.Say("stories.bureau"), Type: "select", Options: bureauOptions(r, s.Bureau, into)},
		{Name: "section", Label: r.Say("stories.section"), Type: "select", Options: sectionOptions(r, s.Section)},
		{Name: "viewpoint", Label: r.Say("stories.viewpoint"), Type: "select", Options: placeOptions(r, s.Viewpoint)},
		{Name: "partner", Label: r.Say("stories.partner"), Type: "select", Options: partnerOptions(r, s.Partner)},
		{Name: "topics", Label: r.Say("stories.topics"), Help: r.Say("stories.topics_help"), Value: topics, Max: 500},
	}
	page.Was = map[string]string{"kind": string(s.Kind), "bureau": s.Bureau, "section": s.Section, "viewpoint": s.Viewpoint, "partner": s.Partner, "topics": topics}
	for _, one := range s.People {
		word := r.Say("stories.part_" + string(one.Part))
		if one.Lang != "" {
			word += ", " + one.Lang.NameIn(r.Visitor.Lang)
		}
		page.Bylines = append(page.Bylines, byline{c.who(one.Person), creditKey(one), word})
	}
	page.Order = []newsroom.Field{
		{Name: "person", Label: r.Say("stories.person"), Type: "select", Options: personOptions(r, staff, ""), Required: true},
		{Name: "task", Label: r.Say("stories.task"), Type: "select", Options: taskOptions(r)},
		{Name: "lang", Label: r.Say("stories.language"), Type: "select", Options: langOptions(r, "", r.Say("stories.original_text"))},
		{Name: "due", Label: r.Say("stories.deadline"), Help: r.Say("stories.time_help")},
		{Name: "brief", Label: r.Say("stories.brief"), Type: "area", Rows: 2, Max: desk.MaxWhy},
	}
	return nil
}

func (page *storyPage) fillTexts(ctx context.Context, tx *db.Tx, r *newsroom.Request, c crowd, zone *time.Location) error {
	s := r.Story
	heads, err := story.Heads(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	plans, err := desk.Plans(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	states, err := edition.States(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	for _, m := range page.Marks {
		t := textLine{Mark: m, Plan: both(r, plans[m.Lang], zone), Schedule: both(r, states[m.Lang].Scheduled, zone)}
		t.Mark.Path = desk.Path(s.ID) + string(m.Lang) + "/"
		for _, h := range heads {
			if h.Lang != m.Lang {
				continue
			}
			t.Headline, t.Rev, t.Saved, t.By = h.Headline, h.Rev, r.When(h.SavedAt), c.who(h.SavedBy)
			keys, err := desk.KeysOf(ctx, tx, s, m.Lang, h.Rev)
			if err != nil {
				return err
			}
			t.Missing, page.Keyed = keys.Missing(), keys.Needed
			if m.Lang != s.Original {
				t.Files = "/desk/bench/" + s.ID + "/" + string(m.Lang) + "/exchange/"
			}
			for _, k := range keys.Turned {
				t.Keys = append(t.Keys, c.who(k.Person))
			}
			t.Turns = keys.Open(r.Person.ID, h.SavedBy) && (r.May(r.Case(people.Publish, s, m.Lang)) || r.May(r.Case(people.CheckStory, s, m.Lang)))
		}
		t.Marks = []newsroom.Mark{t.Mark}
		page.Texts = append(page.Texts, t)
	}
	return nil
}

func (page *storyPage) fillTasks(ctx context.Context, tx *db.Tx, r *newsroom.Request, c crowd, _ []people.Person) error {
	list, err := desk.AssignmentsOf(ctx, tx, r.Story.ID)
	for _, a := range list {
		t := taskLine{Assignment: a, Who: c.who(a.Person), Giver: c.who(a.By), Task: r.Say("stories.task_" + string(a.Task)), Due: both(r, a.Due, a.Zone),
			Late: a.Late(r.Now()), State: r.Say("stories.task_is_" + string(a.State)), Mine: slices.Contains(r.Selves(), a.Person)}
		if a.Lang != "" {
			t.Lang = a.Lang.NameIn(r.Visitor.Lang)
		}
		page.Tasks = append(page.Tasks, t)
	}
	return err
}

func (page *storyPage) fillChecks(ctx context.Context, tx *db.Tx, r *newsroom.Request, c crowd) error {
	list, err := desk.ChecklistOf(ctx, tx, r.Story)
	for _, t := range list {
		line := checkLine{Ticked: t, Text: t.In(r.Visitor.Lang), Who: c.who(t.By), When: r.When(t.At)}
		if line.Text == "" {
			line.Text = r.Say(t.Key)
		}
		page.Checked = append(page.Checked, line)
	}
	page.Missing = len(list.Missing())
	return err
}

func (page *storyPage) fillOther(ctx context.Context, tx *db.Tx, r *newsroom.Request) error {
	others, err := desk.Overviews(ctx, tx, r.Story.OtherSide)
	for _, id := range r.Story.OtherSide {
		if o, ok := others[id]; ok {
			page.Other = append(page.Other, found{Title: o.Headline, Path: desk.Path(id), Lang: o.Original})
		}
	}
	return err
}

// fillTrail lists what was done to the story, the newest first.
func (page *storyPage) fillTrail(ctx context.Context, tx *db.Tx, r *newsroom.Request, c crowd) error {
	list, err := audit.List(ctx, tx, audit.Filter{On: audit.Thing("story", r.Story.ID), Limit: 50})
	for _, e := range list {
		page.Trail = append(page.Trail, trailLine{
			When: r.When(e.At), Who: c.who(e.By), Deed: r.Deed(e.Deed),
			More: r.Details(e, func(id string) string { return c.who(id).Name }),
		})
	}
	return err
}
