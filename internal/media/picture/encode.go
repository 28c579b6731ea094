package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"masthead/internal/kit/fault"
)

// Format is what a rendition is written as. Its text is the ending of its file.
type Format string

// The formats.
const (
	ToJPEG Format = "jpg"
	ToWebP Format = "webp"
	ToAVIF Format = "avif"
)

// ContentType is the media type of a format.
func (f Format) ContentType() string {
	if f == ToJPEG {
		return "image/jpeg"
	}
	return "image/" + string(f)
}

// quality is what a format is written with when nothing is asked for, from 1 to
// 100. The three look alike to a reader at these.
func (f Format) quality() int {
	switch f {
	case ToJPEG:
		return 80
	case ToWebP:
		return 75
	}
	return 60
}

// avifTime is how long avifenc may take for one picture.
const avifTime = 60 * time.Second

// Rendition is the picture in a width of at most its own, written anew, without
// any tag. A quality of 0 is the format's usual one. JPEG stands on white; the
// other two keep transparency. Faults: Invalid media.too_long when the format
// cannot hold the height; a format that is not offered is an ordinary error.
func (p *Picture) Rendition(ctx context.Context, width int, f Format, quality int) ([]byte, error) {
	if width < 1 || width > p.Width || quality < 0 || quality > 100 {
		return nil, fmt.Errorf("picture: no rendition of width %d and quality %d from a width of %d", width, quality, p.Width)
	}
	if quality == 0 {
		quality = f.quality()
	}
	m, err := p.at(ctx, width)
	if err != nil {
		return nil, err
	}
	switch f {
	case ToJPEG:
		if !p.opaque {
			m = onWhite(m)
		}
		var b bytes.Buffer
		err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
		return b.Bytes(), err
	case ToWebP:
		return p.room.webp.encode(ctx, straight(m, p.opaque), p.opaque, quality)
	case ToAVIF:
		if p.room.avif != "" {
			return p.room.encodeAVIF(ctx, straight(m, p.opaque), quality)
		}
	}
	return nil, fmt.Errorf("picture: format %q is not offered here", f)
}

// straight gives pixels whose colours are not yet multiplied by their alpha.
func straight(m *image.RGBA, opaque bool) *image.NRGBA {
	if opaque {
		return &image.NRGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	}
	dst := image.NewNRGBA(m.Rect)
	draw.Draw(dst, dst.Rect, m, m.Rect.Min, draw.Src)
	return dst
}

// encodeAVIF runs avifenc on a PNG in a folder of its own, without a shell, with
// an empty environment, and for a bounded time.
func (d *Darkroom) encodeAVIF(ctx context.Context, m *image.NRGBA, quality int) (_ []byte, err error) {
	defer fault.Wrap(&err, "encoding AVIF")
	dir, err := os.MkdirTemp("", "masthead-avif-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.avif")
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
		return nil, err
	}
	if err := os.WriteFile(in, b.Bytes(), 0o600); err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, avifTime)
	defer cancel()
	level := strconv.Itoa(63 - quality*63/100) // of 63, the best is 0
	cmd := exec.CommandContext(timed, d.avif, "--jobs", "1", "--speed", "8", "--yuv", "420", "--min", "0", "--max", "63",
		"-a", "end-usage=q", "-a", "cq-level="+level, in, out)
	cmd.Dir, cmd.Env, cmd.WaitDelay = dir, []string{"LC_ALL=C"}, time.Second
	said, err := cmd.CombinedOutput()
	if cause := ctx.Err(); cause != nil {
		return nil, cause
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %.300s", errors.Join(err, timed.Err()), said)
	}
	return os.ReadFile(out)
}
