package stories

import (
	"context"
	"strconv"
	"strings"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// formPage is the form of a pitch or of a new story.
type formPage struct {
	Pitch  bool
	Fields []newsroom.Field
	Path   string
	Error  string // what is wrong and belongs to no field
}

// mayBegin says in which bureaus she may begin a story.
func mayBegin(r *newsroom.Request, original lang.Tag) func(string) bool {
	return func(bureau string) bool {
		return r.May(people.Case{Deed: people.CreateStory, Bureau: bureau, Lang: original, Own: true})
	}
}

func anyBureau(r *newsroom.Request) func(string) bool {
	return func(b string) bool { return b != "" || len(r.Outlet.Bureaus) == 0 }
}

func (p *Pages) newForm(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("form", p.form(r, false, nil)), nil
}

func (p *Pages) pitchForm(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("form", p.form(r, true, nil)), nil
}

// form makes the fields, with what was typed and what is wrong with it.
func (p *Pages) form(r *newsroom.Request, pitch bool, err error) formPage {
	v := func(name string) string { return r.FormValue(name) }
	original := lang.Tag(v("original"))
	if original == "" {
		original = r.Visitor.Lang
		if _, ok := r.Outlet.Edition(original); !ok {
			original = r.Outlet.XDefault()
		}
	}
	bureau := v("bureau")
	if bureau == "" {
		bureau = r.Visit.Desk.Bureau
	}
	kind := story.Kind(v("kind"))
	f := formPage{Pitch: pitch, Path: "/desk/stories/new"}
	allowed := mayBegin(r, original)
	if pitch {
		f.Path, allowed = "/desk/stories/pitch", anyBureau(r)
	}
	f.Fields = []newsroom.Field{
		{Name: "title", Label: r.Say("stories.working_title"), Value: v("title"), Required: true, Max: desk.MaxTitle, Lang: original},
		{Name: "original", Label: r.Say("stories.original"), Type: "select", Options: langOptions(r, original, "")},
		{Name: "kind", Label: r.Say("stories.kind"), Type: "select", Options: kindOptions(r, kind)},
		{Name: "bureau", Label: r.Say("stories.bureau"), Type: "select", Options: bureauOptions(r, bureau, allowed)},
	}
	add := func(list ...newsroom.Field) { f.Fields = append(f.Fields, list...) }
	if pitch {
		add(newsroom.Field{Name: "why", Label: r.Say("stories.why"), Help: r.Say("stories.why_help"), Type: "area", Rows: 4, Value: v("why"), Required: true, Max: desk.MaxWhy},
			newsroom.Field{Name: "needs", Label: r.Say("stories.needs"), Help: r.Say("stories.needs_help"), Type: "area", Rows: 2, Value: v("needs"), Max: desk.MaxWhy},
			newsroom.Field{Name: "wanted", Label: r.Say("stories.wanted"), Help: r.Say("stories.time_help"), Value: v("wanted")})
	} else {
		add(newsroom.Field{Name: "viewpoint", Label: r.Say("stories.viewpoint"), Help: r.Say("stories.viewpoint_help"), Type: "select", Options: placeOptions(r, v("viewpoint"))},
			newsroom.Field{Name: "section", Label: r.Say("stories.section"), Type: "select", Options: sectionOptions(r, v("section"))},
			newsroom.Field{Name: "partner", Label: r.Say("stories.partner"), Type: "select", Options: partnerOptions(r, v("partner"))},
			newsroom.Field{Name: "topics", Label: r.Say("stories.topics"), Help: r.Say("stories.topics_help"), Value: v("topics"), Max: 500},
			newsroom.Field{Name: "brief", Label: r.Say("stories.brief"), Type: "area", Rows: 3, Value: v("brief"), Max: desk.MaxWhy},
			newsroom.Field{Name: "words", Label: r.Say("stories.length"), Help: r.Say("stories.length_help"), Value: v("words")})
	}
	f.Error = besides(r, f.Fields, err)
	return f
}

// besides writes what is wrong beside the field it is about, or gives it back.
func besides(r *newsroom.Request, fields []newsroom.Field, err error) string {
	if err == nil {
		return ""
	}
	said := r.Explain(err)
	if f, ok := fault.As(err); ok {
		for i := range fields {
			if fields[i].Name == f.Field {
				fields[i].Error = said
				return ""
			}
		}
	}
	return said
}

// again shows a form again with what was typed, if the fault is the form's.
func again(r *newsroom.Request, page string, data any, err error) (newsroom.Answer, error) {
	if fault.KindOf(err) != fault.Invalid || strings.Contains(r.Header.Get("Accept"), "application/json") {
		return newsroom.Answer{}, err
	}
	return newsroom.Show(page, data).Status(422), nil
}

func number(r *newsroom.Request, field string) (int, error) {
	text := strings.TrimSpace(r.FormValue(field))
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Invalid, "desk.bad_length").In(field).With("max", desk.MaxWords)
	}
	return n, nil
}

func (p *Pages) create(r *newsroom.Request) (newsroom.Answer, error) {
	original, bureau := lang.Tag(r.FormValue("original")), r.FormValue("bureau")
	if original != "" && !mayBegin(r, original)(bureau) { // an empty form is refused for what it lacks
		return newsroom.Answer{}, forbidden()
	}
	var made story.Story
	err := p.write(r, func(ctx context.Context, tx *db.Tx) (err error) {
		s := story.Story{Kind: story.Kind(r.FormValue("kind")), Original: original, Bureau: bureau}
		if s, err = p.named(ctx, tx, r, s); err != nil {
			return err
		}
		w := desk.Work{Title: r.FormValue("title"), Brief: r.FormValue("brief")}
		if w.Words, err = number(r, "words"); err != nil {
			return err
		}
		if !r.May(people.Case{Deed: people.CreateStory, Bureau: bureau, Lang: original}) { // hers alone: she is its author
			s.People = []story.Credit{{Person: r.Person.ID, Part: story.Author}}
		}
		made, err = desk.Begin(ctx, tx, s, w, r.Person.ID)
		return err
	})
	if err != nil {
		return again(r, "form", p.form(r, false, err), err)
	}
	return newsroom.SeeOther(desk.Path(made.ID), "stories.created"), nil
}

// named reads the facts of a story that are keys of something: only what is there is taken.
func (p *Pages) named(ctx context.Context, tx *db.Tx, r *newsroom.Request, s story.Story) (story.Story, error) {
	s.Viewpoint, s.Section, s.Partner = r.FormValue("viewpoint"), r.FormValue("section"), r.FormValue("partner")
	if err := there(r, s); err != nil {
		return s, err
	}
	var err error
	s.Topics, err = topicIDs(ctx, tx, r.FormValue("topics"))
	return s, err
}

// there refuses a story that names what the outlet does not have.
func there(r *newsroom.Request, s story.Story) error {
	absent := func(field string) error { return fault.New(fault.Invalid, "stories.not_there").In(field) }
	if _, ok := r.Outlet.Edition(s.Original); !ok {
		return absent("original")
	}
	if s.Bureau != "" && !r.Outlet.HasBureau(s.Bureau) {
		return absent("bureau")
	}
	if _, ok := r.Outlet.Place(s.Viewpoint); s.Viewpoint != "" && !ok {
		return absent("viewpoint")
	}
	if _, ok := r.Outlet.Section(s.Section); s.Section != "" && !ok {
		return absent("section")
	}
	if _, ok := r.Outlet.Partner(s.Partner); s.Partner != "" && !ok {
		return absent("partner")
	}
	return nil
}

func (p *Pages) pitch(r *newsroom.Request) (newsroom.Answer, error) {
	bureau := r.FormValue("bureau")
	var made story.Story
	err := p.write(r, func(ctx context.Context, tx *db.Tx) (err error) {
		s := story.Story{Kind: story.Kind(r.FormValue("kind")), Original: lang.Tag(r.FormValue("original")), Bureau: bureau, People: []story.Credit{{Person: r.Person.ID, Part: story.Author}}}
		if s, err = p.named(ctx, tx, r, s); err != nil {
			return err
		}
		w := desk.Work{Title: r.FormValue("title"), Why: r.FormValue("why"), Needs: r.FormValue("needs"), PitchedBy: r.Person.ID}
		if w.Wanted, err = when(r, "wanted", zoneOf(r, bureau)); err != nil {
			return err
		}
		made, err = desk.Offer(ctx, tx, s, w)
		return err
	})
	if err != nil {
		return again(r, "form", p.form(r, true, err), err)
	}
	return newsroom.SeeOther(desk.Path(made.ID), "stories.pitched"), nil
}
