package story

import (
	"context"

	"masthead/internal/body"
	"masthead/internal/kit/db"
)

// Check reads every text's newest revision and tells of those that are missing,
// cannot be read or break the schema. It says how many texts it looked at.
func Check(ctx context.Context, tx *db.Tx, found func(id, detail string)) (texts int, err error) {
	err = newestBodies(ctx, tx, func(id string, doc body.Doc, err error) {
		texts++
		if err == nil {
			err = body.Check(doc)
		}
		if err != nil {
			found(id, err.Error())
		}
	})
	if err != nil {
		return texts, err
	}
	return texts, orphans(ctx, tx, func(id string) { found(id, "it belongs to no story") })
}
