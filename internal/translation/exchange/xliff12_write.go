package exchange

import "strings"

// states12 are the states of a target.
var states12 = map[State]string{
	Untranslated: "new", Draft: "needs-translation", Translated: "translated", Reviewed: "signed-off", Stale: "needs-review-translation",
}

// WriteXLIFF12 writes a parcel as XLIFF 1.2.
func WriteXLIFF12(p Parcel) []byte {
	w := &xmlWriter{}
	w.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	w.line(`<xliff xmlns="`, xliff12, `" xmlns:mh="`, own, `" version="1.2">`)
	w.line(` <file`, attr("original", p.origin()), attr("source-language", string(p.From)), attr("target-language", string(p.To)), ` datatype="plaintext">`)
	if p.Title != "" {
		w.line(`  <header><note>`, esc(p.Title), `</note></header>`)
	}
	w.line("  <body>")
	for _, u := range p.Units {
		w.unit12(u)
	}
	w.line("  </body>")
	w.line(" </file>")
	w.line("</xliff>")
	return w.Bytes()
}

func (w *xmlWriter) unit12(u Unit) {
	locked, approved := "", ""
	if u.Locked {
		locked = "no"
	}
	if u.State == Reviewed {
		approved = "yes"
	}
	w.line(`   <trans-unit`, attr("id", u.ID), attr("resname", u.Name), attr("translate", locked), attr("approved", approved), ` xml:space="preserve">`)
	w.line(`    <source>`, pieces12(u, u.Source), `</source>`)
	if len(u.Target) > 0 {
		w.line(`    <target`, attr("state", states12[u.State]), `>`, pieces12(u, u.Target), `</target>`)
	}
	w.line(`    <note from="masthead">`, esc(u.Stamp.String()), `</note>`)
	for _, n := range u.Notes {
		w.line(`    <note`, attr("from", n.From), `>`, esc(n.Text), `</note>`)
	}
	w.line("   </trans-unit>")
}

func pieces12(u Unit, pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Role {
		case Text:
			b.WriteString(esc(p.Text))
		case Single:
			flow := ""
			if p.Kind == Footnote {
				flow = join(u.ID, p.Data)
			}
			b.WriteString(`<x` + attr("id", p.ID) + attr("ctype", names12[p.Kind]) + attr("xid", flow) + attr("mh:data", p.Data) + `/>`)
		case Open:
			b.WriteString(`<g` + attr("id", p.ID) + attr("ctype", names12[p.Kind]) + attr("mh:data", p.Data) + `>`)
		case Close:
			b.WriteString(`</g>`)
		}
	}
	return b.String()
}
