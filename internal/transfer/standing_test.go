package transfer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
)

// A text without a date is not today's news.
func TestUndatedTextsStayDrafts(t *testing.T) {
	each(t, func(b *bed) {
		r := record("k1", "When was it", "<p>Nobody knows.</p>")
		r.Date = time.Time{}
		b.bring(transfer.Summary{Stories: 1, Texts: 1, Partly: 1}, []string{"partly no_date k1"}, r)
		if _, err := b.shelf.Article(b.Context(), "en", "when-was-it"); fault.KindOf(err) != fault.NotFound {
			b.Errorf("it is published: %v", err)
		}
	})
}

// What pages lead to keeps its address when a later archive names it otherwise.
func TestTopicsKeepTheirAddress(t *testing.T) {
	each(t, func(b *bed) {
		first := record("k1", "First", "<p>x</p>")
		first.Topics = []transfer.Term{{Key: "content", Slug: "content", Name: "Content"}}
		second := record("k2", "Second", "<p>x</p>")
		second.Topics = []transfer.Term{{Key: "content", Slug: "content", Name: "Content, all of it"}}
		b.bring(transfer.Summary{Stories: 1, Texts: 1}, nil, first)
		b.bring(transfer.Summary{Stories: 1, Texts: 1}, nil, second)
		for _, slug := range []string{"first", "second"} {
			for _, topic := range b.article("en", slug).Topics {
				if _, err := b.shelf.Topic(b.Context(), "en", topic.Slug); err != nil {
					b.Errorf("%s leads to the topic %q: %v", slug, topic.Slug, err)
				}
			}
		}
	})
}

// A picture that is the lead and also begins the text is shown once.
func TestTheLeadStandsOnce(t *testing.T) {
	each(t, func(b *bed) {
		b.write(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `INSERT INTO media (id, hash, type, width, height, bytes, focal_x, focal_y, name, alt, caption, credit, created_at)
				VALUES ('m1', 'beef', 'image/jpeg', 1000, 500, 9, 500, 500, 'a.jpg', '', '', '', 0)`)
			return err
		})
		b.im.Pictures = func(string) (transfer.Found, error) { return transfer.Found{Media: "m1"}, nil }
		r := record("k1", "Bridge", `<figure><img src="/a.jpg" alt="Two people"><figcaption>On the bridge</figcaption></figure><p>One.</p><img src="/a.jpg">`)
		r.Lead = &transfer.Picture{URL: "/a.jpg"}
		b.bring(transfer.Summary{Stories: 1, Texts: 1}, nil, r)
		c := b.article("en", "bridge")
		if c.Picture == nil || c.Picture.Alt != "Two people" || c.Picture.Caption != "On the bridge" {
			b.Errorf("lead %+v", c.Picture)
		}
		if n := strings.Count(c.HTML, "<img "); n != 1 || !strings.HasPrefix(strings.TrimSpace(c.HTML), "<p") {
			b.Errorf("%d pictures in %s", n, c.HTML)
		}
	})
}
