package tags

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// maxSets bounds how many data sets are gone through.
const maxSets = 2_000

// readIPTC finds the IIM record among Photoshop's resources and reads the sets of its
// application record (IIM 4.2, chapter 6).
func readIPTC(resources []byte) (s Said) {
	data := resource(resources, 0x0404)
	var creators []string
	var date, clock, headline string
	for range maxSets {
		if len(data) < 5 || data[0] != 0x1c {
			break
		}
		record, set, size := data[1], data[2], int(binary.BigEndian.Uint16(data[3:]))
		if size >= 0x8000 || size > len(data)-5 { // longer ones hold no words
			break
		}
		value := data[5 : 5+size]
		data = data[5+size:]
		if record != 2 {
			continue
		}
		switch set {
		case 5:
			s.Title = words(value)
		case 55:
			date = words(value)
		case 60:
			clock = words(value)
		case 80:
			creators = append(creators, words(value))
		case 105:
			headline = words(value)
		case 110:
			s.Credit = words(value)
		case 115:
			s.Source = words(value)
		case 116:
			s.Copyright = words(value)
		case 120:
			s.Description = words(value)
		}
	}
	if headline != "" {
		s.Title = headline // the other is often a number
	}
	s.Creator = clean(strings.Join(creators, ", "))
	s.TakenAt = iptcMoment(date, clock)
	return s
}

func iptcMoment(date, clock string) string {
	day := moment(date)
	if day == "" || len(clock) < 6 {
		return day
	}
	if at := moment(day + "T" + clock[:2] + ":" + clock[2:4] + ":" + clock[4:6]); at != "" {
		return at
	}
	return day
}

// resource finds one of Photoshop's image resources: "8BIM", an id, a name with its
// length before it and padded to even, a length, and the data, padded too.
func resource(b []byte, id uint16) []byte {
	for range maxSets {
		if len(b) < 12 || !bytes.HasPrefix(b, []byte("8BIM")) {
			return nil
		}
		found := binary.BigEndian.Uint16(b[4:])
		name := (int(b[6]) + 2) &^ 1
		if len(b) < 6+name+4 {
			return nil
		}
		size := uint64(binary.BigEndian.Uint32(b[6+name:]))
		b = b[6+name+4:]
		if size > uint64(len(b)) {
			return nil
		}
		if found == id {
			return b[:size]
		}
		b = b[min(size+size&1, uint64(len(b))):]
	}
	return nil
}
