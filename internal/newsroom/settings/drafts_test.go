package settings_test

import (
	"net/http"
	"strings"
	"testing"

	"masthead/internal/newsroom/desktest"
	"masthead/internal/people"
)

// Where no program was named, the page of machine drafts says so, to those who read the
// settings.
func TestMachineDraftsAreAccountedFor(t *testing.T) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) {
		if p := b.As(people.Administrator).Ask(at + "drafts/"); p.StatusCode != http.StatusOK || !strings.Contains(p.Text, "No program drafts translations") {
			t.Errorf("off: %d %s", p.StatusCode, p.Text)
		}
		if p := b.As(people.Translator).Ask(at + "drafts/"); p.StatusCode == http.StatusOK {
			t.Errorf("a translator reads the settings: %d", p.StatusCode)
		}
	})
}
