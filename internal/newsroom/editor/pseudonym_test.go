package editor_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Whoever writes a story under a pseudonym is named by it beside the text, to everybody
// but herself and those who may know.
func TestAPseudonymHoldsAtTheDesk(t *testing.T) {
	b := desktest.Open(t)
	writer := b.Person(people.Reporter)
	var pen people.Person
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		if pen, err = people.Add(ctx, tx, people.Person{Name: "A. Ford"}); err != nil {
			return err
		}
		return people.SetPseudonym(ctx, tx, []people.Grant{{Role: people.ChiefEditor}}, pen.ID, writer.ID)
	})
	s := b.Story(story.Story{Bureau: "tbilisi"}, pen)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		_, err := story.SaveText(ctx, tx, story.Save{Story: s.ID, Lang: "en", Headline: "A bridge is mended", By: writer.ID})
		return err
	})
	at := "/desk/stories/" + s.ID + "/en/"
	for role, tells := range map[people.Role]bool{people.Reporter: true, people.ChiefEditor: true, people.Editor: false, people.Administrator: false} {
		p := b.As(role).Ask(at + "text")
		if p.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %s", role, p.StatusCode, p.Text)
		}
		if strings.Contains(p.Text, writer.Name) != tells || strings.Contains(p.Text, "A. Ford") == tells || !tells && strings.Contains(p.Text, writer.ID) {
			t.Errorf("%s is told %s", role, p.Text)
		}
	}
	if p := b.As(people.Reporter).Send(at+"here", url.Values{"tab": {"0123456789abcdef"}}, "Accept", "application/json"); p.StatusCode >= 300 {
		t.Errorf("being there: %d %s", p.StatusCode, p.Text)
	}
	if p := b.As(people.Editor).Ask(at + "now"); p.StatusCode != http.StatusOK || !strings.Contains(p.Text, "A. Ford") || strings.Contains(p.Text, writer.ID) || strings.Contains(p.Text, writer.Name) {
		t.Errorf("who is there: %d %s", p.StatusCode, p.Text)
	}
}
