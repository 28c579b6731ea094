package picture

import (
	"encoding/binary"
	"image"
)

// Orientation is how stored pixels are turned to be shown (Exif 3.0, tag 0x0112).
type Orientation uint8

// The eight orientations. The turns are clockwise and say what is done to show
// the picture upright.
const (
	Upright             Orientation = 1
	FlipHorizontal      Orientation = 2
	Rotate180           Orientation = 3
	FlipVertical        Orientation = 4
	Transpose           Orientation = 5 // over the diagonal from top left
	Rotate90            Orientation = 6
	Transverse          Orientation = 7 // over the other diagonal
	Rotate270           Orientation = 8
	orientationTag                  = 0x0112
	maxExifEntries                  = 512
	exifShort, exifLong             = 3, 4
)

func (o Orientation) turned() bool { return o >= Transpose && o <= Rotate270 }

// exifOrientation finds the orientation in a TIFF block: the first directory only,
// and no offset is followed but the one to it. What is not clear counts as upright.
func exifOrientation(tiff []byte) Orientation {
	if len(tiff) < 8 {
		return Upright
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return Upright
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return Upright
	}
	count := min(int(order.Uint16(tiff[at:])), maxExifEntries)
	entries := tiff[at+2:]
	for ; count > 0 && len(entries) >= 12; count-- {
		if order.Uint16(entries) == orientationTag && order.Uint32(entries[4:]) == 1 {
			var v uint32
			switch order.Uint16(entries[2:]) {
			case exifShort:
				v = uint32(order.Uint16(entries[8:]))
			case exifLong:
				v = order.Uint32(entries[8:])
			}
			if v >= 1 && v <= 8 {
				return Orientation(v)
			}
			return Upright
		}
		entries = entries[12:]
	}
	return Upright
}

// stored tells which stored pixel stands at x, y of the upright picture; w and h
// are the stored size.
func (o Orientation) stored(x, y, w, h int) (int, int) {
	switch o {
	case FlipHorizontal:
		return w - 1 - x, y
	case Rotate180:
		return w - 1 - x, h - 1 - y
	case FlipVertical:
		return x, h - 1 - y
	case Transpose:
		return y, x
	case Rotate90:
		return y, h - 1 - x
	case Transverse:
		return w - 1 - y, h - 1 - x
	case Rotate270:
		return w - 1 - y, x
	}
	return x, y
}

// storedRect is the stored part that shows as r of the upright picture.
func (o Orientation) storedRect(r image.Rectangle, w, h int) image.Rectangle {
	x0, y0 := o.stored(r.Min.X, r.Min.Y, w, h)
	x1, y1 := o.stored(r.Max.X-1, r.Max.Y-1, w, h)
	return image.Rect(min(x0, x1), min(y0, y1), max(x0, x1)+1, max(y0, y1)+1)
}

// upright turns pixels so that they stand as they are meant to.
func (o Orientation) upright(src *image.RGBA) *image.RGBA {
	if o <= Upright || o > Rotate270 {
		return src
	}
	sw, sh := src.Rect.Dx(), src.Rect.Dy()
	w, h := sw, sh
	if o.turned() {
		w, h = sh, sw
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		row := dst.Pix[y*dst.Stride:]
		for x := range w {
			sx, sy := o.stored(x, y, sw, sh)
			copy(row[4*x:4*x+4], src.Pix[sy*src.Stride+4*sx:])
		}
	}
	return dst
}
