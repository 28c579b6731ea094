package edition_test

import (
	"strings"
	"testing"

	"masthead/internal/edition"
)

func TestOldAddress(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://old.example/2019/05/the-bridge/", "/2019/05/the-bridge"},
		{"http://old.example/2019/05/The-Bridge", "/2019/05/the-bridge"},
		{"https://old.example/ru/%D0%BC%D0%BE%D1%81%D1%82/", "/ru/мост"},
		{"https://old.example/ru/мост/?utm_source=x#top", "/ru/мост"},
		{"https://old.example//double//slash/", "/double/slash"},
		{"https://old.example/?p=1000", "/?p=1000"},
		{"https://old.example/index.php?p=1000", "/?p=1000"},
		{"https://old.example/?page_id=7&x=1", "/?p=7"},
		{"/plain/path/", "/plain/path"},
		{"https://old.example/", ""},
		{"https://old.example/?p=1%20OR%201", ""},
		{"https://old.example/?p=999999999999999999999", ""},
		{"mailto:a@b.example", ""},
		{"https://old.example/a%00b", ""},
		{"https://old.example/" + strings.Repeat("a", 3000), ""},
		{"https://old.example/caf\u0065\u0301/", "/caf\u00e9"},
	} {
		if got := edition.OldAddress(c.in); got != c.want {
			t.Errorf("OldAddress(%.80q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// Writing an address twice changes nothing, whatever it is.
func FuzzOldAddress(f *testing.F) {
	for _, s := range []string{"https://a.example/б/", "/?p=1", "//", "/a//b/index.php", "/İ/", "/%2e%2e/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := edition.OldAddress(s)
		if once == "" || strings.HasPrefix(once, "/?") {
			return
		}
		if again := edition.OldPath(once, ""); again != once {
			t.Errorf("%q became %q, then %q", s, once, again)
		}
	})
}
