package fetch

import (
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// special are the ranges that no stranger's link may lead to: the IANA registries
// of special-purpose addresses (RFC 6890 and its successors), multicast, and what
// is reserved. Ranges that the registries call reachable but that serve the
// network itself (AS112, AMT, 6to4 relays) are in it too: no news stands there.
var special = prefixes(
	"0.0.0.0/8",       // this network, RFC 791
	"10.0.0.0/8",      // private, RFC 1918
	"100.64.0.0/10",   // shared between a provider and its customers, RFC 6598
	"127.0.0.0/8",     // loopback, RFC 1122
	"168.63.129.16",   // the inside face of a large cloud; outside of it nobody's
	"169.254.0.0/16",  // link-local, RFC 3927: cloud metadata
	"172.16.0.0/12",   // private, RFC 1918
	"192.0.0.0/24",    // protocol assignments, RFC 6890
	"192.0.2.0/24",    // documentation, RFC 5737
	"192.31.196.0/24", // AS112, RFC 7535
	"192.52.193.0/24", // AMT, RFC 7450
	"192.88.99.0/24",  // 6to4 relays, RFC 7526
	"192.168.0.0/16",  // private, RFC 1918
	"192.175.48.0/24", // AS112, RFC 7534
	"198.18.0.0/15",   // benchmarks, RFC 2544
	"198.51.100.0/24", // documentation, RFC 5737
	"203.0.113.0/24",  // documentation, RFC 5737
	"224.0.0.0/4",     // multicast, RFC 5771
	"240.0.0.0/4",     // reserved and broadcast, RFC 1112

	"2001::/23",         // protocol assignments, RFC 2928: Teredo, benchmarks, ORCHID
	"2001:db8::/32",     // documentation, RFC 3849
	"2002::/16",         // 6to4, RFC 3056
	"2620:4f:8000::/48", // AS112, RFC 7534
	"3ffe::/16",         // the 6bone, given back by RFC 3701
	"3fff::/20",         // documentation, RFC 9637
)

// global is all of IPv6 that is given out to hosts (RFC 4291, IANA): loopback,
// mapped, NAT64, unique local, link-local, multicast and the rest lie outside.
var global = netip.MustParsePrefix("2000::/3")

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		if !strings.Contains(s, "/") {
			s += "/32"
		}
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

// Public says whether an address lies in the open internet: not private, not
// special, not a way around through a translator.
func Public(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if a.Is6() && (!global.Contains(a) || isatap(a)) {
		return false
	}
	return !within(special, a)
}

func within(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// isatap says whether the interface part of the address carries an IPv4 address
// as RFC 5214 section 6.1 lays it out.
func isatap(a netip.Addr) bool {
	b := a.As16()
	return b[8]&^0x03 == 0 && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe
}

// inner is the IPv4 address that a translator would take out of an IPv6 address:
// NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056), Teredo (RFC 4380), ISATAP, and the
// compatible and translated forms (RFC 4291, RFC 2765).
func inner(a netip.Addr) (netip.Addr, bool) {
	if !a.Is6() {
		return netip.Addr{}, false
	}
	b := a.As16()
	last := netip.AddrFrom4([4]byte(b[12:16]))
	switch {
	case within(carriesLast, a), isatap(a):
		return last, true
	case sixToFour.Contains(a):
		return netip.AddrFrom4([4]byte(b[2:6])), true
	case teredo.Contains(a): // the client's address, each bit turned over
		return netip.AddrFrom4([4]byte{^b[12], ^b[13], ^b[14], ^b[15]}), true
	}
	return netip.Addr{}, false
}

var (
	carriesLast = prefixes("64:ff9b::/96", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96")
	sixToFour   = netip.MustParsePrefix("2002::/16")
	teredo      = netip.MustParsePrefix("2001::/32")
)

// guard is what a client may reach.
type guard struct {
	allow []netip.Prefix
	ports []uint16
}

// address judges a dialled address. A network that the operator allowed does not
// allow what a translator in it would lead to.
func (g guard) address(a netip.Addr) bool {
	if !a.IsValid() || a.Zone() != "" {
		return false
	}
	a = a.Unmap()
	if !within(g.allow, a) {
		return Public(a)
	}
	if v4, ok := inner(a); ok && a != netip.IPv6Loopback() && !within(g.allow, v4) {
		return Public(v4)
	}
	return true
}

func (g guard) port(p uint16) bool { return slices.Contains(g.ports, p) }

// host reads a host name or address out of a URL and gives it as it will be
// asked for. Names that mean something only inside (RFC 6761, 6762, 7686, 8375)
// are refused unless the operator allowed an inside network.
func (g guard) host(h string) (string, bool) {
	if a, err := netip.ParseAddr(h); err == nil {
		return h, g.address(a)
	}
	if h == "" || strings.ContainsAny(h, ":%[]") || strings.ContainsAny(h, "\u3002\uff0e\uff61") {
		return "", false
	}
	name := h
	if !plainName(name) {
		var err error
		if name, err = idna.Lookup.ToASCII(h); err != nil || !plainName(name) {
			return "", false
		}
	}
	labels := strings.Split(strings.TrimSuffix(name, "."), ".")
	last := labels[len(labels)-1]
	// What ends in a number is an address to some readers (WHATWG URL, "ends in a
	// number"): 2130706433, 0x7f.1, 127.1. The well-formed one was taken above.
	if last == "" || numeric(last) {
		return "", false
	}
	if len(g.allow) > 0 {
		return name, true
	}
	return name, len(labels) > 1 && !slices.Contains(insideOnly, last)
}

// insideOnly are last labels that no public name has.
var insideOnly = []string{
	"alt", "arpa", "corp", "example", "home", "internal", "intranet", "invalid",
	"lan", "local", "localdomain", "localhost", "onion", "private", "test",
}

func plainName(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_':
		default:
			return false
		}
	}
	return s != "" && len(s) <= 253 && s[0] != '.' && s[0] != '-' && !strings.Contains(s, "..")
}

func numeric(label string) bool {
	if hex, ok := strings.CutPrefix(label, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return strings.Trim(label, "0123456789") == ""
}
