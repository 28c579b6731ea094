package edition

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// The engines' full text differs, and with it these two texts: how a question is
// written, and how its newest matches are found.
//
// SQLite keeps docs in order and stops once it has enough. PostgreSQL gathers all
// matches before it knows the newest, so that it is asked month by month; a scan of
// the rows instead of the index is never the better plan.
var (
	sqliteSyntax   = syntax{`"`, " AND ", " OR ", " NOT "}
	postgresSyntax = syntax{"'", " & ", " | ", " & !"}
)

const (
	sqliteFind = `SELECT i.rowid, s.story_id FROM edition_search_index i JOIN edition_search s ON s.doc = i.rowid
		WHERE i.edition_search_index MATCH $1 AND i.rowid >= $2 AND i.rowid < $3 ORDER BY i.rowid DESC LIMIT $4`
	sqliteCount  = `SELECT rowid, '' FROM edition_search_index WHERE edition_search_index MATCH $1 AND rowid >= $2 AND rowid < $3 ORDER BY rowid DESC LIMIT $4`
	sqlitePhrase = `SELECT i.rowid, s.story_id FROM edition_search_index i JOIN edition_search s ON s.doc = i.rowid
		WHERE i.edition_search_index MATCH $1 AND i.rowid >= $2 AND i.rowid < $3 AND s.stems LIKE $5 AND s.stems LIKE $6 ORDER BY i.rowid DESC LIMIT $4`
	postgresFind = `WITH f AS MATERIALIZED (SELECT doc, story_id FROM edition_search WHERE tokens @@ CAST($1 AS tsquery))
		SELECT doc, story_id FROM f WHERE doc >= $2 AND doc < $3 ORDER BY doc DESC LIMIT $4`
	postgresPhrase = `WITH f AS MATERIALIZED (SELECT doc, story_id, stems FROM edition_search WHERE tokens @@ CAST($1 AS tsquery))
		SELECT doc, story_id FROM f WHERE doc >= $2 AND doc < $3 AND stems LIKE $5 AND stems LIKE $6 ORDER BY doc DESC LIMIT $4`
)

// prepareSearch bounds what follows in the transaction.
func prepareSearch(ctx context.Context, tx *db.Tx) error {
	if tx.Engine() != db.Postgres {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT set_config('statement_timeout', '1000', true), set_config('enable_seqscan', 'off', true)`)
	return err
}

// find gives the newest copies of a span that have the words at a level, and not at
// another.
func (h *hunt) find(ctx context.Context, tx *db.Tx, level, not int, sp span, limit int) (found []match, err error) {
	if sp.from >= sp.to || limit <= 0 {
		return nil, nil
	}
	if tx.Engine() == db.SQLite {
		return h.findIn(ctx, tx, sqliteSyntax, level, not, sp, nil, limit)
	}
	if len(sp.months) == 0 {
		return h.findIn(ctx, tx, postgresSyntax, level, not, sp, nil, limit)
	}
	window := float64(firstWindow)
	for months := sp.months; len(months) > 0 && len(found) < limit; window *= 2 {
		n, expected := 0, 0.0
		for n < len(months) && (n == 0 || expected < window) {
			expected += sp.share * float64(months[n].live)
			n++
		}
		list, err := h.findIn(ctx, tx, postgresSyntax, level, not, sp, months[:n], limit-len(found))
		if err != nil {
			return nil, err
		}
		found, months = append(found, list...), months[n:]
	}
	return found, nil
}

func (h *hunt) findIn(ctx context.Context, tx *db.Tx, y syntax, level, not int, sp span, months []monthCount, limit int) (found []match, err error) {
	statement := map[bool]string{true: sqliteFind, false: postgresFind}[tx.Engine() == db.SQLite]
	if statement == sqliteFind && limit > MaxHits+1 { // they are only counted
		statement = sqliteCount
	}
	args := []any{h.expression(y, level, not, months), sp.from, sp.to, limit}
	if len(h.phrases) > 0 {
		statement = map[bool]string{true: sqlitePhrase, false: postgresPhrase}[tx.Engine() == db.SQLite]
		for i := range maxPhrases {
			args = append(args, "% "+h.phrases[min(i, len(h.phrases)-1)]+" %")
		}
	}
	err = tx.Rows(ctx, statement, args, func(scan func(...any) error) error {
		m := match{tier: level}
		err := scan(&m.doc, &m.story)
		found = append(found, m)
		return err
	})
	return found, err
}

// liveMonths lists an edition's months that hold live copies, the newest first.
func liveMonths(ctx context.Context, tx *db.Tx, l lang.Tag) (months []monthCount, err error) {
	err = tx.Rows(ctx, `SELECT month, live FROM edition_month WHERE lang = $1 AND live > 0 ORDER BY month DESC`, []any{string(l)}, func(scan func(...any) error) error {
		var m monthCount
		err := scan(&m.month, &m.live)
		months = append(months, m)
		return err
	})
	return months, err
}

const wordColumns = `SELECT stem, latin, live, about, head, title FROM edition_word WHERE lang = $1`

// Words are looked up eight at a time, and listed from a beginning on.
const (
	wordsIn       = ` IN ($2, $3, $4, $5, $6, $7, $8, $9)`
	wordsStem     = wordColumns + ` AND stem` + wordsIn
	wordsLatin    = wordColumns + ` AND latin` + wordsIn + ` ORDER BY latin, stem LIMIT 100`
	wordsOnByStem = wordColumns + ` AND stem >= $2 AND stem < $3 ORDER BY stem LIMIT $4`
	wordsOnLatin  = wordColumns + ` AND latin >= $2 AND latin < $3 ORDER BY latin, stem LIMIT $4`
)

// order says by which of its columns words are listed.
type order bool

const (
	byStem  order = false
	byLatin order = true
)

func wordsByStem(ctx context.Context, tx *db.Tx, l lang.Tag, stems []string) (map[string]known, error) {
	found := map[string]known{}
	list, err := words(ctx, tx, wordsStem, eight(l, stems))
	for _, k := range list {
		found[k.stem] = k
	}
	return found, err
}

func wordsByLatin(ctx context.Context, tx *db.Tx, l lang.Tag, keys []string) ([]known, error) {
	return words(ctx, tx, wordsLatin, eight(l, keys))
}

func eight(l lang.Tag, list []string) []any {
	args := make([]any, 9)
	args[0] = string(l)
	for i := range 8 {
		args[i+1] = ""
		if i < len(list) {
			args[i+1] = list[i]
		}
	}
	return args
}

// afterAll is after every letter.
const afterAll = "\U0010FFFF"

// wordsFrom lists words, or words by their keys, that begin with some letters.
func wordsFrom(ctx context.Context, tx *db.Tx, by order, l lang.Tag, beginning string) ([]known, error) {
	statement := wordsOnByStem
	if by == byLatin {
		statement = wordsOnLatin
	}
	return words(ctx, tx, statement, []any{string(l), beginning, beginning + afterAll, maxRange})
}

func words(ctx context.Context, tx *db.Tx, statement string, args []any) (list []known, err error) {
	err = tx.Rows(ctx, statement, args, func(scan func(...any) error) error {
		var k known
		err := scan(&k.stem, &k.latin, &k.n[inText], &k.n[about], &k.n[inHead], &k.n[inTitle])
		if k.n[inText] > 0 {
			list = append(list, k)
		}
		return err
	})
	return list, err
}

const hitCopies = `SELECT card, published_at, updated_at, feed FROM edition_copy WHERE lang = $1 AND state = 'live'
	AND story_id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`

// copiesOf reads live copies by their stories, MaxHits at most.
func copiesOf(ctx context.Context, tx *db.Tx, l lang.Tag, ids []string) (map[string]Copy, error) {
	args := make([]any, MaxHits+1)
	args[0] = string(l)
	for i := range MaxHits {
		args[i+1] = ""
		if i < len(ids) {
			args[i+1] = ids[i]
		}
	}
	copies := map[string]Copy{}
	err := tx.Rows(ctx, hitCopies, args, func(scan func(...any) error) error {
		var c Copy
		var card string
		var published, updated int64
		if err := scan(&card, &published, &updated, &c.Feed); err != nil {
			return err
		}
		var err error
		c.Card, err = decodeCard(card, published, updated)
		copies[c.Story] = c
		return err
	})
	return copies, err
}

// monthTokens are the tokens of some months, newest first, with whole years in one.
func monthTokens(l lang.Tag, months []monthCount) (tokens []string) {
	for i := 0; i < len(months); {
		year, n := months[i].month/12, 0
		for i+n < len(months) && months[i+n].month/12 == year {
			n++
		}
		// A year between others has all its months here; the first and the last may
		// have others that are not asked for.
		if i > 0 && i+n < len(months) {
			tokens = append(tokens, monthToken(tokenYear, l, year))
		} else {
			for _, m := range months[i : i+n] {
				tokens = append(tokens, monthToken(tokenMonth, l, m.month))
			}
		}
		i += n
	}
	return tokens
}
