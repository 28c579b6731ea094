package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"
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

// scene is a picture in which every corner is different.
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

// exif is a TIFF block with an orientation and a position.
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

// withExif puts an APP1 segment behind the start of image.
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

// turned stores a scene so that the orientation makes it upright again. It is
// written by hand for each case, apart from the code under test.
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

// distance is the mean difference of two pictures per channel, from 0 to 255.
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

func TestOrientation(t *testing.T) {
	m := scene(400, 240)
	d := room(t)
	for o := 1; o <= 8; o++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			files := map[picture.Type][]byte{
				picture.JPEG: withExif(asJPEG(t, turned(m, o)), exif(order, uint16(o))),
			}
			plain := asPNG(t, turned(m, o))
			files[picture.PNG] = slices.Concat(plain[:33], pngChunk("eXIf", exif(order, uint16(o))), plain[33:])
			for typ, data := range files {
				info, err := picture.Inspect(bytes.NewReader(data))
				if err != nil || info != (picture.Info{Type: typ, Width: 400, Height: 240, Orientation: picture.Orientation(o)}) {
					t.Errorf("%s %d: %+v, %v", typ, o, info, err)
				}
				p, err := d.Decode(t.Context(), bytes.NewReader(data))
				if err != nil {
					t.Fatal(err)
				}
				out, got := rendition(t, p, 400, picture.ToJPEG)
				if diff := distance(t, got, m); diff > 3 {
					t.Errorf("%s %d is not upright: differs by %.1f", typ, o, diff)
				}
				wantClean(t, out, picture.ToJPEG)
				p.Close()
			}
		}
	}
}

// wantClean reads the container of a rendition and finds nothing but pixels.
func wantClean(t *testing.T, data []byte, f picture.Format) {
	t.Helper()
	switch f {
	case picture.ToJPEG:
		for i := 2; i+4 <= len(data); {
			marker := data[i+1]
			if data[i] != 0xff || marker == 0xda {
				break
			}
			if marker >= 0xe0 && marker <= 0xef || marker == 0xfe {
				t.Errorf("a JPEG with segment %x", marker)
			}
			i += 2 + int(binary.BigEndian.Uint16(data[i+2:]))
		}
	case picture.ToWebP:
		for i := 12; i+8 <= len(data); {
			name, n := string(data[i:i+4]), int(binary.LittleEndian.Uint32(data[i+4:]))
			if !slices.Contains([]string{"VP8 ", "VP8L", "VP8X", "ALPH"}, name) {
				t.Errorf("a WebP with chunk %s", name)
			}
			i += 8 + n + n&1
		}
	}
	for _, tag := range []string{"Exif\x00\x00", "http://ns.adobe.com", "Photoshop 3.0", "ICC_PROFILE", "<x:xmpmeta"} {
		if bytes.Contains(data, []byte(tag)) {
			t.Errorf("%s holds %q", f, tag)
		}
	}
}

func testdata(t *testing.T) string {
	dir := os.Getenv("MASTHEAD_TESTDATA")
	if dir == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return filepath.Join(dir, "images")
}

func TestRealPicturesStandUpright(t *testing.T) {
	dir := testdata(t)
	d, out := room(t), t.TempDir()
	var want image.Image
	for i := 1; i <= 8; i++ {
		data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("Landscape_%d.jpg", i)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.Decode(t.Context(), bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Formats() {
			data, got := rendition(t, p, 320, f)
			if f == picture.ToJPEG && i == 1 {
				want = got
			}
			if got != nil {
				if diff := distance(t, got, want); diff > 5 {
					t.Errorf("Landscape_%d as %s differs by %.1f from the first", i, f, diff)
				}
			}
			wantClean(t, data, f)
			os.WriteFile(filepath.Join(out, fmt.Sprintf("%d.%s", i, f)), data, 0o600)
		}
		p.Close()
	}
	exiftool(t, out)
}

func TestNoPositionInRealPictures(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(testdata(t), "gps", "*.jpg"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no pictures: %v", err)
	}
	d, dir := room(t), t.TempDir()
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := d.Decode(t.Context(), bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range d.Formats() {
			out, _ := rendition(t, p, 320, f)
			wantClean(t, out, f)
			os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.%s", i, f)), out, 0o600)
		}
		p.Close()
	}
	exiftool(t, dir)
}

// exiftool asks the tool that knows most tags about every file of a folder, where
// it is installed.
func exiftool(t *testing.T, dir string) {
	t.Helper()
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		return
	}
	out, err := exec.Command(tool, "-q", "-G1", "-s", "-a", "-u", dir).Output()
	if err != nil {
		t.Errorf("exiftool: %v %s", err, out)
	}
	f := "?"
	for line := range strings.Lines(string(out)) {
		if name, ok := strings.CutPrefix(line, "======== "); ok {
			f = filepath.Base(strings.TrimSpace(name))
			continue
		}
		group, _, _ := strings.Cut(line, "]")
		switch strings.TrimPrefix(group, "[") {
		case "ExifTool", "System", "File", "Composite", "RIFF", "QuickTime", "Meta", "Track1", "AV1":
			if strings.Contains(line, "GPS") || strings.Contains(line, "XMP") {
				t.Errorf("%s: %s", f, line)
			}
		default:
			t.Errorf("%s: %s", f, line)
		}
	}
}

func TestScaleIsAsGoodAsTheYardstick(t *testing.T) {
	m := scene(1500, 997)
	for i := range m.Pix { // texture and transparency
		if i%4 == 3 {
			m.Pix[i] = uint8(255 - (i/4%1500)/12)
		} else if (i/40)%3 == 0 {
			m.Pix[i] ^= 0x35
		}
	}
	src := image.NewRGBA(m.Rect)
	draw.Draw(src, src.Rect, m, image.Point{}, draw.Src)
	for _, to := range []image.Point{{1499, 996}, {960, 638}, {320, 213}, {31, 400}, {1, 1}, {1500, 1}} {
		want := image.NewRGBA(image.Rectangle{Max: to})
		draw.CatmullRom.Scale(want, want.Rect, src, src.Rect, draw.Src, nil)
		got, err := picture.Scale(t.Context(), src, src.Rect, to.X, to.Y)
		if err != nil {
			t.Fatal(err)
		}
		worst := 0
		for i := range got.Pix {
			worst = max(worst, max(int(got.Pix[i])-int(want.Pix[i]), int(want.Pix[i])-int(got.Pix[i])))
		}
		if worst > 2 {
			t.Errorf("%v: a channel differs by %d from x/image/draw", to, worst)
		}
	}
	even := image.NewUniform(color.RGBA{12, 200, 77, 255})
	flat := image.NewRGBA(image.Rect(0, 0, 700, 300))
	draw.Draw(flat, flat.Rect, even, image.Point{}, draw.Src)
	band := image.NewRGBA(image.Rect(0, 0, 30_000, 2))
	draw.Draw(band, band.Rect, even, image.Point{}, draw.Src)
	for _, src := range []*image.RGBA{flat, band} {
		got, err := picture.Scale(t.Context(), src, src.Rect, 12, 57)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(got.Pix); i += 4 {
			if !bytes.Equal(got.Pix[i:i+4], []byte{12, 200, 77, 255}) {
				t.Fatalf("an even colour became %v", got.Pix[i:i+4])
			}
		}
	}
}

func TestWidths(t *testing.T) {
	for _, tt := range []struct {
		original int
		want     []int
	}{{1, []int{1}}, {319, []int{319}}, {320, []int{320}}, {1000, []int{320, 640, 960}}, {1920, []int{320, 640, 960, 1280, 1920}}, {8000, []int{320, 640, 960, 1280, 1920}}} {
		if got := picture.Widths(tt.original); !slices.Equal(got, tt.want) {
			t.Errorf("Widths(%d) = %v, want %v", tt.original, got, tt.want)
		}
	}
	p := decode(t, room(t), asJPEG(t, scene(300, 200)))
	for _, width := range []int{0, -1, 301} {
		if _, err := p.Rendition(t.Context(), width, picture.ToJPEG, 0); err == nil {
			t.Errorf("a rendition of width %d was made", width)
		}
	}
	if _, err := p.Rendition(t.Context(), 300, "tiff", 0); err == nil {
		t.Error("a rendition of unknown format was made")
	}
}

func TestOrderOfAskingMakesNoDifference(t *testing.T) {
	data := asJPEG(t, scene(1400, 900))
	d := room(t)
	var want []byte
	for i, order := range [][]int{{1280, 960, 640, 320}, {320, 640, 960, 1280}, {320}} {
		p := decode(t, d, data)
		outs := map[int][]byte{}
		for _, w := range order {
			outs[w], _ = rendition(t, p, w, picture.ToJPEG)
		}
		p.Close()
		if i == 0 {
			want = outs[320]
		} else if !bytes.Equal(outs[320], want) {
			t.Errorf("order %v gives another 320", order)
		}
	}
}

func TestTransparency(t *testing.T) {
	m := image.NewNRGBA(image.Rect(0, 0, 400, 300))
	for y := 100; y < 200; y++ {
		for x := range 400 {
			m.SetNRGBA(x, y, color.NRGBA{200, 0, 0, 255})
		}
	}
	d := room(t)
	p := decode(t, d, asPNG(t, m))
	_, onPaper := rendition(t, p, 400, picture.ToJPEG)
	if r, g, b, _ := onPaper.At(10, 10).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 {
		t.Errorf("what was transparent is %d %d %d, want white", r>>8, g>>8, b>>8)
	}
	data, seen := rendition(t, p, 320, picture.ToWebP)
	if _, _, _, a := seen.At(10, 10).RGBA(); a != 0 {
		t.Errorf("alpha %d, want 0", a)
	}
	if _, _, _, a := seen.At(160, 120).RGBA(); a != 0xffff {
		t.Errorf("alpha %d, want opaque", a)
	}
	wantClean(t, data, picture.ToWebP)
	p.Close()
	// and back in: WebP with transparency is a source as well
	p = decode(t, d, data)
	if p.Type != picture.WebP || p.Width != 320 || p.Height != 240 {
		t.Errorf("%+v", p.Info)
	}
	_, again := rendition(t, p, 320, picture.ToWebP)
	if diff := distance(t, again, seen); diff > 3 {
		t.Errorf("a WebP made anew differs by %.1f", diff)
	}
}

func TestColours(t *testing.T) {
	d := room(t)
	for _, tt := range []struct {
		fill color.NRGBA
		want string
	}{{color.NRGBA{255, 255, 255, 255}, "#ffffff"}, {color.NRGBA{0, 0, 0, 255}, "#000000"}, {color.NRGBA{18, 52, 86, 255}, "#123456"}, {color.NRGBA{0, 0, 0, 0}, "#ffffff"}, {color.NRGBA{255, 0, 0, 128}, "#ff7f7f"}} {
		m := image.NewNRGBA(image.Rect(0, 0, 64, 64))
		draw.Draw(m, m.Rect, image.NewUniform(tt.fill), image.Point{}, draw.Src)
		p := decode(t, d, asPNG(t, m))
		if got, err := p.Colour(t.Context()); err != nil || got != tt.want {
			t.Errorf("%v: %s, %v; want %s", tt.fill, got, err, tt.want)
		}
		p.Close()
	}
}

// The same grey must come back from every format: WebP keeps video levels inside.
func TestWebPColoursAreNotWashedOut(t *testing.T) {
	d := room(t)
	for _, grey := range []uint8{0, 64, 128, 200, 255} {
		m := image.NewNRGBA(image.Rect(0, 0, 64, 64))
		draw.Draw(m, m.Rect, image.NewUniform(color.NRGBA{grey, grey, grey, 255}), image.Point{}, draw.Src)
		p := decode(t, d, asPNG(t, m))
		data, err := p.Rendition(t.Context(), 64, picture.ToWebP, 0)
		if err != nil {
			t.Fatal(err)
		}
		p.Close()
		p = decode(t, d, data)
		want := fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
		if got, err := p.Colour(t.Context()); err != nil || !near(got, want) {
			t.Errorf("%s became %s", want, got)
		}
		p.Close()
	}
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

func TestAnimationShowsItsFirstFrame(t *testing.T) {
	small := image.NewPaletted(image.Rect(10, 10, 40, 40), palette.Plan9)
	draw.Draw(small, small.Rect, image.NewUniform(color.RGBA{255, 0, 0, 255}), image.Point{}, draw.Src)
	second := image.NewPaletted(image.Rect(0, 0, 100, 80), palette.Plan9)
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{Image: []*image.Paletted{small, second}, Delay: []int{1, 1}, Config: image.Config{Width: 100, Height: 80}})
	if err != nil {
		t.Fatal(err)
	}
	p := decode(t, room(t), b.Bytes())
	if p.Type != picture.GIF || p.Width != 100 || p.Height != 80 {
		t.Errorf("%+v", p.Info)
	}
	_, m := rendition(t, p, 100, picture.ToJPEG)
	if r, g, _, _ := m.At(25, 25).RGBA(); r>>8 < 230 || g>>8 > 40 {
		t.Errorf("the first frame is not where it belongs: %d %d", r>>8, g>>8)
	}
	if r, g, b, _ := m.At(90, 70).RGBA(); r>>8 < 245 || g>>8 < 245 || b>>8 < 245 {
		t.Error("what the first frame leaves open is not white")
	}
}

func TestCrop(t *testing.T) {
	m := scene(600, 400)
	d := room(t)
	data := withExif(asJPEG(t, turned(m, 6)), exif(binary.BigEndian, 6))
	p := decode(t, d, data)
	for _, tt := range []struct {
		ratio, fx, fy float64
		want          image.Rectangle
	}{
		{1, 0.5, 0.5, image.Rect(100, 0, 500, 400)},
		{1, 0, 0, image.Rect(0, 0, 400, 400)},
		{1, 1, 1, image.Rect(200, 0, 600, 400)},
		{1, 0.4, 0.9, image.Rect(40, 0, 440, 400)},
		{3, 0.5, 0.5, image.Rect(0, 100, 600, 300)},
		{3, 0.5, 0.1, image.Rect(0, 0, 600, 200)},
		{3, 0.5, 1, image.Rect(0, 200, 600, 400)},
		{1.5, 0.2, 0.2, image.Rect(0, 0, 600, 400)},
		{1, -5, 7, image.Rect(0, 0, 400, 400)},
		{1, math.NaN(), math.Inf(1), image.Rect(0, 0, 400, 400)},
		{0, 0.5, 0.5, image.Rect(0, 0, 600, 400)},
		{-1, 0.5, 0.5, image.Rect(0, 0, 600, 400)},
		{math.NaN(), 0.5, 0.5, image.Rect(0, 0, 600, 400)},
		{math.Inf(1), 0.5, 0.5, image.Rect(0, 0, 600, 400)},
		{1e-9, 0.5, 0.5, image.Rect(300, 0, 301, 400)},
	} {
		c := p.Crop(tt.ratio, tt.fx, tt.fy)
		if c.Width != tt.want.Dx() || c.Height != tt.want.Dy() {
			t.Errorf("Crop(%v, %v, %v): %d×%d, want %v", tt.ratio, tt.fx, tt.fy, c.Width, c.Height, tt.want)
			continue
		}
		_, got := rendition(t, c, c.Width, picture.ToJPEG)
		if diff := distance(t, got, m.SubImage(tt.want)); diff > 6 {
			t.Errorf("Crop(%v, %v, %v) shows another part: differs by %.1f", tt.ratio, tt.fx, tt.fy, diff)
		}
	}
}

func TestOneAtATime(t *testing.T) {
	d := room(t)
	data := asJPEG(t, scene(40, 30))
	p := decode(t, d, data)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := d.Decode(ctx, bytes.NewReader(data)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second picture got in: %v", err)
	}
	p.Close()
	p.Close() // twice does no harm
	q := decode(t, d, data)
	q.Close()
	if _, err := d.Decode(t.Context(), bytes.NewReader(data[:len(data)-200])); err == nil {
		t.Error("half a picture got in")
	}
	decode(t, d, data) // the failure gave its place back
}

func TestCancelledWhileEncoding(t *testing.T) {
	d := room(t)
	p := decode(t, d, asJPEG(t, scene(1920, 1280)))
	if _, err := p.Rendition(t.Context(), 320, picture.ToWebP, 0); err != nil {
		t.Fatal(err)
	}
	p.Rendition(t.Context(), 1920, picture.ToJPEG, 0) // scaled already
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := p.Rendition(ctx, 1920, picture.ToWebP, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := p.Rendition(t.Context(), 640, picture.ToWebP, 0); err != nil {
		t.Errorf("the next one after a cancelled one: %v", err)
	}
}

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

// progressive is a sound JPEG of 8×8 grey pixels in so many scans: the first gives
// the mean, each further one refines it by a bit.
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

func TestAVIFOnlyWhereItsToolIs(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	d := room(t)
	if got := d.Formats(); !slices.Equal(got, []picture.Format{picture.ToJPEG, picture.ToWebP}) {
		t.Errorf("Formats() = %v", got)
	}
	p := decode(t, d, asJPEG(t, scene(40, 30)))
	if _, err := p.Rendition(t.Context(), 40, picture.ToAVIF, 0); err == nil {
		t.Error("AVIF without a tool")
	}
}

func TestAVIF(t *testing.T) {
	d := room(t)
	if !slices.Contains(d.Formats(), picture.ToAVIF) {
		t.Skip("avifenc is not installed")
	}
	p := decode(t, d, asJPEG(t, scene(640, 400)))
	data, err := p.Rendition(t.Context(), 320, picture.ToAVIF, 0)
	if err != nil || len(data) < 100 || string(data[4:12]) != "ftypavif" {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.Rendition(ctx, 320, picture.ToAVIF, 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
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
