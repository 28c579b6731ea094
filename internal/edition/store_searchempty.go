package edition

import (
	"context"

	"masthead/internal/kit/db"
)

// beginSearchAnew forgets everything that was searched, and puts every live copy on the
// list of those to be done.
func beginSearchAnew(ctx context.Context, tx *db.Tx, version int) error {
	statements := []string{`TRUNCATE edition_search, edition_word`}
	if tx.Engine() == db.SQLite {
		statements = []string{`DELETE FROM edition_search`, `DELETE FROM edition_word`, `INSERT INTO edition_search_index (edition_search_index) VALUES ('delete-all')`}
	}
	statements = append(statements, `INSERT INTO edition_search_todo (story_id, lang) SELECT story_id, lang FROM edition_copy WHERE state = 'live' ON CONFLICT (story_id, lang) DO NOTHING`)
	for _, s := range statements {
		if _, err := tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE edition_search_rules SET version = $1 WHERE id = 1`, version)
	return err
}
