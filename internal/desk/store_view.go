package desk

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
)

func views(ctx context.Context, tx *db.Tx, person string) (list []View, err error) {
	err = tx.Rows(ctx, `SELECT id, name, query FROM desk_view WHERE person_id = $1 ORDER BY id`, []any{person}, func(scan func(...any) error) error {
		var v View
		err := scan(&v.ID, &v.Name, &v.Query)
		list = append(list, v)
		return err
	})
	return list, err
}

func insertView(ctx context.Context, tx *db.Tx, person string, v View, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO desk_view (person_id, id, name, query, made_at) VALUES ($1, $2, $3, $4, $5)`, person, v.ID, v.Name, v.Query, db.Millis(now))
	return err
}

func dropView(ctx context.Context, tx *db.Tx, person, view string) error {
	_, err := tx.Exec(ctx, `DELETE FROM desk_view WHERE person_id = $1 AND id = $2`, person, view)
	return err
}

func putFeed(ctx context.Context, tx *db.Tx, person, hash string, now time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO desk_feed (person_id, hash, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, made_at = excluded.made_at`, person, hash, db.Millis(now))
	return err
}

func dropFeed(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, `DELETE FROM desk_feed WHERE person_id = $1`, person)
	return err
}

func hasFeed(ctx context.Context, tx *db.Tx, person string) (bool, error) {
	var n int
	err := tx.Row(ctx, `SELECT count(*) FROM desk_feed WHERE person_id = $1`, []any{person}, &n)
	return n > 0, err
}

func feedHolder(ctx context.Context, tx *db.Tx, hash string) (person string, err error) {
	err = tx.Row(ctx, `SELECT person_id FROM desk_feed WHERE hash = $1`, []any{hash}, &person)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return person, err
}
