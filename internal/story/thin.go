package story

import (
	"context"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
)

// How long revisions are kept: every one for thinAfter, then the last of each hour until
// thinDays, then the last of each day.
const (
	thinAfter  = 24 * time.Hour
	thinDays   = 7 * 24 * time.Hour
	operations = 90 * 24 * time.Hour // how long a saving's name is remembered
)

// Keeper names revisions of a text that somebody else points to, and that stay for ever:
// those that were published, named, or made something of.
type Keeper func(ctx context.Context, tx *db.Tx, story string, l lang.Tag) ([]int, error)

// Thinner thins out what autosaving leaves behind. It never takes the first or the newest
// revision, the source of a translation, one with an open conflict, or what a Keeper names.
type Thinner struct {
	DB    *db.DB
	Keeps []Keeper
}

// ThinArgs is the job that thins out a text's revisions.
type ThinArgs struct {
	Story string   `json:"story"`
	Lang  lang.Tag `json:"lang"`
}

// Kind is the job's name.
func (ThinArgs) Kind() string { return "story.thin" }

// thinLater lets the text be thinned when today's savings are old enough.
func thinLater(ctx context.Context, tx *db.Tx, story string, l lang.Tag, now time.Time) error {
	return job.Put(ctx, tx, ThinArgs{story, l}, job.Once(story+":"+string(l)), job.RunAt(now.Add(thinAfter+time.Hour)))
}

// Thin is the job's handler. It comes again until nothing is left to thin out later.
func (t *Thinner) Thin(ctx context.Context, args ThinArgs) error {
	return t.DB.Write(ctx, func(tx *db.Tx) error {
		if err := Hold(ctx, tx, args.Story, args.Lang); err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		pause, err := t.thin(ctx, tx, args, now)
		if err != nil || pause == 0 {
			return err
		}
		return job.Put(ctx, tx, args, job.Once(args.Story+":"+string(args.Lang)), job.RunAt(now.Add(pause)))
	})
}

// stored is a revision as far as thinning needs to know it.
type stored struct {
	rev, whole int
	at         time.Time
}

// thin says after what pause there may be more to thin out; 0 is never.
func (t *Thinner) thin(ctx context.Context, tx *db.Tx, args ThinArgs, now time.Time) (pause time.Duration, err error) {
	all, err := storedRevisions(ctx, tx, args)
	if err != nil || len(all) < 3 {
		return 0, err
	}
	list := portion(all)
	keep, err := pointedAt(ctx, tx, args)
	if err != nil {
		return 0, err
	}
	for _, keeper := range t.Keeps {
		revs, err := keeper(ctx, tx, args.Story, args.Lang)
		if err != nil {
			return 0, err
		}
		for _, r := range revs {
			keep[r] = true
		}
	}
	for i, one := range list {
		last := i == len(list)-1
		if now.Sub(one.at) < thinDays {
			pause = thinAfter
		}
		if i == 0 || last || now.Sub(one.at) < thinAfter || span(one.at, now) != span(list[i+1].at, now) {
			keep[one.rev] = true
		}
	}
	if err := dropRevisions(ctx, tx, args, list, keep); err != nil {
		return 0, err
	}
	if len(list) < len(all) {
		pause = time.Millisecond
	}
	return pause, forgetOperations(ctx, tx, args, db.Millis(now.Add(-operations)))
}

// maxPortion bounds what one transaction thins out.
const maxPortion = 1_000

// portion is what is thinned in one go: it ends where a body is whole, so that no patch
// beyond it leads from something that goes.
func portion(all []stored) []stored {
	for i := min(len(all), maxPortion) - 1; i > 0 && len(all) > maxPortion; i-- {
		if all[i+1].whole == 0 {
			return all[:i+1]
		}
	}
	return all
}

// span names the hour or day of which one revision stays.
func span(at, now time.Time) string {
	if now.Sub(at) < thinDays {
		return at.UTC().Format("2006-01-02 15")
	}
	return at.UTC().Format("2006-01-02")
}

// dropRevisions walks from the oldest on with the body in hand: the first that stays
// after one that goes is written whole, and those after it lead from it.
func dropRevisions(ctx context.Context, tx *db.Tx, args ThinArgs, list []stored, keep map[int]bool) error {
	var doc body.Doc
	broken, from := false, 0 // whether one of the chain went; the revision now whole that the chain leads from
	for _, one := range list {
		raw, err := storedBody(ctx, tx, args, one.rev)
		if err != nil {
			return err
		}
		if doc, err = unfold(doc, one.whole, raw); err != nil {
			return err
		}
		if one.whole == 0 {
			broken, from = false, 0
		}
		switch {
		case !keep[one.rev]:
			broken, from = true, 0
			err = dropRevision(ctx, tx, args, one.rev)
		case one.whole != 0 && broken:
			broken, from = false, one.rev
			err = writeWhole(ctx, tx, args, one.rev, doc)
		case one.whole != 0 && from != 0:
			err = leadFrom(ctx, tx, args, one.rev, from)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
