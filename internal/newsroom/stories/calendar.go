package stories

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/topic"
)

// perCell bounds what is read for one edition, or for all deadlines and events, of the
// days that are shown.
const perCell = 300

// calendarPage is a week, or a month.
type calendarPage struct {
	Month      bool
	Title      string
	Prev, Next string
	This       string // the week or month of today
	Other      string // the same days as a month, or a week
	Days       []day
	Rows       []calendarRow
	Weeks      [][]day // of a month
	Tray       []row   // what has no date
	Empty      []string
	Feed       bool
	Secret     string // the address of her feed, told once
	Zone, Here string
	Assigns    bool
}

// day is one day, and on a month's page what happens on it.
type day struct {
	Key     string // 2026-11-12
	Name    string
	N       string
	Today   bool
	Past    bool
	Weekend bool
	Out     bool // of another month
	Entries []entry
}

// calendarRow is an edition with its days, or the diary or the deadlines.
type calendarRow struct {
	Key   string
	Name  string
	Lang  lang.Tag
	N     int
	Cells []day
}

// entry is one thing on a day.
type entry struct {
	At    time.Time
	Time  string
	Title string
	Lang  lang.Tag
	Path  string
	State string // as marks: none, draft, done, read, live, stale, halt; "event", "due"
	Word  string
	Story string
	Moves bool // she may move it
	Late  bool
}

// span are the days that are shown: whole weeks from Monday on.
func span(r *newsroom.Request) (from time.Time, days int, month bool, middle time.Time) {
	now := r.Now().In(r.Zone)
	at := now
	if t, err := time.ParseInLocation("2006-01-02", r.FormValue("day"), r.Zone); err == nil && t.Year() > 1970 && t.Year() < 2200 {
		at = t
	}
	monday := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 0, 0, 0, 0, r.Zone)
	}
	if r.FormValue("show") == "month" {
		return monday(time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, r.Zone)), 42, true, at
	}
	return monday(at), 7, false, at
}

func (p *Pages) calendar(r *newsroom.Request) (newsroom.Answer, error) {
	from, n, month, at := span(r)
	page := calendarPage{Month: month, Zone: city(r.Zone), Here: r.URL.RequestURI(), Assigns: r.MaySomewhere(people.Assign)}
	page.frame(r, from, n, at)
	until := from.AddDate(0, 0, n)
	err := p.read(r, func(ctx context.Context, tx *db.Tx) (err error) {
		if err := p.fillRows(ctx, tx, r, &page, from, until); err != nil {
			return err
		}
		if page.Feed, err = desk.HasFeed(ctx, tx, r.Person.ID); err != nil || month {
			return err
		}
		undated := desk.Query{Reader: reader(r), From: time.UnixMilli(11_000_000_000_000)}
		yes := true
		undated.Moving = &yes
		list, _, err := desk.List(ctx, tx, undated, "", 8)
		if err != nil {
			return err
		}
		page.Tray, err = p.rows(ctx, tx, r, list)
		return err
	})
	if month {
		page.weeks()
	}
	return newsroom.Show("calendar", page), err
}

// frame makes the days and the ways to others.
func (page *calendarPage) frame(r *newsroom.Request, from time.Time, n int, at time.Time) {
	now := r.Now().In(r.Zone)
	today := now.Format("2006-01-02")
	for i := range n {
		t := from.AddDate(0, 0, i)
		key := t.Format("2006-01-02")
		page.Days = append(page.Days, day{
			Key: key, Name: lang.Weekday(t, r.Visitor.Lang), N: lang.DayMonth(t, r.Visitor.Lang), Today: key == today, Past: key < today,
			Weekend: t.Weekday() == time.Saturday || t.Weekday() == time.Sunday, Out: page.Month && t.Month() != at.Month(),
		})
	}
	link := func(t time.Time, month bool) string {
		path := "/desk/calendar/?day=" + t.Format("2006-01-02")
		if month {
			path += "&show=month"
		}
		return path
	}
	if page.Month {
		first := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, r.Zone)
		page.Title, page.Prev, page.Next = lang.MonthYear(at, r.Visitor.Lang), link(first.AddDate(0, -1, 0), true), link(first.AddDate(0, 1, 0), true)
	} else {
		page.Title = lang.DayMonth(from, r.Visitor.Lang) + " – " + lang.Date(from.AddDate(0, 0, 6), r.Visitor.Lang)
		page.Prev, page.Next = link(from.AddDate(0, 0, -7), false), link(from.AddDate(0, 0, 7), false)
	}
	page.This, page.Other = link(now, page.Month), link(at, !page.Month)
}

func (p *Pages) fillRows(ctx context.Context, tx *db.Tx, r *newsroom.Request, page *calendarPage, from, until time.Time) error {
	events, err := eventEntries(ctx, tx, r, from, until)
	if err != nil {
		return err
	}
	page.row(r, "diary", r.Say("stories.diary"), "", events)
	planned, err := desk.PlannedBetween(ctx, tx, from, until, 5*perCell)
	if err != nil {
		return err
	}
	meant := map[lang.Tag][]desk.Planned{}
	for _, one := range planned {
		meant[one.Lang] = append(meant[one.Lang], one)
	}
	for _, l := range r.Outlet.Langs() {
		list, err := p.outEntries(ctx, tx, r, l, meant[l], from, until)
		if err != nil {
			return err
		}
		page.row(r, string(l), l.NativeName(), l, list)
	}
	due, err := p.dueEntries(ctx, tx, r, from, until)
	if err != nil {
		return err
	}
	page.row(r, "due", r.Say("stories.deadlines"), "", due)
	return nil
}

// row puts entries on their days.
func (page *calendarPage) row(r *newsroom.Request, key, name string, l lang.Tag, entries []entry) {
	slices.SortStableFunc(entries, func(a, b entry) int { return a.At.Compare(b.At) })
	row := calendarRow{Key: key, Name: name, Lang: l, N: len(entries)}
	on := map[string][]entry{} // a month has hundreds of entries and forty days
	for _, e := range entries {
		day := e.At.In(r.Zone).Format(time.DateOnly)
		on[day] = append(on[day], e)
	}
	for _, d := range page.Days {
		cell := d
		cell.Entries = append(cell.Entries, on[d.Key]...)
		if l != "" && len(cell.Entries) == 0 && !d.Past && !page.Month {
			page.Empty = append(page.Empty, r.Say("stories.nothing_on", "lang", l.NameIn(r.Visitor.Lang), "day", d.N))
		}
		row.Cells = append(row.Cells, cell)
	}
	page.Rows = append(page.Rows, row)
}

// weeks lays the rows over one another, for a month.
func (page *calendarPage) weeks() {
	for i := range page.Days {
		for _, row := range page.Rows {
			page.Days[i].Entries = append(page.Days[i].Entries, row.Cells[i].Entries...)
		}
	}
	for week := range slices.Chunk(page.Days, 7) {
		page.Weeks = append(page.Weeks, week)
	}
}

// mayRead says whether she may read the story of an overview.
func mayRead(r *newsroom.Request, o desk.Overview) bool {
	own := slices.ContainsFunc(o.Authors, func(a string) bool { return slices.Contains(r.Selves(), a) })
	return r.May(people.Case{Deed: people.ReadStory, Bureau: o.Bureau, Own: own})
}

// outEntries is what went out, will go out, and is meant to, in one edition.
func (p *Pages) outEntries(ctx context.Context, tx *db.Tx, r *newsroom.Request, l lang.Tag, meant []desk.Planned, from, until time.Time) (list []entry, err error) {
	out, err := edition.OutBetween(ctx, tx, l, from, until, perCell)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, o := range out {
		ids = append(ids, o.Story)
	}
	for _, one := range meant {
		ids = append(ids, one.Story)
	}
	known, err := desk.Overviews(ctx, tx, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	add := func(id string, at time.Time, state, word string, moves bool) {
		o, ok := known[id]
		if !ok || seen[id] || !mayRead(r, o) {
			return
		}
		seen[id] = true
		m := o.Mark(l)
		e := entry{At: at, Time: lang.Clock(at.In(r.Zone), r.Visitor.Lang), Title: m.Headline, Lang: l, Path: desk.Path(id), State: state, Word: word, Story: id}
		if e.Title == "" {
			e.Title, e.Lang = o.Headline, o.Original
		}
		if e.State == "" {
			e.State, e.Word = m.State, r.Say("stories.mark_"+m.State)
		}
		e.Moves = moves && r.May(people.Case{Deed: people.Assign, Bureau: o.Bureau, Lang: o.Original})
		e.Late = e.State != "live" && at.Before(r.Now())
		list = append(list, e)
	}
	for _, o := range out {
		switch {
		case o.Live:
			add(o.Story, o.At, "live", r.Say("stories.mark_live"), false)
		case o.Held:
			add(o.Story, o.At, "halt", r.Say("stories.held"), false)
		default:
			add(o.Story, o.At, "read", r.Say("stories.scheduled"), false)
		}
	}
	for _, one := range meant {
		add(one.Story, one.At, "", "", true)
	}
	return list, nil
}

// dueEntries are the deadlines of stories that she may read.
func (p *Pages) dueEntries(ctx context.Context, tx *db.Tx, r *newsroom.Request, from, until time.Time) (list []entry, err error) {
	due, err := desk.DueBetween(ctx, tx, from, until, perCell)
	if err != nil {
		return nil, err
	}
	var ids, persons []string
	for _, a := range due {
		ids, persons = append(ids, a.Story), append(persons, a.Person)
	}
	known, err := desk.Overviews(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	names, err := people.ByIDs(ctx, tx, persons)
	for _, a := range due {
		if o, ok := known[a.Story]; ok && mayRead(r, o) {
			word := r.Say("stories.task_" + string(a.Task))
			if who, ok := names[a.Person]; ok {
				word += ", " + who.In(r.Visitor.Lang)
			}
			list = append(list, entry{At: a.Due, Time: lang.Clock(a.Due.In(r.Zone), r.Visitor.Lang), Title: o.Headline, Lang: o.Original, Path: desk.Path(a.Story), State: "none", Word: word, Late: a.Late(r.Now())})
		}
	}
	return list, err
}

// eventEntries are the events of topics. One without an hour stands on its day in
// every zone.
func eventEntries(ctx context.Context, tx *db.Tx, r *newsroom.Request, from, until time.Time) (list []entry, err error) {
	events, err := topic.EventsBetween(ctx, tx, from.Add(-24*time.Hour), until.Add(24*time.Hour), perCell)
	for _, e := range events {
		one := entry{At: e.At, State: "none", Word: r.Say("stories.event")}
		one.Title, one.Lang = sentence(e, r.Visitor.Lang, r.Outlet.Langs())
		if e.Timed {
			one.Time = lang.Clock(e.At.In(r.Zone), r.Visitor.Lang)
		} else {
			y, m, d := e.At.Date()
			one.At = time.Date(y, m, d, 0, 0, 0, 0, r.Zone)
		}
		if e.Story != "" {
			one.Path = desk.Path(e.Story)
		}
		list = append(list, one)
	}
	return list, err
}

// sentence is what is said of an event, in her language or the first edition's that has it.
func sentence(e topic.Event, l lang.Tag, langs []lang.Tag) (string, lang.Tag) {
	for _, try := range append([]lang.Tag{l}, langs...) {
		if s := e.Sentences[try]; s != "" {
			return s, try
		}
	}
	for try, s := range e.Sentences {
		return s, try
	}
	return "", l
}

// moveOnCalendar plans a text for another day, at the hour it had, or for a moment that
// was written.
func (p *Pages) moveOnCalendar(r *newsroom.Request) (newsroom.Answer, error) {
	back := newsroom.SafePath(r.FormValue("back"))
	if !strings.HasPrefix(back, "/desk/calendar/") {
		back = "/desk/calendar/"
	}
	l := lang.Tag(r.FormValue("lang"))
	if _, ok := r.Outlet.Edition(l); !ok {
		return newsroom.Answer{}, fault.New(fault.Invalid, "stories.not_there").In("lang")
	}
	err := p.write(r, func(ctx context.Context, tx *db.Tx) error {
		s, err := readable(ctx, tx, r, r.FormValue("story"))
		if err != nil {
			return err
		}
		if !r.May(r.Case(people.Assign, s, s.Original)) {
			return forbidden()
		}
		plans, err := desk.Plans(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		hour := "12:00"
		if had := plans[l]; !had.IsZero() {
			had = had.In(r.Zone)
			hour = fmt.Sprintf("%02d:%02d", had.Hour(), had.Minute())
		}
		text := strings.TrimSpace(r.FormValue("at"))
		if text == "" {
			text = r.FormValue("day") + " " + hour
		}
		at, err := desk.ReadMoment(text, r.Now().In(r.Zone), r.Visitor.Lang)
		if err != nil {
			return err
		}
		return desk.PlanFor(ctx, tx, s.ID, l, at, r.Person.ID)
	})
	return newsroom.SeeOther(back, "stories.plan_kept"), err
}
