package exchange

import (
	"archive/zip"
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/lang"
)

// The names of Office Open XML (ECMA-376, part 1).
const (
	wml      = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wmlRefs  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgRefs  = "http://schemas.openxmlformats.org/package/2006/relationships"
	linkRef  = wmlRefs + "/hyperlink"
	styleRef = wmlRefs + "/styles"
	mainRef  = wmlRefs + "/officeDocument"

	wmlStrict  = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	refsStrict = "http://purl.oclc.org/ooxml/officeDocument/relationships"

	styleName = "mh " // begins the name of a style that holds marks which have no look of their own
	codeFont  = "Courier New"
)

// WriteDOCX writes a parcel as a document of a word processor: one table.
func WriteDOCX(p Parcel, l Labels) ([]byte, error) {
	d := &docxWriter{links: map[string]string{}, styles: map[string]string{}}
	d.document(p, l)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="` + pkgRefs + `"><Relationship Id="rId1" Type="` + mainRef + `" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", d.String()},
		{"word/styles.xml", d.styleSheet()},
		{"word/_rels/document.xml.rels", d.relations()},
	} {
		w, err := z.Create(f.name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write([]byte(f.text)); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return out.Bytes(), err
}

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
)

type docxWriter struct {
	xmlWriter
	links  map[string]string // address → id of the relationship
	styles map[string]string // name → id
}

func (d *docxWriter) document(p Parcel, l Labels) {
	d.line(xmlHead+`<w:document xmlns:w="`, wml, `" xmlns:r="`, wmlRefs, `"><w:body>`)
	d.paragraph([]body.Span{{Text: p.Title, Marks: []body.Mark{{Type: body.Strong}}}}, p.From, "32", "")
	d.paragraph([]body.Span{{Text: l.Help}}, "", "", "")
	d.paragraph([]body.Span{{Text: p.origin()}}, "", "14", "808080")
	d.line(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		d.line(`<w:`, side, ` w:val="single" w:sz="4" w:space="0" w:color="999999"/>`)
	}
	d.line(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="5200"/><w:gridCol w:w="5200"/><w:gridCol w:w="2300"/></w:tblGrid>`)
	d.line(`<w:tr><w:trPr><w:tblHeader/></w:trPr>`)
	for i, head := range []string{l.ID, l.Source, l.Translation, l.Notes} {
		d.cell(i, "EEEEEE", [][]body.Span{{{Text: head}}}, "", "", "")
	}
	d.line(`</w:tr>`)
	for _, u := range p.Units {
		d.row(u, p, l)
	}
	d.line(`</w:tbl><w:p/><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1000" w:right="1000" w:bottom="1000" w:left="1000" w:header="500" w:footer="500" w:gutter="0"/></w:sectPr></w:body></w:document>`)
}

func (d *docxWriter) row(u Unit, p Parcel, l Labels) {
	var id, notes [][]body.Span
	for _, line := range u.idLines() {
		id = append(id, []body.Span{{Text: line}})
	}
	for _, line := range u.noteLines(l) {
		notes = append(notes, []body.Span{{Text: line}})
	}
	d.line(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
	d.cell(0, "", id, "", "14", "808080")
	d.cell(1, "", [][]body.Span{shown(u.Source)}, p.From, "", "")
	d.cell(2, "FFFBE8", [][]body.Span{shown(u.Target)}, p.To, "", "")
	d.cell(3, "", notes, "", "18", "")
	d.line(`</w:tr>`)
}

var columns = [...]int{2000, 5200, 5200, 2300}

func (d *docxWriter) cell(column int, fill string, paragraphs [][]body.Span, l lang.Tag, size, color string) {
	d.WriteString(`<w:tc><w:tcPr><w:tcW w:w="` + strconv.Itoa(columns[column]) + `" w:type="dxa"/>`)
	if fill != "" {
		d.WriteString(`<w:shd w:val="clear" w:color="auto" w:fill="` + fill + `"/>`)
	}
	d.WriteString(`</w:tcPr>`)
	if len(paragraphs) == 0 {
		paragraphs = [][]body.Span{nil}
	}
	for _, spans := range paragraphs {
		d.paragraph(spans, l, size, color)
	}
	d.line(`</w:tc>`)
}

func (d *docxWriter) paragraph(spans []body.Span, l lang.Tag, size, color string) {
	d.WriteString(`<w:p>`)
	if l != "" && l.Dir() == "rtl" {
		d.WriteString(`<w:pPr><w:bidi/></w:pPr>`)
	}
	for _, s := range spans {
		href := ""
		if len(s.Marks) > 0 && s.Marks[0].Type == body.Link {
			href = s.Marks[0].Href
			d.WriteString(`<w:hyperlink r:id="` + d.link(href) + `" w:history="1">`)
		}
		d.WriteString(`<w:r>` + d.look(s.Marks, l, size, color))
		if s.Break {
			d.WriteString(`<w:br/>`)
		} else {
			d.WriteString(`<w:t xml:space="preserve">` + esc(s.Text) + `</w:t>`)
		}
		d.WriteString(`</w:r>`)
		if href != "" {
			d.WriteString(`</w:hyperlink>`)
		}
	}
	d.WriteString(`</w:p>`)
}

// look writes a run's properties in the order that the schema wants.
func (d *docxWriter) look(marks []body.Mark, l lang.Tag, size, color string) string {
	style, strong, em, link := "", false, false, false
	for _, m := range marks {
		switch m.Type {
		case body.Strong:
			strong = true
		case body.Em:
			em = true
		case body.Link:
			link = true
		case body.Lang:
			style += "lang:" + m.Lang + " "
		default:
			style += string(m.Type) + " "
		}
	}
	var b strings.Builder
	put := func(on bool, text string) {
		if on {
			b.WriteString(text)
		}
	}
	put(style != "", `<w:rStyle w:val="`+d.style(style)+`"/>`)
	put(strong, `<w:b/><w:bCs/>`)
	put(em, `<w:i/><w:iCs/>`)
	put(color != "", `<w:color w:val="`+color+`"/>`)
	put(link, `<w:color w:val="0B57D0"/>`)
	put(size != "", `<w:sz w:val="`+size+`"/>`)
	put(link, `<w:u w:val="single"/>`)
	put(l != "" && l.Dir() == "rtl", `<w:rtl/>`)
	put(l != "", `<w:lang w:val="`+esc(string(l))+`"/>`)
	if b.Len() == 0 {
		return ""
	}
	return `<w:rPr>` + b.String() + `</w:rPr>`
}

func (d *docxWriter) style(marks string) string {
	name := styleName + strings.TrimSpace(marks)
	if d.styles[name] == "" {
		d.styles[name] = fmt.Sprintf("mh%d", len(d.styles)+1)
	}
	return d.styles[name]
}

func (d *docxWriter) link(href string) string {
	if d.links[href] == "" {
		d.links[href] = fmt.Sprintf("rId%d", len(d.links)+100)
	}
	return d.links[href]
}

func (d *docxWriter) relations() string {
	out := xmlHead + `<Relationships xmlns="` + pkgRefs + `"><Relationship Id="rId1" Type="` + styleRef + `" Target="styles.xml"/>`
	for _, href := range ordered(d.links) {
		out += `<Relationship Id="` + d.links[href] + `" Type="` + linkRef + `"` + attr("Target", awayFrom(href)) + ` TargetMode="External"/>`
	}
	return out + `</Relationships>`
}

func (d *docxWriter) styleSheet() string {
	out := xmlHead + `<w:styles xmlns:w="` + wml + `"><w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`
	for _, name := range ordered(d.styles) {
		look := ""
		marks := strings.Fields(name)
		if slices.Contains(marks, string(body.Code)) {
			look += `<w:rFonts w:ascii="` + codeFont + `" w:hAnsi="` + codeFont + `"/>`
		}
		if slices.Contains(marks, string(body.Sub)) {
			look += `<w:vertAlign w:val="subscript"/>`
		} else if slices.Contains(marks, string(body.Sup)) {
			look += `<w:vertAlign w:val="superscript"/>`
		}
		out += `<w:style w:type="character" w:customStyle="1" w:styleId="` + d.styles[name] + `"><w:name` + attr("w:val", name) + `/><w:rPr>` + look + `</w:rPr></w:style>`
	}
	return out + `</w:styles>`
}

// ordered are the keys of a map by their values, so that a parcel always makes the same file.
func ordered(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b string) int { return len(m[a])*1000 - len(m[b])*1000 + strings.Compare(m[a], m[b]) })
	return keys
}
