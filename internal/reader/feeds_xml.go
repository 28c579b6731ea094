package reader

import (
	"strings"
	"time"
	"unicode/utf8"
)

// xmlWriter writes well-formed XML 1.0 whatever the texts hold: signs that XML has
// no place for (section 2.2: most controls, half surrogates, U+FFFE, U+FFFF) and
// bytes that are not UTF-8 are left out, all others are escaped.
type xmlWriter struct{ out []byte }

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// open begins an element. Attributes are names and values in turn; one with an empty
// value is left out.
func (w *xmlWriter) open(name string, attributes ...string) {
	w.tag(name, attributes)
	w.out = append(w.out, ">\n"...)
}

func (w *xmlWriter) close(name string) {
	w.out = append(w.out, "</"...)
	w.out = append(w.out, name...)
	w.out = append(w.out, ">\n"...)
}

// empty writes an element without content.
func (w *xmlWriter) empty(name string, attributes ...string) {
	w.tag(name, attributes)
	w.out = append(w.out, "/>\n"...)
}

// text writes an element that holds text, and nothing when there is none.
func (w *xmlWriter) text(name, text string, attributes ...string) {
	if text == "" {
		return
	}
	w.tag(name, attributes)
	w.out = append(w.out, '>')
	w.out = appendXML(w.out, text)
	w.close(name)
}

// markup writes an element that holds HTML as character data: shorter than escaped,
// and some programs that read feeds look for it.
func (w *xmlWriter) markup(name, html string, attributes ...string) {
	if html == "" {
		return
	}
	w.tag(name, attributes)
	w.out = append(w.out, "><![CDATA["...)
	// "]]>" would end the section: it is parted between two (XML 1.0, section 2.7).
	w.out = append(w.out, strings.ReplaceAll(legalXML(html), "]]>", "]]]]><![CDATA[>")...)
	w.out = append(w.out, "]]>"...)
	w.close(name)
}

func (w *xmlWriter) tag(name string, attributes []string) {
	w.out = append(w.out, '<')
	w.out = append(w.out, name...)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] == "" {
			continue
		}
		w.out = append(w.out, ' ')
		w.out = append(w.out, attributes[i]...)
		w.out = append(w.out, '=', '"')
		w.out = appendXML(w.out, attributes[i+1])
		w.out = append(w.out, '"')
	}
}

// appendXML escapes for text and for attributes in double quotes.
func appendXML(out []byte, s string) []byte {
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if legalRune(r, size) {
				out = append(out, s[i:i+size]...)
			}
			i += size
			continue
		}
		i++
		switch {
		case c == '&':
			out = append(out, "&amp;"...)
		case c == '<':
			out = append(out, "&lt;"...)
		case c == '>':
			out = append(out, "&gt;"...)
		case c == '"':
			out = append(out, "&#34;"...)
		case c == '\t', c == '\n', c == '\r': // line ends would be made spaces in attributes
			out = append(out, ' ')
		case c >= 0x20:
			out = append(out, c)
		}
	}
	return out
}

// legalXML leaves out what XML cannot hold. It copies only what has something to lose.
func legalXML(s string) string {
	clean := true
	for i := 0; i < len(s) && clean; {
		c := s[i]
		if c < utf8.RuneSelf {
			clean = c >= 0x20 || c == '\t' || c == '\n'
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		clean = legalRune(r, size)
		i += size
	}
	if clean {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\t' && r != '\n' || !legalRune(r, utf8.RuneLen(r)) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// legalRune judges a rune beyond ASCII that was read from size bytes.
func legalRune(r rune, size int) bool {
	return !(r == utf8.RuneError && size <= 1) && r != 0xfffe && r != 0xffff
}

// stamp is a time as Atom, JSON Feed, sitemaps and schema.org write it: RFC 3339.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
