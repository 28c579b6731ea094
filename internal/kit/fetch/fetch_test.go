package fetch_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
)

var here = netip.MustParsePrefix("127.0.0.1/32")

// names answers name look-ups from a function, without a network.
func names(t *testing.T, answer func(name string) []string) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go serveNames(server, answer)
		return client, nil
	}}
}

func noNames(t *testing.T) *net.Resolver {
	return names(t, func(string) []string { return nil })
}

func serveNames(conn net.Conn, answer func(string) []string) {
	defer conn.Close()
	var size [2]byte
	for {
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		raw := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(conn, raw); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(raw) != nil || len(m.Questions) != 1 {
			return
		}
		q := m.Questions[0]
		m.Header.Response, m.Header.RecursionAvailable = true, true
		m.Additionals = nil
		found := answer(strings.TrimSuffix(q.Name.String(), "."))
		if found == nil {
			m.Header.RCode = dnsmessage.RCodeNameError
		}
		for _, s := range found {
			a := netip.MustParseAddr(s)
			h := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
			switch {
			case a.Is4() && q.Type == dnsmessage.TypeA:
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AResource{A: a.As4()}})
			case a.Is6() && q.Type == dnsmessage.TypeAAAA:
				m.Answers = append(m.Answers, dnsmessage.Resource{Header: h, Body: &dnsmessage.AAAAResource{AAAA: a.As16()}})
			}
		}
		out, err := m.Pack()
		if err != nil {
			return
		}
		binary.BigEndian.PutUint16(size[:], uint16(len(out)))
		if _, err := conn.Write(append(size[:], out...)); err != nil {
			return
		}
	}
}

// serve starts a server on a loopback address and tells its port.
func serve(t *testing.T, address string, h http.HandlerFunc) (*httptest.Server, uint16) {
	t.Helper()
	l, err := net.Listen("tcp4", address+":0")
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(h)
	s.Listener.Close()
	s.Listener = l
	s.Start()
	t.Cleanup(s.Close)
	return s, portOf(t, s.URL)
}

func portOf(t *testing.T, raw string) uint16 {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	p, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return uint16(p)
}

func client(t *testing.T, o fetch.Options) *fetch.Client {
	c := fetch.New(o)
	t.Cleanup(c.Close)
	return c
}

func wantKey(t *testing.T, err error, want string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Key != want {
		t.Errorf("got %v, want fault %s", err, want)
	}
}

func TestGet(t *testing.T) {
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("ETag", `"a"`)
		if r.Header.Get("If-None-Match") == `"a"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprintf(w, "<!DOCTYPE html><p>%s %s", r.Method, r.Host)
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}})
	a, err := c.Get(t.Context(), s.URL+"/x#part", fetch.Pages)
	if err != nil {
		t.Fatal(err)
	}
	if a.Status != 200 || a.Type != "text/html" || !strings.Contains(string(a.Body), "GET 127.0.0.1") || a.URL != s.URL+"/x" {
		t.Errorf("got %d %s %s %q", a.Status, a.Type, a.URL, a.Body)
	}
	a, err = c.Do(t.Context(), fetch.Request{URL: s.URL, Accept: fetch.Pages, Header: http.Header{"If-None-Match": {a.Header.Get("ETag")}}})
	if err != nil || a.Status != http.StatusNotModified || len(a.Body) != 0 {
		t.Errorf("conditional: %v %+v", err, a)
	}
}

func TestLoopbackIsRefusedWithoutLeave(t *testing.T) {
	var hits atomic.Int32
	s, port := serve(t, "127.0.0.1", func(http.ResponseWriter, *http.Request) { hits.Add(1) })
	_, err := client(t, fetch.Options{Ports: []uint16{port}}).Get(t.Context(), s.URL, fetch.AnyType)
	wantKey(t, err, "fetch.refused_address")
	other := []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
	_, err = client(t, fetch.Options{Allow: other, Ports: []uint16{port}}).Get(t.Context(), s.URL, fetch.AnyType)
	wantKey(t, err, "fetch.refused_address")
	if hits.Load() != 0 {
		t.Error("the server was reached")
	}
}

// Each refused address stands behind an innocent name: only the dialler can know.
func TestNamesThatLeadInside(t *testing.T) {
	for _, address := range refusedAddresses {
		r := names(t, func(string) []string { return []string{address} })
		_, err := client(t, fetch.Options{Resolver: r}).Get(t.Context(), "http://news.example.org/", fetch.AnyType)
		wantKey(t, err, "fetch.refused_address")
	}
	_, err := client(t, fetch.Options{Resolver: noNames(t)}).Get(t.Context(), "http://nowhere.example.org/", fetch.AnyType)
	wantKey(t, err, "fetch.unknown_host")
}

func TestAllowedTranslatorDoesNotOpenTheInside(t *testing.T) {
	nat64 := netip.MustParsePrefix("64:ff9b::/96")
	for _, address := range []string{"64:ff9b::127.0.0.1", "64:ff9b::10.1.2.3", "64:ff9b::169.254.169.254"} {
		_, err := client(t, fetch.Options{Allow: []netip.Prefix{nat64}}).Get(t.Context(), "http://["+address+"]/", fetch.AnyType)
		wantKey(t, err, "fetch.refused_address")
	}
}

// A name that is public when asked first and private when asked again.
func TestRebinding(t *testing.T) {
	var asked, inside atomic.Int32
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close") // the next hop asks for the name again
		http.Redirect(w, r, "/again", http.StatusFound)
	})
	l, err := net.Listen("tcp4", fmt.Sprintf("127.0.0.2:%d", port))
	if err != nil {
		t.Skipf("no second loopback address: %v", err)
	}
	go http.Serve(l, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Add(1) }))
	defer l.Close()
	r := names(t, func(string) []string {
		if asked.Add(1) <= 2 { // A and AAAA
			return []string{"127.0.0.1"}
		}
		return []string{"127.0.0.2"}
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port}, Resolver: r})
	_, err = c.Get(t.Context(), strings.Replace(s.URL, "127.0.0.1", "news.example.org", 1), fetch.AnyType)
	wantKey(t, err, "fetch.refused_address")
	if inside.Load() != 0 || asked.Load() < 3 {
		t.Errorf("inside was reached %d times, name asked %d times", inside.Load(), asked.Load())
	}
}

func TestRedirects(t *testing.T) {
	var hits atomic.Int32
	var to atomic.Value
	var status atomic.Int32
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if n, err := strconv.Atoi(r.URL.Query().Get("n")); err == nil && n == 0 {
			io.WriteString(w, "there")
			return
		} else if err == nil {
			w.Header().Set("Location", "/?n="+strconv.Itoa(n-1))
		} else {
			w.Header().Set("Location", to.Load().(string))
		}
		w.WriteHeader(int(status.Load()))
	})
	o := fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port, 80}}
	c := client(t, o)
	for _, code := range []int32{301, 302, 303, 307, 308} {
		status.Store(code)
		for _, target := range []string{
			"http://127.0.0.2/", "http://10.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
			"//192.168.1.1/", "http://2130706433/", "http://127.0.0.1:22/",
		} {
			hits.Store(0)
			to.Store(target)
			_, err := c.Get(t.Context(), s.URL, fetch.AnyType)
			wantKey(t, err, "fetch.refused_address")
			if hits.Load() != 1 {
				t.Errorf("%d to %s: %d requests", code, target, hits.Load())
			}
		}
		for _, target := range []string{"file:///etc/passwd", "gopher://127.0.0.1/", "javascript:1", "data:,x", "http://a:b@127.0.0.1/", `http:\\127.0.0.1`, "ftp://news.example.org/"} {
			to.Store(target)
			_, err := c.Get(t.Context(), s.URL, fetch.AnyType)
			wantKey(t, err, "fetch.bad_url")
		}
		a, err := c.Get(t.Context(), s.URL+"/?n=3", fetch.AnyType)
		if err != nil || string(a.Body) != "there" {
			t.Errorf("three hops of %d: %v", code, err)
		}
		_, err = c.Get(t.Context(), s.URL+"/?n=4", fetch.AnyType)
		wantKey(t, err, "fetch.too_many_redirects")
		_, err = c.Do(t.Context(), fetch.Request{Method: "POST", URL: s.URL + "/?n=1", Accept: fetch.AnyType})
		wantKey(t, err, "fetch.redirected")
	}
	o.Redirects = 99
	hits.Store(0)
	_, err := client(t, o).Get(t.Context(), s.URL+"/?n=20", fetch.AnyType)
	wantKey(t, err, "fetch.too_many_redirects")
	if got := hits.Load(); got != 11 {
		t.Errorf("%d requests, want 11: ten redirects at most, whatever is asked for", got)
	}
}

// TestMain names a proxy that is not there. It must stand before the first
// request: the environment is read once a process.
func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"} {
		os.Setenv(name, "http://127.0.0.1:1")
	}
	os.Exit(m.Run())
}

func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	_, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "straight") })
	c := client(t, fetch.Options{
		Allow: []netip.Prefix{here}, Ports: []uint16{port},
		Resolver: names(t, func(string) []string { return []string{"127.0.0.1"} }),
	})
	a, err := c.Get(t.Context(), fmt.Sprintf("http://news.example.org:%d/", port), fetch.AnyType)
	if err != nil || string(a.Body) != "straight" {
		t.Errorf("got %v, %v", a, err)
	}
}

func TestNothingIsForwarded(t *testing.T) {
	seen := make(chan http.Header, 4)
	other, port2 := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header
	})
	s, port := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		seen <- r.Header
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/home":
			http.Redirect(w, r, "/", http.StatusFound)
		}
	})
	c := client(t, fetch.Options{Allow: []netip.Prefix{here}, Ports: []uint16{port, port2}})
	secret := http.Header{"Authorization": {"Bearer s"}, "X-Token": {"s"}}
	for path, kept := range map[string]bool{"/away": false, "/home": true} {
		if _, err := c.Do(t.Context(), fetch.Request{URL: s.URL + path, Header: secret, Accept: fetch.AnyType}); err != nil {
			t.Fatal(err)
		}
		if first := <-seen; first.Get("Authorization") == "" {
			t.Error("the first hop lacks the caller's header")
		}
		second := <-seen
		if got := second.Get("Authorization") != "" && second.Get("X-Token") != ""; got != kept {
			t.Errorf("%s: headers kept = %v, want %v", path, got, kept)
		}
		for _, name := range []string{"Cookie", "Referer"} {
			if second.Get(name) != "" {
				t.Errorf("%s: %s was sent", path, name)
			}
		}
	}
}
