package edition

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Slot is a place on a front that can be filled by hand.
type Slot string

// The slots, from the top.
const (
	LeadSlot    Slot = "lead"    // one story
	SecondSlot  Slot = "second"  // beside the lead
	OpinionSlot Slot = "opinion" // the band of opinions
)

// room is how many pins a slot takes.
var room = map[Slot]int{LeadSlot: 1, SecondSlot: 4, OpinionSlot: 4}

// Front is what is arranged by hand on an edition's first page. Rules fill the rest.
type Front struct {
	Rev      int       `json:"-"` // grows with every change; 0 for a front that nobody arranged yet
	Pins     []Pin     `json:"pins,omitempty"`
	Breaking *Breaking `json:"breaking,omitempty"`
}

// Pin puts a story into a slot; several in one slot stand in order. A story that is
// not published in the edition takes no place.
type Pin struct {
	Slot  Slot      `json:"slot"`
	Story string    `json:"story"`
	Until time.Time `json:"until,omitzero"` // when it falls away; zero for never
}

// Breaking is one line above everything.
type Breaking struct {
	Text  string    `json:"text"`
	Story string    `json:"story,omitempty"` // where it leads: a story,
	URL   string    `json:"url,omitempty"`   // or an address: https, or a path of this site
	Until time.Time `json:"until,omitzero"`
}

// MaxBreaking bounds the line, in runes.
const MaxBreaking = 300

// At is what of the front stands at a moment, and when the next part of it falls away
// (zero for never).
func (f Front) At(now time.Time) (standing Front, ends time.Time) {
	end := func(until time.Time) bool {
		if until.IsZero() {
			return false
		}
		if !until.After(now) {
			return true
		}
		if ends.IsZero() || until.Before(ends) {
			ends = until
		}
		return false
	}
	standing.Rev = f.Rev
	for _, p := range f.Pins {
		if !end(p.Until) {
			standing.Pins = append(standing.Pins, p)
		}
	}
	if f.Breaking != nil && !end(f.Breaking.Until) {
		standing.Breaking = f.Breaking
	}
	return standing, ends
}

// In lists the stories pinned to a slot.
func (f Front) In(s Slot) (stories []string) {
	for _, p := range f.Pins {
		if p.Slot == s {
			stories = append(stories, p.Story)
		}
	}
	return stories
}

func (f Front) check() error {
	seen, filled := map[string]bool{}, map[Slot]int{}
	for _, p := range f.Pins {
		filled[p.Slot]++
		switch {
		case room[p.Slot] == 0 || filled[p.Slot] > room[p.Slot]:
			return fault.New(fault.Invalid, "edition.front_slot").In("pins").With("slot", string(p.Slot)).With("max", room[p.Slot])
		case p.Story == "" || len(p.Story) > 64 || seen[p.Story]:
			return fault.New(fault.Invalid, "edition.front_twice").In("pins")
		}
		seen[p.Story] = true
	}
	if k := f.Breaking; k != nil {
		n := utf8.RuneCountInString(k.Text)
		if n == 0 || n > MaxBreaking || k.Text != strings.TrimSpace(k.Text) || strings.ContainsAny(k.Text, "\r\n") || !utf8.ValidString(k.Text) {
			return fault.New(fault.Invalid, "edition.breaking_text").In("breaking").With("max", MaxBreaking)
		}
		if len(k.Story) > 64 || k.URL != "" && (k.Story != "" || !leadsSafely(k.URL)) {
			return fault.New(fault.Invalid, "edition.breaking_link").In("breaking")
		}
	}
	return nil
}

// stray is a part of a front whose story does not exist.
type stray struct{ field, story string } // "pins[2].story"

// astray lists the parts of a front whose stories do not exist.
func (f Front) astray(ctx context.Context, tx *db.Tx) (list []stray, err error) {
	var all []stray
	for i, p := range f.Pins {
		all = append(all, stray{fmt.Sprintf("pins[%d].story", i), p.Story})
	}
	if f.Breaking != nil && f.Breaking.Story != "" {
		all = append(all, stray{"breaking.story", f.Breaking.Story})
	}
	for _, one := range all {
		if id.Valid(one.story) { // what is no id is not worth a question, and may be no text that a database takes
			_, err := story.Find(ctx, tx, one.story)
			if err == nil {
				continue
			}
			if fault.KindOf(err) != fault.NotFound {
				return nil, err
			}
		}
		list = append(list, one)
	}
	return list, nil
}

// leadsSafely says whether an address is https or a path of this site.
func leadsSafely(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > 2000 || strings.ContainsAny(address, "\\\x00\r\n") {
		return false
	}
	return u.Scheme == "https" && u.Host != "" || u.Scheme == "" && u.Host == "" && strings.HasPrefix(u.Path, "/") && !strings.HasPrefix(u.Path, "//")
}

// ArrangeFront puts what is arranged by hand on an edition's front in the place of
// what was. Its Rev must be the one that was read: another is a Conflict. It gives the
// new one. A pin, or a breaking line, whose story does not exist is Invalid in its
// field. By is a person, or empty for the program.
func (p *Publisher) ArrangeFront(ctx context.Context, l lang.Tag, f Front, by string) (rev int, err error) {
	err = p.Write(ctx, func(b *Batch) error { rev, err = b.ArrangeFront(ctx, l, f, by); return err })
	return rev, err
}

// ArrangeFront is Publisher.ArrangeFront within a batch.
func (b *Batch) ArrangeFront(ctx context.Context, l lang.Tag, f Front, by string) (rev int, err error) {
	defer fault.Wrap(&err, "arranging the front in %s", l)
	if _, ok := b.profile.Edition(l); !ok {
		return 0, fault.New(fault.Invalid, "edition.no_edition").With("lang", string(l))
	}
	if err := f.check(); err != nil {
		return 0, err
	}
	switch absent, err := f.astray(ctx, b.Tx); {
	case err != nil:
		return 0, err
	case len(absent) > 0:
		return 0, fault.New(fault.Invalid, "edition.front_no_story").In(absent[0].field).With("story", absent[0].story)
	}
	f.Pins = slices.Clone(f.Pins)
	slices.SortStableFunc(f.Pins, func(a, b Pin) int { return strings.Compare(string(a.Slot), string(b.Slot)) })
	now, err := b.Tx.Now(ctx)
	if err != nil {
		return 0, err
	}
	rev = f.Rev + 1
	switch put, err := putFront(ctx, b.Tx, l, f, by, db.Millis(now)); {
	case err != nil:
		return 0, err
	case !put:
		return 0, fault.New(fault.Conflict, "edition.front_changed").With("rev", f.Rev)
	}
	b.tags[FrontTag(l)] = true
	return rev, nil
}
