package notice

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/push"
)

// Choices gives how a person is told of each kind, in the order of Kinds.
func Choices(ctx context.Context, tx *db.Tx, person string) ([]Choice, error) {
	made := map[Kind]Choice{}
	err := tx.Rows(ctx, `SELECT kind, mail, push FROM notice_choice WHERE person_id = $1`, []any{person}, func(scan func(...any) error) error {
		var c Choice
		var push int
		err := scan(&c.Kind, &c.Mail, &push)
		c.Push = push == 1
		made[c.Kind] = c
		return err
	})
	list := make([]Choice, len(Kinds))
	for i, k := range Kinds {
		list[i] = usualChoice(k)
		if c, ok := made[k]; ok {
			list[i] = c
		}
	}
	return list, err
}

func choiceOf(ctx context.Context, tx *db.Tx, person string, k Kind) (Choice, error) {
	list, err := Choices(ctx, tx, person)
	for _, c := range list {
		if c.Kind == k {
			return c, err
		}
	}
	return usualChoice(k), err
}

// Choose keeps how a person is told of a kind.
func Choose(ctx context.Context, tx *db.Tx, person string, c Choice) error {
	known := false
	for _, k := range Kinds {
		known = known || k == c.Kind
	}
	if !known || c.Mail != Never && c.Mail != Digest && c.Mail != Now {
		return fault.New(fault.Invalid, "notice.bad_choice").In("mail")
	}
	_, err := tx.Exec(ctx, `INSERT INTO notice_choice (person_id, kind, mail, push) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person_id, kind) DO UPDATE SET mail = excluded.mail, push = excluded.push`, person, string(c.Kind), string(c.Mail), number(c.Push))
	return err
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// HoursOf gives when a person is told.
func HoursOf(ctx context.Context, tx *db.Tx, person string) (Hours, error) {
	h := Hours{}
	var urgent int
	var digest string
	err := tx.Row(ctx, `SELECT quiet_from, quiet_to, urgent, digest FROM notice_hours WHERE person_id = $1`, []any{person}, &h.QuietFrom, &h.QuietTo, &urgent, &digest)
	if errors.Is(err, db.ErrNone) {
		return UsualHours(), nil
	}
	if err != nil {
		return h, err
	}
	h.Urgent = urgent == 1
	h.Digest, err = ParseHours(digest)
	return h, err
}

// SetHours keeps when a person is told.
func SetHours(ctx context.Context, tx *db.Tx, person string, h Hours) error {
	if err := h.check(); err != nil {
		return err
	}
	words := make([]string, len(h.Digest))
	for i, hour := range h.Digest {
		words[i] = strconv.Itoa(hour)
	}
	_, err := tx.Exec(ctx, `INSERT INTO notice_hours (person_id, quiet_from, quiet_to, urgent, digest) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id) DO UPDATE SET quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, urgent = excluded.urgent, digest = excluded.digest`,
		person, h.QuietFrom, h.QuietTo, number(h.Urgent), strings.Join(words, " "))
	return err
}

// Device is a browser that a person is told on.
type Device struct {
	ID   string
	Name string // what it says it is
	Made time.Time
	push.Device
}

// maxDevices is how many browsers a person can be told on; the oldest makes room.
const maxDevices = 10

// AddDevice keeps a browser of a person's. One that somebody else used before is hers
// now: its notices must not go to who has it no more.
func AddDevice(ctx context.Context, tx *db.Tx, person, name string, d push.Device) error {
	if _, err := tx.Exec(ctx, `DELETE FROM notice_device WHERE endpoint = $1`, d.Endpoint); err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO notice_device (id, person_id, endpoint, auth, p256dh, name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.New(now), person, d.Endpoint, d.Auth, d.P256dh, oneLine(name), db.Millis(now)); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM notice_device WHERE person_id = $1 AND id NOT IN (SELECT id FROM notice_device WHERE person_id = $1 ORDER BY id DESC LIMIT $2)`,
		person, maxDevices)
	return err
}

// Devices lists a person's browsers, the newest first.
func Devices(ctx context.Context, tx *db.Tx, person string) (list []Device, err error) {
	err = tx.Rows(ctx, `SELECT id, name, made_at, endpoint, auth, p256dh FROM notice_device WHERE person_id = $1 ORDER BY id DESC`, []any{person}, func(scan func(...any) error) error {
		var d Device
		var made int64
		err := scan(&d.ID, &d.Name, &made, &d.Endpoint, &d.Auth, &d.P256dh)
		d.Made = db.Time(made)
		list = append(list, d)
		return err
	})
	return list, err
}

// RemoveDevice takes a browser of a person's away; another's is left.
func RemoveDevice(ctx context.Context, tx *db.Tx, person, device string) error {
	_, err := tx.Exec(ctx, `DELETE FROM notice_device WHERE id = $1 AND person_id = $2`, device, person)
	return err
}

// deviceOf is a device and whose it is. ErrNone: it was taken away.
func deviceOf(ctx context.Context, tx *db.Tx, device string) (d push.Device, person string, err error) {
	err = tx.Row(ctx, `SELECT endpoint, auth, p256dh, person_id FROM notice_device WHERE id = $1`, []any{device}, &d.Endpoint, &d.Auth, &d.P256dh, &person)
	return d, person, err
}

// keys reads what pushes are signed with. ErrNone: nothing was made yet.
func keys(ctx context.Context, tx *db.Tx) (k push.Keys, err error) {
	err = tx.Row(ctx, `SELECT public_key, private_key FROM notice_key WHERE id = 1`, nil, &k.Public, &k.Private)
	return k, err
}

// PublicKey is what a browser subscribes with; the first call makes the pair.
func PublicKey(ctx context.Context, d *db.DB) (string, error) {
	var k push.Keys
	err := d.Read(ctx, func(tx *db.Tx) (err error) { k, err = keys(ctx, tx); return err })
	if !errors.Is(err, db.ErrNone) {
		return k.Public, err
	}
	made, err := push.NewKeys()
	if err != nil {
		return "", err
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO notice_key (id, public_key, private_key) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING`, made.Public, made.Private); err != nil {
			return err
		}
		k, err = keys(ctx, tx)
		return err
	})
	return k.Public, err
}

// gathered are a person's notices that wait for her digest, the newest first.
func gathered(ctx context.Context, tx *db.Tx, person string, n int) (list []Told, err error) {
	err = tx.Rows(ctx, `SELECT `+columns+` FROM notice WHERE person_id = $1 AND seen_at = 0 AND mailed_at = 0 ORDER BY id DESC LIMIT $2`,
		[]any{person, n}, func(scan func(...any) error) error {
			t, err := scanTold(scan)
			list = append(list, t)
			return err
		})
	return list, err
}

// mailed marks notices as gone out by mail.
func mailed(ctx context.Context, tx *db.Tx, list ...Told) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if _, err := tx.Exec(ctx, `UPDATE notice SET mailed_at = $2 WHERE id = $1`, t.ID, db.Millis(now)); err != nil {
			return err
		}
	}
	return nil
}

// one reads a notice, whoever was told. ErrNone: it was pruned.
func one(ctx context.Context, tx *db.Tx, notice string) (t Told, wasMailed bool, err error) {
	t, err = scanTold(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+columns+` FROM notice WHERE id = $1`, []any{notice}, dest...)
	})
	if err != nil {
		return t, false, err
	}
	var at int64
	err = tx.Row(ctx, `SELECT mailed_at FROM notice WHERE id = $1`, []any{notice}, &at)
	return t, at != 0, err
}
