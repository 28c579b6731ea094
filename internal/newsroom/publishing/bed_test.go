package publishing_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/app"
	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/newsroom/desktest"
	"masthead/internal/story"
)

// room is a desk with a way to write texts.
type room struct {
	testing.TB
	*desktest.Bed
}

func (r room) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

// text saves a text of one paragraph over what there is.
func (r room) text(s story.Story, l lang.Tag, headline string, more ...func(*story.Save)) (rev int) {
	r.Helper()
	r.Write(func(ctx context.Context, tx *db.Tx) error {
		save := story.Save{Story: s.ID, Lang: l, Headline: headline, Standfirst: "A line below " + headline, Body: &body.Doc{Blocks: []body.Block{
			{ID: "00000000000000a1", Type: body.Paragraph, Text: []body.Span{{Text: "The first words of " + headline}}},
			{ID: "00000000000000a2", Type: body.Paragraph, Text: []body.Span{{Text: "Forty berths stood empty."}}},
		}}}
		if now, err := story.Newest(ctx, tx, s.ID, l); err == nil {
			save.BaseRev = now.Rev
		}
		if l != s.Original {
			save.MadeFrom, save.MadeRev = s.Original, 1
		}
		for _, f := range more {
			f(&save)
		}
		saved, err := story.SaveText(ctx, tx, save)
		rev = saved.Rev
		return err
	})
	return rev
}

// picture takes a picture that says neither what is on it nor whose it is.
func (r room) picture() string {
	r.Helper()
	var raw bytes.Buffer
	r.must(jpeg.Encode(&raw, image.NewRGBA(image.Rect(0, 0, 800, 500)), nil))
	m, err := r.Library.Take(context.Background(), &raw, media.Media{Name: "bare.jpg"})
	r.must(err)
	return m.ID
}

// withPicture puts a picture at the head.
func withPicture(id string) func(*story.Save) {
	return func(s *story.Save) { s.Lead = &body.Picture{Media: id} }
}

// reads asks for a page as a reader does, of a node that keeps no pages yet.
func (r room) reads(path string) (status int, page string) {
	r.Helper()
	node, err := app.NewServer(context.Background(), r.Program)
	r.must(err)
	answer := httptest.NewRecorder()
	node.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil))
	return answer.Code, answer.Body.String()
}

func panel(s story.Story) string { return "/desk/stories/" + s.ID + "/publish/" }

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// want fails unless a page has the status and all of the words.
func want(t testing.TB, p desktest.Page, status int, words ...string) {
	t.Helper()
	if p.StatusCode != status {
		t.Fatalf("%s %s: %d, want %d\n%s", p.Request.Method, p.Request.URL.Path, p.StatusCode, status, short(p.Text))
	}
	for _, w := range words {
		if !strings.Contains(p.Text, w) {
			t.Fatalf("%s lacks %q\n%s", p.Request.URL.Path, w, short(p.Text))
		}
	}
}

func short(s string) string {
	if len(s) > 6000 {
		return s[:6000] + "…"
	}
	return s
}

// due lets the hour of a planned text come.
func (r room) due(s story.Story, l lang.Tag) {
	r.Helper()
	r.must(r.Edition.Due(context.Background(), edition.PublishDue{Story: s.ID, Lang: l}))
}

func each(t *testing.T, f func(t *testing.T, r room)) {
	desktest.Each(t, func(t *testing.T, b *desktest.Bed) { f(t, room{t, b}) })
}
