package story

import (
	"context"
	"errors"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// Create keeps a new story and gives it its id. Its texts are saved by Save.
func Create(ctx context.Context, tx *db.Tx, s Story) (Story, error) {
	if s.Stage == "" {
		s.Stage = Drafting
	}
	if err := s.check(); err != nil {
		return s, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return s, err
	}
	s.ID, s.CreatedAt, s.UpdatedAt = id.New(now), now, now
	_, err = tx.Exec(ctx, `INSERT INTO story (id, kind, original, stage, bureau, viewpoint, section_id, partner, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
		s.ID, string(s.Kind), string(s.Original), string(s.Stage), s.Bureau, s.Viewpoint, s.Section, s.Partner, db.Millis(now))
	if err != nil {
		return s, err
	}
	if err := SetTopics(ctx, tx, s.ID, s.Topics); err != nil {
		return s, err
	}
	if err := SetPeople(ctx, tx, s.ID, s.People); err != nil {
		return s, err
	}
	return s, Touch(ctx, tx, s.ID)
}

// Change writes what a story is (its texts and original stay as they are). The
// topics and people are replaced by those given.
func Change(ctx context.Context, tx *db.Tx, s Story) error {
	if err := s.check(); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE story SET kind = $2, stage = $3, bureau = $4, viewpoint = $5, section_id = $6, partner = $7, updated_at = $8
		WHERE id = $1`, s.ID, string(s.Kind), string(s.Stage), s.Bureau, s.Viewpoint, s.Section, s.Partner, db.Millis(now))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "story.absent")
	}
	if err := SetTopics(ctx, tx, s.ID, s.Topics); err != nil {
		return err
	}
	if err := SetPeople(ctx, tx, s.ID, s.People); err != nil {
		return err
	}
	return Touch(ctx, tx, s.ID)
}

// SetTopics gives a story its topics, the main one first.
func SetTopics(ctx context.Context, tx *db.Tx, story string, topics []string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM story_topic WHERE story_id = $1`, story); err != nil {
		return err
	}
	for i, t := range topics {
		if _, err := tx.Exec(ctx, `INSERT INTO story_topic (story_id, topic_id, position) VALUES ($1, $2, $3)
			ON CONFLICT (story_id, topic_id) DO NOTHING`, story, t, i); err != nil {
			return err
		}
	}
	return nil
}

// AddTopic gives a story one topic more, after those it has.
func AddTopic(ctx context.Context, tx *db.Tx, story, topic string) error {
	_, err := tx.Exec(ctx, `INSERT INTO story_topic (story_id, topic_id, position)
		SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), coalesce(max(position), -1) + 1 FROM story_topic WHERE story_id = $1
		ON CONFLICT (story_id, topic_id) DO NOTHING`, story, topic)
	return err
}

// SetPeople says who did what for a story.
func SetPeople(ctx context.Context, tx *db.Tx, story string, people []Credit) error {
	if _, err := tx.Exec(ctx, `DELETE FROM story_person WHERE story_id = $1`, story); err != nil {
		return err
	}
	for i, c := range people {
		if err := addCredit(ctx, tx, story, c, i); err != nil {
			return err
		}
	}
	return nil
}

// AddPerson adds one person's part, after those that are there.
func AddPerson(ctx context.Context, tx *db.Tx, story string, c Credit) error {
	var n int
	if err := tx.Row(ctx, `SELECT count(*) FROM story_person WHERE story_id = $1`, []any{story}, &n); err != nil {
		return err
	}
	return addCredit(ctx, tx, story, c, n)
}

func addCredit(ctx context.Context, tx *db.Tx, story string, c Credit, position int) error {
	_, err := tx.Exec(ctx, `INSERT INTO story_person (story_id, lang, person_id, part, position) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (story_id, lang, person_id, part) DO NOTHING`, story, string(c.Lang), c.Person, string(c.Part), position)
	return err
}

// Find reads a story.
func Find(ctx context.Context, tx *db.Tx, story string) (Story, error) {
	s := Story{ID: story}
	var created, updated int64
	err := tx.Row(ctx, `SELECT kind, original, stage, bureau, viewpoint, section_id, partner, created_at, updated_at FROM story WHERE id = $1`,
		[]any{story}, &s.Kind, &s.Original, &s.Stage, &s.Bureau, &s.Viewpoint, &s.Section, &s.Partner, &created, &updated)
	if errors.Is(err, db.ErrNone) {
		return s, fault.New(fault.NotFound, "story.absent")
	}
	if err != nil {
		return s, err
	}
	s.CreatedAt, s.UpdatedAt = db.Time(created), db.Time(updated)
	err = tx.Rows(ctx, `SELECT topic_id FROM story_topic WHERE story_id = $1 ORDER BY position`, []any{story}, func(scan func(...any) error) error {
		var t string
		err := scan(&t)
		s.Topics = append(s.Topics, t)
		return err
	})
	if err != nil {
		return s, err
	}
	if s.OtherSide, err = otherSide(ctx, tx, story); err != nil {
		return s, err
	}
	return s, tx.Rows(ctx, `SELECT person_id, part, lang FROM story_person WHERE story_id = $1 ORDER BY position`, []any{story}, func(scan func(...any) error) error {
		var c Credit
		err := scan(&c.Person, &c.Part, &c.Lang)
		s.People = append(s.People, c)
		return err
	})
}

// ListIDs lists story ids, the newest first, that come before one (empty: from the
// newest): all, those of a bureau, or those that name a person as an author.
func ListIDs(ctx context.Context, tx *db.Tx, from Source, before string, n int) (ids []string, err error) {
	if before == "" {
		before = "8" // after every id: their first sign is at most 7
	}
	query, args := listAll, []any{before, n}
	switch {
	case from.Author != "":
		query, args = listAuthor, append(args, from.Author)
	case from.Bureau != "":
		query, args = listBureau, append(args, from.Bureau)
	}
	err = tx.Rows(ctx, query, args, func(scan func(...any) error) error {
		var one string
		err := scan(&one)
		ids = append(ids, one)
		return err
	})
	return ids, err
}

// Source picks the stories of a list: those of a bureau or of an author, or all.
type Source struct{ Bureau, Author string }

// Each walks one index from the cursor on.
const (
	listAll    = `SELECT id FROM story WHERE id < $1 ORDER BY id DESC LIMIT $2`
	listBureau = `SELECT id FROM story WHERE bureau = $3 AND id < $1 ORDER BY id DESC LIMIT $2`
	listAuthor = `SELECT DISTINCT story_id FROM story_person WHERE person_id = $3 AND part = 'author' AND story_id < $1 ORDER BY story_id DESC LIMIT $2`
)

// IsAuthor says whether the story names a person as an author.
func (s Story) IsAuthor(selves ...string) bool {
	return slices.ContainsFunc(s.People, func(c Credit) bool { return c.Part == Author && slices.Contains(selves, c.Person) })
}

// Authors are the ids of those whom the story names as authors.
func (s Story) Authors() (ids []string) {
	for _, c := range s.People {
		if c.Part == Author {
			ids = append(ids, c.Person)
		}
	}
	return ids
}

// InSection counts the stories of a section.
func InSection(ctx context.Context, tx *db.Tx, section string) (n int, err error) {
	err = tx.Row(ctx, `SELECT count(*) FROM story WHERE section_id = $1`, []any{section}, &n)
	return n, err
}

// TextState is where a story's text in one language stands.
type TextState struct {
	Lang     lang.Tag
	Rev      int
	MadeFrom lang.Tag
	MadeRev  int
}

// Texts lists the languages in which a story has a text.
func Texts(ctx context.Context, tx *db.Tx, story string) (texts []TextState, err error) {
	err = tx.Rows(ctx, `SELECT lang, rev, made_from, made_rev FROM story_text WHERE story_id = $1 AND rev > 0 ORDER BY lang`, []any{story}, func(scan func(...any) error) error {
		var t TextState
		err := scan(&t.Lang, &t.Rev, &t.MadeFrom, &t.MadeRev)
		texts = append(texts, t)
		return err
	})
	return texts, err
}

// lockText takes the text's row for this transaction, making it if there is none,
// and gives its newest revision (0 for none). Whoever saves or publishes the same
// text meanwhile waits for the commit.
func lockText(ctx context.Context, tx *db.Tx, s Save, now int64) (rev int, err error) {
	_, err = tx.Exec(ctx, `INSERT INTO story_text (story_id, lang, rev, made_from, made_rev, updated_at)
		SELECT id, CAST($2 AS TEXT), 0, CAST($3 AS TEXT), CAST($4 AS INTEGER), CAST($5 AS BIGINT) FROM story WHERE id = $1
		ON CONFLICT (story_id, lang) DO NOTHING`, s.Story, string(s.Lang), string(s.MadeFrom), s.MadeRev, now)
	if err != nil {
		return 0, err
	}
	err = tx.Row(ctx, `UPDATE story_text SET updated_at = $3 WHERE story_id = $1 AND lang = $2 RETURNING rev`,
		[]any{s.Story, string(s.Lang), now}, &rev)
	if errors.Is(err, db.ErrNone) {
		return 0, fault.New(fault.NotFound, "story.absent")
	}
	return rev, err
}

// Hold keeps a text as it is for the rest of this transaction: whoever saves it or
// holds it too waits for the commit. NotFound if there is no such text.
func Hold(ctx context.Context, tx *db.Tx, story string, l lang.Tag) error {
	n, err := tx.Exec(ctx, `UPDATE story_text SET rev = rev WHERE story_id = $1 AND lang = $2`, story, string(l))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "story.text_absent").With("lang", string(l))
	}
	return err
}

// HoldWhole keeps which texts of a story are made from which as it is for the rest of this
// transaction: whoever holds the story too waits for the commit. NotFound if there is no
// such story.
func HoldWhole(ctx context.Context, tx *db.Tx, story string) error {
	return holdStory(ctx, tx, []string{story})
}

// orphans calls each with every text whose story is gone.
func orphans(ctx context.Context, tx *db.Tx, each func(id string)) error {
	return tx.Rows(ctx, `SELECT t.story_id, t.lang FROM story_text t LEFT JOIN story s ON s.id = t.story_id WHERE s.id IS NULL`, nil, func(scan func(...any) error) error {
		var storyID, l string
		err := scan(&storyID, &l)
		each(storyID + " " + l)
		return err
	})
}
