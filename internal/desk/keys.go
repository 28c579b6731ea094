package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Key is one person's word that a sensitive text may go out as it stands.
type Key struct {
	Person string
	At     time.Time
}

// Keys are the keys of a text at one revision.
type Keys struct {
	Needed bool // it is sensitive: two keys are needed
	Rev    int
	Turned []Key // in the order in which they were turned; at most two matter
}

// Missing says how many keys a text still lacks.
func (k Keys) Missing() int {
	if !k.Needed {
		return 0
	}
	return max(0, 2-len(k.Turned))
}

// Open says whether a key is missing that a person could turn, for a text that somebody
// saved last: the second is another's than the first, and not hers who saved it.
func (k Keys) Open(person, saved string) bool {
	second := len(k.Turned) > 0
	return k.Missing() > 0 && !(second && (k.Turned[0].Person == person || saved == person))
}

// Rules are what the outlet marks sensitive.
type Rules struct {
	Kinds  []story.Kind
	Topics []string // ids
}

// Covers says whether the rules mark a story.
func (r Rules) Covers(s story.Story) bool {
	return slices.Contains(r.Kinds, s.Kind) || slices.ContainsFunc(s.Topics, func(t string) bool { return slices.Contains(r.Topics, t) })
}

// Sensitive says whether a story needs two keys: the outlet marks its kind or one of its
// topics, or somebody marked it.
func Sensitive(ctx context.Context, tx *db.Tx, s story.Story) (bool, error) {
	w, err := Find(ctx, tx, s.ID)
	if err != nil || w.Sensitive {
		return w.Sensitive, err
	}
	rules, err := FindRules(ctx, tx)
	return rules.Covers(s), err
}

// LiftsPromises says whether somebody may undo what others promised, held back or marked
// in a story: who may lift those gates when it goes out.
func LiftsPromises(grants []people.Grant, s story.Story) bool {
	return people.MayLift(grants, []people.Role{people.ChiefEditor}, s.Bureau, s.Original)
}

// ChangeFacts lets a person with these roles change what a story is (see story.Edit). A story
// that was sensitive by its kind or topics and is no longer is marked so: another kind
// does not take the second key away, only who may lift it does.
func ChangeFacts(ctx context.Context, tx *db.Tx, id, by string, grants []people.Grant, change func(*story.Story) error) (story.Story, error) {
	guarded, lifts := false, false
	s, err := story.Edit(ctx, tx, id, by, func(s *story.Story) (err error) {
		if guarded, err = Sensitive(ctx, tx, *s); err != nil {
			return err
		}
		lifts = LiftsPromises(grants, *s)
		return change(s)
	})
	if err != nil {
		return s, err
	}
	if guarded && !lifts {
		if err := stayGuarded(ctx, tx, s, by); err != nil {
			return s, err
		}
	}
	return s, Refresh(ctx, tx, id)
}

// stayGuarded marks a story sensitive that is not, or no longer, so by the outlet's rules.
func stayGuarded(ctx context.Context, tx *db.Tx, s story.Story, by string) error {
	still, err := Sensitive(ctx, tx, s)
	if err != nil || still {
		return err
	}
	heads, err := story.Heads(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	return SetNotes(ctx, tx, s.ID, by, func(w *Work) {
		w.Sensitive = true
		for _, h := range heads { // the desk keeps no story without a title
			w.Title = cmp.Or(w.Title, h.Headline)
		}
		title := []rune(cmp.Or(w.Title, s.ID))
		w.Title = string(title[:min(len(title), MaxTitle)])
	})
}

// KeysOf says which keys were turned for a text at a revision. Keys of an earlier
// revision do not count: what they vouched for has changed.
func KeysOf(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, rev int) (k Keys, err error) {
	k.Rev = rev
	if k.Needed, err = Sensitive(ctx, tx, s); err != nil {
		return k, err
	}
	k.Turned, err = keysAt(ctx, tx, s.ID, l, rev)
	return k, err
}

// TurnKey turns a person's key for a text at its newest revision; another revision is a
// Conflict, for she has not read what stands there now. The second key is another
// person's than the first, and not of who saved the text last.
func TurnKey(ctx context.Context, tx *db.Tx, id string, l lang.Tag, rev int, person string) error {
	if err := story.Hold(ctx, tx, id, l); err != nil {
		return err
	}
	s, err := story.Find(ctx, tx, id)
	if err != nil {
		return err
	}
	heads, err := story.Heads(ctx, tx, id)
	if err != nil {
		return err
	}
	h := headIn(heads, l)
	if h.Rev != rev || rev == 0 {
		return fault.New(fault.Conflict, "desk.key_changed")
	}
	k, err := KeysOf(ctx, tx, s, l, rev)
	if err != nil {
		return err
	}
	switch {
	case !k.Needed:
		return fault.New(fault.Conflict, "desk.key_not_needed")
	case len(k.Turned) > 0 && k.Turned[0].Person == person:
		return fault.New(fault.Forbidden, "desk.key_same")
	case len(k.Turned) == 1 && h.SavedBy == person:
		return fault.New(fault.Forbidden, "desk.key_own")
	case len(k.Turned) > 1:
		return fault.New(fault.Conflict, "desk.key_turned")
	}
	if err := insertKey(ctx, tx, id, l, rev, person); err != nil {
		return err
	}
	if err := tellKey(ctx, tx, s, l, k, person); err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: person, Deed: "text.key_turned", Lang: l, Detail: map[string]string{"rev": itoa(rev)}})
}

// tellKey tells the first that the second key was turned.
func tellKey(ctx context.Context, tx *db.Tx, s story.Story, l lang.Tag, before Keys, by string) error {
	if len(before.Turned) == 0 {
		return nil
	}
	title, err := titleOf(ctx, tx, s)
	if err != nil {
		return err
	}
	return notice.Tell(ctx, tx, notice.Notice{
		To: []string{before.Turned[0].Person}, By: by, Kind: notice.Publishing, Key: "desk.told_second_key", Args: map[string]string{"title": title, "lang": string(l)},
		Story: s.ID, Lang: l, Path: Path(s.ID),
	})
}
