package sharecard

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/vector"
)

// point is a place on the picture, in pixels.
type point struct{ x, y float64 }

// path is an outline of closed curves.
type path struct{ r *vector.Rasterizer }

func newPath() path { return path{vector.NewRasterizer(Width, Height)} }

func (p path) polygon(points ...point) {
	for i, q := range points {
		if i == 0 {
			p.r.MoveTo(float32(q.x), float32(q.y))
			continue
		}
		p.r.LineTo(float32(q.x), float32(q.y))
	}
	p.r.ClosePath()
}

// circle is four curves; the number is the usual one, at most 0.03 % off.
func (p path) circle(x, y, r float64) {
	k := r * 0.5522847
	curve := func(ax, ay, bx, by, cx, cy float64) {
		p.r.CubeTo(float32(x+ax), float32(y+ay), float32(x+bx), float32(y+by), float32(x+cx), float32(y+cy))
	}
	p.r.MoveTo(float32(x+r), float32(y))
	curve(r, k, k, r, 0, r)
	curve(-k, r, -r, k, -r, 0)
	curve(-r, -k, -k, -r, 0, -r)
	curve(k, -r, r, -k, r, 0)
	p.r.ClosePath()
}

func (p path) fill(dst draw.Image, c color.Color) {
	p.r.Draw(dst, dst.Bounds(), image.NewUniform(c), image.Point{})
}

// write puts a line on the picture with its left end at x and its baseline at y, and
// tells what ink it covers.
func (l line) write(dst draw.Image, x, y float64, c color.Color) image.Rectangle {
	var covered bounds
	l.outline(x, y, func(s opentype.Segment, at [3]point) {
		for i := range s.ArgsSlice() {
			covered.add(at[i].x, at[i].y)
		}
	}, func() {})
	ink := covered.rect()
	if ink.Empty() {
		return ink
	}
	// Only where there is ink: a line is a small part of the picture.
	r := vector.NewRasterizer(ink.Dx(), ink.Dy())
	l.outline(x-float64(ink.Min.X), y-float64(ink.Min.Y), func(s opentype.Segment, at [3]point) {
		var a [6]float32
		for i, q := range at {
			a[2*i], a[2*i+1] = float32(q.x), float32(q.y)
		}
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.MoveTo(a[0], a[1])
		case opentype.SegmentOpLineTo:
			r.LineTo(a[0], a[1])
		case opentype.SegmentOpQuadTo:
			r.QuadTo(a[0], a[1], a[2], a[3])
		case opentype.SegmentOpCubeTo:
			r.CubeTo(a[0], a[1], a[2], a[3], a[4], a[5])
		}
	}, r.ClosePath)
	if ink.In(dst.Bounds()) {
		r.Draw(dst, ink, image.NewUniform(c), image.Point{})
		return ink
	}
	mask := image.NewAlpha(image.Rectangle{Max: ink.Size()}) // a rasterizer must not draw beyond the edge
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	draw.DrawMask(dst, ink, image.NewUniform(c), image.Point{}, mask, image.Point{}, draw.Over)
	return ink
}

// outline goes through the curves of a line's glyphs, in pixels of the picture, and
// calls close at the end of each.
func (l line) outline(x, y float64, each func(opentype.Segment, [3]point), close func()) {
	for _, g := range l.glyphs {
		outline, ok := g.face.GlyphData(g.id).(font.GlyphOutline)
		if !ok {
			continue
		}
		for i, s := range outline.Segments {
			if i > 0 && s.Op == opentype.SegmentOpMoveTo {
				close()
			}
			var at [3]point
			for k, q := range s.Args {
				at[k] = point{x + g.x + float64(q.X)*g.unit, y + g.y - float64(q.Y)*g.unit}
			}
			each(s, at)
		}
		if len(outline.Segments) > 0 {
			close()
		}
	}
}

// bounds grow around points.
type bounds struct {
	x0, y0, x1, y1 float64
	some           bool
}

func (b *bounds) add(x, y float64) {
	if !b.some {
		*b = bounds{x, y, x, y, true}
		return
	}
	b.x0, b.x1 = min(b.x0, x), max(b.x1, x)
	b.y0, b.y1 = min(b.y0, y), max(b.y1, y)
}

func (b *bounds) rect() image.Rectangle {
	if !b.some {
		return image.Rectangle{}
	}
	return image.Rect(int(b.x0), int(b.y0), int(b.x1)+1, int(b.y1)+1)
}

// mix is a colour that is part of one and the rest of another; part goes from 0 to 1.
func mix(a, b color.RGBA, part float64) color.RGBA {
	m := func(a, b uint8) uint8 { return uint8(float64(a)*part + float64(b)*(1-part) + .5) }
	return color.RGBA{m(a.R, b.R), m(a.G, b.G), m(a.B, b.B), 255}
}
