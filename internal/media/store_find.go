package media

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/media/picture"
)

// Find lists the pictures that a query picks, the newest first.
func Find(ctx context.Context, tx *db.Tx, q Query) (list []Media, err error) {
	query, args := q.sql()
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		m, err := scanMedia(scan)
		list = append(list, m)
		return err
	})
	return list, err
}

// sql walks the table by id, or an index that ends in it, from the cursor on; each word
// is a set of ids that the row must be in.
func (q Query) sql() (string, []any) {
	var args []any
	place := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	var where strings.Builder
	if q.Before != "" {
		where.WriteString(" AND m.id < " + place(q.Before))
	}
	if q.Kind != "" {
		where.WriteString(" AND m.kind = " + place(string(q.Kind)))
	}
	if q.Mine != "" {
		where.WriteString(" AND m.added_by = " + place(q.Mine) + " AND m.added_by <> ''")
	}
	if q.Unused {
		where.WriteString(" AND m.uses = 0")
	}
	if q.Bare {
		where.WriteString(" AND m.credit = ''")
	}
	if !q.Ending.IsZero() {
		where.WriteString(" AND m.allowed_until <> 0 AND m.allowed_until < " + place(db.Millis(q.Ending)))
	}
	if q.Without != "" {
		where.WriteString(" AND NOT EXISTS (SELECT 1 FROM media_text t WHERE t.media_id = m.id AND t.lang = " + place(string(q.Without)) + " AND t.alt <> '')")
	}
	for _, w := range askedWords(q.Words) {
		keys := make([]string, len(w.keys))
		for i, k := range w.keys {
			keys[i] = place(k)
		}
		where.WriteString(" AND m.id IN (SELECT media_id FROM media_word WHERE word IN (" + strings.Join(keys, ", ") + ")")
		if w.beginning != "" {
			// No letter stands behind the last one of Unicode's first plane that is none.
			where.WriteString(" UNION ALL SELECT media_id FROM media_word WHERE word >= " + place(w.beginning) + " AND word < " + place(w.beginning+"\uffff"))
		}
		where.WriteString(")")
	}
	where.WriteString(q.Reach.clause(&args))
	limit := place(max(q.Limit, 1))
	return `SELECT ` + prefixed + ` FROM media m WHERE TRUE` + where.String() + ` ORDER BY m.id DESC LIMIT ` + limit, args
}

// prefixed is columns, of m.
var prefixed = func() string {
	names := strings.Split(columns, ",")
	for i, n := range names {
		names[i] = "m." + strings.TrimSpace(n)
	}
	return strings.Join(names, ", ")
}()

// Count counts the pictures of the library that are within reach, up to most.
func Count(ctx context.Context, tx *db.Tx, r Reach, most int) (n int, err error) {
	var args []any
	clause := r.clause(&args)
	args = append(args, most)
	err = tx.Row(ctx, `SELECT count(*) FROM (SELECT m.id FROM media m WHERE TRUE`+clause+` LIMIT $`+strconv.Itoa(len(args))+`) counted`, args, &n)
	return n, err
}

// reindex writes anew by which words a picture is found.
func reindex(ctx context.Context, tx *db.Tx, id string) error {
	m, err := one(ctx, tx, `id = $1`, id)
	if err != nil {
		return err
	}
	r, err := RightsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	said, err := TextsOf(ctx, tx, id)
	if err != nil {
		return err
	}
	words := map[string]bool{}
	for _, text := range []string{m.Name, m.Alt, m.Caption, r.Credit, r.Source, r.Shown} {
		indexWords(words, "", text)
	}
	for l, s := range said {
		indexWords(words, l, s.Alt)
		indexWords(words, l, s.Caption)
	}
	delete(words, "")
	delete(words, latinSign)
	var gone []string
	err = tx.Rows(ctx, `SELECT word FROM media_word WHERE media_id = $1`, []any{id}, func(scan func(...any) error) error {
		var w string
		err := scan(&w)
		if words[w] {
			delete(words, w)
		} else {
			gone = append(gone, w)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, w := range gone {
		if _, err := tx.Exec(ctx, `DELETE FROM media_word WHERE word = $1 AND media_id = $2`, w, id); err != nil {
			return err
		}
	}
	for w := range words {
		if _, err := tx.Exec(ctx, `INSERT INTO media_word (word, media_id) VALUES ($1, $2) ON CONFLICT (word, media_id) DO NOTHING`, w, id); err != nil {
			return err
		}
	}
	return nil
}

// maxCandidates bounds how many likenesses are compared: only very even pictures share
// bands with more.
const maxCandidates = 2_000

// setLikeness keeps what a picture is like.
func setLikeness(ctx context.Context, tx *db.Tx, id string, likeness uint64) error {
	if _, err := tx.Exec(ctx, `UPDATE media SET likeness = $2 WHERE id = $1`, id, int64(likeness)); err != nil || likeness == 0 {
		return err
	}
	for _, key := range bandsOf(likeness) {
		if _, err := tx.Exec(ctx, `INSERT INTO media_band (band, media_id) VALUES ($1, $2) ON CONFLICT (band, media_id) DO NOTHING`, key, id); err != nil {
			return err
		}
	}
	return nil
}

// Like lists pictures within reach that are like one, the likest first, without itself.
func Like(ctx context.Context, tx *db.Tx, m Media, r Reach, n int) (list []Media, err error) {
	if m.Likeness == 0 {
		return nil, nil
	}
	args := []any{m.ID}
	keys := bandsNear(m.Likeness)
	places := make([]string, len(keys))
	for i, key := range keys {
		args = append(args, key)
		places[i] = "$" + strconv.Itoa(len(args))
	}
	clause := r.clause(&args)
	args = append(args, maxCandidates)
	err = tx.Rows(ctx, `SELECT `+prefixed+` FROM media m WHERE m.id IN (SELECT media_id FROM media_band WHERE band IN (`+strings.Join(places, ", ")+`)) AND m.id <> $1`+
		clause+` LIMIT $`+strconv.Itoa(len(args)), args, func(scan func(...any) error) error {
		other, err := scanMedia(scan)
		if err == nil && picture.Distance(m.Likeness, other.Likeness) <= Alike {
			list = append(list, other)
		}
		return err
	})
	slices.SortStableFunc(list, func(a, b Media) int {
		return picture.Distance(m.Likeness, a.Likeness) - picture.Distance(m.Likeness, b.Likeness)
	})
	return list[:min(n, len(list))], err
}
