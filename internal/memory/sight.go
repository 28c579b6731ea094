package memory

import (
	"context"

	"masthead/internal/kit/db"
)

// Sight says whether whoever asks may see the words of a story. Nil sees everything.
type Sight func(ctx context.Context, tx *db.Tx, story string) (bool, error)

// eye asks about each story once. What comes from no story is seen by all.
type eye struct {
	sight Sight
	known map[string]bool
}

func (e *eye) sees(ctx context.Context, tx *db.Tx, story string) (bool, error) {
	if e.sight == nil || story == "" {
		return true, nil
	}
	if sees, ok := e.known[story]; ok {
		return sees, nil
	}
	sees, err := e.sight(ctx, tx, story)
	if err != nil {
		return false, err
	}
	if e.known == nil {
		e.known = map[string]bool{}
	}
	e.known[story] = sees
	return sees, nil
}
