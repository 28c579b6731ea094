package web_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/kit/web"
)

// serve runs a handler behind the listener and gives its address.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	l, err := web.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() { defer close(done); s.Serve(l) }()
	t.Cleanup(func() { s.Close(); <-done })
	return l.Addr().String()
}

func get(t *testing.T, client *http.Client, url string) []byte {
	t.Helper()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// Answers of every size around the pieces arrive whole, on one connection and on many.
func TestEverySizeArrives(t *testing.T) {
	sizes := []int{0, 1, 100, 2048, 3800, 3900, 4000, 4095, 4096, 4097, 5000, 7900, 8191, 8192, 8193, 12288, 65536, 1 << 20}
	for base := 3600; base < 4200; base += 7 { // somewhere here headers and body fill a piece exactly
		sizes = append(sizes, base, base+4096)
	}
	body := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.URL.Query().Get("n"), &n)
		if r.URL.Query().Has("length") {
			w.Header().Set("Content-Length", fmt.Sprint(n))
		}
		w.Write(body[:n])
	})
	client := &http.Client{Timeout: 10 * time.Second}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for _, n := range sizes {
				url := fmt.Sprintf("http://%s/?n=%d", address, n)
				if worker%2 == 0 {
					url += "&length"
				}
				if got := get(t, client, url); !bytes.Equal(got, body[:n]) {
					t.Errorf("%d bytes became %d", n, len(got))
				}
			}
		})
	}
	group.Wait()
}

// A handler that streams pieces of just the size that is held is heard at once, not
// when it ends.
func TestStreamIsNotHeld(t *testing.T) {
	heard := make(chan struct{})
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		out := http.NewResponseController(w)
		out.Flush()
		// With its chunk's own line and end this fills net/http's buffer to the last byte.
		io.WriteString(w, strings.Repeat("x", 4096-len("ff9\r\n\r\n")))
		out.Flush()
		select {
		case <-heard:
		case <-r.Context().Done():
		case <-time.After(20 * time.Second):
			t.Error("what was flushed was not heard while the handler ran")
		}
	})
	resp, err := http.Get("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 4000)); err != nil {
		t.Fatal(err)
	}
	close(heard)
}

// Requests sent in one go are answered in order, each whole.
func TestPipeline(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, strings.Repeat(r.URL.Path[1:], 5000))
	})
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	for _, letter := range "abc" {
		fmt.Fprintf(c, "GET /%c HTTP/1.1\r\nHost: x\r\n\r\n", letter)
	}
	in := bufio.NewReader(c)
	for _, letter := range "abc" {
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); err != nil || string(body) != strings.Repeat(string(letter), 5000) {
			t.Fatalf("%c: %d bytes, %v", letter, len(body), err)
		}
	}
}

// A file goes out by the system's own means, after its headers.
func TestFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file.bin")
	content := bytes.Repeat([]byte("masthead"), 40_000)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("y", 4096)) // the headers alone fill a piece
		http.ServeFile(w, r, file)
	})
	if got := get(t, http.DefaultClient, "http://"+address+"/file.bin"); !bytes.Equal(got, content) {
		t.Fatalf("%d bytes became %d", len(content), len(got))
	}
}

// A hijacked connection is a plain one.
func TestHijack(t *testing.T) {
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		c, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		c.Write(bytes.Repeat([]byte("z"), 4096)) // of the size that is held, and nothing follows
	})
	c, err := (&net.Dialer{}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	if got, err := io.ReadAll(c); err != nil || len(got) != 4096 {
		t.Fatalf("%d bytes, %v", len(got), err)
	}
}
