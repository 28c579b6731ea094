package desk

import (
	"context"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// HoldOf says what holds a story back now; a zero Until: nothing does.
func HoldOf(ctx context.Context, tx *db.Tx, story string) (Hold, error) {
	w, now, err := workNow(ctx, tx, story)
	if err != nil || !w.Hold.Stands(now) {
		return Hold{}, err
	}
	return w.Hold, nil
}

// EmbargoOf says which promise binds a story now, by the database's clock; a zero At:
// none does.
func EmbargoOf(ctx context.Context, tx *db.Tx, story string) (Embargo, error) {
	w, now, err := workNow(ctx, tx, story)
	if err != nil || !w.Embargo.Stands(now) {
		return Embargo{}, err
	}
	return w.Embargo, nil
}

func workNow(ctx context.Context, tx *db.Tx, story string) (w Work, now time.Time, err error) {
	if w, err = Find(ctx, tx, story); err != nil {
		return w, now, err
	}
	now, err = tx.Now(ctx)
	return w, now, err
}

// SetHold holds a story back until an hour, with a reason; a zero Until lets it go. No
// hold is for ever: at most MaxHold.
func SetHold(ctx context.Context, tx *db.Tx, id string, h Hold) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	h.Reason, h.At = lines(h.Reason), now
	deed := "work.held"
	if h.Until.IsZero() {
		h, deed = Hold{By: h.By}, "work.released"
	} else {
		if !h.Until.After(now) || h.Until.Sub(now) > MaxHold {
			return fault.New(fault.Invalid, "desk.hold_until").In("until")
		}
		if err := bounded("reason", h.Reason, true, MaxReason); err != nil {
			return err
		}
	}
	s, err := touch(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := putHold(ctx, tx, id, h); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: h.By, Deed: deed, Detail: map[string]string{"reason": h.Reason, "until": stamp(h.Until)}})
}

// SetEmbargo promises not to publish before a moment, in the zone in which that was
// promised; a zero At takes the promise back. One that has passed is no promise.
func SetEmbargo(ctx context.Context, tx *db.Tx, id string, e Embargo) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	deed := "work.embargoed"
	if e.At.IsZero() {
		deed = "work.embargo_lifted"
	} else if !e.At.After(now) || e.At.Sub(now) > MaxHold {
		return fault.New(fault.Invalid, "desk.embargo_at").In("at")
	}
	s, err := touch(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := putEmbargo(ctx, tx, id, e); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: e.By, Deed: deed, Detail: map[string]string{"at": stamp(e.At), "zone": zoneName(e.Zone)}})
}

// PlanFor says when a text is meant to go out; the zero time takes that back. It binds
// nobody: what publishes a text at an hour is its schedule.
func PlanFor(ctx context.Context, tx *db.Tx, id string, l lang.Tag, at time.Time, by string) error {
	if !l.Valid() {
		return fault.New(fault.Invalid, "story.unknown_language").In("lang").With("lang", string(l))
	}
	s, err := touch(ctx, tx, id)
	if err != nil {
		return err
	}
	if err := putPlan(ctx, tx, id, l, at, by); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: by, Deed: "text.planned", Lang: l, Detail: map[string]string{"at": stamp(at)}})
}

// SetNotes changes what is planned of a story: working title, why, needs, brief, length,
// when it is wanted, and whether it is sensitive.
func SetNotes(ctx context.Context, tx *db.Tx, id, by string, change func(*Work)) error {
	s, err := touch(ctx, tx, id)
	if err != nil {
		return err
	}
	before, err := Find(ctx, tx, id)
	if err != nil {
		return err
	}
	w := before
	change(&w)
	if w.Title == "" {
		w.Title = before.Title
	}
	if w.Title == "" {
		if w.Title, err = titleOf(ctx, tx, s); err != nil {
			return err
		}
	}
	if w, err = w.clean(); err != nil {
		return err
	}
	if w == before {
		return nil
	}
	if err := putNotes(ctx, tx, id, w); err != nil {
		return err
	}
	detail := map[string]string{}
	if w.Sensitive != before.Sensitive {
		detail["sensitive"] = map[bool]string{true: "yes", false: "no"}[w.Sensitive]
	}
	return finish(ctx, tx, s, audit.Entry{By: by, Deed: "work.planned", Detail: detail})
}

// touch finds a story and holds the newsroom's row of it until the commit.
func touch(ctx context.Context, tx *db.Tx, id string) (story.Story, error) {
	s, err := story.Find(ctx, tx, id)
	if err != nil {
		return s, err
	}
	return s, ensureWork(ctx, tx, id)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
