package tests_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// line stands between the browser and a site, and can be cut.
type line struct {
	http.Handler
	mu   sync.Mutex
	cut  bool
	gone map[string]bool // paths that answer 410
}

func (l *line) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	cut, gone := l.cut, l.gone[r.URL.Path]
	l.mu.Unlock()
	switch {
	case cut:
		panic(http.ErrAbortHandler) // the connection ends without an answer
	case gone:
		w.Header().Set("Cache-Control", "no-store") // as our own page for it has
		http.Error(w, "gone", http.StatusGone)
	default:
		l.Handler.ServeHTTP(w, r)
	}
}

func (l *line) set(cut bool, gone ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut, l.gone = cut, map[string]bool{}
	for _, g := range gone {
		l.gone[g] = true
	}
}

// forwardTo asks a site anew for every page: the browser's own store may keep one for a
// minute, and is not what is tested here.
func forwardTo(site *url.URL) http.Handler {
	p := httputil.NewSingleHostReverseProxy(site)
	p.ModifyResponse = func(r *http.Response) error {
		if strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
			r.Header.Set("Cache-Control", "no-store")
		}
		return nil
	}
	return p
}

// spot is an address in the browser.
type spot string

func (s spot) url() string    { return string(s) }
func (s spot) String() string { return string(s) }

// What was opened is read without a connection, in its own look; what was not opened
// leads to the edition's own page, which lists what is kept; what was taken back is
// let go; and all of it can be removed.
func TestReadingWithoutConnection(t *testing.T) {
	site := demoSite(t)
	to, err := url.Parse(site.base)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{Handler: forwardTo(to)}
	server := httptest.NewServer(l)
	defer server.Close()
	articles := has(site.crawl(t), "ka", "article", "")
	first, second, other := articles[0], articles[1], articles[2]
	at := func(p sheet) spot { return spot(server.URL + p.path) }
	v := openTab(t)
	kept := func(p sheet) string { return `caches.match(location.origin + "` + p.path + `").then(r => !!r)` }
	wait := func(expression string) { // the browser keeps things a moment later
		t.Helper()
		if !evaluate[bool](v, `new Promise(done => { let n = 0; const look = () => Promise.resolve(`+expression+`).then(ok => ok || n++ > 200 ? done(!!ok) : setTimeout(look, 50)); look() })`) {
			t.Fatalf("never came true: %s", expression)
		}
	}
	heading := func() string { return evaluate[string](v, `document.querySelector("h1").textContent`) }

	v.open(at(first)) // the page that was there before the script is kept too
	headline := heading()
	wait(kept(first))
	wait(`caches.match(location.origin + "/ka/offline.html").then(r => !!r)`)
	wait(`caches.match(document.querySelector("link[rel=stylesheet]").href).then(r => !!r)`)
	v.open(at(second))
	secondHeadline := heading()
	wait(kept(second))

	l.set(true)
	v.open(at(first))
	if got := heading(); got != headline || evaluate[string](v, `getComputedStyle(document.body).margin`) != "0px" {
		t.Errorf("without a connection: %q, want %q", got, headline)
	}
	v.open(at(other))
	list := evaluate[string](v, `document.getElementById("kept").textContent`)
	if lang := evaluate[string](v, `document.documentElement.lang`); lang != "ka" || !strings.Contains(list, headline) || !strings.Contains(list, secondHeadline) || strings.Contains(list, other.path) {
		t.Errorf("the page without a connection is in %s and lists %q, want %q and %q", lang, list, headline, secondHeadline)
	}
	v.do(clickOn(`#kept a[href="` + second.path + `"]`))
	v.until(`location.pathname == "` + second.path + `" && document.querySelector("h1") != null`)

	l.set(false, first.path)
	v.open(at(first))
	if got := evaluate[string](v, `document.body.textContent.trim()`); got != "gone" {
		t.Errorf("online, what was taken back is still shown: %.100q", got)
	}
	wait(`caches.match(location.href).then(r => !r)`)
	l.set(true)
	v.open(at(first))
	if list := evaluate[string](v, `document.getElementById("kept").textContent`); strings.Contains(list, headline) || !strings.Contains(list, secondHeadline) {
		t.Errorf("what was taken back is still listed: %q", list)
	}
	v.do(clickOn(`#kept a[href="?forget"]`))
	v.until(`location.search == "?forget" && document.querySelector("#kept .empty") != null`)
	l.set(false)
	if evaluate[bool](v, kept(second)) {
		t.Error("what was to be removed is still there")
	}
}

// Online, a reader always sees the page as it is now.
func TestConnectionWins(t *testing.T) {
	site := demoSite(t)
	to, err := url.Parse(site.base)
	if err != nil {
		t.Fatal(err)
	}
	marked := false
	var mu sync.Mutex
	forward := forwardTo(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if marked && strings.HasSuffix(r.URL.Path, "/") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Write([]byte("<!doctype html><title>x</title><h1>A newer one</h1>"))
			return
		}
		forward.ServeHTTP(w, r)
	}))
	defer server.Close()
	p := has(site.crawl(t), "en", "article", "")[0]
	v := openTab(t)
	v.open(spot(server.URL + p.path))
	v.until(`navigator.serviceWorker.controller != null`)
	v.open(spot(server.URL + p.path))
	mu.Lock()
	marked = true
	mu.Unlock()
	v.open(spot(server.URL + p.path))
	if got := evaluate[string](v, `document.querySelector("h1").textContent`); got != "A newer one" {
		t.Errorf("shown is %q", got)
	}
}

func clickOn(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}
