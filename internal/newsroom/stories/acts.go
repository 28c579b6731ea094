package stories

import (
	"context"
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
)

// act does something to the story and leads back to where it was done.
func (p *Pages) act(r *newsroom.Request, key string, f func(ctx context.Context, tx *db.Tx) error) (newsroom.Answer, error) {
	if err := p.write(r, f); err != nil {
		return newsroom.Answer{}, err
	}
	back := desk.Path(r.Story.ID)
	if to := newsroom.SafePath(r.FormValue("back")); r.FormValue("back") != "" && to != "/desk/" {
		back = to
	}
	return newsroom.SeeOther(back, key), nil
}

func (p *Pages) move(r *newsroom.Request) (newsroom.Answer, error) {
	to := story.Stage(r.FormValue("stage"))
	if to == "" {
		return newsroom.Answer{}, fault.New(fault.Invalid, "story.unknown_stage").In("stage").With("stage", "")
	}
	seen := story.Stage(r.FormValue("seen"))
	if seen == "" {
		seen = r.Story.Stage
	}
	if seen == r.Story.Stage && !desk.MayMove(r.Grants, r.Story, r.Owns(r.Story), to) {
		return newsroom.Answer{}, forbidden()
	}
	return p.act(r, "stories.moved", func(ctx context.Context, tx *db.Tx) error {
		return desk.Move(ctx, tx, r.Story.ID, seen, to, r.Person.ID)
	})
}

func (p *Pages) decide(r *newsroom.Request) (newsroom.Answer, error) {
	until, err := when(r, "until", zoneOf(r, r.Story.Bureau))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.act(r, "stories.decided", func(ctx context.Context, tx *db.Tx) error {
		return desk.Decide(ctx, tx, r.Story.ID, desk.Judgement{Decision: desk.Decision(r.FormValue("decision")), Reason: r.FormValue("reason"), Until: until, By: r.Person.ID})
	})
}

func (p *Pages) assign(r *newsroom.Request) (newsroom.Answer, error) {
	zone := zoneOf(r, r.Story.Bureau)
	due, err := when(r, "due", zone)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.act(r, "stories.assigned", func(ctx context.Context, tx *db.Tx) error {
		_, err := desk.Assign(ctx, tx, desk.Order{Byline: r.FormValue("byline") != "", Assignment: desk.Assignment{
			Story: r.Story.ID, Person: r.FormValue("person"), Task: desk.Task(r.FormValue("task")), Lang: lang.Tag(r.FormValue("lang")),
			Due: due, Zone: zone, Brief: r.FormValue("brief"), By: r.Person.ID,
		}})
		return err
	})
}

// task is what is done with one assignment: she whose it is accepts, declines and
// finishes it; who assigns moves its deadline, finishes it, or takes it back.
func (p *Pages) task(r *newsroom.Request) (newsroom.Answer, error) {
	zone := zoneOf(r, r.Story.Bureau)
	due, err := when(r, "due", zone)
	if err != nil {
		return newsroom.Answer{}, err
	}
	assigns := r.May(r.Case(people.Assign, r.Story, r.Story.Original))
	return p.act(r, "stories.task_kept", func(ctx context.Context, tx *db.Tx) error {
		a, err := desk.FindAssignment(ctx, tx, r.FormValue("id"))
		if err != nil || a.Story != r.Story.ID {
			return fault.New(fault.NotFound, "desk.no_assignment").Because(err)
		}
		mine := a.Person == r.Person.ID
		switch act := r.FormValue("act"); {
		case act == "accept" && mine, act == "decline" && mine:
			return desk.Answer(ctx, tx, a.ID, r.Person.ID, act == "accept", r.FormValue("reason"))
		case act == "done" && (mine || assigns):
			return desk.Finish(ctx, tx, a.ID, r.Person.ID)
		case act == "take" && assigns:
			return desk.TakeBack(ctx, tx, a.ID, r.Person.ID)
		case act == "due" && assigns:
			return desk.Reassign(ctx, tx, a.ID, r.Person.ID, func(a *desk.Assignment) { a.Due, a.Zone = due, zone })
		}
		return forbidden()
	})
}

// facts changes what the story is. What her form did not change stays as it stands now,
// and what somebody else changed meanwhile is not written over: she is told.
func (p *Pages) facts(r *newsroom.Request) (newsroom.Answer, error) {
	if r.FormValue("kind") == "" {
		return newsroom.Answer{}, fault.New(fault.Invalid, "story.unknown_kind").In("kind").With("kind", "")
	}
	return p.act(r, "stories.facts_kept", func(ctx context.Context, tx *db.Tx) error {
		_, err := desk.ChangeFacts(ctx, tx, r.Story.ID, r.Person.ID, r.Grants, func(s *story.Story) error { return fillFacts(ctx, tx, r, s) })
		return err
	})
}

// fillFacts puts the form of a story's facts on the story as it stands now. Who takes it
// to another bureau needs a right in both: else somebody could bring a story to where her
// rights are.
func fillFacts(ctx context.Context, tx *db.Tx, r *newsroom.Request, s *story.Story) error {
	if !r.May(r.Case(people.SaveOriginal, *s, s.Original)) { // somebody took it elsewhere
		return forbidden()
	}
	topics, err := topicKeys(ctx, tx, s.Topics)
	if err != nil {
		return err
	}
	kind, bureau, written := string(s.Kind), s.Bureau, topics
	for _, f := range []struct {
		name string
		now  *string
	}{{"kind", &kind}, {"bureau", &bureau}, {"section", &s.Section}, {"viewpoint", &s.Viewpoint}, {"partner", &s.Partner}, {"topics", &written}} {
		is, ok := changed(r, f.name, *f.now)
		if !ok {
			return fault.New(fault.Conflict, "desk.notes_changed").In(f.name)
		}
		*f.now = is
	}
	if written != topics {
		if s.Topics, err = topicIDs(ctx, tx, written); err != nil {
			return err
		}
	}
	if bureau != s.Bureau && !mayBegin(r, s.Original)(bureau) {
		return forbidden()
	}
	if s.People, err = credits(ctx, tx, r, *s); err != nil {
		return err
	}
	s.Kind, s.Bureau = story.Kind(kind), bureau
	return there(r, *s)
}

// credits are the bylines as the form has them: those that were not taken off, those that
// somebody else added since it was shown, and one that is added. Who may work on her own
// stories alone cannot take herself off.
func credits(ctx context.Context, tx *db.Tx, r *newsroom.Request, s story.Story) (list []story.Credit, err error) {
	for _, c := range s.People {
		gone := !slices.Contains(r.Form["byline"], creditKey(c)) && (!r.Form.Has("byline_was") || slices.Contains(r.Form["byline_was"], creditKey(c)))
		if !gone || c.Person == r.Person.ID && !r.May(people.Case{Deed: people.SaveOriginal, Bureau: s.Bureau, Lang: s.Original}) {
			list = append(list, c)
		}
	}
	id := r.FormValue("add_person")
	if id == "" {
		return list, nil
	}
	known, err := people.ByIDs(ctx, tx, []string{id})
	if _, ok := known[id]; err == nil && !ok {
		err = fault.New(fault.Invalid, "desk.nobody").In("add_person")
	}
	c := story.Credit{Person: id, Part: story.Author}
	if l := lang.Tag(r.FormValue("add_lang")); l != "" {
		c.Part, c.Lang = story.Translated, l
	}
	if slices.Contains(list, c) {
		return list, err
	}
	return append(list, c), err
}

// creditKey is a credit as forms have it.
func creditKey(c story.Credit) string { return c.Person + "/" + string(c.Part) + "/" + string(c.Lang) }

// notes keeps what she changed of a story's brief. What her form did not change stays as
// it stands now, and what somebody else changed meanwhile is not written over: she is told.
func (p *Pages) notes(r *newsroom.Request) (newsroom.Answer, error) {
	words, err := number(r, "words")
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.act(r, "stories.notes_kept", func(ctx context.Context, tx *db.Tx) error {
		var refused error
		err := desk.SetNotes(ctx, tx, r.Story.ID, r.Person.ID, func(w *desk.Work) {
			now := *w
			if refused = fill(r, w, words); refused != nil {
				*w = now
			}
		})
		if refused != nil {
			return refused
		}
		return err
	})
}

// fill puts the form of a story's brief into what is kept of it.
func fill(r *newsroom.Request, w *desk.Work, words int) error {
	title, ok := changed(r, "title", w.Title)
	about, same := changed(r, "about", w.Brief)
	if !ok || !same {
		return fault.New(fault.Conflict, "desk.notes_changed").In("about")
	}
	w.Title, w.Brief = title, about
	if r.Form.Has("words") {
		w.Words = words
	}
	mark, was := r.FormValue("sensitive") != "", r.FormValue("sensitive_was") != ""
	switch {
	case mark == was || !r.May(r.Case(people.Assign, r.Story, r.Story.Original)):
	case w.Sensitive && !mark && !liftsPromises(r):
		return fault.New(fault.Forbidden, "desk.promised_by_another")
	default:
		w.Sensitive = mark
	}
	return nil
}

// changed is what a field of a form makes of what is kept now. It is not right where both
// the form and somebody else changed it since the form was shown, as NAME_was tells.
func changed(r *newsroom.Request, name, now string) (string, bool) {
	clean := func(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
	sent, was := clean(r.FormValue(name)), clean(r.FormValue(name+"_was"))
	switch {
	case !r.Form.Has(name), r.Form.Has(name+"_was") && sent == was:
		return now, true
	case !r.Form.Has(name + "_was"), was == clean(now), sent == clean(now):
		return sent, true
	}
	return now, false
}

// liftsPromises says whether she may undo what others promised or held back: who may lift
// those gates when the story goes out.
func liftsPromises(r *newsroom.Request) bool {
	return desk.LiftsPromises(r.Grants, r.Story)
}

// mayUndo refuses to undo, or to replace, a hold or an embargo of somebody else's. Else
// its gate would hold nobody who may assign.
func mayUndo(r *newsroom.Request, stands bool, by string) error {
	if stands && by != r.Person.ID && !liftsPromises(r) {
		return fault.New(fault.Forbidden, "desk.promised_by_another")
	}
	return nil
}

func (p *Pages) hold(r *newsroom.Request) (newsroom.Answer, error) {
	h := desk.Hold{Reason: r.FormValue("reason"), By: r.Person.ID}
	var err error
	key := "stories.released"
	if r.FormValue("release") == "" {
		key = "stories.hold_set"
		if h.Until, err = when(r, "until", zoneOf(r, r.Story.Bureau)); err == nil && h.Until.IsZero() {
			err = fault.New(fault.Invalid, "desk.hold_until").In("until")
		}
		if err != nil {
			return newsroom.Answer{}, err
		}
	}
	return p.act(r, key, func(ctx context.Context, tx *db.Tx) error {
		now, err := desk.HoldOf(ctx, tx, r.Story.ID)
		if err != nil {
			return err
		}
		if err := mayUndo(r, !now.Until.IsZero(), now.By); err != nil {
			return err
		}
		return desk.SetHold(ctx, tx, r.Story.ID, h)
	})
}

func (p *Pages) embargo(r *newsroom.Request) (newsroom.Answer, error) {
	zone := zoneOf(r, r.Story.Bureau)
	if name := strings.TrimSpace(r.FormValue("zone")); name != "" {
		z, err := time.LoadLocation(name)
		if err != nil || name == "Local" {
			return newsroom.Answer{}, fault.New(fault.Invalid, "stories.no_zone").In("zone").With("zone", name)
		}
		zone = z
	}
	e := desk.Embargo{Zone: zone, By: r.Person.ID}
	key := "stories.embargo_lifted"
	if r.FormValue("release") == "" {
		var err error
		key = "stories.embargo_set"
		if e.At, err = when(r, "at", zone); err == nil && e.At.IsZero() {
			err = fault.New(fault.Invalid, "desk.embargo_at").In("at")
		}
		if err != nil {
			return newsroom.Answer{}, err
		}
	}
	return p.act(r, key, func(ctx context.Context, tx *db.Tx) error {
		now, err := desk.EmbargoOf(ctx, tx, r.Story.ID)
		if err != nil {
			return err
		}
		if err := mayUndo(r, !now.At.IsZero(), now.By); err != nil {
			return err
		}
		return desk.SetEmbargo(ctx, tx, r.Story.ID, e)
	})
}

func (p *Pages) plan(r *newsroom.Request) (newsroom.Answer, error) {
	l := lang.Tag(r.FormValue("lang"))
	if _, ok := r.Outlet.Edition(l); !ok {
		return newsroom.Answer{}, fault.New(fault.Invalid, "stories.not_there").In("lang")
	}
	at, err := when(r, "at", zoneOf(r, r.Story.Bureau))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.act(r, "stories.plan_kept", func(ctx context.Context, tx *db.Tx) error {
		return desk.PlanFor(ctx, tx, r.Story.ID, l, at, r.Person.ID)
	})
}

func (p *Pages) tick(r *newsroom.Request) (newsroom.Answer, error) {
	return p.act(r, "", func(ctx context.Context, tx *db.Tx) error {
		return desk.Tick(ctx, tx, r.Story.ID, r.FormValue("item"), r.Story.Original, r.Person.ID, r.FormValue("done") != "")
	})
}

func (p *Pages) key(r *newsroom.Request) (newsroom.Answer, error) {
	rev, err := number(r, "rev")
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.act(r, "stories.key_turned", func(ctx context.Context, tx *db.Tx) error {
		return desk.TurnKey(ctx, tx, r.Story.ID, r.Text, rev, r.Person.ID)
	})
}
