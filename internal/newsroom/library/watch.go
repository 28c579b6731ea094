package library

import (
	"context"
	"log/slog"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Daily is the job that looks every day whether readers see pictures whose time is over,
// and clears away what uploads have left.
type Daily struct{}

// Kind is the job's stable name.
func (Daily) Kind() string { return "library.daily" }

const (
	day      = 24 * time.Hour
	maxEnded = 500 // of one day; the next look finds the rest
)

// Watch does the daily work of the library.
type Watch struct {
	DB      *db.DB
	Library *media.Library
	Zone    func() *time.Location
	Log     *slog.Logger
}

// Begin has the daily work done from now on. It may be called at every start.
func (w *Watch) Begin(ctx context.Context) error {
	return w.DB.Write(ctx, func(tx *db.Tx) error { return job.Put(ctx, tx, Daily{}, job.Once("all")) })
}

// Look tells the editors of each story that shows a picture beyond its time, once, and
// puts itself for the next day.
func (w *Watch) Look(ctx context.Context, _ Daily) error {
	err := w.DB.Write(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		ended, err := media.Ending(ctx, tx, now, maxEnded)
		if err != nil {
			return err
		}
		for _, id := range ended {
			if err := w.tell(ctx, tx, id); err != nil {
				return err
			}
		}
		return job.Put(ctx, tx, Daily{}, job.Once("all"), job.RunAt(now.Add(day)))
	})
	if err != nil {
		return err
	}
	n, err := w.Library.Sweep(ctx)
	if n > 0 {
		w.Log.Info("files that uploads had left were removed", "files", n)
	}
	return err
}

func (w *Watch) tell(ctx context.Context, tx *db.Tx, id string) error {
	m, err := media.ByID(ctx, tx, id)
	if err != nil {
		return err
	}
	said, err := media.TextsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	of, err := media.RightsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	users, err := media.UsersOf(ctx, tx, id, maxUsers)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.Place != media.InCopy {
			continue
		}
		s, err := story.Find(ctx, tx, u.Owner)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		to, err := editorsOf(ctx, tx, s, u.Lang)
		if err != nil {
			return err
		}
		err = notice.Tell(ctx, tx, notice.Notice{
			To: to, Kind: notice.Media, Key: "library.told_ended", Story: s.ID, Lang: u.Lang, Path: "/desk/media/" + id + "/",
			Args: map[string]string{"title": titleOf(m, said, u.Lang), "date": of.Until.Add(-time.Second).In(w.Zone()).Format(time.DateOnly)},
			Once: "ended:" + id + ":" + s.ID + ":" + string(u.Lang) + ":" + of.Until.UTC().Format(time.DateOnly),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// editorsOf are the people who may publish a story in an edition.
func editorsOf(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag) (list []string, err error) {
	grants, err := people.Holders(ctx, tx, people.ChiefEditor, people.Editor)
	for person, g := range grants {
		if people.May(g, people.Case{Deed: people.Publish, Bureau: s.Bureau, Lang: l}) {
			list = append(list, person)
		}
	}
	return list, err
}
