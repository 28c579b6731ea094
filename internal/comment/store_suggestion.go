package comment

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

const suggestionColumns = `id, story_id, lang, kind, block_id, after_id, base, wanted, rev, made_by, made_at, changed_at, state, decided_by, decided_at, reason, saved_rev, conflicts`

func scanSuggestion(scan func(...any) error) (g Suggestion, err error) {
	var made, changed, decided int64
	err = scan(&g.ID, &g.Story, &g.Lang, &g.Kind, &g.Block, &g.After, &g.Base, &g.Wanted, &g.Rev, &g.By, &made, &changed, &g.State, &g.DecidedBy, &decided, &g.Reason, &g.Saved, &g.Conflicts)
	g.At, g.Updated, g.DecidedAt = db.Time(made), db.Time(changed), db.Time(decided)
	return g, err
}

// FindSuggestion reads a suggestion of a text; one of another is NotFound.
func FindSuggestion(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, suggestion string) (Suggestion, error) {
	g, err := scanSuggestion(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+suggestionColumns+` FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND id = $3`,
			[]any{storyID, string(l), suggestion}, dest...)
	})
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.NotFound, "comment.suggestion_absent")
	}
	return g, err
}

// Suggestions lists those that wait in a text, oldest first.
func Suggestions(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) ([]Suggestion, error) {
	return suggestions(ctx, tx, `SELECT `+suggestionColumns+` FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND state = 'open' ORDER BY id`, storyID, string(l))
}

// Decided lists the n that were decided last, the latest first.
func Decided(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, n int) ([]Suggestion, error) {
	return suggestions(ctx, tx, `SELECT `+suggestionColumns+` FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND state IN ('taken', 'left')
		ORDER BY decided_at DESC, id DESC LIMIT $3`, storyID, string(l), n)
}

// TakenIn lists those with which revisions from one to another were saved.
func TakenIn(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, from, to int) ([]Suggestion, error) {
	return suggestions(ctx, tx, `SELECT `+suggestionColumns+` FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND saved_rev > 0 AND saved_rev >= $3 AND saved_rev <= $4
		ORDER BY saved_rev, id`, storyID, string(l), from, to)
}

func suggestions(ctx context.Context, tx *db.Tx, query string, args ...any) (list []Suggestion, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		g, err := scanSuggestion(scan)
		list = append(list, g)
		return err
	})
	return list, err
}

// waiting finds the open suggestion of the same person on the same block.
func waiting(ctx context.Context, tx *db.Tx, g Suggestion) (found string, err error) {
	err = tx.Row(ctx, `SELECT id FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND made_by = $3 AND block_id = $4 AND state = 'open'`,
		[]any{g.Story, string(g.Lang), g.By, g.Block}, &found)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return found, err
}

func putSuggestion(ctx context.Context, tx *db.Tx, g Suggestion) error {
	_, err := tx.Exec(ctx, `INSERT INTO comment_suggestion (`+suggestionColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open', '', 0, '', 0, 0)`,
		g.ID, g.Story, string(g.Lang), string(g.Kind), g.Block, g.After, g.Base, g.Wanted, g.Rev, g.By, db.Millis(g.At), db.Millis(g.Updated))
	return err
}

func replaceSuggestion(ctx context.Context, tx *db.Tx, g Suggestion) error {
	_, err := tx.Exec(ctx, `UPDATE comment_suggestion SET kind = $2, after_id = $3, base = $4, wanted = $5, rev = $6, changed_at = $7 WHERE id = $1 AND state = 'open'`,
		g.ID, string(g.Kind), g.After, g.Base, g.Wanted, g.Rev, db.Millis(g.Updated))
	return err
}

// decide keeps what became of a suggestion that was open.
func decide(ctx context.Context, tx *db.Tx, suggestion string, g Suggestion, to Outcome) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE comment_suggestion SET state = $2, decided_by = $3, decided_at = $4, reason = $5, saved_rev = $6, conflicts = $7 WHERE id = $1 AND state = 'open'`,
		suggestion, string(to), g.DecidedBy, db.Millis(now), g.Reason, g.Saved, g.Conflicts)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "comment.decided")
	}
	if err != nil {
		return err
	}
	return tick(ctx, tx, g.Story, g.Lang)
}
