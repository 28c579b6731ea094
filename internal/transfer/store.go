package transfer

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// taken is what a record became when it was taken.
type taken struct {
	story string
	lang  lang.Tag
	print string
	rev   int    // the revision it became
	text  string // the text as it came, where that revision holds others' changes too
}

func findTaken(ctx context.Context, tx *db.Tx, source, key string) (t taken, found bool, err error) {
	err = tx.Row(ctx, `SELECT story_id, lang, print, rev, text FROM transfer_record WHERE source = $1 AND key = $2`, []any{source, key},
		&t.story, &t.lang, &t.print, &t.rev, &t.text)
	if errors.Is(err, db.ErrNone) {
		return t, false, nil
	}
	return t, err == nil, err
}

func putTaken(ctx context.Context, tx *db.Tx, source, key string, t taken) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO transfer_record (source, key, story_id, lang, print, rev, text, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (source, key) DO UPDATE SET lang = excluded.lang, print = excluded.print, rev = excluded.rev, text = excluded.text, at = excluded.at`,
		source, key, t.story, string(t.lang), t.print, t.rev, t.text, db.Millis(now))
	return err
}

// groupStory finds the story that a group of translations became.
func groupStory(ctx context.Context, tx *db.Tx, source, group string) (story string, err error) {
	err = tx.Row(ctx, `SELECT story_id FROM transfer_group WHERE source = $1 AND key = $2`, []any{source, group}, &story)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return story, err
}

func putGroup(ctx context.Context, tx *db.Tx, source, group, story string) error {
	_, err := tx.Exec(ctx, `INSERT INTO transfer_group (source, key, story_id) VALUES ($1, $2, $3) ON CONFLICT (source, key) DO NOTHING`, source, group, story)
	return err
}
