package edition

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"
)

// ErrForged says that a text is no cursor that was ever given out.
var ErrForged = errors.New("not a cursor")

// Cursor is a place in a list: what comes after the copy it names. The zero Cursor
// is the list's beginning.
type Cursor struct {
	Published time.Time
	Story     string
}

// maxCursorID is longer than any id, in bytes.
const maxCursorID = 64

// String writes the cursor for an address: base64 of the milliseconds and the id. The
// zero Cursor is empty.
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(c.Published.UnixMilli()))
	return base64.RawURLEncoding.EncodeToString(append(raw, c.Story...))
}

// ParseCursor reads what String wrote; an empty text is the beginning. Whoever makes one
// up sees no more than a list shows anyway: only what cannot be a place is ErrForged.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s[:min(len(s), 200)])
	if err != nil || len(raw) <= 8 || len(raw) > 8+maxCursorID {
		return Cursor{}, ErrForged
	}
	for _, b := range raw[8:] {
		if (b < '0' || b > '9') && (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && b != '-' {
			return Cursor{}, ErrForged
		}
	}
	c := Cursor{Published: time.UnixMilli(int64(binary.BigEndian.Uint64(raw))).UTC(), Story: string(raw[8:])}
	if year := c.Published.Year(); year < 1 || year > 9999 || c.String() != s {
		return Cursor{}, ErrForged
	}
	return c, nil
}

// SearchCursor is a place in the hits of a question. The zero SearchCursor is their
// beginning.
type SearchCursor struct {
	mode mode
	tier int8
	doc  int64
}

// String writes the cursor for an address.
func (c SearchCursor) String() string {
	raw := binary.BigEndian.AppendUint64([]byte{byte(c.mode), byte(c.tier)}, uint64(c.doc))
	return base64.RawURLEncoding.EncodeToString(raw)
}

// ParseSearchCursor reads what String wrote; an empty text is the beginning.
func ParseSearchCursor(s string) (c SearchCursor, err error) {
	if s == "" {
		return c, nil
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s[:min(len(s), 20)])
	if err != nil || len(raw) != 10 {
		return c, ErrForged
	}
	c = SearchCursor{mode(raw[0]), int8(raw[1]), int64(binary.BigEndian.Uint64(raw[2:]))}
	if c.String() != s || c.mode > begunWord || c.tier < inText || c.tier >= levels {
		return SearchCursor{}, ErrForged
	}
	return c, nil
}
