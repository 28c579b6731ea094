package translation_test

import (
	"context"
	"fmt"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
	"masthead/internal/translation"
)

// BenchmarkSave saves an original of 40 blocks, of which one changes: alone, and with six
// translations that are marked stale or right again in the same transaction.
func BenchmarkSave(b *testing.B) {
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		for _, heard := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/heard=%v", engine, heard), func(b *testing.B) { benchSave(b, dbtest.Open(b, dbtest.Address(b, engine), nil), heard) })
		}
	}
}

func benchSave(b *testing.B, d *db.DB, heard bool) {
	ctx := context.Background()
	if heard {
		db.Hear(d, translation.Follow)
	}
	var s story.Story
	var doc body.Doc
	for i := range 40 {
		doc.Blocks = append(doc.Blocks, paragraph(fmt.Sprintf("b%d", i), fmt.Sprintf("In the year %d the old bridge over the river was opened once more, and those who lived on its banks came to see it.", 1900+i)))
	}
	write := func(f func(tx *db.Tx) error) {
		if err := d.Write(ctx, f); err != nil {
			b.Fatal(err)
		}
	}
	write(func(tx *db.Tx) (err error) {
		if s, err = story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"}); err != nil {
			return err
		}
		for _, l := range []lang.Tag{"en", "ru", "az", "hy", "ka", "tr", "fa"} {
			save := story.Save{Story: s.ID, Lang: l, Headline: "x", Body: &doc}
			if l != "en" {
				save.MadeFrom, save.MadeRev = "en", 1
			}
			if _, err := story.SaveText(ctx, tx, save); err != nil {
				return err
			}
		}
		return nil
	})
	rev := 1
	for i := 0; b.Loop(); i++ {
		doc.Blocks[20] = paragraph("b20", fmt.Sprintf("In the year %d the old bridge was closed.", i))
		write(func(tx *db.Tx) error {
			out, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", BaseRev: rev, Headline: "x", Body: &doc})
			rev = out.Rev
			return err
		})
	}
}
