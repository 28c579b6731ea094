package edition

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

const previewColumns = `id, story_id, lang, made_by, made_at, expires_at`

func scanPreview(scan func(...any) error) (p Preview, err error) {
	var made, expires int64
	err = scan(&p.ID, &p.Story, &p.Lang, &p.By, &made, &expires)
	p.Made, p.Expires = db.Time(made), db.Time(expires)
	return p, err
}

func putPreview(ctx context.Context, tx *db.Tx, hash string, p Preview) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition_preview (hash, `+previewColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		hash, p.ID, p.Story, string(p.Lang), p.By, db.Millis(p.Made), db.Millis(p.Expires))
	return err
}

func findPreview(ctx context.Context, tx *db.Tx, hash string, now time.Time) (Preview, error) {
	p, err := scanPreview(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+previewColumns+` FROM edition_preview WHERE hash = $1 AND expires_at > $2`, []any{hash, db.Millis(now)}, dest...)
	})
	return p, absent(err, "edition.no_preview")
}

// Previews lists the previews of a text that have not ended, the newest first.
func Previews(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (list []Preview, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	err = tx.Rows(ctx, `SELECT `+previewColumns+` FROM edition_preview WHERE story_id = $1 AND lang = $2 AND expires_at > $3 ORDER BY id DESC`,
		[]any{storyID, string(l), db.Millis(now)}, func(scan func(...any) error) error {
			p, err := scanPreview(scan)
			list = append(list, p)
			return err
		})
	return list, err
}

func dropPreviews(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, id string) error {
	_, err := tx.Exec(ctx, `DELETE FROM edition_preview WHERE story_id = $1 AND lang = $2 AND (id = $3 OR $3 = '')`, storyID, string(l), id)
	return err
}

func dropExpired(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM edition_preview WHERE story_id = $1 AND lang = $2 AND expires_at <= $3`, storyID, string(l), db.Millis(now))
	return err
}
