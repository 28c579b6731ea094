package stories_test

import (
	"context"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/newsroom/stories"
	"masthead/internal/people"
	"masthead/internal/story"
)

// A pitch goes from a reporter's form to an assigned story, by forms alone.
func TestPitchToAssigned(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		reporter, editor := b.As(people.Reporter), b.As(people.Editor)
		if p := reporter.Send("/desk/stories/pitch", url.Values{"title": {"The ferry"}, "original": {"en"}, "kind": {"news"}, "bureau": {"tbilisi"}}); p.StatusCode != 422 || !strings.Contains(p.Text, `value="The ferry"`) {
			t.Errorf("a pitch without a reason: %d", p.StatusCode)
		}
		made := reporter.Send("/desk/stories/pitch", url.Values{"title": {"The ferry <b>"}, "why": {"It is back."}, "original": {"en"}, "kind": {"news"}, "bureau": {"tbilisi"}})
		path := made.Header.Get("Location")
		if made.StatusCode != 303 || !strings.HasPrefix(path, "/desk/stories/") {
			t.Fatalf("%d %s", made.StatusCode, made.Text)
		}
		work := strings.Replace(path, "/stories/", "/work/", 1)
		if p := reporter.Send(work+"decide", url.Values{"decision": {"yes"}}); p.StatusCode != 403 {
			t.Errorf("a reporter decides: %d", p.StatusCode)
		}
		if p := b.AsPerson(b.PersonIn(people.Editor, "baku")).Ask(path); p.StatusCode != 404 {
			t.Errorf("an editor of another bureau reads it: %d", p.StatusCode)
		}
		for _, page := range []string{path, "/desk/stories/", "/desk/stories/board", "/desk/calendar/", "/desk/calendar/?show=month", "/desk/stories/new", "/desk/find?q=fer"} {
			if p := editor.Ask(page); p.StatusCode != 200 || strings.Contains(p.Text, "The ferry <b>") {
				t.Errorf("%s: %d", page, p.StatusCode)
			}
		}
		if p := editor.Send(work+"decide", url.Values{"decision": {"yes"}}); p.StatusCode != 303 {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		if p := editor.Send(work+"assign", url.Values{"person": {b.Person(people.Reporter).ID}, "task": {"write"}, "due": {"tomorrow 15:00"}}); p.StatusCode != 303 {
			t.Fatalf("%d %s", p.StatusCode, p.Text)
		}
		for q, want := range map[string]bool{"stage:assigned": true, "is:late": false, "ferry": true, "who:nobody": false, "kind:news+bureau:tbilisi": true, "due:week": true} {
			if p := editor.Ask("/desk/stories/?q=" + q); strings.Contains(p.Text, "The ferry &lt;b&gt;") != want {
				t.Errorf("%s finds it: %v", q, !want)
			}
		}
		if p := reporter.Send(work+"stage", url.Values{"stage": {"editing"}, "seen": {"assigned"}}); p.StatusCode != 303 {
			t.Errorf("filing: %d", p.StatusCode)
		}
		if p := editor.Send(work+"stage", url.Values{"stage": {"ready"}, "seen": {"assigned"}}); p.StatusCode != 409 {
			t.Errorf("moving it from where it is no more: %d", p.StatusCode)
		}
	})
}

// A story is not brought to a bureau to gain rights in it: that needs a right in both.
func TestMovingToAnotherBureauNeedsBoth(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"})
	if p := b.As(people.Editor).Send("/desk/work/"+s.ID+"/facts", url.Values{"kind": {"news"}, "bureau": {"baku"}}); p.StatusCode != 403 {
		t.Errorf("an editor of one bureau: %d", p.StatusCode)
	}
	if p := b.As(people.ChiefEditor).Send("/desk/work/"+s.ID+"/facts", url.Values{"kind": {"news"}, "bureau": {"baku"}}); p.StatusCode != 303 {
		t.Errorf("the chief editor: %d", p.StatusCode)
	}
}

// Many are moved at once, or none; and it can be undone.
func TestManyAtOnce(t *testing.T) {
	b := desktest.Open(t)
	mine, other := b.Story(story.Story{Bureau: "tbilisi"}), b.Story(story.Story{Bureau: "baku"})
	stage := func(id string) (st story.Stage) {
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			s, err := story.Find(ctx, tx, id)
			st = s.Stage
			return err
		})
		return st
	}
	editor := b.As(people.Editor)
	if p := editor.Send("/desk/stories/many", url.Values{"story": {mine.ID, other.ID}, "act": {"stage"}, "stage": {"checking"}}); p.StatusCode != 404 || stage(mine.ID) != story.Drafting {
		t.Errorf("with another bureau's: %d, %s", p.StatusCode, stage(mine.ID))
	}
	p := editor.Send("/desk/stories/many", url.Values{"story": {mine.ID}, "act": {"stage"}, "stage": {"checking"}})
	back, err := url.Parse(p.Header.Get("Location"))
	if err != nil || p.StatusCode != 303 || stage(mine.ID) != story.Checking || back.Query().Get("undo") == "" {
		t.Fatalf("%d %s %v", p.StatusCode, back, err)
	}
	if p := editor.Send("/desk/stories/many", url.Values{"undo": {back.Query().Get("undo")}}); p.StatusCode != 303 || stage(mine.ID) != story.Drafting {
		t.Errorf("undo: %d, %s", p.StatusCode, stage(mine.ID))
	}
}

var address = regexp.MustCompile(`/desk/calendar/[A-Za-z0-9_-]{43}\.ics`)

func TestFeedIsSecretAndRevocable(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"}, b.Person(people.Reporter))
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := desk.Assign(ctx, tx, desk.Order{Assignment: desk.Assignment{Story: s.ID, Person: b.Person(people.Reporter).ID, Task: desk.Write, Due: time.Now().Add(24 * time.Hour), Zone: time.UTC, By: b.Person(people.Editor).ID}})
		return err
	})
	reporter, nobody := b.As(people.Reporter), b.AsPerson(people.Person{})
	path := address.FindString(reporter.Send("/desk/calendar/feed", nil).Text)
	p := nobody.Ask(path)
	if p.StatusCode != 200 || !strings.Contains(p.Text, "BEGIN:VEVENT") || !strings.Contains(p.Header.Get("Cache-Control"), "no-store") || strings.Contains(b.Log.String(), path) {
		t.Fatalf("%s: %d %v %s", path, p.StatusCode, p.Header, p.Text)
	}
	reporter.Send("/desk/calendar/feed", url.Values{"end": {"1"}})
	if p := nobody.Ask(path); p.StatusCode != 404 {
		t.Errorf("a closed feed: %d", p.StatusCode)
	}
}

func TestCalendarOfHostileTitles(t *testing.T) {
	at := time.Date(2026, 11, 12, 9, 0, 0, 0, time.UTC)
	for title, want := range map[string]string{
		"A\r\nATTENDEE:mailto:x@y.example": `SUMMARY:A\nATTENDEE:mailto:x@y.example`,
		"a;b,c\\d":                         `SUMMARY:a\;b\,c\\d`,
		"x\u2028END:VEVENT\u0085y":         "SUMMARY:x END:VEVENT y",
		strings.Repeat("ღ", 200):           "SUMMARY:" + strings.Repeat("ღ", 200),
	} {
		text := stories.WriteOne(title, at)
		for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
				t.Errorf("a line of %d bytes: %q", len(line), line)
			}
		}
		plain := strings.ReplaceAll(text, "\r\n ", "")
		if !strings.Contains(plain, want+"\r\n") || strings.Count(plain, "\r\nEND:VEVENT\r\n") != 1 {
			t.Errorf("%q is written %q", title, plain)
		}
	}
}

// What was done stands on the story's page as sentences in her language, by
// her own clock: the bed has her on UTC, the bureau four hours ahead.
func TestTrailIsSaidInWords(t *testing.T) {
	b := desktest.Open(t)
	s := b.Story(story.Story{Bureau: "tbilisi"})
	chief := b.As(people.ChiefEditor)
	work := "/desk/work/" + s.ID + "/"
	for path, form := range map[string]url.Values{
		"assign": {"person": {b.Person(people.Reporter).ID}, "task": {"write"}, "byline": {"1"}, "due": {"2027-01-05 15:00"}},
		"hold":   {"reason": {"The lawyer reads it"}, "until": {"2027-01-06 9:00"}},
	} {
		if p := chief.Send(work+path, form); p.StatusCode != 303 {
			t.Fatalf("%s: %d %s", path, p.StatusCode, p.Text)
		}
	}
	page := chief.Ask("/desk/stories/" + s.ID + "/").Text
	trail := page[strings.Index(page, `id="h-trail"`):]
	for _, want := range []string{"Gave a task", "Write · " + b.Person(people.Reporter).Name, "5 January 2027, 11:00", "Held it back", "6 January 2027, 05:00 · “The lawyer reads it”"} {
		if !strings.Contains(trail, want) {
			t.Errorf("it lacks %q: %s", want, trail[:min(len(trail), 900)])
		}
	}
	for _, raw := range []string{"assignment.made", "work.held", "Z<"} {
		if strings.Contains(trail, raw) {
			t.Errorf("it has %q", raw)
		}
	}
	if audited := chief.Ask("/desk/settings/audit/"); audited.StatusCode == 200 && !strings.Contains(audited.Text, "Held it back") {
		t.Error("the audit does not say it in words")
	}
}
