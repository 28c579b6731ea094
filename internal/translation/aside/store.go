package aside

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// key is the mark's part of the primary key: short, whatever it says.
func key(mark string) string {
	sum := sha256.Sum256([]byte(mark))
	return hex.EncodeToString(sum[:16])
}

func put(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := tx.Exec(ctx, `INSERT INTO aside (story_id, lang, block_id, finding, mark, words, reason, by_id, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (story_id, lang, block_id, finding) DO UPDATE SET words = excluded.words, reason = excluded.reason, by_id = excluded.by_id, at = excluded.at`,
		e.Story, string(e.Lang), e.Block, key(e.Mark), e.Mark, e.Words, e.Reason, e.By, db.Millis(e.At))
	return err
}

func drop(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, block, mark string) error {
	_, err := tx.Exec(ctx, `DELETE FROM aside WHERE story_id = $1 AND lang = $2 AND block_id = $3 AND finding = $4`, storyID, string(l), block, key(mark))
	return err
}

func of(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (list []Entry, err error) {
	err = tx.Rows(ctx, `SELECT block_id, mark, words, reason, by_id, at FROM aside WHERE story_id = $1 AND lang = $2 ORDER BY at, block_id, finding`,
		[]any{storyID, string(l)}, func(scan func(...any) error) error {
			e := Entry{Story: storyID, Lang: l}
			var at int64
			if err := scan(&e.Block, &e.Mark, &e.Words, &e.Reason, &e.By, &at); err != nil {
				return err
			}
			e.At = db.Time(at)
			list = append(list, e)
			return nil
		})
	return list, err
}
