package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
)

var errGIF = errors.New("a block of no known kind")

// gifColours copies the table of colours that a screen or a frame announces.
func (s *stripper) gifColours(flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	table, err := s.take(3 << (flags&7 + 1))
	s.out.Write(table)
	return err
}

func (s *stripper) gifFrame() error {
	head, err := s.take(9)
	if err != nil {
		return err
	}
	s.out.WriteByte(0x2c)
	s.out.Write(head)
	if err := s.gifColours(head[8]); err != nil {
		return err
	}
	from := s.at
	if _, err := s.take(1); err != nil { // the width of the first codes
		return err
	}
	err = s.gifBlocks()
	s.out.Write(s.in[from:s.at])
	return err
}

// gifExtension passes over an extension and says whether it belongs to the picture.
func (s *stripper) gifExtension() (keep bool, err error) {
	label, err := s.take(1)
	if err != nil {
		return false, err
	}
	from := s.at
	err = s.gifBlocks()
	body := s.in[from:s.at]
	loops := len(body) == 17 && (bytes.HasPrefix(body, []byte("\x0bNETSCAPE2.0")) || bytes.HasPrefix(body, []byte("\x0bANIMEXTS1.0")))
	return label[0] == 0xf9 || label[0] == 0xff && loops, err
}

// gifBlocks passes over blocks up to the empty one that ends them.
func (s *stripper) gifBlocks() error {
	for {
		size, err := s.take(1)
		if err != nil || size[0] == 0 {
			return err
		}
		if _, err := s.take(int(size[0])); err != nil {
			return err
		}
	}
}

// Flags of the chunk VP8X (RFC 9649 section 2.7.1).
const (
	webpICC, webpExif, webpXMP = 0x20, 0x08, 0x04
)

func (s *stripper) webp() error {
	head, err := s.take(12)
	if err != nil {
		return err
	}
	end := min(int(binary.LittleEndian.Uint32(head[4:]))+8, len(s.in)) // what stands behind it is not the picture's
	if int64(binary.LittleEndian.Uint32(head[4:]))+8 > int64(len(s.in))+1 {
		return cutShort() // a last byte of padding is often missing
	}
	var chunks bytes.Buffer
	for s.at+8 <= end {
		chunk, err := s.take(8)
		if err != nil {
			return err
		}
		size := int(binary.LittleEndian.Uint32(chunk[4:]))
		body, err := s.take(size)
		if err != nil {
			return err
		}
		s.at += size & 1
		s.webpChunk(&chunks, string(chunk[:4]), body)
	}
	if s.orientation > Upright {
		webpWrite(&chunks, "EXIF", onlyOrientation(s.orientation))
	}
	s.out.WriteString("RIFF")
	s.out.Write(binary.LittleEndian.AppendUint32(nil, uint32(chunks.Len()+4)))
	s.out.WriteString("WEBP")
	s.out.Write(chunks.Bytes())
	return nil
}

func (s *stripper) webpChunk(to *bytes.Buffer, name string, body []byte) {
	switch name {
	case "VP8X":
		if len(body) == 10 {
			body = bytes.Clone(body)
			body[0] &^= webpICC | webpExif | webpXMP
			if s.orientation > Upright {
				body[0] |= webpExif
			}
			webpWrite(to, name, body)
		}
	case "VP8 ", "VP8L", "ALPH":
		webpWrite(to, name, body)
	case "EXIF":
		if s.said.Exif == nil {
			s.said.Exif = bytes.TrimPrefix(body, []byte(exifHead))
		}
	case "XMP ":
		if s.said.XMP == nil {
			s.said.XMP = body
		}
	}
}

func webpWrite(to *bytes.Buffer, name string, body []byte) {
	to.WriteString(name)
	to.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(body))))
	to.Write(body)
	if len(body)&1 == 1 {
		to.WriteByte(0)
	}
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}
