package desk

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/analyse"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Overview is what lists show of a story.
type Overview struct {
	Story      string
	Stage      story.Stage
	Bureau     string
	Kind       story.Kind
	Section    string
	Original   lang.Tag
	Headline   string    // of the original, or the working title
	Due        time.Time // the next deadline or publishing; zero: none
	Resting    bool      // published or turned down, and nothing waits for anybody
	Unassigned bool      // it moves and nobody works on it
	Words      int       // of the original
	Changed    time.Time
	Detail

	turn int64
}

// Detail is the part of an overview by which no list is cut.
type Detail struct {
	Marks    []Mark   `json:"marks,omitempty"`    // of the languages that have a text or a plan
	People   []string `json:"people,omitempty"`   // who works on it: open assignments, then authors
	Authors  []string `json:"authors,omitempty"`  // ids
	Planned  int      `json:"planned,omitempty"`  // words
	Held     int64    `json:"held,omitempty"`     // unix milliseconds until which it is held; 0: it is not
	Embargo  int64    `json:"embargo,omitempty"`  // unix milliseconds
	Decision Decision `json:"decision,omitempty"` // on a pitch
	Pitched  bool     `json:"pitched,omitempty"`  // it waits for a decision
}

// Mark says how far a text has come.
type Mark struct {
	Lang     lang.Tag `json:"l"`
	State    string   `json:"s"` // see the states below
	Headline string   `json:"h,omitempty"`
	Out      int64    `json:"o,omitempty"` // unix milliseconds: when it was published, or will be
}

// The states of a mark, by the ink that they carry.
const (
	None       = "none"
	Draft      = "draft"
	Translated = "done"
	Read       = "read" // by a second person
	Live       = "live"
	Stale      = "stale" // the source was published anew since
	Withdrawn  = "withdrawn"
)

// Mark finds a language's mark; one without a text is None.
func (o Overview) Mark(l lang.Tag) Mark {
	for _, m := range o.Marks {
		if m.Lang == l {
			return m
		}
	}
	return Mark{Lang: l, State: None}
}

// Places in lists: below noDue by the next deadline in unix milliseconds, from there on
// what moves without one, from resting on what rests; the latest change first in both.
const (
	noDue   = int64(20_000_000_000_000)
	resting = int64(40_000_000_000_000)
	atRest  = int64(30_000_000_000_000) // what rests lies above it
)

// MaxPeople is how many people an overview names.
const MaxPeople = 8

// Refresh makes a story's line in the lists anew, within the transaction of what changed.
func Refresh(ctx context.Context, tx *db.Tx, id string) error {
	s, err := story.Find(ctx, tx, id)
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	v, err := gather(ctx, tx, s)
	if err != nil {
		return err
	}
	o := v.overview()
	return putOverview(ctx, tx, o, v.terms(o), v.folded())
}

// view is everything that an overview is made of.
type view struct {
	story.Story
	work        Work
	heads       []story.Head
	words       int
	states      map[lang.Tag]edition.State
	plans       map[lang.Tag]time.Time
	assignments []Assignment
	keys        map[lang.Tag]int
	now         time.Time
}

func gather(ctx context.Context, tx *db.Tx, s story.Story) (v view, err error) {
	v = view{Story: s, keys: map[lang.Tag]int{}}
	if v.work, v.now, err = workNow(ctx, tx, s.ID); err != nil {
		return v, err
	}
	if v.heads, err = story.Heads(ctx, tx, s.ID); err != nil {
		return v, err
	}
	if headIn(v.heads, s.Original).Rev > 0 {
		t, err := story.Newest(ctx, tx, s.ID, s.Original)
		if err != nil {
			return v, err
		}
		v.words = body.WordCount(body.PlainDoc(t.Body))
	}
	if v.states, err = edition.States(ctx, tx, s.ID); err != nil {
		return v, err
	}
	if v.plans, err = Plans(ctx, tx, s.ID); err != nil {
		return v, err
	}
	if v.assignments, err = AssignmentsOf(ctx, tx, s.ID); err != nil {
		return v, err
	}
	for _, h := range v.heads {
		turned, err := keysAt(ctx, tx, s.ID, h.Lang, h.Rev)
		if err != nil {
			return v, err
		}
		v.keys[h.Lang] = len(turned)
	}
	return v, nil
}

func (v view) overview() Overview {
	h := headIn(v.heads, v.Original)
	o := Overview{
		Story: v.ID, Stage: v.Stage, Bureau: v.Bureau, Kind: v.Kind, Section: v.Section, Original: v.Original,
		Headline: cut(h.Headline), Words: v.words, Changed: v.changed(),
		Detail: Detail{Planned: v.work.Words, Decision: v.work.Decision, Pitched: v.work.Open() && v.Stage == story.Pitch},
	}
	if o.Headline == "" {
		o.Headline = cut(v.work.Title)
	}
	if v.work.Hold.Stands(v.now) {
		o.Held = db.Millis(v.work.Hold.Until)
	}
	if v.work.Embargo.Stands(v.now) {
		o.Embargo = db.Millis(v.work.Embargo.At)
	}
	v.people(&o)
	v.marks(&o)
	v.placed(&o)
	return o
}

// cut bounds a headline to what a list shows of it.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= MaxTitle {
		return s
	}
	return string([]rune(s)[:MaxTitle-1]) + "…"
}

func (v view) changed() time.Time {
	at := v.UpdatedAt
	for _, h := range v.heads {
		if h.SavedAt.After(at) {
			at = h.SavedAt
		}
	}
	return at
}

func (v view) people(o *Overview) {
	add := func(list *[]string, p string) {
		if p != "" && !slices.Contains(*list, p) && len(*list) < MaxPeople {
			*list = append(*list, p)
		}
	}
	for _, a := range v.assignments {
		if a.Open() {
			add(&o.People, a.Person)
		}
	}
	for _, c := range v.People {
		if c.Part == story.Author {
			add(&o.Authors, c.Person)
			add(&o.People, c.Person)
		}
	}
}

func (v view) marks(o *Overview) {
	for _, h := range v.heads {
		o.Marks = append(o.Marks, v.mark(h))
	}
	for l, at := range v.plans {
		if headIn(v.heads, l).Rev == 0 {
			o.Marks = append(o.Marks, Mark{Lang: l, State: None, Out: db.Millis(at)})
		}
	}
	slices.SortFunc(o.Marks, func(a, b Mark) int { return strings.Compare(string(a.Lang), string(b.Lang)) })
}

func (v view) mark(h story.Head) Mark {
	m := Mark{Lang: h.Lang, State: Draft, Headline: cut(h.Headline)}
	st := v.states[h.Lang]
	switch {
	case st.State == "live" && v.outdated(h):
		m.State = Stale
	case st.State == "live":
		m.State = Live
	case st.State == "withdrawn":
		m.State = Withdrawn
	case v.read(h):
		m.State = Read
	case h.MadeFrom != "":
		m.State = Translated
	}
	switch {
	case !st.Scheduled.IsZero():
		m.Out = db.Millis(st.Scheduled)
	case st.State == "live":
		m.Out = db.Millis(st.Published)
	default:
		m.Out = db.Millis(v.plans[h.Lang])
	}
	return m
}

// outdated says whether what a translation was made from has been published anew since.
func (v view) outdated(h story.Head) bool {
	from, ok := v.states[h.MadeFrom]
	return h.MadeFrom != "" && ok && from.State == "live" && from.Rev > h.MadeRev
}

// read says whether somebody else than who saved a text last has read it: a key was
// turned for it, or a task to edit or check it is done.
func (v view) read(h story.Head) bool {
	if v.keys[h.Lang] > 0 {
		return true
	}
	return slices.ContainsFunc(v.assignments, func(a Assignment) bool {
		return a.State == Done && (a.Task == Edit || a.Task == Check) && first(a.Lang, v.Original) == h.Lang && a.Person != h.SavedBy && !h.SavedAt.After(a.Ended)
	})
}

// placed finds the story's place in lists.
func (v view) placed(o *Overview) {
	soon := func(t time.Time) {
		if !t.IsZero() && (o.Due.IsZero() || t.Before(o.Due)) {
			o.Due = t
		}
	}
	works := false
	for _, a := range v.assignments {
		if a.Open() {
			works = true
			soon(a.Due)
		}
	}
	out := false
	for l, st := range v.states {
		soon(st.Scheduled)
		out = out || st.State == "live" || st.State == "withdrawn"
		_ = l
	}
	for l, at := range v.plans {
		if st := v.states[l].State; st == "" {
			soon(at)
		}
	}
	if v.Stage == story.Pitch && v.work.Decision == Later {
		soon(v.work.Later)
	}
	turnedDown := v.Stage == story.Pitch && v.work.Decision == No
	stale := slices.ContainsFunc(o.Marks, func(m Mark) bool { return m.State == Stale })
	o.Resting = (turnedDown || out && !stale) && o.Due.IsZero() && !works
	o.Unassigned = !works && !o.Resting && v.Stage != story.Pitch
	switch {
	case o.Resting:
		o.turn = resting - db.Millis(o.Changed)
	case o.Due.IsZero():
		o.turn = noDue - db.Millis(o.Changed)
	default:
		o.turn = db.Millis(o.Due)
	}
}

// terms are the lines by which filters find the story.
func (v view) terms(o Overview) (list []string) {
	add := func(t string) {
		if !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	for _, p := range o.People {
		add("who:" + p)
	}
	for _, p := range o.Authors {
		add("who:" + p)
		add("by:" + p)
	}
	if v.work.PitchedBy != "" {
		add("who:" + v.work.PitchedBy)
	}
	for _, t := range v.Topics {
		add("topic:" + t)
	}
	for _, m := range o.Marks {
		add(string(m.Lang) + ":" + m.State)
		if m.State != None {
			add(string(m.Lang) + ":any")
		}
	}
	add("original:" + string(o.Original))
	return list
}

// maxFolded bounds how many different words of a story's headlines are found.
const maxFolded = 120

// folded are the words of the headlines as they are searched: in Latin letters, so that
// what is typed in them is found in every script.
func (v view) folded() (list []string) {
	add := func(l lang.Tag, text string) {
		for _, w := range analyse.Words(l, text) {
			for _, key := range []string{searchKey(l, w.Folded)} {
				if key != "" && len(list) < maxFolded && !slices.Contains(list, key) {
					list = append(list, key)
				}
			}
		}
	}
	add(v.Original, v.work.Title)
	for _, h := range v.heads {
		add(h.Lang, h.Headline)
	}
	return list
}

// searchKey is a folded word as it is kept and asked for: at most 40 letters and digits.
func searchKey(l lang.Tag, folded string) string {
	var b strings.Builder
	for _, r := range analyse.Latin(l, folded) {
		if (r >= 'a' && r <= 'z' || r >= '0' && r <= '9') && b.Len() < 40 {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func encode(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

// Refreshing does the job story.changed.
func Refreshing(d *db.DB) func(context.Context, story.Touched) error {
	return func(ctx context.Context, c story.Touched) error {
		return d.Write(ctx, func(tx *db.Tx) error { return Refresh(ctx, tx, c.Story) })
	}
}

// Fill is the job that makes the lines of stories that were there before the lists were.
type Fill struct {
	After string `json:"after,omitempty"` // the last story that has its line
}

// Kind is the job's stable name.
func (Fill) Kind() string { return "desk.fill" }

// filled is how many stories have their lines made in one transaction.
const filled = 200

// Filling does the job desk.fill, a part at a time.
func Filling(d *db.DB) func(context.Context, Fill) error {
	return func(ctx context.Context, f Fill) error {
		return d.Write(ctx, func(tx *db.Tx) error {
			ids, err := story.ListIDs(ctx, tx, story.Source{}, f.After, filled)
			if err != nil || len(ids) == 0 {
				return err
			}
			for _, id := range ids {
				if err := Refresh(ctx, tx, id); err != nil {
					return err
				}
			}
			return job.Put(ctx, tx, Fill{After: ids[len(ids)-1]}, job.Once("all"))
		})
	}
}
