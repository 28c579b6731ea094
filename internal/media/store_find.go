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
	words, ids, err := gather(ctx, tx, askedWords(q.Words))
	if err != nil || ids != nil && len(ids) == 0 {
		return nil, err
	}
	query, args := q.sql(words, ids)
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		m, err := scanMedia(scan)
		list = append(list, m)
		return err
	})
	return list, err
}

// rareUpTo is how many pictures a word may stand at for its pictures to be gathered first.
// With more, the list is walked from the newest on and each picture is asked for the word:
// a page of them is soon full.
const rareUpTo = 2_000

// gather finds the pictures at which all rare words of a query stand, nil where none is
// rare, and leaves the common ones to be asked of each picture.
func gather(ctx context.Context, tx *db.Tx, words []asked) (common []asked, ids []string, err error) {
	for _, w := range words {
		met, err := pictures(ctx, tx, w)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case len(met) > rareUpTo:
			common = append(common, w)
		case ids == nil:
			ids = append([]string{}, met...)
		default:
			ids = slices.DeleteFunc(ids, func(id string) bool { _, ok := slices.BinarySearch(met, id); return !ok })
		}
	}
	return common, ids, nil
}

// pictures lists the pictures at which a word stands, sorted; more than rareUpTo for a
// common one.
func pictures(ctx context.Context, tx *db.Tx, w asked) (ids []string, err error) {
	var args []any
	place := placer(&args)
	query := `SELECT w.media_id FROM media_word w WHERE ` + w.clause(place) + ` LIMIT ` + place(4*rareUpTo+1) // one may be met by several keys
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var one string
		err := scan(&one)
		ids = append(ids, one)
		return err
	})
	if len(ids) <= 4*rareUpTo {
		slices.Sort(ids)
		ids = slices.Compact(ids)
	}
	return ids, err
}

// placer gives values their places in a query.
func placer(args *[]any) func(any) string {
	return func(v any) string {
		*args = append(*args, v)
		return "$" + strconv.Itoa(len(*args))
	}
}

// clause says that a row of media_word, as w, meets a word.
func (a asked) clause(place func(any) string) string {
	keys := make([]string, len(a.keys))
	for i, k := range a.keys {
		keys[i] = place(k)
	}
	clause := "w.word IN (" + strings.Join(keys, ", ") + ")"
	if a.beginning != "" {
		// No letter stands behind the last one of Unicode's first plane that is none.
		clause = "(" + clause + " OR w.word >= " + place(a.beginning) + " AND w.word < " + place(a.beginning+"\uffff") + ")"
	}
	return clause
}

// sql walks the table by id, or an index that ends in it, from the cursor on, or through
// the ids that were gathered; common words are asked of each row.
func (q Query) sql(words []asked, ids []string) (string, []any) {
	var args []any
	place := placer(&args)
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
	if ids != nil {
		var places []string
		for _, one := range ids {
			places = append(places, place(one))
		}
		for len(places)&(len(places)-1) != 0 { // few forms of the query, for each is prepared
			places = append(places, place(ids[0]))
		}
		where.WriteString(" AND m.id IN (" + strings.Join(places, ", ") + ")")
	}
	for _, w := range words { // a query of its own for each row, which no planner turns into a join of everything
		where.WriteString(" AND (SELECT w.media_id FROM media_word w WHERE w.media_id = m.id AND " + w.clause(place) + " LIMIT 1) IS NOT NULL")
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
