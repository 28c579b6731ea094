package people

import (
	"context"
	"errors"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// ceremonyLife is how long a browser has to answer what it was asked.
const ceremonyLife = 10 * time.Minute

// BeginCeremony keeps what a browser is asked until it answers, once. The secret goes into
// its cookie, so that no other browser can answer in its place.
func BeginCeremony(ctx context.Context, tx *db.Tx, kind, person, data string, from From) (Secret, error) {
	if _, err := Try(ctx, tx, askingGates("ceremony", from.Address)); err != nil {
		return Secret{}, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return Secret{}, err
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_ceremony WHERE expires_at <= $1`, db.Millis(now)); err != nil {
		return Secret{}, err
	}
	s := NewSecret()
	_, err = tx.Exec(ctx, `INSERT INTO person_ceremony (hash, kind, person_id, data, expires_at) VALUES ($1, $2, $3, $4, $5)`,
		s.Hash, kind, person, data, db.Millis(now.Add(ceremonyLife)))
	return s, err
}

// EndCeremony takes what a browser was asked. One that is unknown, answered, too old or
// of another kind is NotFound.
func EndCeremony(ctx context.Context, tx *db.Tx, kind, secret string) (person, data string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", "", err
	}
	err = tx.Row(ctx, `DELETE FROM person_ceremony WHERE hash = $1 AND kind = $2 AND expires_at > $3 RETURNING person_id, data`,
		[]any{HashSecret(secret), kind, db.Millis(now)}, &person, &data)
	if errors.Is(err, db.ErrNone) {
		err = fault.New(fault.NotFound, "people.ceremony_over")
	}
	return person, data, err
}
