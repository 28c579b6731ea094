package mark_test

import (
	"testing"

	"masthead/internal/kit/mark"
)

func FuzzMark(f *testing.F) {
	f.Add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" fill="#a6173f"><path d="M0 0h15v15H0zM21 0h19v15H21z"/><circle cx="30" cy="30" r="9.5"/></svg>`)
	f.Add(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><path d="m1-1.5.5L2 2c1 1 2 2 3-3zz"/><rect width="9" height="-1"/></svg>`)
	f.Fuzz(func(t *testing.T, svg string) {
		if m, err := mark.Read(svg); err == nil {
			m.Draw(16, 0.1)
		}
	})
}

func TestMarkThatCannotBeDrawn(t *testing.T) {
	for _, svg := range []string{
		"", "<svg>", `<svg viewBox="0 0 4 4" fill="#000000"><circle r="1"/></svg>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"/>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><rect width="1" height="1"/></svg>`,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><path d="M0 0a1 1 0 0 0 1 1"/></svg>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="red"><circle r="1"/></svg>`,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><text>x</text></svg>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><script>1</script><circle r="1"/></svg>`,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000" onload="1"><circle r="1"/></svg>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><circle r="1" onclick="1"/></svg>`,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><g style="x"><circle r="1"/></g></svg>`, `<?xml-stylesheet href="x"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><circle r="1"/></svg>`,
		`<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><circle r="1"/></svg>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#000000"><path d="M0"/></svg>`,
	} {
		if _, err := mark.Read(svg); err == nil {
			t.Errorf("%q was taken for a mark", svg)
		}
	}
}
