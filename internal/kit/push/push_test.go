package push_test

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/push"
)

var b64 = base64.RawURLEncoding

// phone is a browser's side: it can read what is sent to it.
type phone struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newPhone(t *testing.T) phone {
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	auth := make([]byte, 16)
	rand.Read(auth)
	return phone{key, auth}
}

func (p phone) device(endpoint string) push.Device {
	return push.Device{Endpoint: endpoint, Auth: b64.EncodeToString(p.auth), P256dh: b64.EncodeToString(p.key.PublicKey().Bytes())}
}

// read decrypts by RFC 8291 and RFC 8188, written from their texts.
func (p phone) read(t *testing.T, body []byte) string {
	t.Helper()
	salt, idlen := body[:16], int(body[20])
	sender, err := ecdh.P256().NewPublicKey(body[21 : 21+idlen])
	if err != nil {
		t.Fatal(err)
	}
	secret, err := p.key.ECDH(sender)
	if err != nil {
		t.Fatal(err)
	}
	info := "WebPush: info\x00" + string(p.key.PublicKey().Bytes()) + string(sender.Bytes())
	ikm, _ := hkdf.Key(sha256.New, secret, p.auth, info, 32)
	cek, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	nonce, _ := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	block, _ := aes.NewCipher(cek)
	gcm, _ := cipher.NewGCM(block)
	plain, err := gcm.Open(nil, nonce, body[21+idlen:], nil)
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(plain), "\x02")
	return text
}

// service is the browser maker's service.
func service(t *testing.T, status int, got *http.Request, body *[]byte) (string, *fetch.Client) {
	t.Helper()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*got = *r
		*body, _ = io.ReadAll(r.Body)
		w.WriteHeader(status)
	}))
	t.Cleanup(s.Close)
	u, _ := url.Parse(s.URL)
	port, _ := strconv.Atoi(u.Port())
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c := fetch.New(fetch.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{uint16(port)}, TLS: &tls.Config{RootCAs: roots}})
	t.Cleanup(c.Close)
	return s.URL + "/send/abc", c
}

func TestSend(t *testing.T) {
	var got http.Request
	var body []byte
	endpoint, c := service(t, 201, &got, &body)
	keys, err := push.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	p := newPhone(t)
	m := push.Message{Payload: []byte(`{"text":"Լեյլան հարցնում է"}`), Life: time.Hour, Urgent: true, Sender: "desk@crossroads.example"}
	if err := push.Send(t.Context(), c, keys, p.device(endpoint), m); err != nil {
		t.Fatal(err)
	}
	if got.URL.Path != "/send/abc" || got.Header.Get("Content-Encoding") != "aes128gcm" || got.Header.Get("TTL") != "3600" || got.Header.Get("Urgency") != "high" {
		t.Errorf("%s %v", got.URL, got.Header)
	}
	if strings.Contains(string(body), "text") {
		t.Error("sent in the open")
	}
	if said := p.read(t, body); said != string(m.Payload) {
		t.Errorf("the phone reads %q", said)
	}
	signed(t, got.Header.Get("Authorization"), keys, strings.TrimSuffix(endpoint, "/send/abc"))
}

// signed checks the VAPID header (RFC 8292) with the public key.
func signed(t *testing.T, header string, keys push.Keys, audience string) {
	t.Helper()
	token, key, ok := strings.Cut(strings.TrimPrefix(header, "vapid t="), ", k=")
	if !ok || key != keys.Public {
		t.Fatalf("%q", header)
	}
	parts := strings.Split(token, ".")
	raw, _ := b64.DecodeString(parts[2])
	point, _ := b64.DecodeString(keys.Public)
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:])) {
		t.Error("the signature does not hold")
	}
	claims, _ := b64.DecodeString(parts[1])
	var said struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(claims, &said); err != nil || said.Aud != audience || said.Sub != "mailto:desk@crossroads.example" || said.Exp > time.Now().Add(24*time.Hour).Unix() {
		t.Errorf("%s, %v", claims, err)
	}
}

func TestAnswers(t *testing.T) {
	keys, err := push.NewKeys()
	if err != nil {
		t.Fatal(err)
	}
	for status, want := range map[int]fault.Kind{410: fault.Gone, 404: fault.Gone, 429: fault.Busy, 503: fault.Busy, 400: fault.Invalid, 413: fault.Invalid} {
		var got http.Request
		var body []byte
		endpoint, c := service(t, status, &got, &body)
		err := push.Send(t.Context(), c, keys, newPhone(t).device(endpoint), push.Message{Payload: []byte("x"), Life: time.Minute, Sender: "a@b.example"})
		if fault.KindOf(err) != want {
			t.Errorf("%d: %v, want %v", status, err, want)
		}
	}
}

// A made-up device leads to no inside and breaks nothing.
func TestHostileDevices(t *testing.T) {
	c := fetch.New(fetch.Options{})
	defer c.Close()
	good := newPhone(t).device("https://push.services.example.org/x")
	if err := good.Check(c); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]func(*push.Device){
		"metadata":    func(d *push.Device) { d.Endpoint = "https://169.254.169.254/latest/" },
		"loopback":    func(d *push.Device) { d.Endpoint = "https://127.0.0.1/x" },
		"localhost":   func(d *push.Device) { d.Endpoint = "https://localhost/x" },
		"plain http":  func(d *push.Device) { d.Endpoint = "http://push.example.org/x" },
		"other port":  func(d *push.Device) { d.Endpoint = "https://push.example.org:22/x" },
		"file":        func(d *push.Device) { d.Endpoint = "file:///etc/passwd" },
		"user info":   func(d *push.Device) { d.Endpoint = "https://a:b@push.example.org/" },
		"endless":     func(d *push.Device) { d.Endpoint = "https://push.example.org/" + strings.Repeat("x", 2000) },
		"no point":    func(d *push.Device) { d.P256dh = b64.EncodeToString(make([]byte, 65)) },
		"empty point": func(d *push.Device) { d.P256dh = "" },
		"short auth":  func(d *push.Device) { d.Auth = "AAAA" },
		"long auth":   func(d *push.Device) { d.Auth = strings.Repeat("A", 10_000) },
	} {
		d := good
		bad(&d)
		if err := push.Send(t.Context(), c, push.Keys{}, d, push.Message{Payload: []byte("x")}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
