package settings

import (
	"slices"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// pseudonymRoutes are open to those alone who may know who writes under which name.
func (p *Pages) pseudonymRoutes(at string) []newsroom.Route {
	knows := newsroom.OnOutlet(people.KnowPseudonyms)
	return []newsroom.Route{
		newsroom.Get(at+"pseudonyms/", knows, p.pseudonyms),
		newsroom.Post(at+"pseudonyms/", knows, p.setPseudonym),
		newsroom.Post(at+"pseudonyms/{pen}/end", knows, p.endPseudonym),
	}
}

// PseudonymsPage says who writes under which name.
type PseudonymsPage struct {
	Rows  []PseudonymRow
	Staff []newsroom.Option
}

// PseudonymRow is a byline and who stands behind it.
type PseudonymRow struct{ Pen, Name, Person string }

func (p *Pages) pseudonyms(r *newsroom.Request) (newsroom.Answer, error) {
	var page PseudonymsPage
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := people.Pseudonyms(r.Context(), tx, r.Grants)
		if err != nil {
			return err
		}
		for _, one := range list {
			found, err := people.ByIDs(r.Context(), tx, []string{one.Pen, one.Person})
			if err != nil {
				return err
			}
			page.Rows = append(page.Rows, PseudonymRow{one.Pen, found[one.Pen].In(r.Visitor.Lang), found[one.Person].In(r.Visitor.Lang)})
		}
		staff, err := people.Staff(r.Context(), tx)
		for _, s := range staff {
			if !s.Disabled() {
				page.Staff = append(page.Staff, newsroom.Option{Value: s.ID, Label: s.In(r.Visitor.Lang)})
			}
		}
		return err
	})
	slices.SortFunc(page.Rows, func(a, b PseudonymRow) int { return strings.Compare(a.Name, b.Name) })
	return newsroom.Show("pseudonyms", page), err
}

// setPseudonym gives somebody a byline to write under; one that is new here is made. The
// audit tells of the byline, and of nobody behind it.
func (p *Pages) setPseudonym(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		name := strings.TrimSpace(r.PostFormValue("name"))
		pen, err := people.ByName(r.Context(), tx, name)
		if fault.KindOf(err) == fault.NotFound {
			pen, err = people.Add(r.Context(), tx, people.Person{Name: name})
		}
		if err != nil {
			return err
		}
		if err := people.SetPseudonym(r.Context(), tx, r.Grants, pen.ID, r.PostFormValue("person")); err != nil {
			return err
		}
		return note(r, tx, "pseudonym.set", audit.Thing("person", pen.ID), nil)
	})
	return newsroom.SeeOther("/desk/settings/pseudonyms/", "settings.pseudonym_set"), err
}

func (p *Pages) endPseudonym(r *newsroom.Request) (newsroom.Answer, error) {
	pen := r.PathValue("pen")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := people.SetPseudonym(r.Context(), tx, r.Grants, pen, ""); err != nil {
			return err
		}
		return note(r, tx, "pseudonym.ended", audit.Thing("person", pen), nil)
	})
	return newsroom.SeeOther("/desk/settings/pseudonyms/", "settings.pseudonym_ended"), err
}
