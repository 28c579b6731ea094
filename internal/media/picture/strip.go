package picture

import (
	"bytes"
	"encoding/binary"

	"masthead/internal/kit/fault"
)

// Stripped is a file without everything that is not needed to show it, and what else the
// file carried that may say of whom and by whom it is.
type Stripped struct {
	Kept []byte // the same pixels, bit by bit, and where they are turned, how

	Exif, XMP, IPTC []byte // as they stood, whole; nil without one
}

// Strip takes out of a file all tags (EXIF, XMP, IPTC, comments, colour profiles, which
// may name a camera or a screen by its number), thumbnails, what makers add, and what
// stands behind the picture's end, where telephones keep films and strangers scripts.
// Pixels are not encoded anew. The same file always gives the same bytes. Faults: those
// of Inspect, and Invalid media.cut for a file that ends before its picture does.
func Strip(data []byte) (Stripped, error) {
	info, err := Inspect(bytes.NewReader(data))
	if err != nil {
		return Stripped{}, err
	}
	s := stripper{in: data, orientation: info.Orientation}
	s.out.Grow(len(data))
	switch info.Type {
	case JPEG:
		err = s.jpeg()
	case PNG:
		err = s.png()
	case GIF:
		err = s.gif()
	case WebP:
		err = s.webp()
	}
	if err != nil {
		return Stripped{}, err
	}
	s.said.Kept = s.out.Bytes()
	return s.said, nil
}

// stripper goes through a file once.
type stripper struct {
	in          []byte
	at          int
	out         bytes.Buffer
	said        Stripped
	orientation Orientation
}

// cutShort is the failure of a file that ends too early: most are cut on the way.
func cutShort() error { return fault.New(fault.Invalid, "media.cut") }

// take gives the next n bytes.
func (s *stripper) take(n int) ([]byte, error) {
	if n < 0 || n > len(s.in)-s.at {
		return nil, cutShort()
	}
	b := s.in[s.at : s.at+n]
	s.at += n
	return b, nil
}

// onlyOrientation is a TIFF block that says how the pixels are turned, and nothing else.
func onlyOrientation(o Orientation) []byte {
	return []byte{'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1, orientationTag >> 8, orientationTag & 0xff, 0, exifShort, 0, 0, 0, 1, 0, byte(o), 0, 0, 0, 0, 0, 0}
}

const (
	exifHead = "Exif\x00\x00"
	xmpHead  = "http://ns.adobe.com/xap/1.0/\x00"
	iptcHead = "Photoshop 3.0\x00"
)

// jpeg keeps the tables, the frame and the scans (ITU-T T.81 annex B), JFIF's density
// and Adobe's word on the colours.
func (s *stripper) jpeg() error {
	s.at = 2
	s.out.WriteString("\xff\xd8")
	if s.orientation > Upright {
		s.segment(0xe1, append([]byte(exifHead), onlyOrientation(s.orientation)...))
	}
	for {
		marker, err := s.marker()
		if err != nil {
			return err
		}
		if marker == 0xd9 {
			s.out.WriteString("\xff\xd9")
			return nil
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 {
			continue
		}
		size, err := s.take(2)
		if err != nil {
			return err
		}
		body, err := s.take(int(binary.BigEndian.Uint16(size)) - 2)
		if err != nil {
			return err
		}
		s.jpegSegment(marker, body)
		if marker == 0xda {
			s.scan()
		}
	}
}

// marker finds the next marker, as nextMarker does.
func (s *stripper) marker() (byte, error) {
	for s.at+1 < len(s.in) {
		if s.in[s.at] == 0xff && s.in[s.at+1] != 0 && s.in[s.at+1] != 0xff {
			s.at += 2
			return s.in[s.at-1], nil
		}
		s.at++
	}
	return 0, cutShort()
}

// scan copies coded pixels up to the marker that ends them.
func (s *stripper) scan() {
	from := s.at
	for ; s.at+1 < len(s.in); s.at++ {
		if next := s.in[s.at+1]; s.in[s.at] == 0xff && next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			break
		}
	}
	s.out.Write(s.in[from:s.at])
}

func (s *stripper) jpegSegment(marker byte, body []byte) {
	switch {
	case marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")) && len(body) >= 14:
		head := bytes.Clone(body[:14])
		head[12], head[13] = 0, 0 // without its thumbnail
		s.segment(marker, head)
	case marker == 0xee && bytes.HasPrefix(body, []byte("Adobe")) && len(body) >= 12:
		s.segment(marker, body[:12])
	case marker == 0xe1 && s.said.Exif == nil && bytes.HasPrefix(body, []byte(exifHead)):
		s.said.Exif = body[len(exifHead):]
	case marker == 0xe1 && s.said.XMP == nil && bytes.HasPrefix(body, []byte(xmpHead)):
		s.said.XMP = body[len(xmpHead):]
	case marker == 0xed && bytes.HasPrefix(body, []byte(iptcHead)):
		s.said.IPTC = append(s.said.IPTC, body[len(iptcHead):]...) // long ones are parted
	case marker >= 0xe0 && marker <= 0xef, marker == 0xfe, marker >= 0xf0 && marker <= 0xfd:
	default:
		s.segment(marker, body)
	}
}

func (s *stripper) segment(marker byte, body []byte) {
	s.out.Write([]byte{0xff, marker})
	s.out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(body)+2)))
	s.out.Write(body)
}

// pngKept are the chunks without which a PNG would look otherwise.
var pngKept = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true, "sBIT": true, "bKGD": true}

func (s *stripper) png() error {
	head, err := s.take(8)
	if err != nil {
		return err
	}
	s.out.Write(head)
	for {
		from := s.at
		chunk, err := s.take(8)
		if err != nil {
			return err
		}
		name := string(chunk[4:])
		size := binary.BigEndian.Uint32(chunk)
		if size > MaxBytes {
			return cutShort()
		}
		body, err := s.take(int(size) + 4)
		if err != nil {
			return err
		}
		body = body[:size]
		switch {
		case pngKept[name]:
			s.out.Write(s.in[from:s.at])
		case name == "eXIf" && s.said.Exif == nil:
			s.said.Exif = body
		case name == "iTXt" && s.said.XMP == nil:
			s.said.XMP = pngXMP(body)
		}
		switch {
		case name == "IHDR" && s.orientation > Upright:
			s.out.Write(pngChunk("eXIf", onlyOrientation(s.orientation)))
		case name == "IEND":
			return nil
		}
	}
}

// pngXMP gives the packet of an iTXt chunk, if that is what it holds and it is not
// compressed, which no program does with it.
func pngXMP(body []byte) []byte {
	rest, ok := bytes.CutPrefix(body, []byte("XML:com.adobe.xmp\x00\x00\x00"))
	if !ok {
		return nil
	}
	for range 2 { // language and translated keyword
		_, after, ok := bytes.Cut(rest, []byte{0})
		if !ok {
			return nil
		}
		rest = after
	}
	return rest
}

// gif keeps the screen, the frames with their timing, and that they go on for ever
// (GIF89a specification; the loop is Netscape's).
func (s *stripper) gif() error {
	head, err := s.take(13)
	if err != nil {
		return err
	}
	s.out.Write(head)
	if err := s.gifColours(head[10]); err != nil {
		return err
	}
	frames := 0
	for {
		from := s.at
		kind, err := s.take(1)
		if err != nil && frames > 0 || err == nil && kind[0] == 0x3b {
			s.out.WriteByte(0x3b) // often it is missing
			return nil
		}
		if err != nil {
			return err
		}
		keep := true
		switch kind[0] {
		case 0x2c:
			frames++
			err = s.gifFrame()
		case 0x21:
			keep, err = s.gifExtension()
		default:
			return damaged(errGIF)
		}
		if err != nil {
			return err
		}
		if keep && kind[0] == 0x21 {
			s.out.Write(s.in[from:s.at])
		}
	}
}
