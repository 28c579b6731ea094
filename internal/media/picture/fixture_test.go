package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"masthead/internal/kit/fault"
	"masthead/internal/media/picture"
)

func room(t testing.TB) *picture.Darkroom {
	d := picture.NewDarkroom()
	t.Cleanup(func() { d.Close(context.Background()) })
	return d
}

func decode(t testing.TB, d *picture.Darkroom, data []byte) *picture.Picture {
	t.Helper()
	p, err := d.Decode(t.Context(), bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

func scene(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{uint8(x * 255 / w), uint8(y * 255 / h), 60, 255}
			if x < w/4 && y < h/4 {
				c = color.NRGBA{255, 255, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func exif(order binary.AppendByteOrder, orientation uint16) []byte {
	mark := "II"
	if order == binary.AppendByteOrder(binary.BigEndian) {
		mark = "MM"
	}
	b := []byte(mark)
	b = order.AppendUint16(b, 42)
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, orientation)
	b = order.AppendUint16(b, 0)
	b = order.AppendUint16(b, 0x8825) // where it was taken
	b = order.AppendUint16(b, 4)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint32(b, 38)
	return order.AppendUint32(b, 0)
}

func withExif(data, tiff []byte) []byte {
	seg := append([]byte("Exif\x00\x00"), tiff...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(seg)+2))
	return slices.Concat(head, seg, data[2:])
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func turned(m *image.NRGBA, o int) *image.NRGBA {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sw, sh := w, h
	if o >= 5 {
		sw, sh = h, w
	}
	out := image.NewNRGBA(image.Rect(0, 0, sw, sh))
	for y := range h {
		for x := range w {
			at := map[int]image.Point{
				1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
				5: {y, x}, 6: {y, w - 1 - x}, 7: {h - 1 - y, w - 1 - x}, 8: {h - 1 - y, x},
			}[o]
			out.SetNRGBA(at.X, at.Y, m.NRGBAAt(x, y))
		}
	}
	return out
}

func distance(t testing.TB, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes differ: %v and %v", a.Bounds(), b.Bounds())
	}
	var sum float64
	n := 0
	for y := range a.Bounds().Dy() {
		for x := range a.Bounds().Dx() {
			r1, g1, b1, a1 := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r2, g2, b2, a2 := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range [][2]uint32{{r1, r2}, {g1, g2}, {b1, b2}, {a1, a2}} {
				sum += math.Abs(float64(d[0])-float64(d[1])) / 257
				n++
			}
		}
	}
	return sum / float64(n)
}

func rendition(t testing.TB, p *picture.Picture, width int, f picture.Format) ([]byte, image.Image) {
	t.Helper()
	data, err := p.Rendition(t.Context(), width, f, 0)
	if err != nil {
		t.Fatalf("%s at %d: %v", f, width, err)
	}
	if f == picture.ToAVIF {
		return data, nil
	}
	read := jpeg.Decode
	if f == picture.ToWebP {
		read = webp.Decode
	}
	m, err := read(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s at %d does not decode: %v", f, width, err)
	}
	if f == picture.ToWebP {
		picture.FullRange(m)
	}
	return data, m
}

func wantKey(t *testing.T, err error, key string) {
	t.Helper()
	if f, ok := fault.As(err); !ok || f.Key != key || f.Kind != fault.Invalid {
		t.Errorf("got %v, want fault %s", err, key)
	}
}

func testdata(t *testing.T) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(dir, "images")
}

func near(a, b string) bool {
	var x, y [3]int
	fmt.Sscanf(a, "#%02x%02x%02x", &x[0], &x[1], &x[2])
	fmt.Sscanf(b, "#%02x%02x%02x", &y[0], &y[1], &y[2])
	for i := range x {
		if max(x[i]-y[i], y[i]-x[i]) > 2 {
			return false
		}
	}
	return true
}

func progressive(scans int) []byte {
	b := []byte("\xff\xd8" +
		"\xff\xdb\x00\x43\x00" + strings.Repeat("\x01", 64) + // quantisation
		"\xff\xc2\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00" + // progressive frame
		"\xff\xc4\x00\x14\x00\x01" + strings.Repeat("\x00", 15) + "\x00") // one code
	for i := range scans {
		precision := byte(0x10)
		if i == 0 {
			precision = 0x01
		}
		b = append(b, "\xff\xda\x00\x08\x01\x01\x00\x00\x00"...)
		b = append(b, precision, 0x7f)
	}
	return append(b, 0xff, 0xd9)
}
