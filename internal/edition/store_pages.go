package edition

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

func otherSide(ctx context.Context, tx *db.Tx, story string) (others []string, err error) {
	err = tx.Rows(ctx, `SELECT other_id FROM edition_pair WHERE story_id = $1 ORDER BY position, other_id`, []any{story}, func(scan func(...any) error) error {
		var other string
		err := scan(&other)
		others = append(others, other)
		return err
	})
	return others, err
}

func putOtherSide(ctx context.Context, tx *db.Tx, story string, others []string) error {
	for _, part := range []string{`DELETE FROM edition_pair WHERE story_id = $1`, `DELETE FROM edition_pair WHERE other_id = $1`} {
		if _, err := tx.Exec(ctx, part, story); err != nil {
			return err
		}
	}
	for i, other := range others {
		for _, side := range [][2]string{{story, other}, {other, story}} {
			if _, err := tx.Exec(ctx, `INSERT INTO edition_pair (story_id, other_id, position) VALUES ($1, $2, $3)
				ON CONFLICT (story_id, position, other_id) DO NOTHING`, side[0], side[1], i); err != nil {
				return err
			}
		}
	}
	return nil
}

// cardSteps are the numbers of stories that a statement asks for: few texts, so that
// the engine keeps their plans.
var cardSteps = []int{4, 16, 64, maxCards}

func cardsQuery(n int) string {
	var places strings.Builder
	for i := range n {
		places.WriteString(", $" + strconv.Itoa(i+2))
	}
	return `SELECT ` + cardColumns + ` FROM edition_copy c WHERE c.lang = $1 AND c.state = 'live' AND c.story_id IN (` + places.String()[2:] + `)`
}

func cardsOf(ctx context.Context, tx *db.Tx, l lang.Tag, stories []string) (map[string]Card, error) {
	n := cardSteps[slices.IndexFunc(cardSteps, func(n int) bool { return n >= len(stories) })]
	args := []any{string(l)}
	for i := range n {
		args = append(args, stories[min(i, len(stories)-1)])
	}
	cards := make(map[string]Card, len(stories))
	err := tx.Rows(ctx, cardsQuery(n), args,
		func(scan func(...any) error) error {
			var card, story string
			var published, updated int64
			if err := scan(&card, &published, &updated, &story); err != nil {
				return err
			}
			c, err := decodeCard(card, published, updated)
			cards[story] = c
			return err
		})
	return cards, err
}

func putCorrections(ctx context.Context, tx *db.Tx, l lang.Tag, story string, list []Correction) error {
	for _, c := range list {
		if _, err := tx.Exec(ctx, `INSERT INTO edition_correction (lang, correction_id, story_id, at, text, wrong) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (lang, correction_id) DO UPDATE SET at = excluded.at, text = excluded.text, wrong = excluded.wrong`, string(l), c.ID, story, db.Millis(c.At), c.Text, c.Wrong); err != nil {
			return err
		}
	}
	return nil
}

// recorrect puts a list of corrections on a copy.
func recorrect(ctx context.Context, tx *db.Tx, story string, l lang.Tag, list []Correction, updated time.Time) error {
	var page string
	if err := tx.Row(ctx, `SELECT page FROM edition_copy WHERE story_id = $1 AND lang = $2`, []any{story, string(l)}, &page); err != nil {
		return err
	}
	var p Page
	if err := json.Unmarshal([]byte(page), &p); err != nil {
		return err
	}
	p.Corrections = list
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE edition_copy SET page = $3, updated_at = $4 WHERE story_id = $1 AND lang = $2`,
		story, string(l), string(raw), db.Millis(updated)); err != nil {
		return err
	}
	return putCorrections(ctx, tx, l, story, list)
}

func corrected(ctx context.Context, tx *db.Tx, l lang.Tag, after Cursor, n int) (list []Corrected, next Cursor, err error) {
	at, id := after.bounds()
	err = tx.Rows(ctx, `SELECT k.correction_id, k.at, k.text, k.wrong, `+cardColumns+` FROM edition_correction k
		JOIN edition_copy c ON c.story_id = k.story_id AND c.lang = k.lang AND c.state = 'live'
		WHERE k.lang = $1 AND (k.at, k.correction_id) < ($2, $3) ORDER BY k.at DESC, k.correction_id DESC LIMIT $4`,
		[]any{string(l), at, id, n + 1}, func(scan func(...any) error) error {
			var one Corrected
			var card, story string
			var at, published, updated int64
			if err := scan(&one.ID, &at, &one.Text, &one.Wrong, &card, &published, &updated, &story); err != nil {
				return err
			}
			one.At = db.Time(at)
			var err error
			one.Card, err = decodeCard(card, published, updated)
			list = append(list, one)
			return err
		})
	if err == nil && len(list) > n {
		list = list[:n]
		next = Cursor{list[n-1].At, list[n-1].ID}
	}
	return list, next, err
}

func putDossier(ctx context.Context, tx *db.Tx, l lang.Tag, topic string, d Dossier) error {
	actors, err := json.Marshal(d.Actors)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO edition_dossier (lang, topic_id, intro, actors) VALUES ($1, $2, $3, $4)
		ON CONFLICT (lang, topic_id) DO UPDATE SET intro = excluded.intro, actors = excluded.actors`, string(l), topic, d.Intro, string(actors)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM edition_event WHERE lang = $1 AND topic_id = $2`, string(l), topic); err != nil {
		return err
	}
	for _, e := range d.Events {
		if err := putEvent(ctx, tx, l, topic, e); err != nil {
			return err
		}
	}
	return nil
}

func putEvent(ctx context.Context, tx *db.Tx, l lang.Tag, topic string, e Event) error {
	sources, err := json.Marshal(e.Sources)
	if err != nil {
		return err
	}
	timed := 0
	if e.Timed {
		timed = 1
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_event (lang, event_id, topic_id, at, timed, place, sentence, story_id, sources) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (lang, event_id) DO UPDATE SET topic_id = excluded.topic_id, at = excluded.at, timed = excluded.timed, place = excluded.place,
			sentence = excluded.sentence, story_id = excluded.story_id, sources = excluded.sources`,
		string(l), e.ID, topic, e.At.UnixMilli(), timed, e.Place, e.Sentence, e.Story, string(sources))
	return err
}

func dossier(ctx context.Context, tx *db.Tx, l lang.Tag, topic string, n int) (d Dossier, err error) {
	var actors string
	err = tx.Row(ctx, `SELECT intro, actors FROM edition_dossier WHERE lang = $1 AND topic_id = $2`, []any{string(l), topic}, &d.Intro, &actors)
	if errors.Is(err, db.ErrNone) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(actors), &d.Actors); err != nil {
		return d, err
	}
	d.Events, err = listEvents(ctx, tx, `SELECT `+eventColumns+` FROM edition_event WHERE lang = $1 AND topic_id = $3 ORDER BY at DESC, event_id DESC LIMIT $2`,
		string(l), n, topic)
	return d, err
}

const eventColumns = `event_id, at, timed, place, sentence, story_id, sources`

func listEvents(ctx context.Context, tx *db.Tx, query string, args ...any) (events []Event, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var e Event
		var at int64
		var sources string
		if err := scan(&e.ID, &at, &e.Timed, &e.Place, &e.Sentence, &e.Story, &sources); err != nil {
			return err
		}
		e.At = time.UnixMilli(at).UTC()
		err := json.Unmarshal([]byte(sources), &e.Sources)
		events = append(events, e)
		return err
	})
	return events, err
}

func front(ctx context.Context, tx *db.Tx, l lang.Tag) (f Front, err error) {
	var content string
	var rev int
	err = tx.Row(ctx, `SELECT rev, content FROM edition_front WHERE lang = $1`, []any{string(l)}, &rev, &content)
	if errors.Is(err, db.ErrNone) {
		return Front{}, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(content), &f)
	}
	f.Rev = rev
	return f, err
}

// putFront writes a front over the revision that it was made on; false if that is not
// the newest one.
func putFront(ctx context.Context, tx *db.Tx, l lang.Tag, f Front, by string, now int64) (put bool, err error) {
	content, err := json.Marshal(f)
	if err != nil {
		return false, err
	}
	var n int64
	if f.Rev == 0 {
		n, err = tx.Exec(ctx, `INSERT INTO edition_front (lang, rev, content, changed_by, changed_at) VALUES ($1, 1, $2, $3, $4) ON CONFLICT (lang) DO NOTHING`,
			string(l), string(content), by, now)
	} else {
		n, err = tx.Exec(ctx, `UPDATE edition_front SET rev = rev + 1, content = $2, changed_by = $3, changed_at = $4 WHERE lang = $1 AND rev = $5`,
			string(l), string(content), by, now, f.Rev)
	}
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_front_history (lang, rev, content, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5)`,
		string(l), f.Rev+1, string(content), by, now)
	return true, err
}

func encodeFace(f Face) (string, error) {
	if f == (Face{}) {
		return "", nil
	}
	raw, err := json.Marshal(f)
	return string(raw), err
}

func decodeFace(s string) (f Face, err error) {
	if s != "" {
		err = json.Unmarshal([]byte(s), &f)
	}
	return f, err
}
