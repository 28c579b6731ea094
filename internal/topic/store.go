package topic

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// Ensure finds the topic with a key, making it if there is none, and gives its id.
func Ensure(ctx context.Context, tx *db.Tx, key string) (string, error) {
	var topic string
	err := tx.Row(ctx, `SELECT id FROM topic WHERE key = $1`, []any{key}, &topic)
	if !errors.Is(err, db.ErrNone) {
		return topic, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	if _, err = tx.Exec(ctx, `INSERT INTO topic (id, key, created_at) VALUES ($1, $2, $3) ON CONFLICT (key) DO NOTHING`,
		id.New(now), key, db.Millis(now)); err != nil {
		return "", err
	}
	// Whoever made it at the same moment was first.
	err = tx.Row(ctx, `SELECT id FROM topic WHERE key = $1`, []any{key}, &topic)
	return topic, err
}

// SetName names a topic in a language. A slug that another topic has gets a number,
// and after a few of those a part of the topic's id.
func SetName(ctx context.Context, tx *db.Tx, topic string, l lang.Tag, n Name) (Name, error) {
	if n.Name == "" {
		return n, fault.New(fault.Invalid, "topic.name_missing").In("name")
	}
	if n.Slug == "" {
		n.Slug = "topic"
	}
	wanted := n.Slug
	for i := 2; ; i++ {
		var holder string
		err := tx.Row(ctx, `SELECT topic_id FROM topic_name WHERE lang = $1 AND slug = $2`, []any{string(l), n.Slug}, &holder)
		if errors.Is(err, db.ErrNone) || holder == topic {
			break
		}
		if err != nil {
			return n, err
		}
		n.Slug = fmt.Sprintf("%s-%d", wanted, i)
		if i > 12 {
			n.Slug = wanted + "-" + topic[len(topic)-8:]
		}
	}
	_, err := tx.Exec(ctx, `INSERT INTO topic_name (topic_id, lang, slug, name) VALUES ($1, $2, $3, $4)
		ON CONFLICT (topic_id, lang) DO UPDATE SET slug = excluded.slug, name = excluded.name`,
		topic, string(l), n.Slug, n.Name)
	return n, err
}

// NamesIn gives the names of topics in a language, in the order asked, and the ids
// they belong to; a topic without a name in it is left out.
func NamesIn(ctx context.Context, tx *db.Tx, ids []string, l lang.Tag) (names []Name, found []string, err error) {
	for _, one := range ids {
		var n Name
		err := tx.Row(ctx, `SELECT slug, name FROM topic_name WHERE topic_id = $1 AND lang = $2`, []any{one, string(l)}, &n.Slug, &n.Name)
		if errors.Is(err, db.ErrNone) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		names, found = append(names, n), append(found, one)
	}
	return names, found, nil
}

// Find finds a topic by its key or id.
func Find(ctx context.Context, tx *db.Tx, name string) (topic string, err error) {
	err = tx.Row(ctx, `SELECT id FROM topic WHERE key = $1 OR id = $1 ORDER BY CASE WHEN key = $1 THEN 0 ELSE 1 END LIMIT 1`, []any{name}, &topic)
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.Invalid, "topic.absent").In("topics").With("key", name)
	}
	return topic, err
}

// Add makes a topic with its names; each without a slug gets one made of its name, or
// the key. A key or a slug that is another's is a Conflict.
func Add(ctx context.Context, tx *db.Tx, key string, names map[lang.Tag]Name) (topic string, err error) {
	var there int
	if err := tx.Row(ctx, `SELECT count(*) FROM topic WHERE key = $1`, []any{key}, &there); err != nil {
		return "", err
	}
	if there > 0 {
		return "", fault.New(fault.Conflict, "topic.key_taken").In("key").With("key", key)
	}
	if topic, err = Ensure(ctx, tx, key); err != nil {
		return "", err
	}
	return topic, setNames(ctx, tx, topic, key, names)
}

// Rename names a topic anew in the languages given. Where it has a name its address
// stays as it is.
func Rename(ctx context.Context, tx *db.Tx, key string, names map[lang.Tag]Name) (topic string, err error) {
	if topic, err = Find(ctx, tx, key); err != nil {
		return "", err
	}
	for l, n := range names {
		present, _, err := NamesIn(ctx, tx, []string{topic}, l)
		if err != nil {
			return "", err
		}
		for _, p := range present {
			n.Slug = p.Slug
		}
		names[l] = n
	}
	return topic, setNames(ctx, tx, topic, key, names)
}

func setNames(ctx context.Context, tx *db.Tx, topic, key string, names map[lang.Tag]Name) error {
	for l, n := range names {
		n.Slug = cmp.Or(n.Slug, lang.Slug(n.Name, l), lang.Slug(key, l), "topic")
		kept, err := SetName(ctx, tx, topic, l, n)
		if err != nil {
			return err
		}
		if kept.Slug != n.Slug {
			return fault.New(fault.Conflict, "topic.slug_taken").In("slug").With("slug", n.Slug).With("lang", string(l))
		}
	}
	return nil
}

// List lists topics with their names, by key, from the one after a key on.
func List(ctx context.Context, tx *db.Tx, after string, n int) (topics []Topic, err error) {
	err = tx.Rows(ctx, `SELECT id, key FROM topic WHERE key > $1 ORDER BY key LIMIT $2`, []any{after, n}, func(scan func(...any) error) error {
		t := Topic{Names: map[lang.Tag]Name{}}
		err := scan(&t.ID, &t.Key)
		topics = append(topics, t)
		return err
	})
	for i := range topics {
		if err != nil {
			break
		}
		err = tx.Rows(ctx, `SELECT lang, slug, name FROM topic_name WHERE topic_id = $1`, []any{topics[i].ID}, func(scan func(...any) error) error {
			var l lang.Tag
			var name Name
			err := scan(&l, &name.Slug, &name.Name)
			topics[i].Names[l] = name
			return err
		})
	}
	return topics, err
}

// Get finds a topic with its names by its key.
func Get(ctx context.Context, tx *db.Tx, key string) (Topic, error) {
	t := Topic{Key: key, Names: map[lang.Tag]Name{}}
	err := tx.Row(ctx, `SELECT id FROM topic WHERE key = $1`, []any{key}, &t.ID)
	if errors.Is(err, db.ErrNone) {
		return t, fault.New(fault.NotFound, "topic.absent").With("key", key)
	}
	if err != nil {
		return t, err
	}
	return t, tx.Rows(ctx, `SELECT lang, slug, name FROM topic_name WHERE topic_id = $1`, []any{t.ID}, func(scan func(...any) error) error {
		var l lang.Tag
		var name Name
		err := scan(&l, &name.Slug, &name.Name)
		t.Names[l] = name
		return err
	})
}

// KeyOf is the key of a topic by its id.
func KeyOf(ctx context.Context, tx *db.Tx, id string) (key string, err error) {
	err = tx.Row(ctx, `SELECT key FROM topic WHERE id = $1`, []any{id}, &key)
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.NotFound, "topic.absent").With("key", id)
	}
	return key, err
}
