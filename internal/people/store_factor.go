package people

import (
	"context"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Factors are the ways by which a person can show who she is.
type Factors struct {
	Password bool
	TOTP     bool
	Passkeys int
	Recovery int // codes that are left
}

// Second says whether she has a second factor.
func (f Factors) Second() bool { return f.TOTP || f.Passkeys > 0 }

// FactorsOf says by what a person can show who she is.
func FactorsOf(ctx context.Context, tx *db.Tx, person string) (f Factors, err error) {
	var passwords, apps int
	err = tx.Row(ctx, `SELECT (SELECT count(*) FROM person_password WHERE person_id = $1),
		(SELECT count(*) FROM person_totp WHERE person_id = $1 AND confirmed_at > 0),
		(SELECT count(*) FROM person_passkey WHERE person_id = $1),
		(SELECT count(*) FROM person_recovery WHERE person_id = $1 AND used_at = 0)`, []any{person}, &passwords, &apps, &f.Passkeys, &f.Recovery)
	f.Password, f.TOTP = passwords > 0, apps > 0
	return f, err
}

// passwordOf reads the hash of a person's password, "" without one.
func passwordOf(ctx context.Context, tx *db.Tx, person string) (hash string, err error) {
	err = tx.Row(ctx, `SELECT hash FROM person_password WHERE person_id = $1`, []any{person}, &hash)
	if errors.Is(err, db.ErrNone) {
		err = nil
	}
	return hash, err
}

// SetPassword gives a person a password by its hash and ends all that an older one may
// have opened: her other sessions, her links and her tokens.
func SetPassword(ctx context.Context, tx *db.Tx, person, hash, keep string) error {
	if err := keepPassword(ctx, tx, person, hash); err != nil {
		return err
	}
	return EndOthers(ctx, tx, person, keep)
}

func keepPassword(ctx context.Context, tx *db.Tx, person, hash string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO person_password (person_id, hash, set_at) VALUES ($1, $2, $3)
		ON CONFLICT (person_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at`, person, hash, db.Millis(now))
	return err
}

// EndOthers ends whatever may have been opened by a way in that changed: all of a
// person's sessions but one (all, if that is empty), her links and her tokens.
func EndOthers(ctx context.Context, tx *db.Tx, person, keep string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	if err := EndSessions(ctx, tx, person, keep); err != nil {
		return err
	}
	if err := endLinks(ctx, tx, person); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_token SET revoked_at = $2 WHERE person_id = $1 AND revoked_at = 0`, person, db.Millis(now))
	return err
}

// TOTPOf reads a person's app; NotFound without one.
func TOTPOf(ctx context.Context, tx *db.Tx, person string) (t TOTP, err error) {
	var confirmed int64
	err = tx.Row(ctx, `SELECT secret, confirmed_at, last_step FROM person_totp WHERE person_id = $1`, []any{person}, &t.Secret, &confirmed, &t.lastStep)
	if errors.Is(err, db.ErrNone) {
		return t, fault.New(fault.NotFound, "people.no_app")
	}
	t.Confirmed = confirmed > 0
	return t, err
}

// BeginTOTP gives a person the secret of an app that is not confirmed yet: the one that
// was begun before, or a new one. One that is confirmed is a Conflict.
func BeginTOTP(ctx context.Context, tx *db.Tx, person string) (TOTP, error) {
	t, err := TOTPOf(ctx, tx, person)
	switch {
	case err == nil && t.Confirmed:
		return TOTP{}, fault.New(fault.Conflict, "people.app_there")
	case err == nil || fault.KindOf(err) != fault.NotFound:
		return t, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return t, err
	}
	t = TOTP{Secret: newTOTP()}
	_, err = tx.Exec(ctx, `INSERT INTO person_totp (person_id, secret, made_at, confirmed_at, last_step) VALUES ($1, $2, $3, 0, 0)`, person, t.Secret, db.Millis(now))
	return t, err
}

// ConfirmTOTP takes the first code of a person's app. From then on it is asked for;
// gives her recovery codes, which are kept nowhere, and ends her other ways in.
func ConfirmTOTP(ctx context.Context, tx *db.Tx, person, code, keep string) (codes []string, err error) {
	t, err := TOTPOf(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	step, ok := t.step(code, now)
	if !ok || t.Confirmed {
		return nil, fault.New(fault.Invalid, "people.wrong_code").In("code")
	}
	n, err := tx.Exec(ctx, `UPDATE person_totp SET confirmed_at = $2, last_step = $3 WHERE person_id = $1 AND confirmed_at = 0 AND secret = $4`,
		person, db.Millis(now), step, t.Secret)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "people.app_there")
	}
	if err != nil {
		return nil, err
	}
	if err := EndOthers(ctx, tx, person, keep); err != nil {
		return nil, err
	}
	return NewRecoveryCodes(ctx, tx, person)
}

// RemoveTOTP takes a person's app and her recovery codes away, and ends her other ways in.
func RemoveTOTP(ctx context.Context, tx *db.Tx, person, keep string) error {
	n, err := tx.Exec(ctx, `DELETE FROM person_totp WHERE person_id = $1`, person)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.no_app")
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_recovery WHERE person_id = $1`, person); err != nil {
		return err
	}
	return EndOthers(ctx, tx, person, keep)
}

// ForgetSecond takes away all second steps of a person who lost them, and ends whatever is
// open in her name.
func ForgetSecond(ctx context.Context, tx *db.Tx, person string) error {
	for _, part := range []string{
		`DELETE FROM person_totp WHERE person_id = $1`, `DELETE FROM person_recovery WHERE person_id = $1`, `DELETE FROM person_passkey WHERE person_id = $1`,
	} {
		if _, err := tx.Exec(ctx, part, person); err != nil {
			return err
		}
	}
	return EndOthers(ctx, tx, person, "")
}

// NewRecoveryCodes gives a person new codes in the place of all older ones.
func NewRecoveryCodes(ctx context.Context, tx *db.Tx, person string) (codes []string, err error) {
	if _, err := tx.Exec(ctx, `DELETE FROM person_recovery WHERE person_id = $1`, person); err != nil {
		return nil, err
	}
	for range recoveryCodes {
		code := newRecoveryCode()
		if _, err := tx.Exec(ctx, `INSERT INTO person_recovery (person_id, hash, used_at) VALUES ($1, $2, 0)`, person, recoveryHash(person, code)); err != nil {
			return nil, err
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// useCode takes a code of a person's app, or one of her recovery codes, once.
func useCode(ctx context.Context, tx *db.Tx, person, code string) (way string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	t, err := TOTPOf(ctx, tx, person)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return "", err
	}
	if step, ok := t.step(code, now); err == nil && ok && t.Confirmed {
		n, err := tx.Exec(ctx, `UPDATE person_totp SET last_step = $2 WHERE person_id = $1 AND last_step < $2`, person, step)
		if err != nil || n == 1 {
			return "app", err
		}
	}
	n, err := tx.Exec(ctx, `UPDATE person_recovery SET used_at = $3 WHERE person_id = $1 AND hash = $2 AND used_at = 0`, person, recoveryHash(person, code), db.Millis(now))
	if err != nil || n == 1 {
		return "recovery", err
	}
	return "", fault.New(fault.Invalid, "people.wrong_code").In("code")
}
