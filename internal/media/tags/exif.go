package tags

import "encoding/binary"

// The EXIF tags that are read (Exif 3.0, table 6 and following).
const (
	exifDescription = 0x010e
	exifArtist      = 0x013b
	exifCopyright   = 0x8298
	exifMore        = 0x8769 // where the directory with the time stands
	exifTaken       = 0x9003
	exifASCII       = 2
	exifUTF8        = 129 // of Exif 3.0
	maxEntries      = 512
)

// readExif reads the first directory, and of the one behind it the time. No other
// pointer is followed, the one to GPS least of all.
func readExif(tiff []byte) (s Said) {
	if len(tiff) < 8 {
		return s
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return s
	}
	more := uint32(0)
	entries(tiff, order, order.Uint32(tiff[4:]), func(tag uint16, value []byte, number uint32) {
		switch tag {
		case exifDescription:
			s.Description = words(value)
		case exifArtist:
			s.Creator = words(value)
		case exifCopyright:
			s.Copyright = words(value)
		case exifMore:
			more = number
		}
	})
	if more != 0 {
		entries(tiff, order, more, func(tag uint16, value []byte, _ uint32) {
			if tag == exifTaken {
				s.TakenAt = moment(string(value))
			}
		})
	}
	return s
}

// entries goes through a directory: value holds text, number a single whole number.
func entries(tiff []byte, order binary.ByteOrder, at uint32, each func(tag uint16, value []byte, number uint32)) {
	if uint64(at)+2 > uint64(len(tiff)) {
		return
	}
	count := min(int(order.Uint16(tiff[at:])), maxEntries)
	for list := tiff[at+2:]; count > 0 && len(list) >= 12; count, list = count-1, list[12:] {
		kind, n := order.Uint16(list[2:]), uint64(order.Uint32(list[4:]))
		value := list[8:12]
		if kind != exifASCII && kind != exifUTF8 {
			each(order.Uint16(list), nil, order.Uint32(value))
			continue
		}
		if n > 4 {
			from := uint64(order.Uint32(value))
			if n > 64<<10 || from+n > uint64(len(tiff)) {
				continue
			}
			value = tiff[from : from+n]
		} else {
			value = value[:n]
		}
		each(order.Uint16(list), value, 0)
	}
}
