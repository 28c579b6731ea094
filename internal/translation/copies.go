package translation

import (
	"context"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// weighCopy keeps the list of published translations that have gone stale in step with
// what a text's pairs say. One whose text was mended stays listed until it is published
// anew: readers still have the old words.
func weighCopy(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, t Tally, now time.Time) error {
	if t.Stale == 0 {
		return copyRight(ctx, tx, storyID, l)
	}
	live, err := edition.Live(ctx, tx, l, []string{storyID})
	if err != nil || len(live) == 0 {
		return err
	}
	return putCopy(ctx, tx, storyID, l, t.Urgent > 0, now)
}

// copyRight takes a copy off the list where nothing of its text is stale any more and
// readers have that text.
func copyRight(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) error {
	listed, err := copyListed(ctx, tx, storyID, l)
	if err != nil || !listed {
		return err
	}
	states, err := edition.States(ctx, tx, storyID)
	if err != nil {
		return err
	}
	rev, _, err := story.NewestRev(ctx, tx, storyID, l)
	if err != nil || states[l].State == "live" && states[l].Rev < rev {
		return err
	}
	if err := dropCopy(ctx, tx, storyID, l); err != nil {
		return err
	}
	return job.Put(ctx, tx, Behind{storyID, l}, job.Once(storyID+" "+string(l)))
}

// freshNews is how old a story may be that editions are asked for a text of.
const freshNews = 14 * 24 * time.Hour

// Watch follows what readers have, in the transaction in which it changes: which
// published translations say what their sources say no more, and which editions lack a
// story. It is joined to edition.Shown. Editions are those of the outlet now.
func Watch(editions func() []lang.Tag) func(context.Context, *db.Tx, edition.Shown) error {
	return func(ctx context.Context, tx *db.Tx, s edition.Shown) error {
		if err := watchCopy(ctx, tx, s); err != nil {
			return err
		}
		if s.MadeFrom != "" || s.Rev > 0 && !s.First {
			return nil
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if s.Rev > 0 && now.Sub(s.Published) > freshNews {
			return nil
		}
		return lack(ctx, tx, s, editions())
	}
}

// watchCopy weighs a copy that readers were given, or lost, and has the readers of those
// made from it told.
func watchCopy(ctx context.Context, tx *db.Tx, s edition.Shown) error {
	k, paired, err := textOf(ctx, tx, s.Story, s.Lang)
	if err != nil {
		return err
	}
	if paired {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if s.Rev > 0 && k.Tally.Stale > 0 {
			err = putCopy(ctx, tx, s.Story, s.Lang, k.Tally.Urgent > 0, now)
		} else {
			err = dropCopy(ctx, tx, s.Story, s.Lang)
		}
		if err != nil {
			return err
		}
		if s.Rev > 0 && (k.Tally.Stale > 0 || !s.First) {
			if err := job.Put(ctx, tx, Behind{s.Story, s.Lang}, job.Once(s.Story+" "+string(s.Lang))); err != nil {
				return err
			}
		}
	}
	langs, err := madeFrom(ctx, tx, s.Story, s.Lang)
	for _, l := range langs {
		listed, err := copyListed(ctx, tx, s.Story, l)
		if err != nil {
			return err
		}
		if listed {
			if err := job.Put(ctx, tx, Behind{s.Story, l}, job.Once(s.Story+" "+string(l))); err != nil {
				return err
			}
		}
	}
	return err
}

// lack keeps which editions have no text of a story that is published, or forgets that
// where it is not any more.
func lack(ctx context.Context, tx *db.Tx, s edition.Shown, editions []lang.Tag) error {
	if s.Rev == 0 {
		for _, l := range editions {
			if err := dropAbsent(ctx, tx, s.Story, l); err != nil {
				return err
			}
		}
		return nil
	}
	texts, err := story.Texts(ctx, tx, s.Story)
	if err != nil {
		return err
	}
	has := map[lang.Tag]bool{}
	for _, t := range texts {
		has[t.Lang] = true
	}
	for _, l := range editions {
		if !has[l] {
			if err := putAbsent(ctx, tx, s.Story, l, s.Published); err != nil {
				return err
			}
		}
	}
	return nil
}

// Dismiss says that an edition does not want a text of a story.
func Dismiss(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) error {
	return dropAbsent(ctx, tx, storyID, l)
}

// Behind is the job that has readers of a translation told, or no longer told, that the
// text it was made from has changed since.
type Behind struct {
	Story string   `json:"story"`
	Lang  lang.Tag `json:"lang"`
}

// Kind is the job's stable name.
func (Behind) Kind() string { return "translation.behind" }

// Telling does the job translation.behind. Readers are told where they have both texts,
// the translation is listed as stale, and what the source's readers have is its newest.
func Telling(p *edition.Publisher) func(context.Context, Behind) error {
	return func(ctx context.Context, j Behind) error {
		return p.Write(ctx, func(b *edition.Batch) error {
			k, paired, err := textOf(ctx, b.Tx, j.Story, j.Lang)
			if err != nil || !paired {
				return err
			}
			listed, err := copyListed(ctx, b.Tx, j.Story, j.Lang)
			if err != nil {
				return err
			}
			states, err := edition.States(ctx, b.Tx, j.Story)
			if err != nil {
				return err
			}
			rev, _, err := story.NewestRev(ctx, b.Tx, j.Story, k.Source)
			if err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
			from := states[k.Source]
			return b.SetBehind(ctx, j.Story, j.Lang, listed && from.State == "live" && from.Rev == rev)
		})
	}
}
