package stories

import (
	"context"
	"embed"
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
	"masthead/internal/topic"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of the place.
type Pages struct{ DB *db.DB }

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	get, post, on, signed := newsroom.Get, newsroom.Post, newsroom.OnStory, newsroom.Signed
	const work = "/desk/work/{story}/"
	return newsroom.Place{Name: "stories", Pages: files, Labels: labels,
		Rail: []newsroom.Rail{
			{Key: "stories", Icon: "story", Path: "/desk/stories/", Order: 10},
			{Key: "calendar", Icon: "cal", Path: "/desk/calendar/", Order: 20},
		},
		Routes: []newsroom.Route{
			get("/desk/stories/{$}", signed, p.list),
			get("/desk/stories/board", signed, p.board),
			post("/desk/stories/views", signed, p.saveView),
			post("/desk/stories/many", signed, p.many),
			get("/desk/stories/new", newsroom.Somewhere(people.CreateStory), p.newForm),
			post("/desk/stories/new", newsroom.Somewhere(people.CreateStory), p.create),
			get("/desk/stories/pitch", signed, p.pitchForm),
			post("/desk/stories/pitch", signed, p.pitch),
			get("/desk/stories/{story}/{$}", on(people.ReadStory), p.page),
			post(work+"stage", on(people.MoveStage, people.FileStory, people.CheckStory), p.move),
			post(work+"decide", on(people.Assign), p.decide),
			post(work+"assign", on(people.Assign), p.assign),
			post(work+"task", on(people.ReadStory), p.task),
			post(work+"facts", on(people.SaveOriginal), p.facts),
			post(work+"notes", on(people.SaveOriginal), p.notes),
			post(work+"hold", on(people.Assign), p.hold),
			post(work+"embargo", on(people.Assign), p.embargo),
			post(work+"plan", on(people.Assign), p.plan),
			post(work+"tick", on(people.CheckStory, people.SaveOriginal), p.tick),
			post(work+"{lang}/key", on(people.Publish, people.CheckStory), p.key),
			get("/desk/calendar/{$}", signed, p.calendar),
			post("/desk/calendar/move", signed, p.moveOnCalendar),
			post("/desk/calendar/feed", signed, p.feed),
			get("/desk/calendar/{secret}", newsroom.Anyone, p.ics),
			get("/desk/find", signed, p.find),
			get("/desk/moment", signed, p.moment),
		},
	}
}

// labels are what the forms call their fields.
var labels = map[string]string{
	"title": "stories.working_title", "about": "stories.brief", "brief": "stories.brief", "words": "stories.length", "sensitive": "stories.sensitive",
	"kind": "stories.kind", "bureau": "stories.bureau", "section": "stories.section", "viewpoint": "stories.viewpoint", "partner": "stories.partner", "topics": "stories.topics",
	"byline": "stories.bylines", "add_person": "stories.add_byline", "add_lang": "stories.translator_into", "original": "stories.original",
	"why": "stories.why", "needs": "stories.needs", "wanted": "stories.wanted", "reason": "stories.reason", "until": "stories.until", "zone": "stories.zone",
	"person": "stories.person", "task": "stories.task", "lang": "stories.language", "due": "stories.deadline", "at": "stories.goes_out", "stage": "stories.stage",
}

func (p *Pages) write(r *newsroom.Request, f func(ctx context.Context, tx *db.Tx) error) error {
	return p.DB.Write(r.Context(), func(tx *db.Tx) error { return f(r.Context(), tx) })
}

func (p *Pages) read(r *newsroom.Request, f func(ctx context.Context, tx *db.Tx) error) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error { return f(r.Context(), tx) })
}

// reader is whose list it is.
func reader(r *newsroom.Request) desk.Reader {
	all, bureaus := people.Readable(r.Grants)
	return desk.Reader{All: all, Bureaus: bureaus, Selves: r.Selves()}
}

// row is a story in a list, on the board or in the palette.
type row struct {
	ID, Path, Title string
	Lang            lang.Tag
	Stage           story.Stage
	StageWord       string
	StageIcon       string
	Kind, Section   string
	Marks           []newsroom.Mark
	People          []newsroom.Who
	Due             newsroom.Moment
	Late            string // how long ago it was due; empty while it is not late
	Flags           []flag
	Moves           []newsroom.Option // stages to which she may move it
	Words           int
}

// flag says what holds a story, or waits in it.
type flag struct{ Icon, State, Word string }

// rows makes rows of overviews, in the same order.
func (p *Pages) rows(ctx context.Context, tx *db.Tx, r *newsroom.Request, list []desk.Overview) ([]row, error) {
	var ids []string
	for _, o := range list {
		for _, id := range o.People {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	known, err := people.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(list))
	for i, o := range list {
		rows[i] = makeRow(r, o, known)
	}
	return rows, nil
}

func makeRow(r *newsroom.Request, o desk.Overview, known map[string]people.Person) row {
	one := row{
		ID: o.Story, Path: desk.Path(o.Story), Title: o.Headline, Lang: o.Original, Stage: o.Stage, StageWord: r.Say("stories.stage_" + string(o.Stage)), StageIcon: "s-" + string(o.Stage),
		Kind: r.Say("kind." + string(o.Kind)), Section: sectionName(r, o.Section), Marks: marks(r, o), Due: r.When(o.Due), Words: o.Words,
	}
	if one.Title == "" {
		one.Title = r.Say("stories.untitled")
	}
	if o.Resting && o.Stage != story.Pitch {
		one.StageWord, one.StageIcon = r.Say("stories.out"), "s-live"
	}
	for _, id := range o.People {
		if person, ok := known[id]; ok {
			mark := newsroom.PersonMark(id, person.In(r.Visitor.Lang))
			mark.Me = slices.Contains(r.Selves(), id)
			one.People = append(one.People, mark)
		}
	}
	if now := r.Now(); !o.Due.IsZero() && o.Due.Before(now) {
		one.Late = r.Since(o.Due)
	}
	one.Flags = flags(r, o)
	s := story.Story{ID: o.Story, Stage: o.Stage, Bureau: o.Bureau, Original: o.Original}
	own := slices.ContainsFunc(o.Authors, func(a string) bool { return slices.Contains(r.Selves(), a) })
	one.Moves = stageOptions(r, s, own)
	return one
}

func flags(r *newsroom.Request, o desk.Overview) (list []flag) {
	now := r.Now().UnixMilli()
	switch {
	case o.Held > now:
		list = append(list, flag{"stop", "stop", r.Say("stories.held")})
	case o.Embargo > now:
		list = append(list, flag{"lock", "stop", r.Say("stories.embargo_short")})
	}
	switch {
	case o.Pitched && o.Decision == desk.Later:
		list = append(list, flag{"clock", "", r.Say("stories.later")})
	case o.Pitched:
		list = append(list, flag{"ask", "wait", r.Say("stories.to_decide")})
	case o.Decision == desk.No:
		list = append(list, flag{"x", "", r.Say("stories.turned_down")})
	case o.Unassigned:
		list = append(list, flag{"user", "wait", r.Say("stories.unassigned")})
	}
	if slices.ContainsFunc(o.Marks, func(m desk.Mark) bool { return m.State == desk.Stale }) {
		list = append(list, flag{"warn", "wait", r.Say("stories.mark_stale")})
	}
	return list
}

func stageOptions(r *newsroom.Request, s story.Story, own bool) (list []newsroom.Option) {
	for _, to := range desk.Moves(r.Grants, s, own) {
		list = append(list, newsroom.Option{Value: string(to), Label: r.Say("stories.stage_" + string(to))})
	}
	return list
}

// marks are a story's marks in all editions, always in their order.
func marks(r *newsroom.Request, o desk.Overview) (list []newsroom.Mark) {
	langs := r.Outlet.Langs()
	if !slices.Contains(langs, o.Original) {
		langs = append(langs, o.Original)
	}
	for _, l := range langs {
		m := o.Mark(l)
		state := m.State
		if state == desk.Withdrawn {
			state = "halt"
		}
		list = append(list, newsroom.Mark{Lang: l, Name: l.NameIn(r.Visitor.Lang), State: state, Word: r.Say("stories.mark_" + m.State), Original: l == o.Original})
	}
	return list
}

func sectionName(r *newsroom.Request, id string) string {
	s, ok := r.Outlet.Section(id)
	if !ok {
		return ""
	}
	for _, l := range append([]lang.Tag{r.Visitor.Lang}, r.Outlet.Langs()...) {
		if n, ok := s.Names[l]; ok {
			return n.Name
		}
	}
	return s.Key
}

// zoneOf is the zone of a bureau, else the visitor's.
func zoneOf(r *newsroom.Request, bureau string) *time.Location {
	for _, b := range r.Outlet.Bureaus {
		if b.Key == bureau {
			if z, err := time.LoadLocation(b.Zone); err == nil && b.Zone != "" {
				return z
			}
		}
	}
	return r.Zone
}

// both tells a moment in full, in two zones: that in which it was said, and another whose
// clocks show something else then.
func both(r *newsroom.Request, t time.Time, z *time.Location) string {
	if t.IsZero() {
		return ""
	}
	say := func(z *time.Location) string { return lang.DateTime(t.In(z), r.Visitor.Lang) + " " + city(z) }
	text := say(z)
	others := []*time.Location{r.Zone, r.Outlet.Location()}
	for _, b := range r.Outlet.Bureaus {
		others = append(others, zoneOf(r, b.Key))
	}
	_, offset := t.In(z).Zone()
	for _, other := range append(others, time.UTC) {
		if _, o := t.In(other).Zone(); o != offset {
			return text + " · " + say(other)
		}
	}
	return text
}

// city is the last part of a zone's name.
func city(z *time.Location) string {
	name := z.String()
	return strings.ReplaceAll(name[strings.LastIndexByte(name, '/')+1:], "_", " ")
}

// when reads a time field in a zone; an empty one is the zero time.
func when(r *newsroom.Request, field string, z *time.Location) (time.Time, error) {
	text := strings.TrimSpace(r.FormValue(field))
	if text == "" {
		return time.Time{}, nil
	}
	t, err := desk.ReadMoment(text, r.Now().In(z), r.Visitor.Lang)
	if f, ok := fault.As(err); ok {
		err = f.In(field)
	}
	return t, err
}

// moment answers what a time field would be read as: for the field to say it while it is
// typed.
func (p *Pages) moment(r *newsroom.Request) (newsroom.Answer, error) {
	z := zoneOf(r, r.FormValue("bureau"))
	t, err := desk.ReadMoment(r.FormValue("text"), r.Now().In(z), r.Visitor.Lang)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.JSON(map[string]string{"at": t.Format(time.RFC3339), "says": both(r, t, z)}), nil
}

// staff are the people who can be given work, by name.
func staff(ctx context.Context, tx *db.Tx) ([]people.Person, error) {
	list, err := people.Staff(ctx, tx)
	return slices.DeleteFunc(list, func(p people.Person) bool { return p.Disabled() }), err
}

func personOptions(r *newsroom.Request, list []people.Person, chosen string) []newsroom.Option {
	options := []newsroom.Option{{Value: "", Label: r.Say("stories.choose")}}
	for _, one := range list {
		options = append(options, newsroom.Option{Value: one.ID, Label: one.In(r.Visitor.Lang), Chosen: one.ID == chosen})
	}
	return options
}

func langOptions(r *newsroom.Request, chosen lang.Tag, empty string) (list []newsroom.Option) {
	if empty != "" {
		list = append(list, newsroom.Option{Label: empty})
	}
	for _, l := range r.Outlet.Langs() {
		list = append(list, newsroom.Option{Value: string(l), Label: l.NameIn(r.Visitor.Lang), Chosen: l == chosen})
	}
	return list
}

func kindOptions(r *newsroom.Request, chosen story.Kind) (list []newsroom.Option) {
	for _, k := range story.Kinds {
		list = append(list, newsroom.Option{Value: string(k), Label: r.Say("kind." + string(k)), Chosen: k == chosen})
	}
	return list
}

func bureauOptions(r *newsroom.Request, chosen string, allowed func(string) bool) (list []newsroom.Option) {
	if allowed("") {
		list = append(list, newsroom.Option{Label: r.Say("stories.no_bureau"), Chosen: chosen == ""})
	}
	for _, b := range r.Outlet.Bureaus {
		if allowed(b.Key) {
			list = append(list, newsroom.Option{Value: b.Key, Label: r.BureauName(b.Key), Chosen: b.Key == chosen})
		}
	}
	return list
}

func sectionOptions(r *newsroom.Request, chosen string) []newsroom.Option {
	list := []newsroom.Option{{Label: r.Say("stories.none")}}
	for _, s := range r.Outlet.Sections {
		list = append(list, newsroom.Option{Value: s.ID, Label: sectionName(r, s.ID), Chosen: s.ID == chosen})
	}
	return list
}

func placeOptions(r *newsroom.Request, chosen string) []newsroom.Option {
	list := []newsroom.Option{{Label: r.Say("stories.none")}}
	for _, one := range r.Outlet.Places() {
		list = append(list, newsroom.Option{Value: one.Key, Label: one.Name(r.Visitor.Lang), Chosen: one.Key == chosen})
	}
	return list
}

func partnerOptions(r *newsroom.Request, chosen string) []newsroom.Option {
	list := []newsroom.Option{{Label: r.Say("stories.none")}}
	for _, one := range r.Outlet.Partners() {
		list = append(list, newsroom.Option{Value: one.Key, Label: one.Name, Chosen: one.Key == chosen})
	}
	return list
}

// topicKeys writes topics by their keys, which is how forms take them.
func topicKeys(ctx context.Context, tx *db.Tx, ids []string) (string, error) {
	if len(ids) == 0 {
		return "", nil
	}
	all, err := topic.List(ctx, tx, "", 2000)
	var keys []string
	for _, id := range ids {
		if i := slices.IndexFunc(all, func(t topic.Topic) bool { return t.ID == id }); i >= 0 {
			keys = append(keys, all[i].Key)
		}
	}
	return strings.Join(keys, ", "), err
}

// topicIDs reads topics by their keys, parted by commas or spaces.
func topicIDs(ctx context.Context, tx *db.Tx, text string) (ids []string, err error) {
	for _, key := range strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == ' ' || c == '\n' || c == '\r' }) {
		id, err := topic.Find(ctx, tx, strings.ToLower(key))
		if err != nil {
			return nil, err
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}
