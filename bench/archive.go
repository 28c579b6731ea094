package main

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/db"
)

// archive makes a data folder with about n published texts in five languages: the
// demo's, and as many copies of their rows, each with ids, addresses and moments of its
// own, so that every index is as large as it would be and every page as heavy as a real
// one.
func (b *bench) archive(n int) (data string, err error) {
	data = filepath.Join(b.dir, fmt.Sprintf("archive-%d", n))
	return data, b.fill(data, "", n)
}

// fill plants and grows an archive in a data folder and a database, "" for the folder's own.
func (b *bench) fill(data, database string, n int) error {
	c, err := app.ReadConfig(app.Config{Data: data, Database: database}, func(string) string { return "" })
	if err != nil {
		return err
	}
	p, err := app.Open(b.ctx, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer p.Close()
	if _, err := demo.Plant(b.ctx, p.Edition, p.Library, time.Now()); err != nil {
		return err
	}
	seeds := 0
	err = p.DB.Write(b.ctx, func(tx *db.Tx) error {
		// The pictures' renditions would be made while pages are measured.
		if _, err := tx.Exec(b.ctx, `DELETE FROM job`); err != nil {
			return err
		}
		return tx.Row(b.ctx, `SELECT count(*) FROM edition_copy`, nil, &seeds)
	})
	if err != nil || n <= seeds {
		return err
	}
	return grow(b.ctx, p.DB, n/seeds-1)
}

func open(ctx context.Context, data, database string) (*app.Program, error) {
	c, err := app.ReadConfig(app.Config{Data: data, Database: database}, func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	return app.OpenOutlet(ctx, c, slog.New(slog.DiscardHandler))
}

// grow copies the seeds times over, each set six hours older than the one before. A copy's ids begin with its number, for
// ids are made in the order of time and so is an index of them: those of the seeds are
// all from '01' on, those of copies before it.
func grow(ctx context.Context, d *db.DB, times int) error {
	const step = 6 * 3600 * 1000
	statements := []string{
		`INSERT INTO story SELECT $1 || id, kind, original, stage, bureau, viewpoint, section_id, partner, created_at, updated_at + 0 * $2 FROM story WHERE id >= '01'`,
		`INSERT INTO story_text SELECT $1 || story_id, lang, rev, made_from, made_rev, updated_at + 0 * $2 FROM story_text WHERE story_id >= '01'`,
		`INSERT INTO story_revision (story_id, lang, rev, headline, standfirst, slug, lead, elsewhere, body, op_id, saved_by, saved_at, whole_rev, words_in, words_out)
			SELECT $1 || story_id, lang, rev, headline, standfirst, slug, lead, elsewhere, body, '', saved_by, saved_at + 0 * $2, whole_rev, words_in, words_out FROM story_revision WHERE story_id >= '01'`,
		`INSERT INTO edition_copy SELECT $1 || story_id, lang, state, $1 || slug, rev, kind, section_id, published_at - $2, updated_at - $2, withdrawn_at, reason,
			replace(replace(card, '"story":"', '"story":"' || $1), '"slug":"' || slug || '"', '"slug":"' || $1 || slug || '"'), page, html, feed, behind_at FROM edition_copy WHERE story_id >= '01'`,
		`INSERT INTO edition_address SELECT lang, $1 || slug, $1 || story_id FROM edition_address WHERE story_id >= '01' AND $2 > 0`,
		`INSERT INTO edition_copy_topic SELECT lang, topic_id, published_at - $2, $1 || story_id FROM edition_copy_topic WHERE story_id >= '01'`,
		`INSERT INTO edition_copy_person SELECT lang, person_id, published_at - $2, $1 || story_id FROM edition_copy_person WHERE story_id >= '01'`,
	}
	for from := 1; from <= times; from += 10 {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := from; i < from+10 && i <= times; i++ {
				for _, s := range statements {
					if _, err := tx.Exec(ctx, s, fmt.Sprintf("%06d-", i), i*step); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
