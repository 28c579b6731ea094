package stories_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/topic"
)

// What the chief editor held back, promised or marked is not undone by whoever may assign:
// its gate would hold nobody. Who did it herself may.
func TestPromisesOfOthersStand(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s := b.Story(story.Story{Kind: story.News, Bureau: "tbilisi", Original: "en"}, b.Person(people.Reporter))
		chief, editor := b.As(people.ChiefEditor), b.As(people.Editor)
		work := "/desk/work/" + s.ID + "/"
		hold, embargo := url.Values{"reason": {"Lawyers read it"}, "until": {"tomorrow 15:00"}}, url.Values{"at": {"tomorrow 15:00"}}
		mark, unmark, release := url.Values{"title": {"The ferry"}, "sensitive": {"1"}}, url.Values{"title": {"The ferry"}, "sensitive_was": {"1"}}, url.Values{"release": {"1"}}
		for i, step := range []struct {
			who  *desktest.Client
			act  string
			sent url.Values
			want int
		}{
			{editor, "hold", hold, 303}, {editor, "hold", release, 303},
			{chief, "hold", hold, 303}, {editor, "hold", release, 403}, {editor, "hold", hold, 403}, {chief, "hold", release, 303},
			{editor, "embargo", embargo, 303}, {editor, "embargo", release, 303},
			{chief, "embargo", embargo, 303}, {editor, "embargo", release, 403}, {editor, "embargo", embargo, 403}, {chief, "embargo", release, 303},
			{editor, "notes", mark, 303}, {editor, "notes", unmark, 403}, {chief, "notes", unmark, 303},
		} {
			if p := step.who.Send(work+step.act, step.sent); p.StatusCode != step.want {
				t.Errorf("step %d, %s: %d, not %d", i, step.act, p.StatusCode, step.want)
			}
		}
	})
}

// Two people write the brief at once: the second is told, and nothing of the first is lost.
func TestBriefIsNotWrittenOver(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		s := b.Story(story.Story{Kind: story.News, Bureau: "tbilisi", Original: "en"}, b.Person(people.Reporter))
		editor, reporter := b.As(people.Editor), b.As(people.Reporter)
		work, page := "/desk/work/"+s.ID+"/notes", "/desk/stories/"+s.ID+"/"
		if p := editor.Send(work, url.Values{"title": {"The ferry"}, "about_was": {""}, "about": {"Ask the captain.\r\nThen the harbour."}, "words": {"1200"}}); p.StatusCode != 303 {
			t.Fatal(p.StatusCode)
		}
		if p := editor.Ask(page); !strings.Contains(p.Text, `value="1200"`) {
			t.Error("the planned length does not stand in its field as it can be sent back")
		}
		if p := reporter.Send(work, url.Values{"about_was": {""}, "about": {"What I would ask the captain"}}); p.StatusCode != 409 || !strings.Contains(p.Text, "What I would ask the captain") {
			t.Errorf("writing over a brief: %d", p.StatusCode)
		}
		if p := reporter.Send(work, url.Values{"title": {"The ferry"}, "about_was": {""}, "about": {""}, "words": {"900"}}); p.StatusCode != 303 {
			t.Errorf("changing the length beside it: %d", p.StatusCode)
		}
		if p := editor.Ask(page); !strings.Contains(p.Text, "Ask the captain.") {
			t.Error("the brief is lost")
		}
		if p := reporter.Send(work, url.Values{"about_was": {"Ask the captain.\r\nThen the harbour."}, "about": {"Ask the crew."}}); p.StatusCode != 303 {
			t.Errorf("changing what one has seen: %d", p.StatusCode)
		}
		if p := editor.Ask(page); !strings.Contains(p.Text, "Ask the crew.") || !strings.Contains(p.Text, `value="900"`) {
			t.Error("the new brief does not stand, or the length is gone")
		}
	})
}

// Another kind does not take the second key away, unless who changes it may lift it.
func TestAnotherKindKeepsTheSecondKey(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			return desk.SetRules(ctx, tx, desk.Rules{Kinds: []story.Kind{story.Analysis}}, b.Person(people.ChiefEditor).ID)
		})
		for _, x := range []struct {
			who  people.Role
			want bool
		}{{people.Reporter, true}, {people.Editor, true}, {people.ChiefEditor, false}} {
			s := b.Story(story.Story{Kind: story.Analysis, Bureau: "tbilisi"}, b.Person(people.Reporter))
			author := b.Person(people.Reporter).ID + "/author/"
			if p := b.As(x.who).Send("/desk/work/"+s.ID+"/facts", url.Values{"kind": {"news"}, "bureau": {"tbilisi"}, "byline": {author}}); p.StatusCode != 303 {
				_, why, _ := strings.Cut(p.Text, "alert")
				t.Fatalf("%s: %d %.300s", x.who, p.StatusCode, why)
			}
			b.Write(func(ctx context.Context, tx *db.Tx) error {
				now, err := story.Find(ctx, tx, s.ID)
				if err != nil || now.Kind != story.News {
					t.Errorf("%s: %s %v", x.who, now.Kind, err)
				}
				if guarded, err := desk.Sensitive(ctx, tx, now); err != nil || guarded != x.want {
					t.Errorf("%s: sensitive %v, want %v (%v)", x.who, guarded, x.want, err)
				}
				return nil
			})
		}
	})
}

// Two people change what a story is from the same page: what the first changed is not
// written over by the second, who is told where both changed the same.
func TestFactsAreNotWrittenOver(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		anna, expert := b.Person(people.Reporter), b.Person(people.Expert)
		s := b.Story(story.Story{Kind: story.News, Bureau: "tbilisi"}, anna, expert)
		work, page := "/desk/work/"+s.ID+"/facts", "/desk/stories/"+s.ID+"/"
		b.Write(func(ctx context.Context, tx *db.Tx) error {
			for _, key := range []string{"ferry", "harbour"} {
				if _, err := topic.Ensure(ctx, tx, key); err != nil {
					return err
				}
			}
			return nil
		})
		key := func(p people.Person) string { return p.ID + "/author/" }
		shown := func() url.Values { // the form as both see it
			return url.Values{
				"kind_was": {"news"}, "kind": {"news"}, "bureau_was": {"tbilisi"}, "bureau": {"tbilisi"}, "topics_was": {""}, "topics": {""},
				"section_was": {""}, "section": {""}, "viewpoint_was": {""}, "viewpoint": {""}, "partner_was": {""}, "partner": {""},
				"byline_was": {"", key(anna), key(expert)}, "byline": {key(anna), key(expert)},
			}
		}
		for name := range shown() {
			if p := b.As(people.Editor).Ask(page); !strings.Contains(p.Text, `name="`+name+`"`) {
				t.Errorf("the form has no %s", name)
			}
		}
		with := func(pairs ...string) url.Values {
			v := shown()
			for i := 0; i < len(pairs); i += 2 {
				v[pairs[i]] = []string{pairs[i+1]}
			}
			return v
		}
		now := func() (s2 story.Story) {
			b.Write(func(ctx context.Context, tx *db.Tx) (err error) { s2, err = story.Find(ctx, tx, s.ID); return err })
			return s2
		}
		editor, chief := b.As(people.Editor), b.As(people.ChiefEditor)
		send := func(c *desktest.Client, v url.Values, want int) desktest.Page {
			p := c.Send(work, v)
			if p.StatusCode != want {
				t.Fatalf("%v: %d, not %d", v, p.StatusCode, want)
			}
			return p
		}
		send(editor, with("kind", "analysis", "topics", "ferry", "add_person", b.Person(people.Translator).ID), 303)
		send(chief, with("viewpoint", "baku", "byline", key(anna)), 303) // beside it
		if s := now(); s.Kind != story.Analysis || len(s.Topics) != 1 || s.Viewpoint != "baku" || len(s.People) != 2 || s.People[0].Person != anna.ID || s.People[1].Person != b.Person(people.Translator).ID {
			t.Errorf("%+v", s)
		}
		if p := send(chief, with("topics", "harbour"), 409); !strings.Contains(p.Text, "harbour") {
			t.Error("what she wrote is lost")
		}
		send(chief, with("kind", "opinion"), 409)
		send(chief, with("kind", "analysis", "topics_was", "ferry", "topics", "harbour, ferry"), 303) // the same, and what she has seen
		if s := now(); s.Kind != story.Analysis || len(s.Topics) != 2 || len(s.People) != 2 {
			t.Errorf("%+v", s)
		}
		send(chief, with("bureau", "baku"), 303)
		send(editor, with("viewpoint_was", "baku", "viewpoint", "tbilisi"), 404) // it is another bureau's now
	})
}

// One rule says who assigns: one story or many, she whose edition the story is written for.
func TestOneRuleForAssigning(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		var half people.Person
		b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
			if half, err = people.Add(ctx, tx, people.Person{Name: "Nino of the Georgian edition", Email: "half@crossroads.example"}); err != nil {
				return err
			}
			return people.Give(ctx, tx, half.ID, people.Editor, "tbilisi", "ka")
		})
		for _, x := range []struct {
			original lang.Tag
			want     int
		}{{"ka", 303}, {"en", 403}} {
			s := b.Story(story.Story{Bureau: "tbilisi", Original: x.original})
			task := url.Values{"person": {b.Person(people.FactChecker).ID}, "task": {"check"}}
			many := url.Values{"person": task["person"], "task": task["task"], "act": {"assign"}, "story": {s.ID}}
			c := b.AsPerson(half)
			if p := c.Send("/desk/work/"+s.ID+"/assign", task); p.StatusCode != x.want {
				t.Errorf("%s, one: %d, not %d", x.original, p.StatusCode, x.want)
			}
			if p := c.Send("/desk/stories/many", many); p.StatusCode != x.want {
				t.Errorf("%s, many: %d, not %d", x.original, p.StatusCode, x.want)
			}
			if p := c.Ask("/desk/stories/" + s.ID + "/"); strings.Contains(p.Text, `/assign"`) != (x.want == 303) {
				t.Errorf("%s: the form is offered wrongly", x.original)
			}
		}
	})
}
