package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"masthead/internal/app"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Searching is measured on copies made for it: words come in them as often as in a
// living language (Zipf's law), so that some are in nearly every text and most in few.
const (
	searchVocabulary = 60_000
	titleWords       = 8
	standWords       = 16
	bodyWords        = 220
	searchYears      = 15
)

// searching: a page of hits, for questions of every sort, against a look-up of an
// article by its address in the same run.
func (b *bench) searching() error {
	for _, n := range b.searches {
		if err := b.searchingOn(db.SQLite, n, ""); err != nil {
			return err
		}
		server := os.Getenv("MASTHEAD_TEST_POSTGRES")
		if server == "" {
			b.add(row{fmt.Sprintf("search at %d texts, PostgreSQL", n), "not measured", "MASTHEAD_TEST_POSTGRES is not set", "", ""})
			continue
		}
		if err := b.searchingOn(db.Postgres, n, server); err != nil {
			return err
		}
	}
	return nil
}

// searchingOn measures one engine; server is empty for SQLite.
func (b *bench) searchingOn(engine db.Engine, n int, server string) error {
	data := filepath.Join(b.dir, fmt.Sprintf("search-%s-%d", engine, n))
	if b.keep != "" {
		data = filepath.Join(b.keep, filepath.Base(data))
	} else {
		defer os.RemoveAll(data)
	}
	kept, err := os.ReadFile(filepath.Join(data, "database")) // written when all is in
	if err != nil {
		database, drop, err := b.searchArchive(engine, n, data, server)
		if err != nil {
			return err
		}
		if b.keep == "" {
			defer drop()
		}
		kept = []byte(database)
	}
	p, err := open(b.ctx, data, string(kept))
	if err != nil {
		return err
	}
	defer p.Close()
	return b.ask(p, engine, n)
}

// searchArchive makes an archive of n texts that can be searched.
func (b *bench) searchArchive(engine db.Engine, n int, data, server string) (database string, drop func(), err error) {
	drop = func() {}
	init := []string{"init", "--data", data, "--name", "Bench", "--editions", "en,ru", "--admin", "a@bench.example"}
	if server != "" {
		if database, drop, err = newDatabase(server); err != nil {
			return "", nil, err
		}
		init = append(init, "--database", database)
	}
	if err := b.masthead(init...); err != nil {
		return "", nil, err
	}
	p, err := open(b.ctx, data, database)
	if err != nil {
		return "", nil, err
	}
	defer p.Close()
	if err := writeCopies(b.ctx, p.DB, n); err != nil {
		return "", nil, err
	}
	begun := time.Now()
	if err := p.Edition.FillSearch(b.ctx); err != nil {
		return "", nil, err
	}
	b.add(row{fmt.Sprintf("bringing %d texts into the search, %s", n, engine), fmt.Sprintf("%.0f texts/s", float64(n)/time.Since(begun).Seconds()), "", "", ""})
	if hits, err := p.Shelf.Search(b.ctx, edition.Question{Lang: "en", Text: words{"en"}.at(0), N: 15}); err != nil || len(hits.List) < 15 {
		return "", nil, fmt.Errorf("the commonest word is in %d texts: %w", len(hits.List), err)
	}
	if err := settle(b.ctx, data, database); err != nil {
		return "", nil, err
	}
	return database, drop, os.WriteFile(filepath.Join(data, "database"), []byte(database), 0o600)
}

// settle lets PostgreSQL do what its vacuum would by itself in the next minutes.
func settle(ctx context.Context, data, database string) error {
	if database == "" {
		return nil
	}
	d, err := sql.Open("pgx", database)
	if err != nil {
		return err
	}
	_, err = d.ExecContext(ctx, `VACUUM (ANALYZE)`)
	return errors.Join(err, d.Close())
}

// rareness of the words of a question: the first is in most texts.
var searchSorts = []struct {
	name string
	ask  func(r *rand.Rand, w words) string
}{
	{"one of the commonest words", func(r *rand.Rand, w words) string { return w.at(r.IntN(20)) }},
	{"two of the commonest", func(r *rand.Rand, w words) string { return w.at(r.IntN(20)) + " " + w.at(r.IntN(20)) }},
	{"two common words", func(r *rand.Rand, w words) string { return w.at(100+r.IntN(1000)) + " " + w.at(100+r.IntN(1000)) }},
	{"three words", func(r *rand.Rand, w words) string {
		return w.at(r.IntN(100)) + " " + w.at(r.IntN(1000)) + " " + w.at(r.IntN(10_000))
	}},
	{"a rare word", func(r *rand.Rand, w words) string { return w.at(5_000 + r.IntN(40_000)) }},
	{"a phrase", func(r *rand.Rand, w words) string { return `"` + w.at(r.IntN(300)) + " " + w.at(r.IntN(300)) + `"` }},
	{"a word begun", func(r *rand.Rand, w words) string {
		word := []rune(w.at(r.IntN(20_000)))
		return string(word[:max(2, len(word)-2)])
	}},
	{"a word with a fault", func(r *rand.Rand, w words) string { return w.at(1000+r.IntN(20_000)) + w.at(3)[:2] }},
}

// ask measures questions of each sort, as one reader who puts them one after another.
func (b *bench) ask(p *app.Program, engine db.Engine, n int) error {
	r := rand.New(rand.NewPCG(7, 7))
	var lookups []time.Duration
	for range 2000 {
		slug := fmt.Sprintf("text-%d", r.IntN(n/2)*2)
		begun := time.Now()
		if _, err := p.Shelf.Article(b.ctx, "en", slug); err != nil {
			return err
		}
		lookups = append(lookups, time.Since(begun))
	}
	yard := at(lookups, .5)
	goal := "≤ 20 ms"
	if n > 100_000 {
		goal = "≤ 60 ms"
	}
	var every []time.Duration
	add := func(name string, all []time.Duration) {
		b.add(row{fmt.Sprintf("search at %d texts, %s: %s, p99", n, engine, name), ms(at(all, .99)) + " (p50 " + ms(at(all, .5)) + ", max " + ms(at(all, 1)) + ")",
			"look-up by address, p50 " + us(yard), fmt.Sprintf("%.0f", float64(at(all, .99))/float64(yard)), goal})
	}
	for _, sort := range searchSorts {
		var all []time.Duration
		for i := range 200 {
			l := lang.Tag([]string{"en", "ru"}[i%2])
			q := edition.Question{Lang: l, Text: sort.ask(r, words{l}), N: 15}
			begun := time.Now()
			if _, err := p.Shelf.Search(b.ctx, q); err != nil {
				return fmt.Errorf("%s: %w", q.Text, err)
			}
			all = append(all, time.Since(begun))
		}
		add(sort.name, all)
		every = append(every, all...)
	}
	add("all of these", every)
	return nil
}

// words are made of syllables, the i-th commonest of a language.
type words struct{ lang lang.Tag }

var syllables = map[lang.Tag][]string{
	"en": strings.Fields("ka lo mi ne ru ta po vi du se ga ro li no ku ba te zo pi ma"),
	"ru": strings.Fields("ка ло ми не ру та по ви ду се га ро ли но ку ба те зо пи ма"),
}

func (w words) at(i int) string {
	set := syllables[w.lang]
	word := set[i%20] + set[(i/20+7)%20]
	for i /= 400; i > 0; i /= 20 {
		word += set[i%20]
	}
	return word + set[(i*7+3)%20][:len(set[0])/2]
}

// writeCopies writes n live copies in two languages, and what leads to them.
func writeCopies(ctx context.Context, d *db.DB, n int) error {
	r := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(r, 1.07, 2.7, searchVocabulary-1)
	text := func(l lang.Tag, count int) string {
		var out strings.Builder
		for range count {
			out.WriteString(words{l}.at(int(zipf.Uint64())))
			out.WriteByte(' ')
		}
		return out.String()
	}
	now := time.Now()
	for from := 0; from < n; from += 500 {
		err := d.Write(ctx, func(tx *db.Tx) error {
			for i := from; i < min(n, from+500); i++ {
				l := lang.Tag([]string{"en", "ru"}[i%2])
				at := now.Add(-time.Duration(i) * (searchYears * 365 * 24 * time.Hour / time.Duration(n))).UTC()
				card := edition.Card{Story: fmt.Sprintf("01%09d", n-i), Lang: l, Slug: fmt.Sprintf("text-%d", i), Kind: "news", Headline: text(l, titleWords), Stand: text(l, standWords)}
				if err := writeCopy(ctx, tx, card, at, "<p>"+text(l, bodyWords)+"</p>"); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return d.Write(ctx, func(tx *db.Tx) error { // rules that are not the program's: all is brought into the search
		_, err := tx.Exec(ctx, `UPDATE edition_search_rules SET version = 0`)
		return err
	})
}

func writeCopy(ctx context.Context, tx *db.Tx, c edition.Card, at time.Time, feed string) error {
	card, err := json.Marshal(c)
	if err != nil {
		return err
	}
	for _, s := range []struct {
		query string
		args  []any
	}{
		{`INSERT INTO edition_copy (story_id, lang, state, slug, rev, kind, section_id, published_at, updated_at, withdrawn_at, reason, card, page, html, feed)
			VALUES ($1, $2, 'live', $3, 1, $4, '', $5, $5, 0, '', $6, '{}', '', $7)`, []any{c.Story, string(c.Lang), c.Slug, c.Kind, db.Millis(at), string(card), feed}},
		{`INSERT INTO edition_address (lang, slug, story_id) VALUES ($1, $2, $3)`, []any{string(c.Lang), c.Slug, c.Story}},
		{`INSERT INTO story (id, kind, original, stage, bureau, viewpoint, section_id, partner, created_at, updated_at) VALUES ($1, $2, $3, 'ready', '', '', '', '', 0, 0)`, []any{c.Story, c.Kind, string(c.Lang)}},
		{`INSERT INTO story_text (story_id, lang, rev, made_from, made_rev, updated_at) VALUES ($1, $2, 1, '', 0, 0)`, []any{c.Story, string(c.Lang)}},
		{`INSERT INTO edition_month (lang, month, live) VALUES ($1, $2, 1) ON CONFLICT (lang, month) DO UPDATE SET live = edition_month.live + 1`, []any{string(c.Lang), at.Year()*12 + int(at.Month()) - 1}},
	} {
		if _, err := tx.Exec(ctx, s.query, s.args...); err != nil {
			return err
		}
	}
	return nil
}
