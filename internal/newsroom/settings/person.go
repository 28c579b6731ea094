package settings

import (
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/people"
)

// NameFields are a person's name, what she is and what is said of her in one edition.
type NameFields struct {
	Edition            string
	Name, Title, About newsroom.Field
}

func nameFields(r *newsroom.Request, who people.Person) (list []NameFields) {
	for _, l := range r.Outlet.Langs() {
		n := who.Names[l]
		list = append(list, NameFields{l.NameIn(r.Visitor.Lang),
			newsroom.Field{Name: "name_" + string(l), Label: r.Say("settings.name"), Value: n.Name, Max: 120, Lang: l},
			newsroom.Field{Name: "title_" + string(l), Label: r.Say("settings.person_title"), Help: r.Say("settings.person_title_help"), Value: n.Title, Max: 120, Lang: l},
			newsroom.Field{Name: "about_" + string(l), Label: r.Say("settings.person_about"), Value: n.About, Type: "area", Rows: 3, Max: 2000, Lang: l},
		})
	}
	return list
}

// setNames keeps how she is called in each edition.
func (p *Pages) setNames(r *newsroom.Request) (newsroom.Answer, error) {
	detail := map[string]string{}
	return p.change(r, "person.named", detail, "settings.part_saved", func(tx *db.Tx, who people.Person) error {
		for _, l := range r.Outlet.Langs() {
			is := people.Name{Name: oneLine(r, "name_", l), Title: oneLine(r, "title_", l), About: strings.TrimSpace(r.PostFormValue("about_" + string(l)))}
			if is == who.Names[l] {
				continue
			}
			if len([]rune(is.Name)) > 120 || len([]rune(is.Title)) > 120 || len([]rune(is.About)) > 2000 {
				return fault.New(fault.Invalid, "settings.too_long").In("name_" + string(l))
			}
			detail["was_"+string(l)], detail["is_"+string(l)] = who.Names[l].Name, is.Name
			if err := people.SetName(r.Context(), tx, who.ID, l, is); err != nil {
				return err
			}
		}
		return nil
	})
}

func oneLine(r *newsroom.Request, prefix string, l lang.Tag) string {
	return strings.Join(strings.Fields(r.PostFormValue(prefix+string(l))), " ")
}

// setEmail gives her another e-mail; her links end, for they were sent to the old one.
func (p *Pages) setEmail(r *newsroom.Request) (newsroom.Answer, error) {
	return p.change(r, "person.email_changed", nil, "settings.part_saved", func(tx *db.Tx, who people.Person) error {
		return people.SetEmail(r.Context(), tx, who.ID, strings.TrimSpace(r.PostFormValue("email")))
	})
}

// invite mails her a link by which she comes in and chooses how she signs in.
func (p *Pages) invite(r *newsroom.Request) (newsroom.Answer, error) {
	if !p.Mails {
		return newsroom.Answer{}, fault.New(fault.Conflict, "mail.none")
	}
	return p.change(r, "person.invited", nil, "settings.invited", func(tx *db.Tx, who people.Person) error {
		if who.Disabled() {
			return fault.New(fault.Conflict, "people.is_disabled")
		}
		return notice.PutLink(r.Context(), tx, notice.SendLink{Person: who.ID, Purpose: notice.Invitation})
	})
}

func (p *Pages) enable(r *newsroom.Request) (newsroom.Answer, error) {
	return p.change(r, "person.enabled", nil, "settings.enabled", func(tx *db.Tx, who people.Person) error {
		return people.Enable(r.Context(), tx, who.ID)
	})
}
