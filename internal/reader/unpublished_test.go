package reader

import (
	"context"
	"strings"
	"testing"
	"time"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/outlet"
	"masthead/internal/story"
)

// noTopics names no topic.
type noTopics struct{}

func (noTopics) NamesIn(context.Context, *db.Tx, []string, lang.Tag) ([]edition.TopicAt, error) {
	return nil, nil
}

// Nothing that programs read tells of a draft, of what is planned, or of what was
// taken back; not even by its time.
func TestUnpublishedIsNowhere(t *testing.T) {
	d := dbtest.Open(t, dbtest.Address(t, db.SQLite), func() time.Time { return hour(12) })
	ctx := t.Context()
	profile, section := makeOutlet(t, d)
	outlets := outlet.New(d)
	if err := outlets.Load(ctx); err != nil {
		t.Fatal(err)
	}
	publisher := &edition.Publisher{DB: d, Outlet: outlets, Topics: noTopics{}, Render: edition.Renderer{Words: func(lang.Tag) body.RenderWords { return body.RenderWords{} }}}
	write := func(word string) (id string) {
		err := d.Write(ctx, func(tx *db.Tx) error {
			s, err := story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en", Section: section})
			if err != nil {
				return err
			}
			id = s.ID
			doc := body.Doc{Blocks: []body.Block{{ID: "0000000000000001", Type: body.Paragraph, Text: []body.Span{{Text: "Body of " + word}}}}}
			_, err = story.SaveText(ctx, tx, story.Save{Story: id, Lang: "en", OpID: word, Headline: word + " headline", Body: &doc})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	publish := func(id string, o edition.Order) {
		o.Story, o.Lang = id, "en"
		if _, err := publisher.Publish(ctx, o); err != nil {
			t.Fatal(err)
		}
	}
	publish(write("shown"), edition.Order{Date: hour(8)})
	write("draft")
	publish(write("planned"), edition.Order{At: hour(13)})
	taken := write("taken")
	publish(taken, edition.Order{Date: hour(11)})

	ask := programs(t, voiceOf(t, profile, "en"), edition.NewShelf(d))
	read := func() (all string) {
		for _, address := range []string{
			"/sitemap.xml", "/en/sitemap-pages.xml", "/en/sitemap-news.xml", "/en/sitemap-2026-06.xml",
			"/en/feed.xml", "/en/atom.xml", "/en/feed.json", "/en/opinion/feed.xml", "/en/opinion/atom.xml", "/en/opinion/feed.json",
		} {
			w, err := ask(address)
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			all += w.Header().Get("Last-Modified") + "\n" + w.Body.String()
		}
		return all
	}
	expect := func(all, word string, times int) {
		t.Helper()
		if n := strings.Count(all, "/en/"+word+"-headline/"); n != times {
			t.Errorf("%q stands %d times, want %d:\n%s", word, n, times, all)
		}
	}
	// A sitemap names an article thrice, the news sitemap and each of the six feeds once.
	const everywhere = 3 + 1 + 6
	before := read()
	expect(before, "shown", everywhere)
	expect(before, "taken", everywhere)
	for _, word := range []string{"draft", "planned"} {
		if strings.Contains(before, word) {
			t.Errorf("%q is told of", word)
		}
	}
	if err := publisher.Withdraw(ctx, taken, "en", "It was wrong."); err != nil {
		t.Fatal(err)
	}
	after := read()
	expect(after, "shown", everywhere)
	for _, word := range []string{"taken", "11:00:00", "It was wrong"} {
		if strings.Contains(after, word) {
			t.Errorf("%q is still told of:\n%s", word, after)
		}
	}
	if strings.Count(after, "18 Jun 2026 08:00:00") < 8 {
		t.Errorf("the feeds' times are not those of the copy that is left:\n%s", after)
	}
}

func (noTopics) Dossier(context.Context, *db.Tx, string, lang.Tag) (edition.Dossier, error) {
	return edition.Dossier{}, nil
}
