package stories

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// maxMany is how many stories one act is done to at a time.
const maxMany = 40

// many does one act to the stories that were selected, all of them or none, and offers to
// undo it. Each is asked for by itself: a right on one is no right on another.
func (p *Pages) many(r *newsroom.Request) (newsroom.Answer, error) {
	asked := desk.Ask(r.FormValue("q"))
	if undo := r.FormValue("undo"); undo != "" {
		err := p.write(r, func(ctx context.Context, tx *db.Tx) error { return p.undo(ctx, tx, r, undo) })
		return newsroom.SeeOther(listPath(asked, false), "stories.undone"), err
	}
	ids := r.Form["story"]
	if len(ids) == 0 || len(ids) > maxMany {
		return newsroom.Answer{}, fault.New(fault.Invalid, "stories.select_first").With("max", maxMany)
	}
	var undo []string
	err := p.write(r, func(ctx context.Context, tx *db.Tx) error {
		undo = nil
		for _, id := range ids {
			s, err := readable(ctx, tx, r, id)
			if err != nil {
				return err
			}
			steps, err := p.one(ctx, tx, r, s)
			if err != nil {
				return err
			}
			undo = append(undo, steps...)
		}
		return nil
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	back := "/desk/stories/?" + url.Values{"q": {asked.String()}, "undo": {strings.Join(undo, ",")}}.Encode()
	if len(back) > 3500 || len(undo) == 0 {
		back = listPath(asked, false)
	}
	return newsroom.SeeOther(back, "stories.done_many", "n", len(ids)), nil
}

// readable is a story that she may read; another is not there for her.
func readable(ctx context.Context, tx *db.Tx, r *newsroom.Request, id string) (story.Story, error) {
	s, err := story.Find(ctx, tx, id)
	if err == nil && !r.May(r.Case(people.ReadStory, s, "")) {
		err = fault.New(fault.NotFound, "story.absent")
	}
	return s, err
}

func forbidden() error { return fault.New(fault.Forbidden, "newsroom.forbidden") }

// one does the act that was asked for to one story and says how to undo it.
func (p *Pages) one(ctx context.Context, tx *db.Tx, r *newsroom.Request, s story.Story) (undo []string, err error) {
	switch r.FormValue("act") {
	case "stage":
		to := story.Stage(r.FormValue("stage"))
		if s.Stage == to {
			return nil, nil
		}
		if !desk.MayMove(r.Grants, s, r.Owns(s), to) {
			return nil, forbidden()
		}
		if s.Stage != story.Pitch {
			undo = append(undo, "s:"+s.ID+":"+string(s.Stage))
		}
		return undo, desk.Move(ctx, tx, s.ID, s.Stage, to, r.Person.ID)
	case "assign":
		if !r.May(r.Case(people.Assign, s, s.Original)) {
			return nil, forbidden()
		}
		a, err := desk.Assign(ctx, tx, desk.Order{Byline: r.FormValue("byline") != "", Assignment: desk.Assignment{
			Story: s.ID, Person: r.FormValue("person"), Task: desk.Task(r.FormValue("task")), Lang: lang.Tag(r.FormValue("lang")), Zone: zoneOf(r, s.Bureau), By: r.Person.ID,
		}})
		return []string{"a:" + a.ID}, err
	case "deadline":
		if !r.May(r.Case(people.Assign, s, s.Original)) {
			return nil, forbidden()
		}
		return p.deadline(ctx, tx, r, s)
	}
	return nil, fault.New(fault.Invalid, "stories.no_act")
}

// deadline moves the deadlines of a story's open assignments.
func (p *Pages) deadline(ctx context.Context, tx *db.Tx, r *newsroom.Request, s story.Story) (undo []string, err error) {
	zone := zoneOf(r, s.Bureau)
	due, err := when(r, "due", zone)
	if err != nil {
		return nil, err
	}
	if due.IsZero() {
		return nil, fault.New(fault.Invalid, "desk.no_moment").In("due")
	}
	list, err := desk.AssignmentsOf(ctx, tx, s.ID)
	for _, a := range list {
		if err != nil {
			break
		}
		if a.Open() {
			undo = append(undo, "d:"+a.ID+":"+strconv.FormatInt(db.Millis(a.Due), 36))
			err = desk.Reassign(ctx, tx, a.ID, r.Person.ID, func(a *desk.Assignment) { a.Due, a.Zone = due, zone })
		}
	}
	return undo, err
}

// undo takes back what was just done, with the same rights.
func (p *Pages) undo(ctx context.Context, tx *db.Tx, r *newsroom.Request, steps string) error {
	list := strings.Split(steps, ",")
	if len(list) > 4*maxMany {
		return fault.New(fault.Invalid, "stories.no_act")
	}
	for _, step := range list {
		kind, rest, _ := strings.Cut(step, ":")
		id, value, _ := strings.Cut(rest, ":")
		if err := p.undoOne(ctx, tx, r, kind, id, value); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pages) undoOne(ctx context.Context, tx *db.Tx, r *newsroom.Request, kind, id, value string) error {
	if kind == "s" {
		s, err := readable(ctx, tx, r, id)
		if err != nil {
			return err
		}
		if !desk.MayMove(r.Grants, s, r.Owns(s), story.Stage(value)) {
			return forbidden()
		}
		return desk.Move(ctx, tx, id, s.Stage, story.Stage(value), r.Person.ID)
	}
	a, err := desk.FindAssignment(ctx, tx, id)
	if err != nil {
		return err
	}
	s, err := readable(ctx, tx, r, a.Story)
	if err != nil {
		return err
	}
	switch {
	case !r.May(r.Case(people.Assign, s, s.Original)):
		return forbidden()
	case kind == "a":
		return desk.TakeBack(ctx, tx, id, r.Person.ID)
	case kind == "d":
		ms, err := strconv.ParseInt(value, 36, 64)
		if err != nil {
			return fault.New(fault.Invalid, "stories.no_act")
		}
		return desk.Reassign(ctx, tx, id, r.Person.ID, func(a *desk.Assignment) {
			a.Due = time.Time{}
			if ms > 0 {
				a.Due = db.Time(ms)
			}
		})
	}
	return fault.New(fault.Invalid, "stories.no_act")
}
