package people

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
)

// StartSession begins a session for a person and gives the secret of its cookie, which
// is kept nowhere. For somebody who is disabled it is Forbidden.
func StartSession(ctx context.Context, tx *db.Tx, person, device, address string) (Session, Secret, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Session{}, Secret{}, err
	}
	if off, err := disabled(ctx, tx, person); err != nil || off {
		if err == nil {
			err = fault.New(fault.Forbidden, "people.is_disabled")
		}
		return Session{}, Secret{}, err
	}
	secret := NewSecret()
	s := Session{ID: id.New(now), Person: person, Started: now, Seen: now, Expires: now.Add(SessionIdle), Device: cut(device), Address: address}
	_, err = tx.Exec(ctx, `INSERT INTO person_session (id, hash, person_id, started_at, seen_at, expires_at, device, address)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`, s.ID, secret.Hash, s.Person, db.Millis(now), db.Millis(s.Expires), s.Device, s.Address)
	return s, secret, err
}

// VisitOf finds out who is behind a cookie's secret. One that is unknown, ended, too
// old or a disabled person's is NotFound: the answer does not tell which.
func VisitOf(ctx context.Context, tx *db.Tx, secret string) (v Visit, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return v, err
	}
	nobody := fault.New(fault.NotFound, "people.session_ended")
	s := &v.Session
	var started, seen, expires int64
	err = tx.Row(ctx, `SELECT id, person_id, started_at, seen_at, expires_at, device, address FROM person_session WHERE hash = $1`,
		[]any{HashSecret(secret)}, &s.ID, &s.Person, &started, &seen, &expires, &s.Device, &s.Address)
	if errors.Is(err, db.ErrNone) || err == nil && expires <= db.Millis(now) {
		return v, nobody
	}
	if err != nil {
		return v, err
	}
	s.Started, s.Seen, s.Expires = db.Time(started), db.Time(seen), db.Time(expires)
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
	_, err = tx.Exec(ctx, `UPDATE person_session SET seen_at = $2, expires_at = $3, address = $4 WHERE id = $1`,
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
	err = tx.Rows(ctx, `SELECT id, person_id, started_at, seen_at, expires_at, device, address FROM person_session
		WHERE person_id = $1 AND expires_at > $2 ORDER BY started_at DESC, id`, []any{person, db.Millis(now)}, func(scan func(...any) error) error {
		var s Session
		var started, seen, expires int64
		err := scan(&s.ID, &s.Person, &started, &seen, &expires, &s.Device, &s.Address)
		s.Started, s.Seen, s.Expires = db.Time(started), db.Time(seen), db.Time(expires)
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
