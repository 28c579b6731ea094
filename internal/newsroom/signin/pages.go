package signin

import (
	"embed"

	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of coming in and going out.
type Pages struct {
	DB   *db.DB
	Door *people.Door
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	return newsroom.Place{Name: "signin", Pages: files, Routes: []newsroom.Route{
		newsroom.Get("/desk/sign-in", newsroom.Anyone, p.page),
		newsroom.Get("/desk/enter/{secret}", newsroom.Anyone, p.offer),
		newsroom.Post("/desk/enter/{secret}", newsroom.Anyone, p.enter),
		newsroom.Post("/desk/sign-out", newsroom.Anyone, p.leave),
	}}
}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	if r.SignedIn() {
		return newsroom.SeeOther(newsroom.SafePath(r.FormValue("next")), ""), nil
	}
	return newsroom.Show("sign-in", nil), nil
}

// offer shows a button: what scans links in mails must not use them up.
func (p *Pages) offer(*newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("enter", nil), nil
}

func (p *Pages) enter(r *newsroom.Request) (newsroom.Answer, error) {
	e, err := p.Door.ByLink(r.Context(), r.PathValue("secret"), people.From{Address: r.Address, Device: r.UserAgent()})
	if err != nil {
		return newsroom.Answer{}, err
	}
	r.SignIn(e.Secret)
	return newsroom.SeeOther("/desk/", ""), nil
}

func (p *Pages) leave(r *newsroom.Request) (newsroom.Answer, error) {
	if r.SignedIn() {
		err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
			return people.EndSession(r.Context(), tx, r.Person.ID, r.Visit.Session.ID)
		})
		if err != nil {
			return newsroom.Answer{}, err
		}
	}
	r.SignOut()
	return newsroom.SeeOther("/desk/sign-in", "signin.left"), nil
}
