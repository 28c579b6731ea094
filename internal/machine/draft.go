package machine

import (
	"context"
	"encoding/json"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// Bounds of one call of an engine. DeepL takes 50 pieces and 128 KiB.
const (
	maxPieces     = 40
	maxCharacters = 10_000
	maxTerms      = 200
)

// Draft is the job that drafts what is missing in a text.
type Draft struct {
	ID    string   `json:"id"`
	Story string   `json:"story"`
	Lang  lang.Tag `json:"lang"`
}

// Kind is the job's stable name.
func (Draft) Kind() string { return "machine.draft" }

// Glossary gives the house's words that may occur in a text.
type Glossary func(ctx context.Context, tx *db.Tx, from, to lang.Tag, text string) ([]Term, error)

// Desk orders drafts and carries them out.
type Desk struct {
	DB       *db.DB
	Settings Settings
	Terms    Glossary // nil for none
}

// Order has the empty blocks of a text drafted, soon, and says how many there are. Where
// there is no engine, or nothing to do, or the month's characters are used up, it is
// refused.
func (d *Desk) Order(ctx context.Context, storyID string, l lang.Tag, by string) (blocks int, err error) {
	if !d.Settings.On() {
		return 0, fault.New(fault.NotFound, "machine.off")
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		w, err := look(ctx, tx, storyID, l)
		if err != nil {
			return err
		}
		if blocks = len(w.rows); blocks == 0 {
			return fault.New(fault.Conflict, "machine.nothing")
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		used, err := usedIn(ctx, tx, month(now), d.Settings.Kind)
		if err != nil {
			return err
		}
		if used+w.characters() > d.Settings.Budget {
			return fault.New(fault.Conflict, "machine.budget").With("budget", d.Settings.Budget).With("used", used)
		}
		if waits, err := waiting(ctx, tx, storyID, l); err != nil {
			return err
		} else if waits {
			return fault.New(fault.Conflict, "machine.waiting")
		}
		order := Draft{ID: id.New(now), Story: storyID, Lang: l}
		if err := begin(ctx, tx, order, by, d.Settings.Kind, now); err != nil {
			return err
		}
		return job.Put(ctx, tx, order, job.MaxAttempts(6))
	})
	return blocks, err
}

// month names a month in UTC: "2026-06".
func month(t time.Time) string { return t.UTC().Format("2006-01") }

// work is what a draft has to do: the rows of a text that have no words yet, whose source
// has.
type work struct {
	sheet  translation.Sheet
	target story.Text
	rows   []rowWork
}

type rowWork struct {
	id     string
	source body.Block
	pieces []int // which of its texts are asked for
}

func look(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (w work, err error) {
	if w.sheet, err = translation.Read(ctx, tx, storyID, l); err != nil {
		return w, err
	}
	if w.target, err = story.Newest(ctx, tx, storyID, l); err != nil {
		return w, err
	}
	for _, r := range w.sheet.Rows {
		if r.State != translation.Untranslated || r.ID == "" || len(r.Sources) != 1 || r.Sources[0].Block == nil {
			continue
		}
		one := rowWork{id: r.ID, source: copyOf(*r.Sources[0].Block)}
		if r.Target != nil && !empty(*r.Target) {
			continue
		}
		for i, spans := range texts(&one.source) {
			if says(*spans) {
				one.pieces = append(one.pieces, i)
			}
		}
		if len(one.pieces) > 0 {
			w.rows = append(w.rows, one)
		}
	}
	return w, nil
}

func empty(b body.Block) bool {
	for _, spans := range texts(&b) {
		if says(*spans) {
			return false
		}
	}
	return true
}

// copyOf is a block that shares nothing with another.
func copyOf(b body.Block) (out body.Block) {
	if data, err := json.Marshal(b); err == nil && json.Unmarshal(data, &out) == nil {
		return out
	}
	return b
}

func (w *work) characters() (n int64) {
	for i := range w.rows {
		all := texts(&w.rows[i].source)
		for _, p := range w.rows[i].pieces {
			n += int64(utf8.RuneCountInString(body.InlineHTML(*all[p])))
		}
	}
	return n
}

// Run carries an order out: it asks the engine in parts, with no transaction open, and
// saves what came back into blocks that are still empty. What cannot be mended by asking
// again is kept with the order, for people to read.
func (d *Desk) Run(ctx context.Context, order Draft) error {
	if !d.Settings.On() {
		return d.end(ctx, order, 0, fault.New(fault.NotFound, "machine.off"))
	}
	var w work
	var terms []Term
	err := d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if w, err = look(ctx, tx, order.Story, order.Lang); err != nil {
			return err
		}
		if d.Terms != nil && len(w.rows) > 0 {
			terms, err = d.Terms(ctx, tx, w.sheet.Source, order.Lang, w.plain())
		}
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return d.end(ctx, order, 0, err)
	}
	if err != nil {
		return err
	}
	done := 0
	for from := 0; from < len(w.rows); {
		to := w.part(from)
		n, err := d.part(ctx, order, &w, w.rows[from:to], terms[:min(len(terms), maxTerms)])
		if err != nil {
			return d.failed(ctx, order, done, err)
		}
		done, from = done+n, to
	}
	return d.end(ctx, order, done, nil)
}

// plain is all that is to be translated.
func (w *work) plain() (all string) {
	for _, r := range w.rows {
		all += body.Plain(r.source) + "\n"
	}
	return all
}

// part says where the rows of one call end that begins at from.
func (w *work) part(from int) int {
	pieces, chars := 0, int64(0)
	for i := from; i < len(w.rows); i++ {
		one := work{rows: w.rows[i : i+1]}
		pieces, chars = pieces+len(w.rows[i].pieces), chars+one.characters()
		if i > from && (pieces > maxPieces || chars > maxCharacters) {
			return i
		}
	}
	return len(w.rows)
}

// part has some rows translated and saves them.
func (d *Desk) part(ctx context.Context, order Draft, w *work, rows []rowWork, terms []Term) (int, error) {
	t := Task{From: w.sheet.Source, To: order.Lang, Terms: terms}
	var places []*[]body.Span
	for i := range rows {
		all := texts(&rows[i].source)
		for _, p := range rows[i].pieces {
			places = append(places, all[p])
			t.Pieces = append(t.Pieces, body.InlineHTML(*all[p]))
		}
	}
	chars := (&work{rows: rows}).characters()
	if err := d.reserve(ctx, chars); err != nil {
		return 0, err
	}
	answers, err := d.Settings.Engine.Translate(ctx, t)
	if err != nil {
		return 0, d.refund(context.WithoutCancel(ctx), chars, err)
	}
	for i, a := range answers {
		if len(a) > 20*len(t.Pieces[i])+2_000 { // no translation is so long
			return 0, wrong()
		}
		*places[i] = take(a, *places[i])
	}
	n := 0
	err = d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = d.save(ctx, tx, order, rows)
		return err
	})
	return n, err
}

// save puts drafts into those blocks that still have no words.
func (d *Desk) save(ctx context.Context, tx *db.Tx, order Draft, rows []rowWork) (n int, err error) {
	if err := story.Hold(ctx, tx, order.Story, order.Lang); err != nil {
		return 0, err
	}
	now, err := look(ctx, tx, order.Story, order.Lang)
	if err != nil {
		return 0, err
	}
	open := map[string]bool{}
	for _, r := range now.rows {
		open[r.id] = true
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	t := now.target
	var filled []string
	for i := range rows {
		if open[rows[i].id] && fill(&t, &rows[i]) {
			filled = append(filled, rows[i].id)
		}
	}
	if len(filled) == 0 {
		return 0, nil
	}
	t.Body = body.Normalise(t.Body)
	_, err = story.SaveText(ctx, tx, story.Save{
		Story: order.Story, Lang: order.Lang, BaseRev: t.Rev, OpID: id.New(at), Headline: t.Headline, Standfirst: t.Standfirst, Slug: t.Slug,
		Lead: t.Lead, Body: &t.Body, Draft: true, MadeFrom: t.MadeFrom, MadeRev: t.MadeRev,
	})
	if err != nil {
		return 0, err
	}
	return len(filled), translation.Machine(ctx, tx, order.Story, order.Lang, filled, d.Settings.Kind)
}

// fill writes the drafted words of a row into a text.
func fill(t *story.Text, r *rowWork) bool {
	drafted := texts(&r.source)
	switch r.id {
	case translation.Headline:
		t.Headline = body.CleanText(body.PlainSpans(r.source.Text))
		return true
	case translation.Standfirst:
		t.Standfirst = body.CleanText(body.PlainSpans(r.source.Text))
		return true
	}
	for i := range t.Body.Blocks {
		if t.Body.Blocks[i].ID != r.id {
			continue
		}
		frame := copyOf(t.Body.Blocks[i])
		places := texts(&frame)
		if len(places) != len(drafted) || frame.Type != r.source.Type {
			return false // its frame was changed: that is for people
		}
		for _, p := range r.pieces {
			*places[p] = *drafted[p]
		}
		t.Body.Blocks[i] = frame
		return true
	}
	return false
}

// reserve takes characters from the month's budget before they are sent, so that two
// orders together cannot go beyond it.
func (d *Desk) reserve(ctx context.Context, chars int64) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		used, err := use(ctx, tx, month(now), d.Settings.Kind, chars, 1, 0)
		if err == nil && used > d.Settings.Budget {
			return fault.New(fault.Conflict, "machine.budget").With("budget", d.Settings.Budget).With("used", used-chars)
		}
		return err
	})
}

// refund gives back what an engine did not translate.
func (d *Desk) refund(ctx context.Context, chars int64, why error) error {
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		_, err = use(ctx, tx, month(now), d.Settings.Kind, -chars, 0, 1)
		return err
	})
	if err != nil {
		return err
	}
	return why
}

// failed keeps why an order failed. What is busy is tried again.
func (d *Desk) failed(ctx context.Context, order Draft, done int, why error) error {
	if err := d.end(context.WithoutCancel(ctx), order, done, why); err != nil {
		return err
	}
	if k := fault.KindOf(why); k == fault.Busy || k == fault.Other {
		return why
	}
	return nil
}

func (d *Desk) end(ctx context.Context, order Draft, done int, why error) error {
	key := ""
	if why != nil {
		key = "fault.other"
		if f, ok := fault.As(why); ok {
			key = f.Key
		}
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return finish(ctx, tx, order.ID, done, key, now)
	})
}
