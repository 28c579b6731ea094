package app_test

import (
	"net/http"
	"strings"
	"testing"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/story"
)

// Readers of a translation are told that its original has changed from the moment they
// could read so themselves, until the translation is mended and published.
func TestReadersAreToldThatTheOriginalChanged(t *testing.T) {
	n := newNode(t, dbtest.Address(t, db.SQLite))
	if err := n.SetOutlet(n.Context(), "", "original_changed", "true"); err != nil {
		t.Fatal(err)
	}
	one := n.save("", "Twelve came", "twelve")
	translate := func(words string, rev int) {
		if err := n.DB.Write(n.Context(), func(tx *db.Tx) error {
			known, err := story.Newest(n.Context(), tx, one, "ka")
			if err != nil && known.Rev > 0 {
				return err
			}
			doc := body.Doc{Blocks: []body.Block{{ID: "00000000000000aa", Type: body.Paragraph, Text: []body.Span{{Text: words}}}}}
			_, err = story.SaveText(n.Context(), tx, story.Save{
				Story: one, Lang: "ka", BaseRev: known.Rev, Headline: words, Slug: "twelve-ka", Body: &doc, MadeFrom: "en", MadeRev: rev,
			})
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	publish := func(order edition.Order) {
		order.Story = one
		if _, err := n.Edition.Publish(n.Context(), order); err != nil {
			t.Fatal(err)
		}
	}
	translate("თორმეტი მოვიდა", 1)
	publish(edition.Order{Lang: "en"})
	publish(edition.Order{Lang: "ka"})
	const line = "ამ თარგმანის შემდეგ ორიგინალი შეიცვალა."
	says := func(line bool, sentence string) func(int, http.Header, string) bool {
		return func(status int, _ http.Header, text string) bool {
			return status == http.StatusOK && strings.Contains(text, sentence) == line
		}
	}
	n.within("before", "/ka/twelve-ka/", says(false, line))
	n.save(one, "Fourteen came", "twelve")
	publish(edition.Order{Lang: "en"})
	n.within("the original changed", "/ka/twelve-ka/", says(true, line))
	translate("თოთხმეტი მოვიდა", 2)
	publish(edition.Order{Lang: "ka"})
	n.within("mended", "/ka/twelve-ka/", says(false, line))
}
