package story

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
)

// An editor saves every two seconds. What such a saving changes is small, the body may
// not be: it is stored as a patch on the revision before, and every maxPatches revisions
// whole. A patch larger than a part of the body is no gain.
const (
	maxPatches = 64
	patchShare = 4
)

// kept is a revision with how its body is stored.
type kept struct {
	Text
	whole int // the revision that holds the body whole, where its own row holds a patch
	bytes int // of that body, as it is stored
}

const revisionColumns = `r.rev, r.headline, r.standfirst, r.slug, r.lead, r.elsewhere, r.body, r.whole_rev, r.saved_by, r.saved_at, t.made_from, t.made_rev`

// Newest reads the newest revision of a text.
func Newest(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (Text, error) {
	t, err := readText(ctx, tx, `SELECT `+revisionColumns+`
		FROM story_text t JOIN story_revision n ON n.story_id = t.story_id AND n.lang = t.lang AND n.rev = t.rev
		JOIN story_revision r ON r.story_id = t.story_id AND r.lang = t.lang AND r.rev <= n.rev
			AND r.rev >= CASE WHEN n.whole_rev = 0 THEN n.rev ELSE n.whole_rev END
		WHERE t.story_id = $1 AND t.lang = $2 ORDER BY r.rev`, story, l)
	return t.Text, err
}

// At reads one revision of a text.
func At(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int) (Text, error) {
	t, err := keptAt(ctx, tx, story, l, rev)
	return t.Text, err
}

func keptAt(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int) (kept, error) {
	return readText(ctx, tx, `SELECT `+revisionColumns+`
		FROM story_text t JOIN story_revision n ON n.story_id = t.story_id AND n.lang = t.lang
		JOIN story_revision r ON r.story_id = t.story_id AND r.lang = t.lang AND r.rev <= n.rev
			AND r.rev >= CASE WHEN n.whole_rev = 0 THEN n.rev ELSE n.whole_rev END
		WHERE t.story_id = $1 AND t.lang = $2 AND n.rev = $3 ORDER BY r.rev`, story, l, rev)
}

// readText reads a revision from the whole body on that its patches lead from.
func readText(ctx context.Context, tx *db.Tx, query, story string, l lang.Tag, more ...any) (kept, error) {
	t := kept{Text: Text{Story: story, Lang: l}}
	var lead, elsewhere string
	var saved int64
	err := tx.Rows(ctx, query, append([]any{story, string(l)}, more...), func(scan func(...any) error) error {
		var doc string
		before := t.Rev
		err := scan(&t.Rev, &t.Headline, &t.Standfirst, &t.Slug, &lead, &elsewhere, &doc, &t.whole, &t.SavedBy, &saved, &t.MadeFrom, &t.MadeRev)
		if err != nil {
			return err
		}
		if t.whole == 0 {
			t.bytes = len(doc)
		} else if before != t.Rev-1 {
			return fmt.Errorf("story: revision %d of %s %s is a patch, and revision %d is missing", t.Rev, story, l, t.Rev-1)
		}
		t.Body, err = unfold(t.Body, t.whole, doc)
		return err
	})
	if err != nil {
		return t, err
	}
	if t.Rev == 0 {
		return t, fault.New(fault.NotFound, "story.text_absent").With("lang", string(l))
	}
	t.SavedAt = db.Time(saved)
	if lead != "" {
		t.Lead = &body.Picture{}
		err = json.Unmarshal([]byte(lead), t.Lead)
	}
	if elsewhere != "" && err == nil {
		err = json.Unmarshal([]byte(elsewhere), &t.Elsewhere)
	}
	return t, err
}

// unfold makes a body of what its row holds and of the body before it.
func unfold(before body.Doc, whole int, stored string) (body.Doc, error) {
	if whole == 0 {
		return body.Decode([]byte(stored))
	}
	p, err := body.UnmarshalPatch([]byte(stored))
	if err != nil {
		return before, err
	}
	return p.On(before)
}

// around gives the bodies in which the beginning of an editor's change may be found: that
// of the revision alone, or of those that are kept next to it.
func around(ctx context.Context, tx *db.Tx, story string, l lang.Tag, rev int) (docs []body.Doc, exact bool, err error) {
	t, err := At(ctx, tx, story, l, rev)
	if err == nil {
		return []body.Doc{t.Body}, true, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return nil, false, err
	}
	var near []int
	err = tx.Rows(ctx, `SELECT rev FROM (SELECT rev FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev < $3 ORDER BY rev DESC LIMIT 2) AS older
		UNION ALL SELECT rev FROM (SELECT rev FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev > $3 ORDER BY rev LIMIT 2) AS newer`,
		[]any{story, string(l), rev}, func(scan func(...any) error) error {
			var one int
			err := scan(&one)
			near = append(near, one)
			return err
		})
	for _, one := range near {
		if err != nil {
			break
		}
		if t, err = At(ctx, tx, story, l, one); err == nil {
			docs = append(docs, t.Body)
		}
	}
	return docs, false, err
}

// savedBefore finds the revision that holds what an operation saved, 0 if it was never taken.
func savedBefore(ctx context.Context, tx *db.Tx, s Save) (rev int, err error) {
	if s.OpID == "" {
		return 0, nil
	}
	err = tx.Row(ctx, `SELECT rev FROM story_operation WHERE story_id = $1 AND lang = $2 AND op_id = $3
		UNION ALL SELECT rev FROM story_revision WHERE story_id = $1 AND lang = $2 AND op_id = $3 AND op_id <> '' LIMIT 1`,
		[]any{s.Story, string(s.Lang), s.OpID}, &rev)
	if errors.Is(err, db.ErrNone) {
		return 0, nil
	}
	return rev, err
}

// keepOperation remembers an operation that made no revision, as its words were there.
func keepOperation(ctx context.Context, tx *db.Tx, s Save, rev int, now int64) error {
	if s.OpID == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO story_operation (story_id, lang, op_id, rev, saved_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (story_id, lang, op_id) DO NOTHING`, s.Story, string(s.Lang), s.OpID, rev, now)
	return err
}

// insertRevision keeps a revision that follows another, which is the zero value for the first.
func insertRevision(ctx context.Context, tx *db.Tx, t Text, before kept, opID string, now int64) error {
	doc, whole, err := fold(t, before)
	if err != nil {
		return err
	}
	lead := ""
	if t.Lead != nil {
		raw, err := json.Marshal(t.Lead)
		if err != nil {
			return err
		}
		lead = string(raw)
	}
	elsewhere := ""
	if t.Elsewhere != (Elsewhere{}) {
		elsewhere = encode(t.Elsewhere)
	}
	in, out := wordChange(before.Text, t)
	_, err = tx.Exec(ctx, `INSERT INTO story_revision (story_id, lang, rev, headline, standfirst, slug, lead, elsewhere, body, op_id, saved_by, saved_at, whole_rev, words_in, words_out)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		t.Story, string(t.Lang), t.Rev, t.Headline, t.Standfirst, t.Slug, lead, elsewhere, doc, opID, t.SavedBy, now, whole, in, out)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE story_text SET rev = $3, made_from = $4, made_rev = $5 WHERE story_id = $1 AND lang = $2`,
		t.Story, string(t.Lang), t.Rev, string(t.MadeFrom), t.MadeRev)
	if err != nil {
		return err
	}
	if err := media.SetUses(ctx, tx, media.User{Place: media.InText, Owner: t.Story, Lang: t.Lang}, t.MediaIDs()); err != nil {
		return err
	}
	if err := Touch(ctx, tx, t.Story); err != nil {
		return err
	}
	return db.Announce(ctx, tx, Revised{before.Text, t})
}

// fold writes a body whole or as a patch on the one before.
func fold(t Text, before kept) (stored string, whole int, err error) {
	from := before.whole
	if from == 0 {
		from = before.Rev
	}
	if before.Rev > 0 && before.Rev == t.Rev-1 && t.Rev-from <= maxPatches {
		patch, err := body.MarshalPatch(body.PatchOf(before.Body, t.Body))
		if err == nil && len(patch)*patchShare <= before.bytes {
			return string(patch), from, nil
		}
	}
	doc, err := body.Marshal(t.Body)
	return string(doc), 0, err
}

// newestBodies calls each with the body of every text's newest revision; a cause where
// there is none.
func newestBodies(ctx context.Context, tx *db.Tx, each func(id string, doc body.Doc, err error)) error {
	var at, now string
	var rev int
	var doc body.Doc
	var failed error
	tell := func() {
		if at != "" {
			each(at, doc, failed)
		}
	}
	err := tx.Rows(ctx, `SELECT t.story_id, t.lang, coalesce(r.rev, 0), coalesce(r.body, ''), coalesce(r.whole_rev, 0) FROM story_text t
		LEFT JOIN story_revision n ON n.story_id = t.story_id AND n.lang = t.lang AND n.rev = t.rev
		LEFT JOIN story_revision r ON r.story_id = n.story_id AND r.lang = n.lang AND r.rev <= n.rev
			AND r.rev >= CASE WHEN n.whole_rev = 0 THEN n.rev ELSE n.whole_rev END
		ORDER BY t.story_id, t.lang, r.rev`, nil, func(scan func(...any) error) error {
		var story, l, stored string
		var one, whole int
		if err := scan(&story, &l, &one, &stored, &whole); err != nil {
			return err
		}
		if now = story + " " + l; now != at {
			tell()
			at, rev, doc, failed = now, 0, body.Doc{}, nil
		}
		switch {
		case failed != nil:
		case one == 0:
			failed = errors.New("its newest revision is missing")
		case whole != 0 && rev != one-1:
			failed = fmt.Errorf("revision %d, which its newest one is made from, is missing", one-1)
		default:
			rev = one
			doc, failed = unfold(doc, whole, stored)
		}
		return nil
	})
	if err == nil {
		tell()
	}
	return err
}

// NewestRev is the number of a text's newest revision, 0 where there is no text, and
// says how many conflicts are open in it.
func NewestRev(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (rev, conflicts int, err error) {
	err = tx.Row(ctx, `SELECT coalesce((SELECT rev FROM story_text WHERE story_id = $1 AND lang = $2), 0),
		(SELECT count(*) FROM story_conflict WHERE story_id = $1 AND lang = $2 AND solved_at = 0)`, []any{story, string(l)}, &rev, &conflicts)
	return rev, conflicts, err
}

// lastChange finds who last changed a block after a revision, of those that patches tell of.
func lastChange(ctx context.Context, tx *db.Tx, story string, l lang.Tag, after int, block string) (by string, at time.Time, err error) {
	err = tx.Rows(ctx, `SELECT body, saved_by, saved_at FROM story_revision WHERE story_id = $1 AND lang = $2 AND rev > $3 AND whole_rev > 0
		ORDER BY rev DESC LIMIT 200`, []any{story, string(l), after}, func(scan func(...any) error) error {
		var stored, who string
		var when int64
		if err := scan(&stored, &who, &when); err != nil || !at.IsZero() {
			return err
		}
		p, err := body.UnmarshalPatch([]byte(stored))
		if err != nil {
			return err
		}
		if blockOf(body.Doc{Blocks: p.Blocks}, block) != nil {
			by, at = who, db.Time(when)
		}
		return nil
	})
	return by, at, err
}
