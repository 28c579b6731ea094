package webhook

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/id"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
)

// kept is how long deliveries are kept for looking at.
const kept = 30 * 24 * time.Hour

func millis(n int64) time.Duration { return time.Duration(n) * time.Millisecond }

// Pieces is the question what readers have of a story in an edition.
type Pieces interface {
	// Piece is the article as everybody may read it. NotFound if readers have none.
	Piece(ctx context.Context, story string, l lang.Tag) (json.RawMessage, error)
}

// Sender queues and delivers.
type Sender struct {
	DB     *db.DB
	Fetch  *fetch.Client // with which receivers are reached; Options is its usual make
	Pieces Pieces
	Now    clock.Clock // nil is the machine's
}

// Options are those of a sender's client: a receiver has ten seconds, and what it
// answers is of no interest beyond its first bytes.
func Options() fetch.Options {
	return fetch.Options{Total: 10 * time.Second, Connect: 5 * time.Second, Bytes: 64 << 10, UserAgent: "Masthead-Webhooks"}
}

// Check says whether an address may be reached, as far as that can be told beforehand.
func (s *Sender) Check(address string) error {
	err := s.Fetch.Check(address)
	if f, ok := fault.As(err); ok {
		return f.In("url")
	}
	return err
}

// Listens says whether there is a webhook.
func (s *Sender) Listens(ctx context.Context, tx *db.Tx) (bool, error) {
	list, err := List(ctx, tx)
	return len(list) > 0, err
}

// Announce queues a change for every webhook that asked for it.
func (s *Sender) Announce(ctx context.Context, tx *db.Tx, a edition.Announced) error {
	list, err := List(ctx, tx)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	event := id.New(now)
	for _, w := range list {
		if !w.wants(a) {
			continue
		}
		d := Delivery{ID: id.New(now), Webhook: w.ID, Event: event, Change: a.Change, Story: a.Story, Lang: a.Lang}
		if err := putDelivery(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// Deliver is the job that makes one attempt after another.
type Deliver struct {
	Delivery string `json:"delivery"`
}

// Kind is the job's stable name.
func (Deliver) Kind() string { return "webhook.deliver" }

// message is what is sent (Standard Webhooks, "Payload structure").
type message struct {
	Type      string          `json:"type"` // article.published
	Timestamp time.Time       `json:"timestamp"`
	Data      json.RawMessage `json:"data"`
}

// withdrawn is all that is sent of what was withdrawn.
type withdrawn struct {
	ID   string   `json:"id"`
	Lang lang.Tag `json:"lang"`
}

// Deliver makes one attempt and writes down how it ended. A failed one comes back after
// a rest; a webhook that is failing already is tried once for each event.
func (s *Sender) Deliver(ctx context.Context, j Deliver) error {
	var d Delivery
	var to receiver
	err := s.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = findDelivery(ctx, tx, j.Delivery); err == nil {
			to, err = target(ctx, tx, d.Webhook)
		}
		return err
	})
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil // the webhook was taken away
	case err != nil || d.State != Waiting:
		return err
	}
	body, err := s.body(ctx, d)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		d.State = NotNeeded
		return s.end(ctx, d)
	case err != nil:
		return err
	}
	failed := s.attempt(ctx, &d, to, body)
	if ctx.Err() != nil {
		return ctx.Err() // the process stops: no attempt was made
	}
	d.Attempts++
	if failed == nil {
		d.State = Delivered
		return s.end(ctx, d)
	}
	if to.failing || d.Attempts > len(pauses) || fault.KindOf(failed) == fault.Gone {
		d.State = GivenUp
		return s.end(ctx, d)
	}
	if err := s.DB.Write(ctx, func(tx *db.Tx) error { return note(ctx, tx, d) }); err != nil {
		return err
	}
	return job.Later(pauses[d.Attempts-1], failed)
}

// end writes down the last of a delivery together with the job's end.
func (s *Sender) end(ctx context.Context, d Delivery) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		if err := note(ctx, tx, d); err != nil {
			return err
		}
		return job.Settle(ctx, tx)
	})
}

// body is what is sent: the article as it is read now, so that nothing leaves that was
// withdrawn meanwhile.
func (s *Sender) body(ctx context.Context, d Delivery) (body []byte, err error) {
	m := message{Type: "article." + d.Change, Timestamp: d.Made}
	if d.Change == edition.ChangeWithdrawn {
		m.Data, err = json.Marshal(withdrawn{d.Story, d.Lang})
	} else {
		m.Data, err = s.Pieces.Piece(ctx, d.Story, d.Lang)
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(m)
}

// attempt sends the message once and notes what came back.
func (s *Sender) attempt(ctx context.Context, d *Delivery, to receiver, body []byte) error {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	at := now()
	var signatures []string
	for _, secret := range to.secrets {
		signatures = append(signatures, sign(secret, d.Event, at, body))
	}
	begun := time.Now()
	answer, err := s.Fetch.Do(ctx, fetch.Request{
		URL: to.url, Method: "POST", Body: body, Accept: fetch.AnyType,
		Header: map[string][]string{
			"Content-Type": {"application/json"}, "Webhook-Id": {d.Event}, "Webhook-Timestamp": {strconv.FormatInt(at.Unix(), 10)},
			"Webhook-Signature": {strings.Join(signatures, " ")},
		},
	})
	d.Took, d.Status, d.Answer = time.Since(begun), 0, ""
	if err == nil {
		d.Status, d.Answer = answer.Status, first(answer.Body)
		return nil
	}
	f, ok := fault.As(err)
	if !ok {
		d.Answer = "no answer"
		return err
	}
	d.Answer = f.Key
	d.Status, _ = f.Args["status"].(int)
	if slices.Contains(taken, f.Key) {
		return nil
	}
	return err
}

// taken are the faults of an answer's body. Its status was one of success, which is all
// that counts.
var taken = []string{"fetch.too_large", "fetch.bomb", "fetch.bad_encoding", "fetch.wrong_type", "fetch.bad_answer"}

// first is the beginning of an answer, as text that can be kept and shown.
func first(body []byte) string {
	text := strings.ToValidUTF8(string(body[:min(len(body), maxAnswer)]), "")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f {
			return -1
		}
		return r
	}, text)
}
