package fronts

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
)

var errForbidden = fault.New(fault.Forbidden, "newsroom.forbidden")

// How long a pin and a breaking line stand where nobody says until when. Nothing on a
// front stands for ever.
const (
	pinLife      = 24 * time.Hour
	breakingLife = 3 * time.Hour
	maxLife      = 60 * 24 * time.Hour
)

// draft is an arrangement that is not live. It travels in addresses.
type draft struct {
	Rev      int               `json:"r"` // the live one that it was made on
	Pins     []edition.Pin     `json:"p,omitempty"`
	Breaking *edition.Breaking `json:"b,omitempty"`
}

// maxDraft bounds an arrangement in an address, in bytes.
const maxDraft = 3500

func draftOf(f edition.Front) draft { return draft{f.Rev, f.Pins, f.Breaking} }

func (d draft) front() edition.Front {
	return edition.Front{Rev: d.Rev, Pins: d.Pins, Breaking: d.Breaking}
}

func (d draft) encode() (string, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return "", err
	}
	text := base64.RawURLEncoding.EncodeToString(raw)
	if len(text) > maxDraft {
		return "", fault.New(fault.Invalid, "fronts.too_much")
	}
	return text, nil
}

func decodeDraft(text string) (d draft, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil && len(text) <= maxDraft {
		err = json.Unmarshal(raw, &d)
	}
	if err != nil || len(text) > maxDraft || len(d.Pins) > 20 {
		return draft{}, fault.New(fault.Invalid, "fronts.bad_draft")
	}
	return d, nil
}

// same says whether two arrangements differ in nothing that readers see.
func (d draft) same(f edition.Front) bool {
	one, _ := json.Marshal(draft{Pins: sorted(d.Pins), Breaking: d.Breaking})
	two, _ := json.Marshal(draft{Pins: sorted(f.Pins), Breaking: f.Breaking})
	return string(one) == string(two)
}

func sorted(pins []edition.Pin) []edition.Pin {
	pins = slices.Clone(pins)
	slices.SortStableFunc(pins, func(a, b edition.Pin) int { return slotAt(a.Slot) - slotAt(b.Slot) })
	for i := range pins {
		pins[i].Until = pins[i].Until.UTC()
	}
	return pins
}

// slots are those of a front, from the top, with how many stories each takes.
var slots = []struct {
	slot edition.Slot
	room int
}{{edition.LeadSlot, 1}, {edition.SecondSlot, 4}, {edition.OpinionSlot, 4}}

func slotAt(s edition.Slot) int {
	for i, one := range slots {
		if one.slot == s {
			return i
		}
	}
	return len(slots)
}

// put pins a story to a slot, at its head; it leaves the place it had. A full slot lets
// its last one go.
func (d *draft) put(slot edition.Slot, story string, until time.Time) error {
	at := slotAt(slot)
	if at == len(slots) {
		return fault.New(fault.Invalid, "fronts.no_slot")
	}
	if i := d.index(story); i >= 0 {
		until = d.Pins[i].Until
	}
	d.drop(story)
	d.Pins = append([]edition.Pin{{Slot: slot, Story: story, Until: until}}, d.Pins...)
	n := 0
	d.Pins = slices.DeleteFunc(d.Pins, func(p edition.Pin) bool {
		if p.Slot == slot {
			n++
		}
		return p.Slot == slot && n > slots[at].room
	})
	return nil
}

func (d *draft) index(story string) int {
	return slices.IndexFunc(d.Pins, func(p edition.Pin) bool { return p.Story == story })
}

func (d *draft) drop(story string) {
	d.Pins = slices.DeleteFunc(slices.Clone(d.Pins), func(p edition.Pin) bool { return p.Story == story })
}

// move moves a pin one place up or down within its slot.
func (d *draft) move(story string, by int) {
	i := d.index(story)
	if i < 0 {
		return
	}
	for j := i + by; j >= 0 && j < len(d.Pins); j += by {
		if d.Pins[j].Slot == d.Pins[i].Slot {
			d.Pins[i], d.Pins[j] = d.Pins[j], d.Pins[i]
			return
		}
	}
}

// ends gives every part of an arrangement an end: nothing stands for ever.
func (d *draft) ends(now time.Time) {
	for i := range d.Pins {
		if u := d.Pins[i].Until; u.IsZero() {
			d.Pins[i].Until = now.Add(pinLife).Truncate(time.Minute)
		}
	}
	if d.Breaking != nil && d.Breaking.Until.IsZero() {
		d.Breaking.Until = now.Add(breakingLife).Truncate(time.Minute)
	}
}

// address is the page of a front with an arrangement on it.
func address(l lang.Tag, d draft, at string) (string, error) {
	text, err := d.encode()
	if err != nil {
		return "", err
	}
	q := url.Values{"draft": {text}}
	if at != "" {
		q.Set("at", at)
	}
	return "/desk/front/" + string(l) + "/?" + q.Encode(), nil
}
