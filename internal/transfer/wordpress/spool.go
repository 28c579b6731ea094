package wordpress

import (
	"cmp"
	"encoding/binary"
	"math"
	"os"
	"slices"
)

// spool keeps byte strings by number: the numbers in memory, 8 bytes each, the
// strings in memory up to a bound and then in a temporary file.
type spool struct {
	at     []spoolEntry
	mem    []byte
	file   *os.File
	size   int64 // of what was written out
	sorted bool
	err    error
}

// spoolEntry says where the string of a number begins, in steps of spoolStep.
type spoolEntry struct{ id, at uint32 }

const (
	maxSpoolMem = 4 << 20
	maxSpooled  = 4_000_000 // entries: 32 MB
	spoolStep   = 16
)

// put adds fields under id; false means that there is no more room, or that the
// number is beyond what any WordPress has counted to.
func (s *spool) put(id uint64, fields ...string) bool {
	at := (s.size + int64(len(s.mem))) / spoolStep
	if len(s.at) >= maxSpooled || s.err != nil || id > math.MaxUint32 || at > math.MaxUint32 {
		return false
	}
	s.at = append(s.at, spoolEntry{uint32(id), uint32(at)})
	s.sorted = false
	total := 0
	for _, f := range fields {
		total += binary.MaxVarintLen32 + len(f)
	}
	rec := make([]byte, 0, total)
	for _, f := range fields {
		rec = binary.AppendUvarint(rec, uint64(len(f)))
		rec = append(rec, f...)
	}
	s.mem = binary.AppendUvarint(s.mem, uint64(len(rec)))
	s.mem = append(s.mem, rec...)
	s.mem = append(s.mem, make([]byte, (spoolStep-len(s.mem)%spoolStep)%spoolStep)...)
	if len(s.mem) > maxSpoolMem {
		s.spill()
	}
	return s.err == nil
}

func (s *spool) spill() {
	if s.file == nil {
		if s.file, s.err = os.CreateTemp("", "masthead-import-*"); s.err != nil {
			return
		}
	}
	n, err := s.file.Write(s.mem)
	s.size += int64(n)
	s.mem, s.err = s.mem[:0], err
}

// get gives the fields first put under id.
func (s *spool) get(id uint64) ([]string, bool) {
	if !s.sorted {
		slices.SortStableFunc(s.at, func(a, b spoolEntry) int { return cmp.Compare(a.id, b.id) })
		s.sorted = true
	}
	i, ok := slices.BinarySearchFunc(s.at, id, func(e spoolEntry, id uint64) int { return cmp.Compare(uint64(e.id), id) })
	if !ok {
		return nil, false
	}
	rec, ok := s.record(int64(s.at[i].at) * spoolStep)
	if !ok {
		return nil, false
	}
	var fields []string
	for len(rec) > 0 {
		n, used := binary.Uvarint(rec)
		if used <= 0 || n > uint64(len(rec)-used) {
			return nil, false
		}
		fields = append(fields, string(rec[used:used+int(n)]))
		rec = rec[used+int(n):]
	}
	return fields, true
}

func (s *spool) record(at int64) ([]byte, bool) {
	if at >= s.size {
		rest := s.mem[at-s.size:]
		n, used := binary.Uvarint(rest)
		return rest[used : used+int(n)], true
	}
	head := make([]byte, 512)
	got, _ := s.file.ReadAt(head, at)
	n, used := binary.Uvarint(head[:got])
	if used <= 0 || n > maxItemText*2 {
		return nil, false
	}
	if int(n) <= got-used {
		return head[used : used+int(n)], true
	}
	rec := make([]byte, n)
	_, err := s.file.ReadAt(rec, at+int64(used))
	return rec, err == nil
}

// close removes the temporary file.
func (s *spool) close() {
	if s.file != nil {
		s.file.Close()
		os.Remove(s.file.Name())
		s.file = nil
	}
}
