package exchange

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
	"unicode"

	"masthead/internal/body"
	"masthead/internal/kit/fault"
)

// Bounds of the archive that a document is.
const (
	maxParts    = 2_000
	maxDocument = MaxBytes // of the one part read, unpacked
)

// ReadDOCX reads a table of two languages out of a document of a word processor. Changes
// that it tracks count as made: what was put in is read, what was struck out is not;
// Parcel.TrackedMade says how many there were.
func ReadDOCX(data []byte) (Parcel, error) {
	p := Parcel{Format: DOCX, UnknownOrigin: true}
	if len(data) > MaxBytes {
		return p, fault.New(fault.Invalid, "exchange.too_large").With("max", MaxBytes>>20)
	}
	parts, err := openParts(data)
	if err != nil {
		return p, err
	}
	d := docxReader{p: &p, parts: parts, links: map[string]string{}, styles: map[string]string{}}
	name, err := d.main()
	if err != nil {
		return p, err
	}
	root, err := d.xml(name)
	if err != nil {
		return p, err
	}
	if root.space != wml && root.space != wmlStrict {
		return p, root.fault("exchange.unexpected_element").With("in", name)
	}
	if err := d.around(name); err != nil {
		return p, err
	}
	d.origin(root)
	if err := d.find(root); err != nil {
		return p, err
	}
	return p, p.noTable()
}

// openParts looks at an archive before anything of it is unpacked.
func openParts(data []byte) (map[string]*zip.File, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fault.New(fault.Invalid, "exchange.no_document").Because(err)
	}
	if len(z.File) > maxParts {
		return nil, fault.New(fault.Invalid, "exchange.too_many").With("line", 0).With("max", maxParts)
	}
	parts := make(map[string]*zip.File, len(z.File))
	for _, f := range z.File {
		name := f.Name
		if strings.Contains(name, `\`) || path.IsAbs(name) || strings.HasPrefix(path.Clean(name), "..") || parts[strings.ToLower(name)] != nil {
			return nil, fault.New(fault.Invalid, "exchange.bad_part").With("part", short(name))
		}
		parts[strings.ToLower(name)] = f
	}
	return parts, nil
}

type docxReader struct {
	p      *Parcel
	parts  map[string]*zip.File // by name in small letters, as OPC compares them
	links  map[string]string    // by id of the relationship
	styles map[string]string    // names by id
	rows   int
	spans  []body.Span // of the cell at work
	field  []string    // instructions of open fields
	result []bool      // whether what follows is their result
}

func (d *docxReader) xml(name string) (*node, error) {
	f := d.parts[strings.ToLower(name)]
	if f == nil {
		return nil, fault.New(fault.Invalid, "exchange.no_document")
	}
	r, err := f.Open()
	if err != nil {
		return nil, fault.New(fault.Invalid, "exchange.no_document").Because(err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxDocument+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "exchange.no_document").Because(err)
	}
	return parseXML(data)
}

// main finds the part that holds the text.
func (d *docxReader) main() (string, error) {
	root, err := d.xml("_rels/.rels")
	if err != nil {
		return "", err
	}
	for k := range root.elements {
		if strings.HasSuffix(k.value("Type"), "/officeDocument") {
			return strings.TrimPrefix(path.Clean("/"+k.value("Target")), "/"), nil
		}
	}
	return "", fault.New(fault.Invalid, "exchange.no_document")
}

// around reads where links lead and what styles are called.
func (d *docxReader) around(name string) error {
	rels := path.Join(path.Dir(name), "_rels", path.Base(name)+".rels")
	if d.parts[strings.ToLower(rels)] != nil {
		root, err := d.xml(rels)
		if err != nil {
			return err
		}
		for k := range root.elements {
			if strings.HasSuffix(k.value("Type"), "/hyperlink") {
				d.links[k.value("Id")] = k.value("Target")
			}
		}
	}
	if sheet := path.Join(path.Dir(name), "styles.xml"); d.parts[strings.ToLower(sheet)] != nil {
		root, err := d.xml(sheet)
		if err != nil {
			return err
		}
		for k := range root.elements {
			if n := k.child("name"); n != nil {
				d.styles[k.wml("styleId")] = n.wml("val")
			}
		}
	}
	return nil
}

// wml gives an attribute in the element's own namespace.
func (n *node) wml(local string) string { v, _ := n.getIn(n.space, local); return v }

// origin looks for the line that says where the file is from, among all paragraphs.
func (d *docxReader) origin(n *node) {
	if n.local == "p" && d.p.UnknownOrigin {
		d.p.UnknownOrigin = !d.p.readOrigin(n.words())
		return
	}
	for k := range n.elements {
		d.origin(k)
	}
}

func (d *docxReader) find(n *node) error {
	if n.local == "tr" && n.space != "" {
		return d.row(n)
	}
	for k := range n.elements {
		if err := d.find(k); err != nil {
			return err
		}
	}
	return nil
}

func (d *docxReader) row(tr *node) error {
	d.rows++
	r := row{line: d.rows}
	if struck(tr, "trPr") {
		d.p.TrackedMade++
		return nil
	}
	d.cells(tr, &r)
	return d.p.take(r, d.rows == 1)
}

// struck says whether a tracked change takes a row away.
func struck(n *node, props string) bool {
	p := n.child(props)
	return p != nil && p.child("del") != nil
}

func (d *docxReader) cells(n *node, r *row) {
	for k := range n.elements {
		switch k.local {
		case "tc":
			d.spans, d.field, d.result = nil, nil, nil
			paragraphs := 0
			d.cell(k, &paragraphs)
			spans := lines(d.spans)
			if r.cells = append(r.cells, spans); len(r.cells) == 1 {
				r.id = body.PlainSpans(spans)
			}
		case "sdt", "sdtContent", "ins":
			d.cells(k, r)
		}
	}
}

func (d *docxReader) cell(n *node, paragraphs *int) {
	for k := range n.elements {
		switch k.local {
		case "p":
			if *paragraphs++; *paragraphs > 1 {
				d.spans = append(d.spans, body.Span{Break: true})
			}
			d.inline(k, "")
		case "tbl":
		default:
			d.cell(k, paragraphs)
		}
	}
}

// inline reads runs; href is where the link around them leads.
func (d *docxReader) inline(n *node, href string) {
	for k := range n.elements {
		switch k.local {
		case "r":
			d.run(k, href)
		case "hyperlink":
			to := href
			for _, a := range k.attrs {
				if a.local == "id" && (a.space == wmlRefs || a.space == refsStrict) {
					to = d.links[a.value]
				}
			}
			d.inline(k, to)
		case "ins", "moveTo":
			d.p.TrackedMade++
			d.inline(k, href)
		case "del", "moveFrom":
			d.p.TrackedMade++
		case "fldSimple":
			d.inline(k, cmpOr(leadsTo(k.wml("instr")), href))
		case "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo":
			d.inline(k, href)
		}
	}
}

// leadsTo reads the address out of a field's instruction: HYPERLINK "https://…".
func leadsTo(instruction string) string {
	rest, ok := strings.CutPrefix(strings.TrimSpace(instruction), "HYPERLINK ")
	if !ok {
		return ""
	}
	_, rest, _ = strings.Cut(rest, `"`)
	address, _, _ := strings.Cut(rest, `"`)
	return address
}

func (d *docxReader) run(n *node, href string) {
	marks, hidden := d.marks(n, href)
	for k := range n.elements {
		if k.local == "fldChar" || k.local == "instrText" {
			d.complexField(k)
			continue
		}
		if inside := len(d.result); hidden || inside > 0 && !d.result[inside-1] {
			continue
		}
		text := ""
		switch k.local {
		case "t":
			if text = k.words(); strings.ContainsAny(text, "\n\r\t") {
				text = layout.ReplaceAllString(text, " ")
			}
		case "tab":
			text = " "
		case "noBreakHyphen":
			text = "\u2011"
		case "softHyphen":
			text = "\u00AD"
		case "br", "cr":
			d.spans = append(d.spans, body.Span{Break: true})
		}
		if text != "" {
			d.spans = append(d.spans, body.Span{Text: text, Marks: marks})
		}
	}
}

func (d *docxReader) complexField(n *node) {
	last := len(d.field) - 1
	switch kind := n.wml("fldCharType"); {
	case n.local == "instrText" && last >= 0:
		d.field[last] = cut(d.field[last]+n.words(), 5_000)
	case kind == "begin" && last < maxDepth:
		d.field, d.result = append(d.field, ""), append(d.result, false)
	case kind == "separate" && last >= 0:
		d.result[last] = true
	case kind == "end" && last >= 0:
		d.field, d.result = d.field[:last], d.result[:last]
	}
}

// marks reads what a run looks like.
func (d *docxReader) marks(n *node, href string) (marks []body.Mark, hidden bool) {
	for i := len(d.field) - 1; i >= 0 && href == ""; i-- {
		href = leadsTo(d.field[i])
	}
	if href != "" {
		marks = append(marks, body.Mark{Type: body.Link, Href: backHome(href)})
	}
	props := n.child("rPr")
	if props == nil {
		return marks, false
	}
	on := map[body.MarkType]bool{}
	for k := range props.elements {
		val := k.wml("val")
		switch {
		case k.local == "rStyle":
			marks = append(marks, d.styled(val, on)...)
		case k.local == "b":
			on[body.Strong] = on[body.Strong] || toggled(val)
		case k.local == "bCs" && complexScript(n):
			on[body.Strong] = on[body.Strong] || toggled(val)
		case k.local == "iCs" && complexScript(n):
			on[body.Em] = on[body.Em] || toggled(val)
		case k.local == "i":
			on[body.Em] = on[body.Em] || toggled(val)
		case k.local == "vertAlign" && val == "superscript" && !on[body.Sub]:
			on[body.Sup] = true
		case k.local == "vertAlign" && val == "subscript" && !on[body.Sup]:
			on[body.Sub] = true
		case k.local == "vanish":
			hidden = toggled(val)
		}
	}
	for _, t := range body.MarkTypes {
		if on[t] {
			marks = append(marks, body.Mark{Type: t})
		}
	}
	return marks, hidden
}

// complexScript says whether a run has letters whose weight and slant a word processor
// keeps apart (w:bCs, w:iCs): Arabic, Persian, Hebrew.
func complexScript(run *node) bool {
	return strings.ContainsFunc(run.words(), func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) })
}

func toggled(val string) bool { return val != "0" && val != "false" && val != "off" }

// styled reads the marks out of a style's name.
func (d *docxReader) styled(id string, on map[body.MarkType]bool) (marks []body.Mark) {
	name := d.styles[id]
	switch strings.ToLower(strings.ReplaceAll(cmpOr(name, id), " ", "")) {
	case "strong", "strongemphasis":
		on[body.Strong] = true
	case "emphasis":
		on[body.Em] = true
	}
	rest, ours := strings.CutPrefix(name, styleName)
	if !ours {
		return nil
	}
	for _, one := range strings.Fields(rest) {
		if tag, is := strings.CutPrefix(one, "lang:"); is {
			marks = append(marks, body.Mark{Type: body.Lang, Lang: tag})
			continue
		}
		on[body.MarkType(one)] = true
	}
	return marks
}
