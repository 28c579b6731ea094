// Package peer finds out from which address a request really came.
//
// Behind a proxy every connection comes from the proxy, which says in X-Forwarded-For
// for whom it asks. Anybody can write that header, so it is believed only as far as
// proxies that the operator named have written it. The package keeps nothing.
package peer

import (
	"fmt"
	"net/netip"
	"strings"
)

// Proxies are the networks whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// maxProxies bounds the networks, maxHops the addresses of a header that are looked at.
const (
	maxProxies = 200
	maxHops    = 20
)

// Parse reads addresses and networks ("10.0.0.0/8", "::1"), parted by commas or spaces.
func Parse(list string) (Proxies, error) {
	fields := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	if len(fields) > maxProxies {
		return nil, fmt.Errorf("more than %d proxies", maxProxies)
	}
	var p Proxies
	for _, f := range fields {
		network, err := netip.ParsePrefix(f)
		if err != nil {
			one, failed := netip.ParseAddr(f)
			if failed != nil {
				return nil, fmt.Errorf("%q is neither an address nor a network", f)
			}
			network = netip.PrefixFrom(one.Unmap(), one.Unmap().BitLen())
		}
		p = append(p, network.Masked())
	}
	return p, nil
}

// Trusts says whether an address is one of the proxies.
func (p Proxies) Trusts(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// Client is who asks: the connection's other end, or, if that is a proxy, the last
// address of X-Forwarded-For (lines as they came) that is none. It is not valid if
// remote is no address with a port.
func (p Proxies) Client(remote string, forwarded []string) netip.Addr {
	end, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Addr{}
	}
	from := end.Addr().Unmap()
	hops := 0
	for i := len(forwarded) - 1; i >= 0; i-- {
		for rest := forwarded[i]; ; {
			if !p.Trusts(from) || hops == maxHops {
				return from
			}
			hops++
			at := strings.LastIndexByte(rest, ',')
			hop, ok := address(strings.TrimSpace(rest[at+1:]))
			if !ok {
				return from
			}
			from = hop
			if at < 0 {
				break
			}
			rest = rest[:at]
		}
	}
	return from
}

// address reads an address, which some proxies write with a port or in brackets.
func address(s string) (netip.Addr, bool) {
	if end, err := netip.ParseAddrPort(s); err == nil {
		return end.Addr().Unmap().WithZone(""), true
	}
	a, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return a.Unmap().WithZone(""), err == nil
}
