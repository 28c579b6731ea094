package home

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/readership"
)

// How much the page shows.
const (
	maxItems   = 40
	maxLate    = 12
	maxNext    = 8
	maxNotices = 6
	maxTop     = 5
	soon       = 2 * time.Hour // what is due within it belongs to now
)

// view is what the first page shows.
type view struct {
	Lead     string
	Now      []row
	Today    []row
	Aside    int // of what waits, put aside by her
	Late     []lateRow
	Next     []nextRow
	Notices  []told
	UpTo     string // the newest notice on the page
	Unseen   int
	CanBegin bool // she may make a story
	Chart    chart
	Top      bars
	Edition  lang.Tag // whose readings are shown; empty for all
	Choices  []choice
}

// choice is an edition whose readings can be shown.
type choice struct {
	Lang lang.Tag
	Name string
	Here bool
}

type row struct {
	Item
	When  newsroom.Moment
	State string // css: stop, wait, or nothing
	Late  string // by how much
}

type lateRow struct {
	Late
	By string
}

type nextRow struct {
	Next
	When newsroom.Moment
}

func (p *Pages) home(r *newsroom.Request) (newsroom.Answer, error) {
	var v view
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		v = view{CanBegin: p.Begins && r.MaySomewhere(people.CreateStory)}
		for _, fill := range []func(context.Context, *db.Tx, *newsroom.Request, *view) error{p.fillItems, p.fillLate, p.fillNext, p.fillNotices, p.fillReadings} {
			if err := fill(r.Context(), tx, r, &v); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	v.Lead = lead(r, v)
	return newsroom.Show("home", v), nil
}

// lead is the page's one sentence, or two: what waits, and what goes out next.
func lead(r *newsroom.Request, v view) string {
	waits, late := len(v.Now)+len(v.Today), 0
	for _, i := range v.Now {
		if i.Late != "" {
			late++
		}
	}
	var said []string
	switch {
	case waits == 0:
		said = append(said, r.Say("home.nothing_waits"))
	case late == 0:
		said = append(said, r.Say("home.waits", "n", waits))
	default:
		said = append(said, r.Say("home.waits_late", "n", waits, "late", late))
	}
	for _, n := range v.Next {
		if n.At.After(r.Now()) {
			said = append(said, r.Say("home.next_at", "at", n.When.Human))
			break
		}
	}
	return strings.Join(said, " ")
}

// fillItems gathers what waits, without what she put aside: late and stopping first,
// then by deadline, then the oldest.
func (p *Pages) fillItems(ctx context.Context, tx *db.Tx, r *newsroom.Request, v *view) error {
	resting, err := notice.Resting(ctx, tx, r.Person.ID)
	if err != nil {
		return err
	}
	var all []Item
	for _, source := range p.Sources {
		items, err := source(ctx, tx, r, maxItems)
		if err != nil {
			return err
		}
		all = append(all, items...)
	}
	waiting := len(all)
	all = slices.DeleteFunc(all, func(i Item) bool { return resting[i.Name] })
	v.Aside = waiting - len(all)
	slices.SortStableFunc(all, before)
	for _, i := range all[:min(len(all), maxItems)] {
		one := row{Item: i, When: r.When(cmp.Or(i.Due, i.Since))}
		now := i.Stops
		switch left := i.Due.Sub(r.Now()); {
		case i.Due.IsZero():
		case left < 0:
			one.State, one.Late, now = "stop", lasting(r, -left), true
		case left < soon:
			one.State, now = "wait", true
		}
		if i.Stops && one.State == "" {
			one.State = "wait"
		}
		if now {
			v.Now = append(v.Now, one)
		} else {
			v.Today = append(v.Today, one)
		}
	}
	return nil
}

func before(a, b Item) int {
	due := func(i Item) int64 {
		if i.Due.IsZero() {
			return 1 << 62
		}
		return i.Due.Unix()
	}
	return cmp.Or(cmp.Compare(due(a), due(b)), boolean(b.Stops)-boolean(a.Stops), a.Since.Compare(b.Since))
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// lasting says how long something lasts: "40 min", "1 h 32 min", "3 days".
func lasting(r *newsroom.Request, d time.Duration) string {
	minutes := int(d / time.Minute)
	switch {
	case minutes < 60:
		return r.Say("home.minutes", "n", minutes)
	case minutes < 24*60:
		return r.Say("home.hours", "h", minutes/60, "m", minutes%60)
	}
	return r.Say("home.days", "n", minutes/(24*60))
}

func (p *Pages) fillLate(ctx context.Context, tx *db.Tx, r *newsroom.Request, v *view) error {
	if p.Late == nil {
		return nil
	}
	list, err := p.Late(ctx, tx, r, maxLate)
	for _, l := range list {
		v.Late = append(v.Late, lateRow{l, lasting(r, r.Now().Sub(l.Due))})
	}
	return err
}

func (p *Pages) fillNext(ctx context.Context, tx *db.Tx, r *newsroom.Request, v *view) error {
	if p.Next == nil {
		return nil
	}
	list, err := p.Next(ctx, tx, r, maxNext)
	for _, n := range list {
		v.Next = append(v.Next, nextRow{n, r.When(n.At)})
	}
	return err
}

func (p *Pages) fillNotices(ctx context.Context, tx *db.Tx, r *newsroom.Request, v *view) (err error) {
	if v.Unseen, err = notice.Count(ctx, tx, r.Person.ID); err != nil {
		return err
	}
	list, err := notice.Unseen(ctx, tx, r.Person.ID, maxNotices)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		v.UpTo = list[0].ID
	}
	v.Notices, err = sayAll(ctx, tx, r, list)
	return err
}

func (p *Pages) fillReadings(ctx context.Context, tx *db.Tx, r *newsroom.Request, v *view) error {
	langs := r.Outlet.Langs()
	v.Choices = append(v.Choices, choice{"", r.Say("home.all_editions"), true})
	for _, l := range langs {
		here := string(l) == r.FormValue("edition")
		if here {
			v.Edition, v.Choices[0].Here = l, false
		}
		v.Choices = append(v.Choices, choice{l, l.NameIn(r.Visitor.Lang), here})
	}
	if v.Edition != "" {
		langs = []lang.Tag{v.Edition}
	}
	recent, err := readership.LastDay(ctx, tx, langs, maxTop)
	if err != nil {
		return err
	}
	titles := map[readership.Read]Headline{}
	if p.Titles != nil {
		if titles, err = p.Titles(ctx, tx, recent.Top); err != nil {
			return err
		}
	}
	v.Chart, v.Top = draw(r, recent), drawTop(r, recent.Top, titles)
	return nil
}

// rest puts an item aside: done, or until later.
func (p *Pages) rest(r *newsroom.Request) (newsroom.Answer, error) {
	item, until, toast := r.FormValue("item"), r.Now().Add(notice.RestDone), "home.put_done"
	switch r.FormValue("how") {
	case "done":
	case "snooze":
		until, toast = tomorrow(r.Now(), r.Zone), "home.put_snoozed"
	case "back":
		err := p.DB.Write(r.Context(), func(tx *db.Tx) error { return notice.WakeAll(r.Context(), tx, r.Person.ID) })
		return newsroom.SeeOther("/desk/", "home.put_back"), err
	default:
		return newsroom.Answer{}, fault.New(fault.Invalid, "notice.bad_choice").In("how")
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error { return notice.Rest(r.Context(), tx, r.Person.ID, item, until) })
	return newsroom.SeeOther("/desk/", toast), err
}

// tomorrow is nine o'clock of the next day of hers.
func tomorrow(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 9, 0, 0, 0, zone)
}
