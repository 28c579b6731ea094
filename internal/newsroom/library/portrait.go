package library

import (
	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// portraits is the list from which a person's portrait is chosen:
// /desk/media/portrait?person=ID, her own without a person.
func (p *Pages) portraits(r *newsroom.Request) (newsroom.Answer, error) {
	person, err := p.sitter(r, r.URL.Query().Get("person"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.listed(r, "/desk/media/portrait")
	if err != nil {
		return newsroom.Answer{}, err
	}
	page.Person = &person
	return newsroom.Show("portrait", page), nil
}

// sitter is whose portrait it is about: her own is everybody's to choose, another's that
// of those who manage people.
func (p *Pages) sitter(r *newsroom.Request, id string) (people.Person, error) {
	if id == "" {
		id = r.Person.ID
	}
	if id != r.Person.ID && !r.May(people.Case{Deed: people.ManagePeople}) {
		return people.Person{}, fault.New(fault.Forbidden, "newsroom.forbidden")
	}
	var person people.Person
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		found, err := people.ByIDs(r.Context(), tx, []string{id})
		if err == nil && found[id].ID == "" {
			err = fault.New(fault.NotFound, "people.nobody")
		}
		person = found[id]
		return err
	})
	return person, err
}

// setPortrait gives a person a picture, or none. Readers see it with the next text of
// hers that is published.
func (p *Pages) setPortrait(r *newsroom.Request) (newsroom.Answer, error) {
	person, err := p.sitter(r, r.PostFormValue("person"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	chosen := r.PostFormValue("media")
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if chosen != "" {
			if _, err := seenBy(r, tx, chosen); err != nil {
				return err
			}
		}
		if err := people.SetPortrait(r.Context(), tx, person.ID, chosen); err != nil {
			return err
		}
		return audit.Note(r.Context(), tx, audit.Entry{
			By: r.Person.ID, Deed: "person.portrait", On: audit.Thing("person", person.ID), From: "desk", Detail: map[string]string{"media": chosen},
		})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther("/desk/media/portrait?person="+person.ID, "library.portrait_set", "name", person.In(r.Visitor.Lang)), nil
}
