package pagestore

import (
	"crypto/sha256"
	"slices"
	"strings"
	"testing"
)

func FuzzParseAccept(f *testing.F) {
	for _, s := range []string{"", "gzip, deflate, br, zstd", "*;q=0", "br;q=0.123,identity;q=0", "gzip;q=1.0001", ";q=,=;", "x-gzip;Q=0.5", strings.Repeat("*,", 99)} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		q := parseAccept([]string{a, b})
		for e, w := range q {
			if w > 1000 {
				t.Errorf("encoding %d has the weight %d", e, w)
			}
		}
		lower := strings.ToLower(a + b)
		if !strings.Contains(lower, "br") && !strings.Contains(lower, "*") && q[brotlied] != 0 {
			t.Error("brotli out of nothing")
		}
		if !strings.Contains(lower, "gzip") && !strings.Contains(lower, "*") && q[gzipped] != 0 {
			t.Error("gzip out of nothing")
		}
		if !strings.Contains(lower, "0") && q[identity] == 0 {
			t.Error("the identity was refused without a zero")
		}
	})
}

func TestParseWeight(t *testing.T) {
	cases := map[string]int{
		"0": 0, "1": 1000, "0.": 0, "1.": 1000, "0.5": 500, "0.05": 50, "0.999": 999, "1.000": 1000,
		"": -1, "2": -1, "1.001": -1, "0.1234": -1, "00": -1, "-1": -1, "0.a": -1, ".5": -1, "1e0": -1, "0 ": -1,
	}
	for s, want := range cases {
		got := -1
		if w, ok := parseWeight(s); ok {
			got = int(w)
		}
		if got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}

func FuzzDecodeSheet(f *testing.F) {
	s := sheet{Key: "k", Type: "text/html", Tags: []string{"a"}, Header: map[string]string{"X": "y"}}
	s.bodies[identity], s.bodies[brotlied] = []byte("hello"), []byte("x")
	raw, err := s.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw[len(sheetMark)+32:])
	f.Add([]byte("\x00\x00\x00\x02{}"))
	f.Fuzz(func(t *testing.T, rest []byte) {
		sum := sha256.Sum256(rest)
		got, err := decodeSheet(slices.Concat([]byte(sheetMark), sum[:], rest))
		if err != nil {
			return
		}
		if got.bodies[identity] == nil {
			t.Error("a page without a body")
		}
	})
}
