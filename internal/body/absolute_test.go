package body_test

import (
	"testing"

	"masthead/internal/body"
)

func TestAbsolute(t *testing.T) {
	for html, want := range map[string]string{
		"": "",
		`<p><a href="/en/x/">a</a> <img src="/media/h/960.jpg" alt="b"></p>`: `<p><a href="https://n.example/en/x/">a</a> <img src="https://n.example/media/h/960.jpg" alt="b"></p>`,
		`<a href="https://o.example/">o</a><a href="//p.example/">p</a>`:     `<a href="https://o.example/">o</a><a href="//p.example/">p</a>`,
		`<p>say href="/x" and &lt;a href="/y"&gt;</p>`:                       `<p>say href="/x" and &lt;a href="/y"&gt;</p>`,
		`<p>torn <a href="/x`: `<p>torn <a href="/x`,
		`a > b`:               `a > b`,
	} {
		if got := body.Absolute(html, "https://n.example"); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", html, got, want)
		}
	}
}
