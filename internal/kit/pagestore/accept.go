package pagestore

import "strings"

// encoding is a content coding, in order of preference where nothing else decides.
type encoding uint8

const (
	identity encoding = iota
	gzipped
	zstandard
	brotlied
	encodings
)

var encodingNames = [encodings]string{"", "gzip", "zstd", "br"}

// The bounds of what is read of an Accept-Encoding header; what lies beyond counts
// as not sent.
const (
	maxAccept  = 512 // bytes a line
	maxCodings = 24
)

// quality is how welcome each encoding is, in thousandths; 0 is not at all.
type quality [encodings]uint16

// parseAccept reads the lines of Accept-Encoding (RFC 9110, section 12.5.3).
// Without one only the identity is sent: the RFC would allow any coding, but those
// who send none cannot decode any. A member that is not well formed is ignored.
func parseAccept(lines []string) quality {
	var q quality
	var named [encodings]bool
	rest, starred := uint16(0), false
	left := maxCodings
	for _, line := range lines {
		line = line[:min(len(line), maxAccept)]
		for line != "" && left > 0 {
			var member string
			member, line, _ = strings.Cut(line, ",")
			left--
			name, weight, ok := parseMember(member)
			if !ok {
				continue
			}
			if name == "*" {
				rest, starred = weight, true
				continue
			}
			if e, known := codingOf(name); known {
				q[e], named[e] = weight, true
			}
		}
	}
	for e := range q {
		switch {
		case named[e]:
		case starred:
			q[e] = rest
		case e == int(identity):
			q[e] = 1 // always acceptable when not refused, and the last choice
		}
	}
	return q
}

func codingOf(name string) (encoding, bool) {
	switch {
	case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
		return gzipped, true
	case strings.EqualFold(name, "br"):
		return brotlied, true
	case strings.EqualFold(name, "zstd"):
		return zstandard, true
	case strings.EqualFold(name, "identity"):
		return identity, true
	}
	return 0, false
}

// parseMember reads `coding` or `coding;q=0.8`.
func parseMember(s string) (name string, weight uint16, ok bool) {
	name, param, weighted := strings.Cut(s, ";")
	name = strings.Trim(name, " \t")
	if name == "" {
		return "", 0, false
	}
	if !weighted {
		return name, 1000, true
	}
	key, value, _ := strings.Cut(strings.Trim(param, " \t"), "=")
	if key != "q" && key != "Q" {
		return "", 0, false
	}
	weight, ok = parseWeight(value)
	return name, weight, ok
}

// parseWeight reads a qvalue (RFC 9110, section 12.4.2): 0 to 1, at most three
// decimals.
func parseWeight(s string) (uint16, bool) {
	if s == "" || len(s) > 5 || s[0] != '0' && s[0] != '1' || len(s) > 1 && s[1] != '.' {
		return 0, false
	}
	w := uint16(s[0]-'0') * 1000
	unit := uint16(100)
	for i := 2; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		w += uint16(s[i]-'0') * unit
		unit /= 10
	}
	return w, w <= 1000
}
