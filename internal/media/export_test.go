package media

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"masthead/internal/kit/db"
)

// Fill writes n rows of pictures without files: words of three common and one rare, random
// likenesses, ten bringers, two bureaus, a use for every other one.
func Fill(b testing.TB, d *db.DB, n int, r *rand.Rand) []string {
	b.Helper()
	ctx := context.Background()
	ids := make([]string, n)
	const batch = 5_000
	for from := 0; from < n; from += batch {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := from; i < min(from+batch, n); i++ {
				id := fmt.Sprintf("%026d", i)
				ids[i] = id
				likeness := r.Uint64()
				if _, err := tx.Exec(ctx, `INSERT INTO media (id, hash, content, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at, bureau, added_by, likeness, uses)
					VALUES ($1, $2, $2, 'image/jpeg', 800, 600, 1, 500, 500, 'x', '', '', '', 1, $3, $4, $5, $6)`,
					id, fmt.Sprintf("%064d", i), []string{"tbilisi", "baku"}[i%2], fmt.Sprint("p", i%10), int64(likeness), i%2); err != nil {
					return err
				}
				var rows []string
				var args []any
				for _, key := range bandsOf(likeness) {
					args = append(args, key, id)
					rows = append(rows, fmt.Sprintf("($%d, $%d)", len(args)-1, len(args)))
				}
				if _, err := tx.Exec(ctx, `INSERT INTO media_band (band, media_id) VALUES `+strings.Join(rows, ", "), args...); err != nil {
					return err
				}
				if _, err := tx.Exec(ctx, `INSERT INTO media_word (word, media_id) VALUES ('station', $1), ('train', $1), ($2, $1)`, id, fmt.Sprint("word", i%5000)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return ids
}
