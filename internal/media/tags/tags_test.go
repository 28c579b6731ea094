package tags_test

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
	"testing"
	"unicode/utf8"

	"masthead/internal/media/tags"
)

// tiff writes a first directory, and one behind it with a time, and one with a place.
func tiff(order binary.AppendByteOrder, mark string, taken string, fields map[uint16]string) []byte {
	b := []byte(mark)
	b = order.AppendUint32(b, 8)
	count := len(fields) + 2
	at := 8 + 2 + 12*count + 4
	var tail []byte
	text := func(list []byte, tag uint16, s string) []byte {
		s += "\x00"
		list = order.AppendUint16(list, tag)
		list = order.AppendUint16(list, 2)
		list = order.AppendUint32(list, uint32(len(s)))
		list = order.AppendUint32(list, uint32(at+len(tail)))
		tail = append(tail, s...)
		return list
	}
	list := order.AppendUint16(nil, uint16(count))
	for _, tag := range []uint16{0x010e, 0x013b, 0x8298} {
		if s, ok := fields[tag]; ok {
			list = text(list, tag, s)
		}
	}
	more := order.AppendUint16(nil, 1)
	more = order.AppendUint16(more, 0x9003)
	more = order.AppendUint16(more, 2)
	more = order.AppendUint32(more, uint32(len(taken)+1))
	more = order.AppendUint32(more, uint32(at+len(tail)+2+12+4))
	more = append(more, 0, 0, 0, 0)
	for _, pointer := range []uint16{0x8769, 0x8825} {
		list = order.AppendUint16(list, pointer)
		list = order.AppendUint16(list, 4)
		list = order.AppendUint32(list, 1)
		list = order.AppendUint32(list, uint32(at+len(tail)))
	}
	b = append(append(b, list...), 0, 0, 0, 0)
	return append(append(append(b, tail...), more...), taken+"\x00"...)
}

// iptc writes data sets as Photoshop keeps them.
func iptc(sets ...string) []byte {
	var data []byte
	for i := 0; i < len(sets); i += 2 {
		data = append(data, 0x1c, 2, sets[i][0])
		data = binary.BigEndian.AppendUint16(data, uint16(len(sets[i+1])))
		data = append(data, sets[i+1]...)
	}
	b := []byte("8BIM\x04\x25\x00\x00\x00\x00\x00\x02xy8BIM\x04\x04\x00\x00")
	return append(binary.BigEndian.AppendUint32(b, uint32(len(data))), data...)
}

const packet = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"
 photoshop:Credit="Photo club" aux:SerialNumber="4711" exif:GPSLatitude="41,42N">
<photoshop:Source>Archive</photoshop:Source><photoshop:DateCreated>2026-11-08T14:31:07+04:00</photoshop:DateCreated>
<dc:title><rdf:Alt><rdf:li xml:lang="ka">ხიდი</rdf:li><rdf:li xml:lang="x-default">The bridge</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">A bridge &amp; a river</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>One Photographer</rdf:li><rdf:li>Another</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© The club</rdf:li></rdf:Alt></dc:rights>
<xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">Online only</rdf:li></rdf:Alt></xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>`

func TestRead(t *testing.T) {
	camera := map[uint16]string{0x010e: "A street", 0x013b: "A camera's owner", 0x8298: "Her own"}
	cyrillic, _ := hex.DecodeString("cce8f5e0e8eb") // Windows-1251
	for _, tt := range []struct {
		name            string
		exif, iptc, xmp []byte
		want            tags.Said
	}{
		{name: "nothing"},
		{name: "EXIF, little end first", exif: tiff(binary.LittleEndian, "II*\x00", "2026:11:08 14:31:07", camera),
			want: tags.Said{Description: "A street", Creator: "A camera's owner", Copyright: "Her own", TakenAt: "2026-11-08T14:31:07"}},
		{name: "EXIF, big end first", exif: tiff(binary.BigEndian, "MM\x00*", "2026:11:08 14:31:07", camera),
			want: tags.Said{Description: "A street", Creator: "A camera's owner", Copyright: "Her own", TakenAt: "2026-11-08T14:31:07"}},
		{name: "a clock that was never set, and a camera's own word", exif: tiff(binary.BigEndian, "MM\x00*", "0000:00:00 00:00:00", map[uint16]string{0x010e: "OLYMPUS DIGITAL CAMERA         "})},
		{name: "IPTC", iptc: iptc("\x05", "IMG 12", "\x69", "Station", "\x50", "A. Reporter", "\x6e", "The paper", "\x73", "The agency", "\x74", "© paper", "\x78", "Trains wait", "\x37", "20261108", "\x3c", "143107+0400"),
			want: tags.Said{Title: "Station", Description: "Trains wait", Creator: "A. Reporter", Credit: "The paper", Source: "The agency", Copyright: "© paper", TakenAt: "2026-11-08T14:31:07"}},
		{name: "IPTC of an old desk", iptc: iptc("\x50", string(cyrillic)), want: tags.Said{Creator: "Михаил"}},
		{name: "IPTC in Latin", iptc: iptc("\x50", "Andr\xe9"), want: tags.Said{Creator: "André"}},
		{name: "XMP", xmp: []byte(packet), want: tags.Said{Title: "The bridge", Description: "A bridge & a river", Creator: "One Photographer, Another",
			Credit: "Photo club", Source: "Archive", Copyright: "© The club", Terms: "Online only", TakenAt: "2026-11-08T14:31:07"}},
		{name: "all three", exif: tiff(binary.BigEndian, "MM\x00*", "2020:01:01 00:00:00", camera), iptc: iptc("\x78", "Trains wait", "\x69", "Station"), xmp: []byte(strings.ReplaceAll(packet, "dc:description", "dc:format")),
			want: tags.Said{Title: "The bridge", Description: "Trains wait", Creator: "One Photographer, Another",
				Credit: "Photo club", Source: "Archive", Copyright: "© The club", Terms: "Online only", TakenAt: "2026-11-08T14:31:07"}},
		{name: "an entity of its own", xmp: []byte(`<!DOCTYPE x [<!ENTITY a "aaaa">]>` + strings.ReplaceAll(packet, "The bridge", "&a;"))},
		{name: "script and signs nobody sees", iptc: iptc("\x78", "<script>alert(1)</script>\x07\x00rest"), want: tags.Said{Description: "<script>alert(1)</script>"}},
		{name: "a directory beyond the end", exif: []byte("II*\x00\xff\xff\xff\xff")},
		{name: "a resource longer than the file", iptc: []byte("8BIM\x04\x04\x00\x00\xff\xff\xff\xff")},
	} {
		if got := tags.Read(tt.exif, tt.iptc, tt.xmp); tt.name != "an entity of its own" && got != tt.want {
			t.Errorf("%s:\n got %+v\nwant %+v", tt.name, got, tt.want)
		} else if strings.Contains(got.Title, "aaaa") {
			t.Errorf("%s was put in: %q", tt.name, got.Title)
		}
	}
}

func TestLongWordsAreCut(t *testing.T) {
	got := tags.Read(nil, iptc("\x78", strings.Repeat("ჯ", 5000)), nil).Description
	if n := utf8.RuneCountInString(got); n != 2000 {
		t.Errorf("%d characters", n)
	}
}

func FuzzRead(f *testing.F) {
	camera := map[uint16]string{0x010e: "A street", 0x013b: "x", 0x8298: "y"}
	f.Add(tiff(binary.LittleEndian, "II*\x00", "2026:11:08 14:31:07", camera), iptc("\x05", "IMG", "\x37", "20261108", "\x3c", "143107"), []byte(packet))
	f.Fuzz(func(t *testing.T, exif, iptc, xmp []byte) {
		s := tags.Read(exif, iptc, xmp)
		for _, field := range []string{s.Title, s.Description, s.Creator, s.Credit, s.Source, s.Copyright, s.Terms, s.TakenAt} {
			if !utf8.ValidString(field) || utf8.RuneCountInString(field) > 2000 || strings.ContainsAny(field, "\x00\x07\x7f") {
				t.Errorf("%q", field)
			}
		}
	})
}
