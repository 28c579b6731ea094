package exchange

import (
	"slices"
	"strconv"
	"strings"
)

// checkXLIFF2 holds a file against XLIFF 2.1 core: its shape first, then what the
// standard says in words ("Constraints").
func checkXLIFF2(root *node) error {
	if !root.is(xliff2, "xliff") {
		return root.fault("exchange.unexpected_element").With("in", "")
	}
	if err := checkShape(root); err != nil {
		return err
	}
	c := doc2{source: root.value("srcLang"), target: root.value("trgLang")}
	files := map[string]bool{}
	for f := range root.elements {
		if f.local != "file" {
			continue
		}
		if err := once(files, f, "id"); err != nil {
			return err
		}
		file := &file2{doc2: c, node: f, groups: map[string]bool{}, units: map[string]*node{}}
		if err := file.gather(f); err != nil {
			return err
		}
		if err := file.check(f); err != nil {
			return err
		}
	}
	return nil
}

type doc2 struct{ source, target string }

// file2 is a <file> at work. Ids of groups, and of units, are unique in it (4.3.1.20).
type file2 struct {
	doc2
	node   *node
	groups map[string]bool
	units  map[string]*node
}

func once(seen map[string]bool, n *node, attr string) error {
	id, ok := n.get(attr)
	if !ok {
		return nil
	}
	if seen[id] {
		return n.fault("exchange.repeated_id").With("id", short(id))
	}
	seen[id] = true
	return nil
}

func (f *file2) gather(n *node) error {
	for k := range n.elements {
		switch {
		case k.is(xliff2, "unit"):
			if f.units[k.value("id")] != nil {
				return k.fault("exchange.repeated_id").With("id", short(k.value("id")))
			}
			f.units[k.value("id")] = k
		case k.is(xliff2, "group"):
			if err := once(f.groups, k, "id"); err != nil {
				return err
			}
			if err := f.gather(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// check looks at a file or group and what is in it.
func (f *file2) check(n *node) error {
	if err := checkScope(n); err != nil {
		return err
	}
	for k := range n.elements {
		switch {
		case k.is(xliff2, "unit"):
			if err := (&unit2{file2: f, node: k}).check(); err != nil {
				return err
			}
		case k.is(xliff2, "group"):
			if err := f.check(k); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkScope holds the ids of a file's, group's or unit's notes and of what other makers
// put there against each other.
func checkScope(n *node) error {
	notes, foreign := map[string]bool{}, map[string]bool{}
	for k := range n.elements {
		switch {
		case k.is(xliff2, "notes"):
			for note := range k.elements {
				if err := once(notes, note, "id"); err != nil {
					return err
				}
			}
		case k.space != xliff2:
			if err := foreignIDs(foreign, k); err != nil {
				return err
			}
		}
	}
	return nil
}

func foreignIDs(seen map[string]bool, n *node) error {
	if _, module := moduleElements[n.space]; module {
		return nil // each module has scopes of its own
	}
	for _, a := range n.attrs {
		if a.local != "id" || a.space != "" && a.space != xmlSpace {
			continue
		}
		if seen[a.value] {
			return n.fault("exchange.repeated_id").With("id", short(a.value))
		}
		seen[a.value] = true
	}
	for k := range n.elements {
		if err := foreignIDs(seen, k); err != nil {
			return err
		}
	}
	return nil
}

// unit2 is a <unit> at work.
type unit2 struct {
	*file2
	node       *node
	parts      []*node // segments and ignorables, in order
	data       map[string]bool
	notes      map[string]bool
	ids        map[string]*node // of parts and inline elements of the source
	theirs     map[string]*node // of inline elements of the target
	from, into []tag            // of all sources in order, of all targets in theirs
	whole      bool             // each segment has a target
}

func (u *unit2) check() error {
	if err := checkScope(u.node); err != nil {
		return err
	}
	u.data, u.notes, u.ids, u.theirs = map[string]bool{}, map[string]bool{}, map[string]*node{}, map[string]*node{}
	segments := 0
	for k := range u.node.elements {
		if k.space != xliff2 {
			continue
		}
		switch k.local {
		case "notes":
			for note := range k.elements {
				u.notes[note.value("id")] = true
			}
		case "originalData":
			for d := range k.elements {
				if err := once(u.data, d, "id"); err != nil {
					return err
				}
			}
		case "segment", "ignorable":
			u.parts = append(u.parts, k)
			if k.local == "segment" {
				segments++
			}
		}
	}
	if segments == 0 {
		return u.node.fault("exchange.missing_element").With("missing", "segment")
	}
	for _, step := range []func() error{u.languages, u.order, u.gatherIDs, u.checkTags, u.references} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// languages holds what xml:lang and xml:space say of each source and target, themselves or
// by what they stand in, against the file's.
func (u *unit2) languages() error {
	u.whole = true
	for _, p := range u.parts {
		if _, sub := p.get("subState"); sub {
			if _, state := p.get("state"); !state {
				return p.fault("exchange.missing_attribute").With("attribute", "state")
			}
		}
		source, target := p.child("source"), p.child("target")
		if err := inLanguage(source, u.source); err != nil {
			return err
		}
		if target == nil {
			u.whole = u.whole && p.local == "ignorable"
			continue
		}
		if u.target == "" {
			return target.fault("exchange.missing_attribute").With("attribute", "trgLang")
		}
		if err := inLanguage(target, u.target); err != nil {
			return err
		}
		if inherited(source, "space", "default") != inherited(target, "space", "default") {
			return target.fault("exchange.bad_value").With("attribute", "xml:space").With("value", inherited(target, "space", "default"))
		}
	}
	return nil
}

func inLanguage(n *node, want string) error {
	if got := inherited(n, "lang", want); !strings.EqualFold(got, want) {
		return n.fault("exchange.other_language").With("want", want).With("got", short(got))
	}
	return nil
}

func inherited(n *node, attr, none string) string {
	for ; n != nil; n = n.up {
		if v, ok := n.getIn(xmlSpace, attr); ok {
			return v
		}
	}
	return none
}

// order holds the order of targets against 4.3.1.24: each place once, those that say
// nothing stand where their source does.
func (u *unit2) order() error {
	taken := map[int]bool{}
	for i, p := range u.parts {
		t := p.child("target")
		if t == nil {
			continue
		}
		at := orderOf(t, i)
		if at > len(u.parts) || taken[at] {
			return t.fault("exchange.bad_value").With("attribute", "order").With("value", strconv.Itoa(at))
		}
		taken[at] = true
	}
	return nil
}

func orderOf(target *node, i int) int {
	if n, err := strconv.Atoi(target.value("order")); err == nil {
		return n
	}
	return i + 1
}

// inOrder are the parts that have a target, in the order of the translation.
func inOrder(parts []*node) []*node {
	type placed struct {
		at   int
		part *node
	}
	var list []placed
	for i, p := range parts {
		at := i + 1
		if t := p.child("target"); t != nil {
			at = orderOf(t, i)
		}
		list = append(list, placed{at, p})
	}
	slices.SortStableFunc(list, func(a, b placed) int { return a.at - b.at })
	out := make([]*node, len(list))
	for i, l := range list {
		out[i] = l.part
	}
	return out
}

// gatherIDs finds all inline elements. Their ids are unique with those of the parts in the
// source; one of the target's may be that of the source's same element.
func (u *unit2) gatherIDs() error {
	for _, p := range u.parts {
		if err := firstID(u.ids, p); err != nil {
			return err
		}
	}
	for _, p := range u.parts {
		if err := u.inline(p.child("source"), u.ids, &u.from); err != nil {
			return err
		}
	}
	for _, p := range inOrder(u.parts) {
		if t := p.child("target"); t != nil {
			if err := u.inline(t, u.theirs, &u.into); err != nil {
				return err
			}
		}
	}
	for id, n := range u.theirs {
		if s := u.ids[id]; s != nil && family(s) != family(n) {
			return n.fault("exchange.repeated_id").With("id", short(id))
		}
	}
	return nil
}

func firstID(seen map[string]*node, n *node) error {
	id, ok := n.get("id")
	if !ok {
		return nil
	}
	if seen[id] != nil {
		return n.fault("exchange.repeated_id").With("id", short(id))
	}
	seen[id] = n
	return nil
}

// family is what two elements of one id must share: a tool may part a spanning code.
func family(n *node) string {
	switch n.local {
	case "pc", "sc", "ec":
		return "code"
	case "mrk", "sm":
		return "mark"
	}
	return n.local
}

func (u *unit2) inline(n *node, seen map[string]*node, tags *[]tag) error {
	for k := range n.elements {
		if err := firstID(seen, k); err != nil {
			return err
		}
		switch k.local {
		case "ph", "sc", "ec":
			*tags = append(*tags, newTag(k))
		case "pc":
			*tags = append(*tags, newTag(k))
		}
		if err := u.inline(k, seen, tags); err != nil {
			return err
		}
		if k.local == "pc" {
			*tags = append(*tags, endOf(newTag(k)))
		}
	}
	return nil
}
