package publishing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// panelPage is the publish panel of a story.
type panelPage struct {
	Story    string
	Headline string // of the original, or of what there is
	HeadLang lang.Tag
	Texts    []textRow
	Show     *shown // the language in front; nil for a story without a text
	Stops    []gateRow
	Loose    []looseRow
	Passed   []string
	Ready    int  // texts that she may publish and nothing holds
	May      bool // she may publish one of them at least
	Held     []heldLine
	Done     int // how many went out, where others did not
	Zones    []newsroom.Option
	At       string
	Wrong    string // what is wrong with the time
	Quiet    bool
	Updates  bool // one of the texts is public already
}

type heldLine struct {
	Name string
	N    int
}

// textRow is one language in the table of what goes out.
type textRow struct {
	Marks    []newsroom.Mark // one: how far it has come
	Lang     lang.Tag
	Name     string
	There    bool // it has a text
	Headline string
	Holds    int
	Lifted   int
	May      bool // she may publish it
	Asks     bool // she may ask for it
	Chosen   bool
	State    string // where it stands for readers, a sentence
	Behind   int    // revisions since
	Live     bool
	URL      string
	Plan     newsroom.Moment
	PlanLate bool // its hour came, and gates held it
	PlanBy   string
	Quiet    bool
	Withdraw bool // she may take it back
	Reason   string
}

// gateRow is one thing that a gate says of a text.
type gateRow struct {
	Lang     lang.Tag
	Name     string // of the language
	Gate     string
	Sentence string
	Places   []placeLink
	Mend     string // where it is mended, an address of the desk
	Lifters  string
	Nobody   bool
	May      bool // she may lift it
	First    bool // of this gate: it carries the form
	Lifted   bool
	By, Why  string
	At       newsroom.Moment
}

// looseRow is a loose end of a text.
type looseRow struct{ Name, Sentence, Path string }

type placeLink struct{ Words, Path string }

func (p *Pages) panel(r *newsroom.Request) (newsroom.Answer, error) {
	return p.showPanel(r, lang.Tag(r.FormValue("show")), outcome{}, 200)
}

func (p *Pages) showPanel(r *newsroom.Request, show lang.Tag, what outcome, status int) (newsroom.Answer, error) {
	page := &panelPage{Story: r.Story.ID, Done: what.done, At: r.PostFormValue("at"), Wrong: what.wrong, Quiet: r.PostFormValue("quiet") != ""}
	for _, h := range what.held {
		page.Held = append(page.Held, heldLine{h.Lang.NameIn(r.Visitor.Lang), h.N})
	}
	page.zones(r)
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) error { return p.gather(r.Context(), tx, r, page, show) }); err != nil {
		return newsroom.Answer{}, err
	}
	if page.Show != nil {
		if err := p.outside(page); err != nil {
			return newsroom.Answer{}, err
		}
	}
	return newsroom.Show("panel", page).Status(status), nil
}

// zones are those by which a time can be given: the story's bureau's, hers, UTC.
func (page *panelPage) zones(r *newsroom.Request) {
	chosen := cmp.Or(r.PostFormValue("zone"), zoneOf(r.Outlet, r.Story.Bureau))
	names := []string{zoneOf(r.Outlet, r.Story.Bureau), r.Zone.String(), "UTC"}
	for i, name := range names {
		if slices.Index(names, name) == i {
			page.Zones = append(page.Zones, newsroom.Option{Value: name, Label: name, Chosen: name == chosen})
		}
	}
}

func (p *Pages) gather(ctx context.Context, tx *db.Tx, r *newsroom.Request, page *panelPage, show lang.Tag) error {
	page.Loose = nil
	texts, err := story.Texts(ctx, tx, r.Story.ID)
	if err != nil {
		return err
	}
	states, err := edition.States(ctx, tx, r.Story.ID)
	if err != nil {
		return err
	}
	known := &names{ctx: ctx, tx: tx, lang: r.Visitor.Lang, to: r.Visit, story: r.Story}
	if i := slices.IndexFunc(texts, func(t story.TextState) bool { return t.Lang == show }); i < 0 && len(texts) > 0 {
		show = texts[0].Lang
		for _, t := range texts {
			if t.Lang == r.Story.Original {
				show = t.Lang
			}
		}
	}
	for _, e := range r.Outlet.Editions {
		i := slices.IndexFunc(texts, func(t story.TextState) bool { return t.Lang == e.Lang })
		row := textRow{Lang: e.Lang, Name: e.Lang.NameIn(r.Visitor.Lang), May: r.May(r.Case(people.Publish, r.Story, e.Lang))}
		if i < 0 {
			row.Marks = marks(r, row, "none", false)
			page.Texts = append(page.Texts, row)
			continue
		}
		t, err := story.Newest(ctx, tx, r.Story.ID, e.Lang)
		if err != nil {
			return err
		}
		answers, err := p.Edition.Ask(ctx, tx, r.Story, t)
		if err != nil {
			return err
		}
		if err := page.row(r, row, t, states[e.Lang], answers, known); err != nil {
			return err
		}
		if err := p.loose(ctx, tx, r, page, t); err != nil {
			return err
		}
		if e.Lang == show {
			if page.Show, err = p.shown(ctx, tx, r, t); err != nil {
				return err
			}
			page.Show.Links, err = links(ctx, tx, r, t.Lang, known)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Pages) loose(ctx context.Context, tx *db.Tx, r *newsroom.Request, page *panelPage, t story.Text) error {
	if p.Loose == nil {
		return nil
	}
	list, err := p.Loose(ctx, tx, r.Story, t)
	for _, l := range list {
		page.Loose = append(page.Loose, looseRow{t.Lang.NameIn(r.Visitor.Lang), sayAll(r, l.Key, l.Args), l.Path})
	}
	return err
}

// row fills one language's line, and what its gates say.
func (page *panelPage) row(r *newsroom.Request, row textRow, t story.Text, s edition.State, answers []edition.Answer, known *names) error {
	row.There, row.Headline = true, t.Headline
	if page.Headline == "" || t.Lang == r.Story.Original {
		page.Headline, page.HeadLang = t.Headline, t.Lang
	}
	for _, a := range answers {
		if len(a.Held) == 0 {
			if t.Lang == r.Story.Original || len(page.Passed) == 0 {
				page.Passed = appendNew(page.Passed, r.Say("publishing.gate_"+a.Gate))
			}
			continue
		}
		list, err := gateRows(r, t, a, known)
		if err != nil {
			return err
		}
		if a.Lifted != nil {
			row.Lifted += len(list)
		} else {
			row.Holds += len(list)
		}
		page.Stops = append(page.Stops, list...)
	}
	row.Live, row.Reason = s.State == "live", s.Reason
	row.Withdraw = (row.Live || !s.Scheduled.IsZero()) && r.May(r.Case(people.Withdraw, r.Story, t.Lang))
	if row.Live {
		row.Behind, row.URL = t.Rev-s.Rev, "/"+string(t.Lang)+"/"+s.Slug+"/"
	}
	row.State = stateOf(r, s, row.Behind)
	row.Plan, row.PlanLate, row.Quiet = r.When(s.Scheduled), !s.HeldAt.IsZero(), s.Quiet
	if !s.Scheduled.IsZero() {
		by, err := known.of(s.PlannedBy)
		if err != nil {
			return err
		}
		row.PlanBy = by
	}
	row.Asks = !row.May && (!row.Live || row.Behind > 0)
	row.Chosen = row.May && row.Holds == 0 && (!row.Live || row.Behind > 0) && s.Scheduled.IsZero()
	if r.Method == "POST" {
		row.Chosen = row.May && slices.Contains(r.PostForm["lang"], string(t.Lang))
	}
	page.May, page.Updates = page.May || row.May, page.Updates || row.Live
	if row.Chosen {
		page.Ready++
	}
	word := "draft"
	switch {
	case row.Live:
		word = "live"
	case row.Holds > 0:
		word = "halt"
	}
	row.Marks = marks(r, row, word, t.Lang == r.Story.Original)
	page.Texts = append(page.Texts, row)
	return nil
}

func marks(r *newsroom.Request, row textRow, state string, original bool) []newsroom.Mark {
	return []newsroom.Mark{{Lang: row.Lang, Name: row.Name, State: state, Word: r.Say("publishing.mark_" + state), Original: original}}
}

// stateOf says in words what readers have of a text.
func stateOf(r *newsroom.Request, s edition.State, behind int) string {
	switch {
	case s.State == "live" && behind > 0:
		return r.Say("publishing.state_behind", "when", r.When(s.Updated).Human, "n", behind)
	case s.State == "live":
		return r.Say("publishing.state_live", "when", r.When(s.Updated).Human)
	case s.State == "withdrawn":
		return r.Say("publishing.state_withdrawn", "when", r.When(s.Withdrawn).Human)
	}
	return r.Say("publishing.state_never")
}

func gateRows(r *newsroom.Request, t story.Text, a edition.Answer, known *names) (rows []gateRow, err error) {
	may := mayLift(r, r.Story, t.Lang)
	all := !slices.ContainsFunc(a.Held, func(h edition.Held) bool { return !may(h) })
	for i, h := range a.Held {
		row := gateRow{
			Lang: t.Lang, Name: t.Lang.NameIn(r.Visitor.Lang), Gate: a.Gate, Sentence: sayAll(r, h.Key, h.Args),
			Mend: mendPath(r.Story, t.Lang, a.Gate, h.Blocks), Nobody: len(h.Lifters) == 0, First: i == 0,
			May: all && r.May(r.Case(people.Publish, r.Story, t.Lang)),
		}
		var roles []string
		for _, one := range h.Lifters {
			roles = append(roles, r.Say("publishing.role_"+strings.ReplaceAll(one, " ", "_")))
		}
		row.Lifters = strings.Join(roles, ", ")
		for _, b := range h.Blocks {
			if len(row.Places) < 8 {
				row.Places = append(row.Places, placeLink{placeWords(r, t, b), editorPath(r.Story, t.Lang, b)})
			}
		}
		if l := a.Lifted; l != nil {
			row.Lifted, row.Why, row.At = true, l.Reason, r.When(l.At)
			if row.By, err = known.of(l.By); err != nil {
				return nil, err
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}
