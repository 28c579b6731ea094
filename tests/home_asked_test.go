package tests_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/comment"
	"masthead/internal/desk"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Who is called in a conversation, and whose key a sensitive text lacks, finds it among
// what waits for her; and not any more when it is done.
func TestHomeTellsOfMentionsAndKeys(t *testing.T) {
	s := deskSite(t)
	chief, reporter := s.person(t, people.ChiefEditor), s.person(t, people.Reporter)
	session := s.session(t, chief, "en")
	home := func() string {
		t.Helper()
		r, err := http.NewRequest(http.MethodGet, s.base+"/desk/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: newsroom.SessionCookie, Value: session})
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		page, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != 200 {
			t.Fatal(answer.Status, err)
		}
		return string(page)
	}
	write := func(f func(ctx context.Context, tx *db.Tx) error) {
		t.Helper()
		if err := s.program.DB.Write(t.Context(), func(tx *db.Tx) error { return f(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
	}
	var about story.Story
	var thread comment.Thread
	write(func(ctx context.Context, tx *db.Tx) (err error) {
		if about, err = story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en", Stage: story.Ready, People: []story.Credit{{Person: reporter.ID, Part: story.Author}}}); err != nil {
			return err
		}
		d := &body.Doc{Blocks: []body.Block{{ID: "000000000a", Type: "paragraph", Text: []body.Span{{Text: "Somebody asks."}}}}}
		if _, err = story.SaveText(ctx, tx, story.Save{Story: about.ID, Lang: "en", By: reporter.ID, Headline: "What waits to be answered", Body: d}); err != nil {
			return err
		}
		if thread, err = comment.Say(ctx, tx, comment.Saying{Story: about, Lang: "en", By: reporter.ID, Said: "Is it so, @" + chief.Name + "?"}); err != nil {
			return err
		}
		return desk.Refresh(ctx, tx, about.ID)
	})
	if page := home(); !strings.Contains(page, "asks you: Is it so") || strings.Contains(page, "needs 2 keys") {
		t.Error("the mention is not among what waits, or a key is that nobody needs")
	}
	write(func(ctx context.Context, tx *db.Tx) error {
		if _, err := comment.Say(ctx, tx, comment.Saying{Story: about, Lang: "en", Thread: thread.ID, By: chief.ID, Said: "It is."}); err != nil {
			return err
		}
		return desk.SetNotes(ctx, tx, about.ID, chief.ID, func(w *desk.Work) { w.Sensitive = true })
	})
	if page := home(); strings.Contains(page, "asks you: Is it so") || !strings.Contains(page, "It needs 2 keys.") {
		t.Error("the mention is answered, and two keys are missing")
	}
	write(func(ctx context.Context, tx *db.Tx) error { return desk.TurnKey(ctx, tx, about.ID, "en", 1, chief.ID) })
	if page := home(); strings.Contains(page, "It needs 2 keys.") || strings.Contains(page, "One key is turned") {
		t.Error("she turned hers, and it waits for her still")
	}
}
