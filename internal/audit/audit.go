package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/lang"
)

// Entry is one deed. Seq, At and Hash are given by Note.
type Entry struct {
	Seq    int64             `json:"seq"`
	At     time.Time         `json:"-"`
	By     string            `json:"by"`     // id of the person; empty for the program itself and for commands
	Deed   string            `json:"deed"`   // noun and what happened to it: "person.disabled", "text.published"
	On     string            `json:"on"`     // the thing: "story:ID", "person:ID", "edition:ru"; see Thing
	Bureau string            `json:"bureau"` // of the thing, or empty
	Lang   lang.Tag          `json:"lang"`   // of the thing, or empty
	From   string            `json:"from"`   // the door: "desk", "command", a token's mark
	Detail map[string]string `json:"detail"` // what else is to be known; never a secret
	Hash   string            `json:"-"`      // hex SHA-256, see chained
}

// Thing names what a deed was done to: Thing("story", id).
func Thing(noun, id string) string { return noun + ":" + id }

// Bounds of an entry. What is longer is cut, with an ellipsis: a deed is not refused
// because of its note.
const (
	maxField  = 200 // bytes of each column
	maxDetail = 20  // pairs
	maxValue  = 600 // bytes of each value
)

// clean makes an entry that reads back as it was written: valid UTF-8 without NUL, which
// PostgreSQL does not keep, and within the bounds.
func (e Entry) clean() (Entry, error) {
	if e.Deed == "" || len(e.Detail) > maxDetail {
		return e, fmt.Errorf("an audit entry needs a deed and at most %d details: %q has %d", maxDetail, e.Deed, len(e.Detail))
	}
	for _, field := range []*string{&e.By, &e.Deed, &e.On, &e.Bureau, &e.From} {
		*field = cut(*field, maxField)
	}
	e.Lang = lang.Tag(cut(string(e.Lang), maxField))
	detail := make(map[string]string, len(e.Detail))
	for k, v := range e.Detail {
		detail[cut(k, maxField)] = cut(v, maxValue)
	}
	e.Detail = detail
	return e, nil
}

func cut(s string, most int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	if len(s) <= most {
		return s
	}
	at := most - len("…")
	for !utf8.RuneStart(s[at]) {
		at--
	}
	return s[:at] + "…"
}

// line is an entry as it is hashed and exported.
type line struct {
	At int64 `json:"at"` // unix milliseconds
	Entry
	Hash string `json:"hash,omitempty"`
}

// canonical is the entry's JSON without its hash: fields in the order of the struct, the
// keys of detail in the order of their bytes, no escapes that JSON does not demand.
func (e Entry) canonical(withHash bool) ([]byte, error) {
	l := line{At: e.At.UnixMilli(), Entry: e}
	if l.Detail == nil {
		l.Detail = map[string]string{}
	}
	if withHash {
		l.Hash = e.Hash
	}
	var b bytes.Buffer
	to := json.NewEncoder(&b)
	to.SetEscapeHTML(false)
	err := to.Encode(l)
	return b.Bytes(), err
}

// chained is the hash of an entry that follows one of the hash before: SHA-256 of that
// hash as text, a line feed, the canonical JSON and a line feed.
func (e Entry) chained(before string) (string, error) {
	text, err := e.canonical(false)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(append([]byte(before+"\n"), text...))
	return hex.EncodeToString(sum[:]), nil
}

// Filter chooses entries. What is empty chooses all.
type Filter struct {
	By, Deed, On string
	Since, Until time.Time // from this moment, and before that one
	Before       int64     // only entries that List shows after the one of this number
	Limit        int       // 100 when zero, at most MaxList
}

// MaxList bounds one page of a list.
const MaxList = 500

func (f Filter) limit() int {
	if f.Limit <= 0 {
		return 100
	}
	return min(f.Limit, MaxList)
}

// Break is the first entry at which the chain does not hold.
type Break struct {
	Seq int64
	Why string
}
