package exchange

import (
	"slices"
	"strings"
)

// tag is one end of an inline code, in the order of the text.
type tag struct {
	node    *node
	id      string // of the code that it belongs to
	closing bool
	reorder string
}

func newTag(n *node) tag {
	t := tag{node: n, id: n.value("id"), reorder: cmpOr(n.value("canReorder"), "yes")}
	if n.local == "ec" {
		t.closing = true
		if ref, ok := n.get("startRef"); ok {
			t.id = ref
		}
	}
	return t
}

func cmpOr(v, none string) string {
	if v == "" {
		return none
	}
	return v
}

// endOf is the end of a <pc>: it follows in the sequence that its beginning is in.
func endOf(t tag) tag {
	t.closing = true
	if t.reorder == "firstNo" {
		t.reorder = "no"
	}
	return t
}

// checkTags holds the codes of a unit against section 4.3 and "editing hints" (4.7.6).
func (u *unit2) checkTags() error {
	for _, side := range []struct {
		tags []tag
		ids  map[string]*node
		all  bool
		part string
	}{{u.from, u.ids, true, "source"}, {u.into, u.theirs, u.whole, "target"}} {
		for _, t := range side.tags {
			if err := u.checkCode(t, side.ids); err != nil {
				return err
			}
		}
		if err := paired(side.tags, side.all); err != nil {
			return err
		}
		if err := u.markers(side.part, side.all); err != nil {
			return err
		}
		if err := sequences(side.tags, side.part == "source"); err != nil {
			return err
		}
	}
	if err := u.kept(); err != nil {
		return err
	}
	return u.reordered()
}

func (u *unit2) checkCode(t tag, ids map[string]*node) error {
	n := t.node
	if n.value("canReorder") == "no" || n.value("canReorder") == "firstNo" {
		for _, hint := range []string{"canCopy", "canDelete"} {
			if n.value(hint) != "no" {
				return n.fault("exchange.bad_value").With("attribute", hint).With("value", cmpOr(n.value(hint), "yes"))
			}
		}
	}
	data := false
	for _, ref := range []string{"dataRef", "dataRefStart", "dataRefEnd"} {
		if v, ok := n.get(ref); ok {
			if data = true; !u.data[v] {
				return n.unknown(ref)
			}
		}
	}
	if v, ok := n.get("copyOf"); ok {
		base := ids[v]
		if base == nil {
			base = u.ids[v]
		}
		if base == nil || data || base.value("canCopy") == "no" || hasData(base) || family(base) != family(n) {
			return n.unknown("copyOf")
		}
	}
	for _, ref := range []string{"subFlows", "subFlowsStart", "subFlowsEnd"} {
		for _, f := range strings.Fields(n.value(ref)) {
			if u.units[f] == nil {
				return n.unknown(ref)
			}
		}
	}
	return nil
}

func hasData(n *node) bool {
	return slices.ContainsFunc(n.attrs, func(a attribute) bool { return strings.HasPrefix(a.local, "dataRef") })
}

func (n *node) unknown(attr string) error {
	return n.fault("exchange.unknown_reference").With("attribute", attr).With("value", short(n.value(attr)))
}

// paired holds <sc> and <ec> against each other: a lone one says that it is isolated, the
// two of a pair say the same of what may be done to them. Where a part of a unit is not
// translated yet, the other end may be missing.
func paired(tags []tag, all bool) error {
	open, closed := map[string]*node{}, map[string]bool{}
	for _, t := range tags {
		n := t.node
		switch n.local {
		case "sc":
			open[t.id] = n
		case "ec":
			_, id := n.get("id")
			_, ref := n.get("startRef")
			if isolated := n.value("isolated") == "yes"; isolated != id || isolated == ref {
				return n.fault("exchange.unpaired_code").With("id", short(t.id))
			} else if isolated {
				continue
			}
			start := open[t.id]
			if start == nil && !all {
				continue
			}
			if start == nil || start.value("isolated") == "yes" || closed[t.id] {
				return n.fault("exchange.unpaired_code").With("id", short(t.id))
			}
			closed[t.id] = true
			if err := samePair(start, n); err != nil {
				return err
			}
		}
	}
	for _, t := range tags {
		if t.node.local == "sc" && t.node.value("isolated") != "yes" && !closed[t.id] && all {
			return t.node.fault("exchange.unpaired_code").With("id", short(t.id))
		}
	}
	return nil
}

func samePair(start, end *node) error {
	for _, hint := range []string{"canCopy", "canDelete", "canOverlap"} {
		if a, b := cmpOr(start.value(hint), "yes"), cmpOr(end.value(hint), "yes"); a != b {
			return end.fault("exchange.bad_value").With("attribute", hint).With("value", b)
		}
	}
	a, b := cmpOr(start.value("canReorder"), "yes"), cmpOr(end.value("canReorder"), "yes")
	if a == "yes" && b != "yes" || a != "yes" && b != "no" {
		return end.fault("exchange.bad_value").With("attribute", "canReorder").With("value", b)
	}
	return nil
}

// markers pairs <sm> and <em> in their order.
func (u *unit2) markers(side string, all bool) error {
	open, closed := map[string]*node{}, map[string]bool{}
	var walk func(n *node) error
	walk = func(n *node) error {
		for k := range n.elements {
			switch k.local {
			case "sm":
				open[k.value("id")] = k
			case "em":
				ref := k.value("startRef")
				if (open[ref] == nil && all) || closed[ref] {
					return k.fault("exchange.unpaired_code").With("id", short(ref))
				}
				closed[ref] = true
			}
			if err := walk(k); err != nil {
				return err
			}
		}
		return nil
	}
	parts := u.parts
	if side == "target" {
		parts = inOrder(parts)
	}
	for _, p := range parts {
		if n := p.child(side); n != nil {
			if err := walk(n); err != nil {
				return err
			}
		}
	}
	for id, n := range open {
		if !closed[id] && all {
			return n.fault("exchange.unpaired_code").With("id", short(id))
		}
	}
	return nil
}

// sequences wants a code that may not be reordered to follow directly on one that begins
// or continues a sequence. In a target, reordered compares them instead.
func sequences(tags []tag, source bool) error {
	before := "yes"
	for _, t := range tags {
		if source && t.reorder == "no" && before == "yes" {
			return t.node.fault("exchange.codes_moved").With("id", short(t.id))
		}
		before = t.reorder
	}
	return nil
}

// kept wants each code that may not be deleted in the translation, where its segment has one.
func (u *unit2) kept() error {
	there := map[string]bool{}
	for _, t := range u.into {
		there[t.id] = true
	}
	for _, p := range u.parts {
		if p.child("target") == nil {
			continue
		}
		var tags []tag
		if err := u.inline(p.child("source"), map[string]*node{}, &tags); err != nil {
			return err
		}
		for _, t := range tags {
			if t.node.value("canDelete") == "no" && !there[t.id] {
				return p.child("target").fault("exchange.code_missing").With("id", short(t.id))
			}
		}
	}
	return nil
}

// reordered wants each sequence of the source that the translation has to stand there
// unbroken and in its order.
func (u *unit2) reordered() error {
	type end struct {
		id      string
		closing bool
	}
	at := map[end]int{}
	for i, t := range u.into {
		at[end{t.id, t.closing}] = i + 1
	}
	for i := 1; i < len(u.from); i++ {
		t, before := u.from[i], u.from[i-1]
		if t.reorder != "no" {
			continue
		}
		a, b := at[end{before.id, before.closing}], at[end{t.id, t.closing}]
		if a > 0 && b > 0 && b != a+1 {
			return u.into[b-1].node.fault("exchange.codes_moved").With("id", short(t.id))
		}
	}
	return nil
}
