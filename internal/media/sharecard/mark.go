package sharecard

import (
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"io"
	"math"
	"strconv"
	"strings"
)

// Mark is an outlet's mark, of one colour.
type Mark struct {
	box    [4]float64 // x, y, width and height of its own coordinates
	shapes []shape
}

// shape is a list of drawing steps in the mark's own coordinates.
type shape []step

type step struct {
	op   byte // M, L, Q, C, Z
	args [6]float64
}

// Bounds of a mark.
const (
	maxMark  = 64 << 10 // bytes
	maxSteps = 4000
)

// ParseMark reads a mark from the part of SVG 2 that marks are drawn with: path, rect,
// circle and polygon, without transformations. Colours are not read: a mark has one.
// An error says what it has beyond that.
func ParseMark(svg string) (*Mark, error) {
	if len(svg) > maxMark {
		return nil, fmt.Errorf("sharecard: the mark is larger than %d bytes", maxMark)
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	m := &Mark{}
	steps := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("sharecard: the mark: %w", err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		s, err := m.element(e)
		if err != nil {
			return nil, err
		}
		if steps += len(s); steps > maxSteps {
			return nil, fmt.Errorf("sharecard: the mark has more than %d steps", maxSteps)
		}
		if len(s) > 0 {
			m.shapes = append(m.shapes, s)
		}
	}
	if !(m.box[2] > 0 && m.box[3] > 0) || len(m.shapes) == 0 {
		return nil, errors.New("sharecard: the mark has no viewBox or no shapes")
	}
	return m, nil
}

func (m *Mark) element(e xml.StartElement) (shape, error) {
	text, number := map[string]string{}, map[string]float64{}
	for _, a := range e.Attr {
		text[a.Name.Local] = a.Value
		number[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
	}
	if text["transform"] != "" {
		return nil, errors.New("sharecard: the mark has a transformation")
	}
	switch e.Name.Local {
	case "svg":
		parts := strings.FieldsFunc(text["viewBox"], func(r rune) bool { return r == ' ' || r == ',' })
		for i := range min(len(parts), 4) {
			m.box[i], _ = strconv.ParseFloat(parts[i], 64)
		}
		return nil, nil
	case "path":
		return parsePath(text["d"])
	case "rect":
		x, y, w, h := number["x"], number["y"], number["width"], number["height"]
		return polygon(x, y, x+w, y, x+w, y+h, x, y+h), nil
	case "circle":
		return circleSteps(number["cx"], number["cy"], number["r"]), nil
	case "polygon":
		n := numbers{text["points"]}
		var all []float64
		for {
			v, ok := n.next()
			if !ok {
				break
			}
			all = append(all, v)
		}
		return polygon(all[:len(all)&^1]...), nil
	case "g", "title", "desc":
		return nil, nil
	}
	return nil, fmt.Errorf("sharecard: the mark has an element %s", e.Name.Local)
}

func polygon(xy ...float64) (s shape) {
	for i := 0; i+1 < len(xy); i += 2 {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		s = append(s, step{op, [6]float64{xy[i], xy[i+1]}})
	}
	return append(s, step{op: 'Z'})
}

// kappa makes a quarter of a circle of a cubic curve.
const kappa = 0.5522847498

func circleSteps(x, y, r float64) shape {
	k := r * kappa
	return shape{
		{'M', [6]float64{x + r, y}},
		{'C', [6]float64{x + r, y + k, x + k, y + r, x, y + r}},
		{'C', [6]float64{x - k, y + r, x - r, y + k, x - r, y}},
		{'C', [6]float64{x - r, y - k, x - k, y - r, x, y - r}},
		{'C', [6]float64{x + k, y - r, x + r, y - k, x + r, y}},
		{op: 'Z'},
	}
}

func (p path) circle(x, y, r float64) { circleSteps(x, y, r).trace(p, 0, 0, 1) }

// trace adds a shape to a path, moved and scaled.
func (s shape) trace(p path, x, y, scale float64) {
	at := func(q step, i int) float32 {
		if i%2 == 0 {
			return float32(x + q.args[i]*scale)
		}
		return float32(y + q.args[i]*scale)
	}
	for _, q := range s {
		switch q.op {
		case 'M':
			p.r.MoveTo(at(q, 0), at(q, 1))
		case 'L':
			p.r.LineTo(at(q, 0), at(q, 1))
		case 'Q':
			p.r.QuadTo(at(q, 0), at(q, 1), at(q, 2), at(q, 3))
		case 'C':
			p.r.CubeTo(at(q, 0), at(q, 1), at(q, 2), at(q, 3), at(q, 4), at(q, 5))
		case 'Z':
			p.r.ClosePath()
		}
	}
}

// draw fills the rectangle with the mark, as large as goes in.
func (m *Mark) draw(dst draw.Image, r image.Rectangle, c color.Color) {
	scale := math.Min(float64(r.Dx())/m.box[2], float64(r.Dy())/m.box[3])
	x := float64(r.Min.X) + (float64(r.Dx())-m.box[2]*scale)/2 - m.box[0]*scale
	y := float64(r.Min.Y) + (float64(r.Dy())-m.box[3]*scale)/2 - m.box[1]*scale
	p := newPath()
	for _, s := range m.shapes {
		s.trace(p, x, y, scale)
	}
	p.fill(dst, c)
}
