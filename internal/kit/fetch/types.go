package fetch

import (
	"bytes"
	"mime"
	"net/http"
	"slices"
	"strings"

	"masthead/internal/kit/fault"
)

// Types lists media types that an answer may have. "image/*" means the pictures
// that are pixels; SVG, which is a program, must be named.
type Types []string

// The sets that Masthead asks for.
var (
	AnyType = Types{"*/*"}
	Pages   = Types{"text/html", "application/xhtml+xml"}
	Feeds   = Types{"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "application/xml", "text/xml", "application/json"}
	Images  = Types{"image/*"}
	JSON    = Types{"application/json", "application/*+json"}
	Texts   = Types{"text/plain"}
)

func (t Types) header() string { return strings.Join(t, ", ") }

func (t Types) has(typ string) bool {
	for _, want := range t {
		switch {
		case want == "*/*", want == typ:
			return true
		case want == "image/*":
			if strings.HasPrefix(typ, "image/") && !textual(typ) {
				return true
			}
		case want == "application/*+json":
			if strings.HasPrefix(typ, "application/") && strings.HasSuffix(typ, "+json") {
				return true
			}
		}
	}
	return false
}

// judge tells the type of a body, or refuses it. The content is believed where
// it speaks clearly; the header only where it does not contradict.
func (t Types) judge(header string, body []byte) (string, *fault.Fault) {
	declared := mediaType(header)
	told := sniff(body)
	for _, typ := range candidates(declared, told) {
		if t.has(typ) {
			return typ, nil
		}
	}
	if declared == "" {
		declared = told
	}
	return "", fault.New(fault.Invalid, "fetch.wrong_type").With("type", declared).With("found", told)
}

// candidates are the types a body may go by, the surest first.
func candidates(declared, told string) []string {
	mute := declared == "" || declared == "application/octet-stream" || declared == "text/plain"
	switch {
	case told == "application/octet-stream": // bytes without a signature that is known here
		if mute {
			return []string{told}
		}
		if textual(declared) || slices.Contains(signed, declared) {
			return nil
		}
		return []string{declared}
	case !textual(told): // bytes with a signature: the header may only be vague or name a relative
		if mute || topLevel(declared) == topLevel(told) && !textual(declared) {
			return []string{told}
		}
		return nil
	case mute:
		return []string{told}
	case !textual(declared): // a picture or an archive that is text
		return nil
	case told == "text/plain": // any text at all
		return []string{declared}
	case told == "application/json":
		return []string{declared, told}
	case told == "text/html": // an error page in a feed's clothes is a page
		if declared == "application/xhtml+xml" {
			return []string{declared}
		}
		return []string{told}
	case told == "text/xml": // some XML; only the header knows which
		return []string{declared, told}
	}
	return []string{told} // a root element that names itself: rss, feed, svg
}

// signed are the types that sniff always knows: what claims to be one of them and
// was not recognised is none.
var signed = []string{
	"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf", "application/zip",
	"application/gzip", "application/x-gzip",
}

func mediaType(header string) string {
	typ, _, err := mime.ParseMediaType(header)
	if err != nil && typ == "" {
		return ""
	}
	return typ
}

func topLevel(typ string) string {
	top, _, _ := strings.Cut(typ, "/")
	return top
}

func textual(typ string) bool {
	switch typ {
	case "application/json", "application/xml", "application/javascript", "application/ecmascript", "application/x-javascript":
		return true
	}
	return strings.HasPrefix(typ, "text/") || strings.HasSuffix(typ, "+xml") || strings.HasSuffix(typ, "+json")
}

// roots are the first elements that tell a document's type by themselves.
var roots = []struct{ name, typ string }{
	{"rss", "application/rss+xml"},
	{"feed", "application/atom+xml"},
	{"rdf:rdf", "application/rdf+xml"},
	{"svg", "image/svg+xml"},
	{"html", "text/html"},
}

// sniff tells a type by content: the signatures of the WHATWG sniffing standard,
// then the first element of a document, then JSON.
func sniff(body []byte) string {
	told := mediaType(http.DetectContentType(body))
	if told != "text/plain" && told != "text/xml" {
		return told
	}
	if told == "text/plain" && looksBinary(body) {
		return "application/octet-stream"
	}
	head := body[:min(len(body), 4<<10)]
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if name := firstElement(head); name != "" {
		for _, r := range roots {
			if r.name == name {
				return r.typ
			}
		}
		return told
	}
	if len(head) > 0 && (head[0] == '{' || head[0] == '[') {
		return "application/json"
	}
	return told
}

// looksBinary finds a NUL that the signatures' 512 bytes did not reach. UTF-16
// and UTF-32 begin with a byte order mark that was recognised before.
func looksBinary(body []byte) bool {
	utf16 := bytes.HasPrefix(body, []byte("\xfe\xff")) || bytes.HasPrefix(body, []byte("\xff\xfe"))
	return !utf16 && bytes.IndexByte(body[:min(len(body), 64<<10)], 0) >= 0
}

// firstElement is the lower-case name of the first element after prolog, comments
// and document type.
func firstElement(b []byte) string {
	for len(b) > 1 && b[0] == '<' {
		end := ""
		switch {
		case bytes.HasPrefix(b, []byte("<!--")):
			end = "-->"
		case b[1] == '?' || b[1] == '!':
			end = ">"
		default:
			name := b[1:]
			if i := bytes.IndexAny(name, " \t\r\n/>"); i >= 0 {
				name = name[:i]
			}
			return strings.ToLower(string(name[:min(len(name), 32)]))
		}
		i := bytes.Index(b, []byte(end))
		if i < 0 {
			return ""
		}
		b = bytes.TrimLeft(b[i+len(end):], " \t\r\n")
	}
	return ""
}
