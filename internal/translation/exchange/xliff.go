package exchange

import (
	"bytes"
	"encoding/xml"
	"strings"

	"masthead/internal/body"
)

const (
	xliff12 = "urn:oasis:names:tc:xliff:document:1.2"
	own     = "urn:masthead:exchange" // namespace of our attributes in XLIFF 1.2
)

// ReadXLIFF reads a file of version 1.2, 2.0 or 2.1. One of 2.0 or 2.1 is held against the
// standard and refused with the line where it breaks it; of 1.2, which makers read
// variously, what can be understood is taken.
func ReadXLIFF(data []byte) (Parcel, error) {
	root, err := parseXML(data)
	if err != nil {
		return Parcel{}, err
	}
	if root.is(xliff12, "xliff") {
		return read12(root)
	}
	if err := checkXLIFF2(root); err != nil {
		return Parcel{}, err
	}
	return read2(root)
}

// xmlWriter writes an XML file line by line; nothing it does can fail.
type xmlWriter struct{ bytes.Buffer }

func (w *xmlWriter) line(parts ...string) {
	for _, p := range parts {
		w.WriteString(p)
	}
	w.WriteByte('\n')
}

// esc writes text so that XML reads the same again.
func esc(s string) string {
	if !strings.ContainsAny(s, "<>&\"'\t\n\r") {
		return s
	}
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("exchange: a strings.Builder failed: " + err.Error())
	}
	return b.String()
}

// attr writes an attribute, or nothing for an empty value.
func attr(name, value string) string {
	if value == "" {
		return ""
	}
	return " " + name + `="` + esc(value) + `"`
}

// names21 are the types and sub-types of codes in 2.1; names12 their ctype in 1.2.
var names21 = map[Kind][2]string{
	Kind(body.Strong): {"fmt", "xlf:b"}, Kind(body.Em): {"fmt", "xlf:i"}, Break: {"fmt", "xlf:lb"}, Kind(body.Link): {"link", "masthead:link"},
	Kind(body.Lang): {"other", "masthead:lang"}, Kind(body.Sub): {"fmt", "masthead:sub"}, Kind(body.Sup): {"fmt", "masthead:sup"},
	Kind(body.Code): {"fmt", "masthead:code"}, Footnote: {"other", "masthead:note"}, Para: {"other", "masthead:para"}, Tag: {"other", "masthead:tag"},
}

var names12 = map[Kind]string{
	Kind(body.Strong): "bold", Kind(body.Em): "italic", Break: "lb", Kind(body.Link): "link", Kind(body.Lang): "x-masthead-lang",
	Kind(body.Sub): "x-masthead-sub", Kind(body.Sup): "x-masthead-sup", Kind(body.Code): "x-masthead-code",
	Footnote: "x-masthead-note", Para: "x-masthead-para", Tag: "x-masthead-tag",
}

// kindOf finds a kind by its name in a file.
func kindOf12(ctype string) Kind {
	for k, name := range names12 {
		if name == ctype {
			return k
		}
	}
	return Unknown
}

func kindOf21(sub string) Kind {
	for k, name := range names21 {
		if name[1] == sub {
			return k
		}
	}
	return Unknown
}
