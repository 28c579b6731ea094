package story

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// keepConflicts keeps the conflicts that a saving met. Who goes on writing in a block
// whose conflict she has not solved yet carries the same conflict on: her newer words
// take the place of those that they came from.
func keepConflicts(ctx context.Context, tx *db.Tx, s Save, merged, theirs Text, conflicts []Conflict, now time.Time) error {
	for i := range conflicts {
		c := &conflicts[i]
		c.Rev, c.By, c.At = merged.Rev, merged.SavedBy, now
		var err error
		if c.TheirsBy, c.TheirsAt, err = lastChange(ctx, tx, s.Story, s.Lang, s.BaseRev, c.Block); err != nil {
			return err
		}
		if c.TheirsAt.IsZero() {
			c.TheirsBy, c.TheirsAt = theirs.SavedBy, theirs.SavedAt
		}
		carried, err := carryConflict(ctx, tx, s, c)
		if err != nil || carried {
			if err != nil {
				return err
			}
			continue
		}
		c.ID = id.New(now)
		if err := insertConflict(ctx, tx, merged, *c); err != nil {
			return err
		}
	}
	return nil
}

func carryConflict(ctx context.Context, tx *db.Tx, s Save, c *Conflict) (bool, error) {
	if c.Base == "" {
		return false, nil
	}
	err := tx.Row(ctx, `UPDATE story_conflict SET mine = $6, theirs = $7, rev = $8, theirs_by = $9, theirs_at = $10, made_at = $11
		WHERE story_id = $1 AND lang = $2 AND block_id = $3 AND made_by = $4 AND mine = $5 AND solved_at = 0 AND kind = $12 RETURNING id, base`,
		[]any{s.Story, string(s.Lang), c.Block, c.By, c.Base, c.Mine, c.Theirs, c.Rev, c.TheirsBy, db.Millis(c.TheirsAt), db.Millis(c.At), c.Kind}, &c.ID, &c.Base)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

func insertConflict(ctx context.Context, tx *db.Tx, t Text, c Conflict) error {
	_, err := tx.Exec(ctx, `INSERT INTO story_conflict (id, story_id, lang, rev, block_id, kind, base, mine, theirs, made_by, made_at, theirs_by, theirs_at, solved_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0)`,
		c.ID, t.Story, string(t.Lang), t.Rev, c.Block, c.Kind, c.Base, c.Mine, c.Theirs, c.By, db.Millis(c.At), c.TheirsBy, db.Millis(c.TheirsAt))
	return err
}

const conflictColumns = `id, rev, block_id, kind, base, mine, theirs, made_by, made_at, theirs_by, theirs_at`

func scanConflict(scan func(...any) error, more ...any) (c Conflict, err error) {
	var at, theirs int64
	err = scan(append([]any{&c.ID, &c.Rev, &c.Block, &c.Kind, &c.Base, &c.Mine, &c.Theirs, &c.By, &at, &c.TheirsBy, &theirs}, more...)...)
	c.At = db.Time(at)
	if theirs > 0 {
		c.TheirsAt = db.Time(theirs)
	}
	return c, err
}

// Conflicts lists the open conflicts of a text, oldest first.
func Conflicts(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (open []Conflict, err error) {
	err = tx.Rows(ctx, `SELECT `+conflictColumns+` FROM story_conflict
		WHERE story_id = $1 AND lang = $2 AND solved_at = 0 ORDER BY rev, id`, []any{story, string(l)}, func(scan func(...any) error) error {
		c, err := scanConflict(scan)
		open = append(open, c)
		return err
	})
	return open, err
}

// findConflict reads one conflict of a text, solved or not.
func findConflict(ctx context.Context, tx *db.Tx, s Solution) (c Conflict, choice Choice, rev int, err error) {
	err = tx.Rows(ctx, `SELECT `+conflictColumns+`, choice, solved_rev FROM story_conflict WHERE story_id = $1 AND lang = $2 AND id = $3`,
		[]any{s.Story, string(s.Lang), s.Conflict}, func(scan func(...any) error) (err error) {
			c, err = scanConflict(scan, &choice, &rev)
			return err
		})
	if err == nil && c.ID == "" {
		err = fault.New(fault.NotFound, "story.conflict_absent")
	}
	return c, choice, rev, err
}

func markSolved(ctx context.Context, tx *db.Tx, s Solution, rev int, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE story_conflict SET solved_at = $2, solved_by = $3, solved_rev = $4, choice = $5 WHERE id = $1`,
		s.Conflict, db.Millis(now), s.By, rev, string(s.Choice))
	return err
}
