package media_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"masthead/internal/kit/blob"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
	"masthead/internal/media/picture"
)

func library(t *testing.T, d *db.DB) *media.Library {
	t.Helper()
	files, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	room := picture.NewDarkroom()
	t.Cleanup(func() { room.Close(context.Background()) })
	return &media.Library{DB: d, Files: files, Room: room}
}

// photo is a JPEG of a size, with a gradient so that it is not one colour.
func photo(t *testing.T, w, h int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x + y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func take(t *testing.T, l *media.Library, raw []byte, about media.Media) media.Media {
	t.Helper()
	m, err := l.Take(t.Context(), bytes.NewReader(raw), about)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheSamePictureIsKeptOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		raw := photo(t, 700, 400)
		first := take(t, l, raw, media.Media{Name: "a.jpg", Alt: "A bridge"})
		again := take(t, l, raw, media.Media{Name: "b.jpg", Alt: "Another word"})
		if first.ID != again.ID || again.Alt != "A bridge" {
			t.Errorf("twice: %+v and %+v", first, again)
		}
		if first.Width != 700 || first.Height != 400 || first.Type != "image/jpeg" || first.Bytes != int64(len(raw)) {
			t.Errorf("facts: %+v", first)
		}
		if why := l.Check(t.Context(), first); why != "" {
			t.Errorf("check says %q", why)
		}
	})
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		for name, raw := range map[string][]byte{"text": []byte("<script>alert(1)</script>"), "nothing": nil, "half a picture": photo(t, 50, 50)[:40]} {
			if _, err := l.Take(t.Context(), bytes.NewReader(raw), media.Media{}); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestRenditionsAreMadeWhenAskedFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		m := take(t, l, photo(t, 700, 400), media.Media{})
		for _, f := range []picture.Format{picture.ToJPEG, picture.ToWebP} {
			for _, width := range media.Widths(700) {
				file, _, got, err := l.Open(t.Context(), m.Hash, width, f)
				if err != nil {
					t.Fatal(err)
				}
				raw, err := io.ReadAll(file)
				file.Close()
				if err != nil || got != f {
					t.Fatalf("%v %v", got, err)
				}
				info, err := picture.Inspect(bytes.NewReader(raw))
				if err != nil || info.Width != width {
					t.Errorf("%s %d is %+v, %v", f, width, info, err)
				}
			}
		}
		for name, width := range map[string]int{"a width that is not offered": 333, "wider than it is": 1920} {
			if _, _, _, err := l.Open(t.Context(), m.Hash, width, picture.ToJPEG); fault.KindOf(err) != fault.NotFound {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, _, err := l.Open(t.Context(), "../../etc/passwd", 320, picture.ToJPEG); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a path for a hash: %v", err)
		}
	})
}

// An address once published is never broken: a format that this machine cannot make is
// answered with JPEG.
func TestFormatsOfAnotherMachine(t *testing.T) {
	t.Setenv("PATH", "")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		m := take(t, l, photo(t, 400, 300), media.Media{})
		file, _, got, err := l.Open(t.Context(), m.Hash, 320, picture.ToAVIF)
		if err != nil || got != picture.ToJPEG {
			t.Fatalf("%v %v", got, err)
		}
		file.Close()
		if _, _, _, err := l.Open(t.Context(), m.Hash, 320, "jxl"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a format nobody offers: %v", err)
		}
	})
}

func TestJobMakesAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		m := take(t, l, photo(t, 700, 400), media.Media{})
		for range 2 { // running twice does no harm
			if err := l.Make(t.Context(), media.MakeRenditions{Hash: m.Hash}); err != nil {
				t.Fatal(err)
			}
		}
		want := len(media.Widths(700)) * len(l.Extensions())
		n := 0
		for _, err := range l.Files.List(t.Context(), "renditions/") {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != want {
			t.Errorf("%d renditions, want %d", n, want)
		}
	})
}

func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := library(t, d)
		m := take(t, l, photo(t, 700, 400), media.Media{})
		h := media.Handler(l, slog.New(slog.DiscardHandler))
		ask := func(method, path string) *httptest.ResponseRecorder {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			return w
		}
		if w := ask("GET", media.Address(m.Hash, 320, "webp")); w.Code != 404 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("a picture that no copy shows: %d %v", w.Code, w.Header())
		}
		write(t, d, func(tx *db.Tx) error {
			return media.SetUses(t.Context(), tx, media.User{Place: media.InCopy, Owner: "story", Lang: "en"}, []string{m.ID})
		})
		w := ask("GET", media.Address(m.Hash, 320, "webp"))
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/webp" || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
		for path, want := range map[string]int{
			media.Address(m.Hash, 321, "jpg"): 404, "/media/" + m.Hash + "/0320.jpg": 404, "/media/" + m.Hash + "/320": 404,
			"/media/" + m.Hash + "/-1.jpg": 404, "/media/x/320.jpg": 404, "/media/" + m.Hash + "/320.jpg/x": 404,
		} {
			if w := ask("GET", path); w.Code != want {
				t.Errorf("%s: %d, want %d", path, w.Code, want)
			} else if want == 404 && w.Header().Get("Cache-Control") == "public, max-age=31536000, immutable" {
				t.Errorf("%s: a 404 is kept for ever", path)
			}
		}
		if w := ask("POST", media.Address(m.Hash, 320, "jpg")); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST: %d", w.Code)
		}
	})
}
