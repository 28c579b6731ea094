package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed" // the commonest passwords
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"masthead/internal/kit/fault"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Bounds of a password, in runes (NIST SP 800-63B, 3.1.1.2, asks for 8 and 64 at least).
const (
	MinPassword = 12
	MaxPassword = 256
)

// Cost is what a hash costs by argon2id; it is kept with every hash.
type Cost struct {
	Memory uint32 // KiB
	Time   uint32 // passes over it
	Lanes  uint8
}

// UsualCost is how passwords are hashed: the lesser memory of RFC 9106's recommendation is
// beyond a small machine, so it is OWASP's, 19 MiB and two passes.
var UsualCost = Cost{19 << 10, 2, 1}

const (
	saltBytes = 16
	keyBytes  = 32
)

// Hasher hashes passwords, a few at a time: each takes its memory and a core, and
// readers must not wait for a crowd at the door. It is safe for concurrent use.
type Hasher struct {
	places  chan struct{}
	queue   atomic.Int32
	derived atomic.Int64
	cost    Cost
	dummy   string // the hash of no password, for accounts that have none
}

// maxQueue is how many may wait for a place before others are sent away.
const maxQueue = 24

// NewHasher makes a hasher that uses half of the machine's cores at most. Passwords that
// were hashed at another cost open still, and are hashed anew when they do.
func NewHasher(cost Cost) *Hasher {
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	rand.Read(salt)
	rand.Read(key)
	return &Hasher{places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), cost: cost, dummy: cost.text(salt, key)}
}

// Derived is how many hashes were made so far.
func (h *Hasher) Derived() int64 { return h.derived.Load() }

func (h *Hasher) derive(ctx context.Context, password string, salt []byte, c Cost) ([]byte, error) {
	if h.queue.Add(1) > maxQueue {
		h.queue.Add(-1)
		return nil, fault.New(fault.Busy, "people.door_busy")
	}
	defer h.queue.Add(-1)
	select {
	case h.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-h.places }()
	h.derived.Add(1)
	return argon2.IDKey([]byte(password), salt, c.Time, c.Memory, c.Lanes, keyBytes), nil
}

// Hash makes the hash under which a password is kept. The password was checked.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	rand.Read(salt)
	key, err := h.derive(ctx, norm.NFC.String(password), salt, h.cost)
	return h.cost.text(salt, key), err
}

// Verify says whether a password is the one of a hash, and whether it should be hashed
// anew at today's cost. Without a hash it does the same work and says no.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (right, stale bool, err error) {
	none := hash == ""
	if none {
		hash = h.dummy
	}
	cost, salt, key, err := parseHash(hash)
	if err != nil {
		return false, false, err
	}
	if utf8.RuneCountInString(password) > MaxPassword {
		return false, false, nil
	}
	got, err := h.derive(ctx, norm.NFC.String(password), salt, cost)
	if err != nil {
		return false, false, err
	}
	right = subtle.ConstantTimeCompare(got, key) == 1 && !none
	return right, right && cost != h.cost, nil
}

// text is a hash in the form of the Password Hashing Competition.
func (c Cost) text(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Lanes, b64(salt), b64(key))
}

// parseHash reads a hash back. Its cost is bounded, for whoever can write one
// could else ask for all the memory there is.
func parseHash(s string) (c Cost, salt, key []byte, err error) {
	bad := fmt.Errorf("a password's hash cannot be read")
	parts := strings.Split(s, "$")
	if len(s) > 300 || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, bad
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Lanes); n != 3 || err != nil {
		return c, nil, nil, bad
	}
	if c.Memory < 8 || c.Memory > 256<<10 || c.Time < 1 || c.Time > 20 || c.Lanes < 1 || c.Lanes > 16 {
		return c, nil, nil, bad
	}
	salt, err = base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil || len(salt) < 8 {
		return c, nil, nil, bad
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil || len(key) != keyBytes {
		return c, nil, nil, bad
	}
	return c, salt, key, nil
}

//go:embed passwords.txt
var commonest string

// CheckPassword refuses a password that somebody would guess: one that is short, one of
// the commonest, one made of her own name or address, or of a few signs again and again.
func CheckPassword(password string, p Person) error {
	password = norm.NFC.String(password)
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password) || n < MinPassword:
		return fault.New(fault.Invalid, "people.password_short").In("password").With("min", MinPassword)
	case n > MaxPassword:
		return fault.New(fault.Invalid, "people.password_long").In("password").With("max", MaxPassword)
	case easy(password, p):
		return fault.New(fault.Invalid, "people.password_easy").In("password")
	}
	return nil
}

func easy(password string, p Person) bool {
	folded := strings.ToLower(password)
	signs := map[rune]bool{}
	for _, r := range folded {
		signs[r] = true
	}
	if len(signs) < 5 {
		return true
	}
	// What is added to a common word at its end does not make it another.
	bare := strings.TrimRight(folded, "0123456789!?.,*#@$ ")
	for line := range strings.Lines(commonest) {
		if common := strings.TrimSpace(line); common != "" && (folded == common || bare == common) {
			return true
		}
	}
	name, _, _ := strings.Cut(p.Email, "@")
	for _, own := range []string{p.Email, name, strings.ToLower(p.Name), strings.ReplaceAll(strings.ToLower(p.Name), " ", "")} {
		if len(own) >= 4 && (folded == own || bare == own || bare == own+own) {
			return true
		}
	}
	return false
}
