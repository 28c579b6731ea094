package job

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// Args is what a job is about. It is stored as JSON and read back by the handler,
// perhaps by a later release: fields may be added, never renamed.
type Args interface {
	// Kind is the job's name, with its package's name first: "edition.published".
	// It never changes, and a zero value must be able to say it.
	Kind() string
}

var kindShape = regexp.MustCompile(`^[a-z]+(\.[a-z0-9_]+)+$`)

// The bounds of what is stored.
const (
	maxArgs    = 1 << 20
	maxOnce    = 200
	maxFailure = 2000
)

// DefaultAttempts is how often a job is tried that does not say otherwise: with the
// pauses between, about five hours.
const DefaultAttempts = 15

type options struct {
	runAt    time.Time
	once     string
	replace  bool
	attempts int
}

// Option changes how a job is put.
type Option func(*options)

// RunAt lets the job wait until the moment. It never runs earlier by the
// database's clock.
func RunAt(at time.Time) Option { return func(o *options) { o.runAt = at } }

// Once makes one waiting job of the kind stand for all that are put with the key:
// it takes the newest arguments and the earliest moment, so repeated puts cannot
// push the work ahead of themselves. A job that is already running does not count,
// for it may not have seen the change.
func Once(key string) Option { return func(o *options) { o.once = key } }

// Replacing is Once, but the moment too becomes the newest: for an appointment that
// is moved.
func Replacing(key string) Option {
	return func(o *options) { o.once, o.replace = key, true }
}

// MaxAttempts is how often the job is tried before it is dead; at least 1.
func MaxAttempts(n int) Option { return func(o *options) { o.attempts = n } }

// Put adds a job in the caller's transaction. It fails only for arguments that
// cannot be stored, which is a defect, and when the database does.
func Put(ctx context.Context, tx *db.Tx, args Args, opts ...Option) (err error) {
	defer fault.Wrap(&err, "job.Put(%s)", args.Kind())
	o := options{attempts: DefaultAttempts}
	for _, set := range opts {
		set(&o)
	}
	raw, err := json.Marshal(args)
	switch {
	case err != nil:
		return err
	case !kindShape.MatchString(args.Kind()):
		return fmt.Errorf("the kind is not package.name")
	case len(raw) > maxArgs:
		return fmt.Errorf("arguments of %d bytes", len(raw))
	case len(o.once) > maxOnce:
		return fmt.Errorf("a key of %d bytes", len(o.once))
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	runAt := max(ceilMillis(o.runAt), db.Millis(now))
	text := putSQL
	if o.replace {
		text = putReplacingSQL
	}
	_, err = tx.Exec(ctx, text, id.New(now), args.Kind(), string(raw), o.once, runAt, max(o.attempts, 1), db.Millis(now))
	if err == nil && runAt <= db.Millis(now) {
		err = tx.Notify(ctx, channel)
	}
	return err
}

// Cancel takes away the waiting job of the kind and key, and says whether there was
// one. A job that is already running is not stopped.
func Cancel(ctx context.Context, tx *db.Tx, kind, once string) (bool, error) {
	if once == "" {
		return false, fmt.Errorf("job.Cancel(%s): no key", kind)
	}
	n, err := tx.Exec(ctx, `DELETE FROM job WHERE kind = $1 AND once = $2 AND once <> '' AND state = 'waiting'`, kind, once)
	return n > 0, err
}

// ceilMillis rounds up: half a millisecond must not make a job run early.
func ceilMillis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	ms := t.UnixMilli()
	if time.UnixMilli(ms).Before(t) {
		ms++
	}
	return ms
}
