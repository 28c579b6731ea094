package api

import (
	"encoding/base64"
	"encoding/binary"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// A cursor says where a list goes on, and nothing else: what may be seen of the list is
// asked anew for each page, so a forged one leads nowhere that a true one would not.

func badCursor() error { return fault.New(fault.Invalid, "api.bad_cursor").In("before") }

// cursorText writes a place among copies: base64 of the milliseconds and the story.
func cursorText(c edition.Cursor) string {
	if c == (edition.Cursor{}) {
		return ""
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(c.Published.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(raw, c.Story...))
}

// parseCursor reads what cursorText wrote, and nothing else.
func parseCursor(s string) (edition.Cursor, error) {
	if s == "" {
		return edition.Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s[:min(len(s), 100)])
	if err != nil || len(raw) <= 8 || !id.Valid(string(raw[8:])) {
		return edition.Cursor{}, badCursor()
	}
	c := edition.Cursor{Published: time.UnixMilli(int64(binary.BigEndian.Uint64(raw))).UTC(), Story: string(raw[8:])}
	if year := c.Published.Year(); year < 1 || year > 9999 || cursorText(c) != s {
		return edition.Cursor{}, badCursor()
	}
	return c, nil
}
