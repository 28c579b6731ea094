// Package strict looks over JSON from outside before anything is made of it.
package strict

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Bounds of JSON that is taken.
const (
	maxDepth = 48
	maxNodes = 200_000 // objects, arrays and members together
)

// Unsound names what is wrong with JSON that different programs could read differently,
// or only with much effort: "utf8", "deep", "parts", "surrogate", "twice", "grammar"; empty when it is sound (RFC 8259; RFC 7493, "I-JSON"):
// nested too deeply, too many parts, a name twice in one object (in whatever case: the
// decoder reads both as one), half a surrogate pair, bytes that are not UTF-8.
func Unsound(data []byte) string {
	if !utf8.Valid(data) {
		return "utf8"
	}
	s := jsonScan{data: data}
	for s.at < len(data) && s.wrong == "" {
		s.step()
	}
	switch {
	case s.wrong != "":
		return s.wrong
	case !json.Valid(data): // grammar; what is nested too deeply for it was refused above
		return "grammar"
	}
	return ""
}

// jsonScan walks over JSON once, leaving the grammar to others.
type jsonScan struct {
	data  []byte
	at    int
	open  []jsonLevel
	nodes int
	wrong string
}

type jsonLevel struct {
	names map[string]bool // of an object; nil for an array
	name  bool            // the next string is a name
}

func (s *jsonScan) step() {
	c := s.data[s.at]
	s.at++
	switch c {
	case '{', '[':
		if len(s.open) == maxDepth {
			s.wrong = "deep"
			return
		}
		s.count()
		level := jsonLevel{}
		if c == '{' {
			level = jsonLevel{map[string]bool{}, true}
		}
		s.open = append(s.open, level)
	case '}', ']':
		if len(s.open) == 0 {
			s.wrong = "grammar"
			return
		}
		s.open = s.open[:len(s.open)-1]
	case ',':
		s.count()
		if n := len(s.open); n > 0 && s.open[n-1].names != nil {
			s.open[n-1].name = true
		}
	case '"':
		s.text()
	}
}

func (s *jsonScan) count() {
	if s.nodes++; s.nodes > maxNodes {
		s.wrong = "parts"
	}
}

// text reads a string, looking at its escapes.
func (s *jsonScan) text() {
	begin := s.at
	for s.at < len(s.data) && s.data[s.at] != '"' {
		if s.data[s.at] != '\\' {
			s.at++
			continue
		}
		if high, ok := s.unit(s.at); ok && high >= 0xd800 && high < 0xe000 {
			low, paired := s.unit(s.at + 6)
			if high >= 0xdc00 || !paired || low < 0xdc00 || low >= 0xe000 {
				s.wrong = "surrogate"
				return
			}
			s.at += 12
			continue
		}
		s.at += 2
	}
	if s.at >= len(s.data) {
		s.wrong = "grammar"
		return
	}
	raw := s.data[begin-1 : s.at+1]
	s.at++
	n := len(s.open)
	if n == 0 || s.open[n-1].names == nil || !s.open[n-1].name {
		return
	}
	s.open[n-1].name = false
	var name string
	if err := json.Unmarshal(raw, &name); err != nil {
		s.wrong = "grammar"
		return
	}
	name = strings.ToLower(name)
	if s.open[n-1].names[name] {
		s.wrong = "twice"
	}
	s.open[n-1].names[name] = true
}

// unit reads a \uXXXX escape.
func (s *jsonScan) unit(at int) (rune, bool) {
	if at+6 > len(s.data) || s.data[at] != '\\' || s.data[at+1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range s.data[at+2 : at+6] {
		i := strings.IndexByte("0123456789abcdef", c|0x20)
		if i < 0 {
			return 0, false
		}
		r = r<<4 | rune(i)
	}
	return r, true
}
