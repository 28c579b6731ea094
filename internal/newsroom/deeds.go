package newsroom

import (
	"strings"
	"time"

	"masthead/internal/audit"
	"masthead/internal/kit/lang"
)

// Deed says in her language what an entry of the audit is about: "work.moved" is "Moved
// it to another stage". What has no sentence of its own is said by what happened to it,
// "section.added" as "Added"; the rest by its name in the audit.
func (r *Request) Deed(deed string) string {
	noun, verb, _ := strings.Cut(deed, ".")
	for _, key := range []string{"audit.deed_" + noun + "_" + verb, "audit.deed_" + verb} {
		if r.desk.words.Has(key) {
			return r.Say(key)
		}
	}
	return deed
}

// detailOrder is which details of a deed are told, and in which order. Marks of the
// machinery (ids, revisions, slugs) are left to the audit's export.
var detailOrder = []string{"kind", "task", "person", "role", "bureau", "from", "to", "decision", "gate", "name", "title", "setting", "was", "is", "second", "device", "due", "until", "at", "zone", "reason", "why"}

// Details are an entry's details in her language and zone; who tells a person's name by
// her id, empty for one whom she may not know.
func (r *Request) Details(e audit.Entry, who func(id string) string) string {
	var told []string
	if e.Lang != "" {
		told = append(told, e.Lang.NameIn(r.Visitor.Lang))
	}
	for _, key := range detailOrder {
		v := e.Detail[key]
		if v == "" {
			continue
		}
		if v = r.detail(key, v, who); v != "" {
			told = append(told, v)
		}
	}
	return strings.Join(told, " · ")
}

func (r *Request) detail(key, v string, who func(string) string) string {
	known := func(prefix string) string {
		if r.desk.words.Has(prefix + v) {
			return r.Say(prefix + v)
		}
		return v
	}
	switch key {
	case "from", "to":
		return known("stories.stage_")
	case "decision":
		return known("stories.decision_")
	case "task":
		return known("stories.task_")
	case "kind":
		return known("kind.")
	case "role":
		v = strings.NewReplacer(" ", "_", "-", "_").Replace(v)
		return known("newsroom.role_")
	case "person":
		return who(v)
	case "bureau":
		return r.BureauName(v)
	case "due", "until", "at":
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			return lang.DateTime(t.In(r.Zone), r.Visitor.Lang)
		}
	case "reason", "why":
		q := lang.Quotes(r.Visitor.Lang)
		return q.Open + v + q.Close
	}
	return v
}

// BureauName is how a bureau is called in her language: by its place; its key where it is
// not there any more.
func (r *Request) BureauName(key string) string {
	for _, b := range r.Outlet.Bureaus {
		if b.Key == key {
			if place, ok := r.Outlet.Place(b.Place); ok {
				return place.Name(r.Visitor.Lang)
			}
		}
	}
	return key
}
