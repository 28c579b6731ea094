package wordpress

import (
	"bytes"
	"html"
	"io"
)

const (
	windowSize = 256 << 10
	maxTagLen  = 32 << 10
	maxText    = 8 << 20 // bytes of one element; a body must stay below two million
)

// tag is one tag of the file. Its bytes are good until the next call of the scanner.
type tag struct {
	name  []byte // with its prefix, as written
	raw   []byte // from "<" to ">"
	close bool   // </x>
	empty bool   // <x/>
	line  int
}

// scanner reads tags and the text between them from a window that moves over the
// file. It counts lines and never fails on what is not well formed: "<" that
// begins nothing is text.
type scanner struct {
	r     io.Reader
	buf   []byte
	pos   int
	eof   bool
	err   error // other than the end of the file
	line  int
	text  []byte // of the element being read
	over  bool   // text was more than maxText; the rest was not kept
	open  bool   // the file ended within a CDATA section, a comment or a tag
	types bool   // the file has a document type
	again *tag   // to be given once more
}

func newScanner(r io.Reader) *scanner {
	return &scanner{r: r, buf: make([]byte, 0, windowSize), line: 1}
}

// fill reads more behind what the window still holds; false means there is no more.
func (s *scanner) fill() bool {
	if s.eof {
		return false
	}
	if s.pos > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[s.pos:])]
		s.pos = 0
	}
	if len(s.buf) == cap(s.buf) {
		grown := make([]byte, len(s.buf), 2*cap(s.buf))
		copy(grown, s.buf)
		s.buf = grown
	}
	for range 100 { // a reader that gives nothing forever is at its end
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if err != nil {
			s.eof = true
			if err != io.EOF {
				s.err = err
			}
		}
		if n > 0 || s.eof {
			return n > 0
		}
	}
	s.eof, s.err = true, io.ErrNoProgress
	return false
}

// need makes at least n bytes stand in the window, if the file has them.
func (s *scanner) need(n int) bool {
	for len(s.buf)-s.pos < n {
		if !s.fill() {
			return false
		}
	}
	return true
}

// skip moves on by n bytes of the window.
func (s *scanner) skip(n int) {
	s.line += bytes.Count(s.buf[s.pos:s.pos+n], []byte{'\n'})
	s.pos += n
}

// keep moves on by n bytes of the window and adds them to the text.
func (s *scanner) keep(n int) {
	if len(s.text)+n > maxText {
		s.over = true
	}
	if !s.over {
		s.text = append(s.text, s.buf[s.pos:s.pos+n]...)
	}
	s.skip(n)
}

// back gives t again at the next call of next.
func (s *scanner) back(t tag) { s.again = &t }

// rewind puts bytes before the window, to be read as if they came next, from line on.
func (s *scanner) rewind(line int, parts ...[]byte) {
	rest := bytes.Clone(s.buf[s.pos:])
	s.buf = append(bytes.Join(parts, nil), rest...)
	s.pos, s.line, s.again = 0, line, nil
}

// next reads text up to the next tag, adds it to s.text, and gives the tag. At the
// end of the file it gives false.
func (s *scanner) next() (tag, bool) {
	if s.again != nil {
		t := *s.again
		s.again = nil
		return t, true
	}
	for {
		from := len(s.text)
		s.plain()
		s.unescape(from)
		if !s.need(2) {
			s.keep(len(s.buf) - s.pos)
			return tag{}, false
		}
		switch c := s.buf[s.pos+1]; {
		case c == '!':
			s.declaration()
		case c == '?':
			s.skip(2)
			s.through("?>", false)
		default:
			if t, ok := s.tag(); ok {
				return t, true
			}
			s.keep(1)
		}
	}
}

// plain keeps text up to "<".
func (s *scanner) plain() {
	for {
		i := bytes.IndexByte(s.buf[s.pos:], '<')
		if i >= 0 {
			s.keep(i)
			return
		}
		s.keep(len(s.buf) - s.pos)
		if !s.fill() {
			return
		}
	}
}

// unescape resolves the entities that HTML knows in what was kept since from.
func (s *scanner) unescape(from int) {
	if from >= len(s.text) || bytes.IndexByte(s.text[from:], '&') < 0 {
		return
	}
	s.text = append(s.text[:from], html.UnescapeString(string(s.text[from:]))...)
}

// through moves behind the next end, keeping what stands before it or not.
func (s *scanner) through(end string, keep bool) {
	move := s.skip
	if keep {
		move = s.keep
	}
	for {
		if i := bytes.Index(s.buf[s.pos:], []byte(end)); i >= 0 {
			move(i)
			s.skip(len(end))
			return
		}
		if n := len(s.buf) - s.pos - len(end) + 1; n > 0 {
			move(n)
		}
		if !s.fill() {
			move(len(s.buf) - s.pos)
			s.open = true
			return
		}
	}
}

// declaration reads what begins with "<!": a CDATA section, a comment, a document type.
func (s *scanner) declaration() {
	s.need(9)
	switch at := s.buf[s.pos:]; {
	case bytes.HasPrefix(at, []byte("<![CDATA[")):
		s.skip(9)
		s.through("]]>", true)
	case bytes.HasPrefix(at, []byte("<!--")):
		s.skip(4)
		s.through("-->", false)
	case bytes.HasPrefix(at, []byte("<!DOCTYPE")), bytes.HasPrefix(at, []byte("<!doctype")):
		s.types = true
		s.doctype()
	default:
		s.keep(2)
	}
}

// doctype skips a document type with its inner part, unread.
func (s *scanner) doctype() {
	for depth := 0; ; {
		i := bytes.IndexAny(s.buf[s.pos:], "[]>")
		if i < 0 {
			s.skip(len(s.buf) - s.pos)
			if !s.fill() {
				s.open = true
				return
			}
			continue
		}
		c := s.buf[s.pos+i]
		s.skip(i + 1)
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return
			}
		}
	}
}

// tag reads the tag that begins here; false means that none does.
func (s *scanner) tag() (tag, bool) {
	at := 1
	if s.buf[s.pos+1] == '/' {
		at = 2
	}
	if !s.need(at+1) || !nameStart(s.buf[s.pos+at]) {
		return tag{}, false
	}
	end := s.tagEnd(at)
	if end < 0 {
		return tag{}, false
	}
	t := tag{raw: s.buf[s.pos : s.pos+end], line: s.line, close: at == 2}
	n := at
	for n < end && nameByte(t.raw[n]) {
		n++
	}
	t.name = t.raw[at:n]
	t.empty = !t.close && t.raw[end-2] == '/'
	s.skip(end)
	return t, true
}

// tagEnd is the length of the tag that begins here, -1 if it does not end within bounds.
func (s *scanner) tagEnd(at int) int {
	var quote byte
	for i := at; i < maxTagLen; {
		for _, c := range s.buf[min(s.pos+i, len(s.buf)):] {
			switch i++; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				return i
			case c == '<':
				return -1
			}
		}
		if !s.need(i + 1) {
			s.open = true
			return -1
		}
	}
	return -1
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func nameByte(c byte) bool {
	return nameStart(c) || c >= '0' && c <= '9' || c == ':' || c == '-' || c == '.'
}

// attr gives the value of one attribute of the tag.
func (t tag) attr(name string) string {
	for rest := t.raw[1+len(t.name):]; ; {
		i := bytes.IndexByte(rest, '=')
		if i < 0 {
			return ""
		}
		key := bytes.TrimSpace(rest[:i])
		if j := bytes.LastIndexAny(key, " \t\r\n"); j >= 0 {
			key = key[j+1:]
		}
		rest = bytes.TrimLeft(rest[i+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			continue
		}
		end := bytes.IndexByte(rest[1:], rest[0])
		if end < 0 {
			return ""
		}
		if string(key) == name {
			return html.UnescapeString(string(rest[1 : 1+end]))
		}
		rest = rest[end+2:]
	}
}
