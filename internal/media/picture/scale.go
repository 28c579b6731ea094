package picture

import (
	"context"
	"image"
	"image/draw"
	"math"
)

// The weights of a scaling are whole numbers, one is 1<<weightBits. Between the
// two passes a channel keeps extraBits beyond its eight.
const (
	weightBits = 14
	extraBits  = 6
)

// kernel is what each target pixel takes from one line of the source.
type kernel struct {
	first   []int // first source pixel
	weights [][]int32
}

// newKernel lays the Catmull-Rom curve over a line of n pixels that becomes m,
// the same as x/image/draw: widened by the ratio when the line shrinks, cut and
// weighed anew at the ends.
func newKernel(n, m int) kernel {
	k := kernel{first: make([]int, m), weights: make([][]int32, m)}
	ratio := float64(n) / float64(m)
	wide := max(ratio, 1)
	for i := range m {
		centre := (float64(i) + 0.5) * ratio
		lo := max(int(math.Floor(centre-2*wide)), 0)
		hi := min(int(math.Ceil(centre+2*wide)), n)
		exact := make([]float64, hi-lo)
		sum := 0.0
		for j := range exact {
			exact[j] = catmullRom(math.Abs(float64(lo+j)+0.5-centre) / wide)
			sum += exact[j]
		}
		weights := make([]int32, len(exact))
		rest, largest := int32(1<<weightBits), 0
		for j, w := range exact {
			weights[j] = int32(math.Round(w / sum * (1 << weightBits)))
			rest -= weights[j]
			if weights[j] > weights[largest] {
				largest = j
			}
		}
		weights[largest] += rest // an even colour stays exactly what it was
		k.first[i], k.weights[i] = lo, weights
	}
	return k
}

func catmullRom(t float64) float64 {
	switch {
	case t < 1:
		return (1.5*t-2.5)*t*t + 1
	case t < 2:
		return ((-0.5*t+2.5)*t-4)*t + 2
	}
	return 0
}

// scale gives the part r of src as w×h pixels. It goes through the source once,
// line by line, and holds no more of it than the lines that one target line needs,
// so a picture of any size costs little beyond its own pixels.
func scale(ctx context.Context, src image.Image, r image.Rectangle, w, h int) (*image.RGBA, error) {
	across, down := newKernel(r.Dx(), w), newKernel(r.Dy(), h)
	line := image.NewRGBA(image.Rect(0, 0, r.Dx(), 1))
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	held := make([][]int32, 0)
	for i := range h {
		held = growTo(held, len(down.weights[i]), 4*w)
	}
	sums := make([]int32, 4*w)
	next := 0 // the source line to be read next
	for y := range h {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		first, weights := down.first[y], down.weights[y]
		for ; next < first+len(weights); next++ {
			if next < first {
				continue
			}
			draw.Draw(line, line.Rect, src, image.Pt(r.Min.X, r.Min.Y+next), draw.Src)
			across.line(held[next%len(held)], line.Pix)
		}
		clear(sums)
		for j, weight := range weights {
			for x, v := range held[(first+j)%len(held)] {
				sums[x] += weight * v
			}
		}
		finish(dst.Pix[y*dst.Stride:y*dst.Stride+4*w], sums)
	}
	return dst, nil
}

func growTo(held [][]int32, n, width int) [][]int32 {
	for len(held) < n {
		held = append(held, make([]int32, width))
	}
	return held
}

// line shrinks or widens one line.
func (k kernel) line(dst []int32, src []uint8) {
	const round = 1 << (weightBits - extraBits - 1)
	for i, first := range k.first {
		var r, g, b, a int32 = round, round, round, round
		p := src[4*first:]
		for _, w := range k.weights[i] {
			r += w * int32(p[0])
			g += w * int32(p[1])
			b += w * int32(p[2])
			a += w * int32(p[3])
			p = p[4:]
		}
		d := dst[4*i : 4*i+4]
		d[0], d[1], d[2], d[3] = r>>(weightBits-extraBits), g>>(weightBits-extraBits), b>>(weightBits-extraBits), a>>(weightBits-extraBits)
	}
}

// finish brings sums back to bytes. The curve swings over both ends; a colour is
// never more than its alpha.
func finish(dst []uint8, sums []int32) {
	const shift, round = weightBits + extraBits, 1 << (weightBits + extraBits - 1)
	for i := 0; i < len(dst); i += 4 {
		a := min(max((sums[i+3]+round)>>shift, 0), 255)
		dst[i+3] = uint8(a)
		for c := i; c < i+3; c++ {
			dst[c] = uint8(min(max((sums[c]+round)>>shift, 0), a))
		}
	}
}
