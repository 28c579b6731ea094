package desk

import (
	"context"
	"slices"
	"strconv"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/story"
)

// Item is one thing to check before a story of a kind goes out.
type Item struct {
	ID       string
	Required bool                // it holds publishing while it is open; else it advises
	Key      string              // of its sentence in the catalogue, for those that come with Masthead
	Texts    map[lang.Tag]string // the outlet's own words for it
}

// In is the outlet's own words for it in a language, else in English, else in any; empty
// where the catalogue's are used.
func (i Item) In(l lang.Tag) string {
	for _, try := range []lang.Tag{l, lang.English} {
		if t := i.Texts[try]; t != "" {
			return t
		}
	}
	var langs []lang.Tag
	for l := range i.Texts {
		langs = append(langs, l)
	}
	if slices.Sort(langs); len(langs) > 0 {
		return i.Texts[langs[0]]
	}
	return ""
}

// Ticked is an item of a story's checklist, and who checked it.
type Ticked struct {
	Item
	By   string // person; empty while it is open
	At   time.Time
	Lang lang.Tag // the text that was looked at
	Rev  int      // its revision then
}

// Open says whether nobody has checked it.
func (t Ticked) Open() bool { return t.By == "" }

// Checklist is what is to be checked of a story.
type Checklist []Ticked

// Missing lists the required items that are open.
func (c Checklist) Missing() (list []Ticked) {
	for _, t := range c {
		if t.Required && t.Open() {
			list = append(list, t)
		}
	}
	return list
}

// usual are the checks that each kind comes with; an outlet puts its own in their place.
// Those in must are required.
var usual = map[story.Kind][]string{
	story.News:        {"sources!", "names!", "comment", "headline", "pictures"},
	story.Analysis:    {"sources!", "names!", "numbers", "headline", "pictures"},
	story.Opinion:     {"viewpoint!", "facts_in_opinion!", "author_agreed", "other_side"},
	story.Interview:   {"quotes!", "names!", "agreed", "pictures"},
	story.Explainer:   {"sources!", "numbers!", "terms", "pictures"},
	story.FactCheck:   {"claim!", "documents!", "method!", "comment!"},
	story.RoundUp:     {"dates!", "sources", "links"},
	story.Live:        {"sources!", "times", "summary"},
	story.Photo:       {"captions!", "consent!", "credits!"},
	story.Video:       {"captions!", "consent!", "credits!", "subtitles"},
	story.PartnerWork: {"partner!", "credits!", "terms"},
	story.Appeal:      {"numbers!", "headline"},
}

// UsualItems is the checklist that a kind comes with.
func UsualItems(k story.Kind) []Item {
	list := make([]Item, len(usual[k]))
	for i, name := range usual[k] {
		n := len(name) - 1
		if list[i].Required = name[n] == '!'; list[i].Required {
			name = name[:n]
		}
		list[i].ID, list[i].Key = name, "desk.check_"+name
	}
	return list
}

// maxItems bounds a checklist: nobody reads a longer one.
const maxItems = 30

// SetItems gives a kind the outlet's own checklist; none brings back the usual one.
func SetItems(ctx context.Context, tx *db.Tx, k story.Kind, items []Item, by string) error {
	if !slices.Contains(story.Kinds, k) {
		return fault.New(fault.Invalid, "story.unknown_kind").In("kind").With("kind", string(k))
	}
	if len(items) > maxItems {
		return fault.New(fault.Invalid, "desk.too_many_items").With("max", maxItems)
	}
	for i, item := range items {
		texts := map[lang.Tag]string{}
		for l, t := range item.Texts {
			if t = line(t); t != "" && l.Valid() {
				texts[l] = t
			}
			if err := bounded("texts", t, false, MaxTitle); err != nil {
				return err
			}
		}
		if len(texts) == 0 {
			return fault.New(fault.Invalid, "desk.empty").In("texts")
		}
		items[i].Texts = texts
	}
	if err := putItems(ctx, tx, k, items); err != nil {
		return err
	}
	return audit.Note(ctx, tx, audit.Entry{By: by, Deed: "checklist.set", On: audit.Thing("kind", string(k)), From: "desk", Detail: map[string]string{"items": strconv.Itoa(len(items))}})
}

// Items is the checklist of a kind: the outlet's own, or the usual one.
func Items(ctx context.Context, tx *db.Tx, k story.Kind) ([]Item, error) {
	own, err := ownItems(ctx, tx, k)
	if err != nil || len(own) > 0 {
		return own, err
	}
	return UsualItems(k), nil
}

// ChecklistOf is what is to be checked of a story, and what was.
func ChecklistOf(ctx context.Context, tx *db.Tx, s story.Story) (Checklist, error) {
	items, err := Items(ctx, tx, s.Kind)
	if err != nil {
		return nil, err
	}
	done, err := ticks(ctx, tx, s.ID)
	list := make(Checklist, len(items))
	for i, item := range items {
		list[i] = done[item.ID]
		list[i].Item = item
	}
	return list, err
}

// Tick says that a person checked an item, in a text as it stood; with done false that it
// is open again.
func Tick(ctx context.Context, tx *db.Tx, id, item string, l lang.Tag, person string, done bool) error {
	s, err := touch(ctx, tx, id)
	if err != nil {
		return err
	}
	items, err := Items(ctx, tx, s.Kind)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(items, func(i Item) bool { return i.ID == item }) {
		return fault.New(fault.NotFound, "desk.no_item")
	}
	heads, err := story.Heads(ctx, tx, id)
	if err != nil {
		return err
	}
	deed := "check.done"
	if done {
		err = putTick(ctx, tx, id, item, person, l, headIn(heads, l).Rev)
	} else {
		deed, err = "check.opened", dropTick(ctx, tx, id, item)
	}
	if err != nil {
		return err
	}
	return finish(ctx, tx, s, audit.Entry{By: person, Deed: deed, Lang: l, Detail: map[string]string{"item": item}})
}

func itoa(n int) string { return strconv.Itoa(n) }

// headIn is the head of the text in a language; its Rev is 0 where there is none.
func headIn(heads []story.Head, l lang.Tag) story.Head {
	for _, h := range heads {
		if h.Lang == l {
			return h
		}
	}
	return story.Head{Lang: l}
}
