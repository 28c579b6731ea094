package settings

import (
	"cmp"
	"context"
	"slices"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// PeoplePage shows everybody who works here, by bureau and edition.
type PeoplePage struct {
	Bureaus  []Named
	Editions []Named
	People   []PersonRow
	Left     bool // those who are disabled, instead of those who are not
	Counts   [2]int
	May      bool // she may change them
}

// Named is a bureau or an edition with its name for the visitor.
type Named struct{ Key, Name string }

// PersonRow is a person with her roles in each bureau and edition.
type PersonRow struct {
	ID       string
	Who      newsroom.Who
	Email    string
	Roles    string
	Bureaus  [][]people.Role
	Editions [][]people.Role
	Seen     newsroom.Moment
}

func (p *Pages) people(r *newsroom.Request) (newsroom.Answer, error) {
	page := PeoplePage{Bureaus: bureaus(r), Editions: editions(r), Left: r.FormValue("left") != "", May: r.May(people.Case{Deed: people.ManagePeople})}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		staff, err := people.Staff(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, s := range staff {
			if s.Disabled() {
				page.Counts[1]++
			} else {
				page.Counts[0]++
			}
			if s.Disabled() != page.Left {
				continue
			}
			row, err := p.row(r, tx, s, page)
			if err != nil {
				return err
			}
			page.People = append(page.People, row)
		}
		return nil
	})
	return newsroom.Show("people", page), err
}

func (p *Pages) row(r *newsroom.Request, tx *db.Tx, s people.Person, page PeoplePage) (PersonRow, error) {
	row := PersonRow{ID: s.ID, Who: newsroom.PersonMark(s.ID, s.In(r.Visitor.Lang)), Email: s.Email}
	grants, err := people.Grants(r.Context(), tx, s.ID)
	if err != nil {
		return row, err
	}
	for _, b := range page.Bureaus {
		row.Bureaus = append(row.Bureaus, rolesIn(grants, func(g people.Grant) bool { return g.Bureau == "" || g.Bureau == b.Key }))
	}
	for _, e := range page.Editions {
		row.Editions = append(row.Editions, rolesIn(grants, func(g people.Grant) bool { return g.Lang == "" || g.Lang == lang.Tag(e.Key) }))
	}
	sessions, err := people.SessionsOf(r.Context(), tx, s.ID)
	for _, one := range sessions {
		if m := r.When(one.Seen); row.Seen.Machine < m.Machine {
			row.Seen = m
		}
	}
	return row, err
}

// rolesIn lists the roles of the grants that hold somewhere, the mightiest first.
func rolesIn(grants []people.Grant, holds func(people.Grant) bool) (list []people.Role) {
	for _, g := range grants {
		if holds(g) && !slices.Contains(list, g.Role) {
			list = append(list, g.Role)
		}
	}
	slices.SortFunc(list, func(a, b people.Role) int {
		return cmp.Compare(slices.Index(people.Roles, a), slices.Index(people.Roles, b))
	})
	return list
}

func bureaus(r *newsroom.Request) (list []Named) {
	for _, b := range r.Outlet.Bureaus {
		n := Named{Key: b.Key, Name: b.Key}
		if place, ok := r.Outlet.Place(b.Place); ok {
			n.Name = cmp.Or(place.Name(r.Visitor.Lang), b.Key)
		}
		list = append(list, n)
	}
	return list
}

func editions(r *newsroom.Request) (list []Named) {
	for _, l := range r.Outlet.Langs() {
		list = append(list, Named{string(l), l.NameIn(r.Visitor.Lang)})
	}
	return list
}

// PersonPage is one person's roles and ways in.
type PersonPage struct {
	ID       string
	Who      newsroom.Who
	Email    string
	Disabled bool
	Grants   []GrantRow
	Sessions []SessionRow
	Tokens   []TokenRow
	Table    Table
	Lately   []AuditRow
	Roles    []people.Role
	Bureaus  []Named
	Editions []Named
	May      bool
	Names    []NameFields
	Mails    bool   // whether invitations can be mailed
	Link     string // a sign-in link that was just made; it is shown once
	Until    newsroom.Moment
}

// GrantRow is a role with where it holds.
type GrantRow struct {
	people.Grant
	BureauName, EditionName string
}

// SessionRow is one of her sessions.
type SessionRow struct {
	Device, Address string
	Seen            newsroom.Moment
}

func (p *Pages) person(r *newsroom.Request) (newsroom.Answer, error) {
	page, err := p.personPage(r)
	return newsroom.Show("person", page), err
}

func (p *Pages) personPage(r *newsroom.Request) (page PersonPage, err error) {
	page = PersonPage{Roles: people.Roles, Bureaus: bureaus(r), Editions: editions(r), May: r.May(people.Case{Deed: people.ManagePeople})}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		who, err := one(r.Context(), tx, r.PathValue("person"))
		if err != nil {
			return err
		}
		page.ID, page.Who, page.Email, page.Disabled = who.ID, newsroom.PersonMark(who.ID, who.In(r.Visitor.Lang)), who.Email, who.Disabled()
		grants, err := people.Grants(r.Context(), tx, who.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			page.Grants = append(page.Grants, GrantRow{g, nameOf(page.Bureaus, g.Bureau), nameOf(page.Editions, string(g.Lang))})
		}
		page.Table = tableFor(r, grants)
		page.Names, page.Mails = nameFields(r, who), p.Mails
		sessions, err := people.SessionsOf(r.Context(), tx, who.ID)
		if err != nil {
			return err
		}
		for _, s := range sessions {
			page.Sessions = append(page.Sessions, SessionRow{s.Device, s.Address, r.When(s.Seen)})
		}
		if page.May {
			if page.Tokens, err = tokenRows(r, tx, who.ID); err != nil {
				return err
			}
		}
		if !r.May(people.Case{Deed: people.ReadAudit}) {
			return nil
		}
		page.Lately, err = auditRows(r, tx, audit.Filter{By: who.ID, Limit: 8})
		return err
	})
	return page, err
}

func nameOf(list []Named, key string) string {
	for _, n := range list {
		if n.Key == key {
			return n.Name
		}
	}
	return key
}

func one(ctx context.Context, tx *db.Tx, id string) (people.Person, error) {
	found, err := people.ByIDs(ctx, tx, []string{id})
	if err == nil && (found[id].ID == "" || found[id].Email == "") {
		err = fault.New(fault.NotFound, "people.nobody")
	}
	return found[id], err
}

// grantOf reads a role and where it is to hold.
func grantOf(r *newsroom.Request) (people.Grant, error) {
	role, err := people.ParseRole(r.PostFormValue("role"))
	if err != nil {
		return people.Grant{}, err
	}
	g := people.Grant{Role: role, Bureau: r.PostFormValue("bureau"), Lang: lang.Tag(r.PostFormValue("edition"))}
	if g.Bureau != "" && !r.Outlet.HasBureau(g.Bureau) {
		return g, fault.New(fault.Invalid, "outlet.no_bureau").In("bureau").With("bureau", g.Bureau)
	}
	if _, ok := r.Outlet.Edition(g.Lang); !ok && g.Lang != "" {
		return g, fault.New(fault.Invalid, "edition.no_edition").In("edition").With("lang", string(g.Lang))
	}
	return g, nil
}

// change does something to a person in a transaction, with its line in the audit, and
// leads back to her page.
func (p *Pages) change(r *newsroom.Request, deed string, detail map[string]string, done string, f func(tx *db.Tx, who people.Person) error) (newsroom.Answer, error) {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		who, err := one(r.Context(), tx, r.PathValue("person"))
		if err != nil {
			return err
		}
		if err := f(tx, who); err != nil {
			return err
		}
		return note(r, tx, deed, audit.Thing("person", who.ID), detail)
	})
	return newsroom.SeeOther("/desk/settings/people/"+r.PathValue("person")+"/", done), err
}

func detailOf(g people.Grant) map[string]string {
	return map[string]string{"role": string(g.Role), "bureau": g.Bureau, "edition": string(g.Lang)}
}

func (p *Pages) give(r *newsroom.Request) (newsroom.Answer, error) {
	g, err := grantOf(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.change(r, "person.role_given", detailOf(g), "settings.role_given", func(tx *db.Tx, who people.Person) error {
		return people.Give(r.Context(), tx, who.ID, g.Role, g.Bureau, g.Lang)
	})
}

func (p *Pages) take(r *newsroom.Request) (newsroom.Answer, error) {
	g, err := grantOf(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.change(r, "person.role_taken", detailOf(g), "settings.role_taken", func(tx *db.Tx, who people.Person) error {
		return people.Take(r.Context(), tx, who.ID, g)
	})
}

// link makes a one-time sign-in link and shows it once.
func (p *Pages) link(r *newsroom.Request) (newsroom.Answer, error) {
	var secret people.Secret
	if _, err := p.change(r, "person.link_made", nil, "", func(tx *db.Tx, who people.Person) (err error) {
		secret, err = people.NewLink(r.Context(), tx, who.ID)
		return err
	}); err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.personPage(r)
	page.Link, page.Until = p.Desk()+"/desk/enter/"+secret.Text, r.When(r.Now().Add(people.LinkLife))
	return newsroom.Show("person", page), err
}

func (p *Pages) endSessions(r *newsroom.Request) (newsroom.Answer, error) {
	return p.change(r, "person.sessions_ended", nil, "settings.sessions_ended", func(tx *db.Tx, who people.Person) error {
		return people.EndSessions(r.Context(), tx, who.ID, "")
	})
}

func (p *Pages) disable(r *newsroom.Request) (newsroom.Answer, error) {
	return p.change(r, "person.disabled", nil, "settings.disabled", func(tx *db.Tx, who people.Person) error {
		return people.Disable(r.Context(), tx, who.ID)
	})
}

// NewPersonPage is the form by which somebody comes to work here.
type NewPersonPage struct {
	Name, Email newsroom.Field
	Roles       []people.Role
	Bureaus     []Named
	Editions    []Named
}

func (p *Pages) newPerson(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("new-person", p.newPage(r, nil)), nil
}

func (p *Pages) newPage(r *newsroom.Request, err error) NewPersonPage {
	page := NewPersonPage{
		Name:  newsroom.Field{Name: "name", Label: r.Say("settings.name"), Value: r.PostFormValue("name"), Required: true, Max: 200, Help: r.Say("settings.name_help")},
		Email: newsroom.Field{Name: "email", Label: r.Say("settings.email"), Type: "email", Value: r.PostFormValue("email"), Required: true, Max: 254, Help: r.Say("settings.email_help")},
		Roles: people.Roles, Bureaus: bureaus(r), Editions: editions(r),
	}
	if f, ok := fault.As(err); ok {
		for _, field := range []*newsroom.Field{&page.Name, &page.Email} {
			if field.Name == f.Field {
				field.Error = r.Explain(err)
			}
		}
	}
	return page
}

func (p *Pages) addPerson(r *newsroom.Request) (newsroom.Answer, error) {
	g, err := grantOf(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	var who people.Person
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		who, err = people.Add(r.Context(), tx, people.Person{Name: r.PostFormValue("name"), Email: r.PostFormValue("email")})
		if err != nil {
			return err
		}
		if err := people.Give(r.Context(), tx, who.ID, g.Role, g.Bureau, g.Lang); err != nil {
			return err
		}
		return note(r, tx, "person.added", audit.Thing("person", who.ID), detailOf(g))
	})
	if f, ok := fault.As(err); ok && (f.Field == "name" || f.Field == "email") {
		return newsroom.Show("new-person", p.newPage(r, err)).Status(422), nil
	}
	return newsroom.SeeOther("/desk/settings/people/"+who.ID+"/", "settings.added", "name", who.Name), err
}
