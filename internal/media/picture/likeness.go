package picture

import (
	"image/color"
	"math/bits"
)

// The likeness of a picture is a difference hash: nine by eight cells of grey, and for
// each pair of neighbours in a row one bit, whether it grows darker to the right.
const (
	likeColumns, likeRows = 9, 8
	likeSamples           = 16  // of a cell, in either direction
	likeStep              = 0.5 // grey levels from which a difference is one
	likeLeast             = 4   // bits that must differ from an even picture for it to be told from another
)

// Likeness is a fingerprint that a picture keeps when it is scaled, encoded anew, made a
// little darker or lighter. It is 0 for one that is too even to be told from others.
func (p *Picture) Likeness() uint64 {
	var hash uint64
	for row := range likeRows {
		left := p.grey(0, row)
		for column := 1; column < likeColumns; column++ {
			right := p.grey(column, row)
			hash <<= 1
			if left-right > likeStep {
				hash |= 1
			}
			left = right
		}
	}
	if n := bits.OnesCount64(hash); n < likeLeast || n > 64-likeLeast {
		return 0
	}
	return hash
}

// grey is the mean grey of one cell of the upright picture.
func (p *Picture) grey(column, row int) float64 {
	bounds := p.src.Bounds()
	w, h := bounds.Dx(), bounds.Dy()
	sum := 0.0
	for i := range likeSamples {
		y := p.part.Min.Y + (2*(row*likeSamples+i)+1)*p.Height/(2*likeRows*likeSamples)
		for j := range likeSamples {
			x := p.part.Min.X + (2*(column*likeSamples+j)+1)*p.Width/(2*likeColumns*likeSamples)
			sx, sy := p.Orientation.stored(x, y, w, h)
			sum += float64(color.Gray16Model.Convert(p.src.At(bounds.Min.X+sx, bounds.Min.Y+sy)).(color.Gray16).Y)
		}
	}
	return sum / (likeSamples * likeSamples * 257)
}

// Distance is how many of 64 features two pictures do not share. From about 10 on they
// are different pictures.
func Distance(a, b uint64) int { return bits.OnesCount64(a ^ b) }
