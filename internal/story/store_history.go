package story

import (
	"context"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

func putName(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int, n Name) error {
	own := 0
	if n.Own {
		own = 1
	}
	found := 0
	err := tx.Row(ctx, `SELECT count(*) FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev = $3`, []any{story, string(l), rev}, &found)
	if err == nil && found == 0 {
		err = fault.New(fault.NotFound, "story.revision_absent")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO story_name (story_id, lang, rev, name, own, named_by, named_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (story_id, lang, rev, name) DO NOTHING`, story, string(l), rev, n.Name, own, n.By, db.Millis(n.At))
	return err
}

// DropName takes back a name that was given in somebody's own words; the program's stay.
func DropName(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int, name string) error {
	n, err := tx.Exec(ctx, `DELETE FROM story_name WHERE story_id = $1 AND lang = $2 AND rev = $3 AND name = $4 AND own = 1`, story, string(l), rev, name)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "story.name_absent")
	}
	return err
}

// Revisions lists n revisions of a text from below a number on (0: from the newest), the
// newest first; of those with a name only, if so asked.
func Revisions(ctx context.Context, tx *db.Tx, story string, l lang.Tag, before int, named bool, n int) (list []Revision, err error) {
	if before <= 0 {
		before = 1 << 30
	}
	query := `SELECT rev, saved_by, saved_at, words_in, words_out FROM story_revision
		WHERE story_id = $1 AND lang = $2 AND rev < $3 ORDER BY rev DESC LIMIT $4`
	if named {
		query = `SELECT rev, saved_by, saved_at, words_in, words_out FROM story_revision
		WHERE story_id = $1 AND lang = $2 AND rev < $3 AND rev IN (SELECT rev FROM story_name WHERE story_id = $1 AND lang = $2)
		ORDER BY rev DESC LIMIT $4`
	}
	at := map[int]int{}
	err = tx.Rows(ctx, query, []any{story, string(l), before, n}, func(scan func(...any) error) error {
		var r Revision
		var when int64
		if err := scan(&r.Rev, &r.By, &when, &r.WordsIn, &r.WordsOut); err != nil {
			return err
		}
		r.At = db.Time(when)
		at[r.Rev] = len(list)
		list = append(list, r)
		return nil
	})
	if err != nil || len(list) == 0 {
		return list, err
	}
	err = tx.Rows(ctx, `SELECT rev, name, own, named_by, named_at FROM story_name WHERE story_id = $1 AND lang = $2 AND rev >= $3 AND rev <= $4
		ORDER BY named_at, name`, []any{story, string(l), list[len(list)-1].Rev, list[0].Rev}, func(scan func(...any) error) error {
		var rev, own int
		var n Name
		var when int64
		if err := scan(&rev, &n.Name, &own, &n.By, &when); err != nil {
			return err
		}
		n.Own, n.At = own == 1, db.Time(when)
		if i, ok := at[rev]; ok {
			list[i].Names = append(list[i].Names, n)
		}
		return nil
	})
	return list, err
}

// heirOfWords gives a revision's counts of words to the next one that is kept, before it
// is thinned out.
func heirOfWords(ctx context.Context, tx *db.Tx, args ThinArgs, rev int) error {
	var in, out int
	err := tx.Row(ctx, `SELECT words_in, words_out FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev = $3`,
		[]any{args.Story, string(args.Lang), rev}, &in, &out)
	if err != nil || in == 0 && out == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE story_revision SET words_in = words_in + $4, words_out = words_out + $5 WHERE story_id = $1 AND lang = $2
		AND rev = (SELECT min(rev) FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev > $3)`, args.Story, string(args.Lang), rev, in, out)
	return err
}
