package exchange

import (
	"slices"
	"strconv"
)

// states21 are the state and the sub-state of a segment.
var states21 = map[State][2]string{
	Untranslated: {"initial", ""}, Draft: {"initial", "masthead:draft"}, Translated: {"translated", ""},
	Reviewed: {"reviewed", ""}, Stale: {"translated", "masthead:stale"},
}

// WriteXLIFF21 writes a parcel as XLIFF 2.1.
func WriteXLIFF21(p Parcel) []byte {
	w := &xmlWriter{}
	w.line(`<?xml version="1.0" encoding="UTF-8"?>`)
	w.line(`<xliff xmlns="`, xliff2, `" xmlns:mda="`, mdaModule, `" version="2.1"`, attr("srcLang", string(p.From)), attr("trgLang", string(p.To)), `>`)
	w.line(` <file id="f1"`, attr("original", p.origin()), `>`)
	if p.Title != "" {
		w.line(`  <notes><note id="title">`, esc(p.Title), `</note></notes>`)
	}
	for _, u := range p.Units {
		w.unit2(u)
	}
	w.line(" </file>")
	w.line("</xliff>")
	return w.Bytes()
}

func (w *xmlWriter) unit2(u Unit) {
	locked := ""
	if u.Locked {
		locked = "no"
	}
	w.line(`  <unit`, attr("id", u.ID), attr("name", u.Name), attr("translate", locked), ` xml:space="preserve">`)
	w.line(`   <mda:metadata><mda:metaGroup category="masthead"><mda:meta type="stamp">`, esc(u.Stamp.String()), `</mda:meta></mda:metaGroup></mda:metadata>`)
	if len(u.Notes) > 0 {
		w.line("   <notes>")
		for i, n := range u.Notes {
			w.line(`    <note`, attr("id", "n"+strconv.Itoa(i+1)), attr("category", n.From), `>`, esc(n.Text), `</note>`)
		}
		w.line("   </notes>")
	}
	data := dataOf(u)
	if len(data) > 0 {
		w.line("   <originalData>")
		for i, d := range data {
			w.line(`    <data`, attr("id", "d"+strconv.Itoa(i+1)), `>`, esc(d), `</data>`)
		}
		w.line("   </originalData>")
	}
	state := states21[u.State]
	w.line(`   <segment id="s1"`, attr("state", state[0]), attr("subState", state[1]), `>`)
	w.line(`    <source>`, pieces21(u, u.Source, data), `</source>`)
	if len(u.Target) > 0 {
		w.line(`    <target>`, pieces21(u, u.Target, data), `</target>`)
	}
	w.line("   </segment>")
	w.line("  </unit>")
}

// dataOf lists what the codes of a unit carry, each once.
func dataOf(u Unit) (data []string) {
	for _, list := range [][]Piece{u.Source, u.Target} {
		for _, p := range list {
			if p.Data != "" && p.Role != Close && !slices.Contains(data, p.Data) {
				data = append(data, p.Data)
			}
		}
	}
	return data
}

func pieces21(u Unit, pieces []Piece, data []string) string {
	out := ""
	for _, p := range pieces {
		ref := ""
		if i := slices.Index(data, p.Data); p.Data != "" && i >= 0 {
			ref = "d" + strconv.Itoa(i+1)
		}
		name := names21[p.Kind]
		switch p.Role {
		case Text:
			out += esc(p.Text)
		case Single:
			flows := ""
			if p.Kind == Footnote {
				flows = join(u.ID, p.Data)
			}
			out += `<ph` + attr("id", "c"+p.ID) + attr("type", name[0]) + attr("subType", name[1]) + attr("dataRef", ref) + attr("subFlows", flows) + `/>`
		case Open:
			out += `<pc` + attr("id", "c"+p.ID) + attr("type", name[0]) + attr("subType", name[1]) + attr("dataRefStart", ref) + `>`
		case Close:
			out += `</pc>`
		}
	}
	return out
}
