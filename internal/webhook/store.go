package webhook

import (
	"context"
	"errors"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
)

// Add keeps a new webhook and gives its secret, which is not shown again. Whether its
// address may be reached is for the sender's Check.
func Add(ctx context.Context, tx *db.Tx, w Webhook) (Webhook, string, error) {
	if err := w.check(); err != nil {
		return w, "", err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return w, "", err
	}
	list, err := List(ctx, tx)
	if err != nil {
		return w, "", err
	}
	if len(list) >= MaxWebhooks {
		return w, "", fault.New(fault.Conflict, "webhook.too_many").With("max", MaxWebhooks)
	}
	secret := newSecret()
	w.ID, w.Name, w.Made = id.New(now), strings.TrimSpace(w.Name), now
	_, err = tx.Exec(ctx, `INSERT INTO webhook (id, name, url, events, editions, secret, old_secret, old_until, made_at, failing_at)
		VALUES ($1, $2, $3, $4, $5, $6, '', 0, $7, 0)`,
		w.ID, w.Name, w.URL, strings.Join(w.Events, " "), spaced(w.Editions), secret, db.Millis(now))
	return w, secret, err
}

// List lists the webhooks, the oldest first.
func List(ctx context.Context, tx *db.Tx) (list []Webhook, err error) {
	err = tx.Rows(ctx, `SELECT id, name, url, events, editions, made_at, failing_at FROM webhook ORDER BY id`, nil, func(scan func(...any) error) error {
		var w Webhook
		var events, editions string
		var made, failing int64
		err := scan(&w.ID, &w.Name, &w.URL, &events, &editions, &made, &failing)
		w.Events, w.Made, w.Failing = strings.Fields(events), db.Time(made), db.Time(failing)
		for _, l := range strings.Fields(editions) {
			w.Editions = append(w.Editions, lang.Tag(l))
		}
		list = append(list, w)
		return err
	})
	return list, err
}

// Remove takes a webhook away, with what was on its way to it.
func Remove(ctx context.Context, tx *db.Tx, hook string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM webhook_delivery WHERE webhook_id = $1`, hook); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `DELETE FROM webhook WHERE id = $1`, hook)
	if err == nil && n == 0 {
		err = absent()
	}
	return err
}

// Rotate gives a webhook a new secret. The old one signs beside it for a day, so that
// the receiver can be changed without losing a delivery.
func Rotate(ctx context.Context, tx *db.Tx, hook string) (string, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	secret := newSecret()
	n, err := tx.Exec(ctx, `UPDATE webhook SET old_secret = secret, old_until = $3, secret = $2 WHERE id = $1`, hook, secret, db.Millis(now.Add(rotation)))
	if err == nil && n == 0 {
		err = absent()
	}
	return secret, err
}

func absent() error { return fault.New(fault.NotFound, "webhook.absent") }

// putDelivery queues an event for a webhook.
func putDelivery(ctx context.Context, tx *db.Tx, d Delivery) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO webhook_delivery (id, webhook_id, event_id, change, story_id, lang, state, attempts, status, took, answer, made_at, tried_at)
		VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 0, 0, 0, '', $7, 0)`,
		d.ID, d.Webhook, d.Event, d.Change, d.Story, string(d.Lang), db.Millis(now))
	if err != nil {
		return err
	}
	return job.Put(ctx, tx, Deliver{d.ID}, job.MaxAttempts(maxAttempts))
}

// maxAttempts is above what a delivery needs, which counts its own.
const maxAttempts = 50

const deliveryColumns = `id, webhook_id, event_id, change, story_id, lang, state, attempts, status, took, answer, made_at, tried_at`

func scanDelivery(scan func(...any) error) (d Delivery, err error) {
	var took, made, tried int64
	err = scan(&d.ID, &d.Webhook, &d.Event, &d.Change, &d.Story, &d.Lang, &d.State, &d.Attempts, &d.Status, &took, &d.Answer, &made, &tried)
	d.Took, d.Made, d.Tried = millis(took), db.Time(made), db.Time(tried)
	return d, err
}

// Deliveries lists a webhook's deliveries, the newest first, that come before one
// (empty: from the newest).
func Deliveries(ctx context.Context, tx *db.Tx, hook, before string, n int) (list []Delivery, err error) {
	if _, err := target(ctx, tx, hook); err != nil {
		return nil, err
	}
	if before == "" {
		before = "8" // after every id: their first sign is at most 7
	}
	err = tx.Rows(ctx, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE webhook_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3`,
		[]any{hook, before, n}, func(scan func(...any) error) error {
			d, err := scanDelivery(scan)
			list = append(list, d)
			return err
		})
	return list, err
}

// Again sends an event anew, as a delivery of its own with the event's id.
func Again(ctx context.Context, tx *db.Tx, hook, delivery string) (Delivery, error) {
	d, err := findDelivery(ctx, tx, delivery)
	if err == nil && d.Webhook != hook {
		err = absent()
	}
	if err != nil {
		return d, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return d, err
	}
	d = Delivery{ID: id.New(now), Webhook: hook, Event: d.Event, Change: d.Change, Story: d.Story, Lang: d.Lang, State: Waiting, Made: now}
	return d, putDelivery(ctx, tx, d)
}

func findDelivery(ctx context.Context, tx *db.Tx, delivery string) (Delivery, error) {
	d, err := scanDelivery(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+deliveryColumns+` FROM webhook_delivery WHERE id = $1`, []any{delivery}, dest...)
	})
	if errors.Is(err, db.ErrNone) {
		err = absent()
	}
	return d, err
}

// receiver is where a delivery goes, and what signs it.
type receiver struct {
	url     string
	secrets []string
	failing bool
}

func target(ctx context.Context, tx *db.Tx, hook string) (r receiver, err error) {
	var secret, old string
	var until, failing int64
	err = tx.Row(ctx, `SELECT url, secret, old_secret, old_until, failing_at FROM webhook WHERE id = $1`, []any{hook}, &r.url, &secret, &old, &until, &failing)
	if errors.Is(err, db.ErrNone) {
		return r, absent()
	}
	if err != nil {
		return r, err
	}
	now, err := tx.Now(ctx)
	r.secrets, r.failing = []string{secret}, failing != 0
	if old != "" && now.Before(db.Time(until)) {
		r.secrets = append(r.secrets, old)
	}
	return r, err
}

// note writes down how an attempt ended, and whether the webhook is failing.
func note(ctx context.Context, tx *db.Tx, d Delivery) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `UPDATE webhook_delivery SET state = $2, attempts = $3, status = $4, took = $5, answer = $6, tried_at = $7 WHERE id = $1`,
		d.ID, d.State, d.Attempts, d.Status, d.Took.Milliseconds(), d.Answer, db.Millis(now)); err != nil {
		return err
	}
	switch d.State {
	case Delivered:
		_, err = tx.Exec(ctx, `UPDATE webhook SET failing_at = 0 WHERE id = $1 AND failing_at <> 0`, d.Webhook)
	case GivenUp:
		_, err = tx.Exec(ctx, `UPDATE webhook SET failing_at = $2 WHERE id = $1 AND failing_at = 0`, d.Webhook, db.Millis(now))
	}
	return err
}

// Sweep takes away deliveries of long ago.
func Sweep(ctx context.Context, tx *db.Tx) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM webhook_delivery WHERE made_at < $1`, db.Millis(now.Add(-kept)))
	return err
}

func spaced(list []lang.Tag) string {
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = string(l)
	}
	return strings.Join(parts, " ")
}
