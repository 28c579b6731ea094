package edition

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/body"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
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

// asking is one asking of all gates about a text.
type asking struct {
	at    time.Time      // of a planned publishing; zero for now
	known map[string]any // what gates have read that others need as well
}

type askingKey struct{}

func ask(ctx context.Context, at time.Time) context.Context {
	return context.WithValue(ctx, askingKey{}, &asking{at, map[string]any{}})
}

// Remember reads something that several gates need once for all of them, under a key of
// their own.
func Remember[T any](ctx context.Context, key string, read func() (T, error)) (T, error) {
	a, ok := ctx.Value(askingKey{}).(*asking)
	if !ok {
		return read()
	}
	if known, ok := a.known[key].(T); ok {
		return known, nil
	}
	v, err := read()
	if err == nil {
		a.known[key] = v
	}
	return v, err
}

// Moment is the moment for which gates are asked: that of a planned publishing, else
// now. What ends of itself (an embargo, a picture's rights) is weighed by it.
func Moment(ctx context.Context, tx *db.Tx) (time.Time, error) {
	now, err := tx.Now(ctx)
	if a, ok := ctx.Value(askingKey{}).(*asking); ok && a.at.After(now) {
		return a.at, err
	}
	return now, err
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
// a picture at the head stand on cards as well; they are not the article. Without a
// headline nothing goes out: no list could name it.
func (TextGate) Hold(_ context.Context, _ *db.Tx, _ story.Story, t story.Text) ([]Held, error) {
	if strings.TrimSpace(t.Headline) == "" {
		return []Held{{Gate: "text", Key: "story.headline_missing", Blocks: []string{"headline"}}}, nil
	}
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
func Gates() []Gate {
	return []Gate{TextGate{}, ViewpointGate{}, PartnerGate{}, ConflictGate{}, AltGate{}, CreditGate{}, RightsGate{}}
}

// Answer is what one gate says of a text.
type Answer struct {
	Gate   string
	Held   []Held  // nothing where the text may go
	Lifted *Lifted // who lifted what it holds, and why; nil where it holds
}

// Lifted is a gate that was lifted for the next publishing of a text.
type Lifted struct {
	Gate   string
	Reason string
	By     string // person, or empty for the program
	At     time.Time
	Held   []Held // what the gate said when it was lifted; nothing: whatever it says
}

// covers says whether what a gate holds was lifted: one that finds something else since
// holds again.
func (l Lifted) covers(found []Held) bool {
	if len(l.Held) == 0 {
		return true
	}
	known := func(h Held) bool {
		return slices.ContainsFunc(l.Held, func(was Held) bool {
			if was.Key != h.Key {
				return false
			}
			if len(h.Blocks) == 0 {
				return len(was.Blocks) == 0 && fmt.Sprint(was.Args) == fmt.Sprint(h.Args)
			}
			return !slices.ContainsFunc(h.Blocks, func(b string) bool { return !slices.Contains(was.Blocks, b) })
		})
	}
	return !slices.ContainsFunc(found, func(h Held) bool { return !known(h) })
}

// Ask asks every gate about a text as it is, without publishing it.
func (p *Publisher) Ask(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) (answers []Answer, err error) {
	defer fault.Wrap(&err, "asking the gates of %s in %s", s.ID, t.Lang)
	standing, err := lifts(ctx, tx, s.ID, t.Lang)
	if err != nil {
		return nil, err
	}
	asked := ask(ctx, time.Time{})
	for _, g := range p.Gates {
		found, err := g.Hold(asked, tx, s, t)
		if err != nil {
			return nil, err
		}
		a := Answer{Gate: g.Name(), Held: found}
		if l, ok := standing[g.Name()]; ok && len(found) > 0 && l.covers(found) {
			a.Lifted = &l
		}
		answers = append(answers, a)
	}
	return answers, nil
}

// MaxReason bounds the reason for which a gate is lifted or a copy taken back, in runes.
const MaxReason = 1000

// Lift lifts a gate for the next publishing of a text, now or at its hour, as long as
// the gate says nothing else. May says who lifts may lift what it holds. A gate that
// holds nothing is a Conflict, one that she may not lift Forbidden.
func (b *Batch) Lift(ctx context.Context, storyID string, l lang.Tag, order Lifted, may func(Held) bool) (err error) {
	defer fault.Wrap(&err, "lifting %s for %s in %s", order.Gate, storyID, l)
	order.Reason = strings.TrimSpace(order.Reason)
	if n := utf8.RuneCountInString(order.Reason); n == 0 || n > MaxReason {
		return fault.New(fault.Invalid, "edition.lift_reason").In("reason").With("max", MaxReason)
	}
	s, t, err := b.text(ctx, Order{Story: storyID, Lang: l})
	if err != nil {
		return err
	}
	i := slices.IndexFunc(b.p.Gates, func(g Gate) bool { return g.Name() == order.Gate })
	if i < 0 {
		return fault.New(fault.NotFound, "edition.no_gate")
	}
	found, err := b.p.Gates[i].Hold(ctx, b.Tx, s, t)
	switch {
	case err != nil:
		return err
	case len(found) == 0:
		return fault.New(fault.Conflict, "edition.gate_open")
	case slices.ContainsFunc(found, func(h Held) bool { return len(h.Lifters) == 0 || !may(h) }):
		return fault.New(fault.Forbidden, "edition.gate_not_yours")
	}
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return err
	}
	order.Held, order.At = found, now
	if err := recordLift(ctx, b.Tx, storyID, l, order); err != nil {
		return err
	}
	return putLift(ctx, b.Tx, storyID, l, order)
}

// Unlift lets a gate hold again. That it was lifted stays in the records.
func (b *Batch) Unlift(ctx context.Context, storyID string, l lang.Tag, gate string) error {
	return dropLifts(ctx, b.Tx, storyID, l, gate)
}

// askGates gathers what holds a text and is not lifted, and what the order lifts.
func askGates(ctx context.Context, tx *db.Tx, gates []Gate, s story.Story, t story.Text, o Order) (held []Held, lifted []Lifted, err error) {
	var standing map[string]Lifted
	asked := ask(ctx, o.At)
	for _, g := range gates {
		found, err := g.Hold(asked, tx, s, t)
		if err != nil {
			return nil, nil, err
		}
		if len(found) == 0 {
			continue
		}
		if reason := o.lifts(g.Name(), found); reason != "" {
			lifted = append(lifted, Lifted{Gate: g.Name(), Reason: reason, By: o.By, Held: found})
			continue
		}
		if standing == nil {
			if standing, err = lifts(ctx, tx, s.ID, t.Lang); err != nil {
				return nil, nil, err
			}
		}
		if l, ok := standing[g.Name()]; ok && l.covers(found) {
			continue
		}
		held = append(held, found...)
	}
	return held, lifted, nil
}

// lifts gives the reason for which an order lifts what a gate found; "" if it does not,
// or may not.
func (o Order) lifts(gate string, found []Held) string {
	reason := o.Lift
	if i := slices.IndexFunc(o.Overrides, func(v Override) bool { return v.Gate == gate }); i >= 0 {
		reason = o.Overrides[i].Reason
	}
	if slices.ContainsFunc(found, func(h Held) bool { return len(h.Lifters) == 0 || o.MayLift != nil && !o.MayLift(h) }) {
		return ""
	}
	return strings.TrimSpace(reason)
}
