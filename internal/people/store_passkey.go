package people

import (
	"context"
	"encoding/json"
	"errors"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"

	"github.com/go-webauthn/webauthn/webauthn"
)

// PasskeysOf lists a person's passkeys, the oldest first.
func PasskeysOf(ctx context.Context, tx *db.Tx, person string) (list []Passkey, err error) {
	err = tx.Rows(ctx, `SELECT id, person_id, name, credential, made_at, used_at FROM person_passkey WHERE person_id = $1 ORDER BY made_at, id`, []any{person}, func(scan func(...any) error) error {
		var k Passkey
		var raw string
		var made, used int64
		if err := scan(&k.ID, &k.person, &k.Name, &raw, &made, &used); err != nil {
			return err
		}
		k.Made, k.Used = db.Time(made), db.Time(used)
		err := json.Unmarshal([]byte(raw), &k.credential)
		k.BackedUp = k.credential.Flags.BackupState
		list = append(list, k)
		return err
	})
	return list, err
}

// addPasskey keeps a credential whole: its public key, its counter, and whether it can
// be and is backed up, which later answers must agree with.
func addPasskey(ctx context.Context, tx *db.Tx, person, name string, c webauthn.Credential) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO person_passkey (id, person_id, name, credential, made_at, used_at) VALUES ($1, $2, $3, $4, $5, 0)`,
		keyID(c.ID), person, name, string(raw), db.Millis(now))
	if errors.Is(err, db.ErrUnique) {
		return fault.New(fault.Conflict, "people.passkey_there").Because(err)
	}
	return err
}

// notePasskey keeps a passkey's counter and flags after its use.
func notePasskey(ctx context.Context, tx *db.Tx, person string, c webauthn.Credential) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_passkey SET credential = $3, used_at = $4 WHERE id = $1 AND person_id = $2`, keyID(c.ID), person, string(raw), db.Millis(now))
	return err
}

// keeperOf reads a person with her passkeys. Somebody who is not there or may not come in
// is Invalid, as every other passkey that does not open.
func keeperOf(ctx context.Context, tx *db.Tx, person string) (k keeper, err error) {
	found, err := ByIDs(ctx, tx, []string{person})
	if err != nil {
		return k, err
	}
	p, there := found[person]
	if !there || p.Disabled() {
		return k, badPasskey(errors.New("a passkey of nobody"))
	}
	keys, err := PasskeysOf(ctx, tx, person)
	return keeper{p, keys}, err
}

// removePasskey takes a passkey away and ends the person's other ways in.
func removePasskey(ctx context.Context, tx *db.Tx, person, key, keep string) error {
	n, err := tx.Exec(ctx, `DELETE FROM person_passkey WHERE id = $1 AND person_id = $2`, key, person)
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.no_passkey")
	}
	if err != nil {
		return err
	}
	return EndOthers(ctx, tx, person, keep)
}

// identify finds who somebody is by what another house says of her: by its own name for
// her if she came that way before, else by her e-mail, and from then on by its name.
func identify(ctx context.Context, tx *db.Tx, issuer, subject, email string) (Person, error) {
	stranger := fault.New(fault.Forbidden, "people.stranger")
	var person string
	err := tx.Row(ctx, `SELECT person_id FROM person_identity WHERE issuer = $1 AND subject = $2`, []any{issuer, subject}, &person)
	switch {
	case errors.Is(err, db.ErrNone):
		p, err := ByEmail(ctx, tx, email)
		if fault.KindOf(err) == fault.NotFound || err == nil && p.Disabled() {
			return Person{}, stranger
		}
		if err != nil {
			return Person{}, err
		}
		now, err := tx.Now(ctx)
		if err != nil {
			return Person{}, err
		}
		n, err := tx.Exec(ctx, `INSERT INTO person_identity (issuer, subject, person_id, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, issuer, subject, p.ID, db.Millis(now))
		if err == nil && n == 0 { // the address is now somebody else's over there
			err = stranger
		}
		return p, err
	case err != nil:
		return Person{}, err
	}
	found, err := ByIDs(ctx, tx, []string{person})
	if err != nil {
		return Person{}, err
	}
	if p, there := found[person]; there && !p.Disabled() {
		return p, nil
	}
	return Person{}, stranger
}
