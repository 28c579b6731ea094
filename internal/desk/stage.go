package desk

import (
	"context"
	"slices"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// MayMove says whether somebody may move a story from its stage to another. An editor
// moves it anywhere; who wrote it brings it as far as editing, which is called filing;
// a fact-checker moves it among editing, checking and ready. A pitch becomes a story by
// a decision alone.
func MayMove(grants []people.Grant, s story.Story, own bool, to story.Stage) bool {
	from := s.Stage
	if from == to || !slices.Contains(Stages, to) || to == story.Pitch {
		return false
	}
	may := func(d people.Deed) bool {
		return people.May(grants, people.Case{Deed: d, Bureau: s.Bureau, Lang: s.Original, Own: own})
	}
	within := func(some ...story.Stage) bool { return slices.Contains(some, from) && slices.Contains(some, to) }
	switch {
	case from == story.Pitch:
		return may(people.Assign)
	case may(people.MoveStage):
		return true
	case within(story.Assigned, story.Drafting, story.Editing) && from != story.Editing:
		return may(people.FileStory)
	case within(story.Editing, story.Checking, story.Ready):
		return may(people.CheckStory)
	}
	return false
}

// Moves lists the stages to which somebody may move a story.
func Moves(grants []people.Grant, s story.Story, own bool) (list []story.Stage) {
	for _, to := range Stages {
		if MayMove(grants, s, own, to) {
			list = append(list, to)
		}
	}
	return list
}

// Move moves a story to a stage, from the one that the mover saw: one that somebody
// moved meanwhile is a Conflict. Those who work on it are told. Who may is MayMove's.
func Move(ctx context.Context, tx *db.Tx, id string, seen, to story.Stage, by string) error {
	if !slices.Contains(Stages, to) {
		return fault.New(fault.Invalid, "story.unknown_stage").In("stage").With("stage", string(to))
	}
	s, err := story.Edit(ctx, tx, id, by, func(s *story.Story) error {
		if s.Stage != seen {
			return fault.New(fault.Conflict, "desk.moved_meanwhile").In("stage")
		}
		s.Stage = to
		return nil
	})
	if err != nil {
		return err
	}
	if seen == story.Pitch {
		if err := passPitch(ctx, tx, s, by); err != nil {
			return err
		}
	}
	if err := tellMoved(ctx, tx, s, by); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: by, Deed: "work.moved", Detail: map[string]string{"from": string(seen), "to": string(to)}})
}

// tellMoved tells those who work on a story, and its authors, that it was moved.
func tellMoved(ctx context.Context, tx *db.Tx, s story.Story, by string) error {
	title, err := titleOf(ctx, tx, s)
	if err != nil {
		return err
	}
	to, err := workers(ctx, tx, s)
	if err != nil {
		return err
	}
	return notice.Tell(ctx, tx, notice.Notice{To: to, By: by, Kind: notice.Work, Key: "desk.told_stage_" + string(s.Stage), Args: map[string]string{"title": title}, Story: s.ID, Path: Path(s.ID)})
}

// workers are the authors of a story and those who have an open assignment on it.
func workers(ctx context.Context, tx *db.Tx, s story.Story) (list []string, err error) {
	for _, c := range s.People {
		if c.Part == story.Author {
			list = append(list, c.Person)
		}
	}
	assignments, err := AssignmentsOf(ctx, tx, s.ID)
	for _, a := range assignments {
		if a.Open() {
			list = append(list, a.Person)
		}
	}
	return list, err
}

// finish ends an act on a story: its line in the lists is made anew, and the deed is
// written down.
func finish(ctx context.Context, tx *db.Tx, s story.Story, e audit.Entry) error {
	if err := Refresh(ctx, tx, s.ID); err != nil {
		return err
	}
	e.On, e.Bureau, e.From = audit.Thing("story", s.ID), s.Bureau, "desk"
	return audit.Note(ctx, tx, e)
}

// Path is where the desk shows a story.
func Path(id string) string { return "/desk/stories/" + id + "/" }

// titleOf is a story's headline in its original language, or its working title.
func titleOf(ctx context.Context, tx *db.Tx, s story.Story) (string, error) {
	heads, err := story.Heads(ctx, tx, s.ID)
	if err != nil {
		return "", err
	}
	if h := headIn(heads, s.Original); h.Headline != "" {
		return h.Headline, nil
	}
	w, err := Find(ctx, tx, s.ID)
	return w.Title, err
}
