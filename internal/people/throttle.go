package people

import (
	"net/netip"
	"time"
)

// Gate counts tries under a key. After Free of them it stays shut for Pause, after each
// further one for twice as long as before. A day without a try opens it.
type Gate struct {
	Key   string // kept as a hash
	Free  int
	Pause time.Duration
}

// maxPause bounds how long a gate stays shut.
const maxPause = 2 * time.Hour

// triesKept is after how long tries are forgotten.
const triesKept = 24 * time.Hour

// shut is how long a gate stays shut after so many tries.
func (g Gate) shut(tries int) time.Duration {
	over := tries - g.Free
	if over < 0 {
		return 0
	}
	if over > 8 {
		return maxPause
	}
	return min(g.Pause<<over, maxPause)
}

// Network is the part of an address by which tries are counted and deeds are told: the
// address itself is nobody's business, and whoever has one of IPv6 has 2^64 of them.
func Network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	bits := 24
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}

// lone is the same for counting: an IPv4 address is counted by itself, for a whole
// newsroom may share the rest.
func lone(a netip.Addr) string {
	if a = a.Unmap(); a.Is4() {
		return a.String()
	}
	return Network(a)
}

// The gates of the door. One account is guarded narrowly from one network, so that a
// stranger elsewhere does not lock its owner out, and widely from all together.
func accountGates(what, account string, from netip.Addr) []Gate {
	return []Gate{
		{what + " at " + account + " from " + lone(from), 5, 10 * time.Minute},
		{what + " at " + account, 40, 10 * time.Minute},
		{what + " from " + lone(from), 60, 10 * time.Minute},
	}
}

// codeGates guard a person's second step: three codes of a million are right at a time.
func codeGates(person string) []Gate {
	return []Gate{{"code of " + person, 5, 10 * time.Minute}}
}

// askingGates bound what anybody may set in motion from one network.
func askingGates(what string, from netip.Addr) []Gate {
	return []Gate{{what + " from " + lone(from), 100, time.Minute}}
}
