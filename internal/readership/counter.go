package readership

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"hash/maphash"
	"log/slog"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
)

// Copies says which stories can be read in an edition: package edition knows.
type Copies func(ctx context.Context, tx *db.Tx, l lang.Tag, stories []string) (live []string, err error)

// Reading is one message that a text was read.
type Reading struct {
	Lang     lang.Tag
	Story    string
	From     netip.Addr
	Agent    string // what the browser calls itself
	Referrer string // host name of another site that led here, or ""
	Image    bool   // told by the image for readers without script
}

// CounterConfig is what a Counter is built of.
type CounterConfig struct {
	DB     *db.DB
	Copies Copies
	Now    clock.Clock // nil is the machine's
	Log    *slog.Logger
}

// Counter counts readings on one node. It is safe for use by many requests at once.
type Counter struct {
	db     *db.DB
	copies Copies
	now    clock.Clock
	log    *slog.Logger
	seed   maphash.Seed
	today  atomic.Pointer[day]
	agents agents

	mu      sync.Mutex
	seen    seen
	hours   map[int64]map[piece]*tally
	entries int              // networks in all tallies
	busy    map[uint64]int32 // readings of this hour by network, whatever was read
	busyAt  int64            // the hour of busy
	known   map[piece]bool   // pieces that can be read, asked lately
	guesses map[uint64]int   // pieces not yet known, by the network that named them
	unknown int
	asked   time.Time // when known was begun
}

// Bounds of memory. What is beyond them is not counted.
const (
	maxEntries  = 2 << 20 // networks told apart, in all tallies; further ones count as one
	maxTallies  = 200_000
	maxKnown    = 200_000
	maxUnknown  = 4096    // pieces named since they were last looked up
	maxGuesses  = 16      // of those, by one network
	maxBusy     = 20_000  // readings from one network in an hour
	maxOnPiece  = 1000    // the same of one text, or a tenth of all its readings
	maxNetworks = 1 << 20 // networks told apart in busy
	keepKnown   = 5 * time.Minute
	keepHours   = 24 // how long hours wait for a database that is away
)

// elsewhere stands for all networks beyond the bound.
const elsewhere = 0

// day is the salt of one day, UTC.
type day struct {
	number int64
	salt   [32]byte
	macs   sync.Pool // of hash.Hash under the salt, for making one costs as much as using it
}

// NewCounter makes a counter that has seen nobody.
func NewCounter(c CounterConfig) *Counter {
	if c.Now == nil {
		c.Now = clock.System
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	k := &Counter{db: c.DB, copies: c.Copies, now: c.Now, log: c.Log, seed: maphash.MakeSeed()}
	k.hours, k.busy, k.known, k.guesses = map[int64]map[piece]*tally{}, map[uint64]int32{}, map[piece]bool{}, map[uint64]int{}
	k.today.Store(newDay(dayOf(c.Now())))
	return k
}

func newDay(number int64) *day {
	d := &day{number: number}
	rand.Read(d.salt[:])
	d.macs.New = func() any { return hmac.New(sha256.New, d.salt[:]) }
	return d
}

func hourOf(t time.Time) int64 { return t.Unix() / 3600 }
func dayOf(t time.Time) int64  { return t.Unix() / 86400 }

// visitor is who reads: a keyed hash of edition, address and browser. It is the same
// for a day and cannot be led back to any of them once the day's salt is gone.
func (d *day) visitor(r *Reading) uint64 {
	mac := d.macs.Get().(hash.Hash)
	defer d.macs.Put(mac)
	mac.Reset()
	var head [18]byte
	address := r.From.As16()
	copy(head[2:], address[:])
	head[0] = byte(len(r.Lang)) // so that no two readings are written the same
	mac.Write(head[:])
	mac.Write([]byte(r.Lang))
	mac.Write([]byte(r.Agent))
	var sum [sha256.Size]byte
	return binary.LittleEndian.Uint64(mac.Sum(sum[:0]))
}

// network is what an address counts as: its /24, or its /48 of IPv6.
func (k *Counter) network(a netip.Addr) uint64 {
	a = a.Unmap()
	bits := 48
	if a.Is4() {
		bits = 24
	}
	p, _ := a.WithZone("").Prefix(bits) // fails only for an address that is none, which is a network too
	return maphash.Comparable(k.seed, p) | 1
}

// Count counts a reading, unless its reader has read the text today. What is no live
// text of an edition falls out when the numbers are written down.
func (k *Counter) Count(r Reading) {
	now := k.now()
	today := k.today.Load()
	if today.number != dayOf(now) {
		today = k.turn(dayOf(now))
	}
	visitor := today.visitor(&r)
	network := k.network(r.From)
	p := piece{r.Lang, r.Story}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.today.Load() != today || !k.admit(p, network, now) {
		return
	}
	t := k.tally(hourOf(now), p)
	if t == nil || int64(t.networks[network]) >= max(maxOnPiece*byScript, t.total/10) {
		return
	}
	if !k.seen.add(visitor ^ maphash.Comparable(k.seed, p)) {
		return
	}
	if _, there := t.networks[network]; !there {
		if k.entries >= maxEntries {
			network = elsewhere
		} else {
			k.entries++
		}
	}
	halves := int32(byScript)
	if r.Image {
		halves = byImage
	}
	t.add(network, r.Referrer, halves)
}

// turn begins a day: with another salt nobody is known any more.
func (k *Counter) turn(number int64) *day {
	k.mu.Lock()
	defer k.mu.Unlock()
	if d := k.today.Load(); d.number == number {
		return d
	}
	k.seen = seen{}
	d := newDay(number)
	k.today.Store(d)
	return d
}

// admit keeps a flood from filling the memory that everybody's readings need.
func (k *Counter) admit(p piece, network uint64, now time.Time) bool {
	if hour := hourOf(now); k.busyAt != hour {
		k.busyAt = hour
		clear(k.busy)
	}
	if len(k.busy) >= maxNetworks {
		if _, there := k.busy[network]; !there {
			network = elsewhere
		}
	}
	if k.busy[network]++; k.busy[network] > maxBusy && network != elsewhere {
		return false
	}
	if k.known[p] || k.hours[k.busyAt][p] != nil {
		return true
	}
	if k.unknown >= maxUnknown || k.guesses[network] >= maxGuesses {
		return false
	}
	k.unknown++
	k.guesses[network]++
	return true
}

// tally finds or begins the tally of a piece; nil if there are too many.
func (k *Counter) tally(hour int64, p piece) *tally {
	of := k.hours[hour]
	if of == nil {
		of = map[piece]*tally{}
		k.hours[hour] = of
	}
	t := of[p]
	if t == nil && len(of) < maxTallies {
		t = &tally{networks: map[uint64]int32{}, referrers: map[string]int32{}}
		of[p] = t
	}
	return t
}
