package pagestore_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"masthead/internal/kit/pagestore"
)

// article is compressible as pages are.
var article = "<!doctype html><title>x</title>" + strings.Repeat("<p>The night train is back. Let it be slow.</p>\n", 200)

var modified = time.Date(2026, 6, 17, 8, 30, 15, 500, time.UTC)

func articlePage() pagestore.Page {
	p := text(article, "story:1", "front:en")
	p.Modified = modified
	p.Header = map[string]string{
		"cache-control": "public, max-age=60", "set-cookie": "a=b", "Link": "</s.css>; rel=preload",
		"Vary": "Accept-Language", "content-length": "7", "etag": `"x"`,
	}
	return p
}

func ask(t *testing.T, s *pagestore.Store, method string, header http.Header) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, "/", nil)
	if header != nil {
		r.Header = header
	}
	w := httptest.NewRecorder()
	w.Header().Set("Set-Cookie", "session=1")
	if err := s.Serve(w, r, "k", always(articlePage())); err != nil {
		t.Fatal(err)
	}
	return w.Result()
}

func decode(t *testing.T, res *http.Response) string {
	t.Helper()
	var r io.Reader = res.Body
	var err error
	switch e := res.Header.Get("Content-Encoding"); e {
	case "":
	case "gzip":
		r, err = gzip.NewReader(res.Body)
	case "br":
		r = brotli.NewReader(res.Body)
	case "zstd":
		r, err = zstd.NewReader(res.Body)
	default:
		t.Fatalf("encoding %q", e)
	}
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestEncodings(t *testing.T) {
	cases := []struct {
		accept []string
		want   string // "small" is br or zstd, whichever came out smaller
	}{
		{nil, ""},
		{[]string{""}, ""},
		{[]string{"identity"}, ""},
		{[]string{"gzip"}, "gzip"},
		{[]string{"GZip"}, "gzip"},
		{[]string{"x-gzip"}, "gzip"},
		{[]string{"br"}, "br"},
		{[]string{"zstd"}, "zstd"},
		{[]string{"gzip, deflate, br, zstd"}, "small"},
		{[]string{"gzip", "br"}, "small gzip br"},
		{[]string{"br;q=0.5, gzip;q=0.8"}, "gzip"},
		{[]string{"br;q=0, gzip;q=0.001"}, "gzip"},
		{[]string{"identity;q=0.5, gzip;q=0.4"}, ""},
		{[]string{"*"}, "small"},
		{[]string{"*;q=0.1, gzip"}, "gzip"},
		{[]string{"gzip;q=0, *"}, "small"},
		{[]string{"identity;q=0"}, ""},        // nothing is left: the page all the same
		{[]string{"*;q=0"}, ""},               // the same
		{[]string{"*;q=0, zstd;q=1"}, "zstd"}, // a star refuses the rest
		{[]string{"br;q=1.5, gzip"}, "gzip"},  // not a weight
		{[]string{"br;q=, gzip"}, "gzip"},     // not one either
		{[]string{"br;x=1, gzip"}, "gzip"},    // not a parameter
		{[]string{"br ; q=1.000 , gzip;q=0.999"}, "br"},
		{[]string{",,,;;;==q,br"}, "br"},
		{[]string{"deflate, compress"}, ""},
		{[]string{strings.Repeat("x,", 1000) + "br"}, ""}, // beyond the bound
		{[]string{strings.Repeat("y", 100_000)}, ""},
	}
	s := store(pagestore.Options{})
	ask(t, s, "GET", nil)
	for _, c := range cases {
		h := http.Header{}
		if c.accept != nil {
			h["Accept-Encoding"] = c.accept
		}
		res := ask(t, s, "GET", h)
		got := res.Header.Get("Content-Encoding")
		if strings.HasPrefix(c.want, "small") {
			if got == "" || len(c.want) > 5 && !strings.Contains(c.want, got) {
				t.Errorf("%q: %q", c.accept, got)
			}
		} else if got != c.want {
			t.Errorf("%q: %q, want %q", c.accept, got, c.want)
		}
		if decode(t, res) != article {
			t.Errorf("%q: another body", c.accept)
		}
	}
}

func TestHeaders(t *testing.T) {
	s := store(pagestore.Options{Surrogates: true})
	for range 2 { // rendered, then kept
		res := ask(t, s, "GET", http.Header{"Accept-Encoding": {"gzip"}, "Range": {"bytes=0-9"}})
		h := res.Header
		want := map[string]string{
			"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip", "Vary": "Accept-Encoding, Accept-Language",
			"Cache-Control": "public, max-age=60", "Surrogate-Key": pagestore.SurrogateKey("story:1") + " " + pagestore.SurrogateKey("front:en"), "Link": "</s.css>; rel=preload",
			"Last-Modified": "Wed, 17 Jun 2026 08:30:15 GMT", "Set-Cookie": "", "Accept-Ranges": "",
		}
		for name, value := range want {
			if got := h.Get(name); got != value {
				t.Errorf("%s: %q, want %q", name, got, value)
			}
		}
		if res.StatusCode != 200 {
			t.Errorf("status %d for a range, want the whole", res.StatusCode)
		}
		if e := h.Get("Etag"); !strings.HasPrefix(e, `"`) || !strings.HasSuffix(e, `-gzip"`) {
			t.Errorf("ETag %q is not strong with its encoding", e)
		}
		body, _ := io.ReadAll(res.Body)
		if h.Get("Content-Length") != "" && h.Get("Content-Length") != itoa(len(body)) {
			t.Errorf("Content-Length %s for %d bytes", h.Get("Content-Length"), len(body))
		}
		// Whoever adds to a header must not add to everyone's.
		h["Vary"] = append(h["Vary"], "X")
	}
	if got := ask(t, s, "GET", nil).Header["Vary"]; !slices.Equal(got, []string{"Accept-Encoding, Accept-Language"}) {
		t.Errorf("Vary is %q after another answer was added to", got)
	}
}

func itoa(n int) string {
	var b bytes.Buffer
	for d := 1_000_000; d > 0; d /= 10 {
		if n >= d {
			b.WriteByte(byte('0' + n/d%10))
		}
	}
	return b.String()
}

func TestHead(t *testing.T) {
	s := store(pagestore.Options{})
	head, full := ask(t, s, "HEAD", nil), ask(t, s, "GET", nil)
	if body, _ := io.ReadAll(head.Body); len(body) > 0 {
		t.Errorf("a body of %d bytes", len(body))
	}
	for name := range full.Header {
		if head.Header.Get(name) != full.Header.Get(name) {
			t.Errorf("%s: %q, GET has %q", name, head.Header.Get(name), full.Header.Get(name))
		}
	}
}

func TestValidators(t *testing.T) {
	s := store(pagestore.Options{})
	etag := func(accept string) string {
		return ask(t, s, "GET", http.Header{"Accept-Encoding": {accept}}).Header.Get("Etag")
	}
	plain, gz, br := etag("identity"), etag("gzip"), etag("br")
	if plain == gz || gz == br {
		t.Fatalf("encodings share an ETag: %s %s %s", plain, gz, br)
	}
	const lm = "Wed, 17 Jun 2026 08:30:15 GMT"
	cases := []struct {
		name   string
		header http.Header
		want   int
	}{
		{"its own", http.Header{"If-None-Match": {plain}}, 304},
		{"weak", http.Header{"If-None-Match": {"W/" + plain}}, 304},
		{"in a list", http.Header{"If-None-Match": {`"a", W/"b",` + plain + ` ,"c"`}}, 304},
		{"of several lines", http.Header{"If-None-Match": {`"a"`, plain}}, 304},
		{"another encoding's", http.Header{"If-None-Match": {br}}, 304},
		{"any", http.Header{"If-None-Match": {"*"}}, 304},
		{"another", http.Header{"If-None-Match": {`"other"`}}, 200},
		{"a part", http.Header{"If-None-Match": {plain[:8]}}, 200},
		{"without quotes", http.Header{"If-None-Match": {strings.Trim(plain, `"`)}}, 200},
		{"empty", http.Header{"If-None-Match": {""}}, 200},
		{"endless", http.Header{"If-None-Match": {strings.Repeat(`"x",`, 100_000) + plain}}, 200},
		{"the same moment", http.Header{"If-Modified-Since": {lm}}, 304},
		{"a later moment", http.Header{"If-Modified-Since": {"Thu, 18 Jun 2026 00:00:00 GMT"}}, 304},
		{"an earlier moment", http.Header{"If-Modified-Since": {"Wed, 17 Jun 2026 08:30:14 GMT"}}, 200},
		{"no moment", http.Header{"If-Modified-Since": {"yesterday"}}, 200},
		{"the tag decides", http.Header{"If-None-Match": {`"other"`}, "If-Modified-Since": {lm}}, 200},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for _, method := range []string{"GET", "HEAD"} {
				res := ask(t, s, method, c.header.Clone())
				if res.StatusCode != c.want {
					t.Errorf("%s: status %d, want %d", method, res.StatusCode, c.want)
				}
				if c.want != 304 {
					continue
				}
				if body, _ := io.ReadAll(res.Body); len(body) > 0 {
					t.Errorf("%s: a body", method)
				}
				h := res.Header
				if h.Get("Etag") == "" || h.Get("Vary") == "" || h.Get("Cache-Control") == "" || h.Get("Content-Type") != "" || h.Get("Set-Cookie") != "" {
					t.Errorf("%s: headers of a 304: %v", method, h)
				}
			}
		})
	}
}

func TestWhatIsNotCompressed(t *testing.T) {
	for name, p := range map[string]pagestore.Page{
		"a picture": {Type: "image/jpeg", Body: bytes.Repeat([]byte("x"), 5000)},
		"too short": {Type: "text/html", Body: []byte("short")},
		"no type":   {Body: bytes.Repeat([]byte("x"), 5000)},
	} {
		s := store(pagestore.Options{})
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", "gzip, br, zstd")
		w := httptest.NewRecorder()
		if err := s.Serve(w, r, "k", always(p)); err != nil {
			t.Fatal(err)
		}
		if e := w.Header().Get("Content-Encoding"); e != "" {
			t.Errorf("%s: %s", name, e)
		}
		if !bytes.Equal(w.Body.Bytes(), p.Body) {
			t.Errorf("%s: another body", name)
		}
	}
}

func TestStatusAndAbsentPages(t *testing.T) {
	s := store(pagestore.Options{})
	p := text(article)
	p.Status, p.Keep = 404, time.Hour
	for range 2 {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", "*")
		w := httptest.NewRecorder()
		if err := s.Serve(w, r, "k", always(p)); err != nil {
			t.Fatal(err)
		}
		if w.Code != 404 || w.Body.String() != article {
			t.Errorf("status %d", w.Code)
		}
	}
}
