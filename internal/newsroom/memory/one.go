package memory

import (
	"strconv"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// OnePage is a segment.
type OnePage struct {
	Row        Row
	Fields     []newsroom.Field
	Source     string // as they were read, so that nobody writes over another's mending
	Target     string
	By         string
	Story      string // its headline's address at the desk, "" where she may not read it
	StoryTitle string
	Penalty    string
}

func (p *Pages) one(r *newsroom.Request) (newsroom.Answer, error) {
	var page OnePage
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		s, err := mine(r, tx, r.PathValue("segment"))
		if err != nil {
			return err
		}
		page = OnePage{Row: rowOf(r, s), Source: s.Source, Target: s.Target, By: s.By}
		who, err := people.ByIDs(r.Context(), tx, []string{s.By})
		if err != nil {
			return err
		}
		if known, ok := who[s.By]; ok {
			page.By = known.Name
		}
		if err := page.from(r, tx, s); err != nil {
			return err
		}
		page.fields(r, s)
		return nil
	})
	return newsroom.Show("one", page), err
}

// mine reads a segment, if she may clean it and see its words.
func mine(r *newsroom.Request, tx *db.Tx, id string) (memory.Segment, error) {
	s, err := memory.One(r.Context(), tx, id)
	if err == nil && !may(r.Visitor, s.From, s.To) {
		err = refused
	}
	if err != nil || s.Story == "" {
		return s, err
	}
	sees, err := r.MayKnow(r.Context(), tx, s.Story)
	if err == nil && !sees {
		err = fault.New(fault.Forbidden, "memory.not_out")
	}
	return s, err
}

// from tells which story it comes from, to who may read it.
func (page *OnePage) from(r *newsroom.Request, tx *db.Tx, s memory.Segment) error {
	if s.Story == "" {
		return nil
	}
	one, err := story.Find(r.Context(), tx, s.Story)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err == nil && r.May(r.Case(people.ReadStory, one, "")) {
		page.Story = "/desk/stories/" + s.Story + "/" + string(s.To) + "/"
		if s.Block != "" && s.Block != "headline" && s.Block != "standfirst" {
			page.Story += "#b-" + s.Block
		}
	}
	return err
}

func (page *OnePage) fields(r *newsroom.Request, s memory.Segment) {
	state := newsroom.Field{Name: "state", Label: r.Say("memory.state_label"), Type: "select"}
	for _, one := range []memory.State{memory.Reviewed, memory.Translated, memory.Machine} {
		state.Options = append(state.Options, newsroom.Option{Value: one.String(), Label: r.Say("memory.state_" + one.String()), Chosen: one == s.State})
	}
	page.Fields = []newsroom.Field{
		{Name: "source", Label: s.From.NameIn(r.Visitor.Lang), Value: s.Source, Type: "area", Rows: 3, Lang: s.From, Required: true},
		{Name: "target", Label: s.To.NameIn(r.Visitor.Lang), Value: s.Target, Type: "area", Rows: 3, Lang: s.To, Required: true},
		{Name: "domain", Label: r.Say("memory.domain"), Value: s.Domain, Max: memory.MaxDomain, Help: domainHelp(r, s)},
		state,
		{Name: "penalty", Label: r.Say("memory.penalty_label"), Value: strconv.Itoa(s.Penalty), Type: "number", Help: r.Say("memory.penalty_help", "limit", memory.MaxPenalty)},
	}
}

// domainHelp names the section, where the domain is one's id.
func domainHelp(r *newsroom.Request, s memory.Segment) string {
	if name := domainName(r, s.Domain); name != s.Domain {
		return name
	}
	return r.Say("memory.domain_help")
}

func (p *Pages) save(r *newsroom.Request) (newsroom.Answer, error) {
	state, ok := memory.ParseState(r.PostFormValue("state"))
	penalty, err := strconv.Atoi(r.PostFormValue("penalty"))
	switch {
	case !ok:
		return newsroom.Answer{}, fault.New(fault.Invalid, "memory.state").In("state")
	case err != nil:
		return newsroom.Answer{}, fault.New(fault.Invalid, "memory.penalty").In("penalty").With("limit", memory.MaxPenalty)
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		s, err := mine(r, tx, r.PathValue("segment"))
		if err != nil {
			return err
		}
		s.Source, s.Target, s.Domain = r.PostFormValue("source"), r.PostFormValue("target"), r.PostFormValue("domain")
		s.State, s.Penalty = state, penalty
		if err := memory.Mend(r.Context(), tx, s, [2]string{r.PostFormValue("was_source"), r.PostFormValue("was_target")}); err != nil {
			return err
		}
		return note(r.Context(), tx, r, "segment.mended", s.ID, nil)
	})
	return newsroom.SeeOther(at+r.PathValue("segment")+"/", "memory.done_mended"), err
}
