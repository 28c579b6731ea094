package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"image/gif"
	"image/png"
	"io"

	"masthead/internal/kit/fault"
)

// Bounds of a picture that is taken in.
const (
	MaxBytes  = 64 << 20   // of the file
	MaxPixels = 50_000_000 // width times height
	MaxSide   = 65_000     // pixels of one side
)

// Type is what a file is, told by its content.
type Type string

// The types that are taken in.
const (
	JPEG Type = "jpeg"
	PNG  Type = "png"
	GIF  Type = "gif"
	WebP Type = "webp"
)

// Info is what can be told of a picture without decoding it.
type Info struct {
	Type        Type
	Width       int // pixels, as it is shown
	Height      int
	Orientation Orientation // of the stored pixels; 1 when nothing is said

	deep bool // two bytes for each channel of a pixel: such a picture may have half as many
}

// Inspect reads type, size and orientation from the beginning of a file and
// decodes no pixel. Its faults: Invalid media.not_a_picture, media.damaged,
// media.too_large (with pixels and limit), media.animated_webp.
func Inspect(r io.Reader) (Info, error) {
	info, err := header(bufio.NewReader(io.LimitReader(r, MaxBytes)))
	if err != nil {
		if f, ok := fault.As(err); ok {
			return Info{}, f
		}
		return Info{}, damaged(err)
	}
	w, h := info.Width, info.Height
	if w < 1 || h < 1 {
		return Info{}, damaged(errors.New("no width or no height"))
	}
	most := MaxPixels
	if info.deep {
		most /= 2
	}
	if w > MaxSide || h > MaxSide || int64(w)*int64(h) > int64(most) {
		return Info{}, fault.New(fault.Invalid, "media.too_large").With("width", w).With("height", h).With("limit", most/1_000_000)
	}
	if info.Orientation.turned() {
		info.Width, info.Height = h, w
	}
	return info, nil
}

func damaged(err error) error { return fault.New(fault.Invalid, "media.damaged").Because(err) }

// header tells the stored size, not yet turned.
func header(r *bufio.Reader) (Info, error) {
	magic, _ := r.Peek(12)
	switch {
	case bytes.HasPrefix(magic, []byte("\xff\xd8\xff")):
		return jpegHeader(r)
	case bytes.HasPrefix(magic, []byte("\x89PNG\r\n\x1a\n")):
		return pngHeader(r)
	case bytes.HasPrefix(magic, []byte("GIF87a")), bytes.HasPrefix(magic, []byte("GIF89a")):
		c, err := gif.DecodeConfig(r)
		return Info{Type: GIF, Width: c.Width, Height: c.Height, Orientation: 1}, err
	case len(magic) == 12 && string(magic[:4]) == "RIFF" && string(magic[8:]) == "WEBP":
		return webpHeader(r)
	}
	return Info{}, fault.New(fault.Invalid, "media.not_a_picture")
}

// jpegHeader walks the segments up to the first scan (ITU-T T.81 annex B).
func jpegHeader(r *bufio.Reader) (Info, error) {
	info := Info{Type: JPEG}
	r.Discard(2) // the start of image, seen already
	for {
		marker, err := nextMarker(r)
		if err != nil {
			return info, err
		}
		if marker == 0xda || marker == 0xd9 { // start of scan, end of image
			if info.Width == 0 {
				return info, errors.New("pixels without a frame header")
			}
			info.Orientation = max(info.Orientation, 1)
			return info, nil
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // they stand alone
			continue
		}
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			return info, err
		}
		n := int(binary.BigEndian.Uint16(size[:])) - 2
		if n < 0 {
			return info, errors.New("a segment shorter than its length")
		}
		isFrame := marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
		if !isFrame && (marker != 0xe1 || info.Orientation != 0) {
			if _, err := r.Discard(n); err != nil {
				return info, err
			}
			continue
		}
		seg := make([]byte, n)
		if _, err := io.ReadFull(r, seg); err != nil {
			return info, err
		}
		switch tiff, ok := bytes.CutPrefix(seg, []byte("Exif\x00\x00")); {
		case ok && marker == 0xe1:
			info.Orientation = exifOrientation(tiff)
		case isFrame && info.Width == 0 && n >= 6:
			info.Height = int(binary.BigEndian.Uint16(seg[1:]))
			info.Width = int(binary.BigEndian.Uint16(seg[3:]))
		}
	}
}

// nextMarker finds the next marker, over fill bytes and over rubbish between
// segments, which cameras leave.
func nextMarker(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != 0xff {
			continue
		}
		for b == 0xff {
			if b, err = r.ReadByte(); err != nil {
				return 0, err
			}
		}
		if b != 0 {
			return b, nil
		}
	}
}

// pngHeader reads the size, then looks for an eXIf chunk before the pixels (PNG
// third edition, 11.3.4.5).
func pngHeader(r *bufio.Reader) (Info, error) {
	info := Info{Type: PNG, Orientation: 1}
	head, err := r.Peek(33) // signature and the header chunk with its sum
	if err != nil {
		return info, err
	}
	c, err := png.DecodeConfig(bytes.NewReader(head))
	if err != nil && len(head) == 33 && head[25] == 3 { // a palette comes later; the size is told all the same
		c.Width, c.Height, err = int(binary.BigEndian.Uint32(head[16:])), int(binary.BigEndian.Uint32(head[20:])), nil
	}
	if err != nil {
		return info, err
	}
	info.Width, info.Height, info.deep = c.Width, c.Height, head[24] == 16
	r.Discard(33)
	for {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			return info, err
		}
		n := binary.BigEndian.Uint32(chunk[:])
		switch name := string(chunk[4:]); {
		case name == "IDAT":
			return info, nil
		case name == "eXIf" && n <= 1<<16:
			tiff := make([]byte, n)
			if _, err := io.ReadFull(r, tiff); err != nil {
				return info, err
			}
			info.Orientation = exifOrientation(tiff)
			n = 0
		}
		if n > MaxBytes {
			return info, errors.New("a chunk longer than any file")
		}
		if _, err := r.Discard(int(n) + 4); err != nil { // with its sum
			return info, err
		}
	}
}

// webpHeader walks the RIFF chunks (RFC 9649 section 2). The size is the largest
// that any of them names, so that none can hide behind another.
func webpHeader(r *bufio.Reader) (Info, error) {
	info := Info{Type: WebP, Orientation: 1}
	r.Discard(12)
	for {
		var chunk [8]byte
		if _, err := io.ReadFull(r, chunk[:]); err != nil {
			if err == io.EOF && info.Width > 0 {
				return info, nil
			}
			return info, err
		}
		name, n := string(chunk[:4]), int64(binary.LittleEndian.Uint32(chunk[4:]))
		n += n & 1
		take := 0
		switch name {
		case "VP8X", "VP8 ", "VP8L":
			take = 10
		case "EXIF":
			take = 1 << 16
		}
		head, err := r.Peek(int(min(int64(take), n)))
		if err != nil {
			return info, err
		}
		switch {
		case name == "EXIF":
			info.Orientation = exifOrientation(bytes.TrimPrefix(head, []byte("Exif\x00\x00")))
		case name == "VP8X" && len(head) == 10 && head[0]&0x02 != 0:
			return info, fault.New(fault.Invalid, "media.animated_webp")
		case take > 0:
			w, h, err := webpSize(name, head)
			if err != nil {
				return info, err
			}
			info.Width, info.Height = max(info.Width, w), max(info.Height, h)
		}
		if _, err := r.Discard(int(n)); err != nil {
			if err == io.EOF && name != "VP8X" { // a last byte of padding is often missing
				return info, nil
			}
			return info, err
		}
	}
}

// webpSize reads the size out of the first bytes of a chunk.
func webpSize(name string, b []byte) (w, h int, err error) {
	switch {
	case name == "VP8X" && len(b) == 10:
		return 1 + uint24(b[4:]), 1 + uint24(b[7:]), nil
	case name == "VP8 " && len(b) == 10:
		return int(binary.LittleEndian.Uint16(b[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(b[8:]) & 0x3fff), nil
	case name == "VP8L" && len(b) >= 5:
		bits := binary.LittleEndian.Uint32(b[1:])
		return 1 + int(bits&0x3fff), 1 + int(bits>>14&0x3fff), nil
	}
	return 0, 0, errors.New("a chunk too short for its header")
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
