package topic

import (
	"context"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// EventsBetween lists up to n events of all topics from one moment until before another,
// the earliest first, with their sentences in every language and without their sources.
func EventsBetween(ctx context.Context, tx *db.Tx, from, until time.Time, n int) (events []Event, err error) {
	err = tx.Rows(ctx, `SELECT id, topic_id, at, timed, place, story_id FROM topic_event WHERE at >= $1 AND at < $2 ORDER BY at, id LIMIT $3`,
		[]any{from.UnixMilli(), until.UnixMilli(), n}, func(scan func(...any) error) error {
			e := Event{Sentences: map[lang.Tag]string{}}
			var at int64
			err := scan(&e.ID, &e.Topic, &at, &e.Timed, &e.Place, &e.Story)
			e.At = time.UnixMilli(at).UTC()
			events = append(events, e)
			return err
		})
	for i := range events {
		if err != nil {
			break
		}
		err = tx.Rows(ctx, `SELECT lang, sentence FROM topic_event_text WHERE event_id = $1`, []any{events[i].ID}, func(scan func(...any) error) error {
			var l lang.Tag
			var s string
			err := scan(&l, &s)
			events[i].Sentences[l] = s
			return err
		})
	}
	return events, err
}
