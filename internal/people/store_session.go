package people

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// StartSession begins a session for a person and gives the secret of its cookie, which
// is kept nowhere. For somebody who is disabled it is Forbidden.
func StartSession(ctx context.Context, tx *db.Tx, person, device, address string) (Session, Secret, error) {
	return startSession(ctx, tx, Session{Person: person, Device: device, Address: address, Whole: true}, SessionIdle)
}

// startHalf begins a session that waits for a second factor.
func startHalf(ctx context.Context, tx *db.Tx, person, device, address string) (Session, Secret, error) {
	return startSession(ctx, tx, Session{Person: person, Device: device, Address: address}, SessionHalf)
}

// startStrong begins a session of somebody who showed both factors at once.
func startStrong(ctx context.Context, tx *db.Tx, person, device, address string) (Session, Secret, error) {
	return startSession(ctx, tx, Session{Person: person, Device: device, Address: address, Whole: true, Strong: true}, SessionIdle)
}

func startSession(ctx context.Context, tx *db.Tx, s Session, life time.Duration) (Session, Secret, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Session{}, Secret{}, err
	}
	if off, err := disabled(ctx, tx, s.Person); err != nil || off {
		if err == nil {
			err = fault.New(fault.Forbidden, "people.is_disabled")
		}
		return Session{}, Secret{}, err
	}
	// What nobody will ask for again is swept away at the door.
	if _, err := tx.Exec(ctx, `DELETE FROM person_session WHERE person_id = $1 AND expires_at <= $2`, s.Person, db.Millis(now)); err != nil {
		return Session{}, Secret{}, err
	}
	secret := NewSecret()
	s.ID, s.Started, s.Seen, s.Proved, s.Expires, s.Device = id.New(now), now, now, now, now.Add(life), cut(s.Device)
	_, err = tx.Exec(ctx, `INSERT INTO person_session (id, hash, person_id, started_at, seen_at, expires_at, device, address, whole, strong, renew, proved_at)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, FALSE, $4)`, s.ID, secret.Hash, s.Person, db.Millis(now), db.Millis(s.Expires), s.Device, s.Address, s.Whole, s.Strong)
	return s, secret, err
}

// completeSession makes a session whole and strong under a new secret, as if it began
// now: what was known of it before is worth nothing.
func completeSession(ctx context.Context, tx *db.Tx, s Session) (Session, Secret, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Session{}, Secret{}, err
	}
	secret := NewSecret()
	s.Whole, s.Strong, s.Renew, s.Started, s.Seen, s.Proved, s.Expires = true, true, false, now, now, now, now.Add(SessionIdle)
	n, err := tx.Exec(ctx, `UPDATE person_session SET hash = $3, whole = TRUE, strong = TRUE, renew = FALSE, started_at = $4, seen_at = $4, proved_at = $4, expires_at = $5
		WHERE id = $1 AND person_id = $2 AND expires_at > $4`, s.ID, s.Person, secret.Hash, db.Millis(now), db.Millis(s.Expires))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.session_ended")
	}
	return s, secret, err
}

// RenewSession gives a session a new secret; the old one is dead.
func RenewSession(ctx context.Context, tx *db.Tx, s Session) (Secret, error) {
	secret := NewSecret()
	n, err := tx.Exec(ctx, `UPDATE person_session SET hash = $2, renew = FALSE WHERE id = $1 AND whole AND renew`, s.ID, secret.Hash)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.session_ended")
	}
	return secret, err
}

// proveSession notes that she showed once more who she is.
func proveSession(ctx context.Context, tx *db.Tx, session string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_session SET proved_at = $2 WHERE id = $1`, session, db.Millis(now))
	return err
}

// VisitOf finds out who is behind a cookie's secret. One that is unknown, ended, too
// old, a disabled person's or not whole yet is NotFound: the answer does not tell which.
func VisitOf(ctx context.Context, tx *db.Tx, secret string) (v Visit, err error) {
	if v, err = HalfVisitOf(ctx, tx, secret); err == nil && !v.Session.Whole {
		return Visit{}, fault.New(fault.NotFound, "people.session_ended")
	}
	return v, err
}

const sessionColumns = `id, person_id, started_at, seen_at, expires_at, device, address, whole, strong, renew, proved_at`

func scanSession(scan func(...any) error) (s Session, err error) {
	var started, seen, expires, proved int64
	err = scan(&s.ID, &s.Person, &started, &seen, &expires, &s.Device, &s.Address, &s.Whole, &s.Strong, &s.Renew, &proved)
	s.Started, s.Seen, s.Expires, s.Proved = db.Time(started), db.Time(seen), db.Time(expires), db.Time(proved)
	return s, err
}

// HalfVisitOf is VisitOf for the door itself, which is open to sessions that still wait
// for a second factor.
func HalfVisitOf(ctx context.Context, tx *db.Tx, secret string) (v Visit, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return v, err
	}
	nobody := fault.New(fault.NotFound, "people.session_ended")
	s := &v.Session
	*s, err = scanSession(func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+sessionColumns+` FROM person_session WHERE hash = $1`, []any{HashSecret(secret)}, dest...)
	})
	if errors.Is(err, db.ErrNone) || err == nil && !s.Expires.After(now) {
		return v, nobody
	}
	if err != nil {
		return v, err
	}
	found, err := ByIDs(ctx, tx, []string{s.Person})
	if err != nil {
		return v, err
	}
	if v.Person = found[s.Person]; v.Person.ID == "" || v.Person.Disabled() {
		return v, nobody
	}
	if v.Grants, err = Grants(ctx, tx, s.Person); err != nil {
		return v, err
	}
	if v.Pens, err = Pens(ctx, tx, s.Person); err != nil {
		return v, err
	}
	v.Desk, err = DeskOf(ctx, tx, s.Person)
	return v, err
}

// NoteVisit keeps when and from where a session was last used, and lets it last longer,
// never beyond SessionLife.
func NoteVisit(ctx context.Context, tx *db.Tx, s Session, address string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	until := now.Add(SessionIdle)
	if end := s.Started.Add(SessionLife); until.After(end) {
		until = end
	}
	_, err = tx.Exec(ctx, `UPDATE person_session SET seen_at = $2, expires_at = $3, address = $4 WHERE id = $1 AND whole`,
		s.ID, db.Millis(now), db.Millis(until), address)
	return err
}

// EndSession ends one of a person's sessions; one that is not hers is NotFound.
func EndSession(ctx context.Context, tx *db.Tx, person, session string) error {
	n, err := tx.Exec(ctx, `DELETE FROM person_session WHERE id = $1 AND person_id = $2`, session, person)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.session_ended")
	}
	return err
}

// EndSessions ends all sessions of a person but one; all, if that is empty.
func EndSessions(ctx context.Context, tx *db.Tx, person, but string) error {
	_, err := tx.Exec(ctx, `DELETE FROM person_session WHERE person_id = $1 AND id <> $2`, person, but)
	return err
}

// SessionsOf lists a person's sessions that have not ended, the newest first.
func SessionsOf(ctx context.Context, tx *db.Tx, person string) (list []Session, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	err = tx.Rows(ctx, `SELECT `+sessionColumns+` FROM person_session
		WHERE person_id = $1 AND expires_at > $2 AND whole ORDER BY started_at DESC, id`, []any{person, db.Millis(now)}, func(scan func(...any) error) error {
		s, err := scanSession(scan)
		list = append(list, s)
		return err
	})
	return list, err
}

// DeskOf reads how the desk is set for a person.
func DeskOf(ctx context.Context, tx *db.Tx, person string) (Desk, error) {
	d := Desk{Keys: true}
	err := tx.Row(ctx, `SELECT lang, bureau, theme, density, keys FROM person_desk WHERE person_id = $1`, []any{person}, &d.Lang, &d.Bureau, &d.Theme, &d.Density, &d.Keys)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return d, err
}

// SetDesk keeps how the desk is set for a person.
func SetDesk(ctx context.Context, tx *db.Tx, person string, d Desk) error {
	_, err := tx.Exec(ctx, `INSERT INTO person_desk (person_id, lang, bureau, theme, density, keys) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (person_id) DO UPDATE SET lang = excluded.lang, bureau = excluded.bureau, theme = excluded.theme, density = excluded.density, keys = excluded.keys`,
		person, string(d.Lang), d.Bureau, d.Theme, d.Density, d.Keys)
	return err
}

// cut keeps of a browser's name what is worth reading.
func cut(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxDevice)])
}
