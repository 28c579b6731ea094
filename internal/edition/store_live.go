package edition

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Live keeps those of some stories that an edition's readers can open, in their order.
func Live(ctx context.Context, tx *db.Tx, l lang.Tag, stories []string) (live []string, err error) {
	for _, s := range stories {
		var one int
		err := tx.Row(ctx, `SELECT 1 FROM edition_copy WHERE story_id = $1 AND lang = $2 AND state = 'live'`, []any{s, string(l)}, &one)
		switch {
		case err == nil:
			live = append(live, s)
		case !errors.Is(err, db.ErrNone):
			return nil, err
		}
	}
	return live, nil
}
