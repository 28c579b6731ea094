package people

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// TOTP is the app on a telephone that makes a code each half minute (RFC 6238).
type TOTP struct {
	Secret    string // base32
	Confirmed bool
	lastStep  int64
}

const (
	totpPeriod = 30 // seconds
	totpSkew   = 1  // periods that clocks may be apart
)

// newTOTP makes the secret of an app: 160 random bits (RFC 4226, section 4).
func newTOTP() string {
	raw := make([]byte, 20)
	rand.Read(raw)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw)
}

// Address is what the square code says to the app.
func (t TOTP) Address(outlet, account string) (string, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(t.Secret)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: strings.ReplaceAll(outlet, ":", " "), AccountName: account, Secret: raw, Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// step finds the half minute whose code this is, among those around a moment that come
// after the last one used: a code is good once (RFC 6238, section 5.2).
func (t TOTP) step(code string, at time.Time) (step int64, ok bool) {
	code = strings.Join(strings.Fields(code), "")
	now := at.Unix() / totpPeriod
	for s := now - totpSkew; s <= now+totpSkew; s++ {
		want, err := totp.GenerateCodeCustom(t.Secret, time.Unix(s*totpPeriod, 0), totp.ValidateOpts{Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		same := err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1
		if same && s > t.lastStep {
			step, ok = s, true
		}
	}
	return step, ok
}

// recoveryCodes is how many codes are made at a time, recoveryBytes how random each is.
const (
	recoveryCodes = 10
	recoveryBytes = 10
)

// newRecoveryCode makes a code like "k3fq-7mzd-2xwa-pe5t": 80 random bits.
func newRecoveryCode() string {
	raw := make([]byte, recoveryBytes)
	rand.Read(raw)
	s := tokenSigns.EncodeToString(raw)
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:]
}

// recoveryHash is how a code is kept: with the person, so that equal codes of two people
// do not show.
func recoveryHash(person, code string) string {
	bare := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(code))
	return HashSecret(person + " " + bare)
}
