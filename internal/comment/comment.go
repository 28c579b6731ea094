package comment

import (
	"context"
	"encoding/json"
	"slices"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Bounds of what is said.
const (
	MaxSaid  = 5_000          // runes
	EditLife = 24 * time.Hour // how long its author may edit what she said

	maxThreads = 500 // of one text that are open; more is no conversation
	maxEntries = 200 // of one thread
	maxOpID    = 200
)

// Thread is what people said about one place.
type Thread struct {
	ID         string
	Story      string
	Lang       lang.Tag // empty for a note to the desk
	Anchor     Anchor
	Suggestion string // the suggestion that it answers, or empty
	By         string
	At         time.Time
	SettledBy  string
	SettledAt  time.Time // zero while it is open
	Entries    []Entry
}

// Open says whether something is still to be settled.
func (t Thread) Open() bool { return t.SettledAt.IsZero() }

// EntryKind is what somebody did in a thread.
type EntryKind string

// The kinds of entry.
const (
	Said     EntryKind = "said"
	Settled  EntryKind = "settled"
	Reopened EntryKind = "reopened"
)

// Entry is one turn in a thread.
type Entry struct {
	ID       string
	Kind     EntryKind
	By       string
	At       time.Time
	Said     string
	Mentions []Mention
	Edited   time.Time // zero while it is as it was first said
	Earlier  []Earlier // what it said before, the latest first
}

// Earlier is what an entry said until a moment.
type Earlier struct {
	Until time.Time
	Said  string
}

// Saying is a new thread or a new entry.
type Saying struct {
	Story  story.Story
	Lang   lang.Tag // empty for a note to the desk
	Anchor Anchor   // of a new thread
	Thread string   // of an entry; empty begins a thread
	Answer string   // a suggestion that a new thread answers, or empty
	Said   string
	By     string
	OpID   string // names the saying; sent again, it changes nothing
}

// Say says something, in a transaction: it begins a thread or continues one, and tells
// those whom it mentions, who spoke there before, or whose story it is.
func Say(ctx context.Context, tx *db.Tx, s Saying) (Thread, error) {
	s.Said = tidy(s.Said)
	if err := s.check(); err != nil {
		return Thread{}, err
	}
	if thread, err := saidBefore(ctx, tx, s.By, s.OpID); err != nil || thread != "" {
		if err != nil {
			return Thread{}, err
		}
		return find(ctx, tx, s.Story.ID, s.Lang, thread)
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Thread{}, err
	}
	t, err := s.thread(ctx, tx, now)
	if err != nil {
		return t, err
	}
	readers, err := Readers(ctx, tx, s.Story)
	if err != nil {
		return t, err
	}
	e := Entry{ID: id.New(now), Kind: Said, By: s.By, At: now, Said: s.Said, Mentions: mentioned(s.Said, readers)}
	if err := putEntry(ctx, tx, t.ID, e, s.OpID); err != nil {
		return t, err
	}
	if err := tell(ctx, tx, s, t, e, readers); err != nil {
		return t, err
	}
	if err := tick(ctx, tx, s.Story.ID, s.Lang); err != nil {
		return t, err
	}
	return find(ctx, tx, s.Story.ID, s.Lang, t.ID)
}

func (s Saying) check() error {
	switch {
	case s.Said == "":
		return fault.New(fault.Invalid, "comment.empty").In("said")
	case utf8.RuneCountInString(s.Said) > MaxSaid:
		return fault.New(fault.Invalid, "comment.long").In("said").With("max", MaxSaid)
	case s.Lang == "" && s.Anchor.Block != "":
		return fault.New(fault.Invalid, "comment.bad_place").In("block")
	case len(s.OpID) > maxOpID || tidy(s.OpID) != s.OpID:
		return fault.New(fault.Invalid, "story.bad_op_id").In("op_id")
	}
	return s.Anchor.check()
}

// thread finds the thread to continue, or begins one at its place in the text as it is.
func (s Saying) thread(ctx context.Context, tx *db.Tx, now time.Time) (Thread, error) {
	if s.Thread != "" {
		t, err := find(ctx, tx, s.Story.ID, s.Lang, s.Thread)
		if err == nil && len(t.Entries) >= maxEntries {
			err = fault.New(fault.Conflict, "comment.full")
		}
		return t, err
	}
	if n, err := countOpen(ctx, tx, s.Story.ID, s.Lang); err != nil || n >= maxThreads {
		if err == nil {
			err = fault.New(fault.Conflict, "comment.full")
		}
		return Thread{}, err
	}
	if s.Answer != "" {
		if _, err := FindSuggestion(ctx, tx, s.Story.ID, s.Lang, s.Answer); err != nil {
			return Thread{}, err
		}
	}
	a, err := s.anchored(ctx, tx)
	if err != nil {
		return Thread{}, err
	}
	t := Thread{ID: id.New(now), Story: s.Story.ID, Lang: s.Lang, Anchor: a, Suggestion: s.Answer, By: s.By, At: now}
	return t, putThread(ctx, tx, t)
}

// anchored looks the words up, so that what stands around them is known. Where they are
// not saved yet the anchor is kept as it is: they may come.
func (s Saying) anchored(ctx context.Context, tx *db.Tx) (Anchor, error) {
	a := s.Anchor
	a.Quote = cleaned(a.Quote)
	if quote := []rune(a.Quote); len(quote) > maxQuote {
		a.Quote = string(quote[:maxQuote])
	}
	if s.Lang == "" || a.Block == "" {
		return Anchor{}, nil
	}
	t, err := story.Newest(ctx, tx, s.Story.ID, s.Lang)
	if fault.KindOf(err) == fault.NotFound {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	a.Rev = t.Rev
	loose := a
	if text, ok := plainOf(t, a.Block); ok && a.Quote != "" {
		loose = a.selectedIn(text)
	}
	return a.with(t, Find(loose, t, noLineage)), nil
}

// selectedIn lets a selection that begins or ends within a word be found as it is.
func (a Anchor) selectedIn(text string) Anchor {
	runes := []rune(text)
	if end := a.Start + utf8.RuneCountInString(a.Quote); end <= len(runes) && string(runes[a.Start:end]) == a.Quote {
		a.ahead, a.behind = string(runes[max(0, a.Start-aura):a.Start]), string(runes[end:min(len(runes), end+aura)])
	}
	return a
}

// Edit changes what its author said not long ago. What it said before is kept and shown.
// Whom it mentions anew is told.
func Edit(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, entry, by, said string) (Thread, error) {
	said = tidy(said)
	t, e, err := findEntry(ctx, tx, s.ID, l, entry)
	if err != nil {
		return t, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return t, err
	}
	switch {
	case e.Kind != Said || e.By != by:
		return t, fault.New(fault.Forbidden, "comment.not_yours")
	case now.Sub(e.At) > EditLife || !t.Open():
		return t, fault.New(fault.Conflict, "comment.too_late")
	}
	saying := Saying{Story: s, Lang: l, Said: said, By: by}
	if err := saying.check(); err != nil {
		return t, err
	}
	if said == e.Said {
		return t, nil
	}
	readers, err := Readers(ctx, tx, s)
	if err != nil {
		return t, err
	}
	had := e.Mentions
	before := e.Said
	e.Said, e.Edited, e.Mentions = said, now, mentioned(said, readers)
	if err := rewriteEntry(ctx, tx, e, before); err != nil {
		return t, err
	}
	fresh := e
	fresh.Mentions = slices.DeleteFunc(slices.Clone(e.Mentions), func(m Mention) bool {
		return slices.ContainsFunc(had, func(h Mention) bool { return h.Person == m.Person })
	})
	if err := tellMentioned(ctx, tx, saying, t, fresh, readers); err != nil {
		return t, err
	}
	if err := tick(ctx, tx, s.ID, l); err != nil {
		return t, err
	}
	return find(ctx, tx, s.ID, l, t.ID)
}

// Settle closes a thread, or opens it again. Doing it twice is harmless.
func Settle(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, thread, by string, settled bool) (Thread, error) {
	t, err := find(ctx, tx, s.ID, l, thread)
	if err != nil || t.Open() == !settled {
		return t, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return t, err
	}
	e := Entry{ID: id.New(now), Kind: Settled, By: by, At: now}
	if !settled {
		e.Kind = Reopened
	}
	if err := settle(ctx, tx, t.ID, e, settled); err != nil {
		return t, err
	}
	if err := putEntry(ctx, tx, t.ID, e, ""); err != nil {
		return t, err
	}
	if err := tick(ctx, tx, s.ID, l); err != nil {
		return t, err
	}
	return find(ctx, tx, s.ID, l, t.ID)
}

// tell tells of an entry: first those whom it mentions, then who else spoke in the
// thread, then whose story it is.
func tell(ctx context.Context, tx *db.Tx, s Saying, t Thread, e Entry, readers []people.Reader) error {
	if err := tellMentioned(ctx, tx, s, t, e, readers); err != nil {
		return err
	}
	told := []string{s.By}
	for _, m := range e.Mentions {
		told = append(told, behind(readers, m.Person))
	}
	key, to := "comment.answered", []string{}
	if s.Thread == "" {
		key = "comment.said_on_yours"
	} else {
		to = append(to, t.By)
		for _, was := range t.Entries {
			to = append(to, was.By)
		}
	}
	for _, c := range s.Story.People {
		if c.Part == story.Author && (c.Lang == "" || c.Lang == s.Lang) {
			to = append(to, behind(readers, c.Person))
		}
	}
	to = slices.DeleteFunc(to, func(p string) bool { return slices.Contains(told, p) || !readable(readers, p) })
	return tellOf(ctx, tx, s.Story, s.Lang, notice.Notice{To: to, By: s.By, Key: key, Path: pathOf(s.Story, s.Lang, "comments", t.ID)})
}

func tellMentioned(ctx context.Context, tx *db.Tx, s Saying, t Thread, e Entry, readers []people.Reader) error {
	var to []string
	for _, m := range e.Mentions {
		to = append(to, behind(readers, m.Person))
	}
	return tellOf(ctx, tx, s.Story, s.Lang, notice.Notice{To: to, By: s.By, Key: "comment.mentioned_you", Path: pathOf(s.Story, s.Lang, "comments", t.ID)})
}

// tellOf fills a notice with what every one about a text has.
func tellOf(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, n notice.Notice) error {
	if len(n.To) == 0 {
		return nil
	}
	headline, err := headlineOf(ctx, tx, s, l)
	if err != nil {
		return err
	}
	n.Kind, n.Story, n.Lang, n.Args = notice.Talk, s.ID, l, map[string]string{"headline": headline}
	if n.By != "" {
		if n.Args["who"], err = voice(ctx, tx, s, n.By); err != nil {
			return err
		}
	}
	return notice.Tell(ctx, tx, n)
}

// voice is the name by which those who may not know hear of somebody beside a story.
func voice(ctx context.Context, tx *db.Tx, s story.Story, person string) (string, error) {
	shown, err := people.Masked(ctx, tx, people.Visit{}, authors(s), person)
	if err != nil {
		return "", err
	}
	found, err := people.ByIDs(ctx, tx, []string{shown})
	return found[shown].Name, err
}

func headlineOf(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag) (string, error) {
	if l == "" {
		l = s.Original
	}
	t, err := story.Newest(ctx, tx, s.ID, l)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return t.Headline, err
}

// pathOf leads to a thread or a suggestion. A note to the desk stands beside the original.
func pathOf(s story.Story, l lang.Tag, page, mark string) string {
	if l == "" {
		l = s.Original
	}
	return "/desk/stories/" + s.ID + "/" + string(l) + "/" + page + "/#" + mark
}

func authors(s story.Story) (ids []string) {
	for _, c := range s.People {
		if c.Part == story.Author {
			ids = append(ids, c.Person)
		}
	}
	return ids
}

func marshal(mentions []Mention) (string, error) {
	if len(mentions) == 0 {
		return "[]", nil
	}
	raw, err := json.Marshal(mentions)
	return string(raw), err
}
