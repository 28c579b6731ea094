package body

import (
	"net/url"
	"strings"
)

// maxHref is the longest address kept, in bytes.
const maxHref = 4096

// CleanHref gives the canonical form of a link's address, or false if a link may
// not lead there. Allowed are http, https, mailto and tel, a path of this site
// ("/x"), and a fragment ("#x"). Characters that browsers ignore inside a scheme
// (tab, newline) or read as another character (backslash) are removed or escaped
// first, so what is checked is what a browser follows (URL Standard, 4.4).
func CleanHref(raw string) (string, bool) {
	s := escapeHref(raw)
	if s == "" || len(s) > maxHref {
		return "", false
	}
	switch {
	case s[0] == '#':
		return s, len(s) > 1
	case strings.HasPrefix(s, "//"):
		s = "https:" + s
	case s[0] == '/':
		return s, true
	}
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok {
		return "", false
	}
	scheme = strings.ToLower(scheme)
	switch scheme {
	case "http", "https":
		if !webAddress(rest) {
			return "", false
		}
	case "mailto", "tel":
		if strings.Trim(rest, "/") == "" {
			return "", false
		}
	default:
		return "", false
	}
	return scheme + ":" + rest, true
}

// webAddress checks what follows "https:". A user name in front of the host only
// serves to pass one site off as another, so it is refused.
func webAddress(rest string) bool {
	if !strings.HasPrefix(rest, "//") {
		return false
	}
	u, err := url.Parse("https:" + rest)
	return err == nil && u.Hostname() != "" && u.User == nil
}

// escapeHref drops what a browser ignores and escapes what may not stand in an address.
func escapeHref(raw string) string {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' || r == 0xA0 || r == 0xFEFF })
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(raw))
	for i, r := range raw {
		switch {
		case r < 0x20, r >= 0x7f && r <= 0x9f, r == 0xFFFD, keepRune(r) != r, bidiControl(r), r >= 0x200B && r <= 0x200F:
		case r == ' ', r == '"', r == '<', r == '>', r == '\\', r == '`', r == '\'', (r == '[' || r == ']') && !inHost(raw[:i]):
			b.WriteByte('%')
			b.WriteByte(hex[r>>4])
			b.WriteByte(hex[r&15])
		case r == 0xA0, r == 0x3000:
			b.WriteString("%20")
		case r == '%' && !hexPair(raw[i+1:]):
			b.WriteString("%25")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// inHost says whether what follows the beginning of an address is part of its host:
// there alone brackets may stand, around an IPv6 address (RFC 3986, section 3.2.2).
func inHost(before string) bool {
	_, host, ok := strings.Cut(before, "//")
	return ok && !strings.ContainsAny(host, "/?#")
}

func hexPair(s string) bool {
	return len(s) >= 2 && isHex(s[0]) && isHex(s[1])
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// cleanSource is CleanHref for what is loaded rather than followed: http, https
// or a path of this site.
func cleanSource(raw string) (string, bool) {
	s, ok := CleanHref(raw)
	if !ok || s[0] == '#' || strings.HasPrefix(s, "mailto:") || strings.HasPrefix(s, "tel:") {
		return "", false
	}
	return s, true
}

// cleanLang gives a language tag its usual case (BCP 47, 2.1.1): "AZ-latn" is
// "az-Latn". It checks the shape only, not that the language exists.
func cleanLang(tag string) (string, bool) {
	if len(tag) > 35 {
		return "", false
	}
	parts := strings.Split(strings.ReplaceAll(strings.TrimSpace(tag), "_", "-"), "-")
	for i, p := range parts {
		if p == "" || len(p) > 8 || !alphanumeric(p) {
			return "", false
		}
		switch {
		case i > 0 && len(p) == 2:
			p = strings.ToUpper(p)
		case i > 0 && len(p) == 4 && p[0] > '9':
			p = strings.ToUpper(p[:1]) + strings.ToLower(p[1:])
		default:
			p = strings.ToLower(p)
		}
		parts[i] = p
	}
	if n := len(parts[0]); n < 2 || n > 3 || strings.ContainsAny(parts[0], "0123456789") {
		return "", false
	}
	return strings.Join(parts, "-"), true
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return true
}
