package story_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/story"
)

// Edits of one story at once are both kept, and each says what it found.
func TestEdit(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		var made story.Story
		write := func(f func(tx *db.Tx) error) error { return d.Write(t.Context(), f) }
		err := write(func(tx *db.Tx) (err error) {
			made, err = story.Create(t.Context(), tx, story.Story{Kind: story.News, Original: "en", Topics: []string{"a"}, People: []story.Credit{{Person: "p", Part: story.Author}}})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		edit := func(by string, change func(*story.Story) error) error {
			return write(func(tx *db.Tx) error {
				_, err := story.Edit(t.Context(), tx, made.ID, by, change)
				return err
			})
		}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				err := edit(fmt.Sprint("by", i), func(s *story.Story) error {
					s.Topics = append(s.Topics, fmt.Sprint("t", i))
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		wrong := errors.New("no")
		if err := edit("x", func(s *story.Story) error { s.Kind = story.Opinion; return wrong }); !errors.Is(err, wrong) {
			t.Error(err)
		}
		if err := edit("x", func(s *story.Story) error { s.Kind = "gossip"; return nil }); fault.KindOf(err) != fault.Invalid {
			t.Error(err)
		}
		if err := edit("x", func(*story.Story) error { return nil }); err != nil {
			t.Error(err)
		}
		err = write(func(tx *db.Tx) error {
			_, err := story.Edit(t.Context(), tx, "nothing", "x", func(*story.Story) error { return nil })
			return err
		})
		if fault.KindOf(err) != fault.NotFound {
			t.Error(err)
		}
		var list []story.Changed
		err = d.Read(t.Context(), func(tx *db.Tx) (err error) {
			if made, err = story.Find(t.Context(), tx, made.ID); err != nil {
				return err
			}
			list, err = story.Changes(t.Context(), tx, made.ID, 100)
			return err
		})
		if err != nil || len(made.Topics) != 9 || made.Kind != story.News || len(made.People) != 1 || len(list) != 8 {
			t.Fatalf("%+v %d %v", made, len(list), err)
		}
		for _, c := range list {
			f, ok := c.Fields["topics"]
			if len(c.Fields) != 1 || !ok || f.Is != f.Was+" t"+c.By[2:] || !c.At.Equal(noon) {
				t.Errorf("%+v", c)
			}
		}
	})
}
