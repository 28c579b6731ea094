package edition

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

func setWithdrawn(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, now time.Time, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE edition_copy SET state = 'withdrawn', withdrawn_at = $3, reason = $4 WHERE story_id = $1 AND lang = $2`,
		storyID, string(l), db.Millis(now), reason)
	if err != nil {
		return err
	}
	return story.Touch(ctx, tx, storyID)
}

func putSchedule(ctx context.Context, tx *db.Tx, o Order, now time.Time) error {
	quiet := 0
	if o.Quiet {
		quiet = 1
	}
	_, err := tx.Exec(ctx, `INSERT INTO edition_schedule (story_id, lang, at, asked_by, asked_at, held_at, quiet) VALUES ($1, $2, $3, $4, $5, 0, $6)
		ON CONFLICT (story_id, lang) DO UPDATE SET at = excluded.at, asked_by = excluded.asked_by, asked_at = excluded.asked_at, held_at = 0, quiet = excluded.quiet`,
		o.Story, string(o.Lang), db.Millis(o.At), o.By, db.Millis(now), quiet)
	if err != nil {
		return err
	}
	return story.Touch(ctx, tx, o.Story)
}

// plan is a scheduled publishing.
type plan struct {
	at    time.Time
	by    string
	held  bool // its hour came, and gates held it
	quiet bool
}

// findSchedule reads the plan for a text; zero when it is not scheduled.
func findSchedule(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (p plan, err error) {
	var at, held int64
	var quiet int
	err = tx.Row(ctx, `SELECT at, asked_by, held_at, quiet FROM edition_schedule WHERE story_id = $1 AND lang = $2`, []any{storyID, string(l)}, &at, &p.by, &held, &quiet)
	if errors.Is(err, db.ErrNone) {
		return plan{}, nil
	}
	p.at, p.held, p.quiet = db.Time(at), held > 0, quiet == 1
	return p, err
}

func setHeld(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE edition_schedule SET held_at = $3 WHERE story_id = $1 AND lang = $2`, storyID, string(l), db.Millis(now))
	return err
}

// unschedule calls off a planned publishing, and the job that would carry it out.
func unschedule(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (was bool, err error) {
	n, err := tx.Exec(ctx, `DELETE FROM edition_schedule WHERE story_id = $1 AND lang = $2`, storyID, string(l))
	if err != nil || n == 0 {
		return false, err
	}
	due := PublishDue{storyID, l}
	if _, err := job.Cancel(ctx, tx, due.Kind(), due.key()); err != nil {
		return true, err
	}
	return true, story.Touch(ctx, tx, storyID)
}

// recordLift keeps for good that a gate was lifted, by whom and why.
func recordLift(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, o Lifted) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition_override (story_id, lang, gate, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (story_id, lang, gate, at) DO NOTHING`, storyID, string(l), o.Gate, o.Reason, o.By, db.Millis(o.At))
	return err
}

// putLift lifts a gate for the next publishing.
func putLift(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, o Lifted) error {
	held, err := json.Marshal(o.Held)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_lift (story_id, lang, gate, held, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story_id, lang, gate) DO UPDATE SET held = excluded.held, reason = excluded.reason, by_id = excluded.by_id, at = excluded.at`,
		storyID, string(l), o.Gate, string(held), o.Reason, o.By, db.Millis(o.At))
	return err
}

// lifts reads the gates that are lifted for a text, by their names.
func lifts(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (map[string]Lifted, error) {
	all := map[string]Lifted{}
	err := tx.Rows(ctx, `SELECT gate, held, reason, by_id, at FROM edition_lift WHERE story_id = $1 AND lang = $2`, []any{storyID, string(l)}, func(scan func(...any) error) error {
		var one Lifted
		var held string
		var at int64
		if err := scan(&one.Gate, &held, &one.Reason, &one.By, &at); err != nil {
			return err
		}
		one.At = db.Time(at)
		err := json.Unmarshal([]byte(held), &one.Held)
		all[one.Gate] = one
		return err
	})
	return all, err
}

// dropLifts lets a gate, or with "" every gate, hold a text again.
func dropLifts(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, gate string) error {
	_, err := tx.Exec(ctx, `DELETE FROM edition_lift WHERE story_id = $1 AND lang = $2 AND (gate = $3 OR $3 = '')`, storyID, string(l), gate)
	return err
}

// head is what a publishing needs to know of the copy that was there.
type head struct {
	state              string
	rev                int
	section            string
	published, updated time.Time
}

func copyHead(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (h head, err error) {
	var published, updated int64
	err = tx.Row(ctx, `SELECT state, rev, section_id, published_at, updated_at FROM edition_copy WHERE story_id = $1 AND lang = $2`,
		[]any{storyID, string(l)}, &h.state, &h.rev, &h.section, &published, &updated)
	if errors.Is(err, db.ErrNone) {
		return head{}, nil
	}
	h.published, h.updated = db.Time(published), db.Time(updated)
	return h, err
}

// hasCopies says whether an edition has live copies that name a person.
func hasCopies(ctx context.Context, tx *db.Tx, l lang.Tag, person string) (has bool, err error) {
	var one string
	err = tx.Row(ctx, `SELECT story_id FROM edition_copy_person WHERE lang = $1 AND person_id = $2 LIMIT 1`, []any{string(l), person}, &one)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// filesOf reads of a live copy what shows files, and the faces on its people's pages; no
// card where there is no live copy.
func filesOf(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (card *Card, html string, people map[string]Face, err error) {
	var raw string
	err = tx.Row(ctx, `SELECT card, html FROM edition_copy WHERE story_id = $1 AND lang = $2 AND state = 'live'`, []any{storyID, string(l)}, &raw, &html)
	if errors.Is(err, db.ErrNone) {
		return nil, "", nil, nil
	}
	if err != nil {
		return nil, "", nil, err
	}
	card = &Card{}
	if err := json.Unmarshal([]byte(raw), card); err != nil {
		return nil, "", nil, err
	}
	people = map[string]Face{}
	for _, by := range card.Bylines {
		var face string
		err := tx.Row(ctx, `SELECT portrait FROM edition_person WHERE lang = $1 AND person_id = $2`, []any{string(l), by.Person}, &face)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return nil, "", nil, err
		}
		if people[by.Person], err = decodeFace(face); err != nil {
			return nil, "", nil, err
		}
	}
	return card, html, people, nil
}

// setBehind keeps since when a live copy is behind its source, and says whether that was
// new.
func setBehind(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, at int64) (changed bool, err error) {
	n, err := tx.Exec(ctx, `UPDATE edition_copy SET behind_at = $3 WHERE story_id = $1 AND lang = $2 AND state = 'live' AND (behind_at = 0) <> ($3 = 0)`,
		storyID, string(l), at)
	return n > 0, err
}
