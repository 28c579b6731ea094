package app_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
)

// cases says which test holds which kind of attack to what is expected of it. The
// numbers are those of the catalogue of hostile cases; the tests are of this package,
// or of the one that is named.
var cases = map[string][]string{
	"7 oEmbed markup":               {"reader.TestOEmbed", "tests.TestHostileQuestions"},
	"10 heads and feeds":            {"tests.TestHostileArchive"},
	"14 reflected input":            {"tests.TestHostileQuestions"},
	"49 forms of an address":        {"reader.TestAddresses", "api.TestHostileAddresses", "TestDeception"},
	"50 fields of others":           {"api.TestHostileBodies"},
	"53 query languages":            {"TestSearchBombs"},
	"58 unpublished, anywhere":      {"TestHiddenChangesNothing", "TestEveryRouteIsASurface", "reader.TestNothingAroundADraftTellsOfIt"},
	"59 previews":                   {"newsroom/publishing.TestPreviewLinks", "TestPreviewsTellNobodyElse"},
	"60 probing of slugs":           {"TestHiddenSlugIsAMissingOne", "newsroom/publishing.TestPlannedAddressesTellNothing"},
	"61 old slugs":                  {"TestHiddenChangesNothing", "edition.TestOldAddresses"},
	"62 before its time":            {"TestScheduledOnceByTwoNodes", "edition.TestScheduledIsNeverEarly", "newsroom/publishing.TestPlanThatAGateHolds"},
	"63 withdrawn":                  {"TestWithdrawnIsGoneEverywhere", "TestTwoNodesShowOneThing"},
	"64 what is left in pages":      {"TestHiddenChangesNothing"},
	"65 files that are none of it":  {"reader.TestAddresses", "TestDeception"},
	"66 hosts":                      {"reader.TestHosts", "TestForeignHosts"},
	"67 headers outside the key":    {"reader.TestHeadersChangeNothing", "TestHeadersChangeNoFace"},
	"68 cache deception":            {"TestDeception"},
	"69 floods of addresses":        {"TestFloodOfAddresses", "pagestore.TestBoundedByBytes"},
	"70 kept errors":                {"TestErrorsAreNotKept"},
	"71 cookies":                    {"TestErrorsAreNotKept"},
	"72 stampede":                   {"TestStampede", "pagestore.TestRenderedOnceForAll"},
	"73 open redirects":             {"TestRedirectsStayHere"},
	"74 smuggling":                  {"TestSmuggling"},
	"99 slow clients":               {"TestSlowClients"},
	"101 lengths":                   {"TestLengths"},
	"102 ranges":                    {"TestRanges"},
	"103 search bombs":              {"TestSearchBombs"},
	"104 JSON bombs":                {"api.TestHostileBodies"},
	"105 labels":                    {"TestFloodOfAddresses"},
	"107 log injection":             {"TestLogIsOneLine"},
	"cursors":                       {"TestForgedCursors"},
	"readings forged":               {"readership.TestMessages", "readership.TestReplay", "TestForgedReadings"},
	"keys of idempotence":           {"api.TestIdempotencyKeys"},
	"receivers of webhooks":         {"webhook.TestHostileReceivers"},
	"pictures drawn without reason": {"TestFloodOfAddresses"},
}

// The list above names tests that there are.
func TestCasesAreTests(t *testing.T) {
	folders := map[string]string{"": ".", "pagestore": "../kit/pagestore", "tests": "../../tests"}
	for what, list := range cases {
		for _, name := range list {
			pkg, test, found := strings.Cut(name, ".")
			if !found {
				pkg, test = "", name
			}
			folder, known := folders[pkg]
			if !known {
				folder = "../" + pkg
			}
			files, _ := filepath.Glob(filepath.Join(folder, "*_test.go"))
			there := false
			for _, file := range files {
				raw, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				there = there || strings.Contains(string(raw), "\nfunc "+test+"(")
			}
			if !there {
				t.Errorf("%s: there is no %s", what, name)
			}
		}
	}
}

// ask asks the faces without a connection.
func (n *node) ask(method, address string, change ...func(*http.Request)) *httptest.ResponseRecorder {
	n.Helper()
	r := httptest.NewRequest(method, n.base+"/", nil)
	u, err := url.Parse(n.base + address)
	if err != nil {
		n.Fatal(err)
	}
	r.URL, r.RequestURI = u, address
	for _, f := range change {
		f(r)
	}
	w := httptest.NewRecorder()
	n.direct.ServeHTTP(w, r)
	return w
}

// raw sends bytes as they are and gives the statuses of what is answered until the
// other side is done, and whether it closed.
func (n *node) raw(sent string) (statuses []int, closed bool) {
	n.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(n.base, "http://"))
	if err != nil {
		n.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(3 * time.Second))
	go io.WriteString(c, sent)
	in := bufio.NewReader(c)
	for {
		answer, err := http.ReadResponse(in, nil)
		if err != nil {
			_, late := err.(net.Error)
			return statuses, !late && !os.IsTimeout(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		statuses = append(statuses, answer.StatusCode)
	}
}

// faces are addresses of every kind of answer that strangers are given.
func (v *aviary) faces() []string {
	return []string{
		"/en/", "/en/shown-river/", "/en/latest/", "/en/search?q=river", "/en/search?q=river&part=hits", "/en/feed.xml", "/en/feed.json", "/sitemap.xml", "/robots.txt", "/sw.js",
		"/en/manifest.webmanifest", "/oembed?url=" + v.Address() + "/en/shown-river/", "/en/nothing-here/", "/en/topic/rail", "/api/v1/public/en/articles", "/api/openapi.json", "/healthz",
	}
}

// No header that an answer's Vary does not name changes what is answered, whatever is
// in it.
func TestHeadersChangeNoFace(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	v.settled("/en/shown-river/")
	names := strings.Fields(`Accept Accept-Charset Accept-Datetime Accept-Language Access-Control-Request-Headers Access-Control-Request-Method Base-Url
		Cache-Control CF-Connecting-IP CF-IPCountry Client-IP Cookie Content-Type Destination DNT Early-Data Expect-CT Fastly-Client-IP Forwarded From Front-End-Https
		HX-Request Idempotency-Key Http-Url Link Max-Forwards Origin Pragma Priority Proxy Proxy-Authorization Proxy-Host Proxy-Url Purpose Redirect Referer Request-Uri
		Save-Data Sec-CH-Prefers-Color-Scheme Sec-CH-UA Sec-CH-UA-Mobile Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-GPC Sec-Purpose Service-Worker Surrogate-Capability
		Surrogate-Control TE Traceparent True-Client-IP Upgrade-Insecure-Requests Uri Url User-Agent Via Viewport-Width Want-Digest Warning Width
		X-Accel-Redirect X-Amz-Website-Redirect-Location X-Api-Key X-Backend-Host X-Cache-Hash X-Client-IP X-Cluster-Client-IP X-Custom-IP-Authorization X-Debug X-Device X-Do-Not-Track
		X-Forward-For X-Forwarded X-Forwarded-By X-Forwarded-For X-Forwarded-Host X-Forwarded-Path X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-Proto
		X-Forwarded-Scheme X-Forwarded-Server X-Forwarded-SSL X-Forwarded-Uri X-Host X-HTTP-Host-Override X-HTTP-Method X-HTTP-Method-Override X-HTTP-Path-Override
		X-Invoke-Path X-Locale X-Method-Override X-Middleware-Subrequest X-Nextjs-Data X-Original-Host X-Original-Method X-Original-URL X-Originating-IP X-Pjax
		X-Preview X-Purpose X-Real-IP X-Remote-Addr X-Request-ID X-Requested-With X-Rewrite-URL X-Scheme X-Sendfile X-Theme X-UIDH X-URL X-Url-Scheme X-User X-Varnish`)
	if len(names) < 100 {
		t.Fatalf("only %d names", len(names))
	}
	plain := func(w *httptest.ResponseRecorder) string {
		h := w.Header().Clone()
		for _, name := range []string{"Date", "RateLimit", "RateLimit-Policy"} {
			h.Del(name)
		}
		return fmt.Sprint(w.Code, h, w.Body)
	}
	for _, address := range v.faces() {
		rounds := names
		if strings.HasPrefix(address, "/api/") || strings.HasPrefix(address, "/en/search") {
			rounds = nil // one by one they would use up what a stranger may ask: all at once, below
		}
		first := v.ask("GET", address)
		want, vary := plain(first), strings.Join(first.Header().Values("Vary"), ",")
		for _, value := range []string{"evil.example", "/api/v1/me", "javascript:alert(1)\"><script>", "ka"} {
			for _, name := range rounds {
				if strings.Contains(vary, name) {
					continue
				}
				if got := plain(v.ask("GET", address, func(r *http.Request) { r.Header.Set(name, value) })); got != want {
					t.Errorf("%s: %s: %s changes the answer:\n%s", address, name, value, difference(want, got))
				}
			}
			all := v.ask("GET", address, func(r *http.Request) {
				for _, name := range names {
					if !strings.Contains(vary, name) {
						r.Header.Set(name, value)
					}
				}
			})
			if got := plain(all); got != want {
				t.Errorf("%s: all headers with %s change the answer:\n%s", address, value, difference(want, got))
			}
		}
	}
}

// Asked by another name the site gives nothing, and never says that name again.
func TestForeignHosts(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	for _, host := range []string{"evil.example", "127.0.0.1.evil.example", "evil.example:80", "127.0.0.1@evil.example", "", "[::1]", "127.0.0.2"} {
		for _, address := range append(v.faces(), "/en", "/", "/feed/", "/share/en/0123456789abcdef0123.jpg", "/assets/00000000/theme.css") {
			if address == "/healthz" {
				continue
			}
			w := v.ask("GET", address, func(r *http.Request) { r.Host = host })
			if w.Code != 421 || w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("%s of %q: %d %v", address, host, w.Code, w.Header())
			}
			if host != "" && strings.Contains(fmt.Sprint(w.Header(), w.Body), "evil") {
				t.Errorf("%s says the name %q", address, host)
			}
		}
	}
}

// What is private does not get an address that a cache would keep, nor is anything
// served that is no part of the site.
func TestDeception(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	for _, begin := range []string{"/api/v1/me", "/api/v1/stories", "/api/v1/stories/" + v.shown, "/en/shown-river/", "/en/shown-river", "/healthz", "/reading", "/desk/me", "/desk/stories"} {
		for _, end := range []string{"/x.css", ";x.js", ";.css", "%0a.css", "%3f.css", "%2f..%2fx.css", "%00.js", "/..;/x.png", "%23.css", "/.css", "%2ex.css", "//x.css"} {
			w := v.ask("GET", begin+end, func(r *http.Request) { r.Header.Set("Authorization", "Bearer mst_none") })
			shut := w.Code >= 400 && w.Code < 500
			if strings.HasPrefix(begin, "/desk/") && !strings.Contains(w.Body.String(), "<main") { // led to the sign-in, or to where a slash stands at the end
				shut = shut || w.Code == 303 || w.Code == 307
			}
			if !shut || !strings.HasPrefix(w.Header().Get("Cache-Control"), "no-store") {
				t.Errorf("%s%s: %d %v", begin, end, w.Code, w.Header())
			}
		}
	}
	for _, address := range []string{
		"/.git/HEAD", "/.env", "/masthead.db", "/masthead.toml", "/debug/pprof/", "/debug/vars", "/metrics", "/backup.zip", "/theme.css.map", "/server-status", "/wp-login.php", "/desk/nowhere", "/admin/",
		"/pages/", "/media/", "/media/../masthead.db", "/media/%2e%2e/masthead.db", "/assets/%2e%2e%2fmasthead.db", "/share/..%2f..%2fmasthead.db", "/api/", "/api/v1/public/../me", "/.well-known/",
	} {
		if w := v.ask("GET", address); w.Code != 404 || !strings.HasPrefix(w.Header().Get("Cache-Control"), "no-store") {
			t.Errorf("%s: %d %v", address, w.Code, w.Header())
		}
	}
}

// figure reads a number of the metrics.
func (n *node) figure(name string) float64 {
	n.Helper()
	got, err := http.Get("http://" + n.Config.Metrics + "/metrics")
	if err != nil {
		n.Fatal(err)
	}
	defer got.Body.Close()
	text, _ := io.ReadAll(got.Body)
	if name == "" {
		return float64(strings.Count(string(text), "\n"))
	}
	m := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(text)
	if m == nil {
		n.Fatalf("there is no figure %s", name)
	}
	f, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		n.Fatal(err)
	}
	return f
}

// freePort is an address at which nobody listens.
func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// A hundred thousand addresses that nobody ever linked to leave no trace: no page more
// is kept, none drawn, no figure counted by a name that a stranger chose.
func TestFloodOfAddresses(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite), "MASTHEAD_METRICS", freePort(t)))
	v.settled("/en/shown-river/")
	site := v.Address()
	formats := []string{
		"/en/shown-river/?x=%d", "/en/?x=%d", "/?x=%d", "/en/latest/?page=%d", "/en/feed.xml?x=%d", "/sitemap.xml?x=%d", "/oembed?x=%d&url=" + site + "/en/shown-river/",
		"/oembed?maxwidth=%d&url=" + site + "/en/shown-river/", "/oembed?maxheight=%d&url=" + site + "/en/shown-river/", "/robots.txt?%d", "/en/topic/rail/?x=%d", "/en/by/ann-walker/?x=%d",
		"/en/nothing-%d/", "/nothing-%d", "/en/topic/nothing-%d/", "/en/by/nothing-%d/", "/en/nothing-%d/feed.xml", "/%d.txt", "/%d/", "/en/sitemap-1%d.xml", "/assets/%08d/theme.css",
		"/share/en/shown-river/%020d.jpg", "/share/en/%020d.jpg", "/media/%064d/320.jpg", "/reading.gif?en.%026d", "/oembed?url=" + site + "/en/nothing-%d/", "/en/search/?x=%d", "/api/v1/public/en/articles?before=%d",
	}
	flood := func(from, to int) {
		for i := from; i < to; i++ {
			for _, f := range formats {
				w := v.ask("GET", fmt.Sprintf(f, i))
				if w.Code >= 500 || w.Header().Get("Set-Cookie") != "" {
					t.Fatalf(f+" answers %d", i, w.Code)
				}
				if strings.HasPrefix(f, "/share/") && w.Code == 200 {
					t.Fatalf(f+" is drawn", i)
				}
			}
		}
	}
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	flood(1, 700) // every width of a card is made once
	kept, series, before := v.figure("masthead_pages_kept"), v.figure(""), heap()
	flood(700, 700+100_000/len(formats))
	if now := v.figure("masthead_pages_kept"); now > kept+5 {
		t.Errorf("%v pages are kept, %v before", now, kept)
	}
	for i := range 500 {
		v.ask("GET", fmt.Sprintf("/en/search?q=river%d&from=2020-01-%02d", i, i%28+1))
		v.ask(fmt.Sprintf("METHOD%d", i), "/en/", func(r *http.Request) { r.Host = fmt.Sprint("host", i) })
	}
	if now := v.figure("masthead_pages_kept"); now > kept+5 {
		t.Errorf("after searches %v pages are kept, %v before", now, kept)
	}
	if now := v.figure(""); now != series {
		t.Errorf("%v lines of figures, %v before", now, series)
	}
	grown := (heap() - before) >> 10
	if grown > 16<<10 {
		t.Errorf("memory grew by %d KiB", grown)
	}
	t.Logf("%v pages kept; memory changed by %d KiB", kept, grown)
}

// Thousands who ask at once for a page that is not there yet make one of it.
func TestStampede(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite), "MASTHEAD_METRICS", freePort(t)))
	v.settled("/en/shown-river/")
	before := v.figure("masthead_pages_rendered_total")
	var group sync.WaitGroup
	var wrong atomic.Int64
	for range 5000 {
		group.Go(func() {
			if w := v.ask("GET", "/en/shown-bridge/"); w.Code != 200 {
				wrong.Add(1)
			}
		})
	}
	group.Wait()
	if now := v.figure("masthead_pages_rendered_total"); wrong.Load() > 0 || now != before+1 {
		t.Errorf("rendered %v times; %d were answered otherwise", now-before, wrong.Load())
	}
}

// Failures are nobody's to keep, and nothing sets a cookie.
func TestErrorsAreNotKept(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	v.hide()
	failed := 0
	for address, s := range v.everything() {
		if strings.Contains(s.header, "Set-Cookie") {
			t.Errorf("%s sets a cookie", address)
		}
		if s.status >= 400 {
			failed++
			if !strings.Contains(s.header, "Cache-Control: no-store") {
				t.Errorf("%s: %d may be kept: %s", address, s.status, s.header)
			}
		}
		if !strings.Contains(s.header, "X-Content-Type-Options: nosniff") && address != "/healthz" && address != "/readyz" {
			t.Errorf("%s: the type may be guessed: %s", address, s.header)
		}
	}
	if failed < 20 {
		t.Errorf("only %d failures: nothing is proved", failed)
	}
}

// No redirect leads to another's site, or to where only the query says.
func TestRedirectsStayHere(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	const support = "https://pay.example/give"
	if err := v.SetOutlet(t.Context(), "en", "support_url", support); err != nil {
		t.Fatal(err)
	}
	v.within("the setting", "/en/support/", func(status int, h http.Header, _ string) bool { return status == 302 && h.Get("Location") == support })
	led := 0
	for _, target := range []string{
		"//evil.example", "/\\evil.example", "/%5cevil.example", "/%2f%2fevil.example", "/%2f/evil.example", "/%09/evil.example", "/%0d%0aLocation:%20//evil.example", "/https:evil.example", "/https:%2f%2fevil.example",
		"/a@evil.example", "/.evil.example", "/;@evil.example", "/%E3%80%82evil.example", "/%2e%2e//evil.example", "///evil.example//",
	} {
		for _, format := range []string{
			"%s", "%s/", "/en%s", "/en/support%s", "/en/topic%s", "/en/by%s", "/feed%s", "/share/en%s", "/?next=%s", "/en?to=%s", "/en/topic/rail?url=%s", "/en/support/?to=%s", "/en/search/?q=%s", "/feed/?u=%s", "/en/feed/?u=%s",
			"/en/shown-river?r=%s", "/?p=%s", "/share/en/shown-river/0123456789abcdef0123.jpg?u=%s", "/oembed?url=%s", "/api/v1/public/en/articles/shown-river?u=%s",
		} {
			address := fmt.Sprintf(format, target)
			if _, err := url.Parse(v.base + address); err != nil {
				continue
			}
			w := v.ask("GET", address)
			to := w.Header().Get("Location")
			if w.Code < 300 || w.Code >= 400 {
				continue
			}
			led++
			u, err := url.Parse(to)
			if to != support && (err != nil || u.Host != "" || u.Scheme != "" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.ContainsAny(to, "\r\n\t") || strings.Contains(u.Path, "\\")) {
				t.Errorf("%s leads to %q", address, to)
			}
		}
	}
	if led < 40 {
		t.Errorf("only %d redirects: nothing is proved", led)
	}
	for _, line := range []string{"//evil.example/", "http://evil.example/en", "http://evil.example//x/..", "https:evil.example"} {
		statuses, _ := v.raw("GET " + line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
		if len(statuses) != 1 || statuses[0] < 400 {
			t.Errorf("%s on the line of the request: %v", line, statuses)
		}
	}
}

// Requests of which two programs could see other ends are refused, and the connection
// with them: nothing that is in them is taken for a second request.
func TestSmuggling(t *testing.T) {
	n := newNode(t, dbtest.Address(t, db.SQLite))
	const host, second = "Host: 127.0.0.1\r\n", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
	for name, head := range map[string]string{
		"both lengths":        "POST /reading HTTP/1.1\r\n" + host + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"the other order":     "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
		"chunked alone":       "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"chunked to a page":   "GET /en/ HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"chunked to the API":  "POST /api/v1/stories HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"an extension":        "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0;a=\n\r\n\r\n",
		"an odd encoding":     "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"two encodings":       "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
		"a tab before it":     "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n",
		"a vertical tab":      "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
		"a space in the name": "POST /reading HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
		"two lengths":         "POST /reading HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
		"a list of lengths":   "POST /reading HTTP/1.1\r\n" + host + "Content-Length: 0, 40\r\n\r\n",
		"a signed length":     "POST /reading HTTP/1.1\r\n" + host + "Content-Length: +0\r\n\r\n",
		"a negative length":   "POST /reading HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
		"a hex length":        "POST /reading HTTP/1.1\r\n" + host + "Content-Length: 0x0\r\n\r\n",
		"a folded header":     "GET /en/ HTTP/1.1\r\n" + host + "X-A: b\r\n Content-Length: 40\r\nX y\r\n\r\n",
		"a NUL":               "GET /en/ HTTP/1.1\r\n" + host + "X-A: b\x00c\r\n\r\n",
		"a lone CR":           "GET /en/ HTTP/1.1\r\n" + host + "X-A: b\rTransfer-Encoding: chunked\r\n\r\n",
		"no colon":            "GET /en/ HTTP/1.1\r\n" + host + "Nonsense\r\n\r\n",
		"two hosts":           "GET /en/ HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n",
		"no host":             "GET /en/ HTTP/1.1\r\n\r\n",
		"a space in the line": "GET /en/ x HTTP/1.1\r\n" + host + "\r\n",
		"a tunnel":            "CONNECT 127.0.0.1:22 HTTP/1.1\r\n" + host + "\r\n",
		"a star":              "OPTIONS * HTTP/1.1\r\n" + host + "\r\n",
		"HTTP/2 in the clear": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
		"an odd version":      "GET /en/ HTTP/1.9\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	} {
		statuses, closed := n.raw(head + second)
		if len(statuses) > 1 || len(statuses) == 1 && (statuses[0] < 400 || statuses[0] == 404) || !closed {
			t.Errorf("%s is answered %v, closed: %t", name, statuses, closed)
		}
	}
	if statuses, _ := n.raw(second + strings.Replace(second, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1)); len(statuses) != 2 {
		t.Errorf("two plain requests are answered %v: this test proves nothing", statuses)
	}
}

// Long lines, many headers and many parameters are refused before they cost anything.
func TestLengths(t *testing.T) {
	n := newNode(t, dbtest.Address(t, db.SQLite))
	for name, c := range map[string]struct {
		sent string
		want int
	}{
		"a header of 1 MB": {"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " + strings.Repeat("a", 1<<20) + "\r\n\r\n", 431},
		"10,000 headers":   {"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\n" + strings.Repeat("X-A: b\r\n", 10_000) + "\r\n", 431},
		"10,000 cookies":   {"GET /en/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: " + strings.Repeat("a=b; ", 10_000) + "\r\n\r\n", 431},
		"a path of 30 KB":  {"GET /en/" + strings.Repeat("a", 30<<10) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414},
		"a path of 1 MB":   {"GET /en/" + strings.Repeat("a", 1<<20) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 431},
		"many parameters":  {"GET /en/search?" + strings.Repeat("q=a&", 6_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414},
		"many for the API": {"GET /api/v1/public/en/articles?" + strings.Repeat("a&", 6_000) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414},
		"a large reading":  {"POST /reading HTTP/1.1\r\nHost: " + strings.TrimPrefix(n.base, "http://") + "\r\nSec-Fetch-Site: same-origin\r\nOrigin: " + n.base + "\r\nContent-Length: 1000000\r\n\r\n", 413},
	} {
		if statuses, _ := n.raw(c.sent); len(statuses) != 1 || statuses[0] != c.want {
			t.Errorf("%s is answered %v, want %d", name, statuses, c.want)
		}
	}
}

// Who asks for parts gets no more than the whole, from pages and from pictures.
func TestRanges(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	picture := regexp.MustCompile(`/media/[0-9a-f]{64}/\d+\.jpg`).FindString(v.look("/en/shown-river/").body)
	if picture == "" {
		t.Fatal("the article shows no picture")
	}
	var reverse strings.Builder
	for i := 500; i > 0; i-- {
		fmt.Fprintf(&reverse, "%d-%d,", i, i+1)
	}
	for _, address := range []string{"/en/shown-river/", "/en/feed.xml", picture} {
		whole := v.ask("GET", address)
		for _, asked := range []string{
			"bytes=0-9", "bytes=-1", "bytes=0-", "bytes=" + strings.Repeat("0-0,", 900) + "0-0", "bytes=" + strings.Repeat("0-,", 900) + "0-", "bytes=" + reverse.String() + "0-1",
			"bytes=9999999-", "bytes=5-2", "bytes=-99999999999999999999", "bytes=a-b", "lines=1-2", "bytes=", "bytes=,,,,", "bytes=0-18446744073709551615",
		} {
			for _, since := range []string{"", `"none"`, "Wed, 21 Oct 2015 07:28:00 GMT"} {
				w := v.ask("GET", address, func(r *http.Request) {
					r.Header.Set("Range", asked)
					if since != "" {
						r.Header.Set("If-Range", since)
					}
				})
				if w.Code != 200 && w.Code != 206 && w.Code != 416 {
					t.Errorf("%s, %.40s: %d", address, asked, w.Code)
				}
				if w.Body.Len() > whole.Body.Len()+2048 {
					t.Errorf("%s, %.40s: %d bytes for %d", address, asked, w.Body.Len(), whole.Body.Len())
				}
				if since != "" && w.Code == 206 {
					t.Errorf("%s, %.40s: a part of another version", address, asked)
				}
			}
		}
	}
}

// Questions that are meant to cost are answered like others.
func TestSearchBombs(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		v := openAviary(newNode(t, dbtest.Address(t, engine)))
		for _, q := range []string{
			strings.Repeat("(", 2500), strings.Repeat(`"a" `, 700), strings.Repeat("a ", 1500), strings.Repeat("a*", 1000), "%%%%%%%%", "____", `\`, `'; DROP TABLE outlet; --`, `" OR 1=1`, "NEAR(a b, 999999)", "a AND b OR NOT c",
			"headline:river", "{a b}: c", "^river", "river*", "+river -road", "river & !road | (bridge <-> x)", "river:*", "'river':ABCD", strings.Repeat("é", 1300), strings.Repeat("a\u0301", 600), "a" + strings.Repeat("\u0301", 1000),
			"\u202eriver", "\x00river", "\xff\xfe", strings.Repeat("ა", 900), strings.Repeat("-", 3000), `""""""`, `"`, "0x41", "1e999", strings.Repeat("river ", 400), "🏳️‍🌈" + strings.Repeat("👩‍👩‍👧‍👧", 60), "</title><script>", "${7*7}{{7*7}}",
		} {
			for _, more := range []string{"", "&part=hits", "&kind=news&kind=opinion&section=region&topic=rail&from=0001-01-01&to=9999-99-99"} {
				w := v.ask("GET", "/en/search?q="+url.QueryEscape(q)+more)
				if w.Code != 200 {
					t.Errorf("%.60q%s: %d", q, more, w.Code)
				}
				if strings.Contains(w.Body.String(), "<script>") {
					t.Errorf("%.60q%s is said again as code", q, more)
				}
			}
		}
		if w := v.ask("GET", "/en/search?q=river"); !strings.Contains(w.Body.String(), "/en/shown-river/") {
			t.Error("afterwards nothing is found")
		}
		if strings.Contains(v.log.String(), "level=ERROR") {
			t.Error(v.log.String())
		}
	})
}

// A place in a list that nobody gave out leads nowhere, on every list.
func TestForgedCursors(t *testing.T) {
	bothEngines(t, func(t *testing.T, engine db.Engine) {
		v := openAviary(newNode(t, dbtest.Address(t, engine)))
		v.hide()
		forged := []string{
			"0", "-1", "forged", "AAAAAAAAAAA", "////////////", "_-_-_-_-_-_-", "%00", "' OR 1=1 --", strings.Repeat("A", 5000), "AAAAAAAAAAAAAAAAAAAA", "f_________8", "gAAAAAAAAAA", "..", "=", "\u202e", "9223372036854775807", "1e309", "null", "[]",
			base64.RawURLEncoding.EncodeToString([]byte("\x7f\xff\xff\xff\xff\xff\xff\xff" + v.shown)), base64.RawURLEncoding.EncodeToString([]byte("\xff\xff\x00\x00\x00\x00\x00\x00" + v.shown)),
			base64.RawURLEncoding.EncodeToString([]byte("\x00\x00\x01\x00\x00\x00\x00\x00' OR 1=1")), v.hidden[0], "1~" + v.hidden[0], "{}", "\r\nX: y",
		}
		for _, list := range []string{"/en/latest/?before=", "/en/region/?before=", "/en/topic/rail/?before=", "/en/by/ann-walker/?before=", "/en/corrections/?before=", "/en/search?q=common&before=", "/api/v1/public/en/articles?before="} {
			for _, c := range forged {
				w := v.ask("GET", list+url.QueryEscape(c))
				if w.Code != 404 && w.Code != 400 && w.Code != 422 && w.Code != 414 {
					t.Errorf("%s%.40q: %d", list, c, w.Code)
				}
				if w.Header().Get("Cache-Control") != "no-store" {
					t.Errorf("%s%.40q may be kept", list, c)
				}
				if sung := v.sings(surface{body: w.Body.String()}, everyMark...); sung != "" && c != v.hidden[0] {
					t.Errorf("%s%.40q tells: …%s…", list, c, sung)
				}
			}
		}
	})
}

// Whatever is asked, the log has lines of one line each, short and without signs that a
// terminal would obey.
func TestLogIsOneLine(t *testing.T) {
	n := newNode(t, dbtest.Address(t, db.SQLite))
	n.DB.Close() // now everything fails, and is told of
	for _, address := range []string{
		"/en/%1b[31mred/", "/en/a%0d%0atime=2020 level=ERROR msg=forged/", "/en/\u202egnp/", "/en/\u2028line/", "/en/\u0085line/", "/en/%7f/", "/en/" + strings.Repeat("%F0%9F%92%A9", 160) + "/", "/en/" + strings.Repeat("a", 2000) + "/",
		"/en/\" level=ERROR msg=\"forged/", "/en/search?q=%0d%0aforged%1b[2J", "/en/latest/?before=%0aforged", "/ka/{{.}}/", "/api/v1/public/en/articles?section=%0aforged", "/api/v1/public/en/articles/%0aforged",
	} {
		u, err := url.Parse(n.base)
		if err != nil {
			t.Fatal(err)
		}
		n.ask("GET", "/", func(r *http.Request) {
			path, query, _ := strings.Cut(address, "?")
			if path, err = url.PathUnescape(path); err != nil {
				t.Fatal(err)
			}
			*r.URL = *u
			r.URL.Path, r.URL.RawQuery, r.RequestURI = path, query, address
			r.Header.Set("User-Agent", "a\r\nforged\x1b[31m"+strings.Repeat("u", 100_000))
			r.Header.Set("Referer", "\nforged")
		})
	}
	log := n.log.String()
	lines := strings.Split(strings.TrimSuffix(log, "\n"), "\n")
	if len(lines) < 5 {
		t.Errorf("only %d lines: nothing is proved", len(lines))
	}
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.ContainsFunc(line, func(r rune) bool {
			return r < 0x20 || r == 0x7f || r == 0x85 || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
		}) {
			t.Errorf("the log has %.300q", line)
		}
		if len(line) > 4<<10 {
			t.Errorf("a line of %d bytes: %.200s", len(line), line)
		}
	}
}

// Hundreds who send and read slowly keep nobody from reading, and are sent off.
func TestSlowClients(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	v.settled("/en/shown-river/")
	var open []net.Conn
	defer func() {
		for _, c := range open {
			c.Close()
		}
	}()
	hold := func(count int, begin string) {
		for range count {
			c, err := net.Dial("tcp", strings.TrimPrefix(v.base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			io.WriteString(c, begin)
			open = append(open, c)
		}
	}
	const host = " HTTP/1.1\r\nHost: 127.0.0.1\r\n"
	hold(150, "GET /en/ HTT")
	hold(150, "GET /en/"+host+"X-Slow: ")
	hold(100, "POST /reading"+host+"Content-Length: 100\r\nOrigin: "+v.base+"\r\n\r\nen.")
	hold(100, "POST /api/v1/stories"+host+"Authorization: Bearer mst_none\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{")
	hold(100, strings.Repeat("GET /en/shown-river/"+host+"\r\n", 50)) // and reads nothing of it
	hold(200, "")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for _, address := range []string{"/en/", "/en/shown-river/", "/en/search?q=river", "/en/shown-road/", "/healthz", "/readyz", "/ka/latest/"} {
		r, err := http.NewRequestWithContext(ctx, "GET", v.base+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := v.client.Do(r)
		if err != nil {
			t.Fatalf("%s is not answered beside slow clients: %v", address, err)
		}
		got.Body.Close()
		if got.StatusCode != 200 {
			t.Errorf("%s beside slow clients: %d", address, got.StatusCode)
		}
	}
	for i, c := range open[:300] { // their headers never end
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, c); os.IsTimeout(err) {
			t.Fatalf("slow client %d is still waited for", i)
		}
	}
}

// A reading that a script forges, sends again, or sends from elsewhere counts as little
// as it should.
func TestForgedReadings(t *testing.T) {
	v := openAviary(newNode(t, dbtest.Address(t, db.SQLite)))
	mark := "en." + v.shown
	send := func(body string, change ...func(*http.Request)) int {
		r := httptest.NewRequest("POST", v.base+"/reading", strings.NewReader(body))
		r.RemoteAddr = "198.51.100.7:1234"
		for name, value := range map[string]string{"Origin": v.base, "Sec-Fetch-Site": "same-origin", "Accept-Language": "en", "User-Agent": canaryBrowser} {
			r.Header.Set(name, value)
		}
		for _, f := range change {
			f(r)
		}
		w := httptest.NewRecorder()
		v.direct.ServeHTTP(w, r)
		if w.Body.Len() > 200 || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%.40q is answered %v %s", body, w.Header(), w.Body)
		}
		return w.Code
	}
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, c := range []struct {
		body   string
		change func(*http.Request)
		want   int
	}{
		{mark, set("Origin", "https://evil.example"), 403}, {mark, set("Sec-Fetch-Site", "cross-site"), 403}, {mark, set("Sec-Fetch-Site", "none"), 403}, {mark, set("Origin", "null"), 403},
		{mark, func(r *http.Request) { r.Header.Del("Origin"); r.Header.Del("Sec-Fetch-Site") }, 403}, {mark, func(r *http.Request) { r.Host = "evil.example" }, 403},
		{mark, func(r *http.Request) { r.Method = "PUT" }, 405}, {mark, func(r *http.Request) { r.Method = "GET" }, 405}, {mark, func(r *http.Request) { r.Method = "OPTIONS" }, 405},
		{"", nil, 400}, {"{}", nil, 400}, {`{"story":"` + v.shown + `"}`, nil, 400}, {"en", nil, 400}, {"en.", nil, 400}, {"en." + strings.Repeat("a", 200), nil, 400}, {strings.Repeat("a", 321), nil, 413}, {mark + "\x00", nil, 400},
		{"\xff\xfe.", nil, 400}, {strings.ToUpper(mark), nil, 400}, {"../" + mark, nil, 400}, {"zz." + v.shown, nil, 204}, {mark, set("User-Agent", "curl/8"), 204}, {mark, set("Accept-Language", ""), 204},
	} {
		if c.change == nil {
			c.change = func(*http.Request) {}
		}
		if got := send(c.body, c.change); got != c.want {
			t.Errorf("%.60q is answered %d, want %d", c.body, got, c.want)
		}
	}
	for range 300 { // one reader, who says each time to be another
		send(mark, set("X-Forwarded-For", fmt.Sprintf("203.0.113.%d", time.Now().UnixNano()%250)))
	}
	if err := v.stop(); err != nil {
		t.Fatal(err)
	}
	again := nodeIn(t, v.Config.Data, v.Config.Database)
	if n := again.count(`SELECT cast(coalesce(sum(halves), 0) AS bigint) FROM readership_hour`); n != 2 {
		t.Errorf("one reader counts for %d halves of one", n)
	}
}
