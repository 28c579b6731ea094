package picture_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/webp"

	"masthead/internal/media/picture"
)

const secret = "41°42'N 44°47'E of camera 4711"

// segment is a JPEG segment behind the start of image.
func withSegment(jpg []byte, marker byte, body string) []byte {
	n := len(body) + 2
	return slices.Concat(jpg[:2], []byte{0xff, marker, byte(n >> 8), byte(n)}, []byte(body), jpg[2:])
}

func TestStripTakesOutEveryTag(t *testing.T) {
	jpg := asJPEG(t, scene(64, 48))
	plain := asPNG(t, scene(64, 48))
	first := 8 + 25 // signature and header
	withChunk := func(name, body string) []byte {
		return slices.Concat(plain[:first], pngChunk(name, []byte(body)), plain[first:])
	}
	var moving bytes.Buffer
	palette := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.Black, color.White})
	if err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{palette, palette}, Delay: []int{5, 5}}); err != nil {
		t.Fatal(err)
	}
	g := moving.Bytes()
	trailer := len(g) - 1
	for name, data := range map[string][]byte{
		"jpeg, comment":         withSegment(jpg, 0xfe, secret),
		"jpeg, Exif":            withSegment(jpg, 0xe1, "Exif\x00\x00MM\x00*"+secret),
		"jpeg, XMP":             withSegment(jpg, 0xe1, "http://ns.adobe.com/xap/1.0/\x00"+secret),
		"jpeg, extended XMP":    withSegment(jpg, 0xe1, "http://ns.adobe.com/xmp/extension/\x00"+secret),
		"jpeg, colour profile":  withSegment(jpg, 0xe2, "ICC_PROFILE\x00\x01\x01"+secret),
		"jpeg, Photoshop":       withSegment(jpg, 0xed, "Photoshop 3.0\x008BIM"+secret),
		"jpeg, maker":           withSegment(jpg, 0xe9, secret),
		"jpeg, JFIF thumbnail":  withSegment(jpg, 0xe0, "JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x03\x03"+secret),
		"jpeg, a film behind":   append(slices.Clone(jpg), "\x00\x00\x00\x18ftypmp42"+secret...),
		"jpeg, a second one":    slices.Concat(jpg, withSegment(jpg, 0xfe, secret)),
		"jpeg, between":         slices.Concat(jpg[:2], []byte{0xff, 0xfe, 0, 2}, []byte(secret), jpg[2:]),
		"png, text":             withChunk("tEXt", "Comment\x00"+secret),
		"png, words":            withChunk("iTXt", "Comment\x00\x00\x00\x00\x00"+secret),
		"png, Exif":             withChunk("eXIf", "MM\x00*"+secret),
		"png, colour profile":   withChunk("iCCP", "a\x00\x00"+secret),
		"png, time":             withChunk("tIME", secret),
		"png, a maker's":        withChunk("caBX", secret),
		"png, a frame":          withChunk("fdAT", secret),
		"png, behind":           append(slices.Clone(plain), secret...),
		"gif, comment":          slices.Concat(g[:trailer], []byte{0x21, 0xfe, byte(len(secret))}, []byte(secret), []byte{0, 0x3b}),
		"gif, application":      slices.Concat(g[:trailer], []byte("\x21\xff\x0bXMP DataXMP"), []byte{byte(len(secret))}, []byte(secret), []byte{0, 0x3b}),
		"gif, plain text":       slices.Concat(g[:trailer], []byte{0x21, 0x01, byte(len(secret))}, []byte(secret), []byte{0, 0x3b}),
		"gif, script behind":    append(slices.Clone(g), secret...),
		"gif, loop of a script": slices.Concat(g[:trailer], []byte("\x21\xff\x0bNETSCAPE2.0"), []byte{byte(len(secret))}, []byte(secret), []byte{0, 0x3b}),
	} {
		s, err := picture.Strip(data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if bytes.Contains(s.Kept, []byte(secret)) {
			t.Errorf("%s: it is still there", name)
		}
		if a, b := pixelsOf(t, data), pixelsOf(t, s.Kept); !bytes.Equal(a, b) {
			t.Errorf("%s: other pixels", name)
		}
		if again, err := picture.Strip(s.Kept); err != nil || !bytes.Equal(again.Kept, s.Kept) {
			t.Errorf("%s: stripped twice it is another file: %v", name, err)
		}
	}
}

func TestStripKeepsAPlainFileAsItIs(t *testing.T) {
	for name, data := range map[string][]byte{"jpeg": asJPEG(t, scene(64, 48)), "png": asPNG(t, scene(64, 48))} {
		if s, err := picture.Strip(data); err != nil || !bytes.Equal(s.Kept, data) {
			t.Errorf("%s: %d bytes of %d, %v", name, len(s.Kept), len(data), err)
		}
	}
}

// A file that was cut on its way is refused wherever it was cut.
func TestStripRefusesCutFiles(t *testing.T) {
	for name, data := range map[string][]byte{"jpeg": asJPEG(t, scene(200, 200)), "png": asPNG(t, scene(200, 200))} {
		for _, part := range []int{10, 30, 50, 90} {
			if _, err := picture.Strip(data[:len(data)*part/100]); err == nil {
				t.Errorf("%s: %d%% were taken for all", name, part)
			}
		}
		_, err := picture.Strip(data[:len(data)-3])
		wantKey(t, err, "media.cut")
	}
}

// The data's own photographs, by another program's eyes: no place, no camera, no number,
// and upright as before.
func TestStripOfRealPhotographs(t *testing.T) {
	root := testdata(t)
	tool, err := exec.LookPath("exiftool")
	if err != nil {
		t.Fatal("exiftool is needed to see what was left: apt-get install libimage-exiftool-perl")
	}
	files, _ := filepath.Glob(filepath.Join(root, "*.jpg"))
	more, _ := filepath.Glob(filepath.Join(root, "gps", "*.jpg"))
	if files = append(files, more...); len(files) < 10 {
		t.Fatalf("%d files", len(files))
	}
	dir := t.TempDir()
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		s, err := picture.Strip(data)
		if err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		before, _ := picture.Inspect(bytes.NewReader(data))
		if after, err := picture.Inspect(bytes.NewReader(s.Kept)); err != nil || after != before {
			t.Errorf("%s: was %+v, is %+v, %v", f, before, after, err)
		}
		if !bytes.Equal(pixelsOf(t, data), pixelsOf(t, s.Kept)) {
			t.Errorf("%s: other pixels", f)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), s.Kept, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command(tool, "-json", "-a", "-u", "-G1", "-ee", dir).Output()
	if err != nil {
		t.Fatal(err)
	}
	var told []map[string]any
	if err := json.Unmarshal(out, &told); err != nil || len(told) != len(files) {
		t.Fatalf("%d files told of, %v", len(told), err)
	}
	harmless := []string{"SourceFile", "ExifTool:", "System:", "File:", "JFIF:", "Adobe:", "Composite:ImageSize", "Composite:Megapixels", "IFD0:Orientation"}
	for _, one := range told {
		for name, v := range one {
			if !slices.ContainsFunc(harmless, func(p string) bool { return strings.HasPrefix(name, p) }) {
				t.Errorf("%v still says %s: %v", one["SourceFile"], name, v)
			}
		}
	}
}

func pixelsOf(t *testing.T, data []byte) []byte {
	t.Helper()
	var m image.Image
	var err error
	switch r := bytes.NewReader(data); {
	case bytes.HasPrefix(data, []byte("\xff\xd8")):
		m, err = jpeg.Decode(r)
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		m, err = png.Decode(r)
	case bytes.HasPrefix(data, []byte("RIFF")):
		m, err = webp.Decode(r)
	default:
		m, err = gif.Decode(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	flat := image.NewRGBA(m.Bounds())
	draw.Draw(flat, flat.Rect, m, m.Bounds().Min, draw.Src)
	return flat.Pix
}

func FuzzStrip(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\xff\xc0\x00\x0b\x08\x00\x01\x00\x01\x01\x01\x11\x00\xff\xda\x00\x02\x00\xff\xd9"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00\x3b"))
	f.Add([]byte("RIFF\x12\x00\x00\x00WEBPVP8L\x05\x00\x00\x00\x2f\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e\x00\x00\x00\x00IEND\xae\x42\x60\x82"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := picture.Strip(data)
		if err != nil {
			return
		}
		if len(s.Kept) > len(data)+64 {
			t.Errorf("%d bytes became %d", len(data), len(s.Kept))
		}
		again, err := picture.Strip(s.Kept)
		if err != nil {
			t.Fatalf("what was kept is refused: %v", err)
		}
		if !bytes.Equal(again.Kept, s.Kept) || len(again.XMP)+len(again.IPTC) > 0 {
			t.Error("stripped twice it is another file")
		}
	})
}
