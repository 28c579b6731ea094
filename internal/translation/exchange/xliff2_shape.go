package exchange

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	nmtoken  = regexp.MustCompile(`^[-._:\pL\pN\pM]+$`)
	ownValue = regexp.MustCompile(`^[^:\s]+:[^:].*$`)
	language = regexp.MustCompile(`^(?i:[a-z]{2,8}(-[a-z0-9]{1,8})*|[xi](-[a-z0-9]{1,8})+)$`)
)

func among(list, name string) bool {
	return name != "" && !strings.ContainsAny(name, " ") && strings.Contains(list, " "+name+" ")
}

func listed(list, name string) bool { return among(" "+list+" ", name) }

// checkShape says whether an element of the core and all below it are built as sections
// 4.2 and 4.3 say. What other makers added is looked at only for where it stands.
func checkShape(n *node) error {
	r, ok := core[n.local]
	if !ok {
		return n.fault("exchange.unexpected_element").With("in", above(n))
	}
	if err := checkAttributes(n, r); err != nil {
		return err
	}
	switch {
	case n.local == "skeleton", n.local == "data":
		return checkLoose(n)
	case r.mixed:
		return checkMixed(n)
	case r.text:
		for k := range n.elements {
			return k.fault("exchange.unexpected_element").With("in", n.local)
		}
		return nil
	}
	return checkOrder(n, r)
}

func above(n *node) string {
	if n.up == nil {
		return ""
	}
	return n.up.local
}

// checkLoose looks at a skeleton, which is empty only where it leads to a file, and at data,
// which holds text and signs that XML cannot.
func checkLoose(n *node) error {
	if n.local == "skeleton" {
		_, leads := n.get("href")
		if empty := len(n.kids) == 0 || strings.TrimSpace(n.words()) == "" && !hasElements(n); empty != leads {
			return n.fault("exchange.bad_value").With("attribute", "href").With("value", n.value("href"))
		}
		return nil
	}
	for k := range n.elements {
		if !k.is(xliff2, "cp") {
			return k.fault("exchange.unexpected_element").With("in", n.local)
		}
		if err := checkShape(k); err != nil {
			return err
		}
	}
	return nil
}

func hasElements(n *node) bool {
	for range n.elements {
		return true
	}
	return false
}

func checkMixed(n *node) error {
	for k := range n.elements {
		if k.space != xliff2 || !among(inline, k.local) {
			return k.fault("exchange.unexpected_element").With("in", n.local)
		}
		if err := checkShape(k); err != nil {
			return err
		}
	}
	return nil
}

// checkOrder walks the children along the slots.
func checkOrder(n *node, r rule) error {
	at, count := 0, 0
	enough := func(to int) error {
		for ; at < to; at, count = at+1, 0 {
			if count < r.slots[at].min {
				return n.fault("exchange.missing_element").With("missing", strings.Fields(r.slots[at].names)[0])
			}
		}
		return nil
	}
	for _, k := range n.kids {
		if k.local == "" {
			if strings.TrimSpace(k.text) != "" {
				return n.fault("exchange.stray_text")
			}
			continue
		}
		to := slotOf(r.slots, at, k)
		if to < 0 || to == at && count > 0 && !r.slots[at].many {
			return k.fault("exchange.unexpected_element").With("in", n.local)
		}
		if err := enough(to); err != nil {
			return err
		}
		count++
		var err error
		if k.space == xliff2 {
			err = checkShape(k)
		} else {
			err = checkModule(k, 0)
		}
		if err != nil {
			return err
		}
	}
	return enough(len(r.slots))
}

func slotOf(slots []slot, from int, k *node) int {
	for i := from; i < len(slots); i++ {
		if slots[i].names == "*" && k.space != xliff2 || k.space == xliff2 && among(slots[i].names, k.local) {
			return i
		}
	}
	return -1
}

// checkModule looks at the names of a module's elements; those of other makers are theirs.
func checkModule(n *node, depth int) error {
	if names, ok := moduleElements[n.space]; ok && !among(names, n.local) {
		return n.fault("exchange.unexpected_element").With("in", above(n))
	}
	for k := range n.elements {
		if err := checkModule(k, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func checkAttributes(n *node, r rule) error {
	for _, need := range strings.Fields(r.needs) {
		if _, ok := n.get(need); !ok {
			return n.fault("exchange.missing_attribute").With("attribute", need)
		}
	}
	for _, a := range n.attrs {
		if err := checkAttribute(n, r, a); err != nil {
			return err
		}
	}
	if among(" ph pc sc ec ", n.local) {
		return checkType(n)
	}
	return nil
}

func checkAttribute(n *node, r rule, a attribute) error {
	unexpected := n.fault("exchange.unexpected_attribute").With("attribute", a.local)
	bad := n.fault("exchange.bad_value").With("attribute", a.local).With("value", short(a.value))
	switch a.space {
	case "":
		if !listed(r.needs, a.local) && !listed(r.may, a.local) {
			return unexpected
		}
		if !goodValue(n, a) {
			return bad
		}
		return nil
	case xmlSpace:
		return checkXML(n, r, a)
	}
	if !r.open && !(r.modules && (a.space == fsModule || a.space == slrModule || a.space == its)) {
		return unexpected
	}
	if names, ok := moduleAttributes[a.space]; ok && !among(names, a.local) {
		return unexpected
	}
	if (a.space == fsModule || a.space == slrModule) && n.local == "ec" && n.value("isolated") != "yes" {
		return unexpected
	}
	if a.space == fsModule && a.local == "fs" && !among(fsNames, a.value) {
		return bad
	}
	if _, styled := n.getIn(fsModule, "fs"); a.space == fsModule && a.local == "subFs" && !styled {
		return n.fault("exchange.missing_attribute").With("attribute", "fs")
	}
	return nil
}

func checkXML(n *node, r rule, a attribute) error {
	on := among(" source target ", n.local)
	switch a.local {
	case "space":
		if !on && n.local != "data" && !r.open {
			break
		}
		if a.value != "default" && a.value != "preserve" || n.local == "data" && a.value != "preserve" {
			return n.fault("exchange.bad_value").With("attribute", "xml:space").With("value", short(a.value))
		}
		return nil
	case "lang":
		if !on && !r.open {
			break
		}
		if a.value != "" && !language.MatchString(a.value) {
			return n.fault("exchange.bad_value").With("attribute", "xml:lang").With("value", short(a.value))
		}
		return nil
	default:
		if r.open {
			return nil
		}
	}
	return n.fault("exchange.unexpected_attribute").With("attribute", "xml:"+a.local)
}

func goodValue(n *node, a attribute) bool {
	if list, ok := values[a.local]; ok {
		return among(list, a.value)
	}
	switch a.local {
	case "version":
		return a.value == "2.0" || a.value == "2.1"
	case "srcLang", "trgLang":
		return language.MatchString(a.value)
	case "id", "startRef", "copyOf", "dataRef", "dataRefStart", "dataRefEnd":
		return nmtoken.MatchString(a.value)
	case "subFlows", "subFlowsStart", "subFlowsEnd":
		for _, f := range strings.Fields(a.value) {
			if !nmtoken.MatchString(f) {
				return false
			}
		}
	case "order":
		v, err := strconv.Atoi(a.value)
		return err == nil && v > 0
	case "hex":
		v, err := strconv.ParseUint(a.value, 16, 32)
		return err == nil && len(a.value) >= 4 && v <= 0x10FFFF && !xmlChar(rune(v))
	case "subType", "subState":
		return ownValue.MatchString(a.value)
	case "type":
		switch n.local {
		case "group", "unit":
			return ownValue.MatchString(a.value) && !strings.HasPrefix(a.value, "xlf:")
		case "mrk", "sm":
			return among(markTypes, a.value) || ownValue.MatchString(a.value)
		}
		return among(codeTypes, a.value)
	}
	return true
}

// xmlChar says whether XML 1.0 can hold a sign (production 2), so that it needs no cp.
func xmlChar(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xD7FF || r >= 0xE000 && r <= 0xFFFD || r >= 0x10000
}

// checkType holds a code's subType against its type (section 4.3.1.37).
func checkType(n *node) error {
	sub, has := n.get("subType")
	if !has {
		return nil
	}
	kind, typed := n.get("type")
	if !typed {
		return n.fault("exchange.missing_attribute").With("attribute", "type")
	}
	if name, ours := strings.CutPrefix(sub, "xlf:"); ours {
		if !(kind == "fmt" && among(" b i u lb pb ", name) || kind == "ui" && name == "var") {
			return n.fault("exchange.bad_value").With("attribute", "subType").With("value", short(sub))
		}
	}
	return nil
}

// short cuts what a person is shown of a file.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
