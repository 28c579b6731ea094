package edition

import (
	"context"
	"slices"
	"strings"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// Gate is a reason why a text may not be published yet. Gates hold publishing, never
// saving. Each is asked within the publishing transaction.
type Gate interface {
	// Name is the gate's stable name, "viewpoint".
	Name() string
	// Hold says what holds the text back; nothing when it may go.
	Hold(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]Held, error)
}

// Held is one thing that holds a text back, in the one shape that every gate uses.
type Held struct {
	Gate    string         `json:"gate"`
	Key     string         `json:"key"` // sentence in the words catalogue: what is wrong
	Args    map[string]any `json:"args,omitempty"`
	Blocks  []string       `json:"blocks,omitempty"`  // where, as block ids; empty for the whole text
	Lifters []string       `json:"lifters,omitempty"` // roles that may lift it; empty: nobody, it must be mended
}

// HeldBack is the error of a publishing that gates held. It lists everything that
// holds the text, not just the first thing.
type HeldBack struct{ Held []Held }

func (h *HeldBack) Error() string {
	text := "held back by"
	for _, one := range h.Held {
		text += " " + one.Gate
	}
	return text
}

// Override lifts a gate, with the reason that will stand in the records.
type Override struct {
	Gate   string `json:"gate"`
	Reason string `json:"reason"`
}

// ViewpointGate holds opinions that do not say where they speak from.
type ViewpointGate struct{}

// Name is "viewpoint".
func (ViewpointGate) Name() string { return "viewpoint" }

// Hold holds an opinion without a viewpoint.
func (ViewpointGate) Hold(_ context.Context, _ *db.Tx, s story.Story, _ story.Text) ([]Held, error) {
	if s.Kind != story.Opinion || s.Viewpoint != "" {
		return nil, nil
	}
	return []Held{{Gate: "viewpoint", Key: "edition.viewpoint_missing", Lifters: []string{"chief editor", "editor"}}}, nil
}

// TextGate holds texts that are a headline and nothing below it.
type TextGate struct{}

// Name is "text".
func (TextGate) Name() string { return "text" }

// Hold holds a text in whose body there is nothing to read or to see. A standfirst and
// a picture at the head stand on cards as well; they are not the article.
func (TextGate) Hold(_ context.Context, _ *db.Tx, _ story.Story, t story.Text) ([]Held, error) {
	if !body.Blank(t.Body) {
		return nil, nil
	}
	return []Held{{Gate: "text", Key: "edition.text_missing", Lifters: []string{"chief editor", "editor"}}}, nil
}

// PartnerGate holds partner material that does not say whose it is.
type PartnerGate struct{}

// Name is "partner".
func (PartnerGate) Name() string { return "partner" }

// Hold holds partner material without a partner.
func (PartnerGate) Hold(_ context.Context, _ *db.Tx, s story.Story, _ story.Text) ([]Held, error) {
	if s.Kind != story.PartnerWork || s.Partner != "" {
		return nil, nil
	}
	return []Held{{Gate: "partner", Key: "edition.partner_missing", Lifters: []string{"chief editor", "editor"}}}, nil
}

// Gates are the gates that every text is asked for, in the order in which they are told.
func Gates() []Gate { return []Gate{TextGate{}, ViewpointGate{}, PartnerGate{}} }

// askGates gathers what holds a text and is not lifted, and what was lifted.
func askGates(ctx context.Context, tx *db.Tx, gates []Gate, s story.Story, t story.Text, o Order) (held []Held, lifted []Override, err error) {
	for _, g := range gates {
		found, err := g.Hold(ctx, tx, s, t)
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			continue
		}
		reason := o.Lift
		if i := slices.IndexFunc(o.Overrides, func(v Override) bool { return v.Gate == g.Name() }); i >= 0 {
			reason = o.Overrides[i].Reason
		}
		reason = strings.TrimSpace(reason)
		fixed := func(h Held) bool { return len(h.Lifters) == 0 || o.MayLift != nil && !o.MayLift(h) }
		if reason != "" && !slices.ContainsFunc(found, fixed) {
			lifted = append(lifted, Override{Gate: g.Name(), Reason: reason})
			continue
		}
		held = append(held, found...)
	}
	return held, lifted, nil
}
