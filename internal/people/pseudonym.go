package people

import "masthead/internal/kit/fault"

// Selves are the ids under which stories may name a person as their author: her own, and
// those of the pseudonyms that she writes under.
func (v Visit) Selves() []string { return append([]string{v.Person.ID}, v.Pens...) }

// Selves is the same for whoever asks by a token.
func (a Access) Selves() []string { return append([]string{a.Person.ID}, a.Pens...) }

// mayKnow refuses everybody who may not know who writes under which name.
func mayKnow(grants []Grant) error {
	if !May(grants, Case{Deed: KnowPseudonyms}) {
		return fault.New(fault.Forbidden, "people.pseudonyms_hidden")
	}
	return nil
}
