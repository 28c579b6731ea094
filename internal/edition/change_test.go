package edition_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// follow follows the changes until it has seen the number, and gives every call.
func (b *bed) follow(from, until int64, wake <-chan struct{}) (calls [][]string) {
	b.Helper()
	ctx, stop := context.WithTimeout(b.Context(), 60*time.Second)
	defer stop()
	seen := from
	b.shelf.Follow(ctx, from, wake, func(tags []string) {
		calls = append(calls, tags)
		if seen++; seen >= until {
			stop()
		}
	}, func(err error) { b.Error(err) })
	if ctx.Err() == context.DeadlineExceeded {
		b.Error("the follower did not see everything")
	}
	return calls
}

func TestFollowSeesEveryChangeInOrder(t *testing.T) {
	const writers = 16
	each(t, func(b *bed) {
		rounds := 50
		if b.db.Engine == db.SQLite {
			rounds = 10 // one writer at a time: more of them prove no more
		}
		war := b.topic("en:War")
		ids := make([]string, writers*rounds)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			for i := range ids {
				s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en", Topics: []string{war}})
				if err != nil {
					return err
				}
				ids[i] = s.ID
				if _, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: fmt.Sprintf("Text %d", i%40), Body: para("x")}); err != nil {
					return err
				}
			}
			return nil
		})
		wake := make(chan struct{}, 1)
		b.pub.Wake = func() {
			select {
			case wake <- struct{}{}:
			default:
			}
		}
		var writing sync.WaitGroup
		for w := range writers {
			writing.Go(func() {
				for r := range rounds {
					if _, err := b.pub.Publish(t.Context(), order(ids[w*rounds+r], "en")); err != nil {
						t.Error(err)
					}
					if r%5 == 0 { // and some that are undone
						b.pub.Write(t.Context(), func(bt *edition.Batch) error {
							if err := bt.Withdraw(t.Context(), ids[w*rounds+r], "en", "x"); err != nil {
								t.Error(err)
							}
							return errors.New("undone")
						})
					}
				}
			})
		}
		calls := b.follow(0, int64(len(ids)), wake)
		writing.Wait()
		times := map[string]int{}
		for _, tags := range calls {
			for _, tag := range tags {
				times[tag]++
			}
		}
		if times[edition.OutletTag] != 0 || len(calls) != len(ids) {
			t.Errorf("%d gaps in %d calls", times[edition.OutletTag], len(calls))
		}
		for _, id := range ids {
			if times[edition.StoryTag(id)] != 1 {
				t.Errorf("%s was told %d times", id, times[edition.StoryTag(id)])
			}
		}
		for i, c := range b.changes(0) {
			if c.Seq != int64(i+1) || !slices.Equal(c.Tags, calls[i]) {
				t.Fatalf("change %d is %+v, told %v", i+1, c, calls[i])
			}
		}
		if seq, err := b.shelf.Seq(t.Context()); err != nil || seq != int64(len(ids)) {
			t.Errorf("the number is %d, %v", seq, err)
		}
		// Same headlines at the same moment: each has an address of its own.
		b.sound()
		if got := b.list(edition.Filter{Lang: "en", Topic: war}, 100); len(got) != len(ids) {
			t.Errorf("the topic lists %d", len(got))
		}
	})
}

func TestFollowAcrossAGap(t *testing.T) {
	each(t, func(b *bed) {
		var ids []string
		for i := range 5 {
			ids = append(ids, b.live(fmt.Sprintf("Text %d", i)))
		}
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `DELETE FROM edition_change WHERE seq = 3`)
			return err
		})
		calls := b.follow(0, 5, nil)
		var told []string
		for _, c := range calls {
			told = append(told, strings.Join(c, " "))
		}
		latest := edition.LatestTag("en") + " "
		want := []string{
			latest + edition.StoryTag(ids[0]), latest + edition.StoryTag(ids[1]), edition.OutletTag, latest + edition.StoryTag(ids[3]), latest + edition.StoryTag(ids[4]),
		}
		if !slices.Equal(told, want) {
			t.Errorf("told\n%q, want\n%q", told, want)
		}
		if calls := b.follow(3, 5, nil); len(calls) != 2 {
			t.Errorf("from the fourth: %v", calls)
		}
	})
}

func TestChangeAppearsWithTheCommit(t *testing.T) {
	each(t, func(b *bed) {
		woken := 0
		b.pub.Wake = func() { woken++ }
		one, two := b.story(), b.story()
		b.save(one, "en", "One")
		b.save(two, "en", "Two")
		boom := errors.New("boom")
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			if _, err := bt.Publish(t.Context(), order(one, "en")); err != nil {
				return err
			}
			return boom
		})
		seq, _ := b.shelf.Seq(t.Context())
		if !errors.Is(err, boom) || seq != 0 || len(b.changes(0)) != 0 || woken != 0 || b.at("en", "one") != "nothing" {
			t.Errorf("undone: %v, number %d, %d changes, woken %d, %s", err, seq, len(b.changes(0)), woken, b.at("en", "one"))
		}
		// Several publishings of one transaction are one line.
		err = b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			_, err1 := bt.Publish(t.Context(), order(one, "en"))
			_, err2 := bt.Publish(t.Context(), order(two, "en"))
			return errors.Join(err1, err2)
		})
		all := b.changes(0)
		if err != nil || len(all) != 1 || woken != 1 || !slices.Contains(all[0].Tags, edition.StoryTag(one)) || !slices.Contains(all[0].Tags, edition.StoryTag(two)) {
			t.Errorf("%v, changes %+v, woken %d", err, all, woken)
		}
		// What readers do not see is no change.
		b.publish(one, "en", at(noon.Add(time.Hour)))
		if err := b.pub.Write(t.Context(), func(*edition.Batch) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if n := len(b.changes(0)); n != 1 || woken != 1 {
			t.Errorf("%d changes, woken %d", n, woken)
		}
	})
}

// A change too large to name everything it touches says that everything changed.
func TestLargeChangeDropsEverything(t *testing.T) {
	each(t, func(b *bed) {
		b.shelves(100, func(s *story.Story) {
			for range 5 {
				s.Topics = append(s.Topics, b.Name()) // no such topic: not told of
			}
		})
		if tags := b.changes(0)[0].Tags; len(tags) != 101 {
			t.Errorf("a hundred texts are told by %d tags", len(tags))
		}
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			for i := range 500 {
				s, err := story.Create(t.Context(), bt.Tx, story.Story{Kind: story.News, Original: "en"})
				if err != nil {
					return err
				}
				if _, err := story.SaveText(t.Context(), bt.Tx, story.Save{Story: s.ID, Lang: "en", Headline: fmt.Sprintf("Text %d", i), Body: para("Words.")}); err != nil {
					return err
				}
				if _, err := bt.Publish(t.Context(), order(s.ID, "en")); err != nil {
					return err
				}
			}
			return nil
		})
		if tags := b.changes(1)[0].Tags; err != nil || !slices.Equal(tags, []string{edition.OutletTag}) {
			t.Errorf("tags %d, %v", len(tags), err)
		}
	})
}

// Two nodes that publish, plan and withdraw the same texts at the same moment leave a
// whole behind, whoever was last.
func TestManyAtTheSameText(t *testing.T) {
	each(t, func(b *bed) {
		topics := []string{b.topic("en:One"), b.topic("en:Two"), b.topic("en:Three")}
		ids := []string{b.live("Text", about(topics[:2]...)), b.live("Text", about(topics[1:]...)), b.live("Text", about(topics...))}
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for r := range 12 {
					id := ids[(w+r)%len(ids)]
					var err error
					switch (w*7 + r) % 4 {
					case 0:
						err = b.db.Write(t.Context(), func(tx *db.Tx) error {
							if err := story.SetTopics(t.Context(), tx, id, topics[r%3:]); err != nil {
								return err
							}
							now, err := story.Newest(t.Context(), tx, id, "en")
							if err != nil {
								return err
							}
							_, err = story.SaveText(t.Context(), tx, story.Save{Story: id, Lang: "en", BaseRev: now.Rev, Headline: fmt.Sprintf("Text %d", r%2)})
							return err
						})
					case 1:
						b.pub.Withdraw(t.Context(), id, "en", "x") // it may be withdrawn already
					default:
						_, err = b.pub.Publish(t.Context(), order(id, "en"))
					}
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		b.sound()
		for _, id := range ids {
			b.publish(id, "en")
			b.withdraw(id, "en", "x")
		}
		if tops, err := b.shelf.Topics(t.Context(), "en", 10); err != nil || len(tops) != 0 {
			t.Errorf("topics without a copy: %+v, %v", tops, err)
		}
		if n := b.count(`SELECT count(*) FROM edition_copy_topic`); n != 0 {
			t.Errorf("%d rows of withdrawn copies", n)
		}
	})
}

// The last two copies of a topic leave it at the same moment.
func TestTopicIsEmptiedByTwo(t *testing.T) {
	each(t, func(b *bed) {
		for round := range 20 {
			war := b.topic(fmt.Sprintf("en:War %d", round))
			ids := []string{b.live("A", about(war)), b.live("B", about(war)), b.live("C", about(war)), b.live("D", about(war))}
			var wg sync.WaitGroup
			for _, id := range ids {
				wg.Go(func() {
					if err := b.pub.Withdraw(t.Context(), id, "en", "x"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if tops, err := b.shelf.Topics(t.Context(), "en", 10); err != nil || len(tops) != 0 {
				t.Fatalf("round %d: an empty topic stays: %+v, %v", round, tops, err)
			}
		}
	})
}

// A text that is being saved is published as it was saved, not as it was before: a copy
// never goes back behind the one that readers have.
func TestPublishingWaitsForSaving(t *testing.T) {
	each(t, func(b *bed) {
		id := b.live("Before")
		b.save(id, "en", "Second", slug("before"))
		published := make(chan error, 1)
		b.write(func(ctx context.Context, tx *db.Tx) error {
			if _, err := story.SaveText(ctx, tx, story.Save{Story: id, Lang: "en", BaseRev: 2, Headline: "After", Slug: "before"}); err != nil {
				return err
			}
			go func() {
				_, err := b.pub.Publish(context.WithoutCancel(ctx), order(id, "en"))
				published <- err
			}()
			select {
			case err := <-published:
				published <- err
				t.Error("it did not wait")
			case <-time.After(200 * time.Millisecond):
			}
			return nil
		})
		if err := <-published; err != nil {
			t.Error(err)
		}
		if f, _ := b.shelf.Article(t.Context(), "en", "before"); f.Copy == nil || f.Copy.Headline != "After" {
			t.Errorf("stands %+v", f.Copy)
		}
	})
}

func TestStanding(t *testing.T) {
	each(t, func(b *bed) {
		id := b.live("One")
		b.save(id, "en", "Two")
		stands := func(l lang.Tag) (say string) {
			err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
				rev, gone, err := bt.Standing(t.Context(), id, l)
				say = fmt.Sprint(rev, gone)
				return err
			})
			if err != nil {
				t.Error(err)
			}
			return say
		}
		if stands("en") != "1 false" || stands("ru") != "0 false" {
			t.Errorf("stands %s, %s", stands("en"), stands("ru"))
		}
		b.withdraw(id, "en", "x")
		if stands("en") != "0 true" {
			t.Errorf("withdrawn it stands %s", stands("en"))
		}
	})
}
