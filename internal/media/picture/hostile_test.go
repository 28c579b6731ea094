package picture_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"runtime"
	"slices"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/media/picture"
)

func TestBadPictures(t *testing.T) {
	good := asJPEG(t, scene(64, 64))
	goodPNG := asPNG(t, scene(64, 64))
	frame := bytes.Index(good, []byte{0xff, 0xc0})
	big := slices.Clone(good)
	binary.BigEndian.PutUint16(big[frame+5:], 60000)
	binary.BigEndian.PutUint16(big[frame+7:], 60000)
	none := slices.Clone(good)
	binary.BigEndian.PutUint16(none[frame+5:], 0)
	riff := func(chunks string) string {
		return "RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(chunks)+4))) + "WEBP" + chunks
	}
	d := room(t)
	for _, tt := range []struct{ name, data, key string }{
		{"nothing", "", "media.not_a_picture"},
		{"words", "these are words, and no picture", "media.not_a_picture"},
		{"a page", "<!DOCTYPE html><script>alert(1)</script>", "media.not_a_picture"},
		{"svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "media.not_a_picture"},
		{"pdf", "%PDF-1.7 0123456789", "media.not_a_picture"},
		{"tiff", "II*\x00\x08\x00\x00\x00 0123456789", "media.not_a_picture"},
		{"heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "media.not_a_picture"},
		{"bmp", "BM012345678901234567890", "media.not_a_picture"},
		{"one byte", "\xff", "media.not_a_picture"},
		{"jpeg's beginning", "\xff\xd8\xff", "media.damaged"},
		{"half a jpeg", string(good[:len(good)/2]), "media.damaged"},
		{"jpeg without frame", "\xff\xd8\xff\xda\x00\x02", "media.damaged"},
		{"jpeg with a short segment", "\xff\xd8\xff\xe1\x00\x01", "media.damaged"},
		{"jpeg of no height", string(none), "media.damaged"},
		{"jpeg that says 60000×60000", string(big), "media.too_large"},
		{"jpeg of a hundred scans", string(progressive(100)), "media.damaged"},
		{"png's beginning", "\x89PNG\r\n\x1a\n", "media.damaged"},
		{"half a png", string(goodPNG[:len(goodPNG)/2]), "media.damaged"},
		{"gif's beginning", "GIF89a\x10\x00\x10\x00\x00\x00\x00", "media.damaged"},
		{"gif of 65535×65535", "GIF89a\xff\xff\xff\xff\x00\x00\x00", "media.too_large"},
		{"webp's beginning", "RIFF\x10\x00\x00\x00WEBP", "media.damaged"},
		{"animated webp", riff("VP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x0f\x00\x00\x0f\x00\x00"), "media.animated_webp"},
		{"webp canvas of 16M×16M", riff("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xffVP8L\x05\x00\x00\x00\x2f\x00\x00\x00\x00\x00"), "media.too_large"},
		{"webp of a small canvas and 16384×16384 pixels", riff("VP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00VP8L\x05\x00\x00\x00\x2f\xff\xff\xff\x0f\x00"), "media.too_large"},
	} {
		_, err := d.Decode(t.Context(), strings.NewReader(tt.data))
		if f, ok := fault.As(err); !ok || f.Key != tt.key {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.key)
		}
	}
}

// A picture of two bytes a channel takes twice the room, so it may have half the pixels.
func TestDeepPicturesMayBeHalfAsLarge(t *testing.T) {
	for _, tt := range []struct {
		depth byte
		key   string
	}{{8, "media.damaged"}, {16, "media.too_large"}} { // 7000×7000 without a pixel
		head := []byte{0, 0, 0x1b, 0x58, 0, 0, 0x1b, 0x58, tt.depth, 6, 0, 0, 0}
		data := slices.Concat([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head), pngChunk("IDAT", nil), pngChunk("IEND", nil))
		_, err := room(t).Decode(t.Context(), bytes.NewReader(data))
		wantKey(t, err, tt.key)
	}
}

func TestShrunkPictureGivesTheSame(t *testing.T) {
	data := asPNG(t, scene(3000, 2800))
	whole, shrunk := decode(t, room(t), data), decode(t, room(t), data)
	if err := shrunk.Shrink(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, w := range picture.Widths(3000) {
		a, _ := rendition(t, whole, w, picture.ToJPEG)
		b, _ := rendition(t, shrunk, w, picture.ToJPEG)
		if !bytes.Equal(a, b) {
			t.Errorf("%d: another picture", w)
		}
	}
	if _, err := shrunk.Rendition(t.Context(), 2500, picture.ToJPEG, 0); err == nil {
		t.Error("a width that it cannot give any more")
	}
}

func TestProgressive(t *testing.T) {
	p := decode(t, room(t), progressive(10))
	if p.Width != 8 || p.Height != 8 {
		t.Errorf("%+v", p.Info)
	}
}

func TestBombIsRefusedWithoutRoomForIt(t *testing.T) {
	// The header and one line of a grey picture of 20000×20000: all that is read.
	head := []byte("\x00\x00\x4e\x20\x00\x00\x4e\x20\x08\x00\x00\x00\x00")
	bomb := slices.Concat([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", head), pngChunk("IDAT", make([]byte, 400_000)))
	d := room(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := picture.Inspect(bytes.NewReader(bomb))
	runtime.ReadMemStats(&after)
	wantKey(t, err, "media.too_large")
	if took := after.TotalAlloc - before.TotalAlloc; took > 64<<10 {
		t.Errorf("looking at it took %d bytes", took)
	}
	_, err = d.Decode(t.Context(), bytes.NewReader(bomb))
	wantKey(t, err, "media.too_large")
}

func TestExtremeShapes(t *testing.T) {
	d := room(t)
	for _, size := range []image.Point{{1, 1}, {1, 3000}, {3000, 1}, {2, 20000}, {20000, 2}} {
		p := decode(t, d, asPNG(t, image.NewGray(image.Rectangle{Max: size})))
		for _, w := range picture.Widths(size.X) {
			if _, m := rendition(t, p, w, picture.ToJPEG); m.Bounds().Dx() != w {
				t.Errorf("%v at %d: %v", size, w, m.Bounds())
			}
		}
		_, err := p.Rendition(t.Context(), picture.Widths(size.X)[0], picture.ToWebP, 0)
		if size.Y > 16383 {
			wantKey(t, err, "media.too_long")
		} else if err != nil {
			t.Errorf("%v: %v", size, err)
		}
		p.Close()
	}
}

func FuzzInspect(f *testing.F) {
	f.Add(asJPEG(f, scene(8, 8)))
	f.Add(withExif(asJPEG(f, scene(8, 8)), exif(binary.LittleEndian, 5)))
	f.Add(asPNG(f, scene(8, 8)))
	f.Add([]byte("GIF89a\x10\x00\x10\x00\x00\x00\x00"))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		info, err := picture.Inspect(bytes.NewReader(data))
		if err != nil {
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid {
				t.Errorf("%v is no fault of the picture", err)
			}
			return
		}
		if info.Width < 1 || info.Height < 1 || info.Width*info.Height > picture.MaxPixels || info.Orientation < 1 || info.Orientation > 8 {
			t.Errorf("%+v passes", info)
		}
		if info.Width*info.Height > 1<<20 {
			return
		}
		d := picture.NewDarkroom()
		p, err := d.Decode(t.Context(), bytes.NewReader(data))
		if err != nil {
			return
		}
		defer p.Close()
		if _, err := p.Rendition(t.Context(), picture.Widths(p.Width)[0], picture.ToJPEG, 0); err != nil {
			t.Errorf("%+v decodes and has no rendition: %v", info, err)
		}
	})
}

func FuzzOrientation(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(exif(binary.BigEndian, 3))
	f.Add([]byte("II*\x00\xff\xff\xff\xff"))
	f.Add([]byte("MM\x00*\x00\x00\x00\x08\xff\xff"))
	f.Fuzz(func(t *testing.T, tiff []byte) {
		if o := picture.ExifOrientation(tiff); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}
