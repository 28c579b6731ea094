package people

import (
	"context"
	"errors"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
)

// NewToken makes a token for a person and gives its text, which is kept nowhere.
func NewToken(ctx context.Context, tx *db.Tx, t Token) (Token, string, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return t, "", err
	}
	t.Name = strings.TrimSpace(t.Name)
	if err := t.check(now); err != nil {
		return t, "", err
	}
	if off, err := disabled(ctx, tx, t.Person); err != nil || off {
		if err == nil {
			err = fault.New(fault.Conflict, "people.is_disabled")
		}
		return t, "", err
	}
	var text string
	t.ID, t.Made = id.New(now), now
	t.Mark, text = newTokenText()
	_, err = tx.Exec(ctx, `INSERT INTO person_token (id, person_id, name, mark, hash, scopes, editions, made_at, expires_at, used_at, revoked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`,
		t.ID, t.Person, t.Name, t.Mark, HashSecret(text), spaced(t.Scopes), spaced(t.Editions), db.Millis(now), db.Millis(t.Expires))
	return t, text, err
}

const tokenColumns = `id, person_id, name, mark, scopes, editions, made_at, expires_at, used_at, revoked_at`

func scanToken(scan func(...any) error, more ...any) (Token, error) {
	var t Token
	var scopes, editions string
	var made, expires, used, revoked int64
	err := scan(append([]any{&t.ID, &t.Person, &t.Name, &t.Mark, &scopes, &editions, &made, &expires, &used, &revoked}, more...)...)
	t.Scopes, t.Editions = parted[Scope](scopes), parted[lang.Tag](editions)
	t.Made, t.Expires, t.Used, t.Revoked = db.Time(made), db.Time(expires), db.Time(used), db.Time(revoked)
	return t, err
}

// Tokens lists all tokens, or those of one person; the oldest first.
func Tokens(ctx context.Context, tx *db.Tx, person string) (list []Token, err error) {
	err = tx.Rows(ctx, `SELECT `+tokenColumns+` FROM person_token WHERE $1 = '' OR person_id = $1 ORDER BY id`, []any{person}, func(scan func(...any) error) error {
		t, err := scanToken(scan)
		list = append(list, t)
		return err
	})
	return list, err
}

// RevokeToken ends a token for good, by its id or its mark.
func RevokeToken(ctx context.Context, tx *db.Tx, which string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `UPDATE person_token SET revoked_at = $2 WHERE (id = $1 OR mark = $1) AND revoked_at = 0`, which, db.Millis(now))
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "people.no_token").With("token", which)
	}
	return err
}

// Admit finds out who asks by a token. A token that is unknown, ended, too old or a
// disabled person's is NotFound: the answer does not tell which.
func Admit(ctx context.Context, tx *db.Tx, text string) (a Access, err error) {
	refused := fault.New(fault.NotFound, "people.token_refused")
	mark := markOf(text)
	if mark == "" {
		return a, refused
	}
	var hash string
	row := func(dest ...any) error {
		return tx.Row(ctx, `SELECT `+tokenColumns+`, hash FROM person_token WHERE mark = $1`, []any{mark}, dest...)
	}
	a.Token, err = scanToken(row, &hash)
	if errors.Is(err, db.ErrNone) {
		return a, refused
	}
	if err != nil {
		return a, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return a, err
	}
	late := !a.Token.Expires.IsZero() && !now.Before(a.Token.Expires)
	if !sameHash(hash, HashSecret(text)) || !a.Token.Revoked.IsZero() || late {
		return a, refused
	}
	found, err := ByIDs(ctx, tx, []string{a.Token.Person})
	if err != nil {
		return a, err
	}
	var there bool
	if a.Person, there = found[a.Token.Person]; !there || a.Person.Disabled() {
		return a, refused
	}
	if a.Pens, err = Pens(ctx, tx, a.Person.ID); err != nil {
		return a, err
	}
	a.Grants, err = Grants(ctx, tx, a.Person.ID)
	return a, err
}

// usedEvery is how coarsely a token's last use is kept.
const usedEvery = time.Hour

// NoteUse remembers that a token was used, to the hour. StaleUse says when it is due.
func NoteUse(ctx context.Context, tx *db.Tx, t Token) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `UPDATE person_token SET used_at = $2 WHERE id = $1 AND used_at < $2`, t.ID, db.Millis(now.Truncate(usedEvery)))
	return err
}

// StaleUse says whether NoteUse has something to note.
func (t Token) StaleUse(now time.Time) bool { return t.Used.Before(now.Truncate(usedEvery)) }

func spaced[S ~string](list []S) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = string(s)
	}
	return strings.Join(parts, " ")
}

func parted[S ~string](text string) (list []S) {
	for _, s := range strings.Fields(text) {
		list = append(list, S(s))
	}
	return list
}
