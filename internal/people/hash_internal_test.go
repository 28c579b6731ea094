package people

import (
	"bytes"
	"testing"
)

// Whatever a hash says, reading it neither fails hard nor asks for much.
func FuzzParseHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY")
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=255$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, key, err := parseHash(s)
		if err != nil {
			return
		}
		if c.Memory > 256<<10 || c.Time > 20 || c.Lanes > 16 || len(key) != keyBytes {
			t.Errorf("%q asks for %+v", s, c)
		}
		q, salt2, key2, err := parseHash(c.text(salt, key))
		if err != nil || c != q || !bytes.Equal(salt, salt2) || !bytes.Equal(key, key2) {
			t.Errorf("%q does not come back", s)
		}
	})
}
