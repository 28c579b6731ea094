package picture_test

import (
	"fmt"
	"image"
	"math/rand/v2"
	"testing"

	"masthead/internal/media/picture"
)

// photo is 12 MP with the detail of a photograph rather than of a drawing.
func photo(w, h int) image.Image {
	m := scene(w, h)
	rnd := rand.New(rand.NewPCG(1, 2))
	for y := 0; y < h; y++ {
		for x := 0; x < w; x++ {
			i := m.PixOffset(x, y)
			n := rnd.IntN(24) + (x/37*13+y/29*7)%60
			for c := range 3 {
				m.Pix[i+c] = uint8(min(int(m.Pix[i+c])/2+n+x*y/90_000%50, 255))
			}
		}
	}
	return m
}

// BenchmarkRendition times each step for a 12 MP picture.
func BenchmarkRendition(b *testing.B) {
	data := asJPEG(b, photo(4000, 3000))
	d := room(b)
	b.Run("decode", func(b *testing.B) {
		for b.Loop() {
			decode(b, d, data).Close()
		}
	})
	b.Run("scale all widths", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			p := decode(b, d, data)
			b.StartTimer()
			if _, err := p.Colour(b.Context()); err != nil {
				b.Fatal(err)
			}
			p.Close()
		}
	})
	p := decode(b, d, data)
	for _, f := range d.Formats() {
		for _, w := range picture.Widths(4000) {
			rendition(b, p, w, f)
			b.Run(fmt.Sprintf("%s/%d", f, w), func(b *testing.B) {
				var n int
				for b.Loop() {
					out, err := p.Rendition(b.Context(), w, f, 0)
					if err != nil {
						b.Fatal(err)
					}
					n = len(out)
				}
				b.ReportMetric(float64(n)/1024, "KB")
			})
		}
	}
}
