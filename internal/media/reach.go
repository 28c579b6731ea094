package media

import (
	"slices"
	"strings"
)

// Reach is whose pictures somebody gets to see. What she brought herself is always hers.
type Reach struct {
	Person  string
	All     bool     // of every bureau
	Bureaus []string // else of these, those of none, and those that readers see; nothing but her own without one
}

// Covers says whether a picture is within it.
func (r Reach) Covers(m Media) bool {
	switch {
	case r.All, r.Person != "" && m.AddedBy == r.Person:
		return true
	case len(r.Bureaus) == 0:
		return false
	}
	return m.Bureau == "" || m.Public > 0 || slices.Contains(r.Bureaus, m.Bureau)
}

// clause says Covers in the words of a query over the table media, as m.
func (r Reach) clause(args *[]any) string {
	place := placer(args)
	if r.All {
		return ""
	}
	own := "m.added_by = " + place(r.Person) + " AND m.added_by <> ''"
	if len(r.Bureaus) == 0 {
		return " AND " + own
	}
	list := make([]string, len(r.Bureaus))
	for i, b := range r.Bureaus {
		list[i] = place(b)
	}
	return " AND (" + own + " OR m.bureau = '' OR m.public > 0 OR m.bureau IN (" + strings.Join(list, ", ") + "))"
}
