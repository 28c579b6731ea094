package edition_test

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
)

// announced reads the announcements that wait, oldest first, and takes them away.
func (b *bed) announced() (list []edition.Announced) {
	b.write(func(ctx context.Context, tx *db.Tx) error {
		err := tx.Rows(ctx, `SELECT args FROM job WHERE kind = 'edition.announced' ORDER BY id`, nil, func(scan func(...any) error) error {
			var args string
			var a edition.Announced
			if err := scan(&args); err != nil {
				return err
			}
			list = append(list, a)
			return json.Unmarshal([]byte(args), &list[len(list)-1])
		})
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM job WHERE kind = 'edition.announced'`)
		return err
	})
	return list
}

// What readers see of a text is announced once, in its own transaction, with the lists
// that show it; nothing is where nobody listens, and nothing of an archive.
func TestAnnouncements(t *testing.T) {
	each(t, func(b *bed) {
		heard := false
		b.pub.Heard = func(context.Context, *db.Tx) (bool, error) { return heard, nil }
		b.live("Unheard")
		if got := b.announced(); got != nil {
			t.Fatalf("nobody listens, and there is %+v", got)
		}
		heard = true
		borders := b.topic("en:Borders")
		id := b.story(about(borders), inSection(b))
		b.save(id, "en", "The bridge")
		b.publish(id, "en")
		lists := []string{"/en/", "/en/feed/news/", "/en/politics/", "/en/topic/borders/"}
		want := []edition.Announced{{Change: "published", Story: id, Lang: "en", Path: "/en/the-bridge/", Lists: lists}}
		if got := b.announced(); !reflect.DeepEqual(got, want) {
			t.Errorf("published:\n%+v, want\n%+v", got, want)
		}
		b.save(id, "en", "The bridge", slug("the-ford"))
		b.publish(id, "en", func(o *edition.Order) { o.Quiet = true })
		want[0].Change, want[0].Path, want[0].Quiet = "updated", "/en/the-ford/", true
		if got := b.announced(); !reflect.DeepEqual(got, want) {
			t.Errorf("updated:\n%+v, want\n%+v", got, want)
		}
		b.withdraw(id, "en", "wrong")
		want[0].Change, want[0].Quiet = "withdrawn", false
		if got := b.announced(); !reflect.DeepEqual(got, want) {
			t.Errorf("withdrawn:\n%+v, want\n%+v", got, want)
		}
		old := b.story()
		b.save(old, "en", "Long ago")
		b.publish(old, "en", func(o *edition.Order) { o.Date = noon.Add(-72 * time.Hour) })
		planned := b.story()
		b.save(planned, "en", "Tomorrow")
		b.publish(planned, "en", at(noon.Add(24*time.Hour)))
		if got := b.announced(); got != nil {
			t.Errorf("an archive's text or a planned one was announced: %+v", got)
		}
	})
}
