package app

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/home"
	"masthead/internal/people"
	"masthead/internal/readership"
	"masthead/internal/story"
)

// home joins the desk's first page to those who know what waits for a person.
func (p *Program) home() *home.Pages {
	return &home.Pages{
		DB: p.DB, Push: p.Post.Fetch, Mails: p.Post.Mail.Takes(), Begins: true, Titles: p.readTitles,
		Sources: []home.Source{tasksWait, pitchesWait, conflictsWait, p.heldWait, keysWait, mentionsWait, staleWait}, Late: late, Next: p.goingOut,
	}
}

// conflictsWait are places in her own stories that two changed.
func conflictsWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	list, err := story.ConflictedOf(ctx, tx, r.Person.ID, n)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		text, err := story.Newest(ctx, tx, c.Story, c.Lang)
		if err != nil {
			return nil, err
		}
		items = append(items, home.Item{
			Name: "conflict:" + c.Newest, Icon: "split", Title: text.Headline, Lang: c.Lang, Stops: true,
			Why: r.Say("home.why_conflict", "n", c.Places), Path: "/desk/stories/" + c.Story + "/" + string(c.Lang) + "/", Act: r.Say("home.act_compare"),
		})
	}
	return items, nil
}

// planned is a text that goes out at a time, as far as the visitor may see it.
type planned struct {
	edition.Upcoming
	story story.Story
	text  story.Text
	holds int
}

// upcoming reads the next plans that the visitor may read, with the gates that hold them.
func (p *Program) upcoming(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (list []planned, err error) {
	all, err := edition.ListUpcoming(ctx, tx, maxUpcoming)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		if len(list) == n {
			break
		}
		one := planned{Upcoming: u}
		if one.story, err = story.Find(ctx, tx, u.Story); fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !r.May(r.Case(people.ReadStory, one.story, u.Lang)) {
			continue
		}
		if one.text, err = story.Newest(ctx, tx, u.Story, u.Lang); err != nil {
			return nil, err
		}
		answers, err := p.Edition.Ask(ctx, tx, one.story, one.text)
		if err != nil {
			return nil, err
		}
		for _, a := range answers {
			if len(a.Held) > 0 && a.Lifted == nil {
				one.holds++
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// maxUpcoming bounds the plans that are looked through for those she may read.
const maxUpcoming = 60

func publishPath(story string) string { return "/desk/stories/" + story + "/publish/" }

// heldWait are texts whose hour came and that gates hold, for those who may publish them.
func (p *Program) heldWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	list, err := p.upcoming(ctx, tx, r, n)
	for _, u := range list {
		if !u.Held || !r.May(r.Case(people.Publish, u.story, u.Lang)) {
			continue
		}
		items = append(items, home.Item{
			Name: "held:" + u.Story + ":" + string(u.Lang) + ":" + u.At.Format(time.RFC3339), Icon: "stop", Title: u.text.Headline, Lang: u.Lang, Due: u.At, Stops: true,
			Why: r.Say("home.why_held", "n", max(1, u.holds)), Path: publishPath(u.Story), Act: r.Say("home.act_gates"),
		})
	}
	return items, err
}

// goingOut lists what goes out next, the languages of one story and hour together.
func (p *Program) goingOut(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (next []home.Next, err error) {
	list, err := p.upcoming(ctx, tx, r, 3*n)
	for _, u := range list {
		if u.Held {
			continue
		}
		mark := newsroom.Mark{Lang: u.Lang, Name: u.Lang.NameIn(r.Visitor.Lang), State: "read", Word: r.Say("home.scheduled"), Original: u.story.Original == u.Lang}
		if u.holds > 0 {
			mark.State, mark.Word = "halt", r.Say("home.held")
		}
		last := len(next) - 1
		if last < 0 || next[last].Path != publishPath(u.Story) || !next[last].At.Equal(u.At) {
			if len(next) == n {
				break
			}
			next = append(next, home.Next{At: u.At, Title: u.text.Headline, Lang: u.Lang, Path: publishPath(u.Story)})
			last++
		}
		next[last].Marks, next[last].Holds = append(next[last].Marks, mark), next[last].Holds+u.holds
	}
	return next, err
}

// readTitles finds what readers read. The way into the desk is there for who may go it:
// the page of a story asks for herself.
func (p *Program) readTitles(ctx context.Context, _ *db.Tx, list []readership.Read) (map[readership.Read]home.Headline, error) {
	titles := map[readership.Read]home.Headline{}
	for _, read := range list {
		cards, err := p.Shelf.Cards(ctx, read.Lang, []string{read.Story})
		if err != nil {
			return nil, err
		}
		if c, ok := cards[read.Story]; ok {
			titles[read] = home.Headline{Title: c.Headline, Path: "/" + string(read.Lang) + "/" + c.Slug + "/"}
		}
	}
	return titles, nil
}

// taskWord asks for a task.
func taskWord(r *newsroom.Request, t desk.Task) string {
	switch t {
	case desk.Edit:
		return r.Say("home.task_edit")
	case desk.Check:
		return r.Say("home.task_check")
	case desk.Translate:
		return r.Say("home.task_translate")
	case desk.Pictures:
		return r.Say("home.task_pictures")
	}
	return r.Say("home.task_write")
}

// textPath is where a text is written.
func textPath(story string, l lang.Tag) string {
	return "/desk/stories/" + story + "/" + string(l) + "/"
}

// tasksWait are the assignments that were given to her.
func tasksWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	list, err := desk.Mine(ctx, tx, r.Person.ID, n)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.Story
	}
	found, err := desk.Overviews(ctx, tx, ids)
	for _, a := range list {
		o := found[a.Story]
		text := cmp.Or(a.Lang, o.Original)
		why := taskWord(r, a.Task)
		if a.Brief != "" {
			why += " " + a.Brief
		}
		items = append(items, home.Item{
			Name: "task:" + a.ID + ":" + strconv.FormatInt(a.Due.Unix(), 10), Icon: "s-assigned", Title: cmp.Or(o.Headline, r.Say("home.untitled")), Lang: o.Original,
			Why: why, Due: a.Due, Since: a.Made, Path: textPath(a.Story, text), Act: r.Say("home.act_open"),
		})
	}
	return items, err
}

// pitchesWait are pitches that she may decide on.
func pitchesWait(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (items []home.Item, err error) {
	if !r.MaySomewhere(people.Assign) {
		return nil, nil
	}
	q := desk.Query{Stage: story.Pitch, Reader: desk.Reader{Selves: r.Visit.Selves()}}
	q.Reader.All, q.Reader.Bureaus = people.Readable(r.Grants)
	list, _, err := desk.List(ctx, tx, q, "", n)
	if err != nil {
		return nil, err
	}
	for _, o := range list {
		if !r.May(people.Case{Deed: people.Assign, Bureau: o.Bureau}) {
			continue
		}
		w, err := desk.Find(ctx, tx, o.Story)
		if err != nil {
			return nil, err
		}
		if !w.Open() || w.Later.After(r.Now()) {
			continue
		}
		items = append(items, home.Item{
			Name: "pitch:" + o.Story + ":" + string(w.Decision), Icon: "s-pitch", Title: r.Say("home.pitch", "title", o.Headline), Lang: "", Why: w.Why,
			Since: w.PitchedAt, Path: "/desk/stories/" + o.Story + "/", Act: r.Say("home.act_decide"),
		})
	}
	return items, nil
}

// late are tasks whose deadline has passed, on stories that she may read.
func late(ctx context.Context, tx *db.Tx, r *newsroom.Request, n int) (rows []home.Late, err error) {
	list, err := desk.DueBetween(ctx, tx, time.Time{}, r.Now(), maxUpcoming)
	if err != nil {
		return nil, err
	}
	for _, a := range list {
		if len(rows) == n {
			break
		}
		s, err := story.Find(ctx, tx, a.Story)
		if err != nil {
			return nil, err
		}
		if a.Person == r.Person.ID || !r.May(r.Case(people.ReadStory, s, a.Lang)) {
			continue
		}
		found, err := desk.Overviews(ctx, tx, []string{a.Story})
		if err != nil {
			return nil, err
		}
		who, err := people.ByIDs(ctx, tx, []string{a.Person})
		if err != nil {
			return nil, err
		}
		row := home.Late{Title: cmp.Or(found[a.Story].Headline, r.Say("home.untitled")), Lang: s.Original, Path: "/desk/stories/" + a.Story + "/", Does: taskWord(r, a.Task), Due: a.Due}
		if one, ok := who[a.Person]; ok {
			row.Who = newsroom.PersonMark(one.ID, one.In(r.Visitor.Lang))
		}
		rows = append(rows, row)
	}
	return rows, nil
}
