package story

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Decide says that a person decided between the sides of open conflicts of a text. What
// stands in the text is what she decided for; both sides stay in the records. One that
// is not open is NotFound.
func Decide(ctx context.Context, tx *db.Tx, story string, l lang.Tag, conflicts []string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, one := range conflicts {
		n, err := tx.Exec(ctx, `UPDATE story_conflict SET solved_at = $4 WHERE id = $3 AND story_id = $1 AND lang = $2 AND solved_at = 0`, story, string(l), one, db.Millis(now))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "story.no_conflict").With("conflict", one)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
