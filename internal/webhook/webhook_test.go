package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/webhook"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// readersHave are the stories that readers have.
type readersHave map[string]bool

func (r readersHave) Piece(_ context.Context, story string, l lang.Tag) (json.RawMessage, error) {
	if !r[story] {
		return nil, fault.New(fault.NotFound, "edition.no_article")
	}
	return json.RawMessage(`{"id":"` + story + `","lang":"` + string(l) + `"}`), nil
}

// bed is a sender, a receiver, and the runner between them.
type bed struct {
	testing.TB
	db     *db.DB
	clock  *clock.Fake
	sender *webhook.Sender
	server *httptest.Server

	mu   sync.Mutex
	got  []request
	does http.HandlerFunc // what the receiver answers
}

type request struct {
	header http.Header
	body   string
}

func each(t *testing.T, f func(b *bed)) {
	fake := clock.NewFake(noon)
	dbtest.EachAt(t, fake.Now, func(t *testing.T, d *db.DB) {
		b := &bed{TB: t, db: d, clock: fake}
		b.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			b.mu.Lock()
			b.got = append(b.got, request{r.Header.Clone(), string(body)})
			does := b.does
			b.mu.Unlock()
			if does != nil {
				does(w, r)
			}
		}))
		t.Cleanup(b.server.Close)
		at, _ := url.Parse(b.server.URL)
		port, _ := strconv.ParseUint(at.Port(), 10, 16)
		o := webhook.Options()
		o.Allow, o.Ports, o.Total = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, []uint16{80, 443, uint16(port)}, 500*time.Millisecond
		b.sender = &webhook.Sender{DB: d, Fetch: fetch.New(o), Pieces: readersHave{"s1": true}, Now: fake.Now}
		runner := job.NewRunner(d, slog.New(slog.DiscardHandler))
		runner.Poll = 5 * time.Millisecond
		job.On(runner, b.sender.Deliver)
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- runner.Run(ctx) }()
		t.Cleanup(func() {
			stop()
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
		f(b)
	})
}

func (b *bed) write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	if err := b.db.Write(context.Background(), func(tx *db.Tx) error { return f(context.Background(), tx) }); err != nil {
		b.Fatal(err)
	}
}

func (b *bed) add(w webhook.Webhook) (hook, secret string) {
	b.Helper()
	if w.URL == "" {
		w.URL = b.server.URL
	}
	w.Name = "n"
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		w, secret, err = webhook.Add(ctx, tx, w)
		return err
	})
	return w.ID, secret
}

func (b *bed) announce(change, story string, l lang.Tag) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) error {
		return b.sender.Announce(ctx, tx, edition.Announced{Change: change, Story: story, Lang: l})
	})
}

func (b *bed) deliveries(hook string) (list []webhook.Delivery) {
	b.Helper()
	b.write(func(ctx context.Context, tx *db.Tx) (err error) {
		list, err = webhook.Deliveries(ctx, tx, hook, "", 100)
		return err
	})
	return list
}

// until waits for a delivery, the newest first, to be as it should.
func (b *bed) until(hook string, is func(d webhook.Delivery) bool) webhook.Delivery {
	b.Helper()
	for range 3000 {
		if list := b.deliveries(hook); len(list) > 0 && is(list[0]) {
			return list[0]
		}
		time.Sleep(5 * time.Millisecond)
	}
	b.Fatalf("it never was so: %+v", b.deliveries(hook))
	return webhook.Delivery{}
}

func ended(d webhook.Delivery) bool { return d.State != webhook.Waiting }

func (b *bed) received() []request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]request{}, b.got...)
}

func (b *bed) answers(h http.HandlerFunc) { b.mu.Lock(); b.does = h; b.mu.Unlock() }

// signed checks a signature as a receiver does, written from the standard.
func signed(r request, secret string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) != 32 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(r.header.Get("webhook-id") + "." + r.header.Get("webhook-timestamp") + "." + r.body))
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, one := range strings.Fields(r.header.Get("webhook-signature")) {
		if one == want {
			return true
		}
	}
	return false
}

func TestDelivery(t *testing.T) {
	each(t, func(b *bed) {
		hook, secret := b.add(webhook.Webhook{})
		b.answers(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "thank \x00you\x1b[31m") })
		b.announce("published", "s1", "en")
		d := b.until(hook, ended)
		if d.State != webhook.Delivered || d.Status != 200 || d.Attempts != 1 || d.Answer != "thank you[31m" {
			b.Errorf("%+v", d)
		}
		got := b.received()
		if len(got) != 1 || got[0].body != `{"type":"article.published","timestamp":"2026-03-01T12:00:00Z","data":{"id":"s1","lang":"en"}}` {
			b.Fatalf("%+v", got)
		}
		r := got[0]
		if !signed(r, secret) || r.header.Get("webhook-timestamp") != "1772366400" || r.header.Get("webhook-id") != d.Event || r.header.Get("Content-Type") != "application/json" {
			b.Errorf("%+v", r.header)
		}
		if signed(request{r.header, r.body + " "}, secret) {
			b.Error("the check of signatures checks nothing")
		}

		// Of what was withdrawn only its id is told.
		b.announce("withdrawn", "gone", "ru")
		b.until(hook, func(d webhook.Delivery) bool { return d.Change == "withdrawn" && ended(d) })
		if got = b.received(); len(got) != 2 || !strings.Contains(got[1].body, `"type":"article.withdrawn"`) || !strings.Contains(got[1].body, `"data":{"id":"gone","lang":"ru"}`) {
			b.Errorf("%+v", got)
		}
		// What was withdrawn before it left is not told at all.
		b.announce("updated", "gone", "en")
		if d := b.until(hook, func(d webhook.Delivery) bool { return d.Change == "updated" && ended(d) }); d.State != webhook.NotNeeded || len(b.received()) != 2 {
			b.Errorf("%+v", d)
		}
		// Sent again, it has the same event.
		var again webhook.Delivery
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			again, err = webhook.Again(ctx, tx, hook, d.ID)
			return err
		})
		b.until(hook, func(d webhook.Delivery) bool { return d.ID == again.ID && ended(d) })
		if got = b.received(); len(got) != 3 || got[2].header.Get("webhook-id") != d.Event {
			b.Errorf("%+v", got)
		}
	})
}

func TestOnlyWhatWasAskedFor(t *testing.T) {
	each(t, func(b *bed) {
		withdrawals, _ := b.add(webhook.Webhook{Events: []string{"withdrawn"}})
		russian, _ := b.add(webhook.Webhook{Editions: []lang.Tag{"ru"}})
		all, _ := b.add(webhook.Webhook{})
		b.announce("published", "s1", "en")
		b.announce("updated", "s1", "ru")
		b.announce("withdrawn", "s1", "en")
		for hook, want := range map[string]int{withdrawals: 1, russian: 1, all: 3} {
			if n := len(b.deliveries(hook)); n != want {
				b.Errorf("%d deliveries, want %d", n, want)
			}
		}
		events := map[string]int{}
		for _, hook := range []string{withdrawals, russian, all} {
			for _, d := range b.deliveries(hook) {
				events[d.Event]++
			}
		}
		if len(events) != 3 {
			b.Errorf("three events have the names %v", events)
		}
		b.write(func(ctx context.Context, tx *db.Tx) error { return webhook.Remove(ctx, tx, all) })
		if err := b.db.Read(context.Background(), func(tx *db.Tx) error {
			_, err := webhook.Deliveries(context.Background(), tx, all, "", 1)
			return err
		}); fault.KindOf(err) != fault.NotFound {
			b.Errorf("taken away: %v", err)
		}
	})
}

// A receiver that fails is tried again with the same event and a fresh signature; after
// three days it is given up, and failing until something arrives.
func TestRetries(t *testing.T) {
	each(t, func(b *bed) {
		hook, secret := b.add(webhook.Webhook{})
		b.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) })
		b.announce("published", "s1", "en")
		var d webhook.Delivery
		for range 3000 { // the rests pass while the job rests, and not before
			if d = b.deliveries(hook)[0]; ended(d) {
				break
			}
			time.Sleep(20 * time.Millisecond)
			b.clock.Add(25 * time.Hour)
		}
		if d.State != webhook.GivenUp || d.Status != 503 || d.Attempts != 10 {
			b.Errorf("%+v", d)
		}
		for _, r := range b.received() {
			if r.header.Get("webhook-id") != d.Event || !signed(r, secret) {
				b.Errorf("an attempt with %v", r.header)
			}
		}
		if first, last := b.received()[0], b.received()[9]; first.header.Get("webhook-timestamp") == last.header.Get("webhook-timestamp") {
			b.Error("the last attempt has the time of the first")
		}
		failing := func() bool {
			var list []webhook.Webhook
			b.write(func(ctx context.Context, tx *db.Tx) (err error) { list, err = webhook.List(ctx, tx); return err })
			return !list[0].Failing.IsZero()
		}
		if !failing() {
			b.Error("it is not failing")
		}
		// A failing one is tried once for each event.
		b.announce("updated", "s1", "en")
		if d := b.until(hook, func(d webhook.Delivery) bool { return d.Change == "updated" && ended(d) }); d.Attempts != 1 || d.State != webhook.GivenUp {
			b.Errorf("%+v", d)
		}
		b.answers(nil)
		b.announce("withdrawn", "s1", "en")
		b.until(hook, func(d webhook.Delivery) bool { return d.Change == "withdrawn" && d.State == webhook.Delivered })
		if failing() {
			b.Error("it arrived, and is failing still")
		}
	})
}

func TestRotation(t *testing.T) {
	each(t, func(b *bed) {
		hook, old := b.add(webhook.Webhook{})
		var secret string
		b.write(func(ctx context.Context, tx *db.Tx) (err error) {
			secret, err = webhook.Rotate(ctx, tx, hook)
			return err
		})
		b.announce("published", "s1", "en")
		b.until(hook, ended)
		if r := b.received()[0]; secret == old || !signed(r, old) || !signed(r, secret) {
			b.Errorf("signed %s", r.header.Get("webhook-signature"))
		}
		b.clock.Add(24 * time.Hour)
		b.announce("updated", "s1", "en")
		b.until(hook, func(d webhook.Delivery) bool { return d.Change == "updated" && ended(d) })
		if r := b.received()[1]; signed(r, old) || !signed(r, secret) {
			b.Error("the old secret signs for ever")
		}
	})
}

// Hostile receivers: none holds the sender up, fills its memory or leads it inside.
func TestHostileReceivers(t *testing.T) {
	each(t, func(b *bed) {
		slow := make(chan struct{})
		b.Cleanup(func() { close(slow) })
		for name, c := range map[string]struct {
			does   http.HandlerFunc
			url    string
			state  string
			answer string
		}{
			"slow": {does: func(w http.ResponseWriter, r *http.Request) {
				select {
				case <-slow:
				case <-r.Context().Done():
				}
			}, state: webhook.Waiting, answer: "fetch.timed_out"},
			"a huge answer": {does: func(w http.ResponseWriter, _ *http.Request) {
				for range 100 {
					if _, err := w.Write(make([]byte, 64<<10)); err != nil {
						return
					}
				}
			}, state: webhook.Delivered, answer: "fetch.too_large"},
			"a redirect inside": {does: func(w http.ResponseWriter, r *http.Request) {
				http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusTemporaryRedirect)
			}, state: webhook.Waiting, answer: "fetch.redirected"},
			"gone for good":       {does: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(410) }, state: webhook.GivenUp, answer: "fetch.gone"},
			"ended in the middle": {does: func(w http.ResponseWriter, _ *http.Request) { panic(http.ErrAbortHandler) }, state: webhook.Waiting, answer: "fetch.unreachable"},
			"the cloud's own":     {url: "http://169.254.169.254/", state: webhook.Waiting, answer: "fetch.refused_address"},
			"this machine's":      {url: "http://[::1]/", state: webhook.Waiting, answer: "fetch.refused_address"},
			"another port":        {url: "http://127.0.0.1:22/", state: webhook.Waiting, answer: "fetch.refused_address"},
		} {
			b.answers(c.does)
			hook, _ := b.add(webhook.Webhook{URL: c.url})
			b.announce("published", "s1", "en")
			d := b.until(hook, func(d webhook.Delivery) bool { return d.Attempts > 0 || ended(d) })
			if d.State != c.state || d.Answer != c.answer {
				b.Errorf("%s: %+v", name, d)
			}
			b.write(func(ctx context.Context, tx *db.Tx) error { return webhook.Remove(ctx, tx, hook) })
		}
	})
}

// Without a word of the operator nothing inside is an address for a webhook.
func TestInsideIsNoAddress(t *testing.T) {
	s := &webhook.Sender{Fetch: fetch.New(webhook.Options())}
	for _, address := range []string{
		"http://127.0.0.1/", "http://localhost/", "https://169.254.169.254/", "https://10.0.0.1/", "http://2130706433/", "https://[::ffff:127.0.0.1]/",
		"ftp://receiver.net/", "https://u:p@receiver.net/", "https://receiver.net:8443/", "receiver.net", "", "https://desk.internal/",
	} {
		if err := s.Check(address); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", address, err)
		}
	}
	if err := s.Check("https://receiver.net/hook?x=1"); err != nil {
		t.Error(err)
	}
}

func TestBadWebhooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for want, w := range map[string]webhook.Webhook{
			"webhook.name":           {Name: " "},
			"webhook.unknown_event":  {Name: "n", Events: []string{"deleted"}},
			"people.unknown_edition": {Name: "n", Editions: []lang.Tag{"e n"}},
			"fetch.bad_url":          {Name: "n", URL: strings.Repeat("a", 2001)},
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, _, err := webhook.Add(t.Context(), tx, w); return err })
			if f, ok := fault.As(err); !ok || f.Key != want {
				t.Errorf("%v, want %s", err, want)
			}
		}
		for i := range webhook.MaxWebhooks + 1 {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				_, _, err := webhook.Add(t.Context(), tx, webhook.Webhook{Name: "n", URL: "https://receiver.net/"})
				return err
			})
			if (err != nil) != (i == webhook.MaxWebhooks) {
				t.Errorf("number %d: %v", i+1, err)
			}
		}
	})
}
