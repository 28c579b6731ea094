package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"math"
	"os/exec"
	"runtime/debug"

	"golang.org/x/image/webp"

	"masthead/internal/kit/fault"
)

// maxScans is how many scans a progressive JPEG may have. Real ones have about
// ten; each one makes the decoder go through the whole picture again.
const maxScans = 64

// widths are those that are made of a picture, in pixels.
var widths = []int{320, 640, 960, 1280, 1920}

// Widths are the widths to make of a picture that is so many pixels wide: none
// above its own, and its own if it is smaller than all of them.
func Widths(original int) []int {
	var out []int
	for _, w := range widths {
		if w <= original {
			out = append(out, w)
		}
	}
	if out == nil {
		out = []int{original}
	}
	return out
}

// Darkroom has room for one picture at a time: what is decoded is large, and
// strangers send it. It is safe for use by several goroutines, who wait for each
// other.
type Darkroom struct {
	place chan struct{}
	webp  webpEncoder
	avif  string // the path of avifenc, "" when it is not installed
}

// NewDarkroom looks whether avifenc is installed. It does nothing slow.
func NewDarkroom() *Darkroom {
	path, err := exec.LookPath("avifenc")
	if err != nil {
		path = ""
	}
	return &Darkroom{place: make(chan struct{}, 1), avif: path}
}

// Close gives back what the encoders hold. No picture may be in use.
func (d *Darkroom) Close(ctx context.Context) error { return d.webp.close(ctx) }

// Formats are those that can be made here, the oldest first.
func (d *Darkroom) Formats() []Format {
	if d.avif == "" {
		return []Format{ToJPEG, ToWebP}
	}
	return []Format{ToJPEG, ToWebP, ToAVIF}
}

// Picture is a decoded picture. It takes the darkroom's one place until Close. It
// is not for use by several goroutines at once.
type Picture struct {
	Info
	room   *Darkroom
	src    image.Image
	part   image.Rectangle // of the upright picture, which begins at 0,0
	opaque bool
	made   map[int]*image.RGBA // upright, by width
	whole  *Picture            // what a crop was cut from
}

// Decode takes a picture in, waiting for the place or the end of ctx. The faults
// are those of Inspect, and Invalid media.file_too_large (with limit in MB).
func (d *Darkroom) Decode(ctx context.Context, r io.Reader) (_ *Picture, err error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	if len(data) > MaxBytes {
		return nil, fault.New(fault.Invalid, "media.file_too_large").With("limit", MaxBytes>>20)
	}
	info, err := Inspect(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	select {
	case d.place <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() {
		if err != nil {
			<-d.place
		}
	}()
	src, err := pixels(info, data)
	if err != nil {
		return nil, damaged(err)
	}
	o, ok := src.(interface{ Opaque() bool })
	p := &Picture{Info: info, room: d, src: src, opaque: ok && o.Opaque(), made: map[int]*image.RGBA{}}
	p.part = image.Rect(0, 0, info.Width, info.Height)
	return p, nil
}

// large is from how many pixels on a picture's memory is given back to the system at
// once: a single one of 50 million would otherwise keep hundreds of megabytes.
const large = 8_000_000

// Close frees the place, and before that the memory of a large picture, so that the next
// one does not come on top of it. A crop need not be closed, but must not be used after.
func (p *Picture) Close() {
	if p.whole == nil && p.room != nil {
		room, pixels := p.room, p.Width*p.Height
		p.room, p.src, p.made = nil, nil, nil
		if pixels > large {
			debug.FreeOSMemory()
		}
		<-room.place
	}
}

// Shrink lets go of a large picture's own pixels once its largest width is made of them:
// what is encoded then stands in memory without them. Afterwards it can be given in its
// Widths alone, not be cropped, and not be compared.
func (p *Picture) Shrink(ctx context.Context) error {
	list := Widths(p.Width)
	if _, err := p.at(ctx, list[len(list)-1]); err != nil {
		return err
	}
	if p.Width*p.Height > large {
		p.src = nil
		debug.FreeOSMemory()
	}
	return nil
}

// pixels decodes by the type that was found and by no other.
func pixels(info Info, data []byte) (m image.Image, err error) {
	r := bytes.NewReader(data)
	switch info.Type {
	case JPEG:
		if scans(data) > maxScans {
			return nil, fmt.Errorf("more than %d scans", maxScans)
		}
		m, err = jpeg.Decode(r)
	case PNG:
		m, err = png.Decode(r)
	case GIF:
		m, err = gif.Decode(r)
	case WebP:
		if m, err = webp.Decode(r); err == nil {
			fullRange(m)
		}
	}
	if err != nil {
		return nil, err
	}
	w, h := info.Width, info.Height
	if info.Orientation.turned() {
		w, h = h, w
	}
	whole := image.Rect(0, 0, w, h)
	if m.Bounds() == whole {
		return m, nil
	}
	if info.Type != GIF {
		return nil, fmt.Errorf("%v pixels where %v were announced", m.Bounds(), whole)
	}
	canvas := image.NewRGBA(whole) // a first frame need not fill its screen
	draw.Draw(canvas, m.Bounds(), m, m.Bounds().Min, draw.Src)
	return canvas, nil
}

// fullRange stretches what a lossy WebP decodes to: its levels are those of video,
// 16 to 235 and 16 to 240 (RFC 9649 section 2.5 by way of BT.601), while Go takes
// all YCbCr for JPEG's, 0 to 255. Unstretched, black would be grey.
func fullRange(m image.Image) {
	var planes *image.YCbCr
	switch m := m.(type) {
	case *image.YCbCr:
		planes = m
	case *image.NYCbCrA:
		planes = &m.YCbCr
	default:
		return
	}
	var luma, chroma [256]uint8
	for i := range 256 {
		v := float64(i)
		luma[i] = uint8(math.Round(min(max((v-16)*255/219, 0), 255)))
		chroma[i] = uint8(math.Round(min(max((v-128)*255/224+128, 0), 255)))
	}
	for i, v := range planes.Y {
		planes.Y[i] = luma[v]
	}
	for i, v := range planes.Cb {
		planes.Cb[i] = chroma[v]
	}
	for i, v := range planes.Cr {
		planes.Cr[i] = chroma[v]
	}
}

// scans counts the starts of scan in a JPEG; in its coded pixels an 0xff is
// always followed by a zero or a restart marker.
func scans(data []byte) int { return bytes.Count(data, []byte("\xff\xda")) }

// Crop is the largest part of the given ratio of width to height whose middle is
// as near as can be to the focal point; fx and fy go from 0 (left, top) to 1. It
// shares the place and the pixels of p.
func (p *Picture) Crop(ratio, fx, fy float64) *Picture {
	c := *p
	c.part = cropRect(p.part, ratio, fx, fy)
	c.Width, c.Height = c.part.Dx(), c.part.Dy()
	c.made, c.whole = map[int]*image.RGBA{}, p
	return &c
}

func cropRect(r image.Rectangle, ratio, fx, fy float64) image.Rectangle {
	if !(ratio > 0) || math.IsInf(ratio, 0) {
		return r
	}
	w, h := r.Dx(), r.Dy()
	if cw := int(math.Round(float64(h) * ratio)); cw < w {
		w = max(cw, 1)
	} else {
		h = min(max(int(math.Round(float64(w)/ratio)), 1), h)
	}
	x := r.Min.X + offset(fx, r.Dx(), w)
	y := r.Min.Y + offset(fy, r.Dy(), h)
	return image.Rect(x, y, x+w, y+h)
}

// offset is where a part of n pixels begins in all pixels, with its middle at f.
func offset(f float64, all, n int) int {
	if !(f >= 0) {
		f = 0
	}
	at := int(math.Round(min(f, 1)*float64(all) - float64(n)/2))
	return min(max(at, 0), all-n)
}

// at gives the upright picture in a width, each standard width made from the next
// larger one, so that the order of asking makes no difference.
func (p *Picture) at(ctx context.Context, width int) (*image.RGBA, error) {
	if m := p.made[width]; m != nil {
		return m, nil
	}
	height := max(int(math.Round(float64(width)*float64(p.Height)/float64(p.Width))), 1)
	for _, larger := range widths {
		if larger <= width || larger > p.Width {
			continue
		}
		from, err := p.at(ctx, larger)
		if err != nil {
			return nil, err
		}
		p.made[width], err = scale(ctx, from, from.Rect, width, height)
		return p.made[width], err
	}
	if p.src == nil {
		return nil, fmt.Errorf("picture: no width of %d once it is shrunk", width)
	}
	stored := p.Orientation.storedRect(p.part, p.src.Bounds().Dx(), p.src.Bounds().Dy())
	w, h := width, height
	if p.Orientation.turned() {
		w, h = h, w
	}
	m, err := scale(ctx, p.src, stored, w, h)
	if err != nil {
		return nil, err
	}
	p.made[width] = p.Orientation.upright(m)
	return p.made[width], nil
}

// Colour is the average colour as #rrggbb, to stand where the picture will be.
// What is transparent counts as white.
func (p *Picture) Colour(ctx context.Context) (string, error) {
	m, err := p.at(ctx, Widths(p.Width)[0])
	if err != nil {
		return "", err
	}
	var r, g, b, n uint64
	for i := 0; i+3 < len(m.Pix); i += 4 {
		white := uint64(255 - m.Pix[i+3])
		r += uint64(m.Pix[i]) + white
		g += uint64(m.Pix[i+1]) + white
		b += uint64(m.Pix[i+2]) + white
		n++
	}
	return fmt.Sprintf("#%02x%02x%02x", (r+n/2)/n, (g+n/2)/n, (b+n/2)/n), nil
}

// onWhite puts a picture on white paper.
func onWhite(m *image.RGBA) *image.RGBA {
	dst := image.NewRGBA(m.Rect)
	draw.Draw(dst, dst.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(dst, dst.Rect, m, m.Rect.Min, draw.Over)
	return dst
}
