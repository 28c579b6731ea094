package outlet_test

import (
	"math"
	"testing"

	"masthead/internal/outlet"
)

func TestContrast(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64 // of the formula in WCAG 2.2, worked out by hand
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#a6173f", "#ffffff", 7.5},
	} {
		if got := outlet.Contrast(c.a, c.b); math.Abs(got-c.want) > 0.05 {
			t.Errorf("%s on %s: %.2f, want %.2f", c.a, c.b, got, c.want)
		}
	}
}

func TestTokensThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		before     [2]string
		key, value string
		ok         bool
	}{
		{key: "accent", value: "#0a5c4a", ok: true},
		{key: "accent", value: "#ffd400"},                                        // yellow letters on white
		{before: [2]string{"paper", "#fbf8f1"}, key: "accent", value: "#767676"}, // enough on white, not on the paper
		{key: "accent_dark", value: "#f4849c", ok: true},
		{key: "accent_dark", value: "#0a5c4a"}, // dark green on dark paper
		{key: "paper", value: "#fff1e5", ok: true},
		{key: "paper", value: "#808080"},
		{key: "headlines", value: "sans", ok: true},
		{key: "headlines", value: "comic"},
		{key: "texts", value: "book"},
		{key: "mark", value: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#123456"><circle r="2"/></svg>`, ok: true},
		{key: "mark", value: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4" fill="#123456"><image href="https://example.org/x"/></svg>`},
	} {
		var o outlet.Outlet
		if c.before[0] != "" {
			if err := o.Set(c.before[0], c.before[1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Set(c.key, c.value); (err == nil) != c.ok {
			t.Errorf("%s = %s: %v", c.key, c.value, err)
		}
	}
}

// A colour that was chosen for light paper alone can be read on dark paper too.
func TestOnDark(t *testing.T) {
	for _, c := range []struct {
		set  outlet.Settings
		want string // empty: whatever can be read
	}{
		{outlet.Settings{Accent: "#0a5c4a", AccentDark: "#f4849c"}, "#f4849c"},
		{outlet.Settings{Accent: "#0a5c4a"}, ""}, {outlet.Settings{Accent: "#000000"}, ""}, {outlet.Settings{Accent: "#00008b"}, ""},
	} {
		got := c.set.OnDark()
		if c.want != "" && got != c.want || outlet.Contrast(got, "#10171d") < 4.5 {
			t.Errorf("%+v: %s, contrast %.1f", c.set, got, outlet.Contrast(got, "#10171d"))
		}
	}
	if got := (outlet.Settings{AccentDark: "#f4849c"}).OnDark(); got != "" {
		t.Errorf("without a colour: %s", got)
	}
}
