package topic

import (
	"context"
	"encoding/json"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// SetIntro writes a topic's introduction in a language, as HTML; empty takes it away.
// What follows shows readers of it is edition's PublishTopic.
func SetIntro(ctx context.Context, tx *db.Tx, topic string, l lang.Tag, html string) error {
	if len(html) > MaxIntro || !l.Valid() {
		return fault.New(fault.Invalid, "topic.intro_long").In("intro").With("max", MaxIntro)
	}
	if html == "" {
		_, err := tx.Exec(ctx, `DELETE FROM topic_intro WHERE topic_id = $1 AND lang = $2`, topic, string(l))
		return err
	}
	_, err := tx.Exec(ctx, `INSERT INTO topic_intro (topic_id, lang, html) VALUES ($1, $2, $3)
		ON CONFLICT (topic_id, lang) DO UPDATE SET html = excluded.html`, topic, string(l), html)
	return err
}

// SetActors writes the people and organisations of a topic, in order.
func SetActors(ctx context.Context, tx *db.Tx, topic string, actors []Actor) error {
	if len(actors) > MaxActors {
		return fault.New(fault.Invalid, "topic.bad_actor").In("actors")
	}
	if _, err := tx.Exec(ctx, `DELETE FROM topic_actor WHERE topic_id = $1`, topic); err != nil {
		return err
	}
	for i, a := range actors {
		a, err := a.clean()
		if err != nil {
			return err
		}
		names, err := json.Marshal(a)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO topic_actor (topic_id, position, names) VALUES ($1, $2, $3)`, topic, i, string(names)); err != nil {
			return err
		}
	}
	return nil
}

// SaveEvent keeps an event of a topic; one without an id is new and gets one.
func SaveEvent(ctx context.Context, tx *db.Tx, e Event) (Event, error) {
	e, err := e.clean()
	if err != nil {
		return e, err
	}
	sources, err := json.Marshal(e.Sources)
	if err != nil {
		return e, err
	}
	if e.ID == "" {
		now, err := tx.Now(ctx)
		if err != nil {
			return e, err
		}
		e.ID = id.New(now)
	}
	timed := 0
	if e.Timed {
		timed = 1
	}
	if _, err := tx.Exec(ctx, `INSERT INTO topic_event (id, topic_id, at, timed, place, story_id, sources) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET at = excluded.at, timed = excluded.timed, place = excluded.place, story_id = excluded.story_id, sources = excluded.sources`,
		e.ID, e.Topic, e.At.UnixMilli(), timed, e.Place, e.Story, string(sources)); err != nil {
		return e, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM topic_event_text WHERE event_id = $1`, e.ID); err != nil {
		return e, err
	}
	for l, s := range e.Sentences {
		if _, err := tx.Exec(ctx, `INSERT INTO topic_event_text (event_id, lang, sentence) VALUES ($1, $2, $3)`, e.ID, string(l), s); err != nil {
			return e, err
		}
	}
	return e, nil
}

// DropEvent takes an event away.
func DropEvent(ctx context.Context, tx *db.Tx, event string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM topic_event_text WHERE event_id = $1`, event); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM topic_event WHERE id = $1`, event)
	return err
}

// Intro reads a topic's introduction in a language; empty without one.
func Intro(ctx context.Context, tx *db.Tx, topic string, l lang.Tag) (html string, err error) {
	err = tx.Rows(ctx, `SELECT html FROM topic_intro WHERE topic_id = $1 AND lang = $2`, []any{topic, string(l)}, func(scan func(...any) error) error {
		return scan(&html)
	})
	return html, err
}

// Actors reads a topic's people and organisations.
func Actors(ctx context.Context, tx *db.Tx, topic string) (actors []Actor, err error) {
	err = tx.Rows(ctx, `SELECT names FROM topic_actor WHERE topic_id = $1 ORDER BY position`, []any{topic}, func(scan func(...any) error) error {
		var names string
		if err := scan(&names); err != nil {
			return err
		}
		var a Actor
		err := json.Unmarshal([]byte(names), &a)
		actors = append(actors, a)
		return err
	})
	return actors, err
}

// EventsIn lists a topic's events that are told in a language, newest first; Sentences
// holds that language alone.
func EventsIn(ctx context.Context, tx *db.Tx, topic string, l lang.Tag) (events []Event, err error) {
	err = tx.Rows(ctx, `SELECT e.id, e.at, e.timed, e.place, e.story_id, e.sources, t.sentence FROM topic_event e
		JOIN topic_event_text t ON t.event_id = e.id AND t.lang = $2 WHERE e.topic_id = $1 ORDER BY e.at DESC, e.id DESC`,
		[]any{topic, string(l)}, func(scan func(...any) error) error {
			e := Event{Topic: topic}
			var at int64
			var sources, sentence string
			if err := scan(&e.ID, &at, &e.Timed, &e.Place, &e.Story, &sources, &sentence); err != nil {
				return err
			}
			e.At, e.Sentences = time.UnixMilli(at).UTC(), map[lang.Tag]string{l: sentence}
			events = append(events, e)
			return json.Unmarshal([]byte(sources), &events[len(events)-1].Sources)
		})
	return events, err
}
