package stories

import (
	"context"
	"strings"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// found is one line of the palette.
type found struct {
	Title string   `json:"title"`
	Path  string   `json:"path"`
	What  string   `json:"what,omitempty"`
	Lang  lang.Tag `json:"lang,omitempty"`
}

// find answers Ctrl+K: what she can do with the story that she is on, stories by words of
// their headlines, people, places of the desk. Without script it is a page.
func (p *Pages) find(r *newsroom.Request) (newsroom.Answer, error) {
	q := strings.TrimSpace(r.FormValue("q"))
	if len(q) > 200 {
		q = strings.ToValidUTF8(q[:200], "")
	}
	list := []found{}
	err := p.read(r, func(ctx context.Context, tx *db.Tx) (err error) {
		acts, err := p.findActs(ctx, tx, r, q)
		if err != nil {
			return err
		}
		stories, err := p.findStories(ctx, tx, r, q)
		if err != nil {
			return err
		}
		persons, err := findPeople(ctx, tx, r, q)
		list = append(append(append(acts, stories...), persons...), findPlaces(r, q)...)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return newsroom.JSON(map[string]any{"found": append([]found{}, list...)}), nil
	}
	return newsroom.Show("find", map[string]any{"Query": q, "Found": list}), nil
}

func fits(title, q string) bool {
	title, q = strings.ToLower(title), strings.ToLower(q)
	for _, w := range strings.Fields(q) {
		if !strings.Contains(title, w) {
			return false
		}
	}
	return true
}

// findActs lists what she can do with the story whose page she is on.
func (p *Pages) findActs(ctx context.Context, tx *db.Tx, r *newsroom.Request, q string) (list []found, err error) {
	rest, ok := strings.CutPrefix(r.FormValue("at"), "/desk/stories/")
	id, _, _ := strings.Cut(rest, "/")
	if !ok || len(id) != 26 {
		return nil, nil
	}
	s, err := readable(ctx, tx, r, id)
	if err != nil {
		return nil, nil // it is not there for her
	}
	overviews, err := desk.Overviews(ctx, tx, []string{id})
	title := overviews[id].Headline
	add := func(key, path string) {
		if said := r.Say(key); fits(said, q) {
			list = append(list, found{Title: said, Path: path, What: title})
		}
	}
	base := desk.Path(s.ID)
	add("stories.act_open", base)
	add("stories.act_text", base+string(s.Original)+"/")
	if r.May(r.Case(people.Assign, s, s.Original)) {
		add("stories.act_assign", base+"#assign")
		add("stories.act_hold", base+"#hold")
	}
	if len(desk.Moves(r.Grants, s, r.Owns(s))) > 0 {
		add("stories.act_stage", base+"#stage")
	}
	if r.May(r.Case(people.Publish, s, s.Original)) {
		add("stories.act_publish", base+"publish/")
	}
	return list, err
}

func (p *Pages) findStories(ctx context.Context, tx *db.Tx, r *newsroom.Request, q string) (list []found, err error) {
	ask := desk.Query{Reader: reader(r)}
	if q == "" {
		ask.Terms = []string{"who:" + r.Person.ID}
	} else {
		ask.SetWords([]string{q}, r.Outlet.Langs())
		if len(ask.Words) == 0 {
			return nil, nil
		}
	}
	overviews, _, err := desk.List(ctx, tx, ask, "", 8)
	for _, o := range overviews {
		what := r.Say("stories.stage_" + string(o.Stage))
		if o.Resting && o.Stage != story.Pitch {
			what = r.Say("stories.out")
		}
		if !o.Due.IsZero() {
			what += ", " + r.When(o.Due).Human
		}
		list = append(list, found{o.Headline, desk.Path(o.Story), what, o.Original})
	}
	return list, err
}

// findPeople leads to what somebody works on.
func findPeople(ctx context.Context, tx *db.Tx, r *newsroom.Request, q string) (list []found, err error) {
	if q == "" {
		return nil, nil
	}
	persons, err := staff(ctx, tx)
	for _, one := range persons {
		if len(list) < 5 && named(one, q) {
			list = append(list, found{Title: one.In(r.Visitor.Lang), Path: listPath(desk.Asked{}.With("who", whoIs(one)), false), What: r.Say("stories.works_on")})
		}
	}
	return list, err
}

// findPlaces lists the places of the desk that she may go to.
func findPlaces(r *newsroom.Request, q string) (list []found) {
	for _, one := range []struct {
		key, path string
		show      bool
	}{
		{"newsroom.rail_work", "/desk/", true}, {"newsroom.rail_stories", "/desk/stories/", true}, {"stories.board", "/desk/stories/board", true},
		{"newsroom.rail_calendar", "/desk/calendar/", true}, {"newsroom.rail_notices", "/desk/notices/", true}, {"stories.new_pitch", "/desk/stories/pitch", true},
		{"stories.new_story", "/desk/stories/new", r.MaySomewhere(people.CreateStory)}, {"newsroom.rail_front", "/desk/front/", r.MaySomewhere(people.ArrangeFront)},
		{"newsroom.rail_media", "/desk/media/", r.MaySomewhere(people.SeeMedia)}, {"newsroom.my_account", "/desk/me/", true},
	} {
		if said := r.Say(one.key); one.show && fits(said, q) {
			list = append(list, found{Title: said, Path: one.path})
		}
	}
	return list
}

// whoIs names a person in a question.
func whoIs(p people.Person) string {
	if p.Slug != "" {
		return p.Slug
	}
	return strings.ToLower(p.Name)
}
