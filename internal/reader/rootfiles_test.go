package reader_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"masthead/internal/outlet"
	"masthead/internal/reader"
)

// changed is the sample outlet with other settings.
func changed(t *testing.T, change func(*outlet.Settings)) http.Handler {
	t.Helper()
	p := *sampleOutlet(t, true)
	change(&p.Outlet.Settings)
	return openSite(t, &p, sampleShelf(&p, true), nil)
}

func TestRobotsSwitches(t *testing.T) {
	for _, test := range []struct {
		name          string
		asks          outlet.Settings
		closed, open  []string
		usage, groups int
	}{
		{"none", outlet.Settings{}, nil, []string{"GPTBot", "OAI-SearchBot", "ChatGPT-User"}, 0, 1},
		{"training", outlet.Settings{NoTraining: true}, []string{"GPTBot", "ClaudeBot", "CCBot", "Google-Extended"}, []string{"OAI-SearchBot", "ChatGPT-User"}, 2, 2},
		{"answers", outlet.Settings{NoAnswers: true}, []string{"OAI-SearchBot", "PerplexityBot"}, []string{"GPTBot", "ChatGPT-User"}, 0, 2},
		{"visits", outlet.Settings{NoVisits: true}, []string{"ChatGPT-User", "Perplexity-User"}, []string{"GPTBot", "OAI-SearchBot"}, 0, 2},
		{"all", outlet.Settings{NoTraining: true, NoAnswers: true, NoVisits: true}, []string{"GPTBot", "OAI-SearchBot", "ChatGPT-User"}, nil, 2, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := changed(t, func(s *outlet.Settings) {
				s.NoTraining, s.NoAnswers, s.NoVisits = test.asks.NoTraining, test.asks.NoAnswers, test.asks.NoVisits
			})
			body := get(h, "/robots.txt").Body.String()
			for _, bot := range test.closed {
				if !strings.Contains(body, "User-agent: "+bot+"\n") {
					t.Errorf("%s is not asked to stay away:\n%s", bot, body)
				}
			}
			// What brings readers is never asked to stay away.
			for _, bot := range append(test.open, "Googlebot", "Bingbot", "YandexBot", "Applebot\n", "DuckDuckBot", "facebookexternalhit", "Twitterbot", "TelegramBot", "archive.org_bot") {
				if strings.Contains(body, "User-agent: "+bot) {
					t.Errorf("%s is asked to stay away:\n%s", bot, body)
				}
			}
			if n := strings.Count(body, "Content-Usage: train-ai=n\n"); n != test.usage {
				t.Errorf("%d lines on training, want %d", n, test.usage)
			}
			if n := strings.Count(body, "\n\n"); n != test.groups {
				t.Errorf("%d groups, want %d:\n%s", n, test.groups, body)
			}
			if !strings.HasPrefix(body, "User-agent: *\nDisallow: /desk/\n") || !strings.HasSuffix(body, "\nSitemap: https://crossroads.example/sitemap.xml\n") {
				t.Errorf("got\n%s", body)
			}
		})
	}
}

func TestSecurityFile(t *testing.T) {
	for _, test := range []struct{ security, contact, want string }{
		{"", "desk@crossroads.example", "mailto:desk@crossroads.example"},
		{"holes@crossroads.example", "desk@crossroads.example", "mailto:holes@crossroads.example"},
		{"https://crossroads.example/en/about/", "", "https://crossroads.example/en/about/"},
		{"http://crossroads.example/", "desk@crossroads.example", "mailto:desk@crossroads.example"},
		{"Desk <desk@crossroads.example>\nExpires: never", "", ""},
		{"", "", ""},
	} {
		h := changed(t, func(s *outlet.Settings) { s.Security, s.Contact = test.security, test.contact })
		w := get(h, "/.well-known/security.txt")
		if test.want == "" {
			if w.Code != 404 {
				t.Errorf("%+v: %d, want 404", test, w.Code)
			}
			continue
		}
		// The sample's clock stands at 18 June 2026.
		want := "Contact: " + test.want + "\nExpires: 2027-01-01T00:00:00Z\nPreferred-Languages: en, ka, fa\nCanonical: https://crossroads.example/.well-known/security.txt\n"
		if len(sampleLangs) != 3 {
			want = strings.Replace(want, "en, ka, fa", joined(sampleLangs), 1)
		}
		if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%+v: %d\n%s\nwant\n%s", test, w.Code, w.Body, want)
		}
	}
}

func joined[T ~string](list []T) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(string(s))
	}
	return b.String()
}

// RFC 9116 wants less than a year; a file that nobody asks anew may be a month old.
func TestSecurityFileExpires(t *testing.T) {
	p := sampleOutlet(t, true)
	for _, at := range []time.Time{time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 12, 31, 23, 59, 59, 0, time.UTC), time.Date(2028, 8, 31, 9, 0, 0, 0, time.UTC)} {
		h := openSite(t, p, &table{}, func(c *reader.Config) { c.Now = func() time.Time { return at } })
		m := regexp.MustCompile(`(?m)^Expires: (.*)$`).FindStringSubmatch(get(h, "/.well-known/security.txt").Body.String())
		expires, err := time.Parse(time.RFC3339, m[1])
		if left := expires.Sub(at); err != nil || left < 150*24*time.Hour || left > 364*24*time.Hour {
			t.Errorf("at %v it expires on %v: %v", at, expires, err)
		}
	}
}

func TestManifest(t *testing.T) {
	h := changed(t, func(*outlet.Settings) {})
	for _, test := range []struct{ lang, dir string }{{"en", "ltr"}, {"ka", "ltr"}, {"fa", "rtl"}} {
		w := get(h, "/"+test.lang+"/manifest.webmanifest")
		var m struct {
			Name, Lang, Dir, Display string
			Start                    string `json:"start_url"`
			Icons                    []struct{ Src, Sizes, Type, Purpose string }
		}
		if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil || w.Header().Get("Content-Type") != "application/manifest+json" {
			t.Fatalf("%v %v", err, w.Header())
		}
		if m.Name == "" || m.Lang != test.lang || m.Dir != test.dir || m.Start != "/"+test.lang+"/" || len(m.Icons) != 3 {
			t.Errorf("%+v", m)
		}
		for _, icon := range m.Icons {
			if a := get(h, icon.Src); a.Code != 200 || a.Header().Get("Content-Type") != icon.Type {
				t.Errorf("%s: %d %v", icon.Src, a.Code, a.Header())
			}
		}
	}
	if page := get(h, "/fa/").Body.String(); !strings.Contains(page, `<link rel="manifest" href="/fa/manifest.webmanifest">`) {
		t.Error("the front does not name its manifest")
	}
}

// The mark as drawn has the outlet's colour where the theme's SVG has its shapes, and
// paper elsewhere.
func TestIcons(t *testing.T) {
	h := changed(t, func(s *outlet.Settings) { s.Accent = "#0b6b4f" })
	for address, side := range map[string]int{"/apple-touch-icon.png": 180, "/icon-192.png": 192, "/icon-512.png": 512} {
		m, err := png.Decode(get(h, address).Body)
		if err != nil || m.Bounds() != image.Rect(0, 0, side, side) {
			t.Fatalf("%s: %v", address, err)
		}
		if got := hex(m, 2, 2); got != "ffffff" {
			t.Errorf("%s: its corner is %s", address, got)
		}
		if got := hex(m, side/2-side/8, side/2-side/8); got != "0b6b4f" {
			t.Errorf("%s: the mark is %s", address, got)
		}
	}
	ico := get(h, "/favicon.ico").Body.Bytes()
	if m, err := png.Decode(bytes.NewReader(ico[22:])); err != nil || m.Bounds().Dx() != 48 || ico[6] != 48 || ico[2] != 1 {
		t.Errorf("favicon.ico: %v", err)
	}
}

func hex(m image.Image, x, y int) string {
	r, g, b, _ := m.At(x, y).RGBA()
	const digits = "0123456789abcdef"
	var out []byte
	for _, c := range []uint32{r >> 8, g >> 8, b >> 8} {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

func TestIndexNowKey(t *testing.T) {
	h := changed(t, func(s *outlet.Settings) { s.IndexNow = "0123456789abcdef" })
	if w := get(h, "/0123456789abcdef.txt"); w.Code != 200 || w.Body.String() != "0123456789abcdef" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, address := range []string{"/0123456789abcde.txt", "/.txt", "/0123456789abcdef"} {
		if w := get(h, address); w.Code != 404 {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	short := changed(t, func(s *outlet.Settings) { s.IndexNow = "short" })
	if w := get(short, "/short.txt"); w.Code != 404 {
		t.Errorf("a key that is none: %d", w.Code)
	}
}
