package desk

import (
	"context"
	"slices"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Order is an assignment as it is given. With Byline she who writes or translates is
// named as the author or translator too; a byline is a choice of its own.
type Order struct {
	Assignment
	Byline bool
}

// Assign gives somebody a task. She must be able to do it with her roles: who may write
// her own stories alone is assigned to write with a byline. She is told, and reminded a
// day and an hour before the deadline and when it has passed. A pitch that somebody is
// assigned to is decided by that.
func Assign(ctx context.Context, tx *db.Tx, o Order) (Assignment, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return o.Assignment, err
	}
	s, err := story.Find(ctx, tx, o.Story)
	if err != nil {
		return o.Assignment, err
	}
	if o, err = o.clean(s, now); err != nil {
		return o.Assignment, err
	}
	if s, err = byline(ctx, tx, s, o); err != nil {
		return o.Assignment, err
	}
	if err := able(ctx, tx, s, o.Assignment); err != nil {
		return o.Assignment, err
	}
	if s.Stage == story.Pitch {
		if err := Move(ctx, tx, s.ID, story.Pitch, story.Assigned, o.By); err != nil {
			return o.Assignment, err
		}
	}
	a, err := insertAssignment(ctx, tx, o.Assignment, now)
	if err != nil {
		return a, err
	}
	return a, settle(ctx, tx, s, a, a.By, "told_"+string(a.Task), "assignment.made", now)
}

func (o Order) clean(s story.Story, now time.Time) (Order, error) {
	o.Brief = lines(o.Brief)
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Lang == s.Original && o.Task != Translate {
		o.Lang = ""
	}
	switch {
	case o.Person == "":
		return o, fault.New(fault.Invalid, "desk.nobody").In("person")
	case !slices.Contains(Tasks, o.Task):
		return o, fault.New(fault.Invalid, "desk.no_task").In("task")
	case o.Task == Translate && (!o.Lang.Valid() || o.Lang == s.Original):
		return o, fault.New(fault.Invalid, "desk.translate_into").In("lang")
	case o.Lang != "" && !o.Lang.Valid():
		return o, fault.New(fault.Invalid, "story.unknown_language").In("lang").With("lang", string(o.Lang))
	case !o.Due.IsZero() && o.Due.Before(now):
		return o, fault.New(fault.Invalid, "desk.due_past").In("due")
	}
	return o, bounded("brief", o.Brief, false, MaxWhy)
}

// byline names her who writes or translates, if that is asked for.
func byline(ctx context.Context, tx *db.Tx, s story.Story, o Order) (story.Story, error) {
	if !o.Byline || o.Task != Write && o.Task != Translate {
		return s, nil
	}
	c := story.Credit{Person: o.Person, Part: story.Author}
	if o.Task == Translate {
		c.Part, c.Lang = story.Translated, o.Lang
	}
	if slices.Contains(s.People, c) {
		return s, nil
	}
	return story.Edit(ctx, tx, s.ID, o.By, func(s *story.Story) error { s.People = append(s.People, c); return nil })
}

// able refuses a task that its person has no right to do.
func able(ctx context.Context, tx *db.Tx, s story.Story, a Assignment) error {
	found, err := people.ByIDs(ctx, tx, []string{a.Person})
	if err != nil {
		return err
	}
	p, ok := found[a.Person]
	if !ok || p.Disabled() {
		return fault.New(fault.Invalid, "desk.nobody").In("person")
	}
	grants, err := people.Grants(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	pens, err := people.Pens(ctx, tx, a.Person)
	if err != nil {
		return err
	}
	own := s.IsAuthor(append(pens, a.Person)...)
	may := func(d people.Deed, l lang.Tag, own bool) bool {
		return people.May(grants, people.Case{Deed: d, Bureau: s.Bureau, Lang: l, Own: own})
	}
	switch a.Task {
	case Write:
		if may(people.SaveOriginal, s.Original, own) {
			return nil
		}
		if may(people.SaveOriginal, s.Original, true) {
			return fault.New(fault.Invalid, "desk.needs_byline").In("byline").With("who", p.Name)
		}
	case Translate:
		if may(people.SaveTranslation, a.Lang, own) {
			return nil
		}
	case Edit:
		if may(people.SaveOriginal, first(a.Lang, s.Original), own) || may(people.SaveTranslation, first(a.Lang, s.Original), own) {
			return nil
		}
	default:
		if may(people.ReadStory, "", own) {
			return nil
		}
	}
	return fault.New(fault.Invalid, "desk.may_not").In("person").With("who", p.Name)
}

func first(a, b lang.Tag) lang.Tag {
	if a != "" {
		return a
	}
	return b
}

// Reassign changes an open assignment: whom, what, until when. A new person is told as of
// a new task, and who had it, that it is no longer hers.
func Reassign(ctx context.Context, tx *db.Tx, id, by string, change func(*Assignment)) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	before, err := lockAssignment(ctx, tx, id)
	if err != nil {
		return err
	}
	if !before.Open() {
		return fault.New(fault.Conflict, "desk.assignment_ended")
	}
	s, err := story.Find(ctx, tx, before.Story)
	if err != nil {
		return err
	}
	o := Order{Assignment: before}
	change(&o.Assignment)
	check := now
	if o.Due.Equal(before.Due) {
		check = time.Time{} // one that is late may stay so while its brief is changed
	}
	if o, err = o.clean(s, check); err != nil {
		return err
	}
	if err := able(ctx, tx, s, o.Assignment); err != nil {
		return err
	}
	told := "told_changed"
	if o.Person != before.Person {
		o.State, told = Waiting, "told_"+string(o.Task)
		if err := tell(ctx, tx, s, before, by, "told_taken"); err != nil {
			return err
		}
	}
	if err := putAssignment(ctx, tx, o.Assignment); err != nil {
		return err
	}
	return settle(ctx, tx, s, o.Assignment, by, told, "assignment.changed", now)
}

// Answer accepts or declines an assignment, by her whose it is. Who declines says why,
// and who assigned it is told.
func Answer(ctx context.Context, tx *db.Tx, id, by string, accept bool, reason string) error {
	reason = lines(reason)
	if err := bounded("reason", reason, !accept, MaxReason); err != nil {
		return err
	}
	state, key := Accepted, "told_accepted"
	if !accept {
		state, key = Declined, "told_declined"
	}
	return turn(ctx, tx, id, by, state, reason, key)
}

// Finish says that an assignment is done.
func Finish(ctx context.Context, tx *db.Tx, id, by string) error {
	return turn(ctx, tx, id, by, Done, "", "told_done")
}

// TakeBack takes an assignment away from her who has it; she is told.
func TakeBack(ctx context.Context, tx *db.Tx, id, by string) error {
	return turn(ctx, tx, id, by, Declined, "", "told_taken")
}

func turn(ctx context.Context, tx *db.Tx, id, by string, to State, reason, key string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	a, err := lockAssignment(ctx, tx, id)
	if err != nil {
		return err
	}
	if !a.Open() || a.State == to {
		return fault.New(fault.Conflict, "desk.assignment_ended")
	}
	s, err := story.Find(ctx, tx, a.Story)
	if err != nil {
		return err
	}
	if a.State, a.Reason = to, reason; to != Accepted {
		a.Ended = now
	}
	if err := putAssignment(ctx, tx, a); err != nil {
		return err
	}
	return settle(ctx, tx, s, a, by, key, "assignment."+string(to), now)
}

// settle ends every change of an assignment: who it concerns is told, reminders are set
// or taken back, the lists and the records are kept.
func settle(ctx context.Context, tx *db.Tx, s story.Story, a Assignment, by, key, deed string, now time.Time) error {
	if err := tell(ctx, tx, s, a, by, key); err != nil {
		return err
	}
	if err := remindLater(ctx, tx, a, now); err != nil {
		return err
	}
	detail := map[string]string{"person": a.Person, "task": string(a.Task)}
	if !a.Due.IsZero() {
		detail["due"] = a.Due.UTC().Format(time.RFC3339)
	}
	return finish(ctx, tx, s, audit.Entry{By: by, Deed: deed, Lang: a.Lang, Detail: detail})
}

// tell tells the two sides of an assignment of an act of the other.
func tell(ctx context.Context, tx *db.Tx, s story.Story, a Assignment, by, key string) error {
	title, err := titleOf(ctx, tx, s)
	if err != nil {
		return err
	}
	n := notice.Notice{
		To: []string{a.Person, a.By}, By: by, Kind: notice.Work, Key: "desk." + key, Story: s.ID, Lang: a.Lang, Path: Path(s.ID),
		Args: map[string]string{"title": title, "reason": a.Reason, "lang": string(a.Lang), "due": dueText(a)},
	}
	if by != a.Person { // what is done to her task concerns her alone
		n.To = []string{a.Person}
	}
	return notice.Tell(ctx, tx, n)
}

// dueText is a deadline as every language of the desk reads it, with its zone.
func dueText(a Assignment) string {
	if a.Due.IsZero() {
		return "–"
	}
	return moment(a.Due, a.Zone)
}

// Remind is the job that reminds of a deadline: a day before, an hour before, and when it
// has passed.
type Remind struct {
	Assignment string `json:"assignment"`
	When       string `json:"when"` // day, hour, late
	Due        int64  `json:"due"`  // unix milliseconds; a deadline that was moved since is another's
}

// Kind is the job's stable name.
func (Remind) Kind() string { return "desk.remind" }

// reminders are the times at which a deadline is brought to mind, before it.
var reminders = []struct {
	when   string
	before time.Duration
}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"late", 0}}

// remindLater sets the reminders of an assignment, in place of those there were.
func remindLater(ctx context.Context, tx *db.Tx, a Assignment, now time.Time) error {
	for _, r := range reminders {
		key, at := a.ID+":"+r.when, a.Due.Add(-r.before)
		if a.Open() && !a.Due.IsZero() && at.After(now) {
			if err := job.Put(ctx, tx, Remind{a.ID, r.when, db.Millis(a.Due)}, job.Replacing(key), job.RunAt(at)); err != nil {
				return err
			}
			continue
		}
		if _, err := job.Cancel(ctx, tx, Remind{}.Kind(), key); err != nil {
			return err
		}
	}
	return nil
}

// Reminding does the job desk.remind. A reminder of a deadline that was moved, or of a
// task that is done, tells nothing; one is told once.
func Reminding(d *db.DB) func(context.Context, Remind) error {
	return func(ctx context.Context, r Remind) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			a, err := FindAssignment(ctx, tx, r.Assignment)
			if fault.KindOf(err) == fault.NotFound {
				return nil
			}
			if err != nil || !a.Open() || db.Millis(a.Due) != r.Due {
				return err
			}
			s, err := story.Find(ctx, tx, a.Story)
			if err != nil {
				return err
			}
			title, err := titleOf(ctx, tx, s)
			if err != nil {
				return err
			}
			to := []string{a.Person}
			if r.When == "late" {
				to = append(to, a.By)
			}
			err = notice.Tell(ctx, tx, notice.Notice{
				To: to, Kind: notice.Work, Key: "desk.told_" + r.When, Args: map[string]string{"title": title, "due": dueText(a)}, Story: s.ID, Lang: a.Lang,
				Path: Path(s.ID), Urgent: true, Once: "desk.remind:" + a.ID + ":" + r.When + ":" + dueText(a),
			})
			if err != nil {
				return err
			}
			return Refresh(ctx, tx, s.ID)
		})
	}
}

// moment writes a time as every language of the desk reads it, with its zone.
func moment(t time.Time, z *time.Location) string {
	return t.In(z).Format("02.01.2006 15:04") + " " + z.String()
}
