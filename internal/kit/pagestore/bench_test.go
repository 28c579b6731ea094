package pagestore_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"masthead/internal/kit/pagestore"
)

// wire asks a server again and again over one connection, with as little work of
// its own as can be: the answers are all of one length.
type wire struct {
	conn    net.Conn
	request []byte
	answer  []byte
}

func dial(b *testing.B, h http.Handler) *wire {
	srv := httptest.NewServer(h)
	b.Cleanup(srv.Close)
	conn, err := net.Dial("tcp", srv.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	w := &wire{conn: conn, request: []byte("GET /en/x/ HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n\r\n")}
	conn.Write(w.request)
	r := bufio.NewReader(conn)
	length := 0
	res, err := http.ReadResponse(bufio.NewReader(io.TeeReader(r, counter{&length})), nil)
	if err != nil {
		b.Fatal(err)
	}
	io.Copy(io.Discard, res.Body)
	w.answer = make([]byte, length)
	return w
}

type counter struct{ n *int }

func (c counter) Write(p []byte) (int, error) { *c.n += len(p); return len(p), nil }

func (w *wire) ask(b *testing.B, n int) time.Duration {
	began := time.Now()
	for range n {
		w.conn.Write(w.request)
		if _, err := io.ReadFull(w.conn, w.answer); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(began)
}

// stored and bare are the two sides: a kept page, and the same bytes and headers'
// worth written by a handler that does nothing else.
func sides(b *testing.B) (stored, bare http.Handler) {
	s := store(pagestore.Options{})
	page := articlePage()
	page.Header = map[string]string{"Cache-Control": "public, max-age=60, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400"}
	stored = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.Serve(w, r, r.URL.Path, always(page)); err != nil {
			b.Error(err)
		}
	})
	r := httptest.NewRequest("GET", "/en/x/", nil)
	r.Header.Set("Accept-Encoding", "br")
	rec := httptest.NewRecorder()
	stored.ServeHTTP(rec, r)
	body := rec.Body.Bytes()
	length := strconv.Itoa(len(body))
	bare = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Content-Encoding", "br")
		h.Set("Content-Length", length)
		w.Write(body)
	})
	return stored, bare
}

// BenchmarkHit gives the ratio to the bare handler, both asked in turns in the same
// run: 1 is as fast, 0.5 takes twice the time. Client and server share the machine.
func BenchmarkHit(b *testing.B) {
	stored, bare := sides(b)
	a, z := dial(b, stored), dial(b, bare)
	const turn = 500
	var ratios []float64
	var mine, theirs time.Duration
	rounds := 0
	for b.Loop() {
		m, t := a.ask(b, turn), z.ask(b, turn)
		mine, theirs, rounds = mine+m, theirs+t, rounds+1
		ratios = append(ratios, float64(t)/float64(m))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(float64(mine.Nanoseconds())/float64(rounds*turn), "ns/hit")
	b.ReportMetric(float64(theirs.Nanoseconds())/float64(rounds*turn), "ns/bare")
}

// BenchmarkHandler is the same without a network.
func BenchmarkHandler(b *testing.B) {
	stored, bare := sides(b)
	for name, h := range map[string]http.Handler{"stored": stored, "bare": bare} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest("GET", "/en/x/", nil)
			r.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(&discard{header: make(http.Header, 8)}, r)
			}
		})
	}
}

type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}

// BenchmarkMiss is a page rendered at no cost, compressed and kept.
func BenchmarkMiss(b *testing.B) {
	s := store(pagestore.Options{})
	page := articlePage()
	r := httptest.NewRequest("GET", "/en/x/", nil)
	for i := 0; b.Loop(); i++ {
		if err := s.Serve(&discard{header: http.Header{}}, r, strconv.Itoa(i), always(page)); err != nil {
			b.Fatal(err)
		}
	}
}
