package exchange

import (
	"strings"
)

// Fragment identifiers lead from one part of a file to another (section 4.4).

// modulePrefixes are the prefixes registered for modules, and for TBX.
const modulePrefixes = " gls mtc res mda ctr slr val its tbx "

// references holds the annotations of a unit, and what glossary and matches point at, to
// what is there.
func (u *unit2) references() error {
	var walk func(n *node, side string) error
	walk = func(n *node, side string) error {
		for k := range n.elements {
			if k.is(xliff2, "mrk") || k.is(xliff2, "sm") {
				if err := u.annotation(k); err != nil {
					return err
				}
			}
			if k.space == glsModule || k.space == mtcModule {
				if ref, ok := k.get("ref"); ok && !u.leads(ref) {
					return k.unknown("ref")
				}
			}
			if err := walk(k, side); err != nil {
				return err
			}
		}
		return nil
	}
	return walk(u.node, "")
}

// annotation holds a marker against 4.6.3: a comment has a value or leads to a note of
// its unit, one of the two.
func (u *unit2) annotation(n *node) error {
	ref, leads := n.get("ref")
	_, value := n.get("value")
	if n.value("type") == "comment" {
		if leads == value {
			return n.fault("exchange.bad_value").With("attribute", "ref").With("value", short(ref))
		}
		if leads && !u.leadsToNote(ref) {
			return n.unknown("ref")
		}
		return nil
	}
	if leads && !u.leads(ref) {
		return n.unknown("ref")
	}
	return nil
}

func (u *unit2) leadsToNote(ref string) bool {
	if !u.leads(ref) || !strings.HasPrefix(ref, "#") {
		return false
	}
	f, _ := parseFragment(ref)
	_, inFile := f.at("f")
	_, inGroup := f.at("g")
	unit, inUnit := f.at("u")
	note, ok := f.at("n")
	return ok && u.notes[note] && (inUnit && unit == u.node.value("id") || !inUnit && !inFile && !inGroup)
}

// leads says whether a reference is well-formed and, where it names a part of this unit,
// whether that part is there. Another document's parts are its own.
func (u *unit2) leads(ref string) bool {
	if !strings.HasPrefix(ref, "#") {
		return true
	}
	f, ok := parseFragment(ref)
	if !ok {
		return false
	}
	if len(f) > 1 || len(f) == 0 {
		return true
	}
	switch leaf := f[0]; leaf.prefix {
	case "":
		return u.ids[leaf.id] != nil
	case "t":
		return u.theirs[leaf.id] != nil
	case "d":
		return u.data[leaf.id]
	}
	return true
}

type selector struct{ prefix, id string }

type fragment []selector

func (f fragment) at(prefix string) (string, bool) {
	for _, s := range f {
		if s.prefix == prefix {
			return s.id, true
		}
	}
	return "", false
}

// parseFragment reads "#f=f1/u=1/n=n1": from the file down, each prefix once, and what is
// meant last.
func parseFragment(ref string) (fragment, bool) {
	expression := strings.TrimPrefix(strings.TrimPrefix(ref, "#"), "/")
	if expression == "" {
		return nil, false
	}
	var f fragment
	depth := 0
	for part := range strings.SplitSeq(expression, "/") {
		prefix, id, has := strings.Cut(part, "=")
		if !has {
			prefix, id = "", part
		}
		level := levelOf(prefix, has)
		if level <= depth || !nmtoken.MatchString(id) {
			return nil, false
		}
		depth = level
		f = append(f, selector{prefix, id})
	}
	return f, true
}

// levelOf is how far down in a file a selector stands, 0 for one that nobody knows.
func levelOf(prefix string, has bool) int {
	switch {
	case !has:
		return 4
	case prefix == "f":
		return 1
	case prefix == "g":
		return 2
	case prefix == "u":
		return 3
	case among(" n d t ", prefix), among(modulePrefixes, prefix):
		return 4
	}
	return 0
}
