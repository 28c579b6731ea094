package outlet

import (
	"fmt"
	"math"
	"strconv"

	"masthead/internal/kit/fault"
)

// leastContrast is what text needs against its ground (WCAG 2.2, success criterion 1.4.3).
const leastContrast = 4.5

// The colours of the default theme that an outlet's own stand against.
const (
	white     = "#ffffff"
	darkPaper = "#10171d"
	softInk   = "#4b5862" // dates and captions, the palest text by day
)

// readable refuses a colour that could not be read where it will stand.
func readable(s Settings, key, value string) error {
	paper := white
	if s.Paper != "" {
		paper = s.Paper
	}
	var pairs [][2]string
	if s.Accent != "" && key != "accent_dark" {
		pairs = append(pairs, [2]string{s.Accent, paper}, [2]string{s.Accent, white}) // white is written on buttons of this colour
	}
	if s.AccentDark != "" && key == "accent_dark" {
		pairs = append(pairs, [2]string{s.AccentDark, darkPaper})
	}
	if key == "paper" {
		pairs = append(pairs, [2]string{softInk, paper})
	}
	for _, p := range pairs {
		if c := Contrast(p[0], p[1]); c < leastContrast {
			return fault.New(fault.Invalid, "outlet.bad_setting").In(key).With("key", key).With("value", value).
				With("why", reason("outlet.why_contrast").With("colour", p[0]).With("paper", p[1]).
					With("contrast", fmt.Sprintf("%.1f", c)).With("least", fmt.Sprintf("%.1f", leastContrast)))
		}
	}
	return nil
}

// OnDark is the outlet's colour on dark paper: its own choice, else the colour of light
// paper, made lighter until it can be read. Empty where the outlet has no colour.
func (s Settings) OnDark() string {
	switch {
	case !colour.MatchString(s.Accent):
		return ""
	case colour.MatchString(s.AccentDark):
		return s.AccentDark
	}
	n, _ := strconv.ParseUint(s.Accent[1:], 16, 32)
	lighter := s.Accent
	for white := 0.0; Contrast(lighter, darkPaper) < comfortable && white < 1; white += 0.04 {
		mix := func(shift uint) int { return int(math.Round(float64(n>>shift&255)*(1-white) + 255*white)) }
		lighter = fmt.Sprintf("#%02x%02x%02x", mix(16), mix(8), mix(0))
	}
	return lighter
}

// comfortable is the contrast that a colour is made lighter for: the theme's own has it.
const comfortable = 6.5

// Contrast is the contrast ratio of two colours #rrggbb, from 1 to 21 (WCAG 2.2, "contrast
// ratio"). What is no colour counts as black.
func Contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(colour string) (l float64) {
	if len(colour) != 7 {
		return 0
	}
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			return 0
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}
