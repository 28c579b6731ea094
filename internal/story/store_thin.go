package story

import (
	"context"

	"masthead/internal/body"
	"masthead/internal/kit/db"
)

func storedRevisions(ctx context.Context, tx *db.Tx, args ThinArgs) (list []stored, err error) {
	err = tx.Rows(ctx, `SELECT rev, whole_rev, saved_at FROM story_revision WHERE story_id = $1 AND lang = $2 ORDER BY rev`,
		[]any{args.Story, string(args.Lang)}, func(scan func(...any) error) error {
			var one stored
			var at int64
			err := scan(&one.rev, &one.whole, &at)
			one.at = db.Time(at)
			list = append(list, one)
			return err
		})
	return list, err
}

// pointedAt names the revisions that a translation was made from, that met a conflict
// which is open, or that have a name.
func pointedAt(ctx context.Context, tx *db.Tx, args ThinArgs) (map[int]bool, error) {
	keep := map[int]bool{}
	err := tx.Rows(ctx, `SELECT made_rev FROM story_text WHERE story_id = $1 AND made_from = $2
		UNION SELECT rev FROM story_conflict WHERE story_id = $1 AND lang = $2 AND solved_at = 0
		UNION SELECT rev FROM story_name WHERE story_id = $1 AND lang = $2`,
		[]any{args.Story, string(args.Lang)}, func(scan func(...any) error) error {
			var rev int
			err := scan(&rev)
			keep[rev] = true
			return err
		})
	return keep, err
}

func storedBody(ctx context.Context, tx *db.Tx, args ThinArgs, rev int) (raw string, err error) {
	err = tx.Row(ctx, `SELECT body FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev = $3`, []any{args.Story, string(args.Lang), rev}, &raw)
	return raw, err
}

// dropRevision takes a revision out; the name of its saving stays.
func dropRevision(ctx context.Context, tx *db.Tx, args ThinArgs, rev int) error {
	_, err := tx.Exec(ctx, `INSERT INTO story_operation (story_id, lang, op_id, rev, saved_at)
		SELECT story_id, lang, op_id, rev, saved_at FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev = $3 AND op_id <> ''
		ON CONFLICT (story_id, lang, op_id) DO NOTHING`, args.Story, string(args.Lang), rev)
	if err != nil {
		return err
	}
	if err := heirOfWords(ctx, tx, args, rev); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev = $3`, args.Story, string(args.Lang), rev)
	return err
}

func writeWhole(ctx context.Context, tx *db.Tx, args ThinArgs, rev int, doc body.Doc) error {
	raw, err := body.Marshal(doc)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE story_revision SET body = $4, whole_rev = 0 WHERE story_id = $1 AND lang = $2 AND rev = $3`,
		args.Story, string(args.Lang), rev, string(raw))
	return err
}

func leadFrom(ctx context.Context, tx *db.Tx, args ThinArgs, rev, from int) error {
	_, err := tx.Exec(ctx, `UPDATE story_revision SET whole_rev = $4 WHERE story_id = $1 AND lang = $2 AND rev = $3`,
		args.Story, string(args.Lang), rev, from)
	return err
}

func forgetOperations(ctx context.Context, tx *db.Tx, args ThinArgs, before int64) error {
	_, err := tx.Exec(ctx, `DELETE FROM story_operation WHERE story_id = $1 AND lang = $2 AND saved_at < $3`, args.Story, string(args.Lang), before)
	return err
}
