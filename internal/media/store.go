package media

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

const columns = `id, hash, content, kind, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at,
	bureau, added_by, taken_at, likeness, uses, public`

func scanMedia(scan func(...any) error) (m Media, err error) {
	var created, likeness int64
	err = scan(&m.ID, &m.Hash, &m.Content, &m.Kind, &m.Type, &m.Width, &m.Height, &m.Bytes, &m.FocalX, &m.FocalY, &m.Name, &m.Alt, &m.Caption, &m.Credit, &created,
		&m.Bureau, &m.AddedBy, &m.TakenAt, &likeness, &m.Uses, &m.Public)
	m.CreatedAt, m.Likeness = db.Time(created), uint64(likeness)
	return m, err
}

// one reads a single picture; NotFound if there is none.
func one(ctx context.Context, tx *db.Tx, where, value string) (m Media, err error) {
	m, err = scanMedia(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+columns+` FROM media WHERE `+where, []any{value}, dest...)
	})
	return m, absent(err)
}

// absent makes a row that is not there a fault.
func absent(err error) error {
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.NotFound, "media.absent")
	}
	return err
}

// ByHash finds a picture by the hash of its original.
func ByHash(ctx context.Context, tx *db.Tx, hash string) (Media, error) {
	return one(ctx, tx, `hash = $1`, hash)
}

// ByIDs reads several pictures; one that is not there is left out.
func ByIDs(ctx context.Context, tx *db.Tx, ids []string) (map[string]Media, error) {
	all := make(map[string]Media, len(ids))
	for _, i := range ids {
		m, err := one(ctx, tx, `id = $1`, i)
		if fault.KindOf(err) == fault.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[i] = m
	}
	return all, nil
}

// BySource finds the picture that came from an address.
func BySource(ctx context.Context, tx *db.Tx, source string) (Media, error) {
	return one(ctx, tx, `id = (SELECT media_id FROM media_source WHERE source = $1)`, source)
}

// SetSource says that a picture came from an address.
func SetSource(ctx context.Context, tx *db.Tx, source, media string) error {
	_, err := tx.Exec(ctx, `INSERT INTO media_source (source, media_id) VALUES ($1, $2)
		ON CONFLICT (source) DO UPDATE SET media_id = excluded.media_id`, source, media)
	return err
}

// add keeps a picture's row; the same original twice is one picture, whose words are
// those of the first time. It says whether the row is new.
func add(ctx context.Context, tx *db.Tx, m Media) (Media, bool, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return m, false, err
	}
	m.ID = id.New(now)
	n, err := tx.Exec(ctx, `INSERT INTO media (id, hash, content, kind, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at, bureau, added_by, taken_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (hash) DO NOTHING`,
		m.ID, m.Hash, m.Content, string(m.Kind), m.Type, m.Width, m.Height, m.Bytes, m.FocalX, m.FocalY, m.Name, m.Alt, m.Caption, m.Credit, db.Millis(now),
		m.Bureau, m.AddedBy, m.TakenAt)
	if err != nil {
		return m, false, err
	}
	if m, err = ByHash(ctx, tx, m.Hash); err != nil || n == 0 {
		return m, false, err
	}
	return m, true, reindex(ctx, tx, m.ID)
}

// byContent lists the pictures whose file is the same, the oldest first: more than one
// only where the first may not be told of to who brought the next.
func byContent(ctx context.Context, tx *db.Tx, content string) (list []Media, err error) {
	err = tx.Rows(ctx, `SELECT `+columns+` FROM media WHERE content = $1 ORDER BY id`, []any{content}, func(scan func(...any) error) error {
		m, err := scanMedia(scan)
		list = append(list, m)
		return err
	})
	return list, err
}

// All calls each for every picture, in order of their ids.
func All(ctx context.Context, tx *db.Tx, each func(Media) error) error {
	return tx.Rows(ctx, `SELECT `+columns+` FROM media ORDER BY id`, nil, func(scan func(...any) error) error {
		m, err := scanMedia(scan)
		if err != nil {
			return err
		}
		return each(m)
	})
}

func addRendition(ctx context.Context, tx *db.Tx, media string, width int, format string, bytes int) error {
	_, err := tx.Exec(ctx, `INSERT INTO media_rendition (media_id, width, format, bytes) VALUES ($1, $2, $3, $4)
		ON CONFLICT (media_id, width, format) DO UPDATE SET bytes = excluded.bytes`, media, width, format, bytes)
	return err
}
