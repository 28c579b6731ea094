package parcel

import (
	"context"
	"slices"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/story"
	"masthead/internal/translation"
	"masthead/internal/translation/exchange"
)

// Taking brings a file's translation into a text.
type Taking struct {
	Story  string
	Lang   lang.Tag
	By     string // person
	Reach  *media.Reach
	Parcel exchange.Parcel
	Say    Sentences // as they went out, to know them again
	OpID   string    // names the taking; sent again, its words change nothing
}

// Take does so, in a transaction. A file of another story or language is Invalid.
func Take(ctx context.Context, tx *db.Tx, t Taking) (Report, error) {
	w := &work{Taking: t, report: Report{Count: map[Outcome]int{}, Entries: []Entry{}, Format: t.Parcel.Format}}
	if err := w.open(ctx, tx); err != nil {
		return Report{}, err
	}
	w.sort()
	if err := w.save(ctx, tx); err != nil {
		return Report{}, err
	}
	if err := w.mark(ctx, tx); err != nil {
		return Report{}, err
	}
	if err := w.comment(ctx, tx); err != nil {
		return Report{}, err
	}
	w.finish()
	return w.report, nil
}

// work is a taking at work.
type work struct {
	Taking
	report         Report
	sheet          translation.Sheet
	source, target story.Text // as they are now
	then           story.Text // the source as it went out
	base           story.Text // the translation as it went out
	now            struct{ source, target side }
	was            struct{ source, target side }
	groups         []*incoming
	by             map[string]*incoming // by id of a source's block
	notes          []remark
}

// incoming is a group and what came for it.
type incoming struct {
	*group
	row     exchange.Row // as it went out
	ok      bool
	sent    map[string]exchange.Unit
	targets map[string][]exchange.Piece
	entries []*Entry
	units   map[string]exchange.Unit // that came, by id
	filled  exchange.Filled
	clash   bool
	stale   bool
}

func (w *work) open(ctx context.Context, tx *db.Tx) (err error) {
	if w.sheet, w.source, w.target, err = texts(ctx, tx, w.Story, w.Lang); err != nil {
		return err
	}
	p := w.Parcel
	switch {
	case !p.UnknownOrigin && p.Story != w.Story:
		return fault.New(fault.Invalid, "exchange.other_story").In("file")
	case p.From != "" && p.From.Base() != w.sheet.Source.Base():
		return fault.New(fault.Invalid, "exchange.other_source").In("file").With("want", string(w.sheet.Source)).With("got", string(p.From))
	case p.To != "" && p.To.Base() != w.Lang.Base():
		return fault.New(fault.Invalid, "exchange.other_target").In("file").With("want", string(w.Lang)).With("got", string(p.To))
	}
	w.report.NoOrigin = p.UnknownOrigin
	if w.then, _, err = w.at(ctx, tx, w.sheet.Source, p.FromRev, w.source); err != nil {
		return err
	}
	found := false
	if w.base, found, err = w.at(ctx, tx, w.Lang, p.ToRev, w.target); err != nil {
		return err
	}
	w.report.NoBase = !found
	w.now.source, w.now.target = sideOf(w.source), sideOf(w.target)
	w.was.source, w.was.target = sideOf(w.then), sideOf(w.base)
	w.gather()
	return nil
}

// at reads a text as it went out. Where that revision is no more, what stands now is taken.
func (w *work) at(ctx context.Context, tx *db.Tx, l lang.Tag, rev int, newest story.Text) (story.Text, bool, error) {
	if rev == newest.Rev {
		return newest, true, nil
	}
	if rev <= 0 || rev > newest.Rev {
		return newest, false, nil
	}
	t, err := story.At(ctx, tx, w.Story, l, rev)
	if fault.KindOf(err) == fault.NotFound {
		return newest, false, nil
	}
	return t, err == nil, err
}

// gather shows each group as it went out.
func (w *work) gather() {
	w.by = map[string]*incoming{}
	head := w.source
	if head.Lead == nil {
		head = w.then
	}
	for _, g := range groupsOf(w.sheet, head) {
		in := &incoming{group: g, sent: map[string]exchange.Unit{}, targets: map[string][]exchange.Piece{}, units: map[string]exchange.Unit{}}
		if in.row, in.ok = g.row(w.was.source, w.was.target); !in.ok {
			in.row, in.ok = g.row(w.now.source, w.was.target) // it is new since
		}
		if in.ok {
			for _, u := range in.row.Units() {
				in.sent[u.ID] = u
			}
		}
		w.groups = append(w.groups, in)
		for _, id := range g.sources {
			w.by[id] = in
		}
	}
}

// sort lays each unit of the file to its group, or into the report.
func (w *work) sort() {
	w.report.Units = len(w.Parcel.Units)
	seen := map[string]exchange.Unit{}
	for _, u := range w.Parcel.Units {
		e := Entry{Unit: u.ID, Line: u.Line, Words: exchange.Words(u.Target)}
		if first, twice := seen[u.ID]; twice {
			if exchange.Hash(first.Target) != exchange.Hash(u.Target) {
				e.Outcome = Repeated
				w.report.add(e)
			}
			continue
		}
		seen[u.ID] = u
		w.sortUnit(u, e)
	}
	for _, in := range w.groups {
		for id := range in.sent {
			if _, came := seen[id]; !came {
				w.report.Absent++
			}
		}
	}
}

func (w *work) sortUnit(u exchange.Unit, e Entry) {
	id, _, _ := strings.Cut(u.ID, ".")
	in := w.by[id]
	if in == nil || !in.ok {
		e.Outcome = Unknown
		if _, was := w.was.source[id]; was {
			e.Outcome = Gone
		}
		w.out(u, e)
		return
	}
	e.Name = string(in.row.Source[0].Type)
	if len(in.group.targets) > 0 {
		e.Block = in.group.targets[0]
	}
	sent, known := in.sent[u.ID]
	if !known {
		e.Outcome = Unknown
		if in.row.ID() != id {
			e.Outcome = Moved
		}
		w.out(u, e)
		return
	}
	w.remarks(u, sent, e)
	if len(u.Target) == 0 {
		e.Outcome = Empty
		w.report.add(e)
		return
	}
	w.compare(in, u, sent, e)
}

// out reports a unit that has no place. One that says nothing is passed over.
func (w *work) out(u exchange.Unit, e Entry) {
	if len(u.Target) == 0 {
		e.Outcome = Empty
	}
	w.report.add(e)
}

// compare holds what came against what went out.
func (w *work) compare(in *incoming, u, sent exchange.Unit, e Entry) {
	pieces, troubles := exchange.Resolve(u.Target, sent.Source, sent.Target)
	e.Troubles = troubles
	source, _ := exchange.Resolve(u.Source, sent.Source, sent.Target)
	stamp := u.Stamp
	if stamp == (exchange.Stamp{}) {
		stamp = sent.Stamp
	}
	e.Edited = len(source) > 0 && exchange.Words(source) != exchange.Words(sent.Source) && stamp.Source == sent.Stamp.Source
	e.Claimed = u.State == exchange.Reviewed && stamp.State != exchange.Reviewed
	u.Stamp = stamp
	in.units[u.ID] = u
	switch {
	case exchange.Hash(pieces) == stamp.Target:
		e.Outcome, e.Troubles = Same, nil
	case sent.Locked:
		e.Outcome = Locked
	default:
		e.Outcome, e.Partial = Came, !u.Whole
		in.targets[u.ID] = pieces
	}
	in.entries = append(in.entries, &e)
}

// finish closes the report.
func (w *work) finish() {
	for _, in := range w.groups {
		for _, e := range in.entries {
			w.report.add(*e)
		}
	}
	slices.SortStableFunc(w.report.Entries, func(a, b Entry) int { return a.Line - b.Line })
	p := w.Parcel
	w.report.Tracked, w.report.Joined, w.report.Extra, w.report.Stray = p.TrackedMade, p.Segmented, p.Extra, p.Stray
}

// stamped says what a group's source was when it went out.
func (in *incoming) stamped() string {
	for _, u := range in.units {
		if u.Stamp.Source != "" {
			return u.Stamp.Source
		}
	}
	return in.row.Hash
}

// nowHash is what it is now.
func (w *work) nowHash(in *incoming) (hash, words string, there bool) {
	row, ok := in.group.row(w.now.source, nil)
	return row.Hash, plainOf(row.Source), ok
}
