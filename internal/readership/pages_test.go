package readership_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/peer"
	"masthead/internal/readership"
)

// desk takes messages for the host news.example, behind the proxy 127.0.0.1.
func (b *bed) desk() *readership.Desk {
	proxies, err := peer.Parse("127.0.0.1")
	if err != nil {
		b.Fatal(err)
	}
	return &readership.Desk{
		Counter: b.counter, Proxies: proxies,
		Own:     func(host string) bool { return host == "news.example" },
		Edition: func(l lang.Tag) bool { return l == "en" || l == "ru" },
	}
}

// message is what a reader's browser sends; change makes of it what a test wants.
func message(n int, s string, change func(*http.Request)) *http.Request {
	r := httptest.NewRequest("POST", "http://news.example/reading", strings.NewReader("en."+s+" "))
	r.RemoteAddr = netip.AddrPortFrom(reader(n), 4711).String()
	for name, value := range map[string]string{
		"Origin": "http://news.example", "Referer": "http://news.example/en/a-story/", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors",
		"User-Agent": chrome, "Accept-Language": "en", "Content-Type": "text/plain;charset=UTF-8",
	} {
		r.Header.Set(name, value)
	}
	if change != nil {
		change(r)
	}
	return r
}

func send(d http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func body(text string) func(*http.Request) {
	return func(r *http.Request) {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	}
}

func header(name string, values ...string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Del(name)
		for _, v := range values {
			r.Header.Add(name, v)
		}
	}
}

func method(m string) func(*http.Request) { return func(r *http.Request) { r.Method = m } }

func image(r *http.Request) {
	r.Method, r.URL.Path, r.URL.RawQuery = "GET", "/reading.gif", "en."+story(1)
	r.Header.Del("Origin")
	r.Body, r.ContentLength = http.NoBody, 0
}

func both(list ...func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) {
		for _, f := range list {
			f(r)
		}
	}
}

// What the desk answers, and how much of it counts, in halves of a reader.
func TestMessages(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
		halves int
	}{
		"a reader":                         {nil, 204, 2},
		"a reader led here":                {body("en." + story(1) + " www.other.example"), 204, 2},
		"an old browser, with Origin":      {header("Sec-Fetch-Site"), 204, 2},
		"an old browser, with Referer":     {both(header("Sec-Fetch-Site"), header("Origin")), 204, 2},
		"inside Telegram":                  {header("User-Agent", "Mozilla/5.0 (Linux; Android 14; SM-A546E Build/UP1A.231005.007; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/140.0.7339.51 Mobile Safari/537.36 Telegram-Android/11.14.1 (Samsung SM-A546E; Android 14; SDK 34; AVERAGE)"), 204, 2},
		"an image":                         {image, 204, 1},
		"no browser":                       {header("User-Agent"), 204, 0},
		"a script":                         {header("User-Agent", "python-requests/2.32.0"), 204, 0},
		"a browser without a screen":       {header("User-Agent", strings.Replace(chrome, "Chrome/", "HeadlessChrome/", 1)), 204, 0},
		"a very long name":                 {header("User-Agent", chrome+strings.Repeat(" x", 600)), 204, 0},
		"no language":                      {header("Accept-Language"), 204, 0},
		"fetched ahead":                    {header("Sec-Purpose", "prefetch;prerender"), 204, 0},
		"fetched ahead by Safari":          {header("X-Purpose", "preview"), 204, 0},
		"fetched ahead by Firefox":         {header("X-Moz", "prefetch"), 204, 0},
		"an edition that is not there":     {body("de." + story(1)), 204, 0},
		"another site":                     {header("Sec-Fetch-Site", "cross-site"), 403, 0},
		"a neighbouring host":              {header("Sec-Fetch-Site", "same-site"), 403, 0},
		"typed in":                         {header("Sec-Fetch-Site", "none"), 403, 0},
		"another origin":                   {header("Origin", "https://evil.example"), 403, 0},
		"no origin, sandboxed":             {header("Origin", "null"), 403, 0},
		"another origin that begins alike": {header("Origin", "http://news.example.evil.example"), 403, 0},
		"nothing says where from":          {both(header("Sec-Fetch-Site"), header("Origin"), header("Referer")), 403, 0},
		"an image on another site":         {both(image, header("Sec-Fetch-Site"), header("Referer", "https://evil.example/x")), 403, 0},
		"another host's name":              {func(r *http.Request) { r.Host = "evil.example"; r.Header.Set("Origin", "http://evil.example") }, 403, 0},
		"GET":                              {method("GET"), 405, 0},
		"HEAD":                             {method("HEAD"), 405, 0},
		"PUT":                              {method("PUT"), 405, 0},
		"DELETE":                           {method("DELETE"), 405, 0},
		"OPTIONS":                          {method("OPTIONS"), 405, 0},
		"an image by POST":                 {both(image, method("POST")), 405, 0},
		"a huge body":                      {body("en." + story(1) + strings.Repeat(" ", 400)), 413, 0},
		"a body that claims to be huge":    {func(r *http.Request) { r.ContentLength = 1 << 40 }, 413, 0},
		"a body that ends early":           {func(r *http.Request) { r.ContentLength = 200 }, 400, 0},
		"no body":                          {body(""), 400, 0},
		"a body of unknown length":         {func(r *http.Request) { r.ContentLength = -1 }, 400, 0},
		"no mark":                          {body("hello"), 400, 0},
		"no id":                            {body("en.01"), 400, 0},
		"SQL":                              {body("en.'; DROP TABLE readership_hour; --"), 400, 0},
		"a long language":                  {body(strings.Repeat("e", 40) + "." + story(1)), 400, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBed(t, db.SQLite)
			w := send(b.desk(), message(1, story(1), c.change))
			b.flush()
			if w.Code != c.status || w.Body.Len() != 0 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%d %v %q", w.Code, w.Header(), w.Body)
			}
			if got := b.halves("en", story(1)); got != c.halves {
				t.Errorf("%d halves, want %d", got, c.halves)
			}
		})
	}
}

// The same message again, and from the same reader by another way, counts once.
func TestReplay(t *testing.T) {
	b := newBed(t, db.SQLite)
	d := b.desk()
	for range 1000 {
		send(d, message(1, story(1), nil))
	}
	send(d, message(1, story(1), body("en."+story(1)+" other.example")))
	send(d, message(1, story(1), image))
	b.flush()
	if got := b.halves("en", story(1)); got != 2 {
		t.Errorf("%d halves", got)
	}
}

// A proxy that is named is believed; a reader who claims to be many is one.
func TestForwarded(t *testing.T) {
	b := newBed(t, db.SQLite)
	d := b.desk()
	var strays []netip.Addr
	d.Stray = func(a netip.Addr) { strays = append(strays, a) }
	for n := range 50 {
		claims := header("X-Forwarded-For", fmt.Sprintf("198.51.%d.9", n))
		send(d, message(1, story(1), claims))
		send(d, message(1, story(2), both(claims, func(r *http.Request) { r.RemoteAddr = "127.0.0.1:99" })))
	}
	b.flush()
	if one, many := b.halves("en", story(1)), b.halves("en", story(2)); one != 2 || many != 100 {
		t.Errorf("claimed: %d, forwarded: %d halves", one, many)
	}
	if len(strays) != 50 || strays[0] != reader(1) {
		t.Errorf("strays: %v", strays)
	}
}

// Referrers come from readers: only names of hosts are kept, as host names are.
func TestReferrers(t *testing.T) {
	for from, want := range map[string]string{
		"ring.example": "ring.example", "WWW.Ring.Example.": "ring.example", "l.ring.example": "ring.example",
		"203.0.113.99": "", "[2001:db8::1]": "", "localhost": "", "<script>.example": "", "news.example": "", "www.news.example": "",
		"a b.example": "", strings.Repeat("a", 101) + ".example": "", "пример.example": "",
	} {
		b := newBed(t, db.SQLite)
		d := b.desk()
		for n := range 25 {
			send(d, message(n, story(1), body("en."+story(1)+" "+from)))
		}
		b.flush()
		told, err := b.board.Anomalies(t.Context(), "en", 10)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(told) > 0 {
			got = told[0].Name
		}
		if got != want {
			t.Errorf("%q is told as %q, want %q", from, got, want)
		}
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("en."+story(1)+" other.example", "http://news.example", "same-origin")
	f.Add("ru.", "null", "")
	k := readership.NewCounter(readership.CounterConfig{})
	d := &readership.Desk{Counter: k, Own: func(h string) bool { return h == "news.example" }, Edition: func(lang.Tag) bool { return true }}
	f.Fuzz(func(t *testing.T, text, origin, site string) {
		w := send(d, message(1, story(1), both(body(text), header("Origin", origin), header("Sec-Fetch-Site", site))))
		switch w.Code {
		case 204, 400, 403, 413:
		default:
			t.Errorf("%q: %d", text, w.Code)
		}
	})
}

func BenchmarkMessage(b *testing.B) {
	d := &readership.Desk{
		Counter: readership.NewCounter(readership.CounterConfig{}), Own: func(string) bool { return true }, Edition: func(lang.Tag) bool { return true },
	}
	r := message(1, story(1), nil)
	text := "en." + story(1) + " other.example"
	w := httptest.NewRecorder()
	for n := 0; b.Loop(); n++ {
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
		r.RemoteAddr = netip.AddrPortFrom(reader(n%200000), 1).String()
		clear(w.Header())
		d.ServeHTTP(w, r)
	}
}
