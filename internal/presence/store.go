package presence

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Show takes a page's sign of life. A page that goes to another block leaves the first.
func Show(ctx context.Context, tx *db.Tx, s Sign) error {
	if err := s.check(); err != nil {
		return err
	}
	at, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	now, typed := db.Millis(at), int64(0)
	if s.Typed {
		typed = now
	}
	// A page's name is its person's: who guesses another's moves nobody.
	_, err = tx.Exec(ctx, `INSERT INTO presence (tab, story_id, lang, person_id, block_id, typed_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (tab) DO UPDATE SET story_id = excluded.story_id, lang = excluded.lang, block_id = excluded.block_id, seen_at = excluded.seen_at,
			typed_at = CASE WHEN excluded.typed_at > 0 OR excluded.block_id <> presence.block_id THEN excluded.typed_at ELSE presence.typed_at END
		WHERE presence.person_id = excluded.person_id`, s.Tab, s.Story, string(s.Lang), s.Person, s.Block, typed, now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM presence WHERE seen_at < $1`, now-stale.Milliseconds())
	return err
}

// Leave says that a person's page was closed.
func Leave(ctx context.Context, tx *db.Tx, tab, person string) error {
	_, err := tx.Exec(ctx, `DELETE FROM presence WHERE tab = $1 AND person_id = $2`, tab, person)
	return err
}

// In lists who has a text open, in the order of their pages' names.
func In(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (here []Here, err error) {
	at, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	now := db.Millis(at)
	err = tx.Rows(ctx, `SELECT tab, person_id, block_id, typed_at FROM presence WHERE story_id = $1 AND lang = $2 AND seen_at > $3 ORDER BY tab LIMIT $4`,
		[]any{story, string(l), now - Life.Milliseconds(), maxHere}, func(scan func(...any) error) error {
			var h Here
			var typed int64
			err := scan(&h.Tab, &h.Person, &h.Block, &typed)
			h.Writes = h.Block != "" && typed > now-Lease.Milliseconds()
			here = append(here, h)
			return err
		})
	return here, err
}
