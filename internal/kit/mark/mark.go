package mark

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/image/vector"

	"masthead/internal/kit/fault"
)

// Mark is a drawing that was read. The zero Mark is none.
type Mark struct {
	x, y, size float32 // the square of the drawing that is shown
	shapes     []shape
}

type shape struct {
	fill  color.NRGBA
	draws []func(*vector.Rasterizer, func(x, y float32) (float32, float32))
}

// paper is what a drawn mark lies on: it has no transparent ground, which some
// phones would make black.
var paper = color.White

// Bounds of a mark: it is drawn on every page.
const (
	maxBytes  = 16 << 10
	maxShapes = 100
)

// wrong says what cannot be drawn, as a part of a sentence.
func wrong(key string) *fault.Fault { return fault.New(fault.Invalid, key) }

// Read reads a mark. Its error is a fault that says what it cannot draw.
func Read(svg string) (m Mark, err error) {
	if len(svg) > maxBytes {
		return m, wrong("mark.large").With("max", maxBytes)
	}
	d := xml.NewDecoder(strings.NewReader(svg))
	fill := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return m, m.check()
		}
		if err != nil {
			return m, wrong("mark.broken").Because(err)
		}
		var e xml.StartElement
		switch t := token.(type) {
		case xml.StartElement:
			e = t
		case xml.Directive:
			return m, wrong("mark.part").With("part", "<!DOCTYPE>")
		case xml.ProcInst:
			if t.Target != "xml" {
				return m, wrong("mark.part").With("part", "<?"+t.Target+"?>")
			}
			continue
		default:
			continue
		}
		has, err := attributes(e)
		if err != nil {
			return m, err
		}
		if e.Name.Local == "svg" {
			if has["xmlns"] != "http://www.w3.org/2000/svg" {
				return m, wrong("mark.bare")
			}
			if n := numbers(has["viewBox"]); len(n) == 4 {
				m.x, m.y, m.size = n[0], n[1], max(n[2], n[3])
			}
			fill = has["fill"]
			continue
		}
		if has["fill"] == "" {
			has["fill"] = fill
		}
		if err := m.add(e.Name.Local, has); err != nil {
			return m, err
		}
	}
}

// plain are the attributes that a mark may have.
var plain = []string{"xmlns", "viewBox", "fill", "d", "x", "y", "width", "height", "cx", "cy", "r", "id", "role", "aria-hidden"}

func attributes(e xml.StartElement) (map[string]string, error) {
	has := map[string]string{}
	for _, a := range e.Attr {
		if a.Name.Space != "" || !slices.Contains(plain, a.Name.Local) {
			return nil, wrong("mark.part").With("part", e.Name.Local+" "+a.Name.Local)
		}
		has[a.Name.Local] = a.Value
	}
	return has, nil
}

func (m Mark) check() error {
	if m.size <= 0 || len(m.shapes) == 0 {
		return wrong("mark.bare")
	}
	return nil
}

func (m *Mark) add(element string, has map[string]string) error {
	if element == "title" || element == "desc" || element == "g" {
		return nil
	}
	var c color.NRGBA
	c.A = 255
	if _, err := fmt.Sscanf(has["fill"], "#%02x%02x%02x", &c.R, &c.G, &c.B); err != nil || has["transform"] != "" || has["stroke"] != "" {
		return wrong("mark.unfilled").With("part", element)
	}
	n := func(name string) float32 { f, _ := strconv.ParseFloat(has[name], 32); return float32(f) }
	s := shape{fill: c}
	switch element {
	case "path":
		if err := s.path(has["d"]); err != nil {
			return err
		}
	case "rect":
		s.rect(n("x"), n("y"), n("width"), n("height"))
	case "circle":
		s.circle(n("cx"), n("cy"), n("r"))
	default:
		return wrong("mark.part").With("part", element)
	}
	if m.shapes = append(m.shapes, s); len(m.shapes) > maxShapes {
		return wrong("mark.shapes").With("max", maxShapes)
	}
	return nil
}

type place = func(x, y float32) (float32, float32)

func (s *shape) move(x, y float32) {
	s.draws = append(s.draws, func(r *vector.Rasterizer, at place) { r.MoveTo(at(x, y)) })
}

func (s *shape) line(x, y float32) {
	s.draws = append(s.draws, func(r *vector.Rasterizer, at place) { r.LineTo(at(x, y)) })
}

func (s *shape) curve(ax, ay, bx, by, x, y float32) {
	s.draws = append(s.draws, func(r *vector.Rasterizer, at place) {
		ax, ay := at(ax, ay)
		bx, by := at(bx, by)
		x, y := at(x, y)
		r.CubeTo(ax, ay, bx, by, x, y)
	})
}

func (s *shape) end() {
	s.draws = append(s.draws, func(r *vector.Rasterizer, _ place) { r.ClosePath() })
}

func (s *shape) rect(x, y, w, h float32) {
	s.move(x, y)
	s.line(x+w, y)
	s.line(x+w, y+h)
	s.line(x, y+h)
	s.end()
}

// circle is four curves; the number is the usual one, at most 0.03 % off.
func (s *shape) circle(x, y, r float32) {
	const k = 0.5522847
	s.move(x+r, y)
	s.curve(x+r, y+k*r, x+k*r, y+r, x, y+r)
	s.curve(x-k*r, y+r, x-r, y+k*r, x-r, y)
	s.curve(x-r, y-k*r, x-k*r, y-r, x, y-r)
	s.curve(x+k*r, y-r, x+r, y-k*r, x+r, y)
	s.end()
}

// steps are the numbers that each command of a path takes.
var steps = map[byte]int{'M': 2, 'L': 2, 'H': 1, 'V': 1, 'C': 6, 'Z': 0}

// path reads the data of a path (SVG 2, section 9.3).
func (s *shape) path(d string) error {
	var x, y, startX, startY float32
	for len(d) > 0 {
		letter := d[0]
		rest := strings.IndexFunc(d[1:], func(r rune) bool { return strings.ContainsRune("MmLlHhVvCcZzSsQqTtAa", r) }) + 1
		if rest == 0 {
			rest = len(d)
		}
		n := numbers(d[1:rest])
		d = d[rest:]
		upper := letter &^ 0x20
		step, ok := steps[upper]
		if !ok || step == 0 && len(n) > 0 || step > 0 && (len(n) == 0 || len(n)%step != 0) {
			return wrong("mark.path").With("letter", string(letter))
		}
		if upper == 'Z' {
			s.end()
			x, y = startX, startY
			continue
		}
		for ; len(n) > 0; n = n[step:] {
			var fromX, fromY float32
			if letter != upper {
				fromX, fromY = x, y
			}
			switch upper {
			case 'M':
				x, y = fromX+n[0], fromY+n[1]
				startX, startY = x, y
				s.move(x, y)
				upper, letter = 'L', 'L'|letter&0x20 // further pairs are lines
				continue
			case 'L':
				x, y = fromX+n[0], fromY+n[1]
			case 'H':
				x = fromX + n[0]
			case 'V':
				y = fromY + n[0]
			case 'C':
				x, y = fromX+n[4], fromY+n[5]
				s.curve(fromX+n[0], fromY+n[1], fromX+n[2], fromY+n[3], x, y)
				continue
			}
			s.line(x, y)
		}
	}
	return nil
}

// numbers reads numbers as SVG has them: "1.5-2,3 4". What is none ends the list.
func numbers(text string) (list []float32) {
	for {
		text = strings.TrimLeft(text, " ,\t\r\n")
		end, dot := 0, false
		for end < len(text) {
			c := text[end]
			if c == '.' && dot || (c == '-' || c == '+') && end > 0 || !strings.ContainsRune("0123456789.+-", rune(c)) {
				break
			}
			dot = dot || c == '.'
			end++
		}
		f, err := strconv.ParseFloat(text[:end], 32)
		if err != nil {
			return list
		}
		list = append(list, float32(f))
		text = text[end:]
	}
}

// near keeps a coordinate about the picture: what lies far outside would be walked
// through all the same.
func near(v float32, side int) float32 {
	if v != v { // not a number
		return 0
	}
	return max(-float32(side), min(2*float32(side), v))
}

// Draw makes a square picture of the mark, with an edge of paper: margin is its part of
// the side.
func (m Mark) Draw(side int, margin float32) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(paper), image.Point{}, draw.Src)
	scale := float32(side) * (1 - 2*margin) / m.size
	at := func(x, y float32) (float32, float32) {
		return near(float32(side)*margin+(x-m.x)*scale, side), near(float32(side)*margin+(y-m.y)*scale, side)
	}
	for _, s := range m.shapes {
		r := vector.NewRasterizer(side, side)
		for _, f := range s.draws {
			f(r, at)
		}
		r.Draw(picture, picture.Bounds(), image.NewUniform(s.fill), image.Point{})
	}
	return picture
}

// Paint draws the mark in one colour, as large as goes into the rectangle: as share
// pictures want it.
func (m Mark) Paint(dst draw.Image, r image.Rectangle, c color.Color) {
	side := min(r.Dx(), r.Dy())
	scale := float32(side) / m.size
	z := vector.NewRasterizer(side, side)
	at := func(x, y float32) (float32, float32) { return near((x-m.x)*scale, side), near((y-m.y)*scale, side) }
	for _, s := range m.shapes {
		for _, f := range s.draws {
			f(z, at)
		}
	}
	// By way of a mask, for a rasterizer must not draw beyond the edge.
	mask := image.NewAlpha(image.Rect(0, 0, side, side))
	z.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	draw.DrawMask(dst, r, image.NewUniform(c), image.Point{}, mask, image.Point{}, draw.Over)
}

// PNG is a file of the mark for those who take no SVG.
func (m Mark) PNG(side int, margin float32) ([]byte, error) {
	var b bytes.Buffer
	err := png.Encode(&b, m.Draw(side, margin))
	return b.Bytes(), err
}

// ICO is an ICO file with one PNG of 48 pixels (the Windows icon format: a head of
// 6 bytes, an entry of 16, the picture).
func (m Mark) ICO() ([]byte, error) {
	const side = 48
	picture, err := m.PNG(side, 1.0/16)
	if err != nil {
		return nil, err
	}
	head := []byte{0, 0, 1, 0, 1, 0, side, side, 0, 0, 1, 0, 32, 0}
	head = binary.LittleEndian.AppendUint32(head, uint32(len(picture)))
	head = binary.LittleEndian.AppendUint32(head, 22)
	return append(head, picture...), nil
}
