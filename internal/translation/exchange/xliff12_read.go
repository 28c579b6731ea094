package exchange

import (
	"fmt"
	"strings"

	"masthead/internal/kit/lang"
)

// read12 takes what it can of a file of XLIFF 1.2; what it cannot place is named in Stray.
func read12(root *node) (Parcel, error) {
	p := Parcel{Format: XLIFF12, UnknownOrigin: true}
	if v := root.value("version"); v != "1.2" {
		return p, root.fault("exchange.bad_value").With("attribute", "version").With("value", short(v))
	}
	files := 0
	for f := range root.elements {
		if !f.is(xliff12, "file") {
			p.Extra++
			continue
		}
		from, to := lang.Tag(f.value("source-language")), lang.Tag(f.value("target-language"))
		if from == "" {
			return p, f.fault("exchange.missing_attribute").With("attribute", "source-language")
		}
		if files++; files > 1 && (from != p.From || to != p.To) {
			return p, f.fault("exchange.other_language").With("want", string(p.From)).With("got", short(string(from)))
		}
		if p.UnknownOrigin {
			p.UnknownOrigin = !p.readOrigin(f.value("original"))
		}
		p.From, p.To = from, to
		if b := f.child("body"); b != nil {
			if err := p.group12(b); err != nil {
				return p, err
			}
		}
	}
	if files == 0 {
		return p, root.fault("exchange.missing_element").With("missing", "file")
	}
	return p, nil
}

func (p *Parcel) group12(n *node) error {
	for k := range n.elements {
		switch {
		case k.is(xliff12, "group"):
			if err := p.group12(k); err != nil {
				return err
			}
		case k.is(xliff12, "trans-unit"):
			u, err := p.unit12(k)
			if err != nil {
				return err
			}
			if u.ID == "" {
				p.Stray = append(p.Stray, fmt.Sprintf("%d: %s", u.Line, short(Words(u.Target))))
				continue
			}
			if err := p.addUnit(u); err != nil {
				return err
			}
		case k.space != xliff12:
			p.Extra++
		}
	}
	return nil
}

func (p *Parcel) unit12(n *node) (Unit, error) {
	u := Unit{ID: n.value("id"), Name: n.value("resname"), Line: n.line, Locked: n.value("translate") == "no", Whole: true}
	source, target := n.child("source"), n.child("target")
	if source == nil {
		return u, n.fault("exchange.missing_element").With("missing", "source")
	}
	for _, a := range n.attrs {
		if a.space != "" && a.space != xmlSpace {
			p.Extra++
		}
	}
	for k := range n.elements {
		switch {
		case k.is(xliff12, "note"):
			if s, ours := readStamp(k.words()); ours {
				u.Stamp = s
			} else if v, ok := noteOf(k.value("from"), k.words()); ok {
				u.Notes = append(u.Notes, v)
			}
		case k.is(xliff12, "seg-source"):
			p.Segmented++
		case k.is(xliff12, "source"), k.is(xliff12, "target"):
		default:
			p.Extra++ // alt-trans and the like: what a tool proposed, not what she wrote
		}
	}
	u.Source = tidy(p.pieces12(source))
	if target != nil {
		u.Target = tidy(p.pieces12(target))
		u.Whole = wholeSegments(n.child("seg-source"), target)
	}
	u.State = state12(n, target)
	if u.Stamp.State == Stale && target != nil && target.value("state") == states12[Stale] {
		u.State = Stale
	}
	if blank(u.Target) {
		u.Target, u.State = nil, Untranslated
	} else if !u.Whole {
		u.State = Draft
	}
	return u, nil
}

// wholeSegments says whether each segment that a tool made has a translation.
func wholeSegments(source, target *node) bool {
	if source == nil {
		return true
	}
	var want, got int
	countSegments(source, &want)
	countSegments(target, &got)
	return got == 0 || got >= want
}

func countSegments(n *node, count *int) {
	for k := range n.elements {
		if k.is(xliff12, "mrk") && k.value("mtype") == "seg" && strings.TrimSpace(k.words()) != "" {
			*count++
		}
		countSegments(k, count)
	}
}

func state12(n, target *node) State {
	if target == nil {
		return Untranslated
	}
	switch target.value("state") {
	case "new", "needs-translation", "needs-l10n", "needs-adaptation":
		return Draft
	case "final", "signed-off":
		return Reviewed
	}
	if n.value("approved") == "yes" {
		return Reviewed
	}
	return Translated
}

func (p *Parcel) pieces12(n *node) (out []Piece) {
	for _, k := range n.kids {
		if k.local == "" {
			out = append(out, Piece{Text: k.text})
			continue
		}
		if k.space != xliff12 {
			p.Extra++
			out = append(out, p.pieces12(k)...)
			continue
		}
		code := Piece{ID: k.value("id"), Kind: kindOf12(k.value("ctype"))}
		code.Data, _ = k.getIn(own, "data")
		if code.Data == "" && needsData(code.Kind) {
			code.Kind = Unknown // a tool dropped what it carries: the source knows
		}
		switch k.local {
		case "g":
			code.Role = Open
			out = append(out, code)
			out = append(out, p.pieces12(k)...)
			code.Role = Close
			out = append(out, code)
		case "x", "ph", "it":
			code.Role = Single
			out = append(out, code)
		case "bx", "bpt":
			code.Role, code.ID = Open, cmpOr(k.value("rid"), code.ID)
			out = append(out, code)
		case "ex", "ept":
			code.Role, code.ID = Close, cmpOr(k.value("rid"), code.ID)
			out = append(out, code)
		default: // mrk
			out = append(out, p.pieces12(k)...)
		}
	}
	return out
}

// needsData says whether a code of a kind is nothing without its data.
func needsData(k Kind) bool {
	return k == "link" || k == "lang" || k == Footnote || k == Tag
}
