package edition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"masthead/internal/kit/db"
)

// putSearch writes the row by which a copy is found.
func putSearch(ctx context.Context, tx *db.Tx, c *Card, stems string, words map[string]int) error {
	tokens := searchTokens(c, words)
	for n := range docTries {
		doc := docAt(c, n)
		free, err := claimDoc(ctx, tx, doc, c, stems, tokens)
		if err != nil || free {
			return err
		}
	}
	return fmt.Errorf("no place in the search for %s in %s", c.Story, c.Lang)
}

func claimDoc(ctx context.Context, tx *db.Tx, doc int64, c *Card, stems string, tokens []string) (free bool, err error) {
	if tx.Engine() == db.Postgres {
		n, err := tx.Exec(ctx, `INSERT INTO edition_search (doc, story_id, lang, stems, tokens) VALUES ($1, $2, $3, $4, CAST($5 AS tsvector)) ON CONFLICT (doc) DO NOTHING`,
			doc, c.Story, string(c.Lang), stems, postgresSyntax.quote+strings.Join(tokens, "' '")+postgresSyntax.quote)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, `INSERT INTO edition_search (doc, story_id, lang, stems) VALUES ($1, $2, $3, $4) ON CONFLICT (doc) DO NOTHING`,
		doc, c.Story, string(c.Lang), stems)
	if err != nil || n == 0 {
		return false, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_search_index (rowid, tokens) VALUES ($1, $2)`, doc, strings.Join(tokens, " "))
	return true, err
}

// takeSearch takes a copy out of the search, and gives the words it had there: none if
// it was not there.
func takeSearch(ctx context.Context, tx *db.Tx, k copyKey) (stems string, err error) {
	var doc int64
	err = tx.Row(ctx, `DELETE FROM edition_search WHERE story_id = $1 AND lang = $2 RETURNING doc, stems`, []any{k.story, string(k.lang)}, &doc, &stems)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	if err == nil && tx.Engine() == db.SQLite {
		_, err = tx.Exec(ctx, `DELETE FROM edition_search_index WHERE rowid = $1`, doc)
	}
	return stems, err
}

const wordColumnCount = 7

// The words of a batch go to the engine as one JSON array: a statement of thousands of
// arguments costs more than what it does.
const (
	addWordsFrom = `INSERT INTO edition_word (lang, stem, latin, live, about, head, title)
		SELECT value ->> 0, value ->> 1, value ->> 2, CAST(value ->> 3 AS BIGINT), CAST(value ->> 4 AS BIGINT), CAST(value ->> 5 AS BIGINT), CAST(value ->> 6 AS BIGINT) FROM `
	addWordsTo = ` AS rows WHERE TRUE ON CONFLICT (lang, stem) DO UPDATE SET live = edition_word.live + excluded.live,
		about = edition_word.about + excluded.about, head = edition_word.head + excluded.head, title = edition_word.title + excluded.title`
)

// addWords adds counts to words, in the order of the rows.
func addWords(ctx context.Context, tx *db.Tx, rows [][wordColumnCount]any) error {
	if len(rows) == 0 {
		return nil
	}
	list, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	statement := addWordsFrom + `json_each($1)` + addWordsTo
	if tx.Engine() == db.Postgres {
		statement = addWordsFrom + `json_array_elements(CAST($1 AS json))` + addWordsTo
	}
	_, err = tx.Exec(ctx, statement, string(list))
	return err
}

// dropWord forgets a word that no live copy has any more.
func dropWord(ctx context.Context, tx *db.Tx, k wordKey) error {
	_, err := tx.Exec(ctx, `DELETE FROM edition_word WHERE lang = $1 AND stem = $2 AND live <= 0`, string(k.lang), k.stem)
	return err
}

// holdSearchRules reads the version of the rules, and keeps others from taking the same
// step.
func holdSearchRules(ctx context.Context, tx *db.Tx) (version int, err error) {
	err = tx.Row(ctx, `UPDATE edition_search_rules SET version = version WHERE id = 1 RETURNING version`, nil, &version)
	return version, err
}

func putTodo(ctx context.Context, tx *db.Tx, k copyKey) error {
	_, err := tx.Exec(ctx, `INSERT INTO edition_search_todo (story_id, lang) VALUES ($1, $2) ON CONFLICT (story_id, lang) DO NOTHING`, k.story, string(k.lang))
	return err
}

// takeTodo takes at most n copies off the list of those to be done.
func takeTodo(ctx context.Context, tx *db.Tx, n int) (keys []copyKey, err error) {
	err = tx.Rows(ctx, `DELETE FROM edition_search_todo WHERE (story_id, lang) IN (SELECT story_id, lang FROM edition_search_todo WHERE story_id >= '' ORDER BY story_id, lang LIMIT $1)
		RETURNING story_id, lang`, []any{n}, func(scan func(...any) error) error {
		var k copyKey
		err := scan(&k.story, &k.lang)
		keys = append(keys, k)
		return err
	})
	slices.SortFunc(keys, compareKeys)
	return keys, err
}

// unsearched reads a live copy that is not in the search.
func unsearched(ctx context.Context, tx *db.Tx, k copyKey) (c Copy, live bool, err error) {
	var card string
	var published, updated int64
	err = tx.Row(ctx, `SELECT c.card, c.published_at, c.updated_at, c.feed FROM edition_copy c
		LEFT JOIN edition_search s ON s.story_id = c.story_id AND s.lang = c.lang
		WHERE c.story_id = $1 AND c.lang = $2 AND c.state = 'live' AND s.doc IS NULL`, []any{k.story, string(k.lang)}, &card, &published, &updated, &c.Feed)
	if errors.Is(err, db.ErrNone) {
		return c, false, nil
	}
	if err == nil {
		c.Card, err = decodeCard(card, published, updated)
	}
	return c, err == nil, err
}
