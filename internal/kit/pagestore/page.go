package pagestore

import (
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Page is what a render makes: the same for every reader who asks for its key.
type Page struct {
	Status   int               // 0 is 200
	Type     string            // media type
	Body     []byte            // not compressed; it belongs to the store from then on
	Tags     []string          // what it is made of; a page without tags stays until it is pushed out
	Modified time.Time         // for Last-Modified; zero when not known
	Header   map[string]string // Cache-Control, Link, …; never Set-Cookie

	// Keep is how long the page may be kept; 0 is until a tag is dropped. A page
	// whose status is not 200 is kept only if it says for how long, only for the
	// statuses 301, 308, 404 and 410, and never on disk.
	Keep time.Duration

	// Once says that the page is not kept at all: only those who ask while it is
	// rendered share it.
	Once bool
}

// The bounds of a page that is kept. One beyond them is served all the same.
const (
	maxTags      = 1000
	maxKey       = 2048
	maxSurrogate = 8000 // bytes of the Surrogate-Key header
)

// keepable says whether the page may be kept, and among which.
func (p *Page) keepable(key string) (kept, sound bool) {
	if p.Once || len(p.Tags) > maxTags || len(key) > maxKey || p.Keep < 0 {
		return false, false
	}
	switch p.Status {
	case http.StatusOK:
		return true, true
	case http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusNotFound, http.StatusGone:
		return p.Keep > 0, false
	}
	return false, false
}

// entry is a page ready to be served.
type entry struct {
	key      string
	tags     []string
	status   int
	modified time.Time // whole seconds
	lastMod  string
	variants [encodings]variant
	size     int64
	expires  time.Time // zero: never

	pool       *pool // nil: not kept
	prev, next *entry
	visited    atomic.Bool
}

// variant is the page in one encoding, with its headers as net/http wants them.
type variant struct {
	body        []byte
	etag        string
	fields      []field // of the full answer
	notModified []field // of a 304
}

// field is a header line whose slice is put into the response's map as it is. Its
// capacity is its length: whoever appends gets a slice of their own.
type field struct {
	name  string
	value []string
}

func one(name, value string) field { return field{name, []string{value}} }

// newEntry compresses a page and writes its headers beforehand.
func (s *Store) newEntry(key string, p Page) *entry {
	return s.makeEntry(key, p, s.press.all(p.Type, p.Body))
}

func (s *Store) makeEntry(key string, p Page, bodies [encodings][]byte) *entry {
	e := &entry{key: key, tags: p.Tags, status: p.Status, size: int64(len(key)) + 1024}
	common := headers(p, s.o.Surrogates)
	if !p.Modified.IsZero() {
		e.modified = p.Modified.UTC().Truncate(time.Second)
		e.lastMod = e.modified.Format(http.TimeFormat)
		common = append(common, one("Last-Modified", e.lastMod))
	}
	for i, body := range bodies {
		if body == nil && i > 0 {
			continue
		}
		enc := encoding(i)
		v := variant{body: body, etag: etag(body, enc)}
		v.notModified = slices.Clip(append(slices.Clone(common), one("Etag", v.etag)))
		v.fields = append(slices.Clone(v.notModified), one("Content-Length", strconv.Itoa(len(body))))
		if p.Type != "" {
			v.fields = append(v.fields, one("Content-Type", p.Type))
		}
		if enc != identity {
			v.fields = append(v.fields, one("Content-Encoding", encodingNames[enc]))
		}
		e.variants[enc] = v
		e.size += int64(len(body)) + 512
	}
	for _, t := range p.Tags {
		e.size += int64(len(t)) + 64
	}
	return e
}

// headers are the lines that every encoding has and a 304 repeats (RFC 9110,
// section 15.4.5).
func headers(p Page, surrogate bool) []field {
	vary := "Accept-Encoding"
	var fields []field
	for name, value := range p.Header {
		switch name = http.CanonicalHeaderKey(name); name {
		case "Set-Cookie", "Content-Length", "Content-Encoding", "Content-Type", "Etag", "Last-Modified", "Surrogate-Key":
		case "Vary":
			vary += ", " + value
		default:
			fields = append(fields, one(name, value))
		}
	}
	slices.SortFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	fields = append(fields, one("Vary", vary))
	if keys := surrogates(p.Tags); surrogate && keys != "" {
		fields = append(fields, one("Surrogate-Key", keys))
	}
	return fields
}

// surrogates lists the tags for a CDN, up to the bound.
func surrogates(tags []string) string {
	var b strings.Builder
	for _, t := range tags {
		if t == "" || b.Len()+9 > maxSurrogate {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(SurrogateKey(t))
	}
	return b.String()
}

// SurrogateKey is a tag as the header Surrogate-Key names it: eight signs of its
// SHA-256, for a page has many tags and every reader would be sent them whole. Two
// tags that share a key would only be purged together.
func SurrogateKey(tag string) string {
	sum := sha256.Sum256([]byte(tag))
	return base32lower.EncodeToString(sum[:5])
}

var base32lower = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// etag is strong: it is made of the very bytes that are sent.
func etag(body []byte, e encoding) string {
	sum := sha256.Sum256(body)
	tag := `"` + base32lower.EncodeToString(sum[:10])
	if e != identity {
		tag += "-" + encodingNames[e]
	}
	return tag + `"`
}
