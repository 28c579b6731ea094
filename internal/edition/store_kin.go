package edition

import (
	"context"
	"encoding/json"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// SiblingsOf lists where each of the stories is published, in the order of languages. It
// is meant for the articles of one list.
func (s *Shelf) SiblingsOf(ctx context.Context, stories []string) (map[string][]Sibling, error) {
	found := make(map[string][]Sibling, len(stories))
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for _, one := range stories {
			list, err := siblings(ctx, tx, one)
			if err != nil {
				return err
			}
			found[one] = list
		}
		return nil
	})
	return found, err
}

// Namesake is the page of a topic or a person in one edition.
type Namesake struct {
	Lang lang.Tag
	Slug string
}

// TopicIn lists the editions in which readers see a topic.
func (s *Shelf) TopicIn(ctx context.Context, topic string) ([]Namesake, error) {
	return s.namesakes(ctx, `SELECT lang, slug FROM edition_topic WHERE topic_id = $1 ORDER BY lang`, topic)
}

// PersonIn lists the editions in which a person has a page.
func (s *Shelf) PersonIn(ctx context.Context, person string) ([]Namesake, error) {
	return s.namesakes(ctx, `SELECT p.lang, p.slug FROM edition_person p WHERE p.person_id = $1
		AND EXISTS (SELECT 1 FROM edition_copy_person c WHERE c.lang = p.lang AND c.person_id = p.person_id) ORDER BY p.lang`, person)
}

func (s *Shelf) namesakes(ctx context.Context, query, id string) (list []Namesake, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		return tx.Rows(ctx, query, []any{id}, func(scan func(...any) error) error {
			var n Namesake
			err := scan(&n.Lang, &n.Slug)
			list = append(list, n)
			return err
		})
	})
	return list, err
}

// liveCard reads the card of a copy that readers see; a zero card if there is none.
func liveCard(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (c Card, err error) {
	err = tx.Rows(ctx, `SELECT card FROM edition_copy WHERE story_id = $1 AND lang = $2 AND state = 'live'`, []any{storyID, string(l)}, func(scan func(...any) error) error {
		var card string
		if err := scan(&card); err != nil {
			return err
		}
		return json.Unmarshal([]byte(card), &c)
	})
	return c, err
}
