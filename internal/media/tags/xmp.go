package tags

import (
	"bytes"
	"encoding/xml"
	"strings"
)

// Bounds of a packet: real ones have some hundred elements.
const (
	maxPacket = 1 << 20
	maxTokens = 50_000
	maxDepth  = 32
)

// Names of the vocabularies that are read (XMP specification, part 2; IPTC photo
// metadata standard).
const (
	dublinCore = "http://purl.org/dc/elements/1.1/"
	photoshop  = "http://ns.adobe.com/photoshop/1.0/"
	exifInXMP  = "http://ns.adobe.com/exif/1.0/"
	rightsNS   = "http://ns.adobe.com/xap/1.0/rights/"
	rdf        = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	xmlNS      = "http://www.w3.org/XML/1998/namespace"
)

// property is one property of a packet: a value, or several in a list.
type property struct {
	values []string
	common string // of a list of languages, the one for all
}

// readXMP reads a packet. No entity is resolved but XML's own five.
func readXMP(packet []byte) (s Said) {
	if len(packet) == 0 || len(packet) > maxPacket {
		return s
	}
	found := properties(packet)
	one := func(name xml.Name) string {
		p := found[name]
		if p.common != "" {
			return clean(p.common)
		}
		for _, v := range p.values {
			if v = clean(v); v != "" {
				return v
			}
		}
		return ""
	}
	s = Said{
		Title:       one(xml.Name{Space: dublinCore, Local: "title"}),
		Description: one(xml.Name{Space: dublinCore, Local: "description"}),
		Creator:     clean(strings.Join(found[xml.Name{Space: dublinCore, Local: "creator"}].values, ", ")),
		Credit:      one(xml.Name{Space: photoshop, Local: "Credit"}),
		Source:      one(xml.Name{Space: photoshop, Local: "Source"}),
		Copyright:   one(xml.Name{Space: dublinCore, Local: "rights"}),
		Terms:       one(xml.Name{Space: rightsNS, Local: "UsageTerms"}),
		TakenAt:     moment(one(xml.Name{Space: photoshop, Local: "DateCreated"})),
	}
	if s.TakenAt == "" {
		s.TakenAt = moment(one(xml.Name{Space: exifInXMP, Local: "DateTimeOriginal"}))
	}
	if headline := one(xml.Name{Space: photoshop, Local: "Headline"}); headline != "" {
		s.Title = headline
	}
	return s
}

// read says whether a vocabulary is read at all.
func isRead(space string) bool {
	return space == dublinCore || space == photoshop || space == exifInXMP || space == rightsNS
}

// properties collects the properties of every rdf:Description, written as attributes or
// as elements.
func properties(packet []byte) map[xml.Name]property {
	found := map[xml.Name]property{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	d.CharsetReader = nil // UTF-8 only
	var within xml.Name   // the property that is being read
	var language string
	var text strings.Builder
	depth, from := 0, 0
	for range maxTokens {
		token, err := d.Token()
		if err != nil {
			return found
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return found
			}
			switch {
			case t.Name.Space == rdf && t.Name.Local == "Description":
				for _, a := range t.Attr {
					if isRead(a.Name.Space) {
						found[a.Name] = property{values: []string{a.Value}}
					}
				}
			case t.Name.Space == rdf && t.Name.Local == "li":
				language = ""
				for _, a := range t.Attr {
					if a.Name.Local == "lang" && (a.Name.Space == xmlNS || a.Name.Space == "xml") {
						language = a.Value
					}
				}
				text.Reset()
			case within.Local == "" && isRead(t.Name.Space):
				within, from = t.Name, depth
				text.Reset()
			}
		case xml.CharData:
			if within.Local != "" && text.Len() < 8*maxField {
				text.Write(t)
			}
		case xml.EndElement:
			item := t.Name.Space == rdf && t.Name.Local == "li"
			if within.Local != "" && (item || depth == from) {
				found[within] = found[within].with(strings.TrimSpace(text.String()), language)
				text.Reset()
				language = ""
			}
			if depth == from {
				within, from = xml.Name{}, 0
			}
			depth--
		}
	}
	return found
}

// maxValues bounds a list.
const maxValues = 20

func (p property) with(value, language string) property {
	if value == "" || len(p.values) >= maxValues {
		return p
	}
	if language == "x-default" && p.common == "" {
		p.common = value
	}
	p.values = append(p.values, value)
	return p
}
