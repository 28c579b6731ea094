package fuzzy

import "encoding/binary"

// Chunk is how many segments share the lists of a part of the index. A list names them by
// their place in the chunk.
const Chunk = 1 << 16

// Extend writes places, which rise, to the end of a list. The first must lie beyond what is
// in the list already.
func Extend(list []byte, places []uint16) []byte {
	last := -1
	Each(list, func(place uint16) { last = int(place) })
	for _, p := range places {
		list = binary.AppendUvarint(list, uint64(int(p)-last))
		last = int(p)
	}
	return list
}

// Each gives the places of a list in order. A broken list ends where it breaks.
func Each(list []byte, f func(place uint16)) {
	at := -1
	for len(list) > 0 {
		step, n := uint64(list[0]), 1
		if step >= 0x80 {
			if step, n = binary.Uvarint(list); n <= 0 {
				return
			}
		}
		if step == 0 || step > Chunk || at+int(step) >= Chunk {
			return
		}
		at += int(step)
		f(uint16(at))
		list = list[n:]
	}
}

// Tally counts for the segments of one chunk how many lists they stand in. It is for one
// goroutine, and is used again for the next chunk.
type Tally struct {
	hits    [Chunk]uint8
	touched []uint16
}

// Add counts the segments of a list.
func (t *Tally) Add(list []byte) {
	Each(list, func(place uint16) {
		if t.hits[place] == 0 {
			t.touched = append(t.touched, place)
		}
		if t.hits[place] < 255 {
			t.hits[place]++
		}
	})
}

// Take gives each segment counted with its count, and begins anew.
func (t *Tally) Take(f func(place uint16, hits int)) {
	for _, place := range t.touched {
		f(place, int(t.hits[place]))
		t.hits[place] = 0
	}
	t.touched = t.touched[:0]
}
