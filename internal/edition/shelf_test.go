package edition_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// everything asks every method of the shelf whatever can be asked of it, and gives all
// answers as text.
func (b *bed) everything(slugs, ids []string) string {
	b.Helper()
	ctx := b.Context()
	var out strings.Builder
	say := func(v any, err error) {
		if err != nil && fault.KindOf(err) != fault.NotFound {
			b.Error(err)
		}
		out.WriteString(asJSON(v) + "\n")
	}
	asked := map[string]func(l lang.Tag){
		"Article": func(l lang.Tag) {
			for _, s := range slugs {
				v, err := b.shelf.Article(ctx, l, s)
				say(v, err)
			}
		},
		"Siblings": func(lang.Tag) {
			for _, id := range ids {
				v, err := b.shelf.Siblings(ctx, id)
				say(v, err)
			}
		},
		"Piece": func(l lang.Tag) {
			for _, id := range ids {
				v, err := b.shelf.Piece(ctx, id, l)
				say(v, err)
			}
		},
		"SiblingsOf": func(lang.Tag) { v, err := b.shelf.SiblingsOf(ctx, ids); say(v, err) },
		"TopicIn": func(lang.Tag) {
			for _, id := range ids {
				v, err := b.shelf.TopicIn(ctx, id)
				say(v, err)
			}
		},
		"PersonIn": func(lang.Tag) {
			for _, id := range ids {
				v, err := b.shelf.PersonIn(ctx, id)
				say(v, err)
			}
		},
		"List": func(l lang.Tag) {
			for _, f := range filters(l, ids) {
				v, _, err := b.shelf.List(ctx, f, edition.Cursor{}, 100)
				say(v, err)
			}
		},
		"Newest": func(l lang.Tag) {
			for _, f := range filters(l, ids) {
				v, err := b.shelf.Newest(ctx, f, edition.Cursor{}, 100)
				say(v, err)
			}
		},
		"Topic": func(l lang.Tag) {
			for _, s := range slugs {
				v, err := b.shelf.Topic(ctx, l, s)
				say(v, err)
			}
		},
		"Topics": func(l lang.Tag) { v, err := b.shelf.Topics(ctx, l, 100); say(v, err) },
		"Person": func(l lang.Tag) {
			for _, s := range slugs {
				v, err := b.shelf.Person(ctx, l, s)
				say(v, err)
			}
		},
		"Staff": func(l lang.Tag) { v, err := b.shelf.Staff(ctx, l); say(v, err) },
		"Cards": func(l lang.Tag) { v, err := b.shelf.Cards(ctx, l, ids); say(v, err) },
		"Dossier": func(l lang.Tag) {
			for _, id := range ids {
				v, err := b.shelf.Dossier(ctx, l, id, 100)
				say(v, err)
			}
		},
		"Events":        func(l lang.Tag) { v, err := b.shelf.Events(ctx, l, 100); say(v, err) },
		"OtherSides":    func(lang.Tag) { v, err := b.shelf.OtherSides(ctx, ids); say(v, err) },
		"Front":         func(l lang.Tag) { v, err := b.shelf.Front(ctx, l); say(v, err) },
		"Corrections":   func(l lang.Tag) { v, _, err := b.shelf.Corrections(ctx, l, edition.Cursor{}, 100); say(v, err) },
		"Old":           func(lang.Tag) { v, err := b.shelf.Old(ctx, "/old/canary"); say(v, err) },
		"Months":        func(l lang.Tag) { v, err := b.shelf.Months(ctx, l); say(v, err) },
		"MonthsInParts": func(l lang.Tag) { v, err := b.shelf.MonthsInParts(ctx, l, 2, 100); say(v, err) },
		"PartStart": func(l lang.Tag) {
			v, err := b.shelf.PartStart(ctx, l, edition.Month{Year: 2026, Month: 3}, 1, 2)
			say(v, err)
		},
		"InMonth": func(l lang.Tag) {
			v, _, err := b.shelf.InMonth(ctx, l, edition.Month{Year: 2026, Month: 3}, edition.Cursor{}, 100)
			say(v, err)
		},
		"Changes": func(lang.Tag) { v, err := b.shelf.Changes(ctx, 0, 1000); say(v, err) },
		"Seq":     func(lang.Tag) { v, err := b.shelf.Seq(ctx); say(v, err) },
		"Follow":  func(lang.Tag) {}, // gives what Changes gives
		"Search": func(l lang.Tag) {
			for _, text := range []string{"Canary", "canary stand", `"Canary body"`, "canar", "canray", "open", "words"} {
				v, err := b.shelf.Search(ctx, edition.Question{Lang: l, Text: text, N: 20})
				say(v, err)
			}
		},
	}
	for i := range reflect.TypeFor[*edition.Shelf]().NumMethod() {
		name := reflect.TypeFor[*edition.Shelf]().Method(i).Name
		ask, ok := asked[name]
		if !ok {
			b.Errorf("Shelf.%s is new: ask it here too, so that no draft leaves through it", name)
			continue
		}
		for _, l := range []lang.Tag{"en", "ru", "hy"} {
			ask(l)
		}
	}
	return out.String()
}

func filters(l lang.Tag, ids []string) (list []edition.Filter) {
	for _, id := range ids {
		list = append(list, edition.Filter{Lang: l, Section: id}, edition.Filter{Lang: l, Topic: id}, edition.Filter{Lang: l, Person: id})
	}
	for _, k := range story.Kinds {
		list = append(list, edition.Filter{Lang: l, Kind: string(k)})
	}
	return append(list, edition.Filter{Lang: l})
}

// Nothing of a text that was not published reaches readers, whichever question is asked:
// a new text, a newer revision, a planned one, a language more, a withdrawn one.
func TestDraftNeverAppears(t *testing.T) {
	const canary = "Canary"
	each(t, func(b *bed) {
		secret := b.topic("en:Canary topic", "ru:Canary topic")
		var person people.Person
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			person, err = people.Add(ctx, tx, people.Person{Name: "Canary Person"})
			return err
		})
		fill := func(s *story.Save) {
			s.Standfirst, s.Slug, s.Body = "Canary stand", "canary-slug", para("Canary body")
		}
		all := []func(*story.Story){about(secret), by(person.ID), inSection(b)}
		draft := b.story(all...)
		b.save(draft, "en", canary, fill)
		planned := b.story(all...)
		b.save(planned, "en", canary, fill)
		b.publish(planned, "en", at(noon.Add(time.Hour)), func(o *edition.Order) { o.Addresses = []string{"/old/canary"} })
		newer := b.live("Open")
		b.save(newer, "en", canary, fill)
		b.save(newer, "ru", canary, fill)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return story.Change(ctx, tx, story.Story{ID: newer, Kind: story.Analysis, Original: "en", Stage: story.Ready, Section: b.section, Topics: []string{secret},
				People: []story.Credit{{Person: person.ID, Part: story.Author}}})
		})
		gone := b.story()
		b.save(gone, "en", canary, fill)
		b.publish(gone, "en")
		b.withdraw(gone, "en", "withdrawn")
		b.write(func(ctx context.Context, tx *db.Tx) error {
			if err := topic.SetIntro(ctx, tx, secret, "en", "<p>Canary intro</p>"); err != nil {
				return err
			}
			_, err := topic.SaveEvent(ctx, tx, topic.Event{Topic: secret, At: noon, Story: draft, Sentences: map[lang.Tag]string{"en": "Canary event"}})
			return err
		})
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			for _, id := range []string{draft, planned, gone} {
				if err := bt.Correct(t.Context(), story.Correction{Story: id, Texts: map[lang.Tag]string{"en": "Canary correction"}}); err != nil {
					return err
				}
			}
			return bt.SetOtherSide(t.Context(), newer, []string{draft, planned, gone})
		})
		if err != nil {
			t.Fatal(err)
		}
		pins := edition.Front{Pins: []edition.Pin{{Slot: edition.LeadSlot, Story: draft}, {Slot: edition.SecondSlot, Story: gone}}}
		if _, err := b.pub.ArrangeFront(t.Context(), "en", pins, ""); err != nil {
			t.Fatal(err)
		}
		held := b.story(all...)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			return story.Change(ctx, tx, story.Story{ID: held, Kind: story.Opinion, Original: "en", Stage: story.Ready})
		})
		b.save(held, "en", canary, fill)
		if _, err := b.pub.Publish(t.Context(), order(held, "en")); err == nil {
			t.Error("not held")
		}

		slugs := []string{"open", "canary", "canary-slug", "canary-slug-2", "canary-topic", person.Slug, "politics"}
		ids := []string{draft, planned, newer, gone, held, secret, person.ID, b.section}
		seen := b.everything(slugs, ids)
		if i := strings.Index(strings.ToLower(seen), "canary"); i >= 0 {
			t.Errorf("a draft is seen: …%s…", seen[max(0, i-300):min(len(seen), i+100)])
		}
		if !strings.Contains(seen, "The words of Open") || !strings.Contains(seen, `"withdrawn"`) {
			t.Error("the questions do not reach what is published: this test proves nothing")
		}
		// And once it is published, each way that could leak does show it.
		b.publish(draft, "en")
		if n := strings.Count(b.everything(slugs, ids), canary); n < 30 {
			t.Errorf("published, it is seen %d times: the questions are too few", n)
		}
	})
}

// shelves publishes n stories at one moment each apart, in few transactions; every
// tenth shares its moment with the one before.
func (b *bed) shelves(n int, more ...func(*story.Story)) (ids []string) {
	b.Helper()
	ids = make([]string, n)
	for from := 0; from < n; from += 100 {
		err := b.pub.Write(b.Context(), func(bt *edition.Batch) error {
			for i := from; i < min(n, from+100); i++ {
				s := story.Story{Kind: story.News, Original: "en"}
				for _, f := range more {
					f(&s)
				}
				made, err := story.Create(b.Context(), bt.Tx, s)
				if err != nil {
					return err
				}
				ids[i] = made.ID
				if _, err := story.SaveText(b.Context(), bt.Tx, story.Save{Story: made.ID, Lang: "en", Headline: fmt.Sprintf("Number %d", i), Body: para("x")}); err != nil {
					return err
				}
				when := noon.Add(-time.Duration(n-i+i%10/9) * time.Minute)
				if _, err := bt.Publish(b.Context(), order(made.ID, "en", func(o *edition.Order) { o.Date = when })); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return ids
}

func TestPagingGivesEachOnce(t *testing.T) {
	const n = 500
	each(t, func(b *bed) {
		war := b.topic("en:War")
		var anna people.Person
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			anna, err = people.Add(ctx, tx, people.Person{Name: "Anna"})
			return err
		})
		ids := b.shelves(n, about(war), by(anna.ID), inSection(b))
		all := []edition.Filter{{Lang: "en"}, {Lang: "en", Section: b.section}, {Lang: "en", Kind: "news"}, {Lang: "en", Topic: war}, {Lang: "en", Person: anna.ID}}
		for _, f := range all {
			for _, size := range []int{1, 7, 100, n, n + 1} {
				if size == 1 && f != all[0] {
					continue
				}
				got := b.list(f, size)
				if len(got) != n {
					t.Errorf("%+v by %d: %d of %d", f, size, len(got), n)
				}
				slices.Sort(got)
				if len(slices.Compact(got)) != n {
					t.Errorf("%+v by %d: some come twice", f, size)
				}
			}
			cards, _, err := b.shelf.List(t.Context(), f, edition.Cursor{}, n)
			if err != nil || !slices.IsSortedFunc(cards, func(a, b edition.Card) int {
				if c := b.Published.Compare(a.Published); c != 0 {
					return c
				}
				return strings.Compare(b.Story, a.Story)
			}) {
				t.Errorf("%+v: not newest first, %v", f, err)
			}
		}

		// New ones come while a reader pages: what was there she sees once.
		var writing sync.WaitGroup
		done := make(chan bool)
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
				}
				s := b.story(about(war), by(anna.ID), inSection(b))
				b.save(s, "en", fmt.Sprintf("New %d", i))
				b.publish(s, "en")
			}
		})
		for _, f := range all {
			times := map[string]int{}
			for _, id := range b.list(f, 13) {
				times[id]++
			}
			for _, id := range ids {
				if times[id] != 1 {
					t.Errorf("%+v: %s comes %d times", f, id, times[id])
				}
			}
		}
		close(done)
		writing.Wait()
		b.sound()
	})
}

func TestMonths(t *testing.T) {
	each(t, func(b *bed) {
		date := func(s string) time.Time {
			at, err := time.Parse(time.RFC3339, s)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
		want := map[edition.Month][]string{}
		for i, c := range []struct {
			at    string
			month edition.Month
		}{
			{"2026-02-28T23:59:59.999Z", edition.Month{Year: 2026, Month: 2}},
			{"2026-03-01T00:00:00Z", edition.Month{Year: 2026, Month: 3}},
			{"2026-03-01T00:00:00Z", edition.Month{Year: 2026, Month: 3}},
			{"2026-03-01T11:00:00Z", edition.Month{Year: 2026, Month: 3}},
			{"2019-12-31T23:59:59Z", edition.Month{Year: 2019, Month: 12}},
			{"1970-01-01T00:00:00Z", edition.Month{Year: 1970, Month: 1}},
			{"1969-07-20T20:17:00Z", edition.Month{Year: 1969, Month: 7}},
			{"1918-05-28T00:00:00Z", edition.Month{Year: 1918, Month: 5}},
		} {
			id := b.story()
			b.save(id, "en", fmt.Sprintf("Number %d", i))
			b.publish(id, "en", func(o *edition.Order) { o.Date = date(c.at) })
			if i%2 == 0 {
				b.save(id, "ru", fmt.Sprintf("Номер %d", i))
				b.publish(id, "ru", func(o *edition.Order) { o.Date = date("2020-01-01T00:00:00Z") })
			}
			want[c.month] = append(want[c.month], id)
		}
		b.withdraw(b.live("Gone"), "en", "x")
		months, err := b.shelf.Months(t.Context(), "en")
		order := []edition.Month{{2026, 3}, {2026, 2}, {2019, 12}, {1970, 1}, {1969, 7}, {1918, 5}}
		if err != nil || !slices.Equal(months, order) {
			t.Fatalf("months %v, %v", months, err)
		}
		for _, m := range append(months, edition.Month{Year: 2026, Month: 1}) {
			for _, size := range []int{1, 2, 10} {
				var got []string
				for after, more := (edition.Cursor{}), true; more; more = after != (edition.Cursor{}) {
					var entries []edition.Entry
					if entries, after, err = b.shelf.InMonth(t.Context(), "en", m, after, size); err != nil {
						t.Fatal(err)
					}
					if len(entries) > size {
						t.Errorf("%v: %d entries of %d", m, len(entries), size)
					}
					for _, e := range entries {
						got = append(got, e.Story)
						langs := ""
						for _, s := range e.Siblings {
							langs += string(s.Lang)
							if b.at(s.Lang, s.Slug) != e.Story {
								t.Errorf("%s/%s is %s", s.Lang, s.Slug, b.at(s.Lang, s.Slug))
							}
						}
						if langs != "en" && langs != "enru" && langs != "ruen" {
							t.Errorf("siblings %q", langs)
						}
					}
				}
				slices.Sort(got)
				if !slices.Equal(got, want[m]) {
					t.Errorf("%v by %d: %v, want %v", m, size, got, want[m])
				}
			}
		}
	})
}
