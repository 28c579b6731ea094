package desk

import (
	"context"
	"encoding/json"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

func keysAt(ctx context.Context, tx *db.Tx, id string, l lang.Tag, rev int) (list []Key, err error) {
	err = tx.Rows(ctx, `SELECT person_id, turned_at FROM desk_key WHERE story_id = $1 AND lang = $2 AND rev = $3 ORDER BY turned_at, person_id`,
		[]any{id, string(l), rev}, func(scan func(...any) error) error {
			var k Key
			var at int64
			err := scan(&k.Person, &at)
			k.At = db.Time(at)
			list = append(list, k)
			return err
		})
	return list, err
}

func insertKey(ctx context.Context, tx *db.Tx, id string, l lang.Tag, rev int, person string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO desk_key (story_id, lang, rev, person_id, turned_at) VALUES ($1, $2, $3, $4, $5)`, id, string(l), rev, person, db.Millis(now))
	return err
}

// FindRules reads what the outlet marks sensitive.
func FindRules(ctx context.Context, tx *db.Tx) (r Rules, err error) {
	err = tx.Rows(ctx, `SELECT noun, ref FROM desk_rule ORDER BY noun, ref`, nil, func(scan func(...any) error) error {
		var noun, ref string
		err := scan(&noun, &ref)
		if noun == "kind" {
			r.Kinds = append(r.Kinds, story.Kind(ref))
		} else {
			r.Topics = append(r.Topics, ref)
		}
		return err
	})
	return r, err
}

// SetRules says what the outlet marks sensitive, in place of what it marked before.
func SetRules(ctx context.Context, tx *db.Tx, r Rules, by string) error {
	if len(r.Kinds)+len(r.Topics) > 500 {
		return fault.New(fault.Invalid, "desk.too_many_items").With("max", 500)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM desk_rule`); err != nil {
		return err
	}
	put := func(noun, ref string) error {
		_, err := tx.Exec(ctx, `INSERT INTO desk_rule (noun, ref) VALUES ($1, $2) ON CONFLICT (noun, ref) DO NOTHING`, noun, ref)
		return err
	}
	var kinds []string
	for _, k := range r.Kinds {
		if UsualItems(k) == nil || len(UsualItems(k)) == 0 {
			return fault.New(fault.Invalid, "story.unknown_kind").In("kind").With("kind", string(k))
		}
		kinds = append(kinds, string(k))
		if err := put("kind", string(k)); err != nil {
			return err
		}
	}
	for _, t := range r.Topics {
		if err := put("topic", t); err != nil {
			return err
		}
	}
	return audit.Note(ctx, tx, audit.Entry{By: by, Deed: "sensitive.set", On: audit.Thing("outlet", ""), From: "desk",
		Detail: map[string]string{"kinds": strings.Join(kinds, " "), "topics": strings.Join(r.Topics, " ")}})
}

func ownItems(ctx context.Context, tx *db.Tx, k story.Kind) (list []Item, err error) {
	err = tx.Rows(ctx, `SELECT id, required, texts FROM desk_item WHERE kind = $1 ORDER BY position, id`, []any{string(k)}, func(scan func(...any) error) error {
		var i Item
		var required int
		var texts string
		if err := scan(&i.ID, &required, &texts); err != nil {
			return err
		}
		i.Required = required == 1
		err := json.Unmarshal([]byte(texts), &i.Texts)
		list = append(list, i)
		return err
	})
	return list, err
}

// putItems replaces a kind's own checklist. An item keeps its id, so that what was
// checked stays checked; a new one gets a number that was not used.
func putItems(ctx context.Context, tx *db.Tx, k story.Kind, items []Item) error {
	if _, err := tx.Exec(ctx, `DELETE FROM desk_item WHERE kind = $1`, string(k)); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for i, item := range items {
		texts, err := json.Marshal(item.Texts)
		if err != nil {
			return err
		}
		if item.ID == "" {
			item.ID = itoa(int(db.Millis(now))) + "-" + itoa(i)
		}
		_, err = tx.Exec(ctx, `INSERT INTO desk_item (kind, id, position, required, texts) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, id) DO NOTHING`,
			string(k), item.ID, i, flag(item.Required), string(texts))
		if err != nil {
			return err
		}
	}
	return nil
}

func ticks(ctx context.Context, tx *db.Tx, id string) (map[string]Ticked, error) {
	done := map[string]Ticked{}
	return done, tx.Rows(ctx, `SELECT item, person_id, at, lang, rev FROM desk_tick WHERE story_id = $1`, []any{id}, func(scan func(...any) error) error {
		var item string
		var t Ticked
		var at int64
		err := scan(&item, &t.By, &at, &t.Lang, &t.Rev)
		t.At = db.Time(at)
		done[item] = t
		return err
	})
}

func putTick(ctx context.Context, tx *db.Tx, id, item, person string, l lang.Tag, rev int) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO desk_tick (story_id, item, person_id, at, lang, rev) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (story_id, item) DO UPDATE SET person_id = excluded.person_id, at = excluded.at, lang = excluded.lang, rev = excluded.rev`,
		id, item, person, db.Millis(now), string(l), rev)
	return err
}

func dropTick(ctx context.Context, tx *db.Tx, id, item string) error {
	_, err := tx.Exec(ctx, `DELETE FROM desk_tick WHERE story_id = $1 AND item = $2`, id, item)
	return err
}
