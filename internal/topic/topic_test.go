package topic_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/topic"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestEnsure(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		ids := make([]string, 10)
		var wg sync.WaitGroup
		for i := range ids {
			wg.Go(func() {
				err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
					ids[i], err = topic.Ensure(t.Context(), tx, "border")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		var other string
		err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
			other, err = topic.Ensure(t.Context(), tx, "Border")
			return err
		})
		for _, one := range ids {
			if err != nil || one == "" || one != ids[0] || one == other {
				t.Fatalf("topics %v, another %s, %v", ids, other, err)
			}
		}
	})
}

func TestSetName(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			ctx := t.Context()
			slugs := map[string]string{}
			var first string
			// As many namesakes as an archive may hold: each gets a slug, no two the same.
			for i := range 50 {
				one, err := topic.Ensure(ctx, tx, fmt.Sprintf("t%d", i))
				if err != nil {
					return err
				}
				n, err := topic.SetName(ctx, tx, one, "en", topic.Name{Slug: "war", Name: "War"})
				if err != nil {
					return err
				}
				if holder, taken := slugs[n.Slug]; taken {
					t.Errorf("%s and %s are both %s", holder, one, n.Slug)
				}
				slugs[n.Slug] = one
				if again, err := topic.SetName(ctx, tx, one, "en", topic.Name{Slug: "war", Name: "War!"}); err != nil || again.Slug != n.Slug {
					t.Errorf("named again %q became %q, %v", n.Slug, again.Slug, err)
				}
				switch i {
				case 0:
					first = one
					if n.Slug != "war" {
						t.Errorf("the first is %q", n.Slug)
					}
				case 1:
					if n.Slug != "war-2" {
						t.Errorf("the second is %q", n.Slug)
					}
				case 49:
					if !strings.HasPrefix(n.Slug, "war-") {
						t.Errorf("the fiftieth is %q", n.Slug)
					}
				}
			}
			if n, err := topic.SetName(ctx, tx, first, "ru", topic.Name{Name: "☢"}); err != nil || n.Slug != "topic" {
				t.Errorf("without a slug: %q, %v", n.Slug, err)
			}
			if _, err := topic.SetName(ctx, tx, first, "ru", topic.Name{Slug: "x"}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("without a name: %v", err)
			}
			second := slugs["war-2"]
			names, found, err := topic.NamesIn(ctx, tx, []string{second, "nobody", first}, "en")
			if err != nil || fmt.Sprint(found) != fmt.Sprint([]string{second, first}) || names[0] != (topic.Name{Slug: "war-2", Name: "War!"}) || names[1].Slug != "war" {
				t.Errorf("names %v of %v, %v", names, found, err)
			}
			names, found, err = topic.NamesIn(ctx, tx, []string{second, first}, "ru")
			if err != nil || len(names) != 1 || len(found) != 1 || found[0] != first {
				t.Errorf("in a language that one lacks: %v of %v, %v", names, found, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A topic that is made by hand has the addresses that were asked for, or is not made.
func TestTopicByHand(t *testing.T) {
	dbtest.EachAt(t, clock.NewFake(noon).Now, func(t *testing.T, d *db.DB) {
		type names = map[lang.Tag]topic.Name
		for _, c := range []struct {
			rename bool
			key    string
			names  names
			want   string
		}{
			{false, "harvest", names{"en": {Name: "The harvest"}, "ru": {Name: "Урожай", Slug: "zhatva"}}, ""},
			{false, "harvest", names{"en": {Name: "Another"}}, "topic.key_taken"},
			{false, "other", names{"en": {Name: "The Harvest!"}}, "topic.slug_taken"},
			{false, "signs", names{"en": {Name: "☆"}}, ""},
			{true, "harvest", names{"en": {Name: "Harvests"}, "ka": {Name: "მოსავალი"}}, ""},
			{true, "none", names{"en": {Name: "x"}}, "topic.absent"},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) (err error) {
				if c.rename {
					_, err = topic.Rename(t.Context(), tx, c.key, c.names)
				} else {
					_, err = topic.Add(t.Context(), tx, c.key, c.names)
				}
				return err
			})
			got := ""
			if f, ok := fault.As(err); ok {
				got = f.Key
			}
			if got != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%s: %v, want %q", c.key, err, c.want)
			}
		}
		var all []string
		for after := ""; ; {
			var list []topic.Topic
			err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
				list, err = topic.List(t.Context(), tx, after, 1)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(list) == 0 {
				break
			}
			after = list[0].Key
			all = append(all, fmt.Sprint(list[0].Key, list[0].Names))
		}
		if got := strings.Join(all, "; "); got != "harvestmap[en:{the-harvest Harvests} ka:{mosavali მოსავალი} ru:{zhatva Урожай}]; signsmap[en:{signs ☆}]" {
			t.Error(got)
		}
	})
}
