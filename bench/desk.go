package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

const (
	deskStories = 100_000
	deskAtWork  = 50 // rounds in which the stories at work are copied; what is published is copied in all
	deskRuns    = 40 // of each page
)

// desk: the pages of the desk with 100,000 stories, as one who reads everything and one
// who reads her bureau and her own see them, against reading one story by its id.
func (b *bench) desk() error {
	if err := b.deskOn("SQLite", ""); err != nil {
		return err
	}
	server := os.Getenv("MASTHEAD_TEST_POSTGRES")
	if server == "" {
		b.add(row{"desk, PostgreSQL", "not measured", "MASTHEAD_TEST_POSTGRES is not set", "", ""})
		return nil
	}
	database, drop, err := newDatabase(server)
	if err != nil {
		return err
	}
	defer drop()
	return b.deskOn("PostgreSQL", database)
}

func (b *bench) deskOn(engine, database string) error {
	data := filepath.Join(b.dir, "desk-"+engine)
	if b.keep != "" && database == "" {
		data = filepath.Join(b.keep, "desk-"+engine)
	} else {
		defer os.RemoveAll(data)
	}
	if _, err := os.Stat(data); err != nil {
		if err := b.growDesk(data, database); err != nil {
			return err
		}
	}
	p, err := open(b.ctx, data, database)
	if err != nil {
		return err
	}
	defer p.Close()
	server, err := app.NewServer(b.ctx, p)
	if err != nil {
		return err
	}
	one, err := aStory(b.ctx, p)
	if err != nil {
		return err
	}
	bare, err := readingOne(b.ctx, p, one)
	if err != nil {
		return err
	}
	for _, role := range []people.Role{people.ChiefEditor, people.Reporter} {
		cookie, err := comeIn(b.ctx, p, role)
		if err != nil {
			return err
		}
		for _, page := range deskPages(one) {
			took, err := askDesk(server.Handler(), page.path, cookie)
			if errors.Is(err, errRefused) && role != people.ChiefEditor {
				continue
			}
			if err != nil {
				return err
			}
			b.add(row{
				fmt.Sprintf("desk of %d, %s, %s: %s", deskStories, engine, role, page.name), fmt.Sprintf("least %s, p50 %s, p95 %s, processor %s", ms(at(took.all, 0)), ms(at(took.all, .5)), ms(at(took.all, .95)), ms(took.cpu)),
				"reading one story " + ms(bare), fmt.Sprintf("%.0f", float64(at(took.all, .5))/float64(bare)), "p95 ≤ 100 ms",
			})
		}
	}
	return nil
}

type deskPage struct{ name, path string }

func deskPages(one string) []deskPage {
	list, story := "/desk/stories/?q=", "/desk/stories/"+one+"/"
	return []deskPage{
		{"home", "/desk/"}, {"stories", "/desk/stories/"}, {"stories, stage", list + "stage:editing"}, {"stories, bureau", list + "bureau:tbilisi"},
		{"stories, language", list + "lang:en-live"}, {"stories, language lacking", list + "lang:en-none"}, {"stories, who", list + "who:me"}, {"stories, late", list + "is:late"},
		{"stories, unassigned", list + "is:unassigned"}, {"stories, kind", list + "kind:reportage"},
		{"stories, a word", list + "railway"}, {"stories, two words", list + "the+lake"}, {"stories, stage and word", list + "stage:editing+lake"},
		{"board", "/desk/stories/board"}, {"calendar, week", "/desk/calendar/"}, {"calendar, month", "/desk/calendar/?show=month"},
		{"a story", story}, {"writing", story + "en/"}, {"publishing", story + "publish/"}, {"comments", story + "en/comments/"}, {"history", story + "en/history/"},
		{"bench, stale", "/desk/bench/"}, {"bench, unfinished", "/desk/bench/?list=missing"}, {"bench, to be read", "/desk/bench/?list=waiting"},
		{"bench, published and stale", "/desk/bench/?list=behind"}, {"bench, not begun", "/desk/bench/?list=absent"}, {"bench, a text", "/desk/bench/" + one + "/en/"},
		{"front", "/desk/front/en/"}, {"media", "/desk/media/"}, {"find", "/desk/find?q=railway"}, {"people", "/desk/settings/people/"}, {"house style", "/desk/terms/"}, {"memory", "/desk/memory/"}, {"audit", "/desk/settings/audit/"},
	}
}

// aStory is the newest English one that is out.
func aStory(ctx context.Context, p *app.Program) (id string, err error) {
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT story_id FROM edition_copy WHERE lang = 'en' AND state = 'live' ORDER BY published_at DESC, story_id DESC LIMIT 1`, nil, &id)
	})
	return id, err
}

func readingOne(ctx context.Context, p *app.Program, id string) (time.Duration, error) {
	var all []time.Duration
	for range deskRuns {
		begun := time.Now()
		err := p.DB.Read(ctx, func(tx *db.Tx) error { _, err := story.Find(ctx, tx, id); return err })
		if err != nil {
			return 0, err
		}
		all = append(all, time.Since(begun))
	}
	return at(all, .5), nil
}

// comeIn gives the cookie of a session of one who has a role.
func comeIn(ctx context.Context, p *app.Program, role people.Role) (*http.Cookie, error) {
	cast, err := demo.Cast()
	if err != nil {
		return nil, err
	}
	var secret people.Secret
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		for _, c := range cast {
			if c.Role != role {
				continue
			}
			who, err := people.ByEmail(ctx, tx, c.Email())
			if err != nil {
				return err
			}
			_, secret, err = people.StartSession(ctx, tx, who.ID, "bench", "127.0.0.1")
			return err
		}
		return fmt.Errorf("nobody is %s", role)
	})
	return &http.Cookie{Name: newsroom.SessionCookie, Value: secret.Text}, err
}

var errRefused = errors.New("refused")

type deskTimes struct {
	all []time.Duration
	cpu time.Duration // of this process, for each
}

// askDesk asks for a page again and again.
func askDesk(h http.Handler, path string, cookie *http.Cookie) (t deskTimes, err error) {
	var before, after syscall.Rusage
	for i := range deskRuns + 4 {
		r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		if i == 4 { // the first warm the database's own memory
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
				return t, err
			}
		}
		begun := time.Now()
		h.ServeHTTP(w, r)
		took := time.Since(begun)
		switch {
		case w.Code == http.StatusForbidden || w.Code == http.StatusNotFound:
			return t, fmt.Errorf("%s answered %d: %w", path, w.Code, errRefused)
		case w.Code != http.StatusOK:
			return t, fmt.Errorf("%s answered %d", path, w.Code)
		}
		if i >= 4 {
			t.all = append(t.all, took)
		}
	}
	err = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	t.cpu = time.Duration(after.Utime.Nano()+after.Stime.Nano()-before.Utime.Nano()-before.Stime.Nano()) / deskRuns
	return t, err
}

// growDesk plants the demo, has its lines in the lists made as the program makes them,
// and copies all of it.
func (b *bench) growDesk(data, database string) error {
	if err := b.fill(data, database, 0); err != nil {
		return err
	}
	p, err := open(b.ctx, data, database)
	if err != nil {
		return err
	}
	defer p.Close()
	var stories, out int
	err = p.DB.Write(b.ctx, func(tx *db.Tx) error {
		ids, err := story.ListIDs(b.ctx, tx, story.Source{}, "", 1000)
		for _, id := range ids {
			if err == nil {
				err = desk.Refresh(b.ctx, tx, id)
			}
		}
		if err != nil {
			return err
		}
		return tx.Row(b.ctx, `SELECT count(*), (SELECT count(DISTINCT story_id) FROM edition_copy) FROM story`, nil, &stories, &out)
	})
	if err != nil {
		return err
	}
	if err := copyDesk(b.ctx, p.DB, (deskStories-deskAtWork*stories)/out+deskAtWork); err != nil {
		return err
	}
	if database == "" {
		return p.DB.Write(b.ctx, func(tx *db.Tx) error { _, err := tx.Exec(b.ctx, `ANALYZE`); return err })
	}
	return settle(b.ctx, data, database)
}

// deskRows copies what lists, pages and histories of the desk read, without what readers
// are sent: $1 is the copy's
// number, $2 by how many milliseconds it is older.
var deskRows = []string{
	`INSERT INTO story SELECT $1 || id, kind, original, stage, bureau, viewpoint, section_id, partner, created_at - $2, updated_at - $2 FROM story WHERE id OF`,
	`INSERT INTO story_person SELECT $1 || story_id, lang, person_id, part, position + 0 * CAST($2 AS BIGINT) FROM story_person WHERE story_id OF`,
	`INSERT INTO story_topic SELECT $1 || story_id, topic_id, position + 0 * CAST($2 AS BIGINT) FROM story_topic WHERE story_id OF`,
	`INSERT INTO story_text SELECT $1 || story_id, lang, rev, made_from, made_rev, updated_at - $2 FROM story_text WHERE story_id OF`,
	`INSERT INTO story_revision (story_id, lang, rev, headline, standfirst, slug, lead, elsewhere, body, op_id, saved_by, saved_at, whole_rev, words_in, words_out)
		SELECT $1 || story_id, lang, rev, headline, standfirst, slug, lead, elsewhere, body, '', saved_by, saved_at - $2, whole_rev, words_in, words_out FROM story_revision WHERE story_id OF`,
	`INSERT INTO edition_copy SELECT $1 || story_id, lang, state, $1 || slug, rev, kind, section_id, published_at - $2, updated_at - $2, withdrawn_at, reason,
		replace(replace(card, '"story":"', '"story":"' || $1), '"slug":"' || slug || '"', '"slug":"' || $1 || slug || '"'), page, '', '', behind_at FROM edition_copy WHERE story_id OF`,
	`INSERT INTO desk_assignment SELECT $1 || id, $1 || story_id, person_id, task, lang, CASE WHEN due_at > 0 THEN due_at + $2 ELSE 0 END, zone, brief, state, reason, made_by, made_at, ended_at FROM desk_assignment WHERE story_id OF`,
	`INSERT INTO desk_overview (story_id, turn, stage, bureau, kind, section_id, original, headline, due_at, resting, unassigned, words, changed_at, folded, terms, detail)
		SELECT $1 || story_id, turn + $2, stage, bureau, kind, section_id, original, headline, CASE WHEN due_at > 0 THEN due_at + $2 ELSE 0 END, resting, unassigned, words, changed_at - $2, folded, terms, detail FROM desk_overview WHERE story_id OF`,
	`INSERT INTO translation_text SELECT $1 || story_id, lang, source, begun, begun_by, begun_at, loose, missing, waiting, reviewed, stale, urgent, mild,
		CASE WHEN missing_at > 0 THEN missing_at - $2 ELSE 0 END, CASE WHEN waiting_at > 0 THEN waiting_at - $2 ELSE 0 END, CASE WHEN stale_at > 0 THEN stale_at - $2 ELSE 0 END,
		CASE WHEN stale_turn > 0 THEN stale_turn - $2 ELSE 0 END, worked_by, worked_at, told_at, told_urgent FROM translation_text WHERE story_id OF`,
	`INSERT INTO translation_copy SELECT $1 || story_id, lang, since - $2, urgent, turn - $2 FROM translation_copy WHERE story_id OF`,
	`INSERT INTO translation_absent SELECT lang, $1 || story_id, at - $2 FROM translation_absent WHERE story_id OF`,
	`INSERT INTO desk_mark SELECT term, turn + $2, $1 || story_id FROM desk_mark WHERE story_id OF`,
	`INSERT INTO desk_word SELECT word, $1 || (CASE WHEN $2 > 0 THEN story_id ELSE '' END) FROM desk_word WHERE story_id OF`,
}

// copyDesk copies the seeds, whose ids are all from '01' on, times over: each copy six
// hours older than the one before, the first rounds, with the stories at work, a minute.
// Ids of copies stand before '01': no copy is copied.
func copyDesk(ctx context.Context, d *db.DB, times int) error {
	const seeds, published = ` >= '01'`, ` IN (SELECT story_id FROM edition_copy WHERE story_id >= '01')`
	for i := 1; i <= times; i++ {
		which, step := seeds, int64(i)*60_000
		if i > deskAtWork {
			which, step = published, int64(i)*6*3600*1000
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			for _, s := range deskRows {
				s = strings.ReplaceAll(s, " OF", which)
				if which == published {
					s = strings.ReplaceAll(s, "CASE WHEN due_at > 0 THEN due_at + $2 ELSE 0 END", "due_at + 0 * CAST($2 AS BIGINT)")
				}
				if _, err := tx.Exec(ctx, s, fmt.Sprintf("0-%05d-", i), step); err != nil {
					return fmt.Errorf("%s: %w", s, err)
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
