package media

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

const rightColumns = `credit, source, copyright, licence, terms, allowed_until, editions, shown, consent`

// scanRights gives the places to scan into, and what to do when they were.
func (r *Rights) scanned() (dest []any, done func()) {
	var until int64
	var editions string
	return []any{&r.Credit, &r.Source, &r.Copyright, &r.Licence, &r.Terms, &until, &editions, &r.Shown, &r.Consent},
		func() { r.Until, r.Editions = db.Time(until), splitTags(editions) }
}

// Expired tells which of these pictures may not be shown at a moment, because the time
// they were given for is over by then. One that is not in the library is left out.
func Expired(ctx context.Context, tx *db.Tx, ids []string, at time.Time) (map[string]Rights, error) {
	return held(ctx, tx, ids, func(r Rights) bool { return r.Over(at) })
}

// Barred tells which of these pictures may not be shown in an edition at a moment: those
// that are Expired, and those given for other editions only.
func Barred(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag, at time.Time) (map[string]Rights, error) {
	return held(ctx, tx, ids, func(r Rights) bool { return r.Over(at) || !r.AllowedIn(l) })
}

func held(ctx context.Context, tx *db.Tx, ids []string, is func(Rights) bool) (map[string]Rights, error) {
	found := map[string]Rights{}
	for _, one := range ids {
		if _, seen := found[one]; seen || one == "" {
			continue
		}
		var r Rights
		dest, done := r.scanned()
		err := tx.Rows(ctx, `SELECT `+rightColumns+` FROM media WHERE id = $1 AND (allowed_until <> 0 OR editions <> '')`, []any{one},
			func(scan func(...any) error) error {
				if err := scan(dest...); err != nil {
					return err
				}
				if done(); is(r) {
					found[one] = r
				}
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// RightsOf reads the rights of a picture; NotFound if there is none.
func RightsOf(ctx context.Context, tx *db.Tx, id string) (r Rights, err error) {
	dest, done := r.scanned()
	err = tx.Row(ctx, `SELECT `+rightColumns+` FROM media WHERE id = $1`, []any{id}, dest...)
	done()
	return r, absent(err)
}

// SetRights writes the rights of a picture: Invalid where something is too long.
func SetRights(ctx context.Context, tx *db.Tx, id string, r Rights) error {
	r, err := r.clean()
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE media SET credit = $2, source = $3, copyright = $4, licence = $5, terms = $6, allowed_until = $7, editions = $8,
		shown = $9, consent = $10 WHERE id = $1`,
		id, r.Credit, r.Source, r.Copyright, string(r.Licence), r.Terms, db.Millis(r.Until), joinTags(r.Editions), r.Shown, r.Consent)
	if err == nil && n == 0 {
		err = db.ErrNone
	}
	if err != nil {
		return absent(err)
	}
	return reindex(ctx, tx, id)
}

// Ending lists pictures whose time is over at a moment and that readers see all the
// same, the first to end first.
func Ending(ctx context.Context, tx *db.Tx, at time.Time, n int) (ids []string, err error) {
	err = tx.Rows(ctx, `SELECT id FROM media WHERE allowed_until <> 0 AND allowed_until <= $1 AND public > 0 ORDER BY allowed_until, id LIMIT $2`,
		[]any{db.Millis(at), n}, func(scan func(...any) error) error {
			var one string
			err := scan(&one)
			ids = append(ids, one)
			return err
		})
	return ids, err
}

// RightsOfAll reads the rights of several pictures, by their ids.
func RightsOfAll(ctx context.Context, tx *db.Tx, ids []string) (map[string]Rights, error) {
	all := map[string]Rights{}
	if len(ids) == 0 {
		return all, nil
	}
	in, args := placesOf(ids)
	return all, tx.Rows(ctx, `SELECT id, `+rightColumns+` FROM media WHERE id IN (`+in+`)`, args, func(scan func(...any) error) error {
		var id string
		var r Rights
		dest, done := r.scanned()
		err := scan(append([]any{&id}, dest...)...)
		done()
		all[id] = r
		return err
	})
}
