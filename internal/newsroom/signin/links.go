package signin

import (
	"context"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// offer shows a button: what scans links in mails must not use them up.
func (p *Pages) offer(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("enter", p.gate(r)), nil
}

func (p *Pages) enter(r *newsroom.Request) (newsroom.Answer, error) {
	e, err := p.Door.ByLink(r.Context(), r.PathValue("secret"), from(r))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return come(r, e, "/desk/"), nil
}

// holder is whose link the address holds. A link that does not work has a page of its own
// failure, the same for every reason.
func (p *Pages) holder(r *newsroom.Request, purpose people.Purpose) (who people.Person, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		who, err = people.LinkHolder(r.Context(), tx, purpose, r.PathValue("secret"))
		return err
	})
	return who, err
}

// newPassword makes the fields of a form that asks for one.
func newPassword(r *newsroom.Request, g *gatePage) {
	g.Password.Label, g.Password.Complete = r.Say("signin.new_password"), "new-password"
	g.Password.Help = r.Say("signin.password_help", "min", people.MinPassword)
}

// invited is what the page of an invitation shows.
type invited struct {
	gatePage
	Name  string
	Roles []string
}

func (p *Pages) invitationPage(r *newsroom.Request) (i invited, err error) {
	who, err := p.holder(r, people.InvitationLink)
	if err != nil {
		return i, err
	}
	i = invited{gatePage: p.gate(r), Name: who.In(r.Visitor.Lang)}
	i.Email.Help = r.Say("signin.invited_email")
	newPassword(r, &i.gatePage)
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		grants, err := people.Grants(r.Context(), tx, who.ID)
		for _, g := range grants {
			i.Roles = append(i.Roles, roleName(r, g))
		}
		return err
	})
	return i, err
}

// roleName tells a role and where it holds.
func roleName(r *newsroom.Request, g people.Grant) string {
	name := r.Say("newsroom.role_" + roleKey.Replace(string(g.Role)))
	if g.Bureau != "" {
		bureau := g.Bureau
		if place, ok := r.Outlet.Place(g.Bureau); ok {
			bureau = place.Name(r.Visitor.Lang)
		}
		name += ", " + bureau
	}
	if g.Lang != "" {
		name += ", " + g.Lang.NativeName()
	}
	return name
}

// roleKey is the end of a role's sentence.
var roleKey = strings.NewReplacer(" ", "_", "-", "_")

func (p *Pages) invitation(r *newsroom.Request) (newsroom.Answer, error) {
	i, err := p.invitationPage(r)
	return newsroom.Show("invitation", i), err
}

func (p *Pages) accept(r *newsroom.Request) (newsroom.Answer, error) {
	e, err := p.Door.Accept(r.Context(), r.PathValue("secret"), r.PostFormValue("email"), r.PostFormValue("password"), from(r))
	if err == nil {
		return come(r, e, "/desk/"), nil
	}
	if fault.KindOf(err) == fault.NotFound {
		return newsroom.Answer{}, err
	}
	i, pageErr := p.invitationPage(r)
	if pageErr != nil {
		return newsroom.Answer{}, pageErr
	}
	if err := i.blame(r, err); err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Show("invitation", i).Status(422), nil
}

func (p *Pages) forgot(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("forgot", p.gate(r)), nil
}

// askReset says the same for every address, known or not.
func (p *Pages) askReset(r *newsroom.Request) (newsroom.Answer, error) {
	if p.Send == nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "newsroom.no_page")
	}
	err := p.Door.AskReset(r.Context(), r.PostFormValue("email"), from(r), func(ctx context.Context, tx *db.Tx, person string) error {
		return p.Send(ctx, tx, person, string(people.ResetLink))
	})
	g := p.gate(r)
	if err != nil {
		return p.again(r, "forgot", g, err)
	}
	g.Sent = true
	return newsroom.Show("forgot", g), nil
}

func (p *Pages) offerReset(r *newsroom.Request) (newsroom.Answer, error) {
	if _, err := p.holder(r, people.ResetLink); err != nil {
		return newsroom.Answer{}, err
	}
	g := p.gate(r)
	newPassword(r, &g)
	return newsroom.Show("reset", g), nil
}

func (p *Pages) reset(r *newsroom.Request) (newsroom.Answer, error) {
	err := p.Door.Reset(r.Context(), r.PathValue("secret"), r.PostFormValue("password"), from(r))
	if err == nil {
		r.SignOut()
		return newsroom.SeeOther("/desk/sign-in", "signin.password_set"), nil
	}
	if fault.KindOf(err) == fault.NotFound {
		return newsroom.Answer{}, err
	}
	g := p.gate(r)
	newPassword(r, &g)
	return p.again(r, "reset", g, err)
}
