package edition_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// due does what the job would do.
func (b *bed) due(id string, l lang.Tag) {
	b.Helper()
	if err := b.pub.Due(b.Context(), edition.PublishDue{Story: id, Lang: l}); err != nil {
		b.Fatal(err)
	}
}

// waiting gives when the job that publishes a text will run, "" for never.
func (b *bed) waiting(id string, l lang.Tag) (at string) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		at = ""
		return tx.Rows(ctx, `SELECT run_at FROM job WHERE state = 'waiting' AND kind = 'edition.publish' AND once = $1`, []any{id + ":" + string(l)}, func(scan func(...any) error) error {
			var ms int64
			err := scan(&ms)
			at += db.Time(ms).Format(time.RFC3339)
			return err
		})
	})
	return at
}

func TestScheduledIsNeverEarly(t *testing.T) {
	each(t, func(b *bed) {
		id := b.story()
		b.save(id, "en", "Later")
		hour := noon.Add(time.Hour)
		out := b.publish(id, "en", at(hour))
		if !out.Scheduled.Equal(hour) || out.Slug != "" {
			t.Errorf("answer %+v", out)
		}
		for range 5 {
			b.due(id, "en")
		}
		b.clock.Add(time.Hour - time.Millisecond)
		for range 5 {
			b.due(id, "en")
		}
		if b.at("en", "later") != "nothing" || len(b.changes(0)) != 0 || b.waiting(id, "en") != "2026-03-01T13:00:00Z" {
			t.Errorf("%s, %v, the job waits for %q", b.at("en", "later"), b.changes(0), b.waiting(id, "en"))
		}
		b.save(id, "en", "Later", slug("later-still")) // the newest revision goes out
		b.clock.Add(30 * time.Minute)                  // and it was late
		for range 3 {
			b.due(id, "en")
		}
		f, err := b.shelf.Article(t.Context(), "en", "later-still")
		if err != nil || f.Copy == nil || f.Copy.Rev != 2 || !f.Copy.Published.Equal(hour) || !f.Copy.Updated.Equal(hour) {
			t.Errorf("published %+v, %v", f.Copy, err)
		}
		if n := len(b.changes(0)); n != 1 {
			t.Errorf("%d changes", n)
		}
	})
}

func TestScheduledOnceByManyAtTheSameMoment(t *testing.T) {
	each(t, func(b *bed) {
		for round := range 5 {
			headline := fmt.Sprintf("Round %d", round)
			id := b.story()
			b.save(id, "en", headline)
			b.publish(id, "en", at(b.clock.Now().Add(time.Hour)))
			b.clock.Add(time.Hour)
			var wg sync.WaitGroup
			for range 8 {
				wg.Go(func() {
					if err := b.pub.Due(t.Context(), edition.PublishDue{Story: id, Lang: "en"}); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if n := len(b.changes(0)); n != round+1 {
				t.Fatalf("%d changes after %d texts", n, round+1)
			}
		}
	})
}

func TestScheduleIsCalledOffAndMoved(t *testing.T) {
	each(t, func(b *bed) {
		hour := noon.Add(time.Hour)
		plan := func(headline string, when time.Time) string {
			id := b.story()
			b.save(id, "en", headline)
			b.publish(id, "en", at(when))
			return id
		}
		withdrawn := plan("Withdrawn", hour)
		b.withdraw(withdrawn, "en", "not yet")
		now := plan("Now", hour)
		b.publish(now, "en")
		later := plan("Later", hour)
		b.publish(later, "en", at(hour.Add(time.Hour)))
		sooner := plan("Sooner", hour)
		b.publish(sooner, "en", at(noon.Add(time.Minute)))
		if b.waiting(later, "en") != "2026-03-01T14:00:00Z" || b.waiting(sooner, "en") != "2026-03-01T12:01:00Z" {
			t.Errorf("jobs wait for %q and %q", b.waiting(later, "en"), b.waiting(sooner, "en"))
		}
		b.clock.Add(time.Minute)
		b.due(sooner, "en")
		if b.at("en", "sooner") != sooner {
			t.Errorf("sooner: %s", b.at("en", "sooner"))
		}
		b.clock.Add(time.Hour)
		seq := len(b.changes(0))
		for _, id := range []string{withdrawn, now, later, sooner} {
			b.due(id, "en")
		}
		if n := len(b.changes(0)); n != seq || b.at("en", "withdrawn") != "nothing" || b.at("en", "later") != "nothing" {
			t.Errorf("%d changes more; withdrawn: %s; later: %s", n-seq, b.at("en", "withdrawn"), b.at("en", "later"))
		}
		if err := b.pub.Withdraw(t.Context(), withdrawn, "en", "again"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("called off twice: %v", err)
		}
		// A copy that readers see is withdrawn together with its planned update.
		b.publish(now, "en", at(hour.Add(5*time.Hour)))
		b.withdraw(now, "en", "gone")
		b.clock.Add(10 * time.Hour)
		b.due(now, "en")
		if b.at("en", "now") != "withdrawn: gone" {
			t.Errorf("now: %s", b.at("en", "now"))
		}
		b.due(later, "en")
		if b.at("en", "later") != later {
			t.Errorf("later: %s", b.at("en", "later"))
		}
	})
}

// A planned update of a copy does not move its first publishing.
func TestScheduledUpdate(t *testing.T) {
	each(t, func(b *bed) {
		id := b.live("One")
		b.save(id, "en", "Two", slug("one"))
		b.publish(id, "en", at(noon.Add(time.Hour)))
		if f, _ := b.shelf.Article(t.Context(), "en", "one"); f.Copy == nil || f.Copy.Headline != "One" {
			t.Errorf("before its hour %+v", f.Copy)
		}
		b.clock.Add(time.Hour)
		b.due(id, "en")
		f, _ := b.shelf.Article(t.Context(), "en", "one")
		if f.Copy == nil || f.Copy.Headline != "Two" || !f.Copy.Published.Equal(noon) || !f.Copy.Updated.Equal(noon.Add(time.Hour)) {
			t.Errorf("after it %+v", f.Copy)
		}
	})
}

func TestScheduleAndJobAreOneTransaction(t *testing.T) {
	each(t, func(b *bed) {
		id := b.story()
		b.save(id, "en", "Later")
		boom := errors.New("boom")
		rows := func() int {
			return b.count(`SELECT (SELECT count(*) FROM job WHERE kind = 'edition.publish') + (SELECT count(*) FROM edition_schedule)`)
		}
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			if _, err := bt.Publish(t.Context(), order(id, "en", at(noon.Add(time.Hour)))); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) || rows() != 0 {
			t.Errorf("undone: %v, %d rows", err, rows())
		}
		b.publish(id, "en", at(noon.Add(time.Hour)))
		if rows() != 2 || b.waiting(id, "en") != "2026-03-01T13:00:00Z" {
			t.Errorf("%d rows, the job waits for %q", rows(), b.waiting(id, "en"))
		}
	})
}

// Two processes and a real queue: every text once, none early.
func TestRunnersPublishEachOnce(t *testing.T) {
	const texts = 200
	each(t, func(b *bed) {
		hour := noon.Add(time.Hour)
		ids := make([]string, texts)
		err := b.pub.Write(t.Context(), func(bt *edition.Batch) error {
			for i := range ids {
				s, err := story.Create(t.Context(), bt.Tx, story.Story{Kind: story.News, Original: "en"})
				if err != nil {
					return err
				}
				ids[i] = s.ID
				if _, err := story.SaveText(t.Context(), bt.Tx, story.Save{Story: s.ID, Lang: "en", Headline: fmt.Sprintf("Text %d", i), Body: para("x")}); err != nil {
					return err
				}
				if _, err := bt.Publish(t.Context(), order(s.ID, "en", at(hour))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		looked := make(chan bool, 10)
		ctx, stop := context.WithCancel(t.Context())
		var runners sync.WaitGroup
		defer runners.Wait()
		defer stop()
		for range 2 {
			r := job.NewRunner(b.db, slog.New(slog.NewTextHandler(io.Discard, nil)))
			r.Poll = 5 * time.Millisecond
			job.On(r, b.pub.Due)
			job.On(r, func(context.Context, look) error { looked <- true; return nil })
			runners.Go(func() { r.Run(ctx) })
		}
		// A job that is due shows that a runner has looked and left the others alone.
		sawNothing := func() {
			t.Helper()
			for range 3 {
				b.write(func(ctx context.Context, tx *db.Tx) error { return job.Put(ctx, tx, look{}) })
				select {
				case <-looked:
				case <-time.After(30 * time.Second):
					t.Fatal("no runner looks")
				}
			}
			if n := len(b.changes(0)); n != 0 {
				t.Fatalf("%d texts were early", n)
			}
		}
		sawNothing()
		b.clock.Add(time.Hour - time.Millisecond)
		sawNothing()
		b.clock.Add(time.Millisecond)
		for end := time.Now().Add(60 * time.Second); b.count(`SELECT count(*) FROM job WHERE kind = 'edition.publish' AND state IN ('waiting', 'running')`) > 0; time.Sleep(10 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the queue does not empty")
			}
		}
		times := map[string]int{}
		for _, c := range b.changes(0) {
			for _, tag := range c.Tags {
				if story, ok := strings.CutPrefix(tag, "story:"); ok {
					times[story]++
				}
			}
		}
		for i, id := range ids {
			if times[id] != 1 {
				t.Errorf("text %d was published %d times", i, times[id])
			}
		}
		if got := b.list(edition.Filter{Lang: "en"}, 50); len(got) != texts {
			t.Errorf("the list has %d", len(got))
		}
		b.sound()
	})
}

type look struct{}

func (look) Kind() string { return "test.look" }
