package exchange

import (
	"strings"

	"masthead/internal/kit/lang"
)

// read2 takes what a file of XLIFF 2 holds that has passed checkXLIFF2.
func read2(root *node) (Parcel, error) {
	p := Parcel{Format: XLIFF21, UnknownOrigin: true}
	for f := range root.elements {
		if f.local == "file" && p.UnknownOrigin {
			p.UnknownOrigin = !p.readOrigin(f.value("original"))
		}
	}
	p.From, p.To = lang.Tag(root.value("srcLang")), lang.Tag(root.value("trgLang"))
	for f := range root.elements {
		if err := p.group2(f); err != nil {
			return Parcel{}, err
		}
	}
	return p, nil
}

func (p *Parcel) group2(n *node) error {
	for k := range n.elements {
		switch {
		case k.is(xliff2, "group"):
			if err := p.group2(k); err != nil {
				return err
			}
		case k.is(xliff2, "unit"):
			if err := p.addUnit(p.unit2(k)); err != nil {
				return err
			}
		case k.space != xliff2 && k.space != mdaModule:
			p.Extra++
		}
	}
	return nil
}

func (p *Parcel) unit2(n *node) Unit {
	u := Unit{ID: n.value("id"), Name: n.value("name"), Line: n.line, Locked: n.value("translate") == "no", Whole: true, State: Reviewed}
	r := reader2{data: map[string]string{}}
	var parts []*node
	for k := range n.elements {
		switch {
		case k.is(mdaModule, "metadata"):
			u.Stamp, _ = readStamp(k.words())
		case k.is(xliff2, "notes"):
			for note := range k.elements {
				if v, ok := noteOf(note.value("category"), note.words()); ok {
					u.Notes = append(u.Notes, v)
				}
			}
		case k.is(xliff2, "originalData"):
			for d := range k.elements {
				r.data[d.value("id")] = d.words()
			}
		case k.is(xliff2, "segment"), k.is(xliff2, "ignorable"):
			parts = append(parts, k)
		default:
			p.Extra++
		}
	}
	segments, translated := 0, false
	for _, s := range parts {
		u.Source = append(u.Source, r.pieces(s.child("source"))...)
		if s.local == "segment" {
			segments++
		}
	}
	if segments > 1 {
		p.Segmented++
	}
	for _, s := range inOrder(parts) {
		t := s.child("target")
		if s.local == "ignorable" && t == nil {
			t = s.child("source")
		}
		if s.local == "segment" {
			u.takeState(s, t)
			translated = translated || t != nil
		}
		if t != nil {
			u.Target = append(u.Target, r.pieces(t)...)
		}
	}
	u.Source, u.Target = tidy(u.Source), tidy(u.Target)
	if !translated || blank(u.Target) {
		u.Target, u.State = nil, Untranslated
	}
	return u
}

// takeState lowers a unit to the least of its segments.
func (u *Unit) takeState(segment, target *node) {
	if target == nil || strings.TrimSpace(target.words()) == "" && strings.TrimSpace(segment.child("source").words()) != "" {
		u.Whole, u.State = false, Draft
		return
	}
	state := Translated
	switch segment.value("state") {
	case "", "initial":
		state = Draft
	case "reviewed", "final":
		state = Reviewed
	}
	if segment.value("subState") == "masthead:stale" {
		state = Stale
	}
	u.State = least(u.State, state)
}

// least is the lower of two states.
func least(a, b State) State {
	for _, s := range []State{Untranslated, Draft, Stale, Translated} {
		if a == s || b == s {
			return s
		}
	}
	return Reviewed
}

type reader2 struct{ data map[string]string }

func (r reader2) pieces(n *node) (out []Piece) {
	for _, k := range n.kids {
		switch k.local {
		case "":
			out = append(out, Piece{Text: k.text})
		case "ph":
			out = append(out, r.code(k, Single, "dataRef"))
		case "pc":
			open := r.code(k, Open, "dataRefStart")
			out = append(out, open)
			out = append(out, r.pieces(k)...)
			open.Role = Close
			out = append(out, open)
		case "sc":
			out = append(out, r.code(k, Open, "dataRef"))
		case "ec":
			p := r.code(k, Close, "dataRef")
			if ref, ok := k.get("startRef"); ok {
				p.ID, p.Data = idOf(ref), ""
			}
			out = append(out, p)
		case "mrk":
			out = append(out, r.pieces(k)...)
		}
	}
	return out
}

func (r reader2) code(n *node, role Role, ref string) Piece {
	p := Piece{Role: role, ID: idOf(n.value("id")), Kind: kindOf21(n.value("subType")), Data: r.data[n.value(ref)]}
	if base, ok := n.get("copyOf"); ok {
		p.ID = idOf(base)
	}
	if p.Kind == Unknown {
		p.Data = ""
	}
	return p
}

// idOf takes off the letter that our ids of codes have in 2.1, where they may not be those
// of segments.
func idOf(id string) string {
	if number, ours := strings.CutPrefix(id, "c"); ours {
		return number
	}
	return id
}
