package settings_test

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
	"masthead/internal/story"
)

// A chief editor gives a pseudonym; what is signed by it is its writer's, and nobody else
// learns who she is.
func TestPseudonymsAreToldToNobody(t *testing.T) {
	b := desktest.Open(t)
	writer := b.Person(people.Contributor)
	c := b.As(people.ChiefEditor)
	const at = "/desk/settings/pseudonyms/"
	if p := c.Send(at, url.Values{"name": {"A. Ford"}, "person": {writer.ID}}); p.StatusCode != http.StatusSeeOther {
		t.Fatal(p.StatusCode, p.Text)
	}
	if p := c.Ask(at); !strings.Contains(p.Text, "A. Ford") || !strings.Contains(p.Text, writer.Name) {
		t.Errorf("the page: %d", p.StatusCode)
	}
	var pen people.Person
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		pen, err = people.ByName(ctx, tx, "A. Ford")
		return err
	})
	for _, role := range []people.Role{people.Administrator, people.Editor, people.Contributor} {
		for _, p := range []desktest.Page{b.As(role).Ask(at), b.As(role).Send(at, url.Values{"name": {"B. Ford"}, "person": {writer.ID}}), b.As(role).Send(at+pen.ID+"/end", nil)} {
			if p.StatusCode != http.StatusForbidden {
				t.Errorf("%s: %d", role, p.StatusCode)
			}
		}
	}
	if p := c.Send(at, url.Values{"name": {"C. Ford"}, "person": {pen.ID}}, "Accept", "application/json"); p.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a pseudonym of a pseudonym: %d", p.StatusCode)
	}
	// The story is hers, though it names the byline alone.
	s := b.Story(story.Story{Bureau: "baku"}, pen)
	b.Write(func(ctx context.Context, tx *db.Tx) error {
		pens, err := people.Pens(ctx, tx, writer.ID)
		v := people.Visit{Person: writer, Pens: pens}
		if err != nil || !s.IsAuthor(v.Selves()...) || s.IsAuthor(writer.ID) {
			t.Errorf("hers: %v, %v", v.Selves(), err)
		}
		var export bytes.Buffer
		if err := audit.Export(ctx, tx, &export); err != nil {
			return err
		}
		if !strings.Contains(export.String(), "pseudonym.set") || !strings.Contains(export.String(), pen.ID) || strings.Contains(export.String(), writer.ID) {
			t.Errorf("the audit has %s", export.String())
		}
		return nil
	})
	if strings.Contains(b.Log.String(), writer.ID) {
		t.Error("the log tells")
	}
	if p := c.Send(at+pen.ID+"/end", nil); p.StatusCode != http.StatusSeeOther || strings.Contains(c.Ask(at).Text, "A. Ford") {
		t.Errorf("taken back: %d", p.StatusCode)
	}
}
