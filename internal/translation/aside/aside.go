package aside

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Bounds of what is kept, in bytes for a mark and in runes for a reason.
const (
	MaxMark   = 4_000
	MaxReason = 500
)

// Entry is a finding that was set aside.
type Entry struct {
	Story  string
	Lang   lang.Tag
	Block  string // of the translation
	Mark   string // tells the finding from the others of its block
	Words  string // what Words gave of the blocks that were looked at
	Reason string
	By     string // person
	At     time.Time
}

// Words is a short name of the words of both sides of a pair, for Entry.Words: it is
// another when a word of either side is.
func Words(source, target []body.Block) string {
	var all strings.Builder
	for _, side := range [][]body.Block{source, target} {
		for _, b := range side {
			all.WriteString(body.TextHash(b))
		}
		all.WriteByte('|')
	}
	sum := sha256.Sum256([]byte(all.String()))
	return hex.EncodeToString(sum[:16])
}

// Set sets a finding aside. Without a reason it is Invalid in the field reason. Set
// again, the newer reason stands.
func Set(ctx context.Context, tx *db.Tx, e Entry) error {
	e.Reason = strings.TrimSpace(body.CleanText(e.Reason))
	switch n := utf8.RuneCountInString(e.Reason); {
	case n == 0:
		return fault.New(fault.Invalid, "aside.no_reason").In("reason")
	case n > MaxReason:
		return fault.New(fault.Invalid, "aside.long_reason").In("reason").With("most", MaxReason)
	case e.Mark == "" || len(e.Mark) > MaxMark || e.Block == "" || len(e.Block) > 64 || len(e.Words) > 64:
		return fault.New(fault.Invalid, "aside.unknown")
	}
	return put(ctx, tx, e)
}

// Unset takes it back: the finding is shown again.
func Unset(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag, block, mark string) error {
	return drop(ctx, tx, storyID, l, block, mark)
}

// Of gives what is set aside in a text, by block. Whether an entry still holds is for
// Holds to say.
func Of(ctx context.Context, tx *db.Tx, storyID string, l lang.Tag) (map[string][]Entry, error) {
	list, err := of(ctx, tx, storyID, l)
	if err != nil {
		return nil, err
	}
	all := map[string][]Entry{}
	for _, e := range list {
		all[e.Block] = append(all[e.Block], e)
	}
	return all, nil
}

// Holds finds the entry for a finding among those of its block, if the words are still
// those that were looked at.
func Holds(list []Entry, mark, words string) (Entry, bool) {
	for _, e := range list {
		if e.Mark == mark && e.Words == words {
			return e, true
		}
	}
	return Entry{}, false
}
