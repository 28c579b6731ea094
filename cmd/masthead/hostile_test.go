package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/db"
)

// said is one answer as it came over the wire.
type said struct {
	status int
	header http.Header
	body   string
	last   bool // the connection ends with it
}

// raw sends bytes as they are and reads every answer until the connection ends.
func (n *node) raw(bytes string) (answers []said) {
	n.Helper()
	c, err := net.Dial("tcp", n.address)
	if err != nil {
		n.Fatal(err)
	}
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	go io.WriteString(c, bytes)
	in := bufio.NewReader(c)
	for {
		got, err := http.ReadResponse(in, nil)
		if err != nil {
			return answers
		}
		body, _ := io.ReadAll(got.Body)
		answers = append(answers, said{got.StatusCode, got.Header, string(body), got.Close})
	}
}

// request writes a request whose first line and headers are as given.
func request(line string, headers ...string) string {
	return line + "\r\nHost: news.example\r\nConnection: close\r\n" + strings.Join(append(headers, "\r\n"), "\r\n")
}

// proper holds an answer to what must be true of all.
func (n *node) proper(what string, a said) {
	n.Helper()
	if a.header.Get("Set-Cookie") != "" {
		n.Errorf("%.80q sets a cookie", what)
	}
	if a.status >= 500 {
		n.Errorf("%.80q: %d", what, a.status)
	}
	// net/http's own refusals are of no page: the statuses are none that caches keep
	// unasked (RFC 9110, section 15.1).
	if a.status >= 400 && a.header.Get("Cache-Control") != "no-store" && !(a.last && (a.status == 400 || a.status == 431 || a.status == 505)) {
		n.Errorf("%.80q: %d may be kept: %v", what, a.status, a.header)
	}
	if to := a.header.Get("Location"); to != "" && (to[0] != '/' || len(to) > 1 && (to[1] == '/' || to[1] == '\\')) {
		n.Errorf("%.80q leads away to %q", what, to)
	}
}

func hostileNode(t *testing.T) (n *node, path string) {
	p := newPlace(t, db.SQLite, "en,ka", "--url", "https://news.example")
	path = p.article("A steady page")
	return p.serve(), path
}

func TestOddRequests(t *testing.T) {
	n, path := hostileNode(t)
	long := strings.Repeat("a", 64<<10)
	for _, c := range []struct {
		bytes string
		want  []int // any of these; 0 is a connection that ends without an answer
	}{
		{request("GET " + path + " HTTP/1.1"), []int{200}},
		{request("HEAD " + path + " HTTP/1.1"), []int{200}},
		{request("POST "+path+" HTTP/1.1", "Content-Length: 3") + "a=b", []int{405}},
		{request("PUT " + path + " HTTP/1.1"), []int{405}},
		{request("DELETE " + path + " HTTP/1.1"), []int{405}},
		{request("OPTIONS " + path + " HTTP/1.1"), []int{405}},
		{request("OPTIONS * HTTP/1.1"), []int{200, 400, 405}},
		{request("TRACE " + path + " HTTP/1.1"), []int{405}},
		{request("CONNECT news.example:443 HTTP/1.1"), []int{400, 404, 405}},
		{request("PROPFIND / HTTP/1.1"), []int{405}},
		{request("BREW / HTTP/1.1"), []int{405}},
		{request("get " + path + " HTTP/1.1"), []int{405, 400}},
		{request("G=T / HTTP/1.1"), []int{400}},
		{request("GET "+path+" HTTP/1.1", "X: "+strings.Repeat("x", 100<<10)), []int{431}},
		{request("GET "+path+" HTTP/1.1", strings.Split(strings.Repeat("X: y\n", 20_000), "\n")[:20_000]...), []int{431}},
		{request("GET /" + long + " HTTP/1.1"), []int{414, 431}},
		{request("GET /en/" + long[:4000] + "/ HTTP/1.1"), []int{414}},
		{request("GET " + path + "?" + long[:20_000] + " HTTP/1.1"), []int{414}},
		{request("GET "+path+" HTTP/1.1", "X-HTTP-Method-Override: DELETE"), []int{200}},
		{request("GET " + path + " HTTP/9.9"), []int{505}},
		{"GET " + path + "\r\n\r\n", []int{400}},
		{"GET " + path + " HTTP/1.1\r\n\r\n", []int{400}},
		{"GET " + path + " HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", []int{400}},
		{"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", []int{400, 0}},
		{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []int{400, 405, 505, 0}},
	} {
		answers := n.raw(c.bytes)
		status := 0
		if len(answers) > 0 {
			status = answers[0].status
		}
		if len(answers) > 1 || !slices.Contains(c.want, status) {
			t.Errorf("%.60q: %d answers, %d; want %v", c.bytes, len(answers), status, c.want)
		}
		for _, a := range answers {
			if a.status != 505 {
				n.proper(c.bytes, a)
			}
		}
	}
}

// A request that two programs could read in two ways is refused, and the connection
// with it: nothing that follows is taken for a request (RFC 9112, section 11.2).
func TestSmuggling(t *testing.T) {
	n, path := hostileNode(t)
	hidden := "GET /en/hidden/ HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n"
	head := "POST " + path + " HTTP/1.1\r\nHost: news.example\r\n"
	for name, bytes := range map[string]string{
		"length and chunks": head + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
		"two lengths":       head + "Content-Length: 0\r\nContent-Length: 5\r\n\r\n" + hidden,
		"length list":       head + "Content-Length: 0, 5\r\n\r\n" + hidden,
		"signed length":     head + "Content-Length: +0\r\n\r\n" + hidden,
		"two encodings":     head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
		"odd encoding":      head + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
		"spaced name":       head + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + hidden,
		"folded line":       head + "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length : 0\r\n\r\n" + hidden,
		"bad chunk":         head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + hidden,
		"huge chunk":        head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n" + hidden,
		"bare CR":           head + "X: y\rZ: w\r\n\r\n" + hidden,
		"NUL in a value":    head + "X: \x00\r\n\r\n" + hidden,
	} {
		answers := n.raw(bytes)
		if len(answers) != 1 || answers[0].status < 400 {
			t.Errorf("%s: %d answers", name, len(answers))
			continue
		}
		if a := answers[0]; a.status != 400 && a.status != 501 || !a.last {
			t.Errorf("%s: %d, last: %v", name, a.status, a.last)
		}
	}
}

// No trick in an address reaches a file, another host or another page.
func TestPathTricks(t *testing.T) {
	n, path := hostileNode(t)
	slug := strings.Trim(strings.TrimPrefix(path, "/en/"), "/")
	for _, p := range []string{
		"//" + "evil.example/", "//evil.example" + path, "/\\evil.example/", "/%5cevil.example/", "/%2f%2fevil.example/", "/en//" + slug + "/", "//en/" + slug + "/",
		"/../etc/passwd", "/en/../../etc/passwd", "/%2e%2e/etc/passwd", "/en/%2e%2e/" + slug + "/", "/en/..%2f..%2fetc/passwd", "/en/%252e%252e/x/",
		"/assets/../masthead.db", "/assets/%2e%2e/masthead.db", "/assets/x/..%2f..%2fgo.mod", "/media/../masthead.db", "/media/%2e%2e%2fmasthead.db", "/media/..%5cmasthead.db",
		"/en/" + slug + ";x/", "/en;x/" + slug + "/", "/en/" + slug + "%00/", "/en/%00/", "/en/" + slug + "%0a/", "/en/" + slug + "%0d%0aSet-Cookie:a=b/",
		"/en/" + slug + "%20/", "/en/%ff%fe/", "/en/%c0%ae%c0%ae/", "/en/" + slug + "/.", "/en/" + slug + "/..", "/EN/" + slug + "/", "/en/" + slug + "/index.php",
		"/en/" + slug + ".css", "/en/" + slug + "/x.css", "/en/" + slug + "%3fx/", "/en/" + slug + "%23x/", "/en/" + slug + "\u202e/", "/en/\u2215etc/", "/en/ＳＬＵＧ/",
		"/.env", "/.git/config", "/wp-login.php", "/wp-admin/", "/masthead.toml", "/en/latest/../../masthead.db",
		"/?p=../../etc/passwd", "/?p=%00", "/?p=99999999999999999999999", "/?p=1;DROP TABLE story", "/en/?before=%00", "/en/latest/?before='%22--", "/en/latest/?before=" + strings.Repeat("9", 5000),
	} {
		for _, a := range n.raw(request("GET " + strings.ReplaceAll(p, " ", "%20") + " HTTP/1.1")) {
			n.proper(p, a)
			if a.status == 200 && !strings.HasPrefix(p, "/en/?") && !strings.HasPrefix(p, "/en/latest/?") {
				t.Errorf("%q: 200", p)
			}
			if strings.Contains(a.body, "root:") || strings.Contains(a.body, "SQLite format") {
				t.Errorf("%q gives a file away", p)
			}
		}
	}
}

// Nothing but what Vary names changes an answer.
func TestHeadersChangeNothing(t *testing.T) {
	n, path := hostileNode(t)
	pages := map[string]answer{}
	for _, p := range []string{path, "/en/", "/en/feed.xml", "/sitemap.xml", "/en/nothing/", "/"} {
		pages[p] = n.get(p, "Host", "news.example")
	}
	names := strings.Fields(`X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port X-Forwarded-Prefix X-Forwarded-For X-Forwarded-Server X-Forwarded-Scheme
		X-Forwarded-Path X-Forwarded-Ssl Forwarded X-Original-Url X-Rewrite-Url X-Original-Host X-Host X-Http-Host-Override X-Real-Ip True-Client-Ip Client-Ip
		Cf-Connecting-Ip Cf-Visitor X-Client-Ip X-Cluster-Client-Ip X-Http-Method-Override X-Http-Method X-Method-Override X-Requested-With X-Wap-Profile
		X-Url-Scheme Front-End-Https X-Proxy-Url X-Accel-Redirect X-Accel-Internal X-Sendfile X-Original-Remote-Addr X-Remote-User X-User X-Admin Remote-User
		X-Backend X-Backend-Host X-Custom-Ip-Authorization X-Envoy-Original-Path X-Envoy-External-Address X-Middleware-Subrequest X-Middleware-Prefetch
		X-Nextjs-Data X-Debug X-Trace X-Amz-Website-Redirect-Location X-Forwarded X-Forwarded-By X-Proxyuser-Ip Via Max-Forwards Pragma Cache-Control Referer
		Origin Cookie Authorization Proxy-Authorization User-Agent Accept Accept-Charset Dnt Sec-Gpc Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User
		Sec-Ch-Ua Sec-Ch-Ua-Mobile Sec-Ch-Ua-Platform Sec-Ch-Prefers-Color-Scheme Save-Data Device-Memory Downlink Ect Rtt Viewport-Width Width Dpr Upgrade-Insecure-Requests
		Purpose X-Purpose X-Moz Te Trailer Upgrade Warning Date From Expect-Ct Content-Type Content-Encoding Content-Language Content-Location X-Csrf-Token
		X-Xsrf-Token X-Api-Key X-Request-Id X-Correlation-Id Traceparent Tracestate Baggage Priority Early-Data Alt-Used Surrogate-Capability Cdn-Loop`)
	if len(names) < 100 {
		t.Fatalf("only %d names", len(names))
	}
	for _, name := range names {
		for p, want := range pages {
			got := n.get(p, "Host", "news.example", name, "evil.example")
			if got.status != want.status || got.body != want.body || got.header.Get("Location") != want.header.Get("Location") || got.header.Get("Cache-Control") != want.header.Get("Cache-Control") {
				t.Errorf("%s changes %s: %d, %d bytes; was %d, %d bytes", name, p, got.status, len(got.body), want.status, len(want.body))
			}
		}
	}
}

func TestHostileHeaderValues(t *testing.T) {
	n, path := hostileNode(t)
	whole := n.get(path, "Host", "news.example")
	var ranges, languages []string
	for i := range 1500 {
		ranges = append(ranges, fmt.Sprintf("%d-%d", i, i+1))
		languages = append(languages, fmt.Sprintf("x%d;q=0.%d", i, i))
	}
	for _, c := range []struct {
		path, name, value string
		status            int
	}{
		{"/", "Accept-Language", strings.Repeat("en,", 350_000), 431}, // a megabyte
		{"/", "Accept-Language", strings.Repeat("ka,", 10_000)[:29_000], 302},
		{"/", "Accept-Language", strings.Join(languages, ","), 302},
		{"/", "Accept-Language", "ka;q=NaN, en;q=-1, *;q=1e309", 302},
		{"/", "Accept-Language", strings.Repeat("-", 900), 302},
		{"/", "Accept-Language", "//evil.example", 302},
		{path, "Range", "bytes=0-0", 200},
		{path, "Range", "bytes=" + strings.Join(ranges, ","), 200},
		{path, "Range", "bytes=9223372036854775807-", 200},
		{path, "Range", "bytes=-9223372036854775808", 200},
		{path, "If-None-Match", strings.Repeat(`"x",`, 7000), 200},
		{path, "If-None-Match", `"` + strings.Repeat("x", 20_000), 200},
		{path, "If-Modified-Since", "Mon, 99 Foo 9999 99:99:99 GMT", 200},
		{path, "If-Modified-Since", strings.Repeat("9", 20_000), 200},
		{path, "Accept-Encoding", strings.Repeat("gzip;q=0,", 3000), 200},
		{path, "Accept-Encoding", "identity;q=0, *;q=0", 200},
		{path, "Cookie", strings.Repeat("a=b; ", 5000), 200},
	} {
		for _, a := range n.raw(request("GET "+c.path+" HTTP/1.1", c.name+": "+c.value)) {
			n.proper(c.name, a)
			if a.status != c.status {
				t.Errorf("%s: %.60s: %d, want %d", c.name, c.value, a.status, c.status)
			}
			if a.status == 302 && a.header.Get("Location") != "/en/" && a.header.Get("Location") != "/ka/" {
				t.Errorf("%s leads to %q", c.name, a.header.Get("Location"))
			}
			if a.status == 200 && a.body != whole.body {
				t.Errorf("%s: %.60s: %d bytes of %d", c.name, c.value, len(a.body), len(whole.body))
			}
		}
	}
}
