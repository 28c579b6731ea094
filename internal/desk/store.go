package desk

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

const workColumns = `title, why, needs, brief, wanted_at, pitched_by, pitched_at, decision, decided_by, decided_at, reason, later_until, words,
	hold_reason, hold_by, hold_at, hold_until, embargo_at, embargo_zone, embargo_by, sensitive`

// Find reads the newsroom's work on a story; one on which nothing was done is empty.
func Find(ctx context.Context, tx *db.Tx, story string) (Work, error) {
	w := Work{Story: story}
	var wanted, pitched, decided, later, holdAt, holdUntil, embargo int64
	var zone string
	var sensitive int
	err := tx.Row(ctx, `SELECT `+workColumns+` FROM desk_story WHERE story_id = $1`, []any{story},
		&w.Title, &w.Why, &w.Needs, &w.Brief, &wanted, &w.PitchedBy, &pitched, &w.Decision, &w.DecidedBy, &decided, &w.Reason, &later, &w.Words,
		&w.Hold.Reason, &w.Hold.By, &holdAt, &holdUntil, &embargo, &zone, &w.Embargo.By, &sensitive)
	if errors.Is(err, db.ErrNone) {
		return w, nil
	}
	w.Wanted, w.PitchedAt, w.DecidedAt, w.Later = db.Time(wanted), db.Time(pitched), db.Time(decided), db.Time(later)
	w.Hold.At, w.Hold.Until, w.Embargo.At, w.Embargo.Zone = db.Time(holdAt), db.Time(holdUntil), db.Time(embargo), zoneOf(zone)
	w.Sensitive, w.Planned = sensitive == 1, w.Title != ""
	return w, err
}

// zoneOf is a zone by its name; one that this machine does not know is UTC.
func zoneOf(name string) *time.Location {
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		return zone
	}
	return time.UTC
}

func zoneName(z *time.Location) string {
	if z == nil {
		return "UTC"
	}
	return z.String()
}

func insertWork(ctx context.Context, tx *db.Tx, story string, w Work) error {
	_, err := tx.Exec(ctx, `INSERT INTO desk_story (story_id, title, why, needs, brief, wanted_at, pitched_by, pitched_at, words)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, story, w.Title, w.Why, w.Needs, w.Brief, db.Millis(w.Wanted), w.PitchedBy, db.Millis(w.PitchedAt), w.Words)
	return err
}

// ensureWork makes the story's row, if it has none, and holds it until the commit.
func ensureWork(ctx context.Context, tx *db.Tx, story string) error {
	_, err := tx.Exec(ctx, `INSERT INTO desk_story (story_id) VALUES ($1) ON CONFLICT (story_id) DO UPDATE SET story_id = excluded.story_id`, story)
	return err
}

// putDecision writes a decision on a pitch that is open.
func putDecision(ctx context.Context, tx *db.Tx, story string, j Judgement, now time.Time) error {
	n, err := tx.Exec(ctx, `UPDATE desk_story SET decision = $2, decided_by = $3, decided_at = $4, reason = $5, later_until = $6
		WHERE story_id = $1 AND pitched_by <> '' AND decision IN ('', 'later')`,
		story, string(j.Decision), j.By, db.Millis(now), j.Reason, db.Millis(j.Until))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "desk.decided_already")
	}
	return err
}

func putNotes(ctx context.Context, tx *db.Tx, story string, w Work) error {
	_, err := tx.Exec(ctx, `UPDATE desk_story SET title = $2, why = $3, needs = $4, brief = $5, wanted_at = $6, words = $7, sensitive = $8 WHERE story_id = $1`,
		story, w.Title, w.Why, w.Needs, w.Brief, db.Millis(w.Wanted), w.Words, flag(w.Sensitive))
	return err
}

func putHold(ctx context.Context, tx *db.Tx, story string, h Hold) error {
	_, err := tx.Exec(ctx, `UPDATE desk_story SET hold_reason = $2, hold_by = $3, hold_at = $4, hold_until = $5 WHERE story_id = $1`,
		story, h.Reason, h.By, db.Millis(h.At), db.Millis(h.Until))
	return err
}

func putEmbargo(ctx context.Context, tx *db.Tx, story string, e Embargo) error {
	_, err := tx.Exec(ctx, `UPDATE desk_story SET embargo_at = $2, embargo_zone = $3, embargo_by = $4 WHERE story_id = $1`,
		story, db.Millis(e.At), zoneName(e.Zone), e.By)
	return err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Plans says when each text of a story is meant to go out.
func Plans(ctx context.Context, tx *db.Tx, story string) (map[lang.Tag]time.Time, error) {
	plans := map[lang.Tag]time.Time{}
	return plans, tx.Rows(ctx, `SELECT lang, at FROM desk_plan WHERE story_id = $1`, []any{story}, func(scan func(...any) error) error {
		var l lang.Tag
		var at int64
		err := scan(&l, &at)
		plans[l] = db.Time(at)
		return err
	})
}

// Planned is a text that is meant to go out at a moment.
type Planned struct {
	Story string
	Lang  lang.Tag
	At    time.Time
}

// PlannedBetween lists what is meant to go out from one moment until before another, at
// most n.
func PlannedBetween(ctx context.Context, tx *db.Tx, from, until time.Time, n int) (list []Planned, err error) {
	err = tx.Rows(ctx, `SELECT story_id, lang, at FROM desk_plan WHERE at >= $1 AND at < $2 ORDER BY at, story_id, lang LIMIT $3`,
		[]any{db.Millis(from), db.Millis(until), n}, func(scan func(...any) error) error {
			var p Planned
			var at int64
			err := scan(&p.Story, &p.Lang, &at)
			p.At = db.Time(at)
			list = append(list, p)
			return err
		})
	return list, err
}

func putPlan(ctx context.Context, tx *db.Tx, story string, l lang.Tag, at time.Time, by string) error {
	if at.IsZero() {
		_, err := tx.Exec(ctx, `DELETE FROM desk_plan WHERE story_id = $1 AND lang = $2`, story, string(l))
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO desk_plan (story_id, lang, at, by_id) VALUES ($1, $2, $3, $4)
		ON CONFLICT (story_id, lang) DO UPDATE SET at = excluded.at, by_id = excluded.by_id`, story, string(l), db.Millis(at), by)
	return err
}

const assignmentColumns = `id, story_id, person_id, task, lang, due_at, zone, brief, state, reason, made_by, made_at, ended_at`

func scanAssignment(scan func(...any) error) (a Assignment, err error) {
	var due, made, ended int64
	var zone string
	err = scan(&a.ID, &a.Story, &a.Person, &a.Task, &a.Lang, &due, &zone, &a.Brief, &a.State, &a.Reason, &a.By, &made, &ended)
	a.Due, a.Zone, a.Made, a.Ended = db.Time(due), zoneOf(zone), db.Time(made), db.Time(ended)
	return a, err
}

func assignments(ctx context.Context, tx *db.Tx, where string, args ...any) (list []Assignment, err error) {
	err = tx.Rows(ctx, `SELECT `+assignmentColumns+` FROM desk_assignment WHERE `+where, args, func(scan func(...any) error) error {
		a, err := scanAssignment(scan)
		list = append(list, a)
		return err
	})
	return list, err
}

// AssignmentsOf lists a story's assignments, the oldest first.
func AssignmentsOf(ctx context.Context, tx *db.Tx, story string) ([]Assignment, error) {
	return assignments(ctx, tx, `story_id = $1 ORDER BY id`, story)
}

// Mine lists up to n of a person's open assignments: those without a deadline first,
// then by deadline.
func Mine(ctx context.Context, tx *db.Tx, person string, n int) ([]Assignment, error) {
	return assignments(ctx, tx, `person_id = $1 AND ended_at = 0 ORDER BY due_at, id LIMIT $2`, person, n)
}

// DueBetween lists up to n open assignments with a deadline from one moment until before
// another.
func DueBetween(ctx context.Context, tx *db.Tx, from, until time.Time, n int) ([]Assignment, error) {
	return assignments(ctx, tx, `due_at >= $1 AND due_at < $2 AND ended_at = 0 AND due_at > 0 ORDER BY due_at, id LIMIT $3`, db.Millis(from), db.Millis(until), n)
}

// FindAssignment reads an assignment.
func FindAssignment(ctx context.Context, tx *db.Tx, assignment string) (Assignment, error) {
	list, err := assignments(ctx, tx, `id = $1`, assignment)
	if err == nil && len(list) == 0 {
		return Assignment{}, fault.New(fault.NotFound, "desk.no_assignment")
	}
	if err != nil {
		return Assignment{}, err
	}
	return list[0], nil
}

// lockAssignment is FindAssignment; whoever changes the same one waits for the commit.
func lockAssignment(ctx context.Context, tx *db.Tx, assignment string) (Assignment, error) {
	if _, err := tx.Exec(ctx, `UPDATE desk_assignment SET made_at = made_at WHERE id = $1`, assignment); err != nil {
		return Assignment{}, err
	}
	return FindAssignment(ctx, tx, assignment)
}

func insertAssignment(ctx context.Context, tx *db.Tx, a Assignment, now time.Time) (Assignment, error) {
	a.ID, a.Made, a.State = id.New(now), now, Waiting
	_, err := tx.Exec(ctx, `INSERT INTO desk_assignment (`+assignmentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', $9, $10, 0)`,
		a.ID, a.Story, a.Person, string(a.Task), string(a.Lang), db.Millis(a.Due), zoneName(a.Zone), a.Brief, a.By, db.Millis(now))
	return a, err
}

func putAssignment(ctx context.Context, tx *db.Tx, a Assignment) error {
	_, err := tx.Exec(ctx, `UPDATE desk_assignment SET person_id = $2, task = $3, lang = $4, due_at = $5, zone = $6, brief = $7, state = $8, reason = $9, ended_at = $10 WHERE id = $1`,
		a.ID, a.Person, string(a.Task), string(a.Lang), db.Millis(a.Due), zoneName(a.Zone), a.Brief, string(a.State), a.Reason, db.Millis(a.Ended))
	return err
}
