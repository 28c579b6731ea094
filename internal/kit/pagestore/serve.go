package pagestore

import (
	"context"
	"net/http"
	"strings"
)

// Serve answers a GET or HEAD with the page of the key, rendering it if it is not
// kept. When rendering fails the error is given back and nothing is written. The
// context of render is not the request's: others may wait for the same page.
func (s *Store) Serve(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (Page, error)) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return nil
	}
	e := s.lookup(key)
	if e == nil {
		var err error
		if e, err = s.missed(r.Context(), key, render); err != nil {
			return err
		}
	}
	s.write(w, r, e)
	return nil
}

// write sends the page in the best encoding, or says that the reader has it.
func (s *Store) write(w http.ResponseWriter, r *http.Request, e *entry) {
	h := w.Header()
	delete(h, "Set-Cookie")
	v := &e.variants[identity]
	if accept := r.Header["Accept-Encoding"]; len(accept) > 0 {
		v = e.choose(s.accepts.of(accept))
	}
	if e.status == http.StatusOK {
		if known := e.knownTo(r.Header, v); known != nil {
			put(h, known.notModified)
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	put(h, v.fields)
	w.WriteHeader(e.status)
	if r.Method == http.MethodGet {
		w.Write(v.body) // an error is the reader's line
	}
}

func put(h http.Header, fields []field) {
	for i := range fields {
		h[fields[i].name] = fields[i].value
	}
}

// choose takes the most welcome encoding, and of equals the smallest. Someone who
// refuses all that there is gets the identity: RFC 9110 leaves the choice, and a
// page is of more use than a 406.
func (e *entry) choose(q quality) *variant {
	best, weight := &e.variants[identity], q[identity]
	for i := gzipped; i < encodings; i++ {
		v := &e.variants[i]
		if v.body == nil || q[i] == 0 || q[i] < weight {
			continue
		}
		if q[i] > weight || len(v.body) < len(best.body) {
			best, weight = v, q[i]
		}
	}
	return best
}

// knownTo says which encoding of the page the reader already has, nil for none
// (RFC 9110, section 13.2.2). The one that would be sent is looked at first, but any
// will do: it is the same page.
func (e *entry) knownTo(h http.Header, v *variant) *variant {
	if lines, asked := h["If-None-Match"]; asked {
		for _, line := range lines {
			if matches(line, v.etag) {
				return v
			}
			for i := range e.variants {
				if other := &e.variants[i]; other.etag != "" && matches(line, other.etag) {
					return other
				}
			}
		}
		return nil
	}
	since := h["If-Modified-Since"]
	if len(since) != 1 || e.lastMod == "" {
		return nil
	}
	if since[0] == e.lastMod {
		return v
	}
	if t, err := http.ParseTime(since[0]); err == nil && !e.modified.After(t) {
		return v
	}
	return nil
}

// maxMatch bounds what is read of an If-None-Match line.
const maxMatch = 2048

// matches compares weakly (RFC 9110, section 13.1.2): W/ does not count.
func matches(line, etag string) bool {
	line = line[:min(len(line), maxMatch)]
	for line != "" {
		var tag string
		tag, line, _ = strings.Cut(line, ",") // our own tags have no comma
		tag = strings.TrimPrefix(strings.Trim(tag, " \t"), "W/")
		if tag == etag || tag == "*" {
			return true
		}
	}
	return false
}
