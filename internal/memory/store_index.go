package memory

import (
	"context"
	"encoding/json"

	"masthead/internal/kit/db"
	"masthead/internal/memory/fuzzy"
)

// gramCounts reads in how many segments groups of letters stand; those that stand in none
// are left out.
func gramCounts(ctx context.Context, tx *db.Tx, lane int, grams []fuzzy.Gram) (map[fuzzy.Gram]int64, error) {
	counts := make(map[fuzzy.Gram]int64, len(grams))
	query, list, err := amongGrams(tx, `SELECT gram, n FROM memory_gram WHERE lane = $1 AND gram `, grams)
	if err != nil {
		return nil, err
	}
	err = tx.Rows(ctx, query, []any{lane, list}, func(scan func(...any) error) error {
		var g fuzzy.Gram
		var n int64
		err := scan(&g, &n)
		counts[g] = n
		return err
	})
	return counts, err
}

// amongGrams ends a query with a condition on grams, as the engine likes it best.
func amongGrams(tx *db.Tx, query string, grams []fuzzy.Gram) (string, any, error) {
	if tx.Engine() == db.Postgres {
		list := make([]int64, len(grams))
		for i, g := range grams {
			list[i] = int64(g)
		}
		return query + `= ANY($2)`, list, nil
	}
	list, err := json.Marshal(grams)
	return query + `IN (SELECT value FROM json_each($2))`, string(list), err
}

// chunkLists are the lists of one chunk.
type chunkLists struct {
	number int64
	lists  [][]byte
}

// postings reads the lists of groups of letters, by chunks, in no order.
func postings(ctx context.Context, tx *db.Tx, lane int, grams []fuzzy.Gram) (chunks []*chunkLists, err error) {
	query, list, err := amongGrams(tx, `SELECT chunk, list FROM memory_posting WHERE lane = $1 AND gram `, grams)
	if err != nil {
		return nil, err
	}
	at := map[int64]*chunkLists{}
	err = tx.Rows(ctx, query, []any{lane, list}, func(scan func(...any) error) error {
		var chunk int64
		var list []byte
		if err := scan(&chunk, &list); err != nil {
			return err
		}
		c := at[chunk]
		if c == nil {
			c = &chunkLists{number: chunk}
			at[chunk], chunks = c, append(chunks, c)
		}
		c.lists = append(c.lists, list)
		return nil
	})
	return chunks, err
}

// listsOf reads the lists that groups of letters have in one chunk.
func listsOf(ctx context.Context, tx *db.Tx, lane int, chunk int64, grams []fuzzy.Gram) (map[fuzzy.Gram][]byte, error) {
	lists := map[fuzzy.Gram][]byte{}
	query, list, err := amongGrams(tx, `SELECT gram, list FROM memory_posting WHERE lane = $1 AND chunk = $3 AND gram `, grams)
	if err != nil {
		return nil, err
	}
	err = tx.Rows(ctx, query, []any{lane, list, chunk}, func(scan func(...any) error) error {
		var g fuzzy.Gram
		var list []byte
		err := scan(&g, &list)
		lists[g] = list
		return err
	})
	return lists, err
}

// raise moves a pair's highest number on from where it was, and says whether it was there:
// else another has been faster.
func raise(ctx context.Context, tx *db.Tx, pair int, from, to int64) (bool, error) {
	n, err := tx.Exec(ctx, `UPDATE memory_pair SET top = $3 WHERE id = $1 AND top = $2`, pair, from, to)
	return n == 1, err
}

// numbered is a segment that is given a number, and the hashes of the words that the index
// was made from.
type numbered struct {
	ID string `json:"i"`
	N  int64  `json:"n"`
	A  int64  `json:"a"`
	B  int64  `json:"b"`
}

// setNumbers gives segments their numbers, if they still say what they said.
func setNumbers(ctx context.Context, tx *db.Tx, list []numbered) error {
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	const from = `UPDATE memory_segment SET n = CAST(v.value ->> 'n' AS BIGINT) FROM `
	const where = ` AS v WHERE memory_segment.id = v.value ->> 'i' AND n = 0 AND a_hash = CAST(v.value ->> 'a' AS BIGINT) AND b_hash = CAST(v.value ->> 'b' AS BIGINT)`
	if tx.Engine() == db.Postgres {
		_, err = tx.Exec(ctx, from+`json_array_elements(CAST($1 AS json))`+where, string(text))
	} else {
		_, err = tx.Exec(ctx, from+`json_each($1)`+where, string(text))
	}
	return err
}

// setLists writes the lists of a chunk, and adds to the counts of their groups.
func setLists(ctx context.Context, tx *db.Tx, lane int, chunk int64, lists []laneList) error {
	const list = `INSERT INTO memory_posting (lane, gram, chunk, list) `
	const again = ` ON CONFLICT (lane, gram, chunk) DO UPDATE SET list = excluded.list`
	const count = `INSERT INTO memory_gram (lane, gram, n) `
	const more = ` ON CONFLICT (lane, gram) DO UPDATE SET n = memory_gram.n + excluded.n`
	if tx.Engine() == db.Postgres {
		grams, counts, blobs := make([]int64, len(lists)), make([]int64, len(lists)), make([][]byte, len(lists))
		for i, l := range lists {
			grams[i], counts[i], blobs[i] = int64(l.gram), int64(l.added), l.list
		}
		if _, err := tx.Exec(ctx, list+`SELECT $1, g, $2, l FROM unnest(CAST($3 AS BIGINT[]), CAST($4 AS BYTEA[])) AS v (g, l)`+again, lane, chunk, grams, blobs); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, count+`SELECT $1, g, c FROM unnest(CAST($2 AS BIGINT[]), CAST($3 AS BIGINT[])) AS v (g, c)`+more, lane, grams, counts)
		return err
	}
	for _, l := range lists {
		if _, err := tx.Exec(ctx, list+`VALUES ($1, $2, $3, $4)`+again, lane, int64(l.gram), chunk, l.list); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, count+`VALUES ($1, $2, $3)`+more, lane, int64(l.gram), l.added); err != nil {
			return err
		}
	}
	return nil
}

// waiting is a segment of the tail, as the index takes it in.
type waiting struct {
	id, a, b     string
	aHash, bHash int64
}

// tailFirst reads the oldest segments that are not in the index.
func tailFirst(ctx context.Context, tx *db.Tx, p Pair, limit int) (list []waiting, err error) {
	err = tx.Rows(ctx, `SELECT id, a, b, a_hash, b_hash FROM memory_segment WHERE pair = $1 AND n = 0 ORDER BY id LIMIT $2`, []any{p.ID, limit}, func(scan func(...any) error) error {
		var w waiting
		err := scan(&w.id, &w.a, &w.b, &w.aHash, &w.bHash)
		list = append(list, w)
		return err
	})
	return list, err
}
