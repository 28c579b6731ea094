package media

import (
	"context"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
)

// Said is what is said of a picture in one language. A text copies it when the picture is
// placed, and has its own from then on.
type Said struct{ Alt, Caption string }

// ByID reads a picture; NotFound if there is none.
func ByID(ctx context.Context, tx *db.Tx, id string) (Media, error) {
	return one(ctx, tx, `id = $1`, id)
}

// TextsOf reads what is said of a picture, by language.
func TextsOf(ctx context.Context, tx *db.Tx, id string) (map[lang.Tag]Said, error) {
	said := map[lang.Tag]Said{}
	err := tx.Rows(ctx, `SELECT lang, alt, caption FROM media_text WHERE media_id = $1`, []any{id}, func(scan func(...any) error) error {
		var l lang.Tag
		var s Said
		err := scan(&l, &s.Alt, &s.Caption)
		said[l] = s
		return err
	})
	return said, err
}

// SetText writes what is said of a picture in a language; nothing takes it away.
func SetText(ctx context.Context, tx *db.Tx, id string, l lang.Tag, s Said) (err error) {
	if s.Alt, err = bounded("alt_"+string(l), s.Alt, MaxWords); err != nil {
		return err
	}
	if s.Caption, err = bounded("caption_"+string(l), s.Caption, MaxWords); err != nil {
		return err
	}
	if s == (Said{}) {
		_, err = tx.Exec(ctx, `DELETE FROM media_text WHERE media_id = $1 AND lang = $2`, id, string(l))
	} else {
		_, err = tx.Exec(ctx, `INSERT INTO media_text (media_id, lang, alt, caption) VALUES ($1, $2, $3, $4)
			ON CONFLICT (media_id, lang) DO UPDATE SET alt = excluded.alt, caption = excluded.caption`, id, string(l), s.Alt, s.Caption)
	}
	if err != nil {
		return err
	}
	return reindex(ctx, tx, id)
}

// SetName gives a picture the name it is listed under.
func SetName(ctx context.Context, tx *db.Tx, id, name string) error {
	name, err := bounded("name", name, MaxLine)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE media SET name = $2 WHERE id = $1`, id, name); err != nil {
		return err
	}
	return reindex(ctx, tx, id)
}

// SetFocal says, per mille of width and height, what must stay when a picture is cropped.
// Copies that are published already keep the point they were published with.
func SetFocal(ctx context.Context, tx *db.Tx, id string, x, y int) error {
	if x < 0 || x > 1000 || y < 0 || y > 1000 {
		return fault.New(fault.Invalid, "media.focal_outside").In("focal")
	}
	n, err := tx.Exec(ctx, `UPDATE media SET focal_x = $2, focal_y = $3 WHERE id = $1`, id, x, y)
	if err == nil && n == 0 {
		err = db.ErrNone
	}
	return absent(err)
}

// remove takes a picture out of the library for good. One that anything ever used is a
// Conflict: a text, or an older revision of it, would lose its picture.
func remove(ctx context.Context, tx *db.Tx, id string) (m Media, err error) {
	if m, err = ByID(ctx, tx, id); err != nil {
		return m, err
	}
	if used, err := people.HasPortrait(ctx, tx, id); err != nil || used {
		if err == nil {
			err = fault.New(fault.Conflict, "media.is_portrait")
		}
		return m, err
	}
	// The row is written first, so that nobody begins to use it meanwhile.
	n, err := tx.Exec(ctx, `UPDATE media SET uses = -1 WHERE id = $1 AND uses = 0 AND ever = 0`, id)
	if err != nil {
		return m, err
	}
	if n == 0 {
		return m, fault.New(fault.Conflict, "media.is_used")
	}
	for _, statement := range []string{
		`DELETE FROM media_word WHERE media_id = $1`, `DELETE FROM media_band WHERE media_id = $1`, `DELETE FROM media_text WHERE media_id = $1`,
		`DELETE FROM media_rendition WHERE media_id = $1`, `DELETE FROM media_source WHERE media_id = $1`, `DELETE FROM media WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, id); err != nil {
			return m, err
		}
	}
	return m, nil
}

// TextsOfAll is TextsOf for several pictures, by their ids.
func TextsOfAll(ctx context.Context, tx *db.Tx, ids []string) (map[string]map[lang.Tag]Said, error) {
	all := map[string]map[lang.Tag]Said{}
	if len(ids) == 0 {
		return all, nil
	}
	in, args := placesOf(ids)
	return all, tx.Rows(ctx, `SELECT media_id, lang, alt, caption FROM media_text WHERE media_id IN (`+in+`)`, args, func(scan func(...any) error) error {
		var id string
		var l lang.Tag
		var s Said
		err := scan(&id, &l, &s.Alt, &s.Caption)
		if all[id] == nil {
			all[id] = map[lang.Tag]Said{}
		}
		all[id][l] = s
		return err
	})
}

// placesOf are the places of several values in a query, and the values.
func placesOf(ids []string) (string, []any) {
	args := make([]any, len(ids))
	places := make([]string, len(ids))
	for i, one := range ids {
		args[i], places[i] = one, "$"+strconv.Itoa(i+1)
	}
	return strings.Join(places, ", "), args
}
