package reader_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/pagestore"
	"masthead/internal/media/sharecard"
	"masthead/internal/reader"
)

// sharing draws over pictures that are all grey, and counts how often one is opened.
func sharing(t testing.TB, opened *atomic.Int64) (*reader.Sharing, *pagestore.Store) {
	t.Helper()
	studio, err := sharecard.New()
	if err != nil {
		t.Fatal(err)
	}
	store := pagestore.New(pagestore.Options{})
	return &reader.Sharing{Studio: studio, Store: store, Open: func(_ context.Context, _ string, width int) (io.ReadCloser, error) {
		opened.Add(1)
		var b bytes.Buffer
		err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, width, width*2/3)), nil)
		return io.NopCloser(&b), err
	}}, store
}

var ogImage = regexp.MustCompile(`<meta property="og:image" content="https://crossroads\.example(/share/[^"]+)">`)

// shareAddress finds the share picture that a page names.
func shareAddress(t *testing.T, h http.Handler, page string) string {
	t.Helper()
	found := ogImage.FindStringSubmatch(get(h, page).Body.String())
	if found == nil {
		t.Fatalf("%s names no share picture", page)
	}
	return found[1]
}

func TestSharePicture(t *testing.T) {
	var opened atomic.Int64
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	share, store := sharing(t, &opened)
	h := openSite(t, p, shelf, func(c *reader.Config) { c.Sharing = share })

	for _, page := range []string{"/en/night-train/", "/fa/night-train/", "/ka/", "/en/world/", "/hy/topic/valley-line/", "/ru/by/nigar/"} {
		address := shareAddress(t, h, page)
		w := get(h, address)
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s of %s: %d %v", address, page, w.Code, w.Header())
		}
		if size, err := jpeg.DecodeConfig(w.Body); err != nil || size.Width != 1200 || size.Height != 630 {
			t.Errorf("%s: %v %v", address, size, err)
		}
	}

	address := shareAddress(t, h, "/en/night-train/")
	wrong := address[:len(address)-24] + strings.Repeat("0", 20) + ".jpg"
	before := opened.Load()
	for _, tt := range []struct {
		path, to string
		code     int
	}{
		{wrong, address, 302},
		{strings.Replace(address, "night-train", "first-name", 1), "/share/en/night-train/" + address[len(address)-24:], 302},
		{strings.Replace(address, "night-train", "never-was", 1), "", 404},
		{strings.Replace(address, "night-train", "taken-back", 1), "", 410},
		{strings.Replace(address, "/en/", "/xx/", 1), "", 404},
		{strings.Replace(address, ".jpg", ".png", 1), "", 404},
		{"/share/en/night-train/../../x.jpg", "", 404},
		{"/share/en/night-train/" + strings.Repeat("z", 20) + ".jpg", "", 404},
		{"/share/en/" + strings.Repeat("0", 20) + ".jpg", shareAddress(t, h, "/en/"), 302},
		{"/share/", "", 404},
	} {
		w := get(h, tt.path)
		if w.Code != tt.code && !(tt.code == 404 && w.Code == 302 && w.Header().Get("Location") == "/") || w.Header().Get("Location") != tt.to {
			t.Errorf("%s: %d to %q, want %d to %q", tt.path, w.Code, w.Header().Get("Location"), tt.code, tt.to)
		}
	}
	if opened.Load() != before {
		t.Error("an address that is no picture's made one be drawn")
	}

	// Taken back: gone as soon as its tag is dropped, though it was kept.
	shelf.withdrawn["en/night-train"] = edition.Withdrawn{At: noon}
	store.Drop(edition.StoryTag("01jyfull"))
	if w := get(h, address); w.Code != 410 {
		t.Errorf("withdrawn: %d", w.Code)
	}
	// Not there any more at all.
	delete(shelf.withdrawn, "en/night-train")
	shelf.copies = nil
	store.Drop(edition.StoryTag("01jyfull"))
	if w := get(h, address); w.Code != 404 {
		t.Errorf("unpublished: %d", w.Code)
	}
}

// TestSharePictureIsDrawnOnce: however many ask at the same time.
func TestSharePictureIsDrawnOnce(t *testing.T) {
	var opened atomic.Int64
	p := sampleOutlet(t, true)
	share, _ := sharing(t, &opened)
	h := openSite(t, p, sampleShelf(p, true), func(c *reader.Config) { c.Sharing = share })
	address := shareAddress(t, h, "/en/night-train/")
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			if w := get(h, address); w.Code != 200 {
				t.Errorf("%d", w.Code)
			}
		})
	}
	group.Wait()
	if opened.Load() != 1 {
		t.Errorf("drawn %d times", opened.Load())
	}
}

// TestSharePictureWithoutItsPhoto: a photo that is gone leaves a picture of type; one
// that cannot be read at the moment leaves nothing that would be kept.
func TestSharePictureWithoutItsPhoto(t *testing.T) {
	var opened atomic.Int64
	p := sampleOutlet(t, true)
	share, _ := sharing(t, &opened)
	failure := fault.New(fault.NotFound, "media.absent")
	share.Open = func(context.Context, string, int) (io.ReadCloser, error) { return nil, failure }
	h := openSite(t, p, sampleShelf(p, true), func(c *reader.Config) { c.Sharing = share })
	failure = fault.New(fault.Busy, "blob.unavailable")
	address := shareAddress(t, h, "/en/night-train/")
	if w := get(h, address); w.Code != 503 || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("away: %d %v", w.Code, w.Header())
	}
	failure = fault.New(fault.NotFound, "media.absent")
	if w := get(h, address); w.Code != 200 {
		t.Errorf("gone: %d", w.Code)
	}
}

// TestSharePictureOfAnUnknownScript draws the mark where no face has the letters.
func TestSharePictureOfAnUnknownScript(t *testing.T) {
	var opened atomic.Int64
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	for i := range shelf.copies {
		shelf.copies[i].Headline = "日本語の見出し"
	}
	share, _ := sharing(t, &opened)
	h := openSite(t, p, shelf, func(c *reader.Config) { c.Sharing = share })
	if w := get(h, shareAddress(t, h, "/en/night-train/")); w.Code != 200 {
		t.Errorf("%d", w.Code)
	}
}
