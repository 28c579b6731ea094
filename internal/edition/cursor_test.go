package edition_test

import (
	"encoding/base64"
	"testing"
	"time"

	"masthead/internal/edition"
)

func TestCursor(t *testing.T) {
	for _, c := range []edition.Cursor{
		{Published: time.Date(2026, 6, 18, 12, 0, 0, 123e6, time.UTC), Story: "01jy0000000000000000000001"},
		{Published: time.Date(1899, 1, 1, 0, 0, 0, 0, time.UTC), Story: "a"},
	} {
		if got, err := edition.ParseCursor(c.String()); err != nil || got != c {
			t.Errorf("%v came back as %v (%v)", c, got, err)
		}
	}
	if c, err := edition.ParseCursor(""); err != nil || c != (edition.Cursor{}) {
		t.Errorf("no cursor is %v (%v)", c, err)
	}
	if s := (edition.Cursor{}).String(); s != "" {
		t.Errorf("the beginning is written %q", s)
	}
	good := edition.Cursor{Published: time.UnixMilli(5), Story: "abc"}.String()
	for _, s := range []string{
		"x", "AAAAAAAAAAA", good + "=", good + " ", " " + good, good[:len(good)-1], good + "AAAA\n",
		base64.RawURLEncoding.EncodeToString([]byte("\x00\x00\x00\x00\x00\x00\x00\x05a' OR 1=1")),
		base64.RawURLEncoding.EncodeToString([]byte("\xff\xff\xff\xff\xff\xff\xff\xff")),
		base64.RawURLEncoding.EncodeToString([]byte("\x7f\xff\xff\xff\xff\xff\xff\xffabc")),
		base64.StdEncoding.EncodeToString([]byte("\xfb\xff\xff\xff\xff\xff\xff\xffabcd")),
	} {
		if c, err := edition.ParseCursor(s); err != edition.ErrForged {
			t.Errorf("%q is taken for %v (%v)", s, c, err)
		}
	}
}

func FuzzCursor(f *testing.F) {
	f.Add("")
	f.Add(edition.Cursor{Published: time.UnixMilli(1), Story: "abc"}.String())
	f.Fuzz(func(t *testing.T, s string) {
		c, err := edition.ParseCursor(s)
		if err == nil && s != "" && c.String() != s {
			t.Errorf("%q is another spelling of %q", s, c.String())
		}
	})
}
