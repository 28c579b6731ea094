package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// putOverview writes a story's line in the lists, and by what it is found, in place of
// what was there.
func putOverview(ctx context.Context, tx *db.Tx, o Overview, terms, words []string) error {
	if err := dropTerms(ctx, tx, o.Story); err != nil {
		return err
	}
	detail, err := encode(o.Detail)
	if err != nil {
		return err
	}
	kept, err := encode(terms)
	if err != nil {
		return err
	}
	folded := ""
	for _, w := range words {
		folded += " " + w
	}
	_, err = tx.Exec(ctx, `INSERT INTO desk_overview (story_id, turn, stage, bureau, kind, section_id, original, headline, due_at, resting, unassigned, words, changed_at, folded, terms, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (story_id) DO UPDATE SET turn = excluded.turn, stage = excluded.stage, bureau = excluded.bureau, kind = excluded.kind, section_id = excluded.section_id,
			original = excluded.original, headline = excluded.headline, due_at = excluded.due_at, resting = excluded.resting, unassigned = excluded.unassigned,
			words = excluded.words, changed_at = excluded.changed_at, folded = excluded.folded, terms = excluded.terms, detail = excluded.detail`,
		o.Story, o.turn, string(o.Stage), o.Bureau, string(o.Kind), o.Section, string(o.Original), o.Headline, db.Millis(o.Due), flag(o.Resting), flag(o.Unassigned),
		o.Words, db.Millis(o.Changed), folded, kept, detail)
	if err != nil {
		return err
	}
	for _, t := range terms {
		if _, err := tx.Exec(ctx, `INSERT INTO desk_mark (term, turn, story_id) VALUES ($1, $2, $3)`, t, o.turn, o.Story); err != nil {
			return err
		}
	}
	for _, w := range words {
		if _, err := tx.Exec(ctx, `INSERT INTO desk_word (word, story_id) VALUES ($1, $2)`, w, o.Story); err != nil {
			return err
		}
	}
	return nil
}

// dropTerms takes away by what a story was found. The row is held first, so that two who
// make one story's line anew do it one after the other.
func dropTerms(ctx context.Context, tx *db.Tx, story string) error {
	var turn int64
	var folded, kept string
	err := tx.Row(ctx, `UPDATE desk_overview SET turn = turn WHERE story_id = $1 RETURNING turn, folded, terms`, []any{story}, &turn, &folded, &kept)
	if errors.Is(err, db.ErrNone) {
		return nil
	}
	if err != nil {
		return err
	}
	var terms []string
	if err := json.Unmarshal([]byte(kept), &terms); err != nil {
		return err
	}
	for _, t := range terms {
		if _, err := tx.Exec(ctx, `DELETE FROM desk_mark WHERE term = $1 AND turn = $2 AND story_id = $3`, t, turn, story); err != nil {
			return err
		}
	}
	for _, w := range strings.Fields(folded) {
		if _, err := tx.Exec(ctx, `DELETE FROM desk_word WHERE word = $1 AND story_id = $2`, w, story); err != nil {
			return err
		}
	}
	return nil
}

const overviewColumns = `o.story_id, o.turn, o.stage, o.bureau, o.kind, o.section_id, o.original, o.headline, o.due_at, o.resting, o.unassigned, o.words, o.changed_at, o.detail`

func scanOverview(scan func(...any) error) (o Overview, err error) {
	var due, changed int64
	var resting, unassigned int
	var detail string
	err = scan(&o.Story, &o.turn, &o.Stage, &o.Bureau, &o.Kind, &o.Section, &o.Original, &o.Headline, &due, &resting, &unassigned, &o.Words, &changed, &detail)
	if err != nil {
		return o, err
	}
	o.Due, o.Changed, o.Resting, o.Unassigned = db.Time(due), db.Time(changed), resting == 1, unassigned == 1
	return o, json.Unmarshal([]byte(detail), &o.Detail)
}

// Overviews reads the lines of some stories.
func Overviews(ctx context.Context, tx *db.Tx, ids []string) (map[string]Overview, error) {
	found := map[string]Overview{}
	for part := range slices.Chunk(ids, 200) {
		marks := make([]string, len(part))
		args := make([]any, len(part))
		for i, one := range part {
			marks[i], args[i] = "$"+strconv.Itoa(i+1), one
		}
		err := tx.Rows(ctx, `SELECT `+overviewColumns+` FROM desk_overview o WHERE o.story_id IN (`+strings.Join(marks, ", ")+`)`, args, func(scan func(...any) error) error {
			o, err := scanOverview(scan)
			found[o.Story] = o
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// List reads up to n lines of those that a query asks for, in the order of lists, after a
// cursor (empty: from the first), and the cursor for those that follow (empty: there are
// none). Each kind of query walks one index.
func List(ctx context.Context, tx *db.Tx, q Query, after string, n int) (list []Overview, next string, err error) {
	b, err := build(ctx, tx, q)
	if err != nil || b == nil {
		return nil, "", err
	}
	if err := b.after(after); err != nil {
		return nil, "", err
	}
	query := `SELECT ` + overviewColumns + b.from + ` WHERE ` + strings.Join(b.where, ` AND `) + ` ORDER BY ` + b.by + `.turn, ` + b.by + `.story_id LIMIT ` + b.arg(n+1)
	err = tx.Rows(ctx, query, b.args, func(scan func(...any) error) error {
		o, err := scanOverview(scan)
		list = append(list, o)
		return err
	})
	if err == nil && len(list) > n {
		list = list[:n]
		last := list[n-1]
		next = strconv.FormatInt(last.turn, 10) + "." + last.Story
	}
	return list, next, err
}

// built is a query on its way to SQL. Every value is an argument; the text is made of
// constants alone.
type built struct {
	from  string
	by    string // the table whose turn gives the order
	where []string
	args  []any
}

func (b *built) arg(v any) string {
	b.args = append(b.args, v)
	return "$" + strconv.Itoa(len(b.args))
}

func (b *built) is(column string, v any) { b.where = append(b.where, column+" = "+b.arg(v)) }

// fewWords is up to how many stories a word may have to be the way in: above that the
// lists' own order leads to those that have it sooner.
const fewWords = 500

// build chooses the index that leads in and makes conditions of the rest. It gives nil
// where nothing can be found.
func build(ctx context.Context, tx *db.Tx, q Query) (*built, error) {
	if q.Nothing {
		return nil, nil
	}
	if !q.Reader.All && len(q.Reader.Bureaus) == 0 && len(q.Reader.Selves) == 0 {
		return nil, nil
	}
	b := &built{from: ` FROM desk_overview o`, by: "o"}
	terms := slices.Clone(q.Terms)
	if len(terms) > 0 {
		b.from, b.by = ` FROM desk_mark m JOIN desk_overview o ON o.story_id = m.story_id`, "m"
		b.is("m.term", terms[0])
		terms = terms[1:]
	}
	for _, t := range terms {
		b.where = append(b.where, `EXISTS (SELECT 1 FROM desk_mark x WHERE x.term = `+b.arg(t)+` AND x.turn = o.turn AND x.story_id = o.story_id)`)
	}
	for _, t := range q.Without {
		b.where = append(b.where, `NOT EXISTS (SELECT 1 FROM desk_mark x WHERE x.term = `+b.arg(t)+` AND x.turn = o.turn AND x.story_id = o.story_id)`)
	}
	b.facts(q)
	b.readable(q.Reader)
	return b, b.words(ctx, tx, q.Words)
}

func (b *built) facts(q Query) {
	for _, f := range []struct{ column, value string }{
		{"o.stage", string(q.Stage)}, {"o.bureau", q.Bureau}, {"o.kind", string(q.Kind)}, {"o.section_id", q.Section}, {"o.original", string(q.Original)},
	} {
		if f.value != "" {
			b.is(f.column, f.value)
		}
	}
	if q.Unassigned {
		b.where = append(b.where, "o.unassigned = 1")
	}
	turn := b.by + ".turn"
	if q.Moving != nil && *q.Moving {
		b.where = append(b.where, turn+" < "+b.arg(atRest))
	}
	if q.Moving != nil && !*q.Moving {
		b.where = append(b.where, turn+" >= "+b.arg(atRest))
	}
	if !q.From.IsZero() {
		b.where = append(b.where, turn+" >= "+b.arg(db.Millis(q.From)))
	}
	if !q.Until.IsZero() {
		b.where = append(b.where, turn+" < "+b.arg(db.Millis(q.Until)))
	}
}

// readable leaves out what she may not read.
func (b *built) readable(r Reader) {
	if r.All {
		return
	}
	var either []string
	for _, bureau := range r.Bureaus {
		either = append(either, "o.bureau = "+b.arg(bureau))
	}
	for _, self := range r.Selves {
		either = append(either, `EXISTS (SELECT 1 FROM desk_mark r WHERE r.term = `+b.arg("by:"+self)+` AND r.turn = o.turn AND r.story_id = o.story_id)`)
	}
	b.where = append(b.where, "("+strings.Join(either, " OR ")+")")
}

// words asks for the words of headlines: a rare one leads in, a common one is looked for
// along the way.
func (b *built) words(ctx context.Context, tx *db.Tx, words [][]string) error {
	for _, keys := range words {
		var either, begins []string
		var args []any
		for _, key := range keys {
			args = append(args, key, key+"zzzzzzzz")
			begins = append(begins, "word BETWEEN $"+strconv.Itoa(len(args)-1)+" AND $"+strconv.Itoa(len(args)))
		}
		var n int
		if err := tx.Row(ctx, `SELECT count(*) FROM (SELECT 1 AS one FROM desk_word WHERE `+strings.Join(begins, " OR ")+` LIMIT `+strconv.Itoa(fewWords+1)+`) AS few`, args, &n); err != nil {
			return err
		}
		for _, key := range keys {
			if n <= fewWords {
				either = append(either, "word BETWEEN "+b.arg(key)+" AND "+b.arg(key+"zzzzzzzz"))
			} else {
				either = append(either, "o.folded LIKE "+b.arg("% "+key+"%"))
			}
		}
		cond := "(" + strings.Join(either, " OR ") + ")"
		if n <= fewWords {
			cond = "o.story_id IN (SELECT story_id FROM desk_word WHERE " + cond + ")"
		}
		b.where = append(b.where, cond)
	}
	return nil
}

// after begins behind a cursor.
func (b *built) after(cursor string) error {
	if cursor == "" {
		b.where = append(b.where, b.by+".turn > "+b.arg(int64(-1)))
		return nil
	}
	head, story, ok := strings.Cut(cursor, ".")
	turn, err := strconv.ParseInt(head, 10, 64)
	if !ok || err != nil || len(story) > 40 {
		return fault.New(fault.Invalid, "desk.bad_cursor").In("after")
	}
	b.where = append(b.where, "("+b.by+".turn, "+b.by+".story_id) > ("+b.arg(turn)+", "+b.arg(story)+")")
	return nil
}
