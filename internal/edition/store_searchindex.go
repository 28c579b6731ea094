package edition

import (
	"context"
	"errors"
	"fmt"
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

// wordRows are the numbers of words that one statement adds, and addWords those
// statements: an import counts thousands of words in a transaction.
var (
	wordRows = [...]int{128, 16, 1}
	addWords = map[int]string{128: addWordsOf(128), 16: addWordsOf(16), 1: addWordsOf(1)}
)

const wordColumnCount = 7

func addWordsOf(rows int) string {
	var b strings.Builder
	b.WriteString(`INSERT INTO edition_word (lang, stem, latin, live, about, head, title) VALUES `)
	for i := range rows {
		if i > 0 {
			b.WriteString(", ")
		}
		n := i*wordColumnCount + 1
		fmt.Fprintf(&b, "($%d, $%d, $%d, $%d, $%d, $%d, $%d)", n, n+1, n+2, n+3, n+4, n+5, n+6)
	}
	b.WriteString(` ON CONFLICT (lang, stem) DO UPDATE SET live = edition_word.live + excluded.live, about = edition_word.about + excluded.about,
		head = edition_word.head + excluded.head, title = edition_word.title + excluded.title`)
	return b.String()
}

// dropWord forgets a word that no live copy has any more.
func dropWord(ctx context.Context, tx *db.Tx, k wordKey) error {
	_, err := tx.Exec(ctx, `DELETE FROM edition_word WHERE lang = $1 AND stem = $2 AND live <= 0`, string(k.lang), k.stem)
	return err
}

// searchState says how far FillSearch has come.
type searchState struct {
	version int
	story   string
	done    bool
}

// holdSearchState reads the state and keeps others from taking the same step.
func holdSearchState(ctx context.Context, tx *db.Tx) (s searchState, err error) {
	err = tx.Row(ctx, `UPDATE edition_search_state SET version = version WHERE id = 1 RETURNING version, story_id, done`, nil, &s.version, &s.story, &s.done)
	return s, err
}

func keepSearchState(ctx context.Context, tx *db.Tx, s searchState) error {
	_, err := tx.Exec(ctx, `UPDATE edition_search_state SET version = $1, story_id = $2, done = $3 WHERE id = 1`, s.version, s.story, s.done)
	return err
}

// copiesAfter lists the live copies of the n/2 or so stories after one.
func copiesAfter(ctx context.Context, tx *db.Tx, story string, n int) (keys []copyKey, err error) {
	err = tx.Rows(ctx, `SELECT story_id, lang FROM edition_copy WHERE story_id > $1 ORDER BY story_id, lang LIMIT $2`, []any{story, n}, func(scan func(...any) error) error {
		var k copyKey
		err := scan(&k.story, &k.lang)
		keys = append(keys, k)
		return err
	})
	if len(keys) < n {
		return keys, err
	}
	// The last story may go on beyond the limit: it is left for the next step.
	last := keys[n-1].story
	for len(keys) > 0 && keys[len(keys)-1].story == last {
		keys = keys[:len(keys)-1]
	}
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
