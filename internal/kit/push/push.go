package push

import (
	"bytes"
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	webpush "github.com/SherClockHolmes/webpush-go"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
)

// Keys sign what we send. Public is what a browser subscribes with; Private is a secret.
type Keys struct{ Public, Private string }

// NewKeys makes keys. Devices that subscribed with others hear nothing more.
func NewKeys() (Keys, error) {
	private, public, err := webpush.GenerateVAPIDKeys()
	return Keys{Public: public, Private: private}, err
}

// Device is a browser that wants to be told.
type Device struct {
	Endpoint string // where it is reached: an address at the browser's maker
	Auth     string // base64, 16 bytes
	P256dh   string // base64, a point of P-256
}

const maxEndpoint = 1000

// Check refuses what no browser sends. Invalid push.bad_device.
func (d Device) Check(c *fetch.Client) error {
	bad := fault.New(fault.Invalid, "push.bad_device")
	if len(d.Endpoint) > maxEndpoint || !strings.HasPrefix(d.Endpoint, "https://") {
		return bad
	}
	if err := c.Check(d.Endpoint); err != nil {
		return bad.Because(err)
	}
	if auth, err := decode(d.Auth); err != nil || len(auth) != 16 {
		return bad
	}
	point, err := decode(d.P256dh)
	if err == nil {
		_, err = ecdh.P256().NewPublicKey(point)
	}
	if err != nil {
		return bad.Because(err)
	}
	return nil
}

func decode(s string) ([]byte, error) {
	if len(s) > 200 {
		return nil, errors.New("too long")
	}
	return base64.RawURLEncoding.DecodeString(strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(s), "="))
}

// MaxPayload is how much a message may hold, in bytes; every service takes that
// (RFC 8030, section 7.2), with what encryption adds.
const MaxPayload = 3000

// Message is what a device is sent.
type Message struct {
	Payload []byte
	Life    time.Duration // how long the service keeps it for a device that is away
	Urgent  bool          // wakes a device that saves power
	Sender  string        // an https address or an e-mail by which the service can reach us
}

// Send sends a message to a device. Gone push.gone: the device wants no more, or is no
// more. Invalid push.refused: the service will never take it. Busy: later.
func Send(ctx context.Context, c *fetch.Client, k Keys, d Device, m Message) error {
	if len(m.Payload) > MaxPayload {
		return fault.New(fault.Invalid, "push.refused")
	}
	if err := d.Check(c); err != nil {
		return err
	}
	urgency := webpush.UrgencyNormal
	if m.Urgent {
		urgency = webpush.UrgencyHigh
	}
	_, err := webpush.SendNotificationWithContext(ctx, m.Payload,
		&webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{Auth: d.Auth, P256dh: d.P256dh}},
		&webpush.Options{HTTPClient: carrier{c}, Subscriber: m.Sender, TTL: int(m.Life / time.Second), Urgency: urgency,
			VAPIDPublicKey: k.Public, VAPIDPrivateKey: k.Private})
	switch fault.KindOf(err) {
	case fault.Gone, fault.NotFound:
		return fault.New(fault.Gone, "push.gone").Because(err)
	case fault.Invalid:
		return fault.New(fault.Invalid, "push.refused").Because(err)
	}
	return err
}

// carrier carries a request by kit/fetch.
type carrier struct{ c *fetch.Client }

func (c carrier) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	a, err := c.c.Do(r.Context(), fetch.Request{URL: r.URL.String(), Method: r.Method, Header: r.Header, Body: body, Accept: fetch.AnyType})
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: a.Status, Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.Body))}, nil
}
