package stories_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
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
