package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/mail"
	"strings"
	"time"

	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Person is somebody with a name here.
type Person struct {
	ID    string
	Name  string // as she writes it herself
	Email string // folded; empty for somebody who never signs in
	Slug  string // of her page
	Place string // place key, or empty
	Names map[lang.Tag]Name

	DisabledAt time.Time // zero while she may sign in
	Portrait   string    // id of a picture of the library, or empty
}

// Disabled says whether the person was shut out.
func (p Person) Disabled() bool { return !p.DisabledAt.IsZero() }

// Name is a person's name and what is said of her in one language. Title is what she
// is for readers ("Chief editor"); those who have one are the staff that they see.
type Name struct{ Name, About, Title string }

// In is the person's name in a language, else as she writes it herself.
func (p Person) In(l lang.Tag) string {
	if n := p.Names[l].Name; n != "" {
		return n
	}
	return p.Name
}

// Role is what a person may do.
type Role string

// The roles (docs/words.md).
const (
	Administrator Role = "administrator"
	ChiefEditor   Role = "chief editor"
	Editor        Role = "editor"
	Reporter      Role = "reporter"
	Translator    Role = "translator"
	FactChecker   Role = "fact-checker"
	SocialEditor  Role = "social editor"
	Expert        Role = "expert"
	Contributor   Role = "contributor"
)

// FoldEmail checks an e-mail address and gives the form under which it is kept:
// lower case, without a display name.
func FoldEmail(s string) (string, error) {
	a, err := mail.ParseAddress(strings.TrimSpace(s))
	if err != nil || len(a.Address) > 254 || !strings.Contains(a.Address, "@") {
		return "", fault.New(fault.Invalid, "people.bad_email").In("email").With("email", s).Because(err)
	}
	return strings.ToLower(a.Address), nil
}

// Secret is a one-time secret: 256 random bits that stand in a link, and their
// SHA-256, which is all that is kept.
type Secret struct{ Text, Hash string }

// NewSecret makes a one-time secret.
func NewSecret() Secret {
	var raw [32]byte
	rand.Read(raw[:])
	text := base64.RawURLEncoding.EncodeToString(raw[:])
	return Secret{Text: text, Hash: HashSecret(text)}
}

// HashSecret is how a secret is kept and looked up.
func HashSecret(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// LinkLife is how long a sign-in link can be used.
const LinkLife = 24 * time.Hour
