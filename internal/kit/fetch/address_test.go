package fetch_test

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
)

// refusedAddresses is at least both ends of each range that must not be reached.
var refusedAddresses = strings.Fields(`
	0.0.0.0 0.0.0.1 0.255.255.255
	10.0.0.0 10.0.0.1 10.255.255.255
	100.64.0.0 100.64.0.1 100.100.100.200 100.127.255.255
	127.0.0.0 127.0.0.1 127.1.2.3 127.255.255.255
	168.63.129.16
	169.254.0.0 169.254.169.254 169.254.170.2 169.254.255.255
	172.16.0.0 172.16.0.1 172.20.1.1 172.31.255.255
	192.0.0.0 192.0.0.1 192.0.0.8 192.0.0.170 192.0.0.192 192.0.0.255
	192.0.2.0 192.0.2.1 192.0.2.255
	192.31.196.1 192.52.193.1 192.88.99.0 192.88.99.1 192.88.99.255
	192.168.0.0 192.168.1.1 192.168.255.255 192.175.48.1
	198.18.0.0 198.18.0.1 198.19.255.255
	198.51.100.0 198.51.100.255 203.0.113.0 203.0.113.255
	224.0.0.0 224.0.0.1 239.255.255.255
	240.0.0.0 250.1.2.3 255.255.255.254 255.255.255.255
	:: ::1 ::2 ::ffff ::7f00:1 ::127.0.0.1 ::10.0.0.1
	::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:192.168.0.1 ::ffff:0.0.0.0 ::ffff:100.64.0.1
	::ffff:0:127.0.0.1 ::ffff:0:8.8.8.8
	64:ff9b:: 64:ff9b::7f00:1 64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::8.8.8.8 64:ff9b::ffff:ffff
	64:ff9b:1:: 64:ff9b:1::7f00:1 64:ff9b:1:7f00:0:100:: 64:ff9b:1:ffff:ffff:ffff:ffff:ffff
	100:: 100::1 100:0:0:1::1
	2001:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:0:0:0:0:0:80ff:fffe 2001:1::1 2001:2::1 2001:2:0:ffff::1 2001:3::1
	2001:4:112::1 2001:10::1 2001:1f::1 2001:20::1 2001:2f::1 2001:30::1 2001:1ff:ffff::1
	2001:db8:: 2001:db8::1 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff
	2002:: 2002:7f00:1:: 2002:7f00:1::1 2002:a00:1:: 2002:a9fe:a9fe:: 2002:c0a8:101:: 2002:808:808::
	2620:4f:8000::1 3ffe::1 3fff::1 3fff:fff:ffff::1
	2606:4700::5efe:7f00:1 2606:4700::200:5efe:10.0.0.1 2606:4700::5efe:8.8.8.8 2606:4700::100:5efe:127.0.0.1
	4000::1 5f00::1 8000::1
	fc00:: fc00::1 fd00::1 fd00:ec2::254 fd12:3456:789a::1 fdff:ffff::1
	fe80:: fe80::1 fe80::5efe:127.0.0.1 febf:ffff::1 fec0::1 feff::1
	ff00:: ff01::1 ff02::1 ff02::fb ff05::2 ff0e::1 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff`)

var publicAddresses = strings.Fields(`
	1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
	168.63.129.15 168.63.129.17 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255
	192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 203.0.112.255 203.0.114.0
	223.255.255.255 ::ffff:8.8.8.8
	2001:200::1 2001:4860:4860::8888 2003::1 2400:cb00::1 2606:4700:4700::1111 2620:fe::fe 2a00:1450:4001:80f::200e
	2c0f:fb50::1 2606:4700::5eff:7f00:1`)

func TestPublic(t *testing.T) {
	for _, s := range refusedAddresses {
		if fetch.Public(netip.MustParseAddr(s)) {
			t.Errorf("%s passes for public", s)
		}
	}
	for _, s := range publicAddresses {
		if !fetch.Public(netip.MustParseAddr(s)) {
			t.Errorf("%s is refused, though it is public", s)
		}
	}
	for _, a := range []netip.Addr{{}, netip.MustParseAddr("fe80::1%eth0"), netip.MustParseAddr("2606:4700::1%lo"), netip.MustParseAddr("::1%1")} {
		if fetch.Public(a) {
			t.Errorf("%v passes for public", a)
		}
	}
}

// hostileURLs never reach the network: each is refused by its looks. Kinds of
// refusal: u = fetch.bad_url, a = fetch.refused_address.
const hostileURLs = `
a http://127.0.0.1/
a http://127.0.0.1:80/
a https://127.0.0.1/
a http://127.1/
a http://127.0.1/
a http://0/
a http://0.0.0.0/
a http://2130706433/
a http://0x7f000001/
a http://0X7F000001/
a http://0x7f.0x0.0x0.0x1/
a http://0x7f.1/
a http://017700000001/
a http://0177.0.0.1/
a http://0177.0.0.01/
a http://127.0.0.1./
a http://127.0.0.01/
a http://127.0.0.256/
a http://1.1.1/
a http://1.1.1.1.1/
a http://8.8.8.8.0x1/
a http://3232235777/
a http://0xc0a80101/
a http://0xa9fea9fe/
a http://2852039166/
a http://169.254.169.254/latest/meta-data/
a http://[::]/
a http://[::1]/
a http://[::1]:80/
a http://[0:0:0:0:0:0:0:1]/
a http://[::ffff:127.0.0.1]/
a http://[::ffff:7f00:1]/
a http://[0:0:0:0:0:ffff:127.0.0.1]/
a http://[::127.0.0.1]/
a http://[64:ff9b::127.0.0.1]/
a http://[64:ff9b:1::10.0.0.1]/
a http://[2002:7f00:1::]/
a http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/
a http://[fe80::1]/
a http://[fe80::1%25eth0]/
a http://[fe80::1%25lo]/
a http://[2606:4700::1%25eth0]/
a http://[fc00::1]/
a http://[fd00:ec2::254]/latest/
a http://[ff02::1]/
a http://[2001:db8::1]/
a http://[2606:4700::5efe:7f00:1]/
a http://10.0.0.1/
a http://172.16.0.1/
a http://192.168.1.1/
a http://100.64.0.1/
a http://100.100.100.200/
a http://192.0.0.192/
a http://198.18.0.1/
a http://224.0.0.1/
a http://255.255.255.255/
a http://168.63.129.16/
a http://localhost/
a http://LOCALHOST/
a http://localhost./
a http://a.localhost/
a http://printer/
a http://printer./
a http://intranet/
a http://metadata.google.internal/computeMetadata/v1/
a http://nas.local/
a http://router.lan/
a http://box.home.arpa/
a http://1.0.0.127.in-addr.arpa/
a http://abcdefghijklmnop.onion/
a http://wiki.corp/
a http://x.test/
a http://x.invalid/
a http://x.example/
a http://news.example.org:22/
a http://news.example.org:25/
a http://news.example.org:3306/
a http://news.example.org:5432/
a http://news.example.org:6379/
a http://news.example.org:8080/
a http://news.example.org:9200/
a http://news.example.org:11211/
a https://news.example.org:0/
a https://news.example.org:65535/
a http://-x.example.org/
a http://.example.org/
a http://a..example.org/
a http://example..org/
a http://exa%6dple.org%00.evil.org/
a http://127。0。0。1/
a http://127．0．0．1/
a http://127｡0｡0｡1/
a http://①②⑦.⓪.⓪.①/
a http://１２７.0.0.1/
a http://127.0.0.１/
a http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/
a http://ｌｏｃａｌｈｏｓｔ/
a http://loc\u00adalhost/
a http://example.org\u2044@127.0.0.1.2/
a http://news\u200b.localhost/
a http://news!.example.org/
a http://news$.example.org/
a http://a,b.example.org/
a http://%31%32%37.0.0.1/
a http://%6c%6f%63%61%6c%68%6f%73%74/
u http://a@127.0.0.1/
u http://a:b@127.0.0.1/
u http://news.example.org@127.0.0.1/
u http://127.0.0.1@news.example.org/
u http://user@news.example.org/
u http://:@news.example.org/
u http://@news.example.org/
u http://news.example.org:80@127.0.0.1/
u http://news.example.org\\@127.0.0.1/
u http:\\\\127.0.0.1\\
u http:/\\127.0.0.1/
u \\\\127.0.0.1\\share
u http://news.example.org\t/
u http://news.example.org\r\nHost: x/
u http://news.example.org/\x00
u http://news.example.org/\x7f
u http://news example.org/
u \x01http://news.example.org/
u http:///path
u http://
u http:
u http:news.example.org
u https:/news.example.org
u //news.example.org/
u news.example.org
u /etc/passwd
u ?q
u #f
u file:///etc/passwd
u file://localhost/etc/passwd
u FILE:///etc/passwd
u ftp://news.example.org/
u ftps://news.example.org/
u sftp://news.example.org/
u gopher://127.0.0.1:6379/_INFO
u dict://127.0.0.1:11211/stat
u ldap://127.0.0.1/
u tftp://127.0.0.1/x
u data:text/html,<script>alert(1)</script>
u data:image/png;base64,AAAA
u javascript:alert(1)
u vbscript:x
u blob:https://news.example.org/x
u about:blank
u view-source:http://127.0.0.1/
u jar:http://127.0.0.1!/x
u unix:/var/run/docker.sock
u http+unix://%2Fvar%2Frun%2Fdocker.sock/info
u ws://news.example.org/
u wss://news.example.org/
u mailto:a@example.org
u feed:http://127.0.0.1/
u feed://127.0.0.1/
u netdoc:///etc/passwd
u php://filter/resource=x
u expect://id
u smb://127.0.0.1/x
u ssh://127.0.0.1/
u http://news.example.org:/
u http://news.example.org:99999/
u http://news.example.org:-1/
u http://news.example.org:80a/
u http://news.example.org:0x50/
u http://[::1/
u http://::1/
u http://[127.0.0.1/
u http://[]/
u http://[::1]evil.example.org/
u http://[fe80::1%eth0]/
u http://news.example.org/%zz\\
u http://%zz.example.org/
u http://news.example.org/\\evil.example.net
u http://news.example.org/?to=\\evil
`

func TestHostileURLs(t *testing.T) {
	c := fetch.New(fetch.Options{Resolver: noNames(t)})
	n := 0
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\r`, "\r", `\n`, "\n", `\x00`, "\x00", `\x7f`, "\x7f", `\x01`, "\x01",
		`\u00ad`, "\u00ad", `\u2044`, "\u2044", `\u200b`, "\u200b")
	for line := range strings.Lines(hostileURLs) {
		kind, url, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if !ok {
			continue
		}
		n++
		url = unescape.Replace(url)
		want := map[string]string{"u": "fetch.bad_url", "a": "fetch.refused_address"}[kind]
		if got := key(t, c, url); got != want {
			// What is refused as unreadable instead of as leading inside is as safe.
			if !(want == "fetch.refused_address" && got == "fetch.bad_url") {
				t.Errorf("%q: %s, want %s", url, got, want)
			}
		}
	}
	for _, url := range []string{"", "http://" + strings.Repeat("a", 300) + ".org/", "http://example.org/" + strings.Repeat("a", 9000)} {
		n++
		if got := key(t, c, url); got != "fetch.bad_url" && got != "fetch.refused_address" {
			t.Errorf("%.40q: %s", url, got)
		}
	}
	if n < 150 {
		t.Errorf("only %d hostile addresses", n)
	}
}

func key(t *testing.T, c *fetch.Client, url string) string {
	t.Helper()
	_, err := c.Get(t.Context(), url, fetch.AnyType)
	f, ok := fault.As(err)
	if !ok {
		return "no fault: " + textOf(err)
	}
	return f.Key
}

func textOf(err error) string {
	if err == nil {
		return "nil"
	}
	return err.Error()
}

func FuzzURL(f *testing.F) {
	for line := range strings.Lines(hostileURLs) {
		if _, url, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " "); ok {
			f.Add(url)
		}
	}
	f.Add("https://news.example.org/a?b=c#d")
	f.Add("https://қазақ.example.org./ü")
	c := fetch.New(fetch.Options{})
	f.Fuzz(func(t *testing.T, raw string) {
		err := c.Check(raw)
		if err != nil {
			if k := err.(*fault.Fault).Key; k != "fetch.bad_url" && k != "fetch.refused_address" {
				t.Errorf("%q: %v", raw, err)
			}
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.User != nil || (u.Scheme != "http" && u.Scheme != "https") {
			t.Fatalf("%q passes: %v %+v", raw, err, u)
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !fetch.Public(a) {
			t.Errorf("%q passes, though it leads to %v", raw, a)
		}
	})
}

func TestCheckPassesTheOrdinary(t *testing.T) {
	c := fetch.New(fetch.Options{})
	for _, raw := range []string{
		"https://news.example.org/", "http://news.example.org:80/a?b=c#d", "HTTPS://News.Example.ORG", "https://news.example.org.:443/",
		"https://my_paper.example.org/", "https://8.8.8.8/", "https://[2606:4700:4700::1111]/", "https://новости.рф/статья?к=в",
		"https://ამბები.გე/", "https://xn--b1amarcd.xn--p1ai/", "https://news.example.org/a%5Cb", "https://123.example.org/",
	} {
		if err := c.Check(raw); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
