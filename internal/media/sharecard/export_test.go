package sharecard

import "masthead/internal/kit/lang"

// Missing gives the signs that no face has.
func (s *Studio) Missing(l lang.Tag, signs string) string {
	f := newFaces(s.faces, scriptOf(l), 700)
	var missing []rune
	for _, r := range signs {
		if !f.has(r) {
			missing = append(missing, r)
		}
	}
	return string(missing)
}
