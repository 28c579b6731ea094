package people

import (
	"context"
	"net/netip"
	"slices"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
)

// Door lets people in. Every way through it counts tries before it looks, gives the same
// answer and does the same work for people who are not there, and leads to a session
// that is whole only once a second factor was shown by whoever has or needs one.
type Door struct {
	DB     *db.DB
	Hasher *Hasher
	Second func() []Role // the roles whose people need a second factor; nil for none
}

// From is where somebody stands who wants in.
type From struct {
	Address netip.Addr
	Device  string // what her browser says it is
}

// Entry is a session that begins, and the secret of its cookie.
type Entry struct {
	Person  Person
	Session Session
	Secret  Secret
}

// Needs says whether somebody with these roles needs a second factor.
func (d *Door) Needs(grants []Grant) bool {
	if d.Second == nil {
		return false
	}
	roles := d.Second()
	return slices.ContainsFunc(grants, func(g Grant) bool { return slices.Contains(roles, g.Role) })
}

// ByPassword lets somebody in by e-mail and password. A wrong password, an unknown
// address, one without a password and a disabled person all get the same answer, with
// the number of tries that are left.
func (d *Door) ByPassword(ctx context.Context, email, password string, from From) (e Entry, err error) {
	account := email
	if folded, err := FoldEmail(email); err == nil {
		account = folded
	}
	gates := accountGates("password", account, from.Address)
	var p Person
	var hash string
	var left int
	err = d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		p, hash = Person{}, ""
		if left, err = Try(ctx, tx, gates); err != nil {
			return err
		}
		if left == 0 {
			if err := audit.Note(ctx, tx, audit.Entry{Deed: "door.shut", From: Network(from.Address), Detail: map[string]string{"account": account}}); err != nil {
				return err
			}
		}
		p, err = ByEmail(ctx, tx, account)
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		if err != nil {
			return err
		}
		hash, err = passwordOf(ctx, tx, p.ID)
		return err
	})
	if err != nil {
		return e, err
	}
	right, stale, err := d.Hasher.Verify(ctx, hash, password)
	if err != nil {
		return e, err
	}
	if !right || p.Disabled() {
		return e, wrongPassword(left)
	}
	renewed := ""
	if stale {
		if renewed, err = d.Hasher.Hash(ctx, password); err != nil {
			return e, err
		}
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if renewed != "" {
			if err := keepPassword(ctx, tx, p.ID, renewed); err != nil {
				return err
			}
		}
		if err := forgive(ctx, tx, gates); err != nil {
			return err
		}
		e, err = d.enter(ctx, tx, p, "password", from)
		return err
	})
	return e, err
}

func wrongPassword(left int) error {
	if left == 0 {
		return fault.New(fault.Invalid, "people.wrong_password_last").In("password")
	}
	return fault.New(fault.Invalid, "people.wrong_password").In("password").With("n", left)
}

// ByLink lets somebody in by a one-time link. The link takes the place of a password, not
// of a second factor.
func (d *Door) ByLink(ctx context.Context, secret string, from From) (e Entry, err error) {
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := useLink(ctx, tx, EnterLink, secret)
		if err == nil {
			e, err = d.enter(ctx, tx, p, "link", from)
		}
		return err
	})
	return e, err
}

// Accept takes an invitation: whoever holds the link and knows the address that it was
// sent to sets her first password and comes in. Her roles are those that she was given.
func (d *Door) Accept(ctx context.Context, secret, email, password string, from From) (e Entry, err error) {
	folded, err := FoldEmail(email)
	if err != nil {
		return e, err
	}
	var p Person
	err = d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err := Try(ctx, tx, askingGates("link", from.Address)); err != nil {
			return err
		}
		p, err = LinkHolder(ctx, tx, InvitationLink, secret)
		return err
	})
	if err != nil {
		return e, err
	}
	if p.Email != folded {
		return e, fault.New(fault.Invalid, "people.other_email").In("email")
	}
	hash, err := d.newPassword(ctx, password, p)
	if err != nil {
		return e, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := useLink(ctx, tx, InvitationLink, secret)
		if err != nil {
			return err
		}
		if err := SetPassword(ctx, tx, p.ID, hash, ""); err != nil {
			return err
		}
		e, err = d.enter(ctx, tx, p, "invitation", from)
		return err
	})
	return e, err
}

// Reset sets a new password by a link, and ends all that the old one may have opened. It
// lets nobody in: the new password does.
func (d *Door) Reset(ctx context.Context, secret, password string, from From) error {
	var p Person
	err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err := Try(ctx, tx, askingGates("link", from.Address)); err != nil {
			return err
		}
		p, err = LinkHolder(ctx, tx, ResetLink, secret)
		return err
	})
	if err != nil {
		return err
	}
	hash, err := d.newPassword(ctx, password, p)
	if err != nil {
		return err
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := useLink(ctx, tx, ResetLink, secret)
		if err != nil {
			return err
		}
		if err := SetPassword(ctx, tx, p.ID, hash, ""); err != nil {
			return err
		}
		return d.note(ctx, tx, "person.password_reset", p.ID, from, nil)
	})
}

// ChangePassword sets another password for somebody who is signed in.
func (d *Door) ChangePassword(ctx context.Context, v Visit, password string, from From) error {
	hash, err := d.newPassword(ctx, password, v.Person)
	if err != nil {
		return err
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := SetPassword(ctx, tx, v.Person.ID, hash, v.Session.ID); err != nil {
			return err
		}
		return d.note(ctx, tx, "person.password_set", v.Person.ID, from, nil)
	})
}

func (d *Door) newPassword(ctx context.Context, password string, p Person) (hash string, err error) {
	if err := CheckPassword(password, p); err != nil {
		return "", err
	}
	return d.Hasher.Hash(ctx, password)
}

// AskReset has a reset link sent to an address, if it is somebody's who may come in.
// Nobody who asks learns whether it is.
func (d *Door) AskReset(ctx context.Context, email string, from From, send func(ctx context.Context, tx *db.Tx, person string) error) error {
	folded, err := FoldEmail(email)
	if err != nil {
		return err
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := Try(ctx, tx, accountGates("reset", folded, from.Address)); err != nil {
			return err
		}
		p, err := ByEmail(ctx, tx, folded)
		if fault.KindOf(err) == fault.NotFound || err == nil && p.Disabled() {
			return nil
		}
		if err != nil {
			return err
		}
		if err := send(ctx, tx, p.ID); err != nil {
			return err
		}
		return d.note(ctx, tx, "person.reset_asked", p.ID, from, nil)
	})
}

// Prove takes the password of somebody who is signed in, once more, before something that
// a stranger at her computer must not do.
func (d *Door) Prove(ctx context.Context, v Visit, password string, from From) error {
	gates := accountGates("password", v.Person.Email, from.Address)
	var hash string
	var left int
	err := d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if left, err = Try(ctx, tx, gates); err != nil {
			return err
		}
		hash, err = passwordOf(ctx, tx, v.Person.ID)
		return err
	})
	if err != nil {
		return err
	}
	right, _, err := d.Hasher.Verify(ctx, hash, password)
	if err != nil {
		return err
	}
	if !right {
		return wrongPassword(left)
	}
	return d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := forgive(ctx, tx, gates); err != nil {
			return err
		}
		return proveSession(ctx, tx, v.Session.ID)
	})
}

// enter begins a session by a first factor. It is whole unless the person has a second
// one, or needs one.
func (d *Door) enter(ctx context.Context, tx *db.Tx, p Person, way string, from From) (e Entry, err error) {
	e.Person = p
	grants, err := Grants(ctx, tx, p.ID)
	if err != nil {
		return e, err
	}
	factors, err := FactorsOf(ctx, tx, p.ID)
	if err != nil {
		return e, err
	}
	start := StartSession
	if factors.Second() || d.Needs(grants) {
		start = startHalf
	}
	if e.Session, e.Secret, err = start(ctx, tx, p.ID, from.Device, Network(from.Address)); err != nil {
		return e, err
	}
	deed := "person.signed_in"
	if !e.Session.Whole {
		deed = "person.half_signed_in"
	}
	return e, d.note(ctx, tx, deed, p.ID, from, map[string]string{"by": way, "device": e.Session.Device})
}

// note writes a deed of a person on herself into the audit, with the network she came from.
func (d *Door) note(ctx context.Context, tx *db.Tx, deed, person string, from From, detail map[string]string) error {
	return audit.Note(ctx, tx, audit.Entry{By: person, Deed: deed, On: audit.Thing("person", person), From: Network(from.Address), Detail: detail})
}

// ByIdentity lets somebody in whom another house has signed in, and whose e-mail it has
// verified. It takes the place of a password, and makes nobody.
func (d *Door) ByIdentity(ctx context.Context, issuer, subject, email string, from From) (e Entry, err error) {
	folded, err := FoldEmail(email)
	if err != nil {
		return e, fault.New(fault.Forbidden, "people.stranger").Because(err)
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		p, err := identify(ctx, tx, issuer, subject, folded)
		if err == nil {
			e, err = d.enter(ctx, tx, p, "identity", from)
		}
		return err
	})
	return e, err
}
