package edition

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxOldAddress bounds an old address, in bytes.
const maxOldAddress = 2000

// OldAddress writes an address from before Masthead in the one form under which it
// is kept and looked up: the decoded path in lower case and NFC, without a slash at
// its end; for the addresses by number that WordPress and others give ("/?p=17"),
// with that number. The host is left out: an outlet's archive has one. Empty means
// that the address cannot be one.
func OldAddress(address string) string {
	if len(address) > maxOldAddress {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Opaque != "" {
		return ""
	}
	return OldPath(u.Path, u.RawQuery)
}

// OldPath is OldAddress of a decoded path and a raw query.
func OldPath(path, query string) string {
	if len(path) > maxOldAddress || len(query) > maxOldAddress || !utf8.ValidString(path) || strings.ContainsAny(path, "\x00\\") {
		return ""
	}
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	path = strings.TrimSuffix(path, "/index.php")
	path = "/" + strings.Trim(path, "/")
	path = norm.NFC.String(strings.ToLower(path))
	number := numbered(query)
	if path == "/" {
		if number == "" {
			return ""
		}
		return "/?" + number
	}
	return path
}

// numbered finds the parameter by which an address names a text by its number.
func numbered(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return ""
	}
	for _, name := range []string{"p", "page_id"} {
		if n := values.Get(name); n != "" && len(n) <= 20 && strings.Trim(n, "0123456789") == "" {
			return "p=" + n
		}
	}
	return ""
}
