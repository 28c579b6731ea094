package reader

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
)

// maxStoryID is longer than any story's id.
const maxStoryID = 64

// cursorText writes a cursor for an address: base64 of the milliseconds and the id.
func cursorText(c edition.Cursor) string {
	raw := binary.BigEndian.AppendUint64(nil, uint64(c.Published.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(raw, c.Story...))
}

// parseCursor reads what cursorText wrote. Anything else is NotFound: no page ever
// linked to it.
func parseCursor(s string) (edition.Cursor, error) {
	forged := fault.New(fault.NotFound, "reader.not_found_title")
	if s == "" {
		return edition.Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s[:min(len(s), 200)])
	if err != nil || len(raw) <= 8 || len(raw) > 8+maxStoryID {
		return edition.Cursor{}, forged
	}
	for _, b := range raw[8:] {
		if (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && b != '-' {
			return edition.Cursor{}, forged
		}
	}
	ms := int64(binary.BigEndian.Uint64(raw))
	c := edition.Cursor{Published: time.UnixMilli(ms).UTC(), Story: string(raw[8:])}
	if year := c.Published.Year(); year < 1 || year > 9999 || cursorText(c) != s {
		return edition.Cursor{}, forged
	}
	return c, nil
}
