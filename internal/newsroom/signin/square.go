package signin

import (
	"fmt"
	"image/color"
	"strings"

	"masthead/internal/people"

	"github.com/boombuler/barcode/qr"
)

// quiet is the empty edge that readers of square codes need, in fields (ISO/IEC 18004).
const quiet = 4

// draw makes the square code of an app.
func draw(app people.TOTP, outlet, account string) (*square, error) {
	address, err := app.Address(outlet, account)
	if err != nil {
		return nil, err
	}
	code, err := qr.Encode(address, qr.M, qr.Auto)
	if err != nil {
		return nil, fmt.Errorf("drawing a square code: %w", err)
	}
	var path strings.Builder
	side := code.Bounds().Dx()
	for y := range side {
		for x := 0; x < side; x++ {
			begin := x
			for x < side && code.At(x, y) == color.Black {
				x++
			}
			if x > begin {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", begin+quiet, y+quiet, x-begin, x-begin)
			}
		}
	}
	return &square{Side: side + 2*quiet, Path: path.String(), Secret: grouped(app.Secret)}, nil
}

// grouped parts a secret by fours, as it is typed.
func grouped(s string) string {
	var parts []string
	for len(s) > 4 {
		parts, s = append(parts, s[:4]), s[4:]
	}
	return strings.Join(append(parts, s), " ")
}
