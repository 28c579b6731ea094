package reader

import (
	"strings"
	"testing"

	"masthead/internal/edition"
)

func TestFocus(t *testing.T) {
	for _, c := range []struct {
		x, y int
		want string
	}{{0, 0, ""}, {500, 500, ""}, {100, 500, "fx-l"}, {900, 100, "fx-r fy-t"}, {500, 800, "fy-b"}} {
		if got := focus(c.x, c.y); got != c.want {
			t.Errorf("focus(%d, %d) = %q, want %q", c.x, c.y, got, c.want)
		}
	}
}

func TestPictures(t *testing.T) {
	s := &Site{Config: Config{Formats: []string{"avif", "webp", "bmp"}}}
	p := s.picture(&edition.Picture{Hash: "ab12", Width: 2400, Height: 1200})
	if p == nil || p.Srcset != "/media/ab12/320.jpg 320w, /media/ab12/640.jpg 640w, /media/ab12/960.jpg 960w, /media/ab12/1280.jpg 1280w, /media/ab12/1920.jpg 1920w" || p.Src != "/media/ab12/960.jpg" {
		t.Errorf("%+v", p)
	}
	if len(p.Sources) != 2 || p.Sources[0].Type != "image/avif" || p.Sources[1].Type != "image/webp" {
		t.Errorf("sources are %v", p.Sources)
	}
	for _, bad := range []*edition.Picture{nil, {Width: 1, Height: 1}, {Hash: "ab", Height: 1}, {Hash: `ab" onerror="x`, Width: 1, Height: 1}, {Hash: "../x", Width: 1, Height: 1}} {
		if s.picture(bad) != nil {
			t.Errorf("%+v is shown", bad)
		}
	}
}

func TestOpens(t *testing.T) {
	long := strings.Repeat("word ", 40)
	for body, want := range map[string]bool{
		"<p>" + long + "</p>": true, "<p id=\"b-1\"><em>" + long + "</em></p>": true, "\n<p>" + strings.Repeat("ა", 180) + "</p>": true,
		"": false, "<p>Short.</p>": false, "<p>“" + long + "</p>": false, "<h2>x</h2><p>" + long + "</p>": false, "<p>" + long: false,
		"<p><a href=\"" + long + "\">x</a></p>": false, "<pre>" + long + "</pre>": false,
	} {
		if got := opens(body); got != want {
			t.Errorf("opens(%.40q) = %v", body, got)
		}
	}
}

func TestFrames(t *testing.T) {
	body := `<a data-frame="https://t.me/a/1?embed=1"></a><a data-frame="https://WWW.youtube-nocookie.com/embed/x"></a><a data-frame="https://t.me/b/2"></a>
		<a data-frame="http://plain.example/"></a><a data-frame="javascript:alert(1)"></a><a data-frame="https://x.example; script-src *"></a>`
	got := framesIn(body)
	if len(got) != 2 || got[0] != "https://t.me" || got[1] != "https://www.youtube-nocookie.com" {
		t.Errorf("framesIn gives %q", got)
	}
}
