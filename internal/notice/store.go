package notice

import (
	"context"
	"encoding/json"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/job"
	"masthead/internal/people"
)

// tell keeps a notice for one person, unless she cannot sign in or was told already.
func tell(ctx context.Context, tx *db.Tx, n Notice, person string) error {
	found, err := people.ByIDs(ctx, tx, []string{person, n.By})
	if err != nil {
		return err
	}
	to, there := found[person]
	if !there || to.Disabled() {
		return nil
	}
	if by, ok := found[n.By]; ok && n.Args["who"] == "" {
		n.Args["who"] = oneLine(by.Name)
	}
	args, err := json.Marshal(n.Args)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	told := id.New(now)
	rows, err := tx.Exec(ctx, `INSERT INTO notice (id, person_id, by_person, kind, key, args, story_id, lang, path, urgent, once, made_at, seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)
		ON CONFLICT DO NOTHING`,
		told, person, n.By, string(n.Kind), n.Key, string(args), n.Story, string(n.Lang), n.Path, number(n.Urgent), n.Once, db.Millis(now))
	if err != nil || rows == 0 {
		return err
	}
	return job.Put(ctx, tx, Deliver{told})
}

const columns = `id, person_id, by_person, kind, key, args, story_id, lang, path, urgent, once, made_at, seen_at`

func scanTold(scan func(...any) error) (t Told, err error) {
	var args string
	var made, seen int64
	var urgent int
	if err = scan(&t.ID, &t.Person, &t.By, &t.Kind, &t.Key, &args, &t.Story, &t.Lang, &t.Path, &urgent, &t.Once, &made, &seen); err != nil {
		return t, err
	}
	t.Urgent, t.Made, t.Seen = urgent == 1, db.Time(made), db.Time(seen)
	return t, json.Unmarshal([]byte(args), &t.Args)
}

// List gives a person's notices, the newest first, that come before one (empty: from
// the newest).
func List(ctx context.Context, tx *db.Tx, person, before string, n int) (list []Told, err error) {
	if before == "" {
		before = "8" // after every id: their first sign is at most 7
	}
	err = tx.Rows(ctx, `SELECT `+columns+` FROM notice WHERE person_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{person, before, n}, func(scan func(...any) error) error {
			t, err := scanTold(scan)
			list = append(list, t)
			return err
		})
	return list, err
}

// Unseen gives a person's newest notices that she has not seen.
func Unseen(ctx context.Context, tx *db.Tx, person string, n int) (list []Told, err error) {
	err = tx.Rows(ctx, `SELECT `+columns+` FROM notice WHERE person_id = $1 AND seen_at = 0 ORDER BY id DESC LIMIT $2`,
		[]any{person, n}, func(scan func(...any) error) error {
			t, err := scanTold(scan)
			list = append(list, t)
			return err
		})
	return list, err
}

// Count counts a person's notices that she has not seen.
func Count(ctx context.Context, tx *db.Tx, person string) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM notice WHERE person_id = $1 AND seen_at = 0`, []any{person}, &n)
	return n, err
}

// Find reads one of a person's notices. NotFound: there is none, or it is another's.
func Find(ctx context.Context, tx *db.Tx, person, notice string) (Told, error) {
	t, err := scanTold(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+columns+` FROM notice WHERE id = $1 AND person_id = $2`, []any{notice, person}, dest...)
	})
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.NotFound, "notice.absent")
	}
	return t, err
}

// See marks one of a person's notices as seen; another's is left as it is.
func See(ctx context.Context, tx *db.Tx, person, notice string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE notice SET seen_at = $3 WHERE id = $1 AND person_id = $2 AND seen_at = 0`, notice, person, db.Millis(now))
	return err
}

// SeeAll marks as seen what a person was told up to a notice and with it; what came
// later, while she read, stays new.
func SeeAll(ctx context.Context, tx *db.Tx, person, upTo string) (int, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `UPDATE notice SET seen_at = $3 WHERE person_id = $1 AND seen_at = 0 AND id <= $2`, person, upTo, db.Millis(now))
	return int(n), err
}

// pruned is how many notices go in one transaction.
const pruned = 1000

// PruneOld takes away what was kept long enough and puts itself for the next day.
func PruneOld(d *db.DB) func(context.Context, Prune) error {
	return func(ctx context.Context, _ Prune) error {
		for n := int64(pruned); n == pruned; {
			err := d.Write(ctx, func(tx *db.Tx) error {
				now, err := tx.Now(ctx)
				if err != nil {
					return err
				}
				n, err = tx.Exec(ctx, `DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE made_at < $1 ORDER BY made_at LIMIT $2)`,
					db.Millis(now.Add(-Kept)), pruned)
				return err
			})
			if err != nil {
				return err
			}
		}
		return d.Write(ctx, func(tx *db.Tx) error {
			now, err := tx.Now(ctx)
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `DELETE FROM notice_rest WHERE until < $1`, db.Millis(now)); err != nil {
				return err
			}
			return job.Put(ctx, tx, Prune{}, job.Once("all"), job.RunAt(now.Add(pruneEvery)))
		})
	}
}
