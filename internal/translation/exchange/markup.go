package exchange

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"masthead/internal/kit/fault"
)

// node is an element of an XML file, or a run of text where local is empty.
type node struct {
	space, local string
	text         string
	attrs        []attribute
	kids         []*node
	up           *node
	line         int
}

type attribute struct{ space, local, value string }

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// get gives an attribute without a namespace, and whether it is there.
func (n *node) get(local string) (string, bool) { return n.getIn("", local) }

func (n *node) getIn(space, local string) (string, bool) {
	for _, a := range n.attrs {
		if a.space == space && a.local == local {
			return a.value, true
		}
	}
	return "", false
}

func (n *node) value(local string) string { v, _ := n.get(local); return v }

// is says whether n is an element of that name.
func (n *node) is(space, local string) bool { return n.local == local && n.space == space }

// child gives the first element of that name in n's own namespace.
func (n *node) child(local string) *node {
	for _, k := range n.kids {
		if k.is(n.space, local) {
			return k
		}
	}
	return nil
}

// elements are the elements directly in n.
func (n *node) elements(yield func(*node) bool) {
	for _, k := range n.kids {
		if k.local != "" && !yield(k) {
			return
		}
	}
}

// words is all text in n, whatever stands around it.
func (n *node) words() string {
	if n.local == "" {
		return n.text
	}
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.words())
	}
	return b.String()
}

// fault refuses a file because of n.
func (n *node) fault(key string) *fault.Fault {
	return fault.New(fault.Invalid, key).With("line", n.line).With("element", n.local)
}

// parseXML reads a file strictly by XML 1.0 and Namespaces in XML 1.0, without document
// types: so nothing in it can name a file, an address, or an entity of its own.
// encoding/xml alone lets repeated attributes, unknown prefixes and a second root pass.
func parseXML(data []byte) (*node, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.Invalid, "exchange.too_large").With("max", MaxBytes>>20)
	}
	data, wide := decodeWide(data)
	if !utf8.Valid(data) {
		return nil, fault.New(fault.Invalid, "exchange.not_utf8")
	}
	p := &xmlReader{data: data, dec: xml.NewDecoder(bytes.NewReader(data)), scopes: []scope{{"xml": xmlSpace, "": ""}}}
	p.dec.CharsetReader = func(charset string, in io.Reader) (io.Reader, error) {
		if name := strings.ToLower(charset); wide && strings.HasPrefix(name, "utf-16") || name == "us-ascii" || name == "ascii" {
			return in, nil
		}
		return nil, errors.New("encoding " + charset)
	}
	for {
		before := p.dec.InputOffset()
		t, err := p.dec.RawToken()
		if err == io.EOF {
			break
		}
		line, _ := p.dec.InputPos()
		if err != nil {
			return nil, broken(line, err.Error())
		}
		if err := p.token(t, before, line); err != nil {
			return nil, err
		}
	}
	if p.root == nil || p.at != nil {
		line, _ := p.dec.InputPos()
		return nil, broken(line, "the file ends too early")
	}
	return p.root, nil
}

// decodeWide turns UTF-16, told by its first sign, into UTF-8, and drops the mark of UTF-8.
func decodeWide(data []byte) ([]byte, bool) {
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		out, err := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err == nil {
			return out, true
		}
	}
	return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")), false
}

func broken(line int, why string) error {
	return fault.New(fault.Invalid, "exchange.broken_xml").With("line", line).With("why", strings.TrimPrefix(why, "XML syntax error on "))
}

type scope map[string]string // prefix → namespace

type xmlReader struct {
	data   []byte
	dec    *xml.Decoder
	scopes []scope
	names  []string // as written, of the open elements
	root   *node
	at     *node
	nodes  int
	depth  int
}

func (p *xmlReader) token(t xml.Token, before int64, line int) error {
	switch t := t.(type) {
	case xml.StartElement:
		return p.start(t, before, line)
	case xml.EndElement:
		return p.end(t, line)
	case xml.CharData:
		return p.chars(string(t), line)
	case xml.Directive:
		return fault.New(fault.Invalid, "exchange.document_type").With("line", line)
	case xml.ProcInst:
		if strings.EqualFold(t.Target, "xml") && before != 0 {
			return broken(line, "an XML declaration stands in the file")
		}
	}
	return nil
}

func (p *xmlReader) count(n, line int) error {
	if p.nodes += n; p.nodes > maxNodes {
		return fault.New(fault.Invalid, "exchange.too_many").With("line", line).With("max", maxNodes)
	}
	return nil
}

func (p *xmlReader) start(t xml.StartElement, before int64, line int) error {
	if p.root != nil && p.at == nil {
		return broken(line, "a second element stands after the first")
	}
	if p.depth++; p.depth > maxDepth {
		return fault.New(fault.Invalid, "exchange.too_deep").With("line", line).With("max", maxDepth)
	}
	if err := p.count(1+len(t.Attr), line); err != nil {
		return err
	}
	if !spaced(p.data[before:p.dec.InputOffset()]) {
		return broken(line, "no space between attributes of "+t.Name.Local)
	}
	names, err := p.declare(t, line)
	if err != nil {
		return err
	}
	n := &node{local: t.Name.Local, up: p.at, line: line}
	if n.space, err = resolve(names, t.Name, true, line); err != nil {
		return err
	}
	seen := map[[2]string]bool{}
	for _, a := range t.Attr {
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			continue
		}
		space, err := resolve(names, a.Name, false, line)
		if err != nil {
			return err
		}
		if k := [2]string{space, a.Name.Local}; seen[k] {
			return broken(line, "the attribute "+a.Name.Local+" stands twice")
		} else {
			seen[k] = true
		}
		n.attrs = append(n.attrs, attribute{space, a.Name.Local, a.Value})
	}
	if p.at == nil {
		p.root = n
	} else {
		p.at.kids = append(p.at.kids, n)
	}
	p.at, p.scopes, p.names = n, append(p.scopes, names), append(p.names, t.Name.Space+":"+t.Name.Local)
	return nil
}

// declare gives the prefixes that hold in an element.
func (p *xmlReader) declare(t xml.StartElement, line int) (scope, error) {
	names, copied := p.scopes[len(p.scopes)-1], false
	for _, a := range t.Attr {
		prefix := ""
		switch {
		case a.Name.Space == "xmlns":
			prefix = a.Name.Local
		case a.Name.Space != "" || a.Name.Local != "xmlns":
			continue
		}
		reserved := a.Value == xmlSpace || a.Value == xmlnsSpace || prefix == "xmlns"
		if prefix == "xml" && a.Value == xmlSpace {
			continue
		}
		if reserved || prefix == "xml" || prefix != "" && a.Value == "" {
			return nil, broken(line, "the prefix "+prefix+" may not be declared so")
		}
		if !copied {
			fresh := make(scope, len(names)+1)
			for k, v := range names {
				fresh[k] = v
			}
			names, copied = fresh, true
		}
		names[prefix] = a.Value
		if len(names) > 100 {
			return nil, fault.New(fault.Invalid, "exchange.too_many").With("line", line).With("max", 100)
		}
	}
	return names, nil
}

func resolve(names scope, n xml.Name, element bool, line int) (string, error) {
	if strings.Contains(n.Local, ":") || n.Local == "" {
		return "", broken(line, "a name is no name: "+n.Local)
	}
	if n.Space == "" && !element {
		return "", nil
	}
	space, ok := names[n.Space]
	if !ok {
		return "", broken(line, "the prefix "+n.Space+" is not declared")
	}
	return space, nil
}

func (p *xmlReader) end(t xml.EndElement, line int) error {
	last := len(p.names) - 1
	if last < 0 || p.names[last] != t.Name.Space+":"+t.Name.Local {
		return broken(line, "</"+t.Name.Local+"> closes nothing that is open")
	}
	p.names, p.scopes = p.names[:last], p.scopes[:len(p.scopes)-1]
	p.at = p.at.up
	p.depth--
	return nil
}

func (p *xmlReader) chars(text string, line int) error {
	if p.at == nil {
		if strings.TrimSpace(text) != "" {
			return broken(line, "text stands outside of all elements")
		}
		return nil
	}
	p.at.kids = append(p.at.kids, &node{text: text, up: p.at, line: line})
	return p.count(1, line)
}

// spaced says whether space stands before each attribute of a tag, as XML wants it.
func spaced(tag []byte) bool {
	var quote byte
	for i, c := range tag {
		switch {
		case quote != 0:
			if c != quote {
				continue
			}
			quote = 0
			if i+1 < len(tag) && !bytes.ContainsRune([]byte(" \t\r\n/>?"), rune(tag[i+1])) {
				return false
			}
		case c == '"' || c == '\'':
			quote = c
		}
	}
	return true
}
