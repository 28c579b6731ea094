package settings

import (
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// Table says who may do what. It is asked of the policy itself, cell by cell.
type Table struct {
	Columns []Named
	Parts   []int // how many columns stand under bureaus, how many under editions; none for roles
	Rows    []TableRow
}

// TableRow is a deed with what each column may: "every", "own", or empty for no.
type TableRow struct {
	Deed  people.Deed
	Cells []string
}

// RightsPage is the table for the roles, or for one person.
type RightsPage struct {
	Table  Table
	Staff  []newsroom.Option
	Chosen bool
}

func (p *Pages) rights(r *newsroom.Request) (newsroom.Answer, error) {
	page := RightsPage{Table: tableOfRoles()}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		staff, err := people.Staff(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, s := range staff {
			if s.Disabled() {
				continue
			}
			chosen := s.ID == r.FormValue("person")
			page.Staff = append(page.Staff, newsroom.Option{Value: s.ID, Label: s.In(r.Visitor.Lang), Chosen: chosen})
			if chosen {
				grants, err := people.Grants(r.Context(), tx, s.ID)
				if err != nil {
					return err
				}
				page.Table, page.Chosen = tableFor(r, grants), true
			}
		}
		return nil
	})
	return newsroom.Show("rights", page), err
}

// tableOfRoles is what each role may do where it holds.
func tableOfRoles() Table {
	t := Table{}
	for _, role := range people.Roles {
		t.Columns = append(t.Columns, Named{Key: string(role)})
	}
	for _, deed := range people.Deeds {
		row := TableRow{Deed: deed}
		for _, role := range people.Roles {
			row.Cells = append(row.Cells, cell([]people.Grant{{Role: role}}, people.Case{Deed: deed}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func cell(grants []people.Grant, c people.Case) string {
	if people.May(grants, c) {
		return "every"
	}
	if c.Own = true; people.May(grants, c) {
		return "own"
	}
	return ""
}

// tableFor is what somebody may do in each bureau (in some edition) and in each edition
// (in some bureau).
func tableFor(r *newsroom.Request, grants []people.Grant) Table {
	places, langs := bureaus(r), editions(r)
	t := Table{Columns: append(places[:len(places):len(places)], langs...), Parts: []int{len(places), len(langs)}}
	anyBureau := append([]Named{{}}, places...)
	anyEdition := append([]Named{{}}, langs...)
	for _, deed := range people.Deeds {
		row := TableRow{Deed: deed}
		for _, b := range places {
			row.Cells = append(row.Cells, best(grants, deed, []Named{b}, anyEdition))
		}
		for _, e := range langs {
			row.Cells = append(row.Cells, best(grants, deed, anyBureau, []Named{e}))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// best is the widest right among cases.
func best(grants []people.Grant, deed people.Deed, places, langs []Named) (widest string) {
	for _, b := range places {
		for _, e := range langs {
			switch cell(grants, people.Case{Deed: deed, Bureau: b.Key, Lang: lang.Tag(e.Key)}) {
			case "every":
				return "every"
			case "own":
				widest = "own"
			}
		}
	}
	return widest
}
