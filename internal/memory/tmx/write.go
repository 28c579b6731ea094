package tmx

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"
)

// Writer writes a file.
type Writer struct {
	w   *bufio.Writer
	err error
}

// ownVersion is of what our files say in properties.
const ownVersion = "1"

// NewWriter begins a file.
func NewWriter(w io.Writer) *Writer {
	t := &Writer{w: bufio.NewWriter(w)}
	t.put(xml.Header + `<tmx version="1.4">` + "\n" + `<header creationtool="` + OwnTool + `" creationtoolversion="` + ownVersion +
		`" segtype="sentence" o-tmf="Masthead" adminlang="en" srclang="*all*" datatype="plaintext"/>` + "\n<body>\n")
	return t
}

func (t *Writer) put(parts ...string) {
	for _, p := range parts {
		if t.err == nil {
			_, t.err = t.w.WriteString(p)
		}
	}
}

func quoted(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

// Write adds a unit.
func (t *Writer) Write(u *Unit) error {
	t.put("<tu")
	for _, a := range []Prop{{"tuid", u.ID}, {"srclang", u.Source}, {"changeid", u.By}} {
		if a.Text != "" {
			t.put(" ", a.Type, `="`, quoted(a.Text), `"`)
		}
	}
	if !u.At.IsZero() {
		t.put(` changedate="`, u.At.UTC().Format(stamp), `"`)
	}
	t.put(">\n")
	for _, p := range u.Props {
		t.put(`<prop type="`, quoted(p.Type), `">`, quoted(p.Text), "</prop>\n")
	}
	for _, v := range u.Variants {
		t.put(`<tuv xml:lang="`, quoted(v.Lang), `"><seg>`, quoted(v.Text), "</seg></tuv>\n")
	}
	t.put("</tu>\n")
	return t.err
}

// Close ends the file; it does not close what it was written to.
func (t *Writer) Close() error {
	t.put("</body>\n</tmx>\n")
	if t.err != nil {
		return t.err
	}
	return t.w.Flush()
}
