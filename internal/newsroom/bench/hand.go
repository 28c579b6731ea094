package bench

import (
	"slices"
	"strings"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// hand is what handing a text over offers.
type hand struct {
	Mine   string            // her own open task here, which ends with it
	People []newsroom.Option // who can read it; empty where she may not give tasks
}

// fillWork says who was asked to translate this text until when, and to whom it can go on.
func (p *Pages) fillWork(r *newsroom.Request, tx *db.Tx, s *sheet, n names) error {
	tasks, err := desk.AssignmentsOf(r.Context(), tx, r.Story.ID)
	if err != nil {
		return err
	}
	h := &hand{}
	for _, t := range tasks {
		if !t.Open() || t.Lang != r.Text || t.Task != desk.Translate && t.Task != desk.Edit {
			continue
		}
		mine := t.Person == r.Person.ID
		if s.Task == nil || mine {
			s.Task = &task{ID: t.ID, Who: n.who(t.Person), Due: r.When(t.Due), Late: t.Late(r.Now()), Mine: mine}
		}
		if mine {
			h.Mine = t.ID
		}
	}
	if r.May(r.Case(people.Assign, r.Story, r.Text)) {
		if h.People, err = readersOf(r, tx); err != nil {
			return err
		}
	}
	if s.May && (h.Mine != "" || len(h.People) > 0) {
		s.Hand = h
	}
	return nil
}

// hand ends her own task, credits her, and where she may give tasks, gives the text to
// somebody to read.
func (p *Pages) handOver(r *newsroom.Request) (newsroom.Answer, error) {
	to := r.PostFormValue("to")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		// Whoever hands it over at the same moment, or clicked twice, waits and finds it done.
		if err := story.Hold(r.Context(), tx, r.Story.ID, r.Text); err != nil {
			return err
		}
		tasks, err := desk.AssignmentsOf(r.Context(), tx, r.Story.ID)
		if err != nil {
			return err
		}
		for _, t := range tasks {
			if t.Open() && t.Lang == r.Text && t.Person == r.Person.ID && (t.Task == desk.Translate || t.Task == desk.Edit) {
				if err := desk.Finish(r.Context(), tx, t.ID, r.Person.ID); err != nil {
					return err
				}
			}
		}
		if to == "" {
			return nil
		}
		if !r.May(r.Case(people.Assign, r.Story, r.Text)) {
			return fault.New(fault.Forbidden, "newsroom.forbidden")
		}
		order := desk.Order{Assignment: desk.Assignment{Story: r.Story.ID, Person: to, Task: desk.Edit, Lang: r.Text, By: r.Person.ID, Zone: r.Zone}}
		if due := r.PostFormValue("due"); due != "" {
			if order.Due, err = desk.ReadMoment(due, r.Now().In(r.Zone), r.Visitor.Lang); err != nil {
				return err
			}
		}
		if slices.ContainsFunc(tasks, func(t desk.Assignment) bool {
			return t.Open() && t.Person == to && t.Task == order.Task && t.Lang == r.Text && t.Due.Equal(order.Due)
		}) {
			return nil
		}
		_, err = desk.Assign(r.Context(), tx, order)
		return err
	})
	return done(r, struct{}{}, addressOf(r), "bench.handed"), err
}

// readersOf lists who else may save the text, and so can read it beside its source.
func readersOf(r *newsroom.Request, tx *db.Tx) (list []newsroom.Option, err error) {
	holders, err := people.Holders(r.Context(), tx, people.Roles...)
	if err != nil {
		return nil, err
	}
	var ids []string
	for one, grants := range holders {
		if one != r.Person.ID && people.May(grants, people.Case{Deed: people.SaveTranslation, Bureau: r.Story.Bureau, Lang: r.Text}) {
			ids = append(ids, one)
		}
	}
	by, err := people.ByIDs(r.Context(), tx, ids)
	for _, one := range ids {
		list = append(list, newsroom.Option{Value: one, Label: by[one].In(r.Visitor.Lang)})
	}
	slices.SortFunc(list, func(a, b newsroom.Option) int { return strings.Compare(a.Label, b.Label) })
	return list, err
}
