package talk

import (
	"slices"
	"strconv"
	"time"

	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/story"
)

const (
	pageOfRevisions = 60
	sitting         = 30 * time.Minute // a pause after which a person's savings are told apart
)

type historyPage struct {
	head
	Named    bool
	Sittings []sittingView
	Older    string // query of the next page
	Newest   int
}

// sittingView is what one person saved without a longer pause, the latest first.
type sittingView struct {
	By          newsroom.Who
	From, To    newsroom.Moment
	First, Last int
	In, Out     int
	Taken       []newsroom.Who // whose suggestions came in with it
	Names       []nameView
	Revs        []revisionView
	last        time.Time
	by          string
}

// Before is the revision before the sitting, 0 for none.
func (s sittingView) Before() int { return s.Revs[len(s.Revs)-1].Before }

type revisionView struct {
	Rev     int
	At      newsroom.Moment
	In, Out int
	Names   []nameView
	Before  int // the revision before it that is listed; 0 for none
}

type nameView struct {
	Name string // as it is shown
	Raw  string
	Own  bool
	By   newsroom.Who
}

func (p *Pages) history(r *newsroom.Request) (newsroom.Answer, error) {
	h := &historyPage{}
	named := r.FormValue("named") == "1"
	before, _ := strconv.Atoi(r.FormValue("before"))
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		*h = historyPage{Named: named}
		if h.head, err = p.head(r, tx, "history"); err != nil {
			return err
		}
		h.Newest = h.Text.Rev
		list, err := story.Revisions(r.Context(), tx, r.Story.ID, r.Text, before, named, pageOfRevisions+1)
		if err != nil {
			return err
		}
		return h.fill(r, tx, list)
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if r.FormValue("panel") == "1" {
		return newsroom.Fragment("history", "history-panel", h), nil
	}
	return newsroom.Show("history", h), nil
}

func (h *historyPage) fill(r *newsroom.Request, tx *db.Tx, list []story.Revision) error {
	var below int
	if len(list) > pageOfRevisions {
		below = list[pageOfRevisions].Rev
		list = list[:pageOfRevisions]
		flag := ""
		if h.Named {
			flag = "1"
		}
		h.Older = query("before", strconv.Itoa(list[len(list)-1].Rev), "named", flag)
	}
	if len(list) == 0 {
		return nil
	}
	taken, err := comment.TakenIn(r.Context(), tx, r.Story.ID, r.Text, list[len(list)-1].Rev, list[0].Rev)
	if err != nil {
		return err
	}
	n := namesFor(r, tx)
	for i, rev := range list {
		v := revisionView{Rev: rev.Rev, At: r.When(rev.At), In: rev.WordsIn, Out: rev.WordsOut, Before: below}
		if i+1 < len(list) {
			v.Before = list[i+1].Rev
		}
		for _, name := range rev.Names {
			one := nameView{Name: nameOf(r, name), Raw: name.Name, Own: name.Own}
			if one.By, err = n.who(name.By); err != nil {
				return err
			}
			v.Names = append(v.Names, one)
		}
		if err := h.add(r, n, rev, v); err != nil {
			return err
		}
		last := &h.Sittings[len(h.Sittings)-1]
		for _, g := range taken {
			if g.Saved != rev.Rev || g.By == rev.By {
				continue
			}
			who, err := n.who(g.By)
			if err != nil {
				return err
			}
			if !slices.Contains(last.Taken, who) {
				last.Taken = append(last.Taken, who)
			}
		}
	}
	return nil
}

// add puts a revision to the sitting it belongs to, or begins one.
func (h *historyPage) add(r *newsroom.Request, n *names, rev story.Revision, v revisionView) error {
	k := len(h.Sittings) - 1
	if k < 0 || h.Sittings[k].by != rev.By || h.Sittings[k].last.Sub(rev.At) > sitting {
		who, err := n.who(rev.By)
		if err != nil {
			return err
		}
		h.Sittings = append(h.Sittings, sittingView{By: who, To: r.When(rev.At), Last: rev.Rev, by: rev.By})
		k++
	}
	s := &h.Sittings[k]
	s.last, s.From, s.First = rev.At, r.When(rev.At), rev.Rev
	s.In, s.Out = s.In+rev.WordsIn, s.Out+rev.WordsOut
	s.Names, s.Revs = append(s.Names, v.Names...), append(s.Revs, v)
	return nil
}

// nameOf is a revision's name in her language, or as a person wrote it.
func nameOf(r *newsroom.Request, n story.Name) string {
	if n.Own {
		return n.Name
	}
	return r.Say("talk.name_" + n.Name)
}

func (p *Pages) name(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	rev, _ := strconv.Atoi(r.FormValue("rev"))
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return story.NameRevision(r.Context(), tx, r.Story.ID, r.Text, rev, r.FormValue("name"), r.Person.ID)
	})
	return done(r, map[string]any{"rev": rev}, addressOf(r)+"history/#r"+strconv.Itoa(rev), "talk.done_named", "n", rev), err
}

func (p *Pages) unname(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	rev, _ := strconv.Atoi(r.FormValue("rev"))
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return story.DropName(r.Context(), tx, r.Story.ID, r.Text, rev, r.FormValue("name"))
	})
	return done(r, map[string]any{"rev": rev}, addressOf(r)+"history/#r"+strconv.Itoa(rev), "talk.done_unnamed", "n", rev), err
}

func (p *Pages) restore(r *newsroom.Request) (newsroom.Answer, error) {
	if err := permit(r); err != nil {
		return newsroom.Answer{}, err
	}
	rev, _ := strconv.Atoi(r.FormValue("rev"))
	seen, _ := strconv.Atoi(r.FormValue("seen"))
	var saved story.Saved
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		saved, err = story.Restore(r.Context(), tx, story.Restoring{
			Story: r.Story.ID, Lang: r.Text, Rev: rev, Block: r.FormValue("block"), Seen: seen, By: r.Person.ID, OpID: r.FormValue("op"),
		})
		if err != nil {
			return err
		}
		return comment.Follow(r.Context(), tx, r.Story.ID, r.Text)
	})
	key := "talk.done_restored"
	if len(saved.Conflicts) > 0 {
		key = "talk.done_restored_conflict"
	}
	return done(r, map[string]any{"rev": saved.Rev, "conflicts": len(saved.Conflicts)}, addressOf(r)+"history/", key, "n", rev), err
}
