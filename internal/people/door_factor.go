package people

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// ByCode takes the second factor of a session that is not whole yet, or of one that is to
// be made strong: a code of the app, or a recovery code. The session goes on under a
// new secret.
func (d *Door) ByCode(ctx context.Context, s Session, code string, from From) (e Entry, err error) {
	gates := codeGates(s.Person)
	var refused error
	err = d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		refused = nil
		if _, err := Try(ctx, tx, gates); err != nil {
			return err
		}
		way, err := useCode(ctx, tx, s.Person, code)
		if fault.KindOf(err) == fault.Invalid {
			refused = err // the try stays counted
			return nil
		}
		if err != nil {
			return err
		}
		if err := forgive(ctx, tx, gates); err != nil {
			return err
		}
		e, err = d.complete(ctx, tx, s, way, from)
		return err
	})
	return e, errors.Join(err, refused)
}

// complete makes a session whole and strong, under a new secret.
func (d *Door) complete(ctx context.Context, tx *db.Tx, s Session, way string, from From) (e Entry, err error) {
	if e.Session, e.Secret, err = completeSession(ctx, tx, s); err != nil {
		return e, err
	}
	deed := "person.signed_in"
	if s.Whole {
		deed = "person.proved"
	}
	return e, d.note(ctx, tx, deed, s.Person, from, map[string]string{"second": way, "device": s.Device})
}

// MayAdd refuses a new second factor to a session that has not shown the one that is
// there: whoever knows a password alone could else put her own in its place.
func MayAdd(s Session, f Factors) error {
	if f.Second() && !s.Strong {
		return fault.New(fault.Forbidden, "people.second_first")
	}
	return nil
}

// BeginApp gives somebody's new app its secret.
func (d *Door) BeginApp(ctx context.Context, s Session) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := FactorsOf(ctx, tx, s.Person)
		if err != nil {
			return err
		}
		if err := MayAdd(s, f); err != nil {
			return err
		}
		_, err = BeginTOTP(ctx, tx, s.Person)
		return err
	})
}

// ConfirmApp takes the first code of somebody's app, makes her session strong and gives
// her recovery codes, which are kept nowhere.
func (d *Door) ConfirmApp(ctx context.Context, s Session, code string, from From) (e Entry, codes []string, err error) {
	gates := codeGates(s.Person)
	var refused error
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		refused = nil
		f, err := FactorsOf(ctx, tx, s.Person)
		if err != nil {
			return err
		}
		if err := MayAdd(s, f); err != nil {
			return err
		}
		if _, err := Try(ctx, tx, gates); err != nil {
			return err
		}
		codes, err = ConfirmTOTP(ctx, tx, s.Person, code, s.ID)
		if fault.KindOf(err) == fault.Invalid {
			refused = err // the try stays counted
			return nil
		}
		if err != nil {
			return err
		}
		if err := forgive(ctx, tx, gates); err != nil {
			return err
		}
		if err := d.note(ctx, tx, "person.app_added", s.Person, from, nil); err != nil {
			return err
		}
		e, err = d.complete(ctx, tx, s, "app", from)
		return err
	})
	return e, codes, errors.Join(err, refused)
}

// RemoveApp takes somebody's app away, unless it is the last second factor of one who
// needs one.
func (d *Door) RemoveApp(ctx context.Context, v Visit, from From) error {
	return d.lessen(ctx, v, from, "person.app_removed", nil, func(tx *db.Tx, f *Factors) error {
		f.TOTP = false
		return RemoveTOTP(ctx, tx, v.Person.ID, v.Session.ID)
	})
}

// RemovePasskey takes a passkey away, unless it is the last second factor of one who
// needs one.
func (d *Door) RemovePasskey(ctx context.Context, v Visit, key string, from From) error {
	return d.lessen(ctx, v, from, "person.passkey_removed", map[string]string{"passkey": key}, func(tx *db.Tx, f *Factors) error {
		f.Passkeys--
		return removePasskey(ctx, tx, v.Person.ID, key, v.Session.ID)
	})
}

func (d *Door) lessen(ctx context.Context, v Visit, from From, deed string, detail map[string]string, remove func(*db.Tx, *Factors) error) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := FactorsOf(ctx, tx, v.Person.ID)
		if err != nil {
			return err
		}
		if err := MayAdd(v.Session, f); err != nil {
			return err
		}
		if err := remove(tx, &f); err != nil {
			return err
		}
		if d.Needs(v.Grants) && !f.Second() {
			return fault.New(fault.Conflict, "people.last_factor")
		}
		return d.note(ctx, tx, deed, v.Person.ID, from, detail)
	})
}

// RenewCodes gives somebody new recovery codes in the place of the old ones.
func (d *Door) RenewCodes(ctx context.Context, v Visit, from From) (codes []string, err error) {
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := FactorsOf(ctx, tx, v.Person.ID)
		if err != nil {
			return err
		}
		if err := MayAdd(v.Session, f); err != nil {
			return err
		}
		if !f.TOTP {
			return fault.New(fault.NotFound, "people.no_app")
		}
		if codes, err = NewRecoveryCodes(ctx, tx, v.Person.ID); err != nil {
			return err
		}
		return d.note(ctx, tx, "person.codes_renewed", v.Person.ID, from, nil)
	})
	return codes, err
}

// EndSessionOf ends one of somebody's sessions, or all but the one she is in if that is
// empty.
func (d *Door) EndSessionOf(ctx context.Context, v Visit, session string, from From) error {
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		end := func() error { return EndSession(ctx, tx, v.Person.ID, session) }
		if session == "" {
			end = func() error { return EndSessions(ctx, tx, v.Person.ID, v.Session.ID) }
		}
		if err := end(); err != nil {
			return err
		}
		deed := "person.session_ended"
		if session == v.Session.ID {
			deed = "person.signed_out"
		}
		return d.note(ctx, tx, deed, v.Person.ID, from, nil)
	})
}
