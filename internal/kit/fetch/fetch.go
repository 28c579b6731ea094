package fetch

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"masthead/internal/kit/fault"
)

// Bounds that hold when Options say nothing, and the largest URL read.
const (
	DefaultConnect   = 10 * time.Second
	DefaultTotal     = 20 * time.Second
	DefaultBytes     = 10 << 20
	DefaultRatio     = 100
	DefaultRedirects = 3
	MaxRedirects     = 10
	maxURL           = 8 << 10
	maxHeader        = 64 << 10
)

// Options say what a Client may reach and how much it takes. The zero value is
// the strict one.
type Options struct {
	Allow     []netip.Prefix // networks that may be reached although they are not public
	Ports     []uint16       // 80 and 443 when empty
	Redirects int            // hops followed: 0 means DefaultRedirects, below 0 none; at most MaxRedirects
	Connect   time.Duration  // for name, connection and TLS of one hop
	Total     time.Duration  // for the whole exchange, redirects and body included
	Bytes     int64          // of the decoded body
	Ratio     int64          // of decoded to received bytes
	UserAgent string
	Resolver  *net.Resolver // nil for the machine's own
	TLS       *tls.Config   // nil for the machine's roots
}

// Client fetches. It is safe for use by several goroutines.
type Client struct {
	o         Options
	guard     guard
	transport *http.Transport
}

// New makes a client, filling what the options leave open.
func New(o Options) *Client {
	setDefault(&o.Connect, DefaultConnect)
	setDefault(&o.Total, DefaultTotal)
	setDefault(&o.Bytes, DefaultBytes)
	setDefault(&o.Ratio, DefaultRatio)
	setDefault(&o.UserAgent, "Masthead")
	switch {
	case o.Redirects == 0:
		o.Redirects = DefaultRedirects
	case o.Redirects < 0:
		o.Redirects = 0
	}
	o.Redirects = min(o.Redirects, MaxRedirects)
	if len(o.Ports) == 0 {
		o.Ports = []uint16{80, 443}
	}
	c := &Client{o: o, guard: guard{allow: slices.Clone(o.Allow), ports: slices.Clone(o.Ports)}}
	dialer := &net.Dialer{Timeout: o.Connect, Resolver: o.Resolver, Control: c.control}
	conf := &tls.Config{MinVersion: tls.VersionTLS12}
	if o.TLS != nil {
		conf = o.TLS.Clone()
	}
	c.transport = &http.Transport{
		Proxy:                  nil, // the environment has no say
		DialContext:            dialer.DialContext,
		TLSClientConfig:        conf,
		TLSHandshakeTimeout:    o.Connect,
		ResponseHeaderTimeout:  o.Total,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // decoded here, under the caps
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           16,
		MaxConnsPerHost:        8,
		IdleConnTimeout:        30 * time.Second,
	}
	return c
}

func setDefault[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// Close lets go of idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// control is asked by the dialer after the name was resolved and before the
// connection is made: what it sees is what is dialled.
func (c *Client) control(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || !strings.HasPrefix(network, "tcp") || !c.guard.address(ap.Addr()) || !c.guard.port(ap.Port()) {
		return fault.New(fault.Invalid, "fetch.refused_address").With("host", address)
	}
	return nil
}

// Request is one thing to get.
type Request struct {
	URL    string
	Method string      // GET when empty; HEAD, POST and DELETE are possible, the last two follow no redirect
	Header http.Header // sent to the URL's own origin only, never across a redirect
	Body   []byte      // of a POST
	Accept Types       // what may come back; AnyType must be said
}

// Answer is what came back: status 2xx, or 304 to a conditional request.
type Answer struct {
	URL    string // after redirects
	Status int
	Type   string // media type as told by content and header together, without parameters
	Header http.Header
	Body   []byte // decoded
}

// Check says whether an address looks like one that may be fetched, without
// touching the network; a form can tell the person at once. Its faults are
// fetch.bad_url and fetch.refused_address.
func (c *Client) Check(rawURL string) error {
	_, err := c.target(nil, rawURL)
	return err
}

// Get fetches a URL for reading.
func (c *Client) Get(ctx context.Context, rawURL string, accept Types) (*Answer, error) {
	return c.Do(ctx, Request{URL: rawURL, Accept: accept})
}

// Do fetches under all the bounds. Its faults, which name the host, and for
// too_large the limit in MB, for wrong_type the declared type and what was found,
// for a refused status the status:
//
//   - Invalid fetch.bad_url, fetch.refused_address, fetch.unknown_host,
//     fetch.too_many_redirects, fetch.redirected, fetch.too_large, fetch.bomb,
//     fetch.bad_encoding, fetch.wrong_type, fetch.refused_status, fetch.bad_answer
//   - NotFound fetch.absent, Gone fetch.gone
//   - Busy fetch.unreachable, fetch.timed_out, fetch.unavailable
//
// When ctx ends first, its error comes back as it is.
func (c *Client) Do(ctx context.Context, r Request) (*Answer, error) {
	if len(r.Accept) == 0 {
		return nil, errors.New("fetch: a request must say what it accepts")
	}
	setDefault(&r.Method, http.MethodGet)
	if r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodPost && r.Method != http.MethodDelete {
		return nil, fmt.Errorf("fetch: method %q", r.Method)
	}
	u, err := c.target(nil, r.URL)
	if err != nil {
		return nil, err
	}
	timed, cancel := context.WithTimeout(ctx, c.o.Total)
	defer cancel()
	a, err := c.follow(timed, u, r)
	if err == nil {
		return a, nil
	}
	return nil, explain(ctx, u, err)
}

// follow goes from hop to hop. Each hop's URL is checked by target and each
// connection by control.
func (c *Client) follow(ctx context.Context, u *url.URL, r Request) (*Answer, error) {
	first := u
	for hop := 0; ; hop++ {
		resp, err := c.send(ctx, u, r, sameOrigin(first, u))
		if err != nil {
			return nil, err
		}
		location := resp.Header.Get("Location")
		if !isRedirect(resp.StatusCode) || location == "" {
			defer resp.Body.Close()
			return c.read(u, resp, r)
		}
		resp.Body.Close()
		if r.Method == http.MethodPost || r.Method == http.MethodDelete {
			return nil, fault.New(fault.Invalid, "fetch.redirected").With("host", u.Hostname())
		}
		if hop == c.o.Redirects {
			return nil, fault.New(fault.Invalid, "fetch.too_many_redirects").With("host", first.Hostname())
		}
		if u, err = c.target(u, location); err != nil {
			return nil, err
		}
	}
}

func isRedirect(status int) bool {
	switch status {
	case 301, 302, 303, 307, 308:
		return true
	}
	return false
}

// sameOrigin also ends for good once a chain has left the first origin, since
// first is never replaced by a later hop.
func sameOrigin(a, b *url.URL) bool { return a.Scheme == b.Scheme && a.Host == b.Host }

// send makes one hop's request by the transport itself: no jar, no Referer, no
// user information and nothing else that a full client would add.
func (c *Client) send(ctx context.Context, u *url.URL, r Request, own bool) (*http.Response, error) {
	var body io.Reader
	if r.Method == http.MethodPost {
		body = bytes.NewReader(r.Body)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, u.String(), body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "fetch.bad_url").Because(err)
	}
	if own && r.Header != nil {
		req.Header = r.Header.Clone()
	}
	req.Header.Set("User-Agent", c.o.UserAgent)
	req.Header.Set("Accept", r.Accept.header())
	req.Header.Set("Accept-Encoding", "gzip, br, zstd, deflate")
	return c.transport.RoundTrip(req)
}

// target checks an address: where it may lead by its looks. Where it really
// leads is checked when it is dialled.
func (c *Client) target(base *url.URL, raw string) (*url.URL, error) {
	bad := fault.New(fault.Invalid, "fetch.bad_url")
	if raw == "" || len(raw) > maxURL || strings.ContainsFunc(raw, notInURL) {
		return nil, bad
	}
	u, err := url.Parse(raw)
	if err != nil {
		return nil, bad.Because(errors.New("the address does not parse"))
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" || u.Host == "" {
		return nil, bad
	}
	refused := fault.New(fault.Invalid, "fetch.refused_address").With("host", u.Hostname())
	host, ok := c.guard.host(strings.ToLower(u.Hostname()))
	if !ok {
		return nil, refused
	}
	port := map[string]uint16{"http": 80, "https": 443}[u.Scheme]
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return nil, bad
		}
		port = uint16(n)
	} else if strings.HasSuffix(u.Host, ":") {
		return nil, bad
	}
	if !c.guard.port(port) {
		return nil, refused
	}
	u.Host = net.JoinHostPort(host, strconv.Itoa(int(port)))
	if port == 80 && u.Scheme == "http" || port == 443 && u.Scheme == "https" {
		u.Host = strings.TrimSuffix(u.Host, ":"+strconv.Itoa(int(port)))
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// notInURL are signs that one reader of URLs takes for something else than
// another: controls, blanks, the backslash.
func notInURL(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' || r == 0xfffd }

// explain turns what the network said into a fault; what is one already stays.
func explain(ctx context.Context, u *url.URL, err error) error {
	if cause := ctx.Err(); cause != nil {
		return cause
	}
	if f, ok := fault.As(err); ok {
		return f
	}
	host := u.Hostname()
	var dns *net.DNSError
	var ne net.Error
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return fault.New(fault.Invalid, "fetch.unknown_host").With("host", host).Because(err)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &ne) && ne.Timeout():
		return fault.New(fault.Busy, "fetch.timed_out").With("host", host).Because(err)
	}
	return fault.New(fault.Busy, "fetch.unreachable").With("host", host).Because(err)
}
