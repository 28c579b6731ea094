package sharecard

import (
	"image"
	"image/color"
	"image/draw"

	"masthead/internal/kit/lang"
)

// The theme's colours on light paper (theme.css).
var (
	paper = color.RGBA{255, 255, 255, 255}
	ink   = color.RGBA{0x11, 0x1a, 0x21, 255}
	ink2  = color.RGBA{0x4b, 0x58, 0x62, 255}
)

// A tone has a colour and the ground that goes with it; News has the outlet's accent.
var tones = map[Tone]struct{ colour, ground color.RGBA }{
	Analysis:  {color.RGBA{0x1c, 0x4f, 0x93, 255}, color.RGBA{0xeb, 0xf2, 0xfb, 255}},
	Opinion:   {color.RGBA{0x95, 0x46, 0x00, 255}, color.RGBA{0xff, 0xee, 0xdb, 255}},
	Live:      {color.RGBA{0xc2, 0x2a, 0x00, 255}, color.RGBA{0xfd, 0xee, 0xe9, 255}},
	RoundUp:   {color.RGBA{0x28, 0x69, 0x3b, 255}, color.RGBA{0xea, 0xf4, 0xec, 255}},
	FactCheck: {color.RGBA{0x6a, 0x2c, 0x8c, 255}, color.RGBA{0xf5, 0xed, 0xfa, 255}},
}

// Measures of the layout, in pixels.
const (
	margin     = 56
	panel      = 712 // width of the part with words, beside a picture
	plateTop   = 50
	markSize   = 44
	plateSize  = 40
	labelSize  = 30
	signHeight = 56
	signTip    = 20
)

// plan is a card being drawn. Its places are as in a script that runs to the right;
// x turns them round for the others.
type plan struct {
	Card
	studio   *Studio
	rtl      bool
	colour   color.RGBA // of the tone
	ground   color.RGBA
	width    float64 // of the part with words
	heavy    *setter
	semibold *setter
	canvas   *image.RGBA
	layout   Layout
}

func newPlan(s *Studio, c Card) *plan {
	p := &plan{Card: c, studio: s, rtl: c.Lang.Dir() == "rtl", width: Width, layout: Layout{Ink: map[string]image.Rectangle{}}}
	p.colour, p.ground = c.Accent, mix(c.Accent, paper, .08)
	if tone, ok := tones[c.Tone]; ok {
		p.colour, p.ground = tone.colour, tone.ground
	}
	if c.Picture != nil {
		p.width = panel
		if c.Tone != Opinion {
			p.ground = paper
		}
	}
	p.heavy = newSetter(s.faces, c.Lang, 700, true)
	p.semibold = newSetter(s.faces, c.Lang, 600, false)
	return p
}

// weight is that of the headline: it speaks of the kind, as on the site.
func (p *plan) weight() float32 {
	switch p.Tone {
	case Opinion:
		return manners[scriptOf(p.Lang)].view
	case Analysis, FactCheck:
		return 600
	}
	return 700
}

func (p *plan) draw() (*image.RGBA, Layout, error) {
	headline := newSetter(p.studio.faces, p.Lang, p.weight(), true)
	words, ok := headline.faces.legible(p.Headline)
	if !ok && p.Headline != "" {
		return nil, p.layout, ErrNothingToSay
	}
	p.canvas = image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(p.canvas, p.canvas.Rect, image.NewUniform(p.ground), image.Point{}, draw.Src)
	if p.Picture != nil {
		r := p.box(panel, 0, Width-panel, Height)
		crop(p.canvas, r, p.Picture, p.Focus)
		p.layout.Ink["picture"] = r
	} else {
		p.pattern()
	}
	mark, most := float64(markSize), 96.0
	switch {
	case p.Outlet == "": // the outlet's own card: its name is the headline
		mark, most = 120, 150
	case p.Picture == nil:
		most = 120
	}
	p.plate(mark)
	rule := plateTop + mark + 30
	p.rule(rule)
	top := p.labels(rule + 34)
	p.headline(headline, words, most, top, p.foot())
	return p.canvas, p.layout, nil
}

// box is a rectangle whose near edge is at x.
func (p *plan) box(x, y, w, h float64) image.Rectangle {
	if p.rtl {
		x = Width - x - w
	}
	return image.Rect(int(x+.5), int(y+.5), int(x+w+.5), int(y+h+.5))
}

func (p *plan) rectangle(x, y, w, h float64, c color.RGBA) {
	draw.Draw(p.canvas, p.box(x, y, w, h), image.NewUniform(c), image.Point{}, draw.Src)
}

// put writes a line whose near end is at x.
func (p *plan) put(name string, l line, x, y float64, c color.RGBA) {
	if p.rtl {
		x = Width - x - l.width
	}
	p.layout.Ink[name] = p.layout.Ink[name].Union(l.write(p.canvas, x, y, c))
}

// pattern lays the outlet's mark over the ground, large and hardly darker.
func (p *plan) pattern() {
	if p.Mark == nil {
		return
	}
	const size = 470
	p.Mark.Paint(p.canvas, p.box(Width-size+118, Height-size+118, size, size), mix(p.colour, p.ground, .12))
}

// plate is the outlet's name beside its mark.
func (p *plan) plate(mark float64) {
	x := float64(margin)
	if p.Mark != nil {
		r := p.box(x, plateTop, mark, mark)
		p.Mark.Paint(p.canvas, r, p.Accent)
		p.layout.Ink["mark"] = r
		x += mark + 14
	}
	p.put("outlet", p.heavy.set(p.Outlet, plateSize, p.width-x-margin), x, plateTop+mark/2+plateSize*.325, ink)
}

// rule is the crossing rule: a line that begins a part, crossed by a short bar.
func (p *plan) rule(y float64) {
	p.rectangle(margin, y, p.width-2*margin, 5, ink)
	p.rectangle(margin, y-14, 5, 30, p.colour)
}

// labels say what kind of piece it is, and give back where the headline begins.
func (p *plan) labels(y float64) float64 {
	const size = labelSize
	x, room := float64(margin), p.width-2*margin
	base := y + signHeight/2 + size*.33
	white := p.ground
	switch {
	case p.Sign != "":
		l := p.semibold.set(p.Sign, size, room-3*signTip)
		p.board(x, y, l.width+18+signTip+12)
		p.put("sign", l, x+18, base, white)
		return y + signHeight
	case p.Tone == Live && p.Kind != "":
		l := p.semibold.set(p.Kind, size, room/2)
		p.rectangle(x, y, l.width+58, signHeight, p.colour)
		p.dot(x+26, y+signHeight/2, 7, white)
		p.put("kind", l, x+42, base, white)
		x += l.width + 58 + 16
	case p.Kind != "":
		l := p.semibold.set(p.Kind, size, room/2)
		p.put("kind", l, x, base, p.colour)
		x += l.width + 12
		if p.Section != "" {
			slash := p.semibold.set("/", size, room)
			p.put("slash", slash, x, base, mix(ink2, p.ground, .45))
			x += slash.width + 12
		}
	}
	if p.Section == "" {
		if p.Kind == "" {
			return y - 14
		}
		return y + signHeight
	}
	colour := p.colour
	if p.Tone == Live {
		colour = ink2
	}
	p.put("section", p.semibold.set(p.Section, size, margin+room-x), x, base, colour)
	return y + signHeight
}

// board is the signpost: a board that points as the text runs.
func (p *plan) board(x, y, w float64) {
	points := []point{{x, y}, {x + w - signTip, y}, {x + w, y + signHeight/2}, {x + w - signTip, y + signHeight}, {x, y + signHeight}}
	if p.rtl {
		for i := range points {
			points[i].x = Width - points[i].x
		}
	}
	outline := newPath()
	outline.polygon(points...)
	outline.fill(p.canvas, p.colour)
	p.layout.Ink["board"] = p.box(x, y, w, signHeight)
}

func (p *plan) dot(x, y, radius float64, c color.RGBA) {
	if p.rtl {
		x = Width - x
	}
	outline := newPath()
	outline.circle(x, y, radius)
	outline.fill(p.canvas, c)
}

// foot is the author's line; it gives back where the room for the headline ends.
func (p *plan) foot() float64 {
	const size = 32
	switch {
	case p.Author != "":
		p.put("author", p.heavy.set(p.Author, size, p.width-2*margin), margin, Height-margin, p.colour)
	case p.Motto != "":
		light := newSetter(p.studio.faces, p.Lang, 400, false)
		p.put("motto", light.set(p.Motto, size+4, p.width-2*margin), margin, Height-margin, ink2)
	default:
		return Height - margin
	}
	return Height - margin - size - 22
}

// headline fills the room between labels and foot.
func (p *plan) headline(t *setter, words []rune, most, top, bottom float64) {
	if len(words) == 0 {
		return
	}
	const least = 32
	width := p.width - 2*margin
	if p.Picture == nil {
		width -= 60
	}
	b := t.fit(words, width, bottom-top-22, least, most)
	p.layout.Size, p.layout.Lines, p.layout.Cut = b.size, len(b.lines), b.cut
	y := top + 20 + b.size*capital(p.Lang)
	for _, l := range b.lines {
		p.put("headline", l, margin, y, ink)
		y += b.leading
	}
}

// capital is how far the first line's letters rise, by its size.
func capital(l lang.Tag) float64 {
	if scriptOf(l) == arabic {
		return 1.05
	}
	return .86
}
