package edition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// The states of a copy.
const (
	live      = "live"
	withdrawn = "withdrawn"
)

// article finds whose address it is and reads that copy; an address the copy no
// longer has leads to its present one.
func article(ctx context.Context, tx *db.Tx, l lang.Tag, slug string) (Found, error) {
	c := &Copy{}
	var state, reason, card, page string
	var published, updated, gone, behind int64
	err := tx.Row(ctx, `SELECT c.state, c.reason, c.rev, c.published_at, c.updated_at, c.withdrawn_at, c.behind_at, c.card, c.page, c.html
		FROM edition_address a JOIN edition_copy c ON c.story_id = a.story_id AND c.lang = a.lang
		WHERE a.lang = $1 AND a.slug = $2`, []any{string(l), slug},
		&state, &reason, &c.Rev, &published, &updated, &gone, &behind, &card, &page, &c.HTML)
	if err != nil {
		return Found{}, absent(err, "edition.no_article")
	}
	if state == withdrawn {
		return Found{Withdrawn: &Withdrawn{At: db.Time(gone), Reason: reason}}, nil
	}
	if c.Card, err = decodeCard(card, published, updated); err != nil {
		return Found{}, err
	}
	if c.Slug != slug {
		return Found{MovedTo: c.Slug}, nil
	}
	if err := json.Unmarshal([]byte(page), &c.Page); err != nil {
		return Found{}, err
	}
	c.Behind = db.Time(behind)
	c.OtherSide, err = otherSide(ctx, tx, c.Story)
	return Found{Copy: c}, err
}

func siblings(ctx context.Context, tx *db.Tx, story string) (list []Sibling, err error) {
	err = tx.Rows(ctx, `SELECT lang, slug, card FROM edition_copy WHERE story_id = $1 AND state = 'live' ORDER BY lang`, []any{story}, func(scan func(...any) error) error {
		var s Sibling
		var card string
		if err := scan(&s.Lang, &s.Slug, &card); err != nil {
			return err
		}
		var head struct {
			Headline string `json:"headline"`
		}
		err := json.Unmarshal([]byte(card), &head)
		s.Headline = head.Headline
		list = append(list, s)
		return err
	})
	return list, err
}

// Each list is its own constant text, so that the engine keeps one plan and walks one
// index from the cursor on: a page costs the same whatever the archive holds.
const (
	cardColumns = `c.card, c.published_at, c.updated_at, c.story_id`
	cursorWhere = ` AND (c.published_at, c.story_id) < ($2, $3) ORDER BY c.published_at DESC, c.story_id DESC LIMIT $4`
	listAll     = ` FROM edition_copy c WHERE c.state = 'live' AND c.lang = $1` + cursorWhere
	listSection = ` FROM edition_copy c WHERE c.state = 'live' AND c.lang = $1 AND c.section_id = $5` + cursorWhere
	listKind    = ` FROM edition_copy c WHERE c.state = 'live' AND c.lang = $1 AND c.kind = $5` + cursorWhere
	joined      = ` t JOIN edition_copy c ON c.story_id = t.story_id AND c.lang = t.lang WHERE t.lang = $1`
	joinedOrder = ` AND (t.published_at, t.story_id) < ($2, $3) ORDER BY t.published_at DESC, t.story_id DESC LIMIT $4`
	listTopic   = ` FROM edition_copy_topic` + joined + ` AND t.topic_id = $5` + joinedOrder
	listPerson  = ` FROM edition_copy_person` + joined + ` AND t.person_id = $5` + joinedOrder
)

// from gives the part of a list's statement after its columns, and the argument
// that goes with it.
func (f Filter) from() (string, []any) {
	switch {
	case f.Section != "":
		return listSection, []any{f.Section}
	case f.Kind != "":
		return listKind, []any{f.Kind}
	case f.Topic != "":
		return listTopic, []any{f.Topic}
	case f.Person != "":
		return listPerson, []any{f.Person}
	}
	return listAll, nil
}

// farFuture is after every moment a copy can have.
const farFuture = int64(1) << 60

func (c Cursor) bounds() (published int64, story string) {
	if c.Story == "" && c.Published.IsZero() {
		return farFuture, ""
	}
	return c.Published.UnixMilli(), c.Story
}

func list(ctx context.Context, tx *db.Tx, f Filter, after Cursor, n int) (cards []Card, next Cursor, err error) {
	from, more := f.from()
	at, story := after.bounds()
	args := append([]any{string(f.Lang), at, story, n + 1}, more...)
	err = tx.Rows(ctx, `SELECT `+cardColumns+from, args, func(scan func(...any) error) error {
		var card, story string
		var published, updated int64
		if err := scan(&card, &published, &updated, &story); err != nil {
			return err
		}
		c, err := decodeCard(card, published, updated)
		cards = append(cards, c)
		return err
	})
	if err == nil && len(cards) > n {
		cards = cards[:n]
		last := cards[n-1]
		next = Cursor{last.Published, last.Story}
	}
	return cards, next, err
}

func newest(ctx context.Context, tx *db.Tx, f Filter, after Cursor, n int) (copies []Copy, err error) {
	from, more := f.from()
	at, last := after.bounds()
	args := append([]any{string(f.Lang), at, last, n}, more...)
	err = tx.Rows(ctx, `SELECT c.page, c.feed, c.rev, `+cardColumns+from, args, func(scan func(...any) error) error {
		var c Copy
		var card, page, story string
		var published, updated int64
		if err := scan(&page, &c.Feed, &c.Rev, &card, &published, &updated, &story); err != nil {
			return err
		}
		var err error
		if c.Card, err = decodeCard(card, published, updated); err != nil {
			return err
		}
		err = json.Unmarshal([]byte(page), &c.Page)
		copies = append(copies, c)
		return err
	})
	return copies, err
}

func inMonth(ctx context.Context, tx *db.Tx, l lang.Tag, m Month, after Cursor, n int) (entries []Entry, next Cursor, err error) {
	from := time.Date(m.Year, m.Month, 1, 0, 0, 0, 0, time.UTC)
	to := from.AddDate(0, 1, 0).UnixMilli()
	at, story := after.bounds()
	if at >= to {
		at, story = to, ""
	}
	var last Cursor // where the last of the entries stands
	err = tx.Rows(ctx, `SELECT c.story_id, c.published_at, c.updated_at, s.lang, s.slug FROM (
			SELECT story_id, published_at, updated_at FROM edition_copy
			WHERE state = 'live' AND lang = $1 AND (published_at, story_id) < ($2, $3) AND published_at >= $4
			ORDER BY published_at DESC, story_id DESC LIMIT $5) c
		JOIN edition_copy s ON s.story_id = c.story_id AND s.state = 'live'
		ORDER BY c.published_at DESC, c.story_id DESC, s.lang`,
		[]any{string(l), at, story, from.UnixMilli(), n + 1}, func(scan func(...any) error) error {
			var story string
			var published, updated int64
			var s Sibling
			if err := scan(&story, &published, &updated, &s.Lang, &s.Slug); err != nil {
				return err
			}
			if len(entries) == 0 || entries[len(entries)-1].Story != story {
				if len(entries) == n {
					next = last
					return nil
				}
				last = Cursor{db.Time(published), story}
				entries = append(entries, Entry{Story: story, Updated: db.Time(updated)})
			}
			e := &entries[len(entries)-1]
			e.Siblings = append(e.Siblings, s)
			return nil
		})
	if err != nil {
		return nil, Cursor{}, err
	}
	return entries, next, nil
}

func changesAfter(ctx context.Context, tx *db.Tx, after int64, n int) (changes []Change, err error) {
	err = tx.Rows(ctx, `SELECT seq, tags FROM edition_change WHERE seq > $1 ORDER BY seq LIMIT $2`, []any{after, n}, func(scan func(...any) error) error {
		var c Change
		var tags string
		err := scan(&c.Seq, &tags)
		c.Tags = strings.Fields(tags)
		changes = append(changes, c)
		return err
	})
	return changes, err
}

// addChange writes the next line of the sequence. The row lock on edition_sequence,
// held until the commit, makes the numbers appear in the order of the commits.
func addChange(ctx context.Context, tx *db.Tx, tags []string) (int64, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	var seq int64
	if err := tx.Row(ctx, `UPDATE edition_sequence SET n = n + 1 WHERE id = 1 RETURNING n`, nil, &seq); err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_change (seq, at, tags) VALUES ($1, $2, $3)`, seq, db.Millis(now), strings.Join(tags, " "))
	return seq, err
}

// slugHolder says whose story an address belongs to, "" for nobody's.
func slugHolder(ctx context.Context, tx *db.Tx, l lang.Tag, slug string) (story string, err error) {
	err = tx.Row(ctx, `SELECT story_id FROM edition_address WHERE lang = $1 AND slug = $2`, []any{string(l), slug}, &story)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return story, err
}

func putCopy(ctx context.Context, tx *db.Tx, c Copy) error {
	card, err := json.Marshal(c.Card)
	if err != nil {
		return err
	}
	page, err := json.Marshal(c.Page)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO edition_copy (story_id, lang, state, slug, rev, kind, section_id, published_at, updated_at, withdrawn_at, reason, card, page, html, feed)
		VALUES ($1, $2, 'live', $3, $4, $5, $6, $7, $8, 0, '', $9, $10, $11, $12)
		ON CONFLICT (story_id, lang) DO UPDATE SET state = 'live', slug = excluded.slug, rev = excluded.rev, kind = excluded.kind,
			section_id = excluded.section_id, published_at = excluded.published_at, updated_at = excluded.updated_at, withdrawn_at = 0,
			reason = '', card = excluded.card, page = excluded.page, html = excluded.html, feed = excluded.feed`,
		c.Story, string(c.Lang), c.Slug, c.Rev, c.Kind, c.Section, db.Millis(c.Published), db.Millis(c.Updated),
		string(card), string(page), c.HTML, c.Feed)
	if err != nil {
		return err
	}
	return story.Touch(ctx, tx, c.Story)
}

// claimSlug makes an address a story's, unless it is another's. It is tried by taking
// it: one that is looked up first could be taken before it is written.
func claimSlug(ctx context.Context, tx *db.Tx, l lang.Tag, slug, story string) (own bool, err error) {
	n, err := tx.Exec(ctx, `INSERT INTO edition_address (lang, slug, story_id) VALUES ($1, $2, $3) ON CONFLICT (lang, slug) DO NOTHING`,
		string(l), slug, story)
	if err != nil || n == 1 {
		return err == nil, err
	}
	holder, err := slugHolder(ctx, tx, l, slug)
	return holder == story, err
}

// parkTopic takes from another topic the slug that one has now, and says which it was.
func parkTopic(ctx context.Context, tx *db.Tx, l lang.Tag, t TopicAt) (stale string, err error) {
	err = tx.Row(ctx, `UPDATE edition_topic SET slug = topic_id WHERE lang = $1 AND slug = $2 AND topic_id <> $3 RETURNING topic_id`,
		[]any{string(l), t.Slug, t.ID}, &stale)
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return stale, err
}

func renameTopic(ctx context.Context, tx *db.Tx, l lang.Tag, t TopicAt) error {
	_, err := tx.Exec(ctx, `UPDATE edition_topic SET slug = $3, name = $4 WHERE lang = $1 AND topic_id = $2`, string(l), t.ID, t.Slug, t.Name)
	return err
}

const (
	updateTopic = `UPDATE edition_topic SET slug = $3, name = $4, newest_at = CASE WHEN newest_at > $5 THEN newest_at ELSE $5 END WHERE lang = $1 AND topic_id = $2`
	insertTopic = `INSERT INTO edition_topic (lang, topic_id, slug, name, newest_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`

	updatePerson = `UPDATE edition_person SET slug = $3, name = $4, title = $5, about = $6, city = $7, portrait = $8 WHERE lang = $1 AND person_id = $2`
	insertPerson = `INSERT INTO edition_person (lang, person_id, slug, name, title, about, city, portrait) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`
)

// putShared brings a row that many copies share up to date, or makes it. Its table has
// two unique keys. ON CONFLICT with one of them would not do: where two transactions
// make the row at the same moment, PostgreSQL may trip over the other key.
func putShared(ctx context.Context, tx *db.Tx, update, insert string, args ...any) error {
	for range 2 {
		for _, statement := range []string{update, insert} {
			if n, err := tx.Exec(ctx, statement, args...); err != nil || n > 0 {
				return err
			}
		}
	}
	return fmt.Errorf("%w: the slug %v is another's", db.ErrUnique, args[2])
}

// putIndexes writes the rows by which topics and people find a copy, and what readers
// see of those topics and people.
func putIndexes(ctx context.Context, tx *db.Tx, c Copy, people []PersonPage) error {
	at := db.Millis(c.Published)
	// In one order, so that publishings which share topics wait for each other and
	// never in a circle.
	topics := slices.SortedFunc(slices.Values(c.Topics), func(a, b TopicAt) int { return strings.Compare(a.ID, b.ID) })
	people = slices.SortedFunc(slices.Values(people), func(a, b PersonPage) int { return strings.Compare(a.Person, b.Person) })
	for _, t := range topics {
		if _, err := tx.Exec(ctx, `INSERT INTO edition_copy_topic (lang, topic_id, published_at, story_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (story_id, lang, topic_id) DO UPDATE SET published_at = excluded.published_at`, string(c.Lang), t.ID, at, c.Story); err != nil {
			return err
		}
		if err := putShared(ctx, tx, updateTopic, insertTopic, string(c.Lang), t.ID, t.Slug, t.Name, at); err != nil {
			return err
		}
	}
	for _, p := range people {
		if _, err := tx.Exec(ctx, `INSERT INTO edition_copy_person (lang, person_id, published_at, story_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (story_id, lang, person_id) DO UPDATE SET published_at = excluded.published_at`, string(c.Lang), p.Person, at, c.Story); err != nil {
			return err
		}
		face, err := encodeFace(p.Face)
		if err != nil {
			return err
		}
		if err := putShared(ctx, tx, updatePerson, insertPerson, string(c.Lang), p.Person, p.Slug, p.Name, p.Title, p.About, p.City, face); err != nil {
			return err
		}
	}
	return putCorrections(ctx, tx, c.Lang, c.Story, c.Corrections)
}

// dropIndexes takes a copy out of the lists of its topics and people, and gives back
// which those were. A topic left without a copy leaves the edition.
func dropIndexes(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (topics, people []string, err error) {
	gather := func(into *[]string) func(func(...any) error) error {
		return func(scan func(...any) error) error {
			var s string
			err := scan(&s)
			*into = append(*into, s)
			return err
		}
	}
	if err := tx.Rows(ctx, `DELETE FROM edition_copy_topic WHERE story_id = $1 AND lang = $2 RETURNING topic_id`, []any{story, string(l)}, gather(&topics)); err != nil {
		return nil, nil, err
	}
	if err := tx.Rows(ctx, `DELETE FROM edition_copy_person WHERE story_id = $1 AND lang = $2 RETURNING person_id`, []any{story, string(l)}, gather(&people)); err != nil {
		return nil, nil, err
	}
	_, err = tx.Exec(ctx, `DELETE FROM edition_correction WHERE story_id = $1 AND lang = $2`, story, string(l))
	return topics, people, err
}

// settleTopics brings topics' newest moments up to date after copies left them.
func settleTopics(ctx context.Context, tx *db.Tx, l lang.Tag, topics []string) error {
	slices.Sort(topics)
	for _, t := range topics {
		// The row is held before the copies are counted, so that two that leave a topic
		// together do not each take the other for still there.
		if _, err := tx.Exec(ctx, `UPDATE edition_topic SET newest_at = newest_at WHERE lang = $1 AND topic_id = $2`, string(l), t); err != nil {
			return err
		}
		var newest int64
		err := tx.Row(ctx, `SELECT published_at FROM edition_copy_topic WHERE lang = $1 AND topic_id = $2 ORDER BY published_at DESC LIMIT 1`,
			[]any{string(l), t}, &newest)
		switch {
		case errors.Is(err, db.ErrNone):
			_, err = tx.Exec(ctx, `DELETE FROM edition_topic WHERE lang = $1 AND topic_id = $2`, string(l), t)
		case err == nil:
			_, err = tx.Exec(ctx, `UPDATE edition_topic SET newest_at = $3 WHERE lang = $1 AND topic_id = $2`, string(l), t, newest)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putOldAddress keeps an address from before Masthead. The first to claim it has it.
func putOldAddress(ctx context.Context, tx *db.Tx, address, story string, l lang.Tag, path string) (claimed bool, err error) {
	if _, err = tx.Exec(ctx, `INSERT INTO edition_old_address (address, story_id, lang, path) VALUES ($1, $2, $3, $4) ON CONFLICT (address) DO NOTHING`,
		address, story, string(l), path); err != nil {
		return false, err
	}
	var holder, in, to string
	err = tx.Row(ctx, `SELECT story_id, lang, path FROM edition_old_address WHERE address = $1`, []any{address}, &holder, &in, &to)
	return holder == story && in == string(l) && to == path, err
}
