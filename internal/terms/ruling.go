package terms

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

// Decision is what a story decided on a term.
type Decision string

// The decisions.
const (
	Ignored Decision = "ignored" // the rule does not mean these words here
	Decided Decision = "decided" // the story writes it so
)

// MaxReason bounds the reason of a ruling, in runes.
const MaxReason = 1_000

// Ruling is what a story decided in one language where a term leaves the choice open.
type Ruling struct {
	Story    string    `json:"-"`
	Lang     lang.Tag  `json:"-"`
	Key      string    `json:"key"` // the term's
	Decision Decision  `json:"decision"`
	Wording  string    `json:"wording,omitempty"` // what the story writes, where that was said
	Reason   string    `json:"reason"`
	By       string    `json:"-"`
	At       time.Time `json:"-"`
}

// Rule keeps a ruling, with its reason, in place of an earlier one. A term that nobody
// knows is NotFound. On words that stop publishing only who may publish can rule, as
// publishes says; else it is Forbidden.
func Rule(ctx context.Context, tx *db.Tx, r Ruling, publishes bool) (Ruling, error) {
	r.Wording, r.Reason = line(r.Wording), strings.TrimSpace(r.Reason)
	switch n := utf8.RuneCountInString(r.Reason); {
	case n == 0 || n > MaxReason:
		return r, fault.New(fault.Invalid, "terms.ruling_reason").In("reason").With("max", MaxReason)
	case !slices.Contains([]Decision{Ignored, Decided}, r.Decision):
		return r, fault.New(fault.Invalid, "terms.ruling_unknown").In("decision")
	case utf8.RuneCountInString(r.Wording) > MaxLine:
		return r, fault.New(fault.Invalid, "terms.long").In("wording").With("max", MaxLine)
	}
	if err := r.permitted(ctx, tx, publishes); err != nil {
		return r, err
	}
	var err error
	if r.At, err = tx.Now(ctx); err != nil {
		return r, err
	}
	return r, putRuling(ctx, tx, r)
}

// Unrule takes a ruling back, and says whether there was one.
func Unrule(ctx context.Context, tx *db.Tx, story string, l lang.Tag, key string) (bool, error) {
	return dropRuling(ctx, tx, story, l, key)
}

func (r Ruling) permitted(ctx context.Context, tx *db.Tx, publishes bool) error {
	family, err := Family(ctx, tx, r.Key)
	if err != nil {
		return err
	}
	if len(family) == 0 {
		return fault.New(fault.NotFound, "terms.absent")
	}
	if !publishes && slices.ContainsFunc(family, func(t Term) bool { return t.Severity == Stop && (t.Lang == r.Lang || t.Lang == r.Lang.Base()) }) {
		return fault.New(fault.Forbidden, "terms.ruling_stop")
	}
	return nil
}
