package comment

import (
	"context"
	"encoding/json"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

const threadColumns = `t.id, t.story_id, t.lang, t.block_id, t.quote, t.start_at, t.ahead, t.behind, t.rev, t.suggestion_id, t.made_by, t.made_at, t.settled_by, t.settled_at,
	e.id, e.kind, e.by_id, e.at, e.said, e.mentions, e.edited_at`

// threads lists threads with their entries, oldest first.
func threads(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, settled bool) ([]Thread, error) {
	query := `SELECT ` + threadColumns + ` FROM comment_thread t JOIN comment_entry e ON e.thread_id = t.id
		WHERE t.story_id = $1 AND t.lang = $2 AND t.settled_at = 0 ORDER BY t.id, e.id`
	if settled {
		query = `SELECT ` + threadColumns + ` FROM comment_thread t JOIN comment_entry e ON e.thread_id = t.id
		WHERE t.story_id = $1 AND t.lang = $2 AND t.id IN (SELECT id FROM comment_thread WHERE story_id = $1 AND lang = $2
			ORDER BY settled_at > 0, id DESC LIMIT 1000) ORDER BY t.id, e.id`
	}
	list, err := readThreads(ctx, tx, query, storyID, string(l))
	if err != nil {
		return nil, err
	}
	return list, addEarlier(ctx, tx, list, `SELECT x.entry_id, x.until_at, x.said FROM comment_earlier x JOIN comment_entry e ON e.id = x.entry_id
		JOIN comment_thread t ON t.id = e.thread_id WHERE t.story_id = $1 AND t.lang = $2 ORDER BY x.until_at DESC`, storyID, string(l))
}

// find reads one thread of a text; one of another is NotFound.
func find(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, thread string) (Thread, error) {
	list, err := readThreads(ctx, tx, `SELECT `+threadColumns+` FROM comment_thread t JOIN comment_entry e ON e.thread_id = t.id
		WHERE t.story_id = $1 AND t.lang = $2 AND t.id = $3 ORDER BY e.id`, storyID, string(l), thread)
	if err != nil {
		return Thread{}, err
	}
	if len(list) == 0 {
		return Thread{}, fault.New(fault.NotFound, "comment.absent")
	}
	err = addEarlier(ctx, tx, list, `SELECT x.entry_id, x.until_at, x.said FROM comment_earlier x JOIN comment_entry e ON e.id = x.entry_id
		WHERE e.thread_id = $1 ORDER BY x.until_at DESC`, thread)
	return list[0], err
}

// findEntry reads an entry with its thread.
func findEntry(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, entry string) (Thread, Entry, error) {
	var thread string
	err := tx.Row(ctx, `SELECT thread_id FROM comment_entry WHERE id = $1`, []any{entry}, &thread)
	if errors.Is(err, db.ErrNone) {
		return Thread{}, Entry{}, fault.New(fault.NotFound, "comment.absent")
	}
	if err != nil {
		return Thread{}, Entry{}, err
	}
	t, err := find(ctx, tx, storyID, l, thread)
	for _, e := range t.Entries {
		if e.ID == entry {
			return t, e, err
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "comment.absent")
	}
	return t, Entry{}, err
}

func readThreads(ctx context.Context, tx *db.Tx, query string, args ...any) (list []Thread, err error) {
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var t Thread
		var e Entry
		var made, settled, at, edited int64
		var mentions string
		err := scan(&t.ID, &t.Story, &t.Lang, &t.Anchor.Block, &t.Anchor.Quote, &t.Anchor.Start, &t.Anchor.ahead, &t.Anchor.behind, &t.Anchor.Rev, &t.Suggestion,
			&t.By, &made, &t.SettledBy, &settled, &e.ID, &e.Kind, &e.By, &at, &e.Said, &mentions, &edited)
		if err != nil {
			return err
		}
		t.At, t.SettledAt, e.At, e.Edited = db.Time(made), db.Time(settled), db.Time(at), db.Time(edited)
		if err := json.Unmarshal([]byte(mentions), &e.Mentions); err != nil {
			return err
		}
		if n := len(list); n == 0 || list[n-1].ID != t.ID {
			list = append(list, t)
		}
		last := &list[len(list)-1]
		last.Entries = append(last.Entries, e)
		return nil
	})
	return list, err
}

func addEarlier(ctx context.Context, tx *db.Tx, list []Thread, query string, args ...any) error {
	at := map[string]*Entry{}
	for i := range list {
		for j := range list[i].Entries {
			at[list[i].Entries[j].ID] = &list[i].Entries[j]
		}
	}
	return tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var entry, said string
		var until int64
		if err := scan(&entry, &until, &said); err != nil {
			return err
		}
		if e := at[entry]; e != nil {
			e.Earlier = append(e.Earlier, Earlier{db.Time(until), said})
		}
		return nil
	})
}

func countOpen(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM comment_thread WHERE story_id = $1 AND lang = $2 AND settled_at = 0`, []any{storyID, string(l)}, &n)
	return n, err
}

// Counts says how many threads are open on a text and how many are settled, and how many
// suggestions wait.
func Counts(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (open, settled, suggestions int, err error) {
	err = tx.Row(ctx, `SELECT (SELECT count(*) FROM comment_thread WHERE story_id = $1 AND lang = $2 AND settled_at = 0),
		(SELECT count(*) FROM comment_thread WHERE story_id = $1 AND lang = $2 AND settled_at > 0),
		(SELECT count(*) FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND state = 'open')`,
		[]any{storyID, string(l)}, &open, &settled, &suggestions)
	return open, settled, suggestions, err
}

// Changed gives a number that grows with every change of what is said about a text or to
// the desk about its story.
func Changed(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (n int64, err error) {
	err = tx.Row(ctx, `SELECT coalesce(sum(n), 0) FROM comment_clock WHERE story_id = $1 AND lang IN ($2, '')`, []any{storyID, string(l)}, &n)
	return n, err
}

func tick(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) error {
	_, err := tx.Exec(ctx, `INSERT INTO comment_clock (story_id, lang, n) VALUES ($1, $2, 1)
		ON CONFLICT (story_id, lang) DO UPDATE SET n = comment_clock.n + 1`, storyID, string(l))
	return err
}

// saidBefore finds the thread of a saying that was taken before.
func saidBefore(ctx context.Context, tx *db.Tx, by, op string) (thread string, err error) {
	if op == "" {
		return "", nil
	}
	err = tx.Row(ctx, `SELECT thread_id FROM comment_entry WHERE by_id = $1 AND op_id = $2 AND op_id <> ''`, []any{by, op}, &thread)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return thread, err
}

func putThread(ctx context.Context, tx *db.Tx, t Thread) error {
	a := t.Anchor
	_, err := tx.Exec(ctx, `INSERT INTO comment_thread (id, story_id, lang, block_id, quote, start_at, ahead, behind, rev, suggestion_id, made_by, made_at, settled_by, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', 0)`,
		t.ID, t.Story, string(t.Lang), a.Block, a.Quote, a.Start, a.ahead, a.behind, a.Rev, t.Suggestion, t.By, db.Millis(t.At))
	return err
}

func moveThread(ctx context.Context, tx *db.Tx, thread string, a Anchor) error {
	_, err := tx.Exec(ctx, `UPDATE comment_thread SET block_id = $2, start_at = $3, ahead = $4, behind = $5, rev = $6 WHERE id = $1`,
		thread, a.Block, a.Start, a.ahead, a.behind, a.Rev)
	return err
}

func anchorRevs(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (revs []int, err error) {
	err = tx.Rows(ctx, `SELECT DISTINCT rev FROM comment_thread WHERE story_id = $1 AND lang = $2 AND settled_at = 0 AND rev > 0
		UNION SELECT rev FROM comment_suggestion WHERE story_id = $1 AND lang = $2 AND state = 'open'`,
		[]any{storyID, string(l)}, func(scan func(...any) error) error {
			var rev int
			err := scan(&rev)
			revs = append(revs, rev)
			return err
		})
	return revs, err
}

func putEntry(ctx context.Context, tx *db.Tx, thread string, e Entry, op string) error {
	mentions, err := marshal(e.Mentions)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO comment_entry (id, thread_id, kind, by_id, at, said, mentions, edited_at, op_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)`,
		e.ID, thread, string(e.Kind), e.By, db.Millis(e.At), e.Said, mentions, op)
	return err
}

func rewriteEntry(ctx context.Context, tx *db.Tx, e Entry, before string) error {
	mentions, err := marshal(e.Mentions)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO comment_earlier (entry_id, until_at, said) VALUES ($1, $2, $3) ON CONFLICT (entry_id, until_at) DO NOTHING`,
		e.ID, db.Millis(e.Edited), before)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE comment_entry SET said = $2, mentions = $3, edited_at = $4 WHERE id = $1`, e.ID, e.Said, mentions, db.Millis(e.Edited))
	return err
}

func settle(ctx context.Context, tx *db.Tx, thread string, e Entry, settled bool) error {
	by, at := "", int64(0)
	if settled {
		by, at = e.By, db.Millis(e.At)
	}
	_, err := tx.Exec(ctx, `UPDATE comment_thread SET settled_by = $2, settled_at = $3 WHERE id = $1`, thread, by, at)
	return err
}
