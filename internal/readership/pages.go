package readership

import (
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/peer"
)

// The addresses that pages tell readings to.
const (
	MessagePath = "/reading"     // POST, by the script
	ImagePath   = "/reading.gif" // GET, by the image for readers without script
)

// maxMessage bounds a message, in bytes: an edition, an id and a host name.
const maxMessage = 320

// Mark is how an article's page names itself in its messages: "ru.01jx…".
func Mark(l lang.Tag, story string) string { return string(l) + "." + story }

// Desk takes readers' messages.
type Desk struct {
	Counter *Counter
	Own     func(host string) bool  // whether a host name is one of the outlet's
	Edition func(lang.Tag) bool     // whether the outlet has it
	Proxies peer.Proxies            // whose X-Forwarded-For is believed
	Stray   func(remote netip.Addr) // told of an X-Forwarded-For of somebody else; may be nil
}

// Takes says whether a path is one of the desk's.
func Takes(path string) bool { return path == MessagePath || path == ImagePath }

// ServeHTTP answers 204 to every message that is one, whether it counts or not: who
// forges readings learns nothing.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h["Cache-Control"], h["X-Content-Type-Options"] = noStore, noSniff
	image := r.URL.Path == ImagePath
	allowed := http.MethodPost
	if image {
		allowed = http.MethodGet
	}
	var message string
	switch {
	case r.Method != allowed:
		h.Set("Allow", allowed)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	case !d.sameSite(r):
		w.WriteHeader(http.StatusForbidden)
		return
	case image:
		message = r.URL.RawQuery
	case r.ContentLength > maxMessage:
		h.Set("Connection", "close")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	default:
		var buffer [maxMessage]byte
		n, err := io.ReadFull(r.Body, buffer[:max(r.ContentLength, 0)])
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		message = string(buffer[:n])
	}
	reading, ok := read(message, r.Host)
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
	reading.Image, reading.Agent = image, r.UserAgent()
	if !d.Edition(reading.Lang) || fetchedAhead(r.Header) || r.Header.Get("Accept-Language") == "" || d.Counter.agents.bot(reading.Agent) {
		return
	}
	forwarded := r.Header["X-Forwarded-For"]
	reading.From = d.Proxies.Client(r.RemoteAddr, forwarded)
	if d.Stray != nil && len(forwarded) > 0 {
		if end, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && !d.Proxies.Trusts(end.Addr()) {
			d.Stray(end.Addr())
		}
	}
	d.Counter.Count(reading)
}

var noStore, noSniff = []string{"no-store"}, []string{"nosniff"}

// read takes a message apart: a mark, and the host name of the site that led here if
// it was another.
func read(message, own string) (Reading, bool) {
	if len(message) > maxMessage {
		return Reading{}, false
	}
	mark, from, _ := strings.Cut(message, " ")
	l, story, ok := strings.Cut(mark, ".")
	if !ok || len(l) > 35 || !id.Valid(story) {
		return Reading{}, false
	}
	from = siteName(from)
	if from == siteName(hostOf(own)) {
		from = ""
	}
	return Reading{Lang: lang.Tag(l), Story: strings.Clone(story), Referrer: from}, true
}

// siteName is a host name as anomalies show it; "" for what is none, addresses among
// them, which could be a person's.
func siteName(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	for _, prefix := range []string{"www.", "m.", "l.", "lm.", "mobile."} {
		host = strings.TrimPrefix(host, prefix)
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if len(host) > 100 || last == host || last == "" || strings.Trim(last, "0123456789") == "" {
		return ""
	}
	for i := range len(host) {
		if c := host[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return ""
		}
	}
	return host
}

// sameSite says whether a page of our own sent the request. Browsers say so where
// scripts cannot (Fetch Metadata Request Headers; RFC 6454, section 7); what says
// nothing of where it comes from is not counted.
func (d *Desk) sameSite(r *http.Request) bool {
	if !d.Own(hostOf(r.Host)) {
		return false
	}
	site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin")
	if site != "" && site != "same-origin" {
		return false
	}
	if origin == "" {
		if site != "" {
			return true
		}
		origin = r.Header.Get("Referer")
	}
	scheme, rest, _ := strings.Cut(origin, "://")
	host, _, _ := strings.Cut(rest, "/")
	return (scheme == "http" || scheme == "https") && host != "" && strings.EqualFold(host, r.Host)
}

// hostOf is a host without its port.
func hostOf(host string) string {
	u := url.URL{Host: host} // knows the brackets of IPv6
	return strings.ToLower(u.Hostname())
}

// fetchedAhead says whether a browser asks before anybody has looked (the headers of
// Chromium, Safari and Firefox, present and past).
func fetchedAhead(h http.Header) bool {
	for _, name := range []string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		for _, v := range h[name] {
			v = strings.ToLower(v)
			if strings.Contains(v, "prefetch") || strings.Contains(v, "prerender") || strings.Contains(v, "preview") {
				return true
			}
		}
	}
	return false
}
