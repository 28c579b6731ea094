package reader_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/pagestore"
	"masthead/internal/outlet"
	"masthead/internal/reader"
	"masthead/themes"
)

func TestAddresses(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, false)
	shelf.old = map[string]string{
		"/2019/05/old-train": "/en/night-train/", "/?p=17": "/ru/night-train/", "/ru/ночной-поезд": "/ru/night-train/",
		"/en/category/trains": "/en/georgia/", "/evil": "//evil.example/x", "/en/bare": "/en/story-0/",
	}
	h := openSite(t, p, shelf, nil)
	for _, c := range []struct {
		address string
		status  int
		to      string
	}{
		{"/", 302, "/en/"},
		{"/?utm=1", 302, "/en/?utm=1"},
		{"/?p=17", 301, "/ru/night-train/"},
		{"/?p=17&utm=1", 301, "/ru/night-train/?utm=1"},
		{"/?page_id=17", 301, "/ru/night-train/"},
		{"/?p=99", 302, "/en/?p=99"},
		{"/en/", 200, ""}, {"/en", 301, "/en/"}, {"/en?a=b", 301, "/en/?a=b"},
		{"/en/night-train", 301, "/en/night-train/"},
		{"/en/topic", 301, "/en/topic/"}, {"/en/by/nigar", 301, "/en/by/nigar/"},
		{"/en/first-name/?utm=1", 301, "/en/night-train/?utm=1"},
		{"/en/taken-back/", 410, ""},
		{"/2019/05/old-train/", 301, "/en/night-train/"}, {"/2019/05/old-train/?a=1", 301, "/en/night-train/?a=1"}, {"/2019/05/Old-Train", 301, "/en/night-train/"},
		{"/ru/%D0%BD%D0%BE%D1%87%D0%BD%D0%BE%D0%B9-%D0%BF%D0%BE%D0%B5%D0%B7%D0%B4/", 301, "/ru/night-train/"},
		{"/en/category/trains/", 301, "/en/georgia/"}, {"/en/bare", 301, "/en/story-0/"},
		{"/evil", 301, "/evil.example/x"},
		{"/xx/", 404, ""}, {"/xx/night-train/", 404, ""}, {"/nothing", 404, ""}, {"/en/nothing/", 404, ""}, {"/en/topic/nothing/", 404, ""}, {"/en/by/nobody/", 404, ""},
		{"/en/latest/?before=forged", 404, ""}, {"/en/latest/?before=AAAAAAAAAAA", 404, ""}, {"/en/latest/?before=" + strings.Repeat("A", 5000), 404, ""},
		{"/en/latest/?page=2&before=", 200, ""},
		{"//", 404, ""}, {"//evil.example/", 404, ""}, {"//evil.example/%2e%2e", 404, ""}, {"/en//night-train/", 404, ""}, {"/en/./night-train/", 404, ""},
		{"/en/../en/", 404, ""}, {"/%2e%2e/etc/passwd", 404, ""}, {"/en/%2e%2e%2f/", 404, ""}, {"/en/a%2fb/", 404, ""}, {"/en/night-train;x/", 404, ""}, {"/en/night-train/;x", 404, ""},
		{"/en/%00/", 400, ""}, {"/en/%0d%0aX:%20y/", 400, ""}, {"/%5cevil.example/", 400, ""}, {"/en/%ff/", 400, ""},
		{"/EN/", 404, ""}, {"/en/Night-Train/", 404, ""}, {"/en/night-train/x.css", 404, ""}, {"/en/night-train/index.html", 404, ""},
		{"/" + strings.Repeat("a", 2100), 414, ""}, {"/en/?" + strings.Repeat("a", 8300), 414, ""},
		{"/assets/00000000/nothing.css", 404, ""}, {"/assets/", 404, ""}, {"/assets/../en/", 404, ""}, {"/assets/%2e%2e/%2e%2e/theme.go", 404, ""},
		{"/desk/", 404, ""}, {"/.git/config", 404, ""}, {"/metrics", 404, ""},
	} {
		w := get(h, c.address)
		if w.Code != c.status || w.Header().Get("Location") != c.to {
			t.Errorf("%.80s answers %d %q, want %d %q", c.address, w.Code, w.Header().Get("Location"), c.status, c.to)
		}
		if c.status >= 400 {
			if cc := w.Header().Get("Cache-Control"); cc != "no-store" {
				t.Errorf("%.80s: Cache-Control %q", c.address, cc)
			}
			if !strings.Contains(w.Body.String(), "<h1>") {
				t.Errorf("%.80s has no designed page", c.address)
			}
		}
		if w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%.80s lacks the security headers", c.address)
		}
		if len(w.Header()["Set-Cookie"]) > 0 {
			t.Errorf("%.80s sets a cookie", c.address)
		}
	}
}

func TestMethods(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, false), nil)
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get", "X"} {
		w := get(h, "/en/", func(r *http.Request) { r.Method = method })
		if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s answers %d, Allow %q", method, w.Code, w.Header().Get("Allow"))
		}
	}
	for address, status := range map[string]int{"/en/": 200, "/en/nothing/": 404, "/en/taken-back/": 410} {
		w := get(h, address, func(r *http.Request) { r.Method = "HEAD" })
		if w.Code != status || w.Body.Len() > 0 && status == 200 {
			t.Errorf("HEAD %s answers %d with %d bytes", address, w.Code, w.Body.Len())
		}
	}
}

func TestHosts(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, false), nil)
	for host, status := range map[string]int{
		"crossroads.example": 200, "CROSSROADS.example": 200, "crossroads.example:8443": 200, "crossroads.example.": 200, "www.crossroads.example": 200,
		"evil.example": 421, "": 421, "crossroads.example.evil.example": 421, "127.0.0.1": 421, "[::1]:80": 421, "crossroads.example:80:80": 421, "crossroads.example@evil": 421,
	} {
		w := get(h, "/en/", func(r *http.Request) { r.Host = host })
		if w.Code != status {
			t.Errorf("the host %q is answered %d, want %d", host, w.Code, status)
		}
	}
	open := *p
	open.Outlet.URL, open.Outlet.Settings.Hosts = "", nil
	h = openSite(t, &open, sampleShelf(p, false), func(c *reader.Config) { c.Address = "http://127.0.0.1:8080" })
	w := get(h, "/en/", func(r *http.Request) { r.Host = "anything.example" })
	if w.Code != 200 || !strings.Contains(w.Body.String(), `<link rel="canonical" href="http://127.0.0.1:8080/en/">`) || strings.Contains(w.Body.String(), "anything") {
		t.Errorf("without an address of its own the outlet answers %d, or not with where it listens", w.Code)
	}
}

// TestHeadersChangeNothing asks with a hundred headers that some program believes.
func TestHeadersChangeNothing(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, true), nil)
	names := strings.Fields(`Accept Accept-Language Accept-Charset Authorization Cache-Control CF-Connecting-IP Client-IP Connection Cookie Content-Length-X
		Content-Type Date DNT Early-Data Expect-CT Fastly-Client-IP Forwarded From Front-End-Https Host-X If-Unmodified-X Keep-Alive Origin
		Pragma Proxy-Authorization Proxy-Host Range-X Referer Save-Data Sec-CH-UA Sec-CH-UA-Mobile Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site
		Sec-GPC Surrogate-Capability TE Trailer-X True-Client-IP Upgrade-Insecure-Requests User-Agent Via Viewport-Width Warning Width X-Amz-Website-Redirect-Location
		X-ATT-DeviceId X-Backend-Host X-Client-IP X-Cluster-Client-IP X-Correlation-ID X-CSRF-Token X-Custom-IP-Authorization X-Debug X-Do-Not-Track
		X-Forward-For X-Forwarded X-Forwarded-By X-Forwarded-For X-Forwarded-Host X-Forwarded-Path X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Proto
		X-Forwarded-Scheme X-Forwarded-Server X-Forwarded-SSL X-Forwarded-Uri X-Host X-HTTP-Destinationurl X-HTTP-Host-Override X-HTTP-Method
		X-HTTP-Method-Override X-HTTP-Path-Override X-Invoke-Path X-Locale X-Method-Override X-Middleware-Prefetch X-Nextjs-Data X-Original-Host
		X-Original-Method X-Original-URL X-OPNET-Transaction-Trace X-Pjax X-ProxyUser-Ip X-Proxy-URL X-Real-IP X-Real-Host X-Remote-Addr X-Remote-IP X-Request-ID
		X-Requested-With X-Rewrite-URL X-Scheme X-Theme X-Timer X-UIDH X-URL X-Url-Scheme X-User X-Varnish X-Wap-Profile X-Webkit-CSP HX-Request`)
	if len(names) < 100 {
		t.Fatalf("only %d names", len(names))
	}
	for _, address := range []string{"/en/", "/en/night-train/", "/en/nothing/"} {
		want := get(h, address)
		for _, name := range names {
			for _, value := range []string{"evil.example", "/desk/", "ru", "https", "POST"} {
				w := get(h, address, func(r *http.Request) { r.Header.Set(name, value) })
				if w.Code != want.Code || !bytes.Equal(w.Body.Bytes(), want.Body.Bytes()) {
					t.Errorf("%s: %s: %s changes the answer", address, name, value)
				}
			}
		}
	}
}

func TestWelcome(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, false), nil)
	for header, want := range map[string]string{
		"": "en", "ka": "ka", "ka-GE,ka;q=0.9,en;q=0.5": "ka", "fr,de;q=0.9": "en", "en;q=0.1,ru;q=0.9": "ru", "*": "en", "tr": "en",
		"uk": "uk", "be": "en", "be,ru;q=0.5": "ru", "hy-AM": "hy", // who reads Belarusian did not ask for Russian
		"az-Latn-AZ": "az", "fa-AF": "fa", "!!!": "en", "en;q=0,ru": "ru",
		strings.Repeat("ru,", 1000): "en", "iw": "en",
	} {
		w := get(h, "/", func(r *http.Request) { r.Header.Set("Accept-Language", header) })
		if got := w.Header().Get("Location"); w.Code != 302 || got != "/"+want+"/" {
			t.Errorf("%.40q leads to %q, want %s", header, got, want)
		}
		if !strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%.40q: Vary is %q", header, w.Header().Get("Vary"))
		}
	}
}

func TestFailuresTellNothing(t *testing.T) {
	p := sampleOutlet(t, true)
	secret := errors.New(`pq: relation "edition_copy" at /srv/masthead/store.go:17`)
	for _, c := range []struct {
		fail   error
		status int
	}{
		{secret, 500}, {fault.New(fault.Busy, "db.busy").Because(secret), 503}, {context.DeadlineExceeded, 503},
		{fmt.Errorf("%w: %w", context.Canceled, secret), 503}, {fault.New(fault.Forbidden, "x.y"), 404},
	} {
		shelf := sampleShelf(p, false)
		shelf.fail = c.fail
		h := openSite(t, p, shelf, nil)
		for _, address := range []string{"/en/", "/fa/night-train/", "/en/latest/", "/en/topic/valley-line/", "/en/by/nigar/", "/en/topic/"} {
			w := get(h, address)
			if w.Code != c.status {
				t.Errorf("%s with %v answers %d, want %d", address, c.fail, w.Code, c.status)
			}
			if s := w.Body.String(); strings.Contains(s, "edition_copy") || strings.Contains(s, ".go:") || !strings.Contains(s, "<h1>") {
				t.Errorf("%s with %v tells too much, or nothing", address, c.fail)
			}
			if (c.status == 503) != (w.Header().Get("Retry-After") != "") {
				t.Errorf("%s with %v: Retry-After %q", address, c.fail, w.Header().Get("Retry-After"))
			}
		}
	}
	h := openSite(t, p, panicking{}, nil)
	if w := get(h, "/en/"); w.Code != 500 || strings.Contains(w.Body.String(), "boom") {
		t.Errorf("a panic answers %d", w.Code)
	}
	none := openSite(t, p, sampleShelf(p, false), func(c *reader.Config) { c.Outlet = func() *outlet.Profile { return nil } })
	if w := get(none, "/en/"); w.Code != 503 {
		t.Errorf("without an outlet the answer is %d", w.Code)
	}
}

type panicking struct{ reader.Shelf }

func (panicking) List(context.Context, edition.Filter, edition.Cursor, int) ([]edition.Card, edition.Cursor, error) {
	panic("boom")
}

// TestStored runs the site over the real page store.
func TestStored(t *testing.T) {
	p := sampleOutlet(t, true)
	shelf := sampleShelf(p, true)
	store := pagestore.New(pagestore.Options{Now: clock.System})
	h := openSite(t, p, shelf, func(c *reader.Config) { c.Store = store })
	first := get(h, "/en/night-train/")
	looks := shelf.looks
	for _, query := range []string{"", "?utm_source=x", "?a=1&b=2", "?before=zzz"} {
		w := get(h, "/en/night-train/"+query)
		if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), first.Body.Bytes()) {
			t.Errorf("%q makes another page", query)
		}
	}
	if shelf.looks != looks {
		t.Errorf("kept pages cost %d look-ups", shelf.looks-looks)
	}
	if csp := first.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "frame-src https://t.me") {
		t.Errorf("the article may not show its own embed: %s", csp)
	}
	if csp := get(h, "/en/").Header().Get("Content-Security-Policy"); !strings.HasSuffix(csp, "frame-src 'none'") {
		t.Errorf("the front may show frames: %s", csp)
	}
	if cc := first.Header().Get("Cache-Control"); cc != "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400" {
		t.Errorf("Cache-Control %q", cc)
	}
	etag := first.Header().Get("Etag")
	if w := get(h, "/en/night-train/", func(r *http.Request) { r.Header.Set("If-None-Match", etag) }); w.Code != 304 {
		t.Errorf("a known page answers %d", w.Code)
	}
	get(h, "/en/nothing/")
	looks = shelf.looks
	get(h, "/en/nothing-else/")
	if shelf.looks > looks+1 {
		t.Errorf("another unknown address costs %d look-ups", shelf.looks-looks)
	}
	shelf.copies = nil
	store.Drop("story:01jyfull")
	if w := get(h, "/en/night-train/"); w.Code != 404 {
		t.Errorf("a dropped page answers %d", w.Code)
	}
}

// TestWeight holds look.md's budget, for the fullest article.
func TestWeight(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, true), nil)
	for _, c := range []struct {
		address string
		limit   int
	}{{"/en/night-train/", 15 << 10}, {"/ka/night-train/", 15 << 10}, {"/fa/night-train/", 15 << 10}, {"/en/", 15 << 10}, {asset(t, h, "theme.css"), 12 << 10}, {asset(t, h, "theme.js"), 3 << 10}, {asset(t, h, "icons.svg"), 4 << 10}} {
		w := get(h, c.address)
		if n := zipped(w.Body.Bytes()); w.Code != 200 || n > c.limit {
			t.Errorf("%s weighs %d bytes, %d are allowed (status %d)", c.address, n, c.limit, w.Code)
		} else {
			t.Logf("%s: %d bytes of %d", c.address, n, c.limit)
		}
	}
}

func zipped(b []byte) int {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, 9)
	z.Write(b)
	z.Close()
	return out.Len()
}

// asset finds the address of a theme's file in a page.
func asset(t *testing.T, h http.Handler, name string) string {
	t.Helper()
	body := get(h, "/en/night-train/").Body.String()
	end := strings.Index(body, "/"+name)
	start := strings.LastIndex(body[:max(end, 0)], "/assets/")
	if end < 0 || start < 0 {
		t.Fatalf("%s is in no page", name)
	}
	return body[start:end] + "/" + name
}

func TestAssets(t *testing.T) {
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, true), nil)
	css := asset(t, h, "theme.css")
	w := get(h, css)
	if w.Code != 200 || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" || w.Header().Get("Content-Type") != "text/css; charset=utf-8" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, part := range strings.Split(w.Body.String(), "url(")[1:] {
		file, _, _ := strings.Cut(part, ")")
		if f := get(h, file); f.Code != 200 || f.Header().Get("Content-Type") != "font/woff2" {
			t.Errorf("the face %s answers %d", file, f.Code)
		}
	}
	if w := get(h, "/assets/00000000/theme.css"); w.Code != 302 || w.Header().Get("Location") != css {
		t.Errorf("the style sheet's old address answers %d %s", w.Code, w.Header().Get("Location"))
	}
	own := get(h, asset(t, h, "outlet.css")).Body.String()
	if !strings.Contains(own, "--accent:#0b6b4f") || !strings.Contains(own, "--accent:#6fd3b0") {
		t.Errorf("the outlet's colours are %q", own)
	}
	if icon := get(h, asset(t, h, "icon.svg")).Body.String(); !strings.Contains(icon, "#0b6b4f") {
		t.Errorf("the mark is not in the outlet's colour: %s", icon)
	}
	hostile := *p
	hostile.Outlet.Settings.Accent = "#fff}body{background:url(//evil.example)"
	h = openSite(t, &hostile, sampleShelf(p, true), nil)
	if strings.Contains(get(h, "/en/").Body.String(), "outlet.css") {
		t.Error("a colour that is none made a style sheet")
	}
}

func TestThemeFaults(t *testing.T) {
	for what, c := range map[string]struct {
		own  fstest.MapFS
		want string
	}{
		"syntax":         {fstest.MapFS{"parts/kick.html": {Data: []byte("<p>\n{{if .View}}")}}, "parts/kick.html:2"},
		"unknown field":  {fstest.MapFS{"pages/article.html": {Data: []byte("\n\n{{.Headlin}}")}}, "pages/article.html:3"},
		"unknown asset":  {fstest.MapFS{"pages/list.html": {Data: []byte(`{{asset "x.css"}}`)}}, `no file "x.css"`},
		"no such part":   {fstest.MapFS{"pages/list.html": {Data: []byte(`{{template "parts/none.html" .}}`)}}, "parts/none.html"},
		"missing file":   {fstest.MapFS{"style/theme.css": {Data: []byte("a{}\nb{background:url(../icons/none.svg)}")}}, "style/theme.css:2"},
		"broken context": {fstest.MapFS{"pages/list.html": {Data: []byte(`<a href="{{.Name}}`)}}, "pages/list.html"},
		"too large":      {fstest.MapFS{"style/theme.css": {Data: make([]byte, 3<<20)}}, "larger than"},
	} {
		_, err := reader.New(reader.Config{Shelf: &table{}, Words: catalogue(t), Theme: themes.Default(), Own: c.own, Outlet: func() *outlet.Profile { return nil }})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q in it", what, err, c.want)
		}
	}
	if _, err := reader.New(reader.Config{Shelf: &table{}, Words: catalogue(t), Theme: fstest.MapFS{}}); err == nil || !strings.Contains(err.Error(), "pages/article.html is missing") {
		t.Errorf("an empty theme: %v", err)
	}
}

func TestOwnTheme(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("parts/plate.html", `<a class="plate own" href="{{.Home}}">{{.Edition}}</a>`)
	write("notes.md", "not a part of the theme")
	root, err := themes.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	p := sampleOutlet(t, true)
	h := openSite(t, p, sampleShelf(p, true), func(c *reader.Config) { c.Own = root.FS() })
	if body := get(h, "/en/").Body.String(); !strings.Contains(body, `class="plate own"`) || !strings.Contains(body, `class="river"`) {
		t.Error("the theme's own file does not stand among the default ones")
	}
	secret := filepath.Join(t.TempDir(), "secret.svg")
	if err := os.WriteFile(secret, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "icons"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(secret, filepath.Join(dir, "icons", "leak.svg")); err != nil {
		t.Fatal(err)
	}
	_, err = reader.New(reader.Config{Shelf: &table{}, Words: catalogue(t), Theme: themes.Default(), Own: root.FS()})
	if err == nil {
		t.Error("a link led out of the theme's folder")
	}
	if _, err := themes.Open(filepath.Join(dir, "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func BenchmarkColdArticle(b *testing.B) {
	p := sampleOutlet(b, true)
	h := openSite(b, p, sampleShelf(p, true), nil)
	for b.Loop() {
		if w := get(h, "/en/night-train/"); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}

func BenchmarkColdFront(b *testing.B) {
	p := sampleOutlet(b, true)
	h := openSite(b, p, sampleShelf(p, true), nil)
	for b.Loop() {
		if w := get(h, "/en/"); w.Code != 200 {
			b.Fatal(w.Code)
		}
	}
}
