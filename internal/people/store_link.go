package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes of links.
const (
	EnterLink      Purpose = "enter"      // comes in, once
	InvitationLink Purpose = "invitation" // sets a first password and comes in
	ResetLink      Purpose = "reset"      // sets a new password
)

// linkLife is how long a link of each purpose works.
var linkLife = map[Purpose]time.Duration{EnterLink: LinkLife, InvitationLink: 7 * 24 * time.Hour, ResetLink: 30 * time.Minute}

// NewLink makes a sign-in link's secret for a person and ends her older ones. For
// somebody who is disabled it is a Conflict.
func NewLink(ctx context.Context, tx *db.Tx, person string) (Secret, error) {
	return NewLinkFor(ctx, tx, EnterLink, person)
}

// NewLinkFor makes a link's secret for a purpose and ends older ones of that purpose.
// It is bound to the e-mail that she has now. For somebody who is disabled it is a
// Conflict, for somebody without an e-mail Invalid.
func NewLinkFor(ctx context.Context, tx *db.Tx, purpose Purpose, person string) (Secret, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Secret{}, err
	}
	found, err := ByIDs(ctx, tx, []string{person})
	if err != nil {
		return Secret{}, err
	}
	p, there := found[person]
	switch {
	case !there:
		return Secret{}, fault.New(fault.NotFound, "people.nobody")
	case p.Disabled():
		return Secret{}, fault.New(fault.Conflict, "people.is_disabled")
	case p.Email == "":
		return Secret{}, fault.New(fault.Invalid, "people.no_email")
	}
	if _, err := tx.Exec(ctx, `DELETE FROM person_link WHERE person_id = $1 AND purpose = $2 AND used_at = 0`, person, string(purpose)); err != nil {
		return Secret{}, err
	}
	s := NewSecret()
	_, err = tx.Exec(ctx, `INSERT INTO person_link (hash, person_id, made_at, expires_at, used_at, purpose, email) VALUES ($1, $2, $3, $4, 0, $5, $6)`,
		s.Hash, person, db.Millis(now), db.Millis(now.Add(linkLife[purpose])), string(purpose), p.Email)
	return s, err
}

// LinkPath makes a link for a purpose and gives its path in the desk, and until when it
// works.
func LinkPath(ctx context.Context, tx *db.Tx, person, purpose string) (path string, until time.Time, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", until, err
	}
	p := Purpose(purpose)
	life, known := linkLife[p]
	if !known {
		return "", until, fmt.Errorf("no link is for %q", purpose)
	}
	s, err := NewLinkFor(ctx, tx, p, person)
	return "/desk/" + purpose + "/" + s.Text, now.Add(life), err
}

// UseLink takes a sign-in link's secret, once, and gives the person's id. A secret
// that is unknown, used or too old is NotFound: the answer does not tell which.
func UseLink(ctx context.Context, tx *db.Tx, secret string) (string, error) {
	p, err := useLink(ctx, tx, EnterLink, secret)
	return p.ID, err
}

// LinkHolder is whose link this is, without using it, for the page that it opens.
func LinkHolder(ctx context.Context, tx *db.Tx, purpose Purpose, secret string) (Person, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Person{}, err
	}
	var person, email string
	err = tx.Row(ctx, `SELECT person_id, email FROM person_link WHERE hash = $1 AND purpose = $2 AND used_at = 0 AND expires_at > $3`,
		[]any{HashSecret(secret), string(purpose), db.Millis(now)}, &person, &email)
	return linked(ctx, tx, person, email, err)
}

func useLink(ctx context.Context, tx *db.Tx, purpose Purpose, secret string) (Person, error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return Person{}, err
	}
	var person, email string
	err = tx.Row(ctx, `UPDATE person_link SET used_at = $2 WHERE hash = $1 AND purpose = $3 AND used_at = 0 AND expires_at > $2 RETURNING person_id, email`,
		[]any{HashSecret(secret), db.Millis(now), string(purpose)}, &person, &email)
	return linked(ctx, tx, person, email, err)
}

// linked is the person of a link that was found: she may still come in, and her e-mail
// is the one that the link was made for.
func linked(ctx context.Context, tx *db.Tx, person, email string, err error) (Person, error) {
	spent := fault.New(fault.NotFound, "people.link_spent")
	if errors.Is(err, db.ErrNone) {
		return Person{}, spent
	}
	if err != nil {
		return Person{}, err
	}
	found, err := ByIDs(ctx, tx, []string{person})
	if err != nil {
		return Person{}, err
	}
	p, there := found[person]
	if !there || p.Disabled() || email != "" && email != p.Email {
		return Person{}, spent
	}
	return p, nil
}

// endLinks ends a person's links of every purpose.
func endLinks(ctx context.Context, tx *db.Tx, person string) error {
	_, err := tx.Exec(ctx, `DELETE FROM person_link WHERE person_id = $1 AND used_at = 0`, person)
	return err
}

// SetEmail gives a person another e-mail, or none, and ends her links: they were sent to
// the old one. An address that is taken, or looks like another's, is a Conflict.
func SetEmail(ctx context.Context, tx *db.Tx, person, email string) error {
	found, err := ByIDs(ctx, tx, []string{person})
	if err != nil {
		return err
	}
	p, there := found[person]
	if !there {
		return fault.New(fault.NotFound, "people.nobody")
	}
	if email != "" {
		if email, err = FoldEmail(email); err != nil {
			return err
		}
		p.Email = email
		if err := noLookalike(ctx, tx, p); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `UPDATE person SET email = $2 WHERE id = $1`, person, email)
	if errors.Is(err, db.ErrUnique) {
		return fault.New(fault.Conflict, "people.email_taken").In("email").Because(err)
	}
	if err != nil {
		return err
	}
	return endLinks(ctx, tx, person)
}

// noLookalike refuses a name or an address that could be taken for that of somebody else
// who can sign in.
func noLookalike(ctx context.Context, tx *db.Tx, p Person) error {
	name, email := Skeleton(p.Name), Skeleton(p.Email)
	alike := ""
	err := tx.Rows(ctx, `SELECT id, name, email FROM person WHERE email <> ''`, nil, func(scan func(...any) error) error {
		var id, otherName, otherEmail string
		if err := scan(&id, &otherName, &otherEmail); err != nil || id == p.ID {
			return err
		}
		if Skeleton(otherName) == name || otherEmail != p.Email && Skeleton(otherEmail) == email {
			alike = otherName
		}
		return nil
	})
	if err == nil && alike != "" {
		err = fault.New(fault.Conflict, "people.looks_alike").In("name").With("name", alike)
	}
	return err
}
