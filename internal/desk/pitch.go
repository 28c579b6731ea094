package desk

import (
	"context"
	"slices"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/notice"
	"masthead/internal/story"
)

// Offer makes a story in the stage pitch of what somebody proposes: she is its author,
// so that she finds it among hers, and nothing is typed again when it is wanted.
func Offer(ctx context.Context, tx *db.Tx, s story.Story, w Work) (story.Story, error) {
	s.Stage = story.Pitch
	return begin(ctx, tx, s, w)
}

// Begin makes a story that needs no decision.
func Begin(ctx context.Context, tx *db.Tx, s story.Story, w Work, by string) (story.Story, error) {
	if s.Stage == "" || s.Stage == story.Pitch {
		s.Stage = story.Assigned
	}
	w.PitchedBy, w.DecidedBy = "", by
	return begin(ctx, tx, s, w)
}

func begin(ctx context.Context, tx *db.Tx, s story.Story, w Work) (story.Story, error) {
	by := w.PitchedBy + w.DecidedBy // one of them is empty
	w.DecidedBy = ""
	w, err := w.clean()
	if err != nil {
		return s, err
	}
	if s, err = story.Create(ctx, tx, s); err != nil {
		return s, err
	}
	if w.PitchedBy != "" {
		w.PitchedAt = s.CreatedAt
	}
	if err := insertWork(ctx, tx, s.ID, w); err != nil {
		return s, err
	}
	deed := "work.created"
	if s.Stage == story.Pitch {
		deed = "work.pitched"
	} else if err := startText(ctx, tx, s, w.Title, by); err != nil {
		return s, err
	}
	return s, finish(ctx, tx, s, audit.Entry{By: by, Deed: deed, Detail: map[string]string{"kind": string(s.Kind)}})
}

// startText makes the working title the headline of a text that nobody began.
func startText(ctx context.Context, tx *db.Tx, s story.Story, title, by string) error {
	heads, err := story.Heads(ctx, tx, s.ID)
	if err != nil || headIn(heads, s.Original).Rev > 0 || title == "" {
		return err
	}
	_, err = story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: s.Original, Headline: title, Draft: true, By: by})
	return err
}

// Judgement is what somebody decides on a pitch, and why.
type Judgement struct {
	Decision Decision
	Reason   string    // required for no and later
	Until    time.Time // of later: when it is looked at again
	By       string
}

// Decide decides on a pitch. Yes makes it a story to be assigned. One that somebody
// decided before is a Conflict; later can be decided anew. Who pitched is told.
func Decide(ctx context.Context, tx *db.Tx, id string, j Judgement) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	j.Reason = lines(j.Reason)
	switch {
	case !slices.Contains([]Decision{Yes, No, Later}, j.Decision):
		return fault.New(fault.Invalid, "desk.no_decision").In("decision")
	case j.Decision == Later && (j.Until.Before(now) || j.Until.Sub(now) > MaxHold):
		return fault.New(fault.Invalid, "desk.later_until").In("until")
	}
	if err := bounded("reason", j.Reason, j.Decision != Yes, MaxReason); err != nil {
		return err
	}
	if j.Decision != Later {
		j.Until = time.Time{}
	}
	if err := putDecision(ctx, tx, id, j, now); err != nil {
		return err
	}
	s, err := story.Find(ctx, tx, id)
	if err != nil {
		return err
	}
	if j.Decision == Yes {
		if err := Move(ctx, tx, id, story.Pitch, story.Assigned, j.By); err != nil {
			return err
		}
	}
	if err := tellDecided(ctx, tx, s, j); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: j.By, Deed: "pitch.decided", Detail: map[string]string{"decision": string(j.Decision), "reason": j.Reason}})
}

func tellDecided(ctx context.Context, tx *db.Tx, s story.Story, j Judgement) error {
	w, err := Find(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	return notice.Tell(ctx, tx, notice.Notice{
		To: []string{w.PitchedBy}, By: j.By, Kind: notice.Work, Key: "desk.told_pitch_" + string(j.Decision),
		Args: map[string]string{"title": w.Title, "reason": j.Reason}, Story: s.ID, Path: Path(s.ID),
	})
}

// passPitch makes a pitch that is wanted a story with a text.
func passPitch(ctx context.Context, tx *db.Tx, s story.Story, by string) error {
	w, err := Find(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if w.Open() {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if err := putDecision(ctx, tx, s.ID, Judgement{Decision: Yes, By: by}, now); err != nil {
			return err
		}
	}
	return startText(ctx, tx, s, w.Title, by)
}
