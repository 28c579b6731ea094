package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/memory/fuzzy"
	"masthead/internal/memory/tmx"
)

const (
	memoryQuestions = 1000
	memoryBrute     = 60 // questions that are also answered by comparing them with everything
	memoryOther     = lang.Russian
)

// memories: look-ups in a memory of real sentences that were cut up and put together anew,
// against the reading of one segment by its id in the same run.
func (b *bench) memories() error {
	corpus, err := readNews()
	if err != nil {
		b.add(row{"memory", "not measured", err.Error(), "", ""})
		return nil
	}
	for _, n := range b.segments {
		asked := map[lang.Tag][]asking{}
		for _, l := range []lang.Tag{lang.English, memoryOther} {
			asked[l] = corpus.questions(l, n)
			runtime.GC()
		}
		if err := b.memoryOn(db.SQLite, n, "", asked, corpus); err != nil {
			return err
		}
		server := os.Getenv("MASTHEAD_TEST_POSTGRES")
		if server == "" {
			b.add(row{fmt.Sprintf("memory of %d segments, PostgreSQL", n), "not measured", "MASTHEAD_TEST_POSTGRES is not set", "", ""})
			continue
		}
		if err := b.memoryOn(db.Postgres, n, server, asked, corpus); err != nil {
			return err
		}
	}
	return nil
}

// news holds real sentences, translations of each other at the same place.
type news map[lang.Tag][]string

func readNews() (news, error) {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		return nil, errors.New("MASTHEAD_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "langs", "parallel-news.jsonl.gz"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	corpus := news{}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 10<<20)
	for lines.Scan() {
		var doc struct{ Text map[lang.Tag][]string }
		if err := json.Unmarshal(lines.Bytes(), &doc); err != nil {
			return nil, err
		}
		a, b := doc.Text[lang.English], doc.Text[memoryOther]
		if len(a) == len(b) {
			corpus[lang.English], corpus[memoryOther] = append(corpus[lang.English], a...), append(corpus[memoryOther], b...)
		}
	}
	if len(corpus[memoryOther]) == 0 {
		return nil, errors.New("no news in both languages")
	}
	return corpus, lines.Err()
}

// at is the i-th segment in a language: two to four pieces of real sentences, with numbers of
// its own where they have some. The same in every run.
func (c news) at(l lang.Tag, i int) string {
	r := rand.New(rand.NewPCG(uint64(i), 11))
	var words []string
	for range 2 + r.IntN(3) {
		from := strings.Fields(c[l][r.IntN(len(c[l]))])
		begin := r.IntN(len(from))
		words = append(words, from[begin:min(len(from), begin+3+r.IntN(9))]...)
	}
	for k, w := range words {
		if w[0] >= '0' && w[0] <= '9' {
			words[k] = fmt.Sprint(r.IntN(3000))
		}
	}
	return strings.Join(words, " ")
}

// asking is a question with what its answer should be.
type asking struct {
	words string
	truth float64 // how like it the segment is that it was made from
	best  float64 // how like it the likest of all is; -1 where that was not found out
}

// questions makes segments into questions by changing up to three of their words.
func (c news) questions(l lang.Tag, n int) (list []asking) {
	r := rand.New(rand.NewPCG(5, 6))
	for len(list) < memoryQuestions {
		segment := c.at(l, r.IntN(n))
		words := strings.Fields(segment)
		for range r.IntN(4) {
			other := strings.Fields(c[l][r.IntN(len(c[l]))])
			words[r.IntN(len(words))] = other[r.IntN(len(other))]
		}
		q := strings.Join(words, " ")
		if length := len([]rune(q)); length < 20 || length > 500 {
			continue
		}
		list = append(list, asking{q, fuzzy.NewPattern(fuzzy.Fold(q)).Similarity(fuzzy.Fold(segment), 0), -1})
	}
	all := make([]string, n)
	for i := range all {
		all[i] = fuzzy.Fold(c.at(l, i))
	}
	for i := range memoryBrute {
		list[i].best = 0
		pattern := fuzzy.NewPattern(fuzzy.Fold(list[i].words))
		for _, s := range all {
			list[i].best = max(list[i].best, pattern.Similarity(s, max(.7, list[i].best)))
		}
	}
	return list
}

// memoryOn asks a memory of n segments. server is empty for SQLite.
func (b *bench) memoryOn(engine db.Engine, n int, server string, asked map[lang.Tag][]asking, corpus news) error {
	data := filepath.Join(b.dir, fmt.Sprintf("memory-%s-%d", engine, n))
	if b.keep != "" {
		data = filepath.Join(b.keep, filepath.Base(data))
	} else {
		defer os.RemoveAll(data)
	}
	what := fmt.Sprintf("memory of %d segments, %s: ", n, engine)
	kept, err := os.ReadFile(filepath.Join(data, "database")) // written when all is in
	if err != nil {
		database, drop, err := b.fillMemory(data, what, n, server, corpus)
		if err != nil {
			return err
		}
		if b.keep == "" {
			defer drop()
		}
		kept = []byte(database)
	}
	p, err := openProgram(b.ctx, data, string(kept))
	if err != nil {
		return err
	}
	defer p.Close()
	size, err := memorySize(b.ctx, p.DB)
	if err != nil {
		return err
	}
	b.add(row{what + "size", size, "", "", ""})
	yard, err := segmentYard(b.ctx, p.DB, n)
	if err != nil {
		return err
	}
	for _, l := range []lang.Tag{lang.English, memoryOther} {
		if err := b.askMemory(p.DB, what, l, asked[l], yard); err != nil {
			return err
		}
	}
	return nil
}

// fillMemory makes a memory of n segments by an import.
func (b *bench) fillMemory(data, what string, n int, server string, corpus news) (database string, drop func(), err error) {
	drop = func() {}
	if server != "" {
		if database, drop, err = newDatabase(server); err != nil {
			return "", nil, err
		}
	}
	p, err := openProgram(b.ctx, data, database)
	if err != nil {
		return "", nil, err
	}
	defer p.Close()
	begun := time.Now()
	if err := importNews(b.ctx, p.DB, corpus, n); err != nil {
		return "", nil, err
	}
	imported := time.Since(begun)
	begun = time.Now()
	if err := memory.FoldAll(b.ctx, p.DB); err != nil {
		return "", nil, err
	}
	b.add(row{what + "built", fmt.Sprintf("import %.0f s, index of both languages %.0f s", imported.Seconds(), time.Since(begun).Seconds()), "", "", ""})
	if err := settle(b.ctx, data, database); err != nil {
		return "", nil, err
	}
	return database, drop, os.WriteFile(filepath.Join(data, "database"), []byte(database), 0o600)
}

// openProgram opens a database that has no outlet.
func openProgram(ctx context.Context, data, database string) (*app.Program, error) {
	c, err := app.ReadConfig(app.Config{Data: data, Database: database}, func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, c, slog.New(slog.DiscardHandler))
}

func importNews(ctx context.Context, d *db.DB, corpus news, n int) error {
	r, w := io.Pipe()
	go func() {
		out := tmx.NewWriter(w)
		for i := range n {
			u := &tmx.Unit{Source: "en", Variants: []tmx.Variant{{Lang: "en", Text: corpus.at(lang.English, i)}, {Lang: string(memoryOther), Text: corpus.at(memoryOther, i)}}}
			if err := out.Write(u); err != nil {
				w.CloseWithError(err)
				return
			}
		}
		w.CloseWithError(out.Close())
	}()
	report, err := memory.Import(ctx, d, r, memory.Importing{Name: "news.tmx"})
	if err == nil && report.New < n*98/100 {
		err = fmt.Errorf("of %d segments %d were taken", n, report.New)
	}
	return err
}

// memorySize tells the bytes of texts and of the index.
func memorySize(ctx context.Context, d *db.DB) (size string, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		var texts, index int64
		query := `SELECT pg_total_relation_size('memory_segment'), pg_total_relation_size('memory_posting') + pg_total_relation_size('memory_gram')`
		if d.Engine == db.SQLite {
			query = `SELECT sum(pgsize) FILTER (WHERE name LIKE 'memory_segment%' OR name LIKE 'sqlite_autoindex_memory_segment%'), sum(pgsize) FILTER (WHERE name LIKE 'memory_posting%' OR name LIKE 'memory_gram%') FROM dbstat`
		}
		err := tx.Row(ctx, query, nil, &texts, &index)
		if err != nil { // an SQLite without dbstat
			err = tx.Row(ctx, `SELECT page_count * page_size, 0 FROM pragma_page_count(), pragma_page_size()`, nil, &texts, &index)
		}
		size = fmt.Sprintf("segments %d MB, index %d MB", texts>>20, index>>20)
		return err
	})
	return size, err
}

// segmentYard is how long it takes to read one segment.
func segmentYard(ctx context.Context, d *db.DB, n int) (time.Duration, error) {
	var ids []string
	err := d.Read(ctx, func(tx *db.Tx) error {
		list, err := memory.List(ctx, tx, memory.Filter{A: lang.English, B: memoryOther, Limit: 500})
		for _, s := range list {
			ids = append(ids, s.ID)
		}
		return err
	})
	var all []time.Duration
	for _, id := range ids {
		begun := time.Now()
		if err == nil {
			err = d.Read(ctx, func(tx *db.Tx) error { _, err := memory.One(ctx, tx, id); return err })
		}
		all = append(all, time.Since(begun))
	}
	return at(all, .5), err
}

// askMemory puts questions one after another.
func (b *bench) askMemory(d *db.DB, what string, l lang.Tag, questions []asking, yard time.Duration) error {
	to := memoryOther
	if l == memoryOther {
		to = lang.English
	}
	var all []time.Duration
	could, did, brute, bruteDid := 0, 0, 0, 0
	for round := range 2 { // the first warms the caches
		all, could, did, brute, bruteDid = nil, 0, 0, 0, 0
		for _, q := range questions {
			var found []memory.Match
			begun := time.Now()
			err := d.Read(b.ctx, func(tx *db.Tx) (err error) {
				found, err = memory.Look(b.ctx, tx, memory.Question{Source: q.words, From: l, To: to, WithoutParts: true})
				return err
			})
			if err != nil {
				return err
			}
			all = append(all, time.Since(begun))
			best := 0.
			if len(found) > 0 {
				best = fuzzy.NewPattern(fuzzy.Fold(q.words)).Similarity(fuzzy.Fold(found[0].Source), 0)
			}
			if q.truth >= .7 {
				could++
				if best >= q.truth {
					did++
				}
			}
			if q.best >= .7 {
				brute++
				if best >= q.best {
					bruteDid++
				}
			}
		}
		if round == 0 {
			b.add(row{what + string(l) + ", caches cold, p99", ms(at(all, .99)) + " (p50 " + ms(at(all, .5)) + ")", "", "", ""})
		}
	}
	b.add(row{what + string(l) + ", p99", ms(at(all, .99)) + " (p50 " + ms(at(all, .5)) + ", p95 " + ms(at(all, .95)) + ", max " + ms(at(all, 1)) + ")",
		"one segment by its id, p50 " + us(yard), fmt.Sprintf("%.0f", float64(at(all, .99))/float64(yard)), "≤ 20 ms"})
	b.add(row{what + string(l) + ", found the likest", fmt.Sprintf("%.1f %% of %d", 100*float64(did)/float64(max(1, could)), could),
		fmt.Sprintf("comparing with all: %d of %d", bruteDid, brute), "", "≥ 95 %"})
	return nil
}
