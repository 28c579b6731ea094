package story_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"testing"

	"masthead/internal/body"
	"masthead/internal/kit/blob"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
	"masthead/internal/media/picture"
	"masthead/internal/story"
)

// Who may not know of a picture does not come to see it by writing its id into a text of
// hers; what the story shows already stays hers to place.
func TestForeignPicturesStayOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		files, err := blob.Open("file:"+t.TempDir(), func(string) string { return "" })
		if err != nil {
			t.Fatal(err)
		}
		room := picture.NewDarkroom()
		t.Cleanup(func() { room.Close(ctx) })
		library := &media.Library{DB: d, Files: files, Room: room}
		var raw bytes.Buffer
		if err := png.Encode(&raw, image.NewGray(image.Rect(0, 0, 60, 40))); err != nil {
			t.Fatal(err)
		}
		secret, err := library.Take(ctx, &raw, media.Media{Name: "secret.png", Bureau: "baku", AddedBy: "chief"})
		if err != nil {
			t.Fatal(err)
		}
		shows := func(reach *media.Reach, s story.Story, rev int, lead bool) error {
			save := story.Save{Story: s.ID, Lang: "en", Headline: "A bridge is mended", BaseRev: rev, Reach: reach, Body: &body.Doc{}}
			if shown := (body.Picture{Media: secret.ID, Alt: "A bridge"}); lead {
				save.Lead = &shown
			} else {
				save.Body.Blocks = []body.Block{{ID: "aaaaaaaaaaaaaaaa", Type: body.Image, Pictures: []body.Picture{shown}}}
			}
			return d.Write(ctx, func(tx *db.Tx) error { _, err := story.SaveText(ctx, tx, save); return err })
		}
		own := media.Reach{Person: "contributor"}
		for name, x := range map[string]struct {
			reach *media.Reach
			lead  bool
			want  bool
		}{
			"a contributor, in a block": {&own, false, false}, "a contributor, at the head": {&own, true, false},
			"another bureau's reporter": {&media.Reach{Person: "r", Bureaus: []string{"tbilisi"}}, false, false},
			"her bureau's reporter":     {&media.Reach{Person: "r", Bureaus: []string{"baku"}}, false, true},
			"who may see all":           {&media.Reach{Person: "r", All: true}, true, true}, "the program": {nil, false, true},
		} {
			var s story.Story
			if err := d.Write(ctx, func(tx *db.Tx) (err error) {
				s, err = story.Create(ctx, tx, story.Story{Kind: story.News, Original: "en"})
				return err
			}); err != nil {
				t.Fatal(err)
			}
			err := shows(x.reach, s, 0, x.lead)
			if (err == nil) != x.want || err != nil && fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
			if x.want { // the story shows it: its author may move it
				if err := shows(&own, s, 1, !x.lead); err != nil {
					t.Errorf("%s, then moved by a contributor: %v", name, err)
				}
			}
		}
	})
}
