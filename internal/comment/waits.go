package comment

import (
	"context"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Waits finds the newest entry of a thread that calls somebody, by any of her ids, and
// that she has not answered. It is false where the thread is settled or not there.
func Waits(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, thread string, selves []string) (e Entry, waits bool, err error) {
	t, err := find(ctx, tx, storyID, l, thread)
	if fault.KindOf(err) == fault.NotFound {
		return e, false, nil
	}
	if err != nil || !t.Open() {
		return e, false, err
	}
	for _, one := range t.Entries {
		switch {
		case slices.Contains(selves, one.By):
			waits = false
		case slices.ContainsFunc(one.Mentions, func(m Mention) bool { return slices.Contains(selves, m.Person) }):
			e, waits = one, true
		}
	}
	return e, waits, nil
}
