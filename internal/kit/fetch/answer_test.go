package fetch_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
)

func compress(t *testing.T, coding string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch coding {
	case "gzip", "x-gzip":
		w = gzip.NewWriter(&b)
	case "br":
		w = brotli.NewWriterLevel(&b, 5)
	case "zstd":
		w, _ = zstd.NewWriter(&b)
	case "deflate":
		w = zlib.NewWriter(&b)
	case "bare":
		w, _ = flate.NewWriter(&b, 5)
	default:
		return data
	}
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestCodings(t *testing.T) {
	text := strings.Repeat("A newsroom's page of plain text, number 1234567890. ", 40)
	var zeros = make([]byte, 8<<20)
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		coding, data := r.URL.Query().Get("c"), []byte(text)
		if r.URL.Path == "/bomb" {
			data = zeros
		}
		data = compress(t, coding, data)
		if r.URL.Path == "/cut" {
			data = data[:len(data)/2]
		}
		if r.URL.Path == "/junk" {
			data = []byte("this was never compressed at all, and says it was")
		}
		if coding == "bare" {
			coding = "deflate"
		}
		if coding != "" {
			w.Header().Set("Content-Encoding", coding)
		}
		w.Write(data)
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}})
	for _, coding := range []string{"", "identity", "gzip", "x-gzip", "br", "zstd", "deflate", "bare"} {
		a, err := c.Get(t.Context(), s.URL+"/?c="+coding, fetch.AnyType)
		if err != nil || string(a.Body) != text {
			t.Errorf("%q: %v", coding, err)
		}
		if coding == "" || coding == "identity" {
			continue
		}
		_, err = c.Get(t.Context(), s.URL+"/bomb?c="+coding, fetch.AnyType)
		wantKey(t, err, "fetch.bomb")
		_, err = c.Get(t.Context(), s.URL+"/junk?c="+coding, fetch.AnyType)
		wantKey(t, err, "fetch.bad_answer")
		_, err = c.Get(t.Context(), s.URL+"/cut?c="+coding, fetch.AnyType)
		wantKey(t, err, "fetch.bad_answer")
	}
	for _, coding := range []string{"compress", "gzip,gzip", "gzip,+br", "aes128gcm", "unknown"} {
		_, err := c.Get(t.Context(), s.URL+"/?c="+coding, fetch.AnyType)
		wantKey(t, err, "fetch.bad_encoding")
	}
}

func TestTooLarge(t *testing.T) {
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		chunk := bytes.Repeat([]byte("0123456789abcdef"), 4096)
		if r.URL.Path == "/exact" {
			w.Write(chunk)
			return
		}
		for { // until the reader goes away
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}, Bytes: 64 << 10})
	_, err := c.Get(t.Context(), s.URL, fetch.AnyType)
	wantKey(t, err, "fetch.too_large")
	if a, err := c.Get(t.Context(), s.URL+"/exact", fetch.AnyType); err != nil || len(a.Body) != 64<<10 {
		t.Errorf("just as much as allowed: %v", err)
	}
}

func TestSlow(t *testing.T) {
	release := make(chan struct{})
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			w.Write([]byte("a"))
			w.(http.Flusher).Flush()
		}
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}, Total: 50 * time.Millisecond})
	for _, path := range []string{"/head", "/body"} {
		_, err := c.Get(t.Context(), s.URL+path, fetch.AnyType)
		wantKey(t, err, "fetch.timed_out")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Get(ctx, s.URL, fetch.AnyType); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestUnknownCertificateIsRefused(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "in secret") }))
	defer s.Close()

	o := fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{portOf(t, s.URL)}}
	_, err := client(t, o).Get(t.Context(), s.URL, fetch.AnyType)
	wantKey(t, err, "fetch.unreachable")
	o.TLS = s.Client().Transport.(*http.Transport).TLSClientConfig
	if a, err := client(t, o).Get(t.Context(), s.URL, fetch.AnyType); err != nil || string(a.Body) != "in secret" {
		t.Errorf("a known certificate: %v", err)
	}
}

func TestUnreachableAndBroken(t *testing.T) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + l.Addr().String()
	port := portOf(t, address)
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}, Total: 2 * time.Second})
	go func() {
		for _, answer := range []string{"junk\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", ""} {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			conn.Read(make([]byte, 4096))
			io.WriteString(conn, answer)
			conn.Close()
		}
		l.Close()
	}()
	for range 3 {
		_, err := c.Get(t.Context(), address, fetch.AnyType)
		wantKey(t, err, "fetch.unreachable")
	}
}

func TestStatus(t *testing.T) {
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Path[1:])
		w.WriteHeader(n)
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}})
	for status, want := range map[int]struct {
		kind fault.Kind
		key  string
	}{
		400: {fault.Invalid, "fetch.refused_status"}, 401: {fault.Invalid, "fetch.refused_status"}, 403: {fault.Invalid, "fetch.refused_status"},
		404: {fault.NotFound, "fetch.absent"}, 410: {fault.Gone, "fetch.gone"}, 429: {fault.Busy, "fetch.unavailable"},
		500: {fault.Busy, "fetch.unavailable"}, 503: {fault.Busy, "fetch.unavailable"}, 300: {fault.Invalid, "fetch.refused_status"},
		302: {fault.Invalid, "fetch.refused_status"}, // a redirect to nowhere
	} {
		_, err := c.Get(t.Context(), fmt.Sprintf("%s/%d", s.URL, status), fetch.AnyType)
		wantKey(t, err, want.key)
		if fault.KindOf(err) != want.kind {
			t.Errorf("%d: %v, want %v", status, fault.KindOf(err), want.kind)
		}
	}
}

func TestTypes(t *testing.T) {
	const (
		png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
		jpeg = "\xff\xd8\xff\xe0\x00\x10JFIF"
		html = "<!DOCTYPE html><html><title>x</title>"
		rss  = `<?xml version="1.0"?><!-- hm --><rss version="2.0"></rss>`
		atom = "\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'>"
		svg  = `<?xml version="1.0"?><svg onload="alert(1)">`
		zip  = "PK\x03\x04\x14\x00\x00\x00"
	)
	var header, body atomic.Value
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Content-Type"] = nil
		if h := header.Load().(string); h != "" {
			w.Header().Set("Content-Type", h)
		}
		io.WriteString(w, body.Load().(string))
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}})
	for _, tt := range []struct {
		accept             fetch.Types
		header, body, want string // want is "" when refused
	}{
		{fetch.Images, "image/png", png, "image/png"},
		{fetch.Images, "image/jpeg", png, "image/png"},
		{fetch.Images, "", jpeg, "image/jpeg"},
		{fetch.Images, "application/octet-stream", jpeg, "image/jpeg"},
		{fetch.Images, "text/html", png, ""},
		{fetch.Images, "image/png", html, ""},
		{fetch.Images, "image/png", "just words", ""},
		{fetch.Images, "image/png", zip, ""},
		{fetch.Images, "image/png", "", ""},
		{fetch.Images, "image/svg+xml", svg, ""},
		{fetch.Images, "", svg, ""},
		{fetch.Images, "image/png", svg, ""},
		{fetch.Pages, "text/html; charset=windows-1251", html, "text/html"},
		{fetch.Pages, "text/html", "no mark-up at all", "text/html"},
		{fetch.Pages, "", html, "text/html"},
		{fetch.Pages, "application/xhtml+xml", "<?xml version='1.0'?>" + html, "application/xhtml+xml"},
		{fetch.Pages, "text/html", "<?xml version='1.0'?>" + html, "text/html"},
		{fetch.Pages, "text/html", png, ""},
		{fetch.Pages, "text/html", "%PDF-1.7", ""},
		{fetch.Pages, "application/pdf", html, ""},
		{fetch.Pages, "text/html", rss, ""},
		{fetch.Pages, "application/json", `{"a":1}`, ""},
		{fetch.Pages, "text/html", "words" + strings.Repeat(" ", 600) + "\x00", ""},
		{fetch.Feeds, "application/rss+xml", rss, "application/rss+xml"},
		{fetch.Feeds, "text/html", rss, "application/rss+xml"},
		{fetch.Feeds, "text/plain", rss, "application/rss+xml"},
		{fetch.Feeds, "text/xml", atom, "application/atom+xml"},
		{fetch.Feeds, "", atom, "application/atom+xml"},
		{fetch.Feeds, "application/rss+xml", html, ""},
		{fetch.Feeds, "application/rss+xml", zip, ""},
		{fetch.Feeds, "application/feed+json", ` {"version":""}`, "application/feed+json"},
		{fetch.Feeds, "text/html", ` {"version":""}`, "application/json"},
		{fetch.JSON, "application/problem+json", `{}`, "application/problem+json"},
		{fetch.JSON, "text/html", html, ""},
		{fetch.JSON, "application/json", html, ""},
		{fetch.Texts, "text/plain", "Disallow: /", "text/plain"},
		{fetch.Texts, "text/plain", html, ""},
		{fetch.AnyType, "x/y", "\x00\x01", "x/y"},
		{fetch.AnyType, "", "\x00\x01", "application/octet-stream"},
		{fetch.Images, "image/avif", "\x00\x00\x00\x1cftypavif", "image/avif"},
		{fetch.Images, "image/png", "\x00\x01\x02", ""},
		{fetch.AnyType, "x/y", png, ""}, // says one thing, is another
	} {
		header.Store(tt.header)
		body.Store(tt.body)
		a, err := c.Get(t.Context(), s.URL, tt.accept)
		if tt.want == "" {
			if err == nil {
				t.Errorf("%v, %q, %.20q: taken as %s", tt.accept, tt.header, tt.body, a.Type)
				continue
			}
			wantKey(t, err, "fetch.wrong_type")
		} else if err != nil || a.Type != tt.want {
			t.Errorf("%v, %q, %.20q: %v %+v, want %s", tt.accept, tt.header, tt.body, err, a, tt.want)
		}
	}
	if _, err := c.Get(t.Context(), s.URL, nil); err == nil {
		t.Error("a request that accepts nothing in particular was made")
	}
}
