package peer_test

import (
	"strings"
	"testing"

	"masthead/internal/kit/peer"
)

func TestClient(t *testing.T) {
	for _, c := range []struct{ proxies, remote, forwarded, want string }{
		{"", "203.0.113.7:1", "198.51.100.9", "203.0.113.7"}, // nobody is trusted
		{"127.0.0.1", "127.0.0.1:1", "198.51.100.9", "198.51.100.9"},
		{"127.0.0.1", "127.0.0.1:1", "", "127.0.0.1"},
		{"127.0.0.1", "203.0.113.7:1", "198.51.100.9", "203.0.113.7"},         // not through the proxy
		{"127.0.0.1", "127.0.0.1:1", "1.2.3.4, 198.51.100.9", "198.51.100.9"}, // the first is the reader's own claim
		{"127.0.0.1, 10.0.0.0/8", "127.0.0.1:1", "1.2.3.4, 198.51.100.9, 10.1.1.1", "198.51.100.9"},
		{"127.0.0.1", "127.0.0.1:1", "1.2.3.4|198.51.100.9", "198.51.100.9"}, // two lines
		{"10.0.0.0/8", "10.0.0.1:1", "10.0.0.2|10.0.0.3", "10.0.0.2"},
		{"127.0.0.1", "127.0.0.1:1", "unknown", "127.0.0.1"},
		{"127.0.0.1", "127.0.0.1:1", "1.2.3.4, rubbish", "127.0.0.1"},
		{"127.0.0.1", "127.0.0.1:1", "198.51.100.9:4711", "198.51.100.9"},
		{"::1", "[::1]:1", "2001:db8::5", "2001:db8::5"},
		{"::1", "[::1]:1", "[2001:db8::5]:99", "2001:db8::5"},
		{"127.0.0.1", "[::ffff:127.0.0.1]:1", "::ffff:198.51.100.9", "198.51.100.9"},
		{"10.0.0.0/8", "10.0.0.1:1", strings.Repeat("10.0.0.1,", 5000) + "10.0.0.9", "10.0.0.1"}, // bounded
		{"", "rubbish", "", "invalid IP"},
	} {
		p, err := peer.Parse(c.proxies)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		if c.forwarded != "" {
			lines = strings.Split(c.forwarded, "|")
		}
		if got := p.Client(c.remote, lines).String(); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"localhost", "10.0.0.0/33", "1.2.3", strings.Repeat("10.0.0.1,", 201)} {
		if _, err := peer.Parse(bad); err == nil {
			t.Errorf("%.30q was taken", bad)
		}
	}
}

func FuzzClient(f *testing.F) {
	f.Add("127.0.0.1:1", "1.2.3.4, 5.6.7.8")
	p, _ := peer.Parse("127.0.0.1, 5.0.0.0/8")
	f.Fuzz(func(t *testing.T, remote, forwarded string) {
		if got := p.Client(remote, []string{forwarded}); got.IsValid() && got.Zone() != "" && !strings.Contains(remote, "%") {
			t.Errorf("%q %q: %s", remote, forwarded, got)
		}
	})
}
