package desk

import (
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Work is what the newsroom keeps of a story beside what the story is.
type Work struct {
	Story     string
	Planned   bool   // it was begun or pitched at the desk
	Title     string // working title, in the story's original language; used until the text has a headline
	Why       string // one paragraph: why this story
	Needs     string // what it takes
	Brief     string
	Wanted    time.Time // when it is wanted; zero: whenever it is ready
	PitchedBy string    // person, or empty for a story that nobody pitched
	PitchedAt time.Time

	Decision  Decision
	DecidedBy string
	DecidedAt time.Time
	Reason    string    // of the decision
	Later     time.Time // until when Later waits

	Words     int // planned length of the original, in words; 0: none planned
	Hold      Hold
	Embargo   Embargo
	Sensitive bool // marked by hand
}

// Open says whether a pitch waits for a decision.
func (w Work) Open() bool { return w.PitchedBy != "" && (w.Decision == "" || w.Decision == Later) }

// Decision is what became of a pitch.
type Decision string

// The decisions. Later can be decided anew.
const (
	Yes   Decision = "yes"
	No    Decision = "no"
	Later Decision = "later"
)

// Hold keeps a story's texts from being published, until an hour.
type Hold struct {
	Reason string
	By     string // person
	At     time.Time
	Until  time.Time // zero: nothing is held
}

// Stands says whether the hold holds at a moment.
func (h Hold) Stands(now time.Time) bool { return now.Before(h.Until) }

// Embargo is a promise not to publish before a moment.
type Embargo struct {
	At   time.Time      // zero: none
	Zone *time.Location // in which it was promised
	By   string         // person
}

// Stands says whether the promise binds at a moment.
func (e Embargo) Stands(now time.Time) bool { return now.Before(e.At) }

// The bounds of what is kept; more is refused, never cut.
const (
	MaxTitle  = 300   // runes
	MaxWhy    = 2_000 // runes, of each paragraph
	MaxReason = 1_000 // runes
	MaxWords  = 200_000
	MaxHold   = 366 * 24 * time.Hour
)

// line gives words as they stand in one line.
func line(s string) string { return strings.Join(strings.Fields(body.CleanText(s)), " ") }

// lines gives a paragraph, its lines kept.
func lines(s string) string {
	list := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i := range list {
		list[i] = body.CleanText(list[i])
	}
	return strings.TrimSpace(strings.Join(list, "\n"))
}

// bounded refuses what is missing or too long.
func bounded(field, s string, required bool, most int) error {
	switch n := utf8.RuneCountInString(s); {
	case n == 0 && required:
		return fault.New(fault.Invalid, "desk.empty").In(field)
	case n > most:
		return fault.New(fault.Invalid, "desk.too_long").In(field).With("max", most)
	}
	return nil
}

// clean checks what is said of a pitch or a new story.
func (w Work) clean() (Work, error) {
	w.Title, w.Why, w.Needs, w.Brief = line(w.Title), lines(w.Why), lines(w.Needs), lines(w.Brief)
	for _, f := range []struct {
		name, value string
		required    bool
		most        int
	}{{"title", w.Title, true, MaxTitle}, {"why", w.Why, w.PitchedBy != "", MaxWhy}, {"needs", w.Needs, false, MaxWhy}, {"brief", w.Brief, false, MaxWhy}} {
		if err := bounded(f.name, f.value, f.required, f.most); err != nil {
			return w, err
		}
	}
	if w.Words < 0 || w.Words > MaxWords {
		return w, fault.New(fault.Invalid, "desk.bad_length").In("words").With("max", MaxWords)
	}
	return w, nil
}

// Task is what an assignment asks for.
type Task string

// The tasks.
const (
	Write     Task = "write"
	Edit      Task = "edit"
	Check     Task = "check"
	Translate Task = "translate"
	Pictures  Task = "pictures"
)

// Tasks lists every task.
var Tasks = []Task{Write, Edit, Check, Translate, Pictures}

// State is how far an assignment is.
type State string

// The states of an assignment.
const (
	Waiting  State = "open"
	Accepted State = "accepted"
	Declined State = "declined"
	Done     State = "done"
)

// Assignment is one person's task on a story.
type Assignment struct {
	ID     string
	Story  string
	Person string
	Task   Task
	Lang   lang.Tag       // into which she translates, or of the text; empty for the original
	Due    time.Time      // zero: no deadline
	Zone   *time.Location // in which the deadline was said
	Brief  string
	State  State
	Reason string // why she declined
	By     string // who assigned it
	Made   time.Time
	Ended  time.Time
}

// Open says whether the assignment still waits to be done.
func (a Assignment) Open() bool { return a.State == Waiting || a.State == Accepted }

// Late says whether its deadline has passed.
func (a Assignment) Late(now time.Time) bool { return a.Open() && !a.Due.IsZero() && a.Due.Before(now) }

// Stages lists the stages in their order.
var Stages = []story.Stage{story.Pitch, story.Assigned, story.Drafting, story.Editing, story.Checking, story.Ready}
