package wordpress

import (
	"bytes"
	"strconv"
)

// Bounds of a serialised value: the largest that is met here maps a story to its
// translations.
const (
	maxPHPDepth = 8
	maxPHPItems = 10_000
)

// phpEntry is one entry of a serialised PHP array. Value is a string, an int64, a
// []phpEntry, or nil for what has no use here.
type phpEntry struct {
	Key   string // numbers as digits
	Value any
}

// readPHP reads a value as PHP's serialize writes it: arrays, strings by their
// length in bytes, integers, floats, booleans and null. Objects and references are
// refused: nothing of an archive may make anything but data.
func readPHP(s string) (any, bool) {
	p := phpReader{rest: []byte(s)}
	v, ok := p.value(0)
	return v, ok
}

type phpReader struct {
	rest  []byte
	items int
}

func (p *phpReader) value(depth int) (any, bool) {
	if len(p.rest) < 2 || depth > maxPHPDepth {
		return nil, false
	}
	kind, sep := p.rest[0], p.rest[1]
	p.rest = p.rest[2:]
	switch {
	case kind == 'N' && sep == ';':
		return nil, true
	case sep != ':':
		return nil, false
	}
	switch kind {
	case 'i':
		n, ok := p.number(';')
		return n, ok
	case 'b':
		_, ok := p.number(';')
		return nil, ok
	case 'd':
		_, ok := p.until(';')
		return nil, ok
	case 's':
		return p.text()
	case 'a':
		return p.array(depth)
	}
	return nil, false
}

func (p *phpReader) until(end byte) ([]byte, bool) {
	i := bytes.IndexByte(p.rest[:min(len(p.rest), 64)], end)
	if i < 0 {
		return nil, false
	}
	word := p.rest[:i]
	p.rest = p.rest[i+1:]
	return word, true
}

func (p *phpReader) number(end byte) (int64, bool) {
	word, ok := p.until(end)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(string(word), 10, 64)
	return n, err == nil
}

// text reads LENGTH:"BYTES"; behind "s:".
func (p *phpReader) text() (any, bool) {
	n, ok := p.number(':')
	if !ok || n < 0 || n > int64(len(p.rest))-3 {
		return nil, false
	}
	end := int(n) + 1
	if p.rest[0] != '"' || p.rest[end] != '"' || p.rest[end+1] != ';' {
		return nil, false
	}
	word := string(p.rest[1:end])
	p.rest = p.rest[end+2:]
	return word, true
}

// array reads COUNT:{KEY VALUE …} behind "a:".
func (p *phpReader) array(depth int) (any, bool) {
	n, ok := p.number(':')
	if !ok || n < 0 || len(p.rest) == 0 || p.rest[0] != '{' {
		return nil, false
	}
	p.rest = p.rest[1:]
	var list []phpEntry
	for range n {
		if p.items++; p.items > maxPHPItems {
			return nil, false
		}
		key, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		var e phpEntry
		switch k := key.(type) {
		case string:
			e.Key = k
		case int64:
			e.Key = strconv.FormatInt(k, 10)
		default:
			return nil, false
		}
		if e.Value, ok = p.value(depth + 1); !ok {
			return nil, false
		}
		list = append(list, e)
	}
	if len(p.rest) == 0 || p.rest[0] != '}' {
		return nil, false
	}
	p.rest = p.rest[1:]
	return list, true
}

// phpID is a post's or term's number, written as a number or as digits.
func phpID(v any) (uint64, bool) {
	switch v := v.(type) {
	case int64:
		return uint64(v), v > 0
	case string:
		n, err := strconv.ParseUint(v, 10, 64)
		return n, err == nil && n > 0
	}
	return 0, false
}
