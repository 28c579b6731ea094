package tags

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Said is what a file says of itself. Every field may be empty.
type Said struct {
	Title, Description string
	Creator            string // several are joined by commas
	Credit, Source     string
	Copyright, Terms   string
	TakenAt            string // "2026-11-08T14:31:00" by the camera's clock, or a beginning of it
}

// maxField bounds one field, in characters.
const maxField = 2_000

// Read reads the blocks that a file carries; each may be nil. Where they do not agree,
// XMP is trusted before IPTC and IPTC before EXIF: newsrooms and agencies write the
// former, cameras the latter.
func Read(exif, iptc, xmp []byte) Said {
	x, i, e := readXMP(xmp), readIPTC(iptc), readExif(exif)
	s := Said{
		Title:       cmp.Or(x.Title, i.Title, e.Title),
		Description: cmp.Or(x.Description, i.Description, e.Description),
		Creator:     cmp.Or(x.Creator, i.Creator, e.Creator),
		Credit:      cmp.Or(x.Credit, i.Credit),
		Source:      cmp.Or(x.Source, i.Source),
		Copyright:   cmp.Or(x.Copyright, i.Copyright, e.Copyright),
		Terms:       cmp.Or(x.Terms, i.Terms),
		TakenAt:     cmp.Or(x.TakenAt, i.TakenAt, e.TakenAt),
	}
	if junk[strings.ToUpper(s.Description)] {
		s.Description = ""
	}
	return s
}

// junk are descriptions that cameras write by themselves.
var junk = map[string]bool{
	"OLYMPUS DIGITAL CAMERA": true, "SONY DSC": true, "MINOLTA DIGITAL CAMERA": true, "KONICA MINOLTA DIGITAL CAMERA": true,
	"SAMSUNG DIGITAL CAMERA": true, "SAMSUNG CAMERA PICTURES": true, "KODAK DIGITAL STILL CAMERA": true, "DIGITAL CAMERA": true,
	"EXIF_JPEG_PICTURE": true, "DEFAULT": true, "UNTITLED": true, "DAV": true, "OZNOR": true, "CAMERAFTI": true, "SCREENSHOT": true,
}

// words makes text of bytes: UTF-8 where it is that, else Windows' Cyrillic where most
// letters are above ASCII, else Windows' Latin. Neither says which it is, and old desks
// in Russian wrote the former.
func words(b []byte) string {
	if !utf8.Valid(b) {
		letters, high := 0, 0
		for _, c := range b {
			switch {
			case c >= 0xc0:
				high++
				letters++
			case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
				letters++
			}
		}
		table := charmap.Windows1252
		if 2*high > letters {
			table = charmap.Windows1251
		}
		b, _ = table.NewDecoder().Bytes(b)
	}
	return clean(string(b))
}

// clean takes out what nobody sees, and cuts what nobody reads.
func clean(s string) string {
	s, _, _ = strings.Cut(s, "\x00")
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r == utf8.RuneError {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.TrimSpace(s)
	n := 0
	for i := range s {
		if n++; n > maxField {
			return s[:i]
		}
	}
	return s
}

// moment gives a date in the form of TakenAt, or nothing where it is none: dates of
// cameras whose clock was never set are left out.
func moment(s string) string {
	s = clean(s)
	if len(s) > 19 {
		s = s[:19] // fractions and zones
	}
	for _, layout := range []string{"2006:01:02 15:04:05", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02", "20060102"} {
		t, err := time.Parse(layout, s)
		if err != nil || t.Year() < 1826 { // the year of the first photograph
			continue
		}
		if len(layout) > 10 {
			return t.Format("2006-01-02T15:04:05")
		}
		return t.Format(time.DateOnly)
	}
	return ""
}
