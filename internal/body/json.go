package body

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"masthead/internal/kit/fault"
)

// Bounds of JSON before it is decoded. A list four deep in a box with a marked
// footnote is 19 deep; a body of MaxBlocks blocks rarely passes half of maxJSONNodes.
const (
	maxJSONDepth = 32
	maxJSONNodes = 100_000 // objects and arrays together
)

// Marshal writes doc as canonical JSON: equal bodies give equal bytes. It does
// not check doc; it refuses only what is larger than MaxText.
func Marshal(doc Doc) ([]byte, error) {
	if doc.Blocks == nil {
		doc.Blocks = []Block{}
	}
	return marshal(doc)
}

// MarshalBlock is Marshal for one block.
func MarshalBlock(b Block) ([]byte, error) { return marshal(b) }

func marshal(v any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fault.New(fault.Invalid, "body.bad_json").Because(err)
	}
	out := bytes.TrimSuffix(buf.Bytes(), []byte("\n"))
	if len(out) > MaxText {
		return nil, fault.New(fault.Invalid, "body.too_large").With("max", MaxText)
	}
	return out, nil
}

// Unmarshal reads a body that is stored: what it gives has passed Check.
func Unmarshal(data []byte) (Doc, error) {
	doc, err := Decode(data)
	if err != nil {
		return Doc{}, err
	}
	if err := Check(doc); err != nil {
		return Doc{}, err
	}
	return doc, nil
}

// Decode reads a body that somebody sent. It refuses what is too large or too
// deep, unknown and repeated keys, null, and anything after the value, but does
// not check the content: Normalise, then Check.
func Decode(data []byte) (Doc, error) {
	var doc Doc
	err := decode(data, &doc)
	return doc, err
}

// DecodeBlock is Decode for one block.
func DecodeBlock(data []byte) (Block, error) {
	var b Block
	err := decode(data, &b)
	return b, err
}

func decode(data []byte, into any) error {
	if len(data) > MaxText {
		return fault.New(fault.Invalid, "body.too_large").With("max", MaxText)
	}
	if !utf8.Valid(data) {
		return fault.New(fault.Invalid, "body.bad_json")
	}
	if key := scanJSON(data); key != "" {
		return fault.New(fault.Invalid, key).With("max", MaxText)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fault.New(fault.Invalid, "body.bad_json").Because(err)
	}
	return nil
}

// jsonKeys numbers every key of the schema. As all are lower-case ASCII and only
// these are let through, the decoder's habit of matching keys in any case has
// nothing to match.
var jsonKeys = func() map[string]uint {
	keys := map[string]uint{}
	for i, k := range []string{"blocks", "id", "type", "level", "text", "cite", "ordered", "items", "pictures", "embed",
		"header", "rows", "html", "head", "cols", "media", "source", "alt", "caption", "credit", "link", "provider",
		"url", "title", "t", "m", "br", "note", "href", "lang"} {
		keys[k] = uint(i)
	}
	return keys
}()

// scanJSON looks over data in one pass without building anything, and gives the
// key of the fault it finds, or "". It leaves the grammar to the decoder, and only
// makes sure of bounds, of keys, and that exactly one object stands there.
func scanJSON(data []byte) string {
	s := jsonScan{data: data}
	for s.at < len(data) && s.fault == "" {
		s.step()
	}
	if s.fault == "" && (len(s.open) != 0 || s.nodes == 0) {
		return "body.bad_json"
	}
	return s.fault
}

type jsonScan struct {
	data  []byte
	at    int
	open  []jsonFrame
	nodes int
	fault string
}

type jsonFrame struct {
	array bool
	key   bool   // the next string of this object is a key
	seen  uint64 // keys of this object so far
}

func (s *jsonScan) step() {
	c := s.data[s.at]
	s.at++
	switch c {
	case ' ', '\t', '\n', '\r':
	case '{', '[':
		s.push(c == '[')
	case '}', ']':
		n := len(s.open)
		if n == 0 || s.open[n-1].array != (c == ']') {
			s.fault = "body.bad_json"
			return
		}
		s.open = s.open[:n-1]
	case ',':
		if n := len(s.open); n > 0 && !s.open[n-1].array {
			s.open[n-1].key = true
		}
	case '"':
		s.str()
	default:
		// Arrays of the schema hold objects and arrays only, and null stands nowhere:
		// a megabyte of "0,0,0" must not become a million empty blocks.
		if n := len(s.open); n == 0 || s.open[n-1].array || c == 'n' {
			s.fault = "body.bad_json"
		}
	}
}

func (s *jsonScan) push(array bool) {
	if s.nodes++; s.nodes > maxJSONNodes {
		s.fault = "body.too_large"
		return
	}
	if len(s.open) == 0 && (array || s.nodes > 1) {
		s.fault = "body.bad_json"
		return
	}
	if len(s.open) >= maxJSONDepth {
		s.fault = "body.too_deep"
		return
	}
	s.open = append(s.open, jsonFrame{array: array, key: !array})
}

func (s *jsonScan) str() {
	start := s.at
	for s.at < len(s.data) && s.data[s.at] != '"' {
		if s.data[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	if s.at >= len(s.data) || len(s.open) == 0 {
		s.fault = "body.bad_json"
		return
	}
	text := s.data[start:s.at]
	s.at++
	top := &s.open[len(s.open)-1]
	switch {
	case top.array:
		s.fault = "body.bad_json"
	case top.key:
		bit, known := jsonKeys[string(text)]
		if !known {
			s.fault = "body.unknown_key"
		} else if top.seen&(1<<bit) != 0 {
			s.fault = "body.repeated_key"
		}
		top.seen |= 1 << bit
		top.key = false
	}
}
