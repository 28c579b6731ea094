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

// Cards gives the cards of stories in their order. Those that an edition's readers
// cannot open are left out.
func (s *Shelf) Cards(ctx context.Context, l lang.Tag, stories []string) (cards []Card, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		cards = make([]Card, 0, len(stories))
		for _, id := range stories {
			var card string
			var published, updated int64
			err := tx.Row(ctx, `SELECT card, published_at, updated_at FROM edition_copy WHERE story_id = $1 AND lang = $2 AND state = 'live'`,
				[]any{id, string(l)}, &card, &published, &updated)
			if errors.Is(err, db.ErrNone) {
				continue
			}
			if err != nil {
				return err
			}
			c, err := decodeCard(card, published, updated)
			if err != nil {
				return err
			}
			cards = append(cards, c)
		}
		return nil
	})
	return cards, err
}
