package people

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Scope is a part of what a person may do, to which a token can be held.
type Scope string

// The scopes of tokens.
const (
	ScopeRead     Scope = "read"     // stories and their texts
	ScopeWrite    Scope = "write"    // create stories, save texts
	ScopePublish  Scope = "publish"  // publish, lift gates, withdraw
	ScopeFronts   Scope = "fronts"   // arrange fronts
	ScopeWebhooks Scope = "webhooks" // manage webhooks
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeRead, ScopeWrite, ScopePublish, ScopeFronts, ScopeWebhooks}

// scopeOf says which scope a deed needs. A deed without one cannot be done by token.
var scopeOf = map[Deed]Scope{
	ReadStory: ScopeRead, CreateStory: ScopeWrite, SaveOriginal: ScopeWrite, SaveTranslation: ScopeWrite,
	Publish: ScopePublish, Withdraw: ScopePublish, ArrangeFront: ScopeFronts, ManageWebhooks: ScopeWebhooks,
}

// Token is a key by which a program acts for a person. Its roles are hers at the moment
// of use; Scopes and Editions hold it to a part of them.
type Token struct {
	ID       string
	Person   string
	Name     string     // what it is for
	Mark     string     // its open beginning, "mst_7k2m…", by which a person recognises it
	Scopes   []Scope    // none: all that her roles allow
	Editions []lang.Tag // none: every edition
	Made     time.Time
	Expires  time.Time // zero: never
	Used     time.Time // to the hour; zero: never
	Revoked  time.Time // zero while it works
}

// Bounds of a token.
const (
	maxTokenName = 100 // runes
	markBytes    = 5
	secretBytes  = 32
)

// tokenPrefix begins every token, so that one that was published by mistake is found.
const tokenPrefix = "mst_"

var tokenSigns = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// newTokenText makes a token: its open part, and the whole with 256 random bits.
func newTokenText() (mark, text string) {
	var raw [markBytes + secretBytes]byte
	rand.Read(raw[:])
	mark = tokenPrefix + tokenSigns.EncodeToString(raw[:markBytes])
	return mark, mark + tokenSigns.EncodeToString(raw[markBytes:])
}

var (
	markLen  = len(tokenPrefix) + tokenSigns.EncodedLen(markBytes)
	tokenLen = markLen + tokenSigns.EncodedLen(secretBytes)
)

// markOf takes the open part out of a token; empty if it is none.
func markOf(text string) string {
	if len(text) != tokenLen || !strings.HasPrefix(text, tokenPrefix) {
		return ""
	}
	return text[:markLen]
}

// sameHash compares hashes in a time that tells nothing of them.
func sameHash(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// check refuses a token that would not mean what was meant.
func (t Token) check(now time.Time) error {
	name := []rune(strings.TrimSpace(t.Name))
	if len(name) == 0 || len(name) > maxTokenName {
		return fault.New(fault.Invalid, "people.token_name").In("name").With("max", maxTokenName)
	}
	for _, s := range t.Scopes {
		if !slices.Contains(Scopes, s) {
			return fault.New(fault.Invalid, "people.unknown_scope").In("scopes").With("scope", string(s))
		}
	}
	for _, l := range t.Editions {
		if !l.Valid() {
			return fault.New(fault.Invalid, "people.unknown_edition").In("editions").With("lang", string(l))
		}
	}
	if !t.Expires.IsZero() && !t.Expires.After(now) {
		return fault.New(fault.Invalid, "people.token_expiry").In("expires")
	}
	return nil
}

// Access is somebody who asks: a person with her roles, by a token.
type Access struct {
	Person Person
	Grants []Grant
	Token  Token
	Pens   []string // ids of the pseudonyms that she writes under
}

// May says whether the person may do it, and the token too.
func (a Access) May(c Case) bool { return a.tokenMay(c) && May(a.Grants, c) }

// MayLift is the same for lifting a gate.
func (a Access) MayLift(lifters []Role, bureau string, l lang.Tag) bool {
	return a.tokenMay(Case{Deed: Publish, Bureau: bureau, Lang: l}) && MayLift(a.Grants, lifters, bureau, l)
}

// Sees says whether the token is not held to other editions than one.
func (a Access) Sees(l lang.Tag) bool {
	return len(a.Token.Editions) == 0 || slices.Contains(a.Token.Editions, l)
}

func (a Access) tokenMay(c Case) bool {
	scope, known := scopeOf[c.Deed]
	if !known || len(a.Token.Scopes) > 0 && !slices.Contains(a.Token.Scopes, scope) {
		return false
	}
	if slices.Contains(outletWide, c.Deed) {
		return len(a.Token.Editions) == 0
	}
	return c.Lang == "" || a.Sees(c.Lang)
}
