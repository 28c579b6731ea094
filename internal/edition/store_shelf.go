package edition

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Shelf is where readers' copies are looked up. It only reads.
type Shelf struct {
	db  *db.DB
	cut cutters // for what a search shows
}

// NewShelf makes a shelf over a database.
func NewShelf(d *db.DB) *Shelf { return &Shelf{db: d} }

// Found is what stands at an article's address: exactly one of its parts is set.
type Found struct {
	Copy      *Copy      // a live copy
	MovedTo   string     // the slug it has now
	Withdrawn *Withdrawn // it was taken back
}

// Withdrawn is what readers are told of a copy that was taken back.
type Withdrawn struct {
	At     time.Time
	Reason string
}

// Article looks up an article's address. NotFound if nothing ever stood there.
func (s *Shelf) Article(ctx context.Context, l lang.Tag, slug string) (f Found, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { f, err = article(ctx, tx, l, slug); return err })
	return f, err
}

// Siblings lists where a story is published, in no order.
func (s *Shelf) Siblings(ctx context.Context, story string) (list []Sibling, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { list, err = siblings(ctx, tx, story); return err })
	return list, err
}

// List gives the n newest cards that a filter picks after a cursor, and the cursor
// of the next page, which is zero at the end.
func (s *Shelf) List(ctx context.Context, f Filter, after Cursor, n int) (cards []Card, next Cursor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		cards, next, err = list(ctx, tx, f, after, n)
		return err
	})
	return cards, next, err
}

// Newest gives the n newest copies that a filter picks after a cursor, with their
// bodies for feeds (HTML is left empty).
func (s *Shelf) Newest(ctx context.Context, f Filter, after Cursor, n int) (copies []Copy, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { copies, err = newest(ctx, tx, f, after, n); return err })
	return copies, err
}

// TopicPage is a topic as readers of an edition see it.
type TopicPage struct {
	TopicAt
	Newest time.Time
}

// Topic finds a topic by its slug.
func (s *Shelf) Topic(ctx context.Context, l lang.Tag, slug string) (t TopicPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var newest int64
		err := tx.Row(ctx, `SELECT topic_id, slug, name, newest_at FROM edition_topic WHERE lang = $1 AND slug = $2`,
			[]any{string(l), slug}, &t.ID, &t.Slug, &t.Name, &newest)
		t.Newest = db.Time(newest)
		return absent(err, "edition.no_topic")
	})
	return t, err
}

// Topics lists the n topics with the newest articles.
func (s *Shelf) Topics(ctx context.Context, l lang.Tag, n int) (topics []TopicPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Rows(ctx, `SELECT topic_id, slug, name, newest_at FROM edition_topic WHERE lang = $1 ORDER BY newest_at DESC LIMIT $2`,
			[]any{string(l), n}, func(scan func(...any) error) error {
				var t TopicPage
				var newest int64
				if err := scan(&t.ID, &t.Slug, &t.Name, &newest); err != nil {
					return err
				}
				t.Newest = db.Time(newest)
				topics = append(topics, t)
				return nil
			})
	})
	return topics, err
}

// PersonPage is a person as readers of an edition see her.
type PersonPage struct {
	Byline
	Title string // what she is: "Chief editor"
	About string

	portrait string // id of the library, while it is published
}

// Person finds a person by her slug. Who has no live copy in the edition has no page
// there: what is said of her was published with her texts, and goes with them.
func (s *Shelf) Person(ctx context.Context, l lang.Tag, slug string) (p PersonPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var face string
		err := tx.Row(ctx, `SELECT person_id, slug, name, title, about, city, portrait FROM edition_person p WHERE lang = $1 AND slug = $2
			AND EXISTS (SELECT 1 FROM edition_copy_person c WHERE c.lang = p.lang AND c.person_id = p.person_id)`,
			[]any{string(l), slug}, &p.Person, &p.Slug, &p.Name, &p.Title, &p.About, &p.City, &face)
		if err != nil {
			return absent(err, "edition.no_person")
		}
		p.Face, err = decodeFace(face)
		return err
	})
	return p, err
}

// MaxStaff is how many people Staff lists at most.
const MaxStaff = 400

// Staff lists the people with a title who have live copies in an edition, in no order.
func (s *Shelf) Staff(ctx context.Context, l lang.Tag) (staff []PersonPage, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Rows(ctx, `SELECT p.person_id, p.slug, p.name, p.title, p.about, p.city, p.portrait FROM edition_person p
			WHERE p.lang = $1 AND p.title <> '' AND EXISTS (SELECT 1 FROM edition_copy_person c WHERE c.lang = p.lang AND c.person_id = p.person_id)
			ORDER BY p.name LIMIT $2`, []any{string(l), MaxStaff}, func(scan func(...any) error) error {
			var p PersonPage
			var face string
			if err := scan(&p.Person, &p.Slug, &p.Name, &p.Title, &p.About, &p.City, &face); err != nil {
				return err
			}
			var err error
			p.Face, err = decodeFace(face)
			staff = append(staff, p)
			return err
		})
	})
	return staff, err
}

// maxCards is how many cards can be asked for by their stories at once.
const maxCards = 200

// Cards reads the live copies of stories in an edition, by the stories' ids. What is
// not published there is left out.
func (s *Shelf) Cards(ctx context.Context, l lang.Tag, stories []string) (cards map[string]Card, err error) {
	if len(stories) == 0 {
		return nil, nil
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		cards, err = cardsOf(ctx, tx, l, stories[:min(len(stories), maxCards)])
		return err
	})
	return cards, err
}

// InOrder lists the cards that were found in the order in which they were asked for.
func InOrder(stories []string, found map[string]Card) (cards []Card) {
	for _, one := range stories {
		if c, ok := found[one]; ok {
			cards = append(cards, c)
		}
	}
	return cards
}

// Dossier reads what makes a dossier of a topic in an edition, with its n newest
// events; of a topic without one it is empty.
func (s *Shelf) Dossier(ctx context.Context, l lang.Tag, topic string, n int) (d Dossier, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { d, err = dossier(ctx, tx, l, topic, n); return err })
	return d, err
}

// Events lists an edition's n newest events, of all topics.
func (s *Shelf) Events(ctx context.Context, l lang.Tag, n int) (events []Event, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		events, err = listEvents(ctx, tx, `SELECT `+eventColumns+` FROM edition_event WHERE lang = $1 ORDER BY at DESC, event_id DESC LIMIT $2`, string(l), n)
		return err
	})
	return events, err
}

// OtherSides says, by the ids of stories, which stories answer them.
func (s *Shelf) OtherSides(ctx context.Context, stories []string) (others map[string][]string, err error) {
	others = map[string][]string{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		for _, one := range stories[:min(len(stories), maxCards)] {
			found, err := otherSide(ctx, tx, one)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				others[one] = found
			}
		}
		return nil
	})
	return others, err
}

// Front reads what is arranged by hand on an edition's front: the zero Front where
// nothing is. Times that have passed are for the caller to see.
func (s *Shelf) Front(ctx context.Context, l lang.Tag) (f Front, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { f, err = front(ctx, tx, l); return err })
	return f, err
}

// Corrected is a correction with the copy that it stands on.
type Corrected struct {
	Correction
	Card Card
}

// Corrections lists an edition's n newest corrections after a cursor, whose Story is
// a correction's id, and the cursor of the next page, which is zero at the end.
func (s *Shelf) Corrections(ctx context.Context, l lang.Tag, after Cursor, n int) (list []Corrected, next Cursor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, next, err = corrected(ctx, tx, l, after, n)
		return err
	})
	return list, next, err
}

// Old says to which path an address from before Masthead leads now. The address is
// as OldAddress writes it.
func (s *Shelf) Old(ctx context.Context, address string) (path string, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var l, slug string
		err := tx.Row(ctx, `SELECT o.path, coalesce(c.lang, ''), coalesce(c.slug, '') FROM edition_old_address o
			LEFT JOIN edition_copy c ON c.story_id = o.story_id AND c.lang = o.lang WHERE o.address = $1`,
			[]any{address}, &path, &l, &slug)
		if err == nil && path == "" {
			if slug == "" { // its text is not published yet
				err = db.ErrNone
			}
			path = "/" + l + "/" + slug + "/"
		}
		return absent(err, "edition.no_address")
	})
	return path, err
}

// Month is a month of an edition in which something was published.
type Month struct {
	Year  int
	Month time.Month
}

// Months lists, newest first, the months that hold live copies. It costs one look-up
// a month, whatever their number of copies.
func (s *Shelf) Months(ctx context.Context, l lang.Tag) (months []Month, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		before := int64(1) << 60
		for {
			var at int64
			err := tx.Row(ctx, `SELECT published_at FROM edition_copy WHERE lang = $1 AND state = 'live' AND published_at < $2
				ORDER BY published_at DESC LIMIT 1`, []any{string(l), before}, &at)
			if errors.Is(err, db.ErrNone) {
				return nil
			}
			if err != nil {
				return err
			}
			t := db.Time(at)
			months = append(months, Month{t.Year(), t.Month()})
			before = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).UnixMilli()
		}
	})
	return months, err
}

// InMonth lists, newest first, at most n live copies of a month after a cursor, with
// all their siblings, and the next cursor (zero at the end).
func (s *Shelf) InMonth(ctx context.Context, l lang.Tag, m Month, after Cursor, n int) (entries []Entry, next Cursor, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		entries, next, err = inMonth(ctx, tx, l, m, after, n)
		return err
	})
	return entries, next, err
}

// Entry is a copy in a sitemap.
type Entry struct {
	Story    string
	Updated  time.Time
	Siblings []Sibling // every edition's, its own among them; headlines are left empty
}

// Change is one line of the change sequence.
type Change struct {
	Seq  int64
	Tags []string
}

// Changes lists, in order, at most n changes after a number.
func (s *Shelf) Changes(ctx context.Context, after int64, n int) (changes []Change, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error { changes, err = changesAfter(ctx, tx, after, n); return err })
	return changes, err
}

// Seq is the number of the newest change.
func (s *Shelf) Seq(ctx context.Context) (n int64, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Row(ctx, `SELECT n FROM edition_sequence WHERE id = 1`, nil, &n)
	})
	return n, err
}

// absent turns a missing row into NotFound.
func absent(err error, key string) error {
	if errors.Is(err, db.ErrNone) {
		return fault.New(fault.NotFound, key)
	}
	return err
}

func decodeCard(card string, published, updated int64) (c Card, err error) {
	err = json.Unmarshal([]byte(card), &c)
	c.Published, c.Updated = db.Time(published), db.Time(updated)
	return c, err
}
