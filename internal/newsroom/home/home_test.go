package home_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

func tell(b *desktest.Bed, n notice.Notice) {
	b.Helper()
	b.Write(func(ctx context.Context, tx *db.Tx) error { return notice.Tell(ctx, tx, n) })
}

func TestAnEmptyDaySaysWhatToDoNext(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		page := b.As(people.Reporter).Ask("/desk/")
		if page.StatusCode != 200 {
			t.Fatal(page.StatusCode, page.Text)
		}
		for _, want := range []string{"Nothing waits for you.", "Work comes here when", "No new notices.", "Nothing is planned to go out.", "Nobody has read anything"} {
			if !strings.Contains(page.Text, want) {
				t.Errorf("the page does not say %q", want)
			}
		}
	})
}

// Two saved the same words: each finds it on her page, puts it aside, and has it back.
func TestAConflictWaitsForItsAuthors(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		anna, boris := b.Person(people.Reporter), b.Person(people.Editor)
		s := b.Story(story.Story{Bureau: "tbilisi"}, anna, boris)
		save := func(by, headline string, rev int) {
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", BaseRev: rev, By: by, Headline: headline, Body: &body.Doc{}})
				return err
			})
		}
		save(anna.ID, "A ferry", 0)
		save(boris.ID, "A ferry sails", 1)
		save(anna.ID, "A ferry sinks", 1)
		c := b.As(people.Reporter)
		page := c.Ask("/desk/").Text
		if !strings.Contains(page, "1 thing waits for you.") || !strings.Contains(page, "two of you changed the same words") || !strings.Contains(page, "/desk/stories/"+s.ID+"/en/") {
			t.Fatal(page)
		}
		if strings.Contains(b.As(people.Translator).Ask("/desk/").Text, "two of you changed") {
			t.Error("it waits for somebody whose story it is not")
		}
		item := between(page, `name="item" value="`, `"`)
		if got := c.Send("/desk/home/rest", url.Values{"item": {item}, "how": {"snooze"}}); got.StatusCode != 303 {
			t.Fatal(got.StatusCode, got.Text)
		}
		page = c.Ask("/desk/").Text
		if !strings.Contains(page, "Nothing waits for you.") || !strings.Contains(page, "1 thing is put aside.") || !strings.Contains(page, "Put aside until tomorrow") {
			t.Error(page)
		}
		if !strings.Contains(b.As(people.Editor).Ask("/desk/").Text, "1 thing waits for you.") {
			t.Error("what one put aside is away for the other too")
		}
		c.Send("/desk/home/rest", url.Values{"how": {"back"}})
		if !strings.Contains(c.Ask("/desk/").Text, "1 thing waits for you.") {
			t.Error("it did not come back")
		}
		for _, bad := range []url.Values{{"how": {"forever"}, "item": {item}}, {"how": {"done"}}, {"how": {"done"}, "item": {strings.Repeat("x", 5000)}}} {
			if got := c.Send("/desk/home/rest", bad); got.StatusCode != 422 {
				t.Errorf("%v: %d", bad, got.StatusCode)
			}
		}
	})
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// What goes out next is told to those who may read the story.
func TestGoingOut(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s := b.Story(story.Story{Bureau: "tbilisi"})
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			doc, _ := body.FromHTML("<p>A ferry sails from the harbour.</p>", body.Options{})
			_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A ferry sails", Body: &doc})
			return err
		})
		_, err := b.Edition.Publish(t.Context(), edition.Order{Story: s.ID, Lang: "en", At: time.Now().Add(3 * time.Hour), By: b.Person(people.Editor).ID})
		if err != nil {
			t.Fatal(err)
		}
		page := b.As(people.Editor).Ask("/desk/").Text
		if !strings.Contains(page, "A ferry sails") || !strings.Contains(page, "The next story goes out at ") || !strings.Contains(page, "/desk/stories/"+s.ID+"/publish/") {
			t.Error(page)
		}
		if got := b.AsPerson(b.PersonIn(people.Editor, "baku")).Ask("/desk/").Text; strings.Contains(got, "A ferry sails") {
			t.Error("an editor of another bureau reads of a story that she may not read")
		}
	})
}

func TestNotices(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		anna, boris := b.Person(people.Reporter), b.Person(people.Editor)
		tell(b, notice.Notice{To: []string{anna.ID, boris.ID}, Key: "notice.mail_more", Args: map[string]string{"n": "3"}, Path: "/desk/notices/"})
		tell(b, notice.Notice{To: []string{anna.ID}, Key: "newsroom.zz_hostile", Args: map[string]string{"x": "<script>alert(1)</script>"}, Path: "/desk/"})
		c := b.As(people.Reporter)
		page := c.Ask("/desk/notices/").Text
		if !strings.Contains(page, "And 3 more.") || !strings.Contains(page, "2 new notices") || strings.Contains(page, "<script>alert") {
			t.Fatal(page)
		}
		id := between(page, `href="/desk/notices/0`, `"`)
		if got := c.Ask("/desk/notices/0" + id); got.StatusCode != 303 || got.Header.Get("Location") != "/desk/" {
			t.Errorf("opening: %d to %q", got.StatusCode, got.Header.Get("Location"))
		}
		if !strings.Contains(c.Ask("/desk/notices/").Text, "1 new notice") {
			t.Error("opening does not mark it as seen")
		}
		if got := b.As(people.Editor).Ask("/desk/notices/0" + id); got.StatusCode != 404 {
			t.Errorf("another's notice: %d", got.StatusCode)
		}
		upTo := between(page, `name="up_to" value="`, `"`)
		if got := c.Send("/desk/notices/seen", url.Values{"up_to": {upTo}, "back": {"https://evil.example/"}}); got.Header.Get("Location") != "/desk/" {
			t.Errorf("leads to %q", got.Header.Get("Location"))
		}
		if !strings.Contains(c.Ask("/desk/notices/").Text, "0 new notices") || !strings.Contains(b.As(people.Editor).Ask("/desk/notices/").Text, "1 new notice") {
			t.Error("not hers alone were marked as seen")
		}
	})
}

func ways(change func(url.Values)) url.Values {
	v := url.Values{"digest": {"8, 20"}, "quiet": {"on"}, "quiet_from": {"23"}, "quiet_to": {"6"}}
	for _, k := range notice.Kinds {
		v.Set("mail_"+string(k), "now")
	}
	change(v)
	return v
}

func TestWays(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		c := b.As(people.Reporter)
		if got := c.Send("/desk/notices/ways", ways(func(v url.Values) { v.Set("push_talk", "on") })); got.StatusCode != 303 {
			t.Fatal(got.StatusCode, got.Text)
		}
		page := c.Ask("/desk/notices/").Text
		for _, want := range []string{`value="8, 20"`, `name="push_talk" checked`, `<option value="23" selected>`, `<option value="now" selected>`} {
			if !strings.Contains(page, want) {
				t.Errorf("the page lacks %s", want)
			}
		}
		if strings.Contains(page, `name="push_work" checked`) {
			t.Error("what was not chosen is")
		}
		for name, bad := range map[string]func(url.Values){
			"digest": func(v url.Values) { v.Set("digest", "25") }, "no digest": func(v url.Values) { v.Del("digest") }, "mail": func(v url.Values) { v.Set("mail_work", "pigeon") },
			"hour": func(v url.Values) { v.Set("quiet_from", "99") }, "no hour": func(v url.Values) { v.Set("quiet_to", "x") },
		} {
			if got := c.Send("/desk/notices/ways", ways(bad)); got.StatusCode != 422 {
				t.Errorf("%s: %d", name, got.StatusCode)
			}
		}
	})
}

// A made-up device is refused before anything is kept (SSRF).
func TestDevicesAreChecked(t *testing.T) {
	b := desktest.Open(t)
	c := b.As(people.Reporter)
	for _, bad := range []string{"", "{", `{"endpoint":"https://127.0.0.1/x","keys":{"auth":"AAAA","p256dh":"AAAA"}}`, `{"endpoint":"http://169.254.169.254/","keys":{}}`, strings.Repeat("x", 10_000)} {
		if got := c.Send("/desk/notices/devices", url.Values{"subscription": {bad}}); got.StatusCode != 422 {
			t.Errorf("%.60s: %d", bad, got.StatusCode)
		}
	}
	if page := c.Ask("/desk/notices/").Text; strings.Contains(page, "127.0.0.1") || !strings.Contains(page, "data-push=\"B") {
		t.Error("the page of notices")
	}
	worker := c.Ask("/desk/worker.js")
	if worker.StatusCode != 200 || !strings.HasPrefix(worker.Header.Get("Content-Type"), "text/javascript") || !strings.Contains(worker.Text, "showNotification") {
		t.Errorf("%d %s", worker.StatusCode, worker.Header.Get("Content-Type"))
	}
}

// A task that was given waits for its person; when its hour has passed it is late, for
// her and in the bureau.
func TestTasksAndLateness(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		anna, boris := b.Person(people.Reporter), b.Person(people.Editor)
		s := b.Story(story.Story{Bureau: "tbilisi"}, anna)
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			if _, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A ferry", Body: &body.Doc{}}); err != nil {
				return err
			}
			_, err := desk.Assign(ctx, tx, desk.Order{Assignment: desk.Assignment{Story: s.ID, Person: anna.ID, Task: desk.Write, Due: time.Now().Add(3 * time.Hour), Brief: "Ask the crew.", By: boris.ID}, Byline: true})
			return err
		})
		page := b.As(people.Reporter).Ask("/desk/").Text
		if !strings.Contains(page, "1 thing waits for you.") || !strings.Contains(page, "Write it. Ask the crew.") {
			t.Fatal(page)
		}
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE desk_assignment SET due_at = $1`, time.Now().Add(-90*time.Minute).UnixMilli())
			return err
		})
		if page = b.As(people.Reporter).Ask("/desk/").Text; !strings.Contains(page, "1 of them late") || !strings.Contains(page, "1 h 30 min") {
			t.Error(page)
		}
		if page = b.As(people.Editor).Ask("/desk/").Text; !strings.Contains(page, "Late in the bureau") || !strings.Contains(page, "A ferry") {
			t.Error("it is not late in the bureau")
		}
		if page = b.AsPerson(b.PersonIn(people.Editor, "baku")).Ask("/desk/").Text; strings.Contains(page, "A ferry") {
			t.Error("another bureau reads of it")
		}
	})
}

func TestPitchesWaitForThoseWhoDecide(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			_, err := desk.Offer(ctx, tx, story.Story{Bureau: "tbilisi", Kind: story.News, Original: "en"}, desk.Work{Title: "School choirs", Why: "They are full again.", PitchedBy: b.Person(people.Reporter).ID})
			return err
		})
		if page := b.As(people.Editor).Ask("/desk/").Text; !strings.Contains(page, "Pitch: School choirs") || !strings.Contains(page, "They are full again.") {
			t.Error(page)
		}
		if page := b.As(people.Reporter).Ask("/desk/").Text; strings.Contains(page, "Pitch: School choirs") {
			t.Error("it waits for somebody who may not decide")
		}
	})
}
