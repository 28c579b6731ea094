package edition

import (
	"context"

	"masthead/internal/kit/db"
)

// emptySearch forgets everything, to begin anew.
func emptySearch(ctx context.Context, tx *db.Tx) error {
	statements := []string{`TRUNCATE edition_search, edition_word`}
	if tx.Engine() == db.SQLite {
		statements = []string{`DELETE FROM edition_search`, `DELETE FROM edition_word`, `INSERT INTO edition_search_index (edition_search_index) VALUES ('delete-all')`}
	}
	for _, s := range statements {
		if _, err := tx.Exec(ctx, s); err != nil {
			return err
		}
	}
	return nil
}
