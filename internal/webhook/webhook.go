package webhook

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Webhook is an address outside that is told of changes.
type Webhook struct {
	ID       string
	Name     string // whose it is
	URL      string
	Events   []string   // of Events; none: all
	Editions []lang.Tag // none: every edition
	Made     time.Time
	Failing  time.Time // since when deliveries are given up; zero while they arrive
}

// Events are the changes that can be asked for.
var Events = []string{edition.ChangePublished, edition.ChangeUpdated, edition.ChangeWithdrawn}

// Bounds of what is kept.
const (
	MaxWebhooks = 50
	maxName     = 100 // runes
	maxURL      = 2_000
	maxAnswer   = 300 // bytes of a receiver's answer
)

// wants says whether the webhook asked for a change.
func (w Webhook) wants(a edition.Announced) bool {
	return (len(w.Events) == 0 || slices.Contains(w.Events, a.Change)) && (len(w.Editions) == 0 || slices.Contains(w.Editions, a.Lang))
}

// check refuses a webhook that would not mean what was meant.
func (w Webhook) check() error {
	if n := utf8.RuneCountInString(strings.TrimSpace(w.Name)); n == 0 || n > maxName {
		return fault.New(fault.Invalid, "webhook.name").In("name").With("max", maxName)
	}
	if len(w.URL) > maxURL {
		return fault.New(fault.Invalid, "fetch.bad_url").In("url")
	}
	for _, e := range w.Events {
		if !slices.Contains(Events, e) {
			return fault.New(fault.Invalid, "webhook.unknown_event").In("events").With("event", e)
		}
	}
	for _, l := range w.Editions {
		if !l.Valid() {
			return fault.New(fault.Invalid, "people.unknown_edition").In("editions").With("lang", string(l))
		}
	}
	return nil
}

// secretPrefix begins every secret (Standard Webhooks, "Signature scheme").
const secretPrefix = "whsec_"

// newSecret makes a secret of 256 random bits.
func newSecret() string {
	var raw [32]byte
	rand.Read(raw[:])
	return secretPrefix + base64.StdEncoding.EncodeToString(raw[:])
}

// sign gives the signature of a message by one secret (Standard Webhooks, "Signing").
func sign(secret, id string, at time.Time, body []byte) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		panic("webhook: a secret of our own does not decode")
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%d.", id, at.Unix())
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// pauses are the rests between attempts (Standard Webhooks, "Retry schedule"): about
// three days in all.
var pauses = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// rotation is how long an old secret signs beside the new one.
const rotation = 24 * time.Hour

// The states of a delivery.
const (
	Waiting   = "waiting"
	Delivered = "delivered"
	GivenUp   = "given up"
	NotNeeded = "not needed" // what it would have told of was withdrawn before it left
)

// Delivery is one event on its way to one webhook.
type Delivery struct {
	ID       string
	Webhook  string
	Event    string // the same for every attempt and every receiver
	Change   string
	Story    string
	Lang     lang.Tag
	State    string
	Attempts int
	Status   int           // of the last answer; 0 without one
	Took     time.Duration // of the last attempt
	Answer   string        // its first bytes, or the name of the fault
	Made     time.Time
	Tried    time.Time // zero before the first attempt
}
