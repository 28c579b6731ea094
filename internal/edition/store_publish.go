package edition

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
)

func setWithdrawn(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, now time.Time, reason string) error {
	_, err := tx.Exec(ctx, `UPDATE edition_copy SET state = 'withdrawn', withdrawn_at = $3, reason = $4 WHERE story_id = $1 AND lang = $2`,
		storyID, string(l), db.Millis(now), reason)
	return err
}

func putSchedule(ctx context.Context, tx *db.Tx, o Order, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition_schedule (story_id, lang, at, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (story_id, lang) DO UPDATE SET at = excluded.at, asked_by = excluded.asked_by, asked_at = excluded.asked_at`,
		o.Story, string(o.Lang), db.Millis(o.At), o.By, db.Millis(now))
	return err
}

// plan is a scheduled publishing. What was lifted when it was planned stays lifted when
// it goes out.
type plan struct {
	at     time.Time
	by     string
	lifted []Override
}

// findSchedule reads the plan for a text; zero when it is not scheduled.
func findSchedule(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (p plan, err error) {
	var at, asked int64
	err = tx.Row(ctx, `SELECT at, asked_by, asked_at FROM edition_schedule WHERE story_id = $1 AND lang = $2`, []any{storyID, string(l)}, &at, &p.by, &asked)
	if errors.Is(err, db.ErrNone) {
		return plan{}, nil
	}
	if err != nil {
		return plan{}, err
	}
	p.at = db.Time(at)
	return p, tx.Rows(ctx, `SELECT gate, reason FROM edition_override WHERE story_id = $1 AND lang = $2 AND at = $3`, []any{storyID, string(l), asked}, func(scan func(...any) error) error {
		var o Override
		err := scan(&o.Gate, &o.Reason)
		p.lifted = append(p.lifted, o)
		return err
	})
}

// unschedule calls off a planned publishing, and the job that would carry it out.
func unschedule(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (was bool, err error) {
	n, err := tx.Exec(ctx, `DELETE FROM edition_schedule WHERE story_id = $1 AND lang = $2`, storyID, string(l))
	if err != nil || n == 0 {
		return false, err
	}
	due := PublishDue{storyID, l}
	_, err = job.Cancel(ctx, tx, due.Kind(), due.key())
	return true, err
}

func putOverride(ctx context.Context, tx *db.Tx, o Order, l Override, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition_override (story_id, lang, gate, reason, by_id, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (story_id, lang, gate, at) DO NOTHING`, o.Story, string(o.Lang), l.Gate, l.Reason, o.By, db.Millis(now))
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
