package edition

import (
	"context"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/media"
	"masthead/internal/story"
)

// editors may lift what is a matter of judgement.
var editors = []string{"chief editor", "editor"}

// ConflictGate holds texts in which two people's words wait for a decision. What stands
// there now may be what neither of them meant, so nobody lifts it.
type ConflictGate struct{}

// Name is "conflict".
func (ConflictGate) Name() string { return "conflict" }

// Hold holds a text with open conflicts, where they are.
func (ConflictGate) Hold(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]Held, error) {
	open, err := story.Conflicts(ctx, tx, s.ID, t.Lang)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	h := Held{Gate: "conflict", Key: "edition.conflict_open", Args: map[string]any{"n": len(open)}}
	for _, c := range open {
		if !slices.Contains(h.Blocks, c.Block) {
			h.Blocks = append(h.Blocks, c.Block)
		}
	}
	return []Held{h}, nil
}

// AltGate holds texts with pictures that those who do not see them are told nothing of.
type AltGate struct{}

// Name is "alt".
func (AltGate) Name() string { return "alt" }

// Hold holds a text with pictures that have a description neither in the text nor in
// the library.
func (AltGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]Held, error) {
	return lacking(ctx, tx, t, "alt", "edition.alt_missing",
		func(p placed) bool { return p.Alt == "" }, func(m media.Media) bool { return m.Alt == "" })
}

// CreditGate holds texts with pictures that do not say whose they are.
type CreditGate struct{}

// Name is "credit".
func (CreditGate) Name() string { return "credit" }

// Hold holds a text with pictures that have a credit neither in the text nor in the
// library.
func (CreditGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]Held, error) {
	return lacking(ctx, tx, t, "credit", "edition.credit_missing",
		func(p placed) bool { return p.Credit == "" }, func(m media.Media) bool { return m.Credit == "" })
}

// lacking holds the pictures of a text that lack something in it and in the library.
// The library is asked about those alone that lack it in the text.
func lacking(ctx context.Context, tx *db.Tx, t story.Text, gate, key string, inText func(placed) bool, inLibrary func(media.Media) bool) ([]Held, error) {
	var found []placed
	var ids []string
	for _, p := range picturesOf(t) {
		if !inText(p) {
			continue
		}
		found = append(found, p)
		if p.Media != "" {
			ids = append(ids, p.Media)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	known, err := media.ByIDs(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	h := Held{Gate: gate, Key: key, Lifters: editors}
	n := 0
	for _, p := range found {
		if m, ok := known[p.Media]; ok && !inLibrary(m) {
			continue
		}
		n++
		if !slices.Contains(h.Blocks, p.Block) {
			h.Blocks = append(h.Blocks, p.Block)
		}
	}
	if n == 0 {
		return nil, nil
	}
	h.Args = map[string]any{"n": n}
	return []Held{h}, nil
}

// RightsGate holds texts with pictures that may not be shown: those whose rights have
// ended, and those that were given for other editions. Who knows that they were
// prolonged writes it down in the library; else a chief editor answers for it.
type RightsGate struct{}

// Name is "rights".
func (RightsGate) Name() string { return "rights" }

// Hold holds a text with such pictures, where they are.
func (RightsGate) Hold(ctx context.Context, tx *db.Tx, _ story.Story, t story.Text) ([]Held, error) {
	ids := t.MediaIDs()
	if len(ids) == 0 {
		return nil, nil
	}
	at, err := Moment(ctx, tx)
	if err != nil {
		return nil, err
	}
	barred, err := media.Barred(ctx, tx, ids, t.Lang, at)
	if err != nil || len(barred) == 0 {
		return nil, err
	}
	h := Held{Gate: "rights", Key: "edition.rights_over", Args: map[string]any{"n": len(barred)}, Lifters: []string{"chief editor"}}
	for _, p := range picturesOf(t) {
		if _, ok := barred[p.Media]; ok && !slices.Contains(h.Blocks, p.Block) {
			h.Blocks = append(h.Blocks, p.Block)
		}
	}
	return []Held{h}, nil
}
