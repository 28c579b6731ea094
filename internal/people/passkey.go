package people

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkey is a key on a device of hers, or in her safe of passwords.
type Passkey struct {
	ID       string // of the credential, base64url
	Name     string
	Made     time.Time
	Used     time.Time // zero: never
	BackedUp bool      // it is kept in more than one place

	credential webauthn.Credential
	person     string
}

// maxPasskeys bounds the keys of one person, maxKeyName their names in runes.
const (
	maxPasskeys = 20
	maxKeyName  = 60
)

// The kinds of ceremonies with passkeys.
const (
	registerCeremony = "passkey to keep"
	enterCeremony    = "passkey to enter"
)

// MayHavePasskeys says whether browsers make passkeys for an address: they do for host
// names alone, never for the number of a machine (W3C Web Authentication, 5.1.2).
func MayHavePasskeys(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil && (u.Scheme == "https" || u.Hostname() == "localhost")
}

// relying is our side of a ceremony, under the outlet's own address and no other.
func relying(address, outlet string) (*webauthn.WebAuthn, error) {
	u, err := url.Parse(address)
	if err != nil || !MayHavePasskeys(address) {
		return nil, fault.New(fault.Conflict, "people.no_passkeys_here").Because(err)
	}
	return webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: outlet, RPOrigins: []string{strings.TrimSuffix(address, "/")},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// keeper is a person as the protocol knows her. The handle is her id, which tells nothing
// of her.
type keeper struct {
	person Person
	keys   []Passkey
}

func (k keeper) WebAuthnID() []byte          { return []byte(k.person.ID) }
func (k keeper) WebAuthnName() string        { return k.person.Email }
func (k keeper) WebAuthnDisplayName() string { return k.person.Name }
func (k keeper) WebAuthnCredentials() (list []webauthn.Credential) {
	for _, key := range k.keys {
		list = append(list, key.credential)
	}
	return list
}

// Asked is what a browser is asked in a ceremony: the options for its script, and the
// secret for its cookie.
type Asked struct {
	Options any
	Secret  Secret
}

// BeginPasskey asks a browser to make a passkey for a visitor.
func (d *Door) BeginPasskey(ctx context.Context, v Visit, address, outlet string, from From) (a Asked, err error) {
	p := v.Person
	w, err := relying(address, outlet)
	if err != nil {
		return a, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := FactorsOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if err := MayAdd(v.Session, f); err != nil {
			return err
		}
		keys, err := PasskeysOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		if len(keys) >= maxPasskeys {
			return fault.New(fault.Conflict, "people.many_passkeys").With("max", maxPasskeys)
		}
		k := keeper{p, keys}
		options, session, err := w.BeginRegistration(k, webauthn.WithExclusions(webauthn.Credentials(k.WebAuthnCredentials()).CredentialDescriptors()))
		if err != nil {
			return err
		}
		a.Options = options.Response
		a.Secret, err = begin(ctx, tx, registerCeremony, p.ID, session, from)
		return err
	})
	return a, err
}

func begin(ctx context.Context, tx *db.Tx, kind, person string, session *webauthn.SessionData, from From) (Secret, error) {
	data, err := json.Marshal(session)
	if err != nil {
		return Secret{}, err
	}
	return BeginCeremony(ctx, tx, kind, person, string(data), from)
}

// KeepPasskey keeps the passkey that a browser made for a visitor, ends her other ways in
// and makes her session strong.
func (d *Door) KeepPasskey(ctx context.Context, v Visit, name string, answer []byte, secret, address, outlet string, from From) (e Entry, err error) {
	w, err := relying(address, outlet)
	if err != nil {
		return e, err
	}
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > maxKeyName {
		return e, fault.New(fault.Invalid, "people.passkey_name").In("name").With("max", maxKeyName)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return e, badPasskey(err)
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		person, data, err := EndCeremony(ctx, tx, registerCeremony, secret)
		if err != nil {
			return err
		}
		var session webauthn.SessionData
		if err := json.Unmarshal([]byte(data), &session); err != nil || person != v.Person.ID {
			return badPasskey(err)
		}
		f, err := FactorsOf(ctx, tx, person)
		if err != nil {
			return err
		}
		if err := MayAdd(v.Session, f); err != nil {
			return err
		}
		made, err := w.CreateCredential(keeper{v.Person, nil}, session, parsed)
		if err != nil {
			return badPasskey(err)
		}
		if err := addPasskey(ctx, tx, person, name, *made); err != nil {
			return err
		}
		if err := EndOthers(ctx, tx, person, v.Session.ID); err != nil {
			return err
		}
		if err := d.note(ctx, tx, "person.passkey_added", person, from, map[string]string{"name": name}); err != nil {
			return err
		}
		e, err = d.complete(ctx, tx, v.Session, "passkey", from)
		return err
	})
	return e, err
}

func badPasskey(err error) error {
	var detail *protocol.Error
	if errors.As(err, &detail) {
		err = errors.New(detail.Details + " " + detail.DevInfo)
	}
	return fault.New(fault.Invalid, "people.bad_passkey").Because(err)
}

// AskPasskey asks a browser for any passkey of this outlet, of whomever.
func (d *Door) AskPasskey(ctx context.Context, address, outlet string, from From) (a Asked, err error) {
	w, err := relying(address, outlet)
	if err != nil {
		return a, err
	}
	options, session, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return a, err
	}
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		a.Options = options.Response
		a.Secret, err = begin(ctx, tx, enterCeremony, "", session, from)
		return err
	})
	return a, err
}

// ByPasskey lets somebody in by a passkey, which is both factors in one: the device, and
// the finger or the number that opens it. With a session that is not strong yet, it has
// to be a passkey of that session's person.
func (d *Door) ByPasskey(ctx context.Context, answer []byte, secret, address, outlet string, now *Session, from From) (e Entry, err error) {
	w, err := relying(address, outlet)
	if err != nil {
		return e, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return e, badPasskey(err)
	}
	var refused error
	err = d.DB.Write(ctx, func(tx *db.Tx) error {
		e, refused = Entry{}, nil
		_, data, err := EndCeremony(ctx, tx, enterCeremony, secret)
		if err != nil {
			return err
		}
		p, err := d.passkeyHolder(ctx, tx, w, parsed, data)
		if fault.KindOf(err) == fault.Invalid {
			refused = err // the ceremony is over all the same
			return nil
		}
		if err != nil {
			return err
		}
		if now != nil && now.Person != p.ID {
			refused = badPasskey(errors.New("a passkey of somebody else"))
			return nil
		}
		if now != nil {
			e, err = d.complete(ctx, tx, *now, "passkey", from)
			return err
		}
		e.Person = p
		if e.Session, e.Secret, err = startStrong(ctx, tx, p.ID, from.Device, Network(from.Address)); err != nil {
			return err
		}
		return d.note(ctx, tx, "person.signed_in", p.ID, from, map[string]string{"by": "passkey", "device": e.Session.Device})
	})
	return e, errors.Join(err, refused)
}

// passkeyHolder finds whose passkey answered, and keeps its counter.
func (d *Door) passkeyHolder(ctx context.Context, tx *db.Tx, w *webauthn.WebAuthn, parsed *protocol.ParsedCredentialAssertionData, data string) (Person, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal([]byte(data), &session); err != nil {
		return Person{}, err
	}
	var k keeper
	var failed error
	_, used, err := w.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		k, failed = keeperOf(ctx, tx, string(handle))
		return k, failed
	}, session, parsed)
	switch {
	case failed != nil:
		return Person{}, failed
	case err != nil:
		return Person{}, badPasskey(err)
	case used.Authenticator.CloneWarning:
		return Person{}, badPasskey(errors.New("the counter went back: the key was copied"))
	}
	return k.person, notePasskey(ctx, tx, k.person.ID, *used)
}

func keyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }
