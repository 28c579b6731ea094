package story

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Conflicted is a text in which places wait to be decided.
type Conflicted struct {
	Story  string
	Lang   lang.Tag
	Places int
	Newest string // id of the newest conflict
}

// ConflictedOf lists texts of somebody's own stories in which two changed one place and
// nobody has decided yet, n at most.
func ConflictedOf(ctx context.Context, tx *db.Tx, person string, n int) (list []Conflicted, err error) {
	err = tx.Rows(ctx, `SELECT c.story_id, c.lang, count(*), max(c.id) FROM story_conflict c
		WHERE c.solved_at = 0 AND c.story_id IN (SELECT p.story_id FROM story_person p WHERE p.person_id = $1)
		GROUP BY c.story_id, c.lang ORDER BY max(c.id) DESC LIMIT $2`, []any{person, n}, func(scan func(...any) error) error {
		var c Conflicted
		err := scan(&c.Story, &c.Lang, &c.Places, &c.Newest)
		list = append(list, c)
		return err
	})
	return list, err
}
