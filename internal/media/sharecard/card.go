package sharecard

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	xdraw "golang.org/x/image/draw"

	"masthead/internal/kit/lang"
)

// The size of a picture, in pixels: 1.91 to 1, the shape that all networks show whole.
const (
	Width  = 1200
	Height = 630
)

// PictureWidth is how wide the page's own picture stands, in pixels. It is as high as all.
const PictureWidth = Width - panel

// MaxBytes is how large a picture may be. Messengers leave out previews of slow pages.
const MaxBytes = 150 << 10

// Tone is the colour of a kind, by the theme's names.
type Tone string

// The tones. Any other is News.
const (
	News      Tone = "news"
	Analysis  Tone = "analysis"
	Opinion   Tone = "opinion"
	Live      Tone = "live"
	RoundUp   Tone = "round-up"
	FactCheck Tone = "fact-check"
)

// Mark is an outlet's mark: it paints itself in one colour, as large as goes into the
// rectangle.
type Mark interface {
	Paint(dst draw.Image, r image.Rectangle, c color.Color)
}

// Card is what a picture says. Every string may be empty.
type Card struct {
	Lang     lang.Tag
	Tone     Tone
	Headline string
	Kind     string // "Analysis"; live is a filled label with a dot
	Sign     string // an opinion's viewpoint, "A view from Baku": a board with an arrow
	Section  string
	Author   string // of an opinion
	Outlet   string // the edition's name; empty where it is the headline
	Motto    string // at the foot of a card that is no article's
	Accent   color.RGBA
	Mark     Mark        // the outlet's; may be nil
	Picture  image.Image // nil for a ground of type
	Focus    image.Point // what must be seen of it, per mille of its width and height
}

// Layout tells how a picture was set, for tests and for the log.
type Layout struct {
	Size  float64                    // of the headline, pixels
	Lines int                        // of the headline
	Cut   bool                       // the headline ends with an ellipsis
	Ink   map[string]image.Rectangle // what each part covers
}

// ErrNothingToSay is that no face has the letters of the headline.
var ErrNothingToSay = errors.New("sharecard: no face has the letters of the headline")

// Studio draws cards. It is safe for use by several goroutines at once.
type Studio struct{ faces []faceFile }

// New reads the faces. An error is a damaged program.
func New() (*Studio, error) {
	faces, err := loadFaces()
	return &Studio{faces}, err
}

// Draw draws a card.
func (s *Studio) Draw(c Card) (*image.RGBA, Layout, error) {
	p := newPlan(s, c)
	return p.draw()
}

// Encode writes a picture as JPEG, as well as MaxBytes allow.
func Encode(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	for _, quality := range []int{90, 82, 74, 64, 50, 30} {
		b.Reset()
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
			return nil, err
		}
		if b.Len() <= MaxBytes {
			break
		}
	}
	return b.Bytes(), nil
}

// crop scales the part of a picture around its focus that fills the rectangle.
func crop(dst draw.Image, r image.Rectangle, src image.Image, focus image.Point) {
	b := src.Bounds()
	part := b
	if b.Dx()*r.Dy() > b.Dy()*r.Dx() {
		w := max(b.Dy()*r.Dx()/r.Dy(), 1)
		x := b.Min.X + offset(focus.X, b.Dx(), w)
		part.Min.X, part.Max.X = x, x+w
	} else {
		h := max(b.Dx()*r.Dy()/r.Dx(), 1)
		y := b.Min.Y + offset(focus.Y, b.Dy(), h)
		part.Min.Y, part.Max.Y = y, y+h
	}
	xdraw.BiLinear.Scale(dst, r, src, part, draw.Src, nil)
}

// offset is where a part of n pixels begins in all pixels, with its middle at so many
// per mille.
func offset(perMille, all, n int) int {
	return min(max(perMille*all/1000-n/2, 0), all-n)
}
