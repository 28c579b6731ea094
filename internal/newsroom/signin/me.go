package signin

import (
	"net/http"
	"slices"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

const mePath = "/desk/me/"

// mePage is a person's own account.
type mePage struct {
	Name, Email string
	Roles       []string
	Lang        newsroom.Field
	Bureau      newsroom.Field
	Theme       newsroom.Field
	Density     newsroom.Field
	Keys        bool
	Factors     people.Factors
	Password    newsroom.Field
	Passkeys    []keyLine
	MayPasskeys bool
	Code        newsroom.Field
	New         *square
	Sessions    []sessionLine
	Needs       bool // her role asks for a second step
}

type keyLine struct {
	ID, Name   string
	Made, Used newsroom.Moment
	BackedUp   bool
}

type sessionLine struct {
	ID, Device, Network string
	Started, Seen       newsroom.Moment
	Here                bool
}

func (p *Pages) me(r *newsroom.Request) (newsroom.Answer, error) {
	m, err := p.account(r)
	return newsroom.Show("me", m), err
}

func (p *Pages) account(r *newsroom.Request) (m mePage, err error) {
	m = mePage{Name: r.Person.In(r.Visitor.Lang), Email: r.Person.Email, Keys: r.Visit.Desk.Keys, MayPasskeys: people.MayHavePasskeys(p.Address()), Needs: p.Door.Needs(r.Grants)}
	for _, g := range r.Grants {
		m.Roles = append(m.Roles, roleName(r, g))
	}
	p.deskFields(r, &m)
	m.Password = newsroom.Field{Name: "password", Label: r.Say("signin.new_password"), Type: "password", Complete: "new-password", Required: true, Max: people.MaxPassword, Help: r.Say("signin.password_help", "min", people.MinPassword)}
	m.Code = newsroom.Field{Name: "code", Label: r.Say("signin.code"), Complete: "one-time-code", Required: true, Max: 30, Help: r.Say("signin.first_code_help")}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if m.Factors, err = people.FactorsOf(r.Context(), tx, r.Person.ID); err != nil {
			return err
		}
		keys, err := people.PasskeysOf(r.Context(), tx, r.Person.ID)
		if err != nil {
			return err
		}
		for _, k := range keys {
			m.Passkeys = append(m.Passkeys, keyLine{k.ID, k.Name, r.When(k.Made), r.When(k.Used), k.BackedUp})
		}
		sessions, err := people.SessionsOf(r.Context(), tx, r.Person.ID)
		for _, s := range sessions {
			m.Sessions = append(m.Sessions, sessionLine{s.ID, device(s.Device), s.Address, r.When(s.Started), r.When(s.Seen), s.ID == r.Visit.Session.ID})
		}
		return err
	})
	if err == nil && !m.Factors.TOTP {
		m.New, err = p.newApp(r, r.Person)
	}
	return m, err
}

// deskFields are the choices of how the desk is set for her.
func (p *Pages) deskFields(r *newsroom.Request, m *mePage) {
	now := r.Visit.Desk
	choose := func(name, label, value string, options ...newsroom.Option) newsroom.Field {
		for i := range options {
			options[i].Chosen = options[i].Value == value
		}
		return newsroom.Field{Name: name, Label: label, Type: "select", Value: value, Options: options}
	}
	langs := []newsroom.Option{{Label: r.Say("signin.lang_browser")}}
	for _, l := range newsroom.Languages {
		langs = append(langs, newsroom.Option{Value: string(l), Label: l.NativeName()})
	}
	m.Lang = choose("lang", r.Say("signin.lang"), string(now.Lang), langs...)
	bureaus := []newsroom.Option{{Label: r.Say("signin.bureau_none", "zone", r.Outlet.Location().String())}}
	for _, b := range r.Outlet.Bureaus {
		name := b.Key
		if place, ok := r.Outlet.Place(b.Place); ok {
			name = place.Name(r.Visitor.Lang)
		}
		bureaus = append(bureaus, newsroom.Option{Value: b.Key, Label: name + " (" + b.Zone + ")"})
	}
	m.Bureau = choose("bureau", r.Say("signin.bureau"), now.Bureau, bureaus...)
	m.Theme = choose("theme", r.Say("signin.theme"), now.Theme, newsroom.Option{Label: r.Say("signin.theme_system")},
		newsroom.Option{Value: "light", Label: r.Say("signin.theme_light")}, newsroom.Option{Value: "dark", Label: r.Say("signin.theme_dark")})
	m.Density = choose("density", r.Say("signin.density"), now.Density, newsroom.Option{Label: r.Say("signin.density_dense")},
		newsroom.Option{Value: "roomy", Label: r.Say("signin.density_roomy")})
}

func (p *Pages) setDesk(r *newsroom.Request) (newsroom.Answer, error) {
	d := people.Desk{
		Lang: lang.Tag(r.PostFormValue("lang")), Bureau: r.PostFormValue("bureau"), Theme: r.PostFormValue("theme"), Density: r.PostFormValue("density"),
		Keys: r.PostFormValue("keys") == "on",
	}
	switch {
	case d.Lang != "" && !slices.Contains(newsroom.Languages, d.Lang), !slices.Contains([]string{"", "light", "dark"}, d.Theme),
		!slices.Contains([]string{"", "roomy"}, d.Density), d.Bureau != "" && !r.Outlet.HasBureau(d.Bureau):
		return newsroom.Answer{}, fault.New(fault.Invalid, "newsroom.form")
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error { return people.SetDesk(r.Context(), tx, r.Person.ID, d) })
	return newsroom.SeeOther(mePath, "signin.desk_set"), err
}

// sure leads to the page that asks once more who she is, where she showed it too long ago.
func (p *Pages) sure(r *newsroom.Request, f func() (newsroom.Answer, error)) (newsroom.Answer, error) {
	if !r.Visit.Session.Fresh(r.Now()) {
		return newsroom.SeeOther("/desk/confirm", ""), nil
	}
	return f()
}

func (p *Pages) setPassword(r *newsroom.Request) (newsroom.Answer, error) {
	return p.sure(r, func() (newsroom.Answer, error) {
		err := p.Door.ChangePassword(r.Context(), r.Visit, r.PostFormValue("password"), from(r))
		if forPage(r, err) {
			m, pageErr := p.account(r)
			m.Password.Error = r.Explain(err)
			return newsroom.Show("me", m).Status(http.StatusUnprocessableEntity), pageErr
		}
		return newsroom.SeeOther(mePath+"#password", "signin.password_changed"), err
	})
}

func (p *Pages) removeApp(r *newsroom.Request) (newsroom.Answer, error) {
	return p.sure(r, func() (newsroom.Answer, error) {
		return newsroom.SeeOther(mePath+"#app", "signin.app_removed"), p.Door.RemoveApp(r.Context(), r.Visit, from(r))
	})
}

func (p *Pages) renewCodes(r *newsroom.Request) (newsroom.Answer, error) {
	return p.sure(r, func() (newsroom.Answer, error) {
		codes, err := p.Door.RenewCodes(r.Context(), r.Visit, from(r))
		return newsroom.Show("codes", codesPage{codes, mePath}), err
	})
}

func (p *Pages) removePasskey(r *newsroom.Request) (newsroom.Answer, error) {
	return p.sure(r, func() (newsroom.Answer, error) {
		return newsroom.SeeOther(mePath+"#passkeys", "signin.passkey_removed"), p.Door.RemovePasskey(r.Context(), r.Visit, r.PathValue("key"), from(r))
	})
}

func (p *Pages) endOthers(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.SeeOther(mePath+"#sessions", "signin.others_ended"), p.Door.EndSessionOf(r.Context(), r.Visit, "", from(r))
}

func (p *Pages) endSession(r *newsroom.Request) (newsroom.Answer, error) {
	return newsroom.SeeOther(mePath+"#sessions", "signin.session_ended"), p.Door.EndSessionOf(r.Context(), r.Visit, r.PathValue("session"), from(r))
}

// confirm asks once more who she is: by password, code or passkey, whatever she has.
func (p *Pages) confirm(r *newsroom.Request) (newsroom.Answer, error) {
	c, err := p.confirmPage(r)
	return newsroom.Show("confirm", c), err
}

type confirmPage struct {
	gatePage
	Factors people.Factors
	Code    newsroom.Field
}

func (p *Pages) confirmPage(r *newsroom.Request) (c confirmPage, err error) {
	c = confirmPage{gatePage: p.gate(r)}
	c.Next = mePath
	c.Code = newsroom.Field{Name: "code", Label: r.Say("signin.code"), Complete: "one-time-code", Max: 30, Required: true}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		c.Factors, err = people.FactorsOf(r.Context(), tx, r.Person.ID)
		return err
	})
	return c, err
}

func (p *Pages) prove(r *newsroom.Request) (newsroom.Answer, error) {
	var err error
	if code := r.PostFormValue("code"); code != "" {
		var e people.Entry
		if e, err = p.Door.ByCode(r.Context(), r.Visit.Session, code, from(r)); err == nil {
			r.SignIn(e.Secret)
		}
	} else {
		err = p.Door.Prove(r.Context(), r.Visit, r.PostFormValue("password"), from(r))
	}
	if err == nil {
		return newsroom.SeeOther(mePath, "signin.proved"), nil
	}
	c, pageErr := p.confirmPage(r)
	if pageErr != nil {
		return newsroom.Answer{}, pageErr
	}
	if known, _ := fault.As(err); forPage(r, err) && known.Field == "code" {
		c.Code.Error = r.Explain(err)
	} else if err := c.blame(r, err); err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Show("confirm", c).Status(http.StatusUnprocessableEntity), nil
}
