package fronts

import (
	"context"
	"slices"
	"strconv"
	"time"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// frontPage is the page where a front is arranged.
type frontPage struct {
	Lang     lang.Tag
	Tabs     []tab
	Slots    []slotView
	Breaking breakingView
	Cards    []candidate
	Draft    string
	At       string // of the later preview, as it stands in the address
	Then     newsroom.Moment
	Moments  []moment
	Now, Old string // addresses of the previews
	Changed  bool   // it is not live
	Live     liveView
	Clash    bool   // somebody else arranged it in the meantime
	OnTop    string // the address that puts this arrangement on top of theirs
	Undo     string // the address of the arrangement before the live one
}

type tab struct {
	Lang lang.Tag
	Name string
	Here bool
}

type slotView struct {
	Key   edition.Slot
	Name  string
	Rule  string
	Room  int
	Pins  []pinView
	Empty bool
}

type pinView struct {
	Story, Headline string
	Until           newsroom.Moment
	Field           string // the end as a person would write it
	Public          bool
	First, Last     bool
}

type breakingView struct {
	On        bool
	Text, To  string
	Until     newsroom.Moment
	UntilText string
	Max       int
}

// candidate is a story that could stand on the front.
type candidate struct {
	Story, Headline string
	Note            string
	Public          bool
	In              string // name of the slot that it stands in
}

// moment is a time at which the front changes by itself.
type moment struct {
	Path, Words string
	Here        bool
}

type liveView struct {
	Rev int
	By  string
	At  newsroom.Moment
}

// How much is looked at, at most.
const (
	candidates = 30
	comingMost = 20
	comingTime = 7 * 24 * time.Hour
)

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	d, err := p.draftIn(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.showPage(r, d, false)
}

// draftIn reads the arrangement of the address: one that is not live, an earlier one, or
// the live one.
func (p *Pages) draftIn(r *newsroom.Request) (draft, error) {
	if text := r.FormValue("draft"); text != "" {
		return decodeDraft(text)
	}
	now, err := p.Shelf.Front(r.Context(), r.Text)
	if err != nil {
		return draft{}, err
	}
	rev, err := strconv.Atoi(r.FormValue("from"))
	if err != nil {
		return draftOf(now), nil
	}
	var then edition.Front
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		at, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		if then, err = edition.FrontAt(r.Context(), tx, r.Text, rev); err == nil {
			then, _ = then.At(at)
		}
		return err
	})
	then.Rev = now.Rev
	return draftOf(then), err
}

func (p *Pages) showPage(r *newsroom.Request, d draft, clash bool) (newsroom.Answer, error) {
	page := &frontPage{Lang: r.Text, At: r.FormValue("at"), Clash: clash}
	for _, l := range mine(r) {
		page.Tabs = append(page.Tabs, tab{l, l.NativeName(), l == r.Text})
	}
	var now time.Time
	var plans []edition.Plan
	known := names{lang: r.Visitor.Lang}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if now, err = tx.Now(r.Context()); err != nil {
			return err
		}
		if plans, err = edition.Plans(r.Context(), tx, r.Text, now.Add(comingTime), comingMost); err != nil {
			return err
		}
		history, err := edition.FrontHistory(r.Context(), tx, r.Text, 0, 2)
		if err != nil {
			return err
		}
		if len(history) > 0 {
			page.Live = liveView{history[0].Rev, "", r.When(history[0].At)}
			page.Live.By, err = known.of(r.Context(), tx, history[0].By)
			page.Changed = !d.same(history[0].Front)
		} else {
			page.Changed = len(d.Pins) > 0 || d.Breaking != nil
		}
		if len(history) > 1 {
			page.Undo = "/desk/front/" + string(r.Text) + "/?from=" + strconv.Itoa(history[1].Rev)
		}
		if clash {
			onTop := d
			onTop.Rev = page.Live.Rev
			page.OnTop, err = address(r.Text, onTop, "")
		}
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	if page.Draft, err = d.encode(); err != nil {
		return newsroom.Answer{}, err
	}
	if err := p.fill(r, page, d, plans, now); err != nil {
		return newsroom.Answer{}, err
	}
	status := 200
	if clash {
		status = 409
	}
	return newsroom.Show("front", page).Status(status), nil
}

func (p *Pages) fill(r *newsroom.Request, page *frontPage, d draft, plans []edition.Plan, now time.Time) error {
	cards, err := p.heads(r.Context(), r.Text, d, plans)
	if err != nil {
		return err
	}
	in := map[string]string{}
	for _, s := range slots {
		v := slotView{Key: s.slot, Name: r.Say("fronts.slot_" + string(s.slot)), Rule: r.Say("fronts.rule_" + string(s.slot)), Room: s.room}
		for _, pin := range d.Pins {
			if pin.Slot == s.slot {
				in[pin.Story] = v.Name
				c := cards[pin.Story]
				v.Pins = append(v.Pins, pinView{Story: pin.Story, Headline: c.words(r), Until: r.When(pin.Until), Field: field(r, pin.Until), Public: c.public})
			}
		}
		if n := len(v.Pins); n > 0 {
			v.Pins[0].First, v.Pins[n-1].Last = true, true
		}
		v.Empty = len(v.Pins) == 0
		page.Slots = append(page.Slots, v)
	}
	page.breaking(r, d, cards)
	newest, _, err := p.Shelf.List(r.Context(), edition.Filter{Lang: r.Text}, edition.Cursor{}, candidates)
	if err != nil {
		return err
	}
	for _, plan := range plans {
		note := r.Say("fronts.set_for", "when", r.When(plan.At).Human)
		if plan.Held {
			note = r.Say("fronts.held")
		}
		page.Cards = append(page.Cards, candidate{plan.Story, cards[plan.Story].words(r), note, false, in[plan.Story]})
	}
	for _, c := range newest {
		page.Cards = append(page.Cards, candidate{c.Story, c.Headline, r.When(c.Published).Human, true, in[c.Story]})
	}
	return page.times(r, d, plans, now)
}

func (page *frontPage) breaking(r *newsroom.Request, d draft, cards map[string]head) {
	page.Breaking.Max = edition.MaxBreaking
	k := d.Breaking
	if k == nil {
		return
	}
	page.Breaking.On, page.Breaking.Text, page.Breaking.To = true, k.Text, k.URL
	page.Breaking.Until, page.Breaking.UntilText = r.When(k.Until), field(r, k.Until)
	if k.Story != "" {
		page.Breaking.To = k.Story
		if c := cards[k.Story]; c.slug != "" {
			page.Breaking.To = "/" + string(r.Text) + "/" + c.slug + "/"
		}
	}
}

// times finds when the front changes by itself, and which later moment is shown.
func (page *frontPage) times(r *newsroom.Request, d draft, plans []edition.Plan, now time.Time) error {
	var all []time.Time
	for _, p := range d.Pins {
		all = append(all, p.Until)
	}
	if d.Breaking != nil {
		all = append(all, d.Breaking.Until)
	}
	for _, p := range plans {
		if !p.Held {
			all = append(all, p.At)
		}
	}
	for i, t := range all { // to the minute after it: the moment itself is told so
		all[i] = t.Add(time.Minute - 1).Truncate(time.Minute)
	}
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	then, wrong := later(r, page.At, now)
	if then.IsZero() {
		then = now.Add(3 * time.Hour).Truncate(time.Hour)
		for _, t := range all {
			if t.After(now) {
				then = t
				break
			}
		}
	}
	for _, t := range all {
		if !t.After(now) || len(page.Moments) == 8 {
			continue
		}
		path, err := address(page.Lang, d, t.UTC().Format(time.RFC3339))
		if err != nil {
			return err
		}
		page.Moments = append(page.Moments, moment{path, r.When(t).Human, t.Equal(then)})
	}
	page.Then = r.When(then)
	show := "/desk/front/" + string(page.Lang) + "/preview?draft=" + page.Draft
	page.Now, page.Old = show, show+"&at="+then.UTC().Format("2006-01-02T15:04:05Z")
	return wrong
}

// later reads the moment of the later preview.
func later(r *newsroom.Request, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := desk.ReadMoment(text, now.In(r.Zone), r.Visitor.Lang)
	if err == nil && at.Sub(now) > maxLife {
		err = fault.New(fault.Invalid, "fronts.bad_end")
	}
	return at, err
}

// field is a moment as a person would write it into a field.
func field(r *newsroom.Request, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(r.Zone).Format("2006-01-02 15:04")
}

// head is what is known of a story that stands on the front, or could.
type head struct {
	headline, slug string
	public         bool
}

func (h head) words(r *newsroom.Request) string {
	if h.headline == "" {
		return r.Say("fronts.no_text")
	}
	return h.headline
}

// heads reads the headlines of the stories that an arrangement and plans name.
func (p *Pages) heads(ctx context.Context, l lang.Tag, d draft, plans []edition.Plan) (map[string]head, error) {
	var ids []string
	for _, pin := range d.Pins {
		ids = append(ids, pin.Story)
	}
	if d.Breaking != nil && d.Breaking.Story != "" {
		ids = append(ids, d.Breaking.Story)
	}
	for _, plan := range plans {
		ids = append(ids, plan.Story)
	}
	found, err := p.Shelf.Cards(ctx, l, ids)
	if err != nil {
		return nil, err
	}
	heads := map[string]head{}
	for id, c := range found {
		heads[id] = head{c.Headline, c.Slug, true}
	}
	return heads, p.DB.Read(ctx, func(tx *db.Tx) error {
		for _, one := range ids {
			if _, ok := heads[one]; ok {
				continue
			}
			t, err := story.Newest(ctx, tx, one, l)
			if fault.KindOf(err) == fault.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			heads[one] = head{headline: t.Headline}
		}
		return nil
	})
}

// names tells people's names, each read once.
type names struct {
	lang lang.Tag
	read map[string]string
}

func (n *names) of(ctx context.Context, tx *db.Tx, id string) (string, error) {
	if name, ok := n.read[id]; ok || id == "" {
		return name, nil
	}
	found, err := people.ByIDs(ctx, tx, []string{id})
	if n.read == nil {
		n.read = map[string]string{}
	}
	n.read[id] = found[id].In(n.lang)
	return n.read[id], err
}
