package publishing

import (
	"context"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/story"
)

// Gates are those by which the newsroom's work on a story holds its texts: told in this
// order, after edition's own. They hold whoever publishes, by whatever door.
func Gates() []edition.Gate {
	return []edition.Gate{holdGate{}, embargoGate{}, keysGate{}, checklistGate{}}
}

// chiefs may lift what somebody promised, or vouched for.
var chiefs = []string{"chief editor"}

// stamp is how moments are told by gates, beside the name of their zone.
const stamp = "2006-01-02 15:04"

// work reads what the newsroom does on a story, once for all gates.
func work(ctx context.Context, tx *db.Tx, id string) (desk.Work, error) {
	return edition.Remember(ctx, "desk", func() (desk.Work, error) { return desk.Find(ctx, tx, id) })
}

// holdGate holds stories that somebody holds back until an hour.
type holdGate struct{}

func (holdGate) Name() string { return "hold" }

func (holdGate) Hold(ctx context.Context, tx *db.Tx, s story.Story, _ story.Text) ([]edition.Held, error) {
	w, err := work(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	at, err := edition.Moment(ctx, tx)
	if err != nil || !w.Hold.Stands(at) {
		return nil, err
	}
	args := map[string]any{"reason": w.Hold.Reason, "until": w.Hold.Until.UTC().Format(stamp)}
	return []edition.Held{{Gate: "hold", Key: "publishing.held_hold", Args: args, Lifters: chiefs}}, nil
}

// embargoGate holds stories that were promised not to go out before a moment.
type embargoGate struct{}

func (embargoGate) Name() string { return "embargo" }

func (embargoGate) Hold(ctx context.Context, tx *db.Tx, s story.Story, _ story.Text) ([]edition.Held, error) {
	w, err := work(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	at, err := edition.Moment(ctx, tx)
	if err != nil || !w.Embargo.Stands(at) {
		return nil, err
	}
	args := map[string]any{"at": w.Embargo.At.In(w.Embargo.Zone).Format(stamp), "zone": w.Embargo.Zone.String()}
	return []edition.Held{{Gate: "embargo", Key: "publishing.held_embargo", Args: args, Lifters: chiefs}}, nil
}

// keysGate holds sensitive texts that two people have not vouched for as they stand.
type keysGate struct{}

func (keysGate) Name() string { return "keys" }

func (keysGate) Hold(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]edition.Held, error) {
	w, err := work(ctx, tx, s.ID)
	if err != nil {
		return nil, err
	}
	if !w.Sensitive { // the keys are looked for where they are needed alone
		rules, err := desk.FindRules(ctx, tx)
		if err != nil || !rules.Covers(s) {
			return nil, err
		}
	}
	k, err := desk.KeysOf(ctx, tx, s, t.Lang, t.Rev)
	if err != nil || k.Missing() == 0 {
		return nil, err
	}
	return []edition.Held{{Gate: "keys", Key: "publishing.held_keys", Args: map[string]any{"n": k.Missing(), "rev": t.Rev}, Lifters: chiefs}}, nil
}

// checklistGate holds stories of which something required was not checked. It asks of
// stories that the desk works on: what a program or an archive brings in has no
// checklist until somebody takes it up.
type checklistGate struct{}

func (checklistGate) Name() string { return "checklist" }

func (checklistGate) Hold(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) (held []edition.Held, err error) {
	w, err := work(ctx, tx, s.ID)
	if err != nil || w == (desk.Work{Story: s.ID}) {
		return nil, err
	}
	list, err := desk.ChecklistOf(ctx, tx, s)
	for _, item := range list.Missing() {
		h := edition.Held{Gate: "checklist", Key: item.Key, Lifters: editors}
		if own := item.In(t.Lang); own != "" {
			h.Key, h.Args = "publishing.held_item", map[string]any{"item": own}
		}
		held = append(held, h)
	}
	return held, err
}

var editors = []string{"chief editor", "editor"}
