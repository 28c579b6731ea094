package sharecard

import (
	"math"
	"slices"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/segmenter"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"

	"masthead/internal/kit/lang"
)

// setter sets text of one language and weight.
type setter struct {
	faces  *faces
	shaper *shaping.HarfbuzzShaper
	manner manner
	lang   language.Language
	dir    di.Direction
	track  float64 // em
	space  float64 // width of a space, em: it may stand in another face than the letters
}

func newSetter(files []faceFile, l lang.Tag, weight float32, headline bool) *setter {
	s := scriptOf(l)
	t := &setter{faces: newFaces(files, s, weight), shaper: &shaping.HarfbuzzShaper{}, manner: manners[s], lang: language.NewLanguage(string(l))}
	if l.Dir() == "rtl" {
		t.dir = di.DirectionRTL
	}
	if headline {
		t.track = t.manner.track
	}
	face := t.faces.ResolveFace(' ')
	id, _ := face.NominalGlyph(' ')
	if t.space = float64(face.HorizontalAdvance(id)) / float64(face.Upem()); t.faces.small[face] {
		t.space *= float64(arabicFine) / fine
	}
	return t
}

// glyph is a letter form at its place on a line, in pixels from the line's left
// end and its baseline; y grows downwards.
type glyph struct {
	face *font.Face
	id   font.GID
	x, y float64
	unit float64 // pixels to a unit of the face
}

// line is text set on one line.
type line struct {
	glyphs []glyph
	width  float64
}

// fine is the size at which text is measured: large, so that rounding does not add up.
const (
	fine       = 1000
	arabicFine = fine * 116 / 100 // the Arabic face is small beside the others (theme.css, size-adjust)
)

// shape sets runes on one line at a size in pixels, and tells how far each rune
// advances it.
func (t *setter) shape(runes []rune, size float64) (l line, advances []float64) {
	advances = make([]float64, len(runes))
	if len(runes) == 0 {
		return l, advances
	}
	in := shaping.Input{Text: runes, RunEnd: len(runes), Direction: t.dir, Size: fixed.I(fine), Language: t.lang}
	var seg shaping.Segmenter
	var runs []shaping.Output
	for _, part := range seg.Split(in, t.faces) {
		if t.faces.small[part.Face] {
			part.Size = fixed.I(arabicFine)
		}
		runs = append(runs, t.shaper.ShapeNoExtents(part))
	}
	var wrapper shaping.LineWrapper
	lines, _ := wrapper.WrapParagraph(shaping.WrapConfig{Direction: t.dir, DisableTrailingWhitespaceTrim: true, BreakPolicy: shaping.Never}, math.MaxInt32>>7, runes, shaping.NewSliceIterator(runs))
	var ordered []shaping.Output
	for _, l := range lines {
		ordered = append(ordered, l...)
	}
	slices.SortStableFunc(ordered, func(a, b shaping.Output) int { return int(a.VisualIndex - b.VisualIndex) })
	scale := size / fine / 64
	x := 0.0
	for _, run := range ordered {
		unit := float64(run.Size) / 64 / float64(run.Face.Upem()) * size / fine
		for i, g := range run.Glyphs {
			step := float64(g.Advance) * scale
			if r := runes[g.TextIndex()]; r == ' ' || r == noBreak {
				step = t.space * size
			} else {
				l.glyphs = append(l.glyphs, glyph{run.Face, g.GlyphID, x + float64(g.XOffset)*scale, -float64(g.YOffset) * scale, unit})
			}
			if t.track != 0 && (i+1 == len(run.Glyphs) || run.Glyphs[i+1].TextIndex() != g.TextIndex()) {
				step += t.track * size
			}
			x += step
			advances[g.TextIndex()] += step
		}
	}
	l.width = x
	return l, advances
}

// set sets a short text on one line, cut with an ellipsis to a width in pixels. The
// size is that of Latin; other scripts have their own to look like it.
func (t *setter) set(s string, size, width float64) line {
	runes, ok := t.faces.legible(s)
	if !ok {
		return line{}
	}
	size *= t.manner.scale
	l, _ := t.shape(runes, size)
	for cut := len(runes); l.width > width && cut > 1; {
		cut--
		for cut > 1 && runes[cut-1] == ' ' {
			cut--
		}
		l, _ = t.shape(append(slices.Clone(runes[:cut]), '…'), size)
	}
	return l
}

// block is text set on several lines.
type block struct {
	lines   []line
	size    float64 // pixels
	leading float64 // from baseline to baseline, pixels
	cut     bool    // it ends with an ellipsis
}

// piece is what lies between two places where a line may end (Unicode Standard
// Annex 14).
type piece struct {
	from, to int     // runes; to is without white space
	width    float64 // em, without white space
	space    float64 // em, of the white space after it
}

// pieces measures the pieces of a text. One that is wider than max em is parted
// between its letters.
func (t *setter) pieces(runes []rune, max float64) (list []piece) {
	_, advances := t.shape(runes, 1)
	var seg segmenter.Segmenter
	seg.Init(runes)
	for it := seg.LineIterator(); it.Next(); {
		l := it.Line()
		p := piece{from: l.Offset, to: l.Offset}
		for i := l.Offset; i < l.Offset+len(l.Text); i++ {
			switch {
			case runes[i] == ' ':
				p.space += advances[i]
				continue
			case p.width+advances[i] > max && p.width > 0:
				list = append(list, p)
				p = piece{from: i}
			}
			p.width += p.space + advances[i]
			p.space, p.to = 0, i+1
		}
		list = append(list, p)
	}
	return list
}

// wrap fills lines no wider than max em, and gives the number of the first piece of
// each.
func wrap(pieces []piece, max float64) (starts []int) {
	width := 0.0
	for i, p := range pieces {
		if i == 0 || width+p.width > max {
			starts, width = append(starts, i), 0
		}
		width += p.width + p.space
	}
	return starts
}

// widest is the width of the widest piece, in em.
func widest(pieces []piece) (w float64) {
	for _, p := range pieces {
		w = math.Max(w, p.width)
	}
	return w
}

// fit sets a text in a box as large as it can be within the sizes, which are those
// of Latin in pixels. Its lines are of even length. What does not fit at the least
// size ends with an ellipsis.
func (t *setter) fit(runes []rune, width, height, least, most float64) block {
	pieces := t.pieces(runes, math.Inf(1))
	for size := most; size >= least; size -= 2 {
		b := block{size: size * t.manner.scale}
		b.leading = b.size * t.manner.leading
		room := int(math.Floor((height-b.size)/b.leading)) + 1
		if widest(pieces)*b.size > width {
			continue
		}
		if starts := wrap(pieces, width/b.size); len(starts) <= room {
			b.lines = t.lines(runes, pieces, balance(pieces, width/b.size, len(starts)), b.size)
			return b
		}
	}
	b := block{size: least * t.manner.scale}
	b.leading = b.size * t.manner.leading
	room := max(int(math.Floor((height-b.size)/b.leading))+1, 1)
	pieces = t.pieces(runes, width/b.size)
	starts := wrap(pieces, width/b.size)
	if len(starts) > room {
		b.cut = true
		last := pieces[starts[room]-1]
		runes = t.ellipsis(runes, pieces[starts[room-1]].from, last.to, width/b.size)
		pieces = t.pieces(runes, width/b.size)
		starts = wrap(pieces, width/b.size)
	}
	b.lines = t.lines(runes, pieces, starts, b.size)
	return b
}

// ellipsis ends a text with one, so that its last line, which begins at from, is no
// wider than max em.
func (t *setter) ellipsis(runes []rune, from, to int, max float64) []rune {
	for ; to > from+1; to-- {
		if runes[to-1] == ' ' {
			continue
		}
		cut := append(slices.Clone(runes[:to]), '…')
		if l, _ := t.shape(cut[from:], 1); l.width <= max {
			return cut
		}
	}
	return append(slices.Clone(runes[:to]), '…')
}

// balance finds the narrowest measure, in em, that needs no more lines than n.
func balance(pieces []piece, max float64, n int) []int {
	low, high := widest(pieces), max
	for range 20 {
		middle := (low + high) / 2
		if len(wrap(pieces, middle)) <= n {
			high = middle
		} else {
			low = middle
		}
	}
	return wrap(pieces, high)
}

func (t *setter) lines(runes []rune, pieces []piece, starts []int, size float64) (lines []line) {
	for i, start := range starts {
		end := len(pieces)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		l, _ := t.shape(runes[pieces[start].from:pieces[end-1].to], size)
		lines = append(lines, l)
	}
	return lines
}
