package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// Story is a story as the API shows it.
type Story struct {
	ID        string    `json:"id"`
	Kind      string    `json:"kind"`
	Stage     string    `json:"stage"`
	Bureau    string    `json:"bureau,omitempty"`
	Original  string    `json:"original" doc:"Language of the text that the others were made from."`
	Viewpoint string    `json:"viewpoint,omitempty"`
	Section   string    `json:"section,omitempty" doc:"Key of the section."`
	Partner   string    `json:"partner,omitempty"`
	Topics    []string  `json:"topics" doc:"Ids; the first is the main one."`
	Bylines   []Byline  `json:"bylines"`
	Created   time.Time `json:"created"`
	Changed   time.Time `json:"changed"`
	Texts     []State   `json:"texts" doc:"The texts in the editions that the token sees."`
}

// Byline is an author of a story.
type Byline struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// State is where a text stands.
type State struct {
	Lang      string     `json:"lang"`
	Rev       int        `json:"rev" doc:"The newest revision."`
	Headline  string     `json:"headline"`
	MadeFrom  string     `json:"made_from,omitempty" doc:"The language it was translated from."`
	MadeRev   int        `json:"made_rev,omitempty" doc:"The revision of that text."`
	Behind    bool       `json:"behind" doc:"That text has moved on since."`
	Conflicts int        `json:"conflicts" doc:"Open conflicts of savings."`
	Readers   string     `json:"readers" enum:"nothing,live,withdrawn" doc:"What readers have of it."`
	LiveRev   int        `json:"live_rev,omitempty" doc:"The revision that readers have."`
	URL       string     `json:"url,omitempty"`
	Published *time.Time `json:"published,omitempty"`
	Scheduled *time.Time `json:"scheduled,omitempty" doc:"When it will be published."`
}

type newStory struct {
	Keyed
	Body struct {
		Kind      string   `json:"kind" enum:"news,analysis,opinion,interview,explainer,fact-check,round-up,live,photo,video,partner,appeal"`
		Original  string   `json:"original" doc:"Language of the original text, an edition's." minLength:"2" maxLength:"35"`
		Bureau    string   `json:"bureau,omitempty" doc:"Key of a bureau." maxLength:"100"`
		Viewpoint string   `json:"viewpoint,omitempty" doc:"Key of the place an opinion speaks from." maxLength:"100"`
		Section   string   `json:"section,omitempty" doc:"Key, id, or slug of a section." maxLength:"100"`
		Partner   string   `json:"partner,omitempty" doc:"Key of a partner." maxLength:"100"`
		Topics    []string `json:"topics,omitempty" maxItems:"20" doc:"Keys or ids, the main one first." `
		Bylines   []string `json:"bylines,omitempty" maxItems:"50" doc:"Who wrote it: ids, slugs or e-mails of people. Left out by somebody who may only make stories of her own, it is she."`
	}
}

type storyAnswer struct {
	Location string `header:"Location"`
	Body     Story
}

// StoryPath names a story. It and its like are exported for huma, which passes over what is not.
type StoryPath struct {
	ID string `path:"id" maxLength:"40" doc:"The story's id."`
}

// stories are the operations on stories as a whole.
func (a *API) stories() {
	register(a, huma.Operation{
		OperationID: "create-story", Method: http.MethodPost, Path: "/api/v1/stories", Tags: []string{"stories"},
		Summary: "Make a story", DefaultStatus: http.StatusCreated,
	}, a.createStory)
	register(a, huma.Operation{
		OperationID: "list-stories", Method: http.MethodGet, Path: "/api/v1/stories", Tags: []string{"stories"},
		Summary: "List stories, the newest first",
	}, a.listStories)
	register(a, huma.Operation{
		OperationID: "get-story", Method: http.MethodGet, Path: "/api/v1/stories/{id}", Tags: []string{"stories"},
		Summary: "Show a story with its texts' states",
	}, a.getStory)
}

func (a *API) createStory(ctx context.Context, in *newStory) (*storyAnswer, error) {
	out, err := once(ctx, a, in.Keyed, func(b *edition.Batch) (Story, error) {
		s, err := a.plan(ctx, b, in)
		if err != nil {
			return Story{}, err
		}
		if s, err = story.Create(ctx, b.Tx, s); err != nil {
			return Story{}, err
		}
		return a.show(ctx, b.Tx, s, b.Profile())
	})
	if err != nil {
		return nil, err
	}
	return &storyAnswer{Location: "/api/v1/stories/" + out.ID, Body: out}, nil
}

// plan makes the story that was asked for, of what the outlet has.
func (a *API) plan(ctx context.Context, b *edition.Batch, in *newStory) (story.Story, error) {
	p := b.Profile()
	s := story.Story{
		Kind: story.Kind(in.Body.Kind), Original: lang.Tag(in.Body.Original), Bureau: in.Body.Bureau, Viewpoint: in.Body.Viewpoint, Partner: in.Body.Partner,
	}
	if err := inOutlet(p, s); err != nil {
		return s, err
	}
	var err error
	if s.Section, err = sectionOf(p, in.Body.Section); err != nil {
		return s, err
	}
	if s.Topics, err = topicsOf(ctx, b.Tx, in.Body.Topics); err != nil {
		return s, err
	}
	if s.People, err = authorsOf(ctx, b.Tx, in.Body.Bylines); err != nil {
		return s, err
	}
	me := who(ctx)
	c := people.Case{Deed: people.CreateStory, Bureau: s.Bureau, Lang: s.Original, Own: s.IsAuthor(me.Selves()...)}
	if len(s.People) == 0 && !me.May(c) {
		s.People, c.Own = []story.Credit{{Person: me.Person.ID, Part: story.Author}}, true
	}
	if !me.May(c) {
		return s, forbidden()
	}
	return s, nil
}

// inOutlet refuses what the outlet does not have.
func inOutlet(p *outlet.Profile, s story.Story) error {
	if _, ok := p.Edition(s.Original); !ok {
		return fault.New(fault.Invalid, "edition.no_edition").In("original").With("lang", string(s.Original))
	}
	if s.Bureau != "" && !p.HasBureau(s.Bureau) {
		return fault.New(fault.Invalid, "outlet.no_bureau").In("bureau").With("bureau", s.Bureau)
	}
	if _, ok := p.Place(s.Viewpoint); s.Viewpoint != "" && !ok {
		return fault.New(fault.Invalid, "api.no_place").In("viewpoint").With("key", s.Viewpoint)
	}
	if _, ok := p.Partner(s.Partner); s.Partner != "" && !ok {
		return fault.New(fault.Invalid, "api.no_partner").In("partner").With("key", s.Partner)
	}
	return nil
}

// sectionOf finds a section by its key, its id, or its slug in some edition.
func sectionOf(p *outlet.Profile, name string) (string, error) {
	if name == "" {
		return "", nil
	}
	for _, s := range p.Sections {
		if s.Key == name || s.ID == name {
			return s.ID, nil
		}
	}
	for _, l := range p.Langs() {
		if s, ok := p.SectionBySlug(l, name); ok {
			return s.ID, nil
		}
	}
	return "", fault.New(fault.Invalid, "api.no_section").In("section").With("key", name)
}

func topicsOf(ctx context.Context, tx *db.Tx, names []string) (ids []string, err error) {
	for _, name := range names {
		one, err := topic.Find(ctx, tx, name)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, one) {
			ids = append(ids, one)
		}
	}
	return ids, nil
}

// authorsOf finds people by id, slug or e-mail.
func authorsOf(ctx context.Context, tx *db.Tx, names []string) (credits []story.Credit, err error) {
	for _, name := range names {
		p, err := personOf(ctx, tx, name)
		if err != nil {
			if fault.KindOf(err) == fault.NotFound {
				err = fault.New(fault.Invalid, "api.no_person").In("bylines").With("name", name)
			}
			return nil, err
		}
		credits = append(credits, story.Credit{Person: p.ID, Part: story.Author})
	}
	return credits, nil
}

func personOf(ctx context.Context, tx *db.Tx, name string) (people.Person, error) {
	switch {
	case strings.Contains(name, "@"):
		return people.ByEmail(ctx, tx, name)
	case id.Valid(name):
		found, err := people.ByIDs(ctx, tx, []string{name})
		if p, ok := found[name]; ok || err != nil {
			return p, err
		}
	}
	return people.BySlug(ctx, tx, name)
}

// forbidden says that somebody who may know of a thing may not do this.
func forbidden() error { return fault.New(fault.Forbidden, "api.forbidden") }

// readable reads a story that whoever asks may know of. One that she may not is not
// there, as far as she is told.
func readable(ctx context.Context, tx *db.Tx, one string) (story.Story, error) {
	s, err := story.Find(ctx, tx, one)
	if err != nil {
		return s, err
	}
	me := who(ctx)
	if !me.May(people.Case{Deed: people.ReadStory, Bureau: s.Bureau, Own: s.IsAuthor(me.Selves()...)}) {
		return s, fault.New(fault.NotFound, "story.absent")
	}
	return s, nil
}

// allow refuses a deed on a story that whoever asks may know of.
func allow(ctx context.Context, s story.Story, d people.Deed, l lang.Tag) error {
	me := who(ctx)
	if !me.May(people.Case{Deed: d, Bureau: s.Bureau, Lang: l, Own: s.IsAuthor(me.Selves()...)}) {
		return forbidden()
	}
	return nil
}

func (a *API) getStory(ctx context.Context, in *StoryPath) (*storyAnswer, error) {
	out := &storyAnswer{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		s, err := readable(ctx, tx, in.ID)
		if err != nil {
			return err
		}
		out.Body, err = a.show(ctx, tx, s, a.Outlet())
		return err
	})
	return out, err
}

type storyList struct {
	Before string `query:"before" maxLength:"100" doc:"The cursor of the page that came before: its next."`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"20" doc:"Stories on a page."`
}

type storiesAnswer struct {
	Body struct {
		Stories []Story `json:"stories"`
		Next    string  `json:"next,omitempty" doc:"Cursor of the next page; absent at the end."`
	}
}

// listStories joins the lists of what she may read: each is walked by its own index, so
// that a page costs the same whatever the archive holds.
func (a *API) listStories(ctx context.Context, in *storyList) (*storiesAnswer, error) {
	if in.Before != "" && !id.Valid(in.Before) {
		return nil, badCursor()
	}
	me := who(ctx)
	if !me.May(people.Case{Deed: people.ReadStory, Own: true}) {
		return nil, forbidden()
	}
	sources := []story.Source{{}}
	if all, bureaus := people.Readable(me.Grants); !all {
		sources = nil
		for _, self := range me.Selves() {
			sources = append(sources, story.Source{Author: self})
		}
		for _, b := range bureaus {
			sources = append(sources, story.Source{Bureau: b})
		}
	}
	out := &storiesAnswer{}
	out.Body.Stories = []Story{}
	err := a.DB.Read(ctx, func(tx *db.Tx) error {
		var ids []string
		for _, from := range sources {
			found, err := story.ListIDs(ctx, tx, from, in.Before, in.Limit+1)
			if err != nil {
				return err
			}
			ids = append(ids, found...)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		slices.Reverse(ids)
		if len(ids) > in.Limit {
			ids = ids[:in.Limit]
			out.Body.Next = ids[in.Limit-1]
		}
		for _, one := range ids {
			s, err := story.Find(ctx, tx, one)
			if err != nil {
				return err
			}
			shown, err := a.show(ctx, tx, s, a.Outlet())
			if err != nil {
				return err
			}
			out.Body.Stories = append(out.Body.Stories, shown)
		}
		return nil
	})
	return out, err
}

// show makes a story's answer.
func (a *API) show(ctx context.Context, tx *db.Tx, s story.Story, p *outlet.Profile) (Story, error) {
	out := Story{
		ID: s.ID, Kind: string(s.Kind), Stage: string(s.Stage), Bureau: s.Bureau, Original: string(s.Original), Viewpoint: s.Viewpoint, Partner: s.Partner,
		Topics: append([]string{}, s.Topics...), Bylines: []Byline{}, Created: s.CreatedAt, Changed: s.UpdatedAt, Texts: []State{},
	}
	if section, ok := p.Section(s.Section); ok {
		out.Section = section.Key
	}
	for _, c := range s.People {
		if c.Part != story.Author {
			continue
		}
		found, err := people.ByIDs(ctx, tx, []string{c.Person})
		if err != nil {
			return out, err
		}
		if p, ok := found[c.Person]; ok {
			out.Bylines = append(out.Bylines, Byline{p.ID, p.Slug, p.Name})
		}
	}
	var err error
	out.Texts, err = a.states(ctx, tx, s.ID)
	return out, err
}

// states says where each text stands that the token sees.
func (a *API) states(ctx context.Context, tx *db.Tx, storyID string) ([]State, error) {
	list := []State{}
	texts, err := story.Texts(ctx, tx, storyID)
	if err != nil {
		return nil, err
	}
	states, err := edition.States(ctx, tx, storyID)
	if err != nil {
		return nil, err
	}
	revs := map[lang.Tag]int{}
	for _, t := range texts {
		revs[t.Lang] = t.Rev
	}
	for _, t := range texts {
		if !who(ctx).Sees(t.Lang) {
			continue
		}
		newest, err := story.Newest(ctx, tx, storyID, t.Lang)
		if err != nil {
			return nil, err
		}
		open, err := story.Conflicts(ctx, tx, storyID, t.Lang)
		if err != nil {
			return nil, err
		}
		one := State{
			Lang: string(t.Lang), Rev: t.Rev, Headline: newest.Headline, MadeFrom: string(t.MadeFrom), MadeRev: t.MadeRev,
			Behind: t.MadeFrom != "" && t.MadeRev < revs[t.MadeFrom], Conflicts: len(open),
		}
		a.readersState(&one, states[t.Lang])
		list = append(list, one)
	}
	return list, nil
}

func (a *API) readersState(one *State, s edition.State) {
	one.Readers = "nothing"
	switch s.State {
	case "live":
		one.Readers, one.LiveRev, one.URL, one.Published = "live", s.Rev, a.url(lang.Tag(one.Lang), s.Slug), &s.Published
	case "withdrawn":
		one.Readers = "withdrawn"
	}
	if !s.Scheduled.IsZero() {
		one.Scheduled = &s.Scheduled
	}
}

// url is where readers find an article.
func (a *API) url(l lang.Tag, slug string) string {
	return a.Address() + "/" + string(l) + "/" + slug + "/"
}
