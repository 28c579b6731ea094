package media

import (
	"context"
	"errors"
	"slices"

	"masthead/internal/kit/db"
)

// SetUses says which pictures somebody uses now, in the place of those before; ids that
// are not in the library are passed over. It belongs into the transaction that makes it
// so: what readers can fetch is settled with it. Nothing is written where nothing is new.
func SetUses(ctx context.Context, tx *db.Tx, u User, ids []string) error {
	var before []string
	err := tx.Rows(ctx, `SELECT media_id FROM media_use WHERE owner_id = $1 AND place = $2 AND lang = $3`, []any{u.Owner, string(u.Place), string(u.Lang)},
		func(scan func(...any) error) error {
			var one string
			err := scan(&one)
			before = append(before, one)
			return err
		})
	if err != nil {
		return err
	}
	ids = slices.Clone(ids)
	slices.Sort(ids) // in one order, so that two transactions do not wait for each other
	ids = slices.Compact(ids)
	for _, one := range ids {
		if one != "" && !slices.Contains(before, one) {
			if err := use(ctx, tx, u, one); err != nil {
				return err
			}
		}
	}
	slices.Sort(before)
	for _, one := range before {
		if !slices.Contains(ids, one) {
			if err := unuse(ctx, tx, u, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// Foreign gives the first of some pictures that lies beyond a person's reach and that the
// story does not use in any of its texts already; "" if there is none. Who may not know
// of a picture must not come to see it by writing its id into a text of hers.
func Foreign(ctx context.Context, tx *db.Tx, ids []string, r Reach, story string) (string, error) {
	if r.All {
		return "", nil
	}
	found, err := ByIDs(ctx, tx, ids)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		m, ok := found[id]
		if !ok || r.Covers(m) {
			continue // of what is not there nothing can be seen
		}
		var n int
		if err := tx.Row(ctx, `SELECT count(*) FROM media_use WHERE media_id = $1 AND place = $2 AND owner_id = $3`, []any{id, string(InText), story}, &n); err != nil {
			return "", err
		}
		if n == 0 {
			return id, nil
		}
	}
	return "", nil
}

func use(ctx context.Context, tx *db.Tx, u User, id string) error {
	n, err := tx.Exec(ctx, `INSERT INTO media_use (media_id, place, owner_id, lang) SELECT id, CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT) FROM media WHERE id = $1
		ON CONFLICT (media_id, place, owner_id, lang) DO NOTHING`, id, string(u.Place), u.Owner, string(u.Lang))
	if err != nil || n == 0 {
		return err
	}
	return count(ctx, tx, u, id, 1)
}

func unuse(ctx context.Context, tx *db.Tx, u User, id string) error {
	n, err := tx.Exec(ctx, `DELETE FROM media_use WHERE media_id = $1 AND place = $2 AND owner_id = $3 AND lang = $4`,
		id, string(u.Place), u.Owner, string(u.Lang))
	if err != nil || n == 0 {
		return err
	}
	return count(ctx, tx, u, id, -1)
}

func count(ctx context.Context, tx *db.Tx, u User, id string, by int) error {
	seen := 0
	if u.public() {
		seen = by
	}
	_, err := tx.Exec(ctx, `UPDATE media SET uses = uses + $2, public = public + $3, ever = 1 WHERE id = $1`, id, by, seen)
	return err
}

// UsersOf lists who uses a picture, copies first, at most n.
func UsersOf(ctx context.Context, tx *db.Tx, id string, n int) (list []User, err error) {
	err = tx.Rows(ctx, `SELECT place, owner_id, lang FROM media_use WHERE media_id = $1 ORDER BY place, owner_id DESC, lang LIMIT $2`, []any{id, n},
		func(scan func(...any) error) error {
			var u User
			err := scan(&u.Place, &u.Owner, &u.Lang)
			list = append(list, u)
			return err
		})
	return list, err
}

// Counted says that the uses of every picture from before uses were counted are known:
// from now on such a picture too is public only where readers see it.
func Counted(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `UPDATE media SET counted = 1 WHERE counted = 0`)
	return err
}

// Uncounted says whether pictures wait for their uses to be counted.
func Uncounted(ctx context.Context, tx *db.Tx) (any bool, err error) {
	var one string
	err = tx.Row(ctx, `SELECT id FROM media WHERE counted = 0 LIMIT 1`, nil, &one)
	if errors.Is(err, db.ErrNone) {
		return false, nil
	}
	return err == nil, err
}

// isPublic says whether readers may fetch the files of a hash.
func isPublic(ctx context.Context, tx *db.Tx, hash string) (public bool, err error) {
	err = tx.Rows(ctx, `SELECT public, counted FROM media WHERE hash = $1`, []any{hash}, func(scan func(...any) error) error {
		var seen, counted int
		err := scan(&seen, &counted)
		public = seen > 0 || counted == 0
		return err
	})
	return public, err
}
