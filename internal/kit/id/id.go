// Package id makes identifiers that sort by birth and never repeat.
//
// An id is 26 signs of an alphabet without look-alikes: 48 bits of unix
// milliseconds, then 80 random bits (the layout of ULID, in lower case). Ids made
// by one process within one millisecond still sort in the order they were made.
// A block id is 16 random signs of the same alphabet (80 bits): it tells nothing
// of when the block was written.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"sync"
	"time"
)

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// Len and BlockLen are the lengths of the two sorts of id.
const (
	Len      = 26
	BlockLen = 16
)

var last struct {
	sync.Mutex
	ms   uint64
	rand [10]byte
}

// New makes a time-ordered id for the moment now.
func New(now time.Time) string {
	ms := uint64(now.UnixMilli()) & (1<<48 - 1)
	last.Lock()
	defer last.Unlock()
	if ms == last.ms {
		increment(&last.rand)
	} else {
		last.ms = ms
		rand.Read(last.rand[:])
		last.rand[0] &= 0x7f // room to count up within the millisecond
	}
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], ms<<16)
	copy(raw[6:], last.rand[:])
	return encode(raw)
}

// NewBlock makes a block id.
func NewBlock() string {
	var raw [10]byte
	rand.Read(raw[:])
	return base32(raw[:])
}

// BlockOf writes 80 bits as a block id.
func BlockOf(raw [10]byte) string { return base32(raw[:]) }

// Valid says whether s could have come from New.
func Valid(s string) bool { return len(s) == Len && s[0] <= '7' && inAlphabet(s) }

// ValidBlock says whether s could have come from NewBlock.
func ValidBlock(s string) bool { return len(s) == BlockLen && inAlphabet(s) }

func inAlphabet(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
		case c >= 'a' && c <= 'z' && c != 'i' && c != 'l' && c != 'o' && c != 'u':
		default:
			return false
		}
	}
	return true
}

func increment(b *[10]byte) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i]++
		if b[i] != 0 {
			return
		}
	}
}

// encode writes 128 bits as 26 signs: the first carries 3 bits, the rest 5 each.
func encode(raw [16]byte) string {
	hi, lo := binary.BigEndian.Uint64(raw[:8]), binary.BigEndian.Uint64(raw[8:])
	var out [Len]byte
	for i := Len - 1; i >= 0; i-- {
		out[i] = alphabet[lo&31]
		lo = lo>>5 | hi<<59
		hi >>= 5
	}
	return string(out[:])
}

func base32(raw []byte) string {
	out := make([]byte, 0, len(raw)*8/5)
	var acc, bits uint
	for _, b := range raw {
		acc = acc<<8 | uint(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out = append(out, alphabet[acc>>bits&31])
		}
	}
	return string(out)
}
