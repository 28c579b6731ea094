package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"masthead/internal/media/picture"
)

// scene is a picture in which every corner is different.
// exif is a TIFF block with an orientation and a position.
// withExif puts an APP1 segment behind the start of image.
// turned stores a scene so that the orientation makes it upright again. It is
// written by hand for each case, apart from the code under test.
// distance is the mean difference of two pictures per channel, from 0 to 255.
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

// progressive is a sound JPEG of 8×8 grey pixels in so many scans: the first gives
// the mean, each further one refines it by a bit.
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
		t.Fatal("avifenc is not installed: make test installs it")
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
