package signin

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// secondPage is the second step: a code or a passkey, or setting one of them up.
type secondPage struct {
	gatePage
	Name  string
	App   bool // she has an app that makes codes
	Keys  bool // she has passkeys
	SetUp bool // she has neither, and her role asks for one
	Code  newsroom.Field
	New   *square // the app that is being set up
}

// square is the secret of an app, to be read from a screen or typed.
type square struct {
	Side   int
	Path   string // of the dark fields, as SVG
	Secret string
}

// whole is who stands at the second step: somebody whose session is not whole, or is not
// strong although her role asks for it, or who is signed in and sets something up.
func (p *Pages) standing(r *newsroom.Request) (people.Visit, people.Factors, error) {
	v, err := p.half(r)
	if err != nil {
		return v, people.Factors{}, err
	}
	if v.Person.ID == "" {
		return v, people.Factors{}, fault.New(fault.NotFound, "people.session_ended")
	}
	var f people.Factors
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		f, err = people.FactorsOf(r.Context(), tx, v.Person.ID)
		return err
	})
	return v, f, err
}

func (p *Pages) secondStepPage(r *newsroom.Request, v people.Visit, f people.Factors) (s secondPage, err error) {
	s = secondPage{gatePage: p.gate(r), Name: v.Person.In(r.Visitor.Lang), App: f.TOTP, Keys: f.Passkeys > 0, SetUp: !f.Second()}
	s.Code = newsroom.Field{Name: "code", Label: r.Say("signin.code"), Complete: "one-time-code", Required: true, Max: 30, Help: r.Say("signin.code_help")}
	if s.SetUp {
		s.Code.Help = r.Say("signin.first_code_help")
		s.New, err = p.newApp(r, v.Person)
	}
	return s, err
}

// newApp is the app that a person is setting up; nil if she is not.
func (p *Pages) newApp(r *newsroom.Request, who people.Person) (*square, error) {
	var app people.TOTP
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		app, err = people.TOTPOf(r.Context(), tx, who.ID)
		return err
	})
	if fault.KindOf(err) == fault.NotFound || err == nil && app.Confirmed {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return draw(app, r.Outlet.Outlet.Name, who.Email)
}

func (p *Pages) second(r *newsroom.Request) (newsroom.Answer, error) {
	v, f, err := p.standing(r)
	if fault.KindOf(err) == fault.NotFound {
		return newsroom.SeeOther("/desk/sign-in", ""), nil
	}
	if err != nil {
		return newsroom.Answer{}, err
	}
	if v.Session.Strong {
		return newsroom.SeeOther(next(r), ""), nil
	}
	s, err := p.secondStepPage(r, v, f)
	return newsroom.Show("second", s), err
}

func (p *Pages) byCode(r *newsroom.Request) (newsroom.Answer, error) {
	v, f, err := p.standing(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	e, err := p.Door.ByCode(r.Context(), v.Session, r.PostFormValue("code"), from(r))
	if err != nil {
		return p.secondAgain(r, v, f, err)
	}
	return come(r, e, next(r)), nil
}

// secondAgain shows the second step with what was wrong.
func (p *Pages) secondAgain(r *newsroom.Request, v people.Visit, f people.Factors, err error) (newsroom.Answer, error) {
	if !forPage(r, err) {
		return newsroom.Answer{}, err
	}
	s, pageErr := p.secondStepPage(r, v, f)
	if pageErr != nil {
		return newsroom.Answer{}, pageErr
	}
	if s.Code.Error = r.Explain(err); fault.KindOf(err) == fault.Busy {
		return newsroom.Show("second", s).Status(http.StatusTooManyRequests), nil
	}
	return newsroom.Show("second", s).Status(http.StatusUnprocessableEntity), nil
}

// proveFirst is answered to whoever signed in a while ago and wants to change how she
// comes in.
var proveFirst = fault.New(fault.Forbidden, "signin.prove_first")

func (p *Pages) beginApp(r *newsroom.Request) (newsroom.Answer, error) {
	v, _, err := p.standing(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !v.Session.Fresh(r.Now()) {
		return newsroom.SeeOther("/desk/confirm", ""), nil
	}
	if err := p.Door.BeginApp(r.Context(), v.Session); err != nil {
		return newsroom.Answer{}, err
	}
	if r.FormValue("at") == "me" {
		return newsroom.SeeOther(mePath+"#app", ""), nil
	}
	return secondStep(next(r)), nil
}

// codesPage shows recovery codes, once.
type codesPage struct {
	Codes []string
	Next  string
}

func (p *Pages) confirmApp(r *newsroom.Request) (newsroom.Answer, error) {
	v, f, err := p.standing(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !v.Session.Fresh(r.Now()) {
		return newsroom.SeeOther("/desk/confirm", ""), nil
	}
	e, codes, err := p.Door.ConfirmApp(r.Context(), v.Session, r.PostFormValue("code"), from(r))
	if err != nil {
		if r.FormValue("at") == "me" {
			return newsroom.Answer{}, err
		}
		return p.secondAgain(r, v, f, err)
	}
	r.SignIn(e.Secret)
	return newsroom.Show("codes", codesPage{codes, next(r)}), nil
}

// stepCookie holds the secret of what a browser was asked.
const stepCookie = "masthead-step"

// maxAnswer bounds what a browser answers in a ceremony, in bytes.
const maxAnswer = 64 << 10

func (p *Pages) asked(r *newsroom.Request, a people.Asked, err error) (newsroom.Answer, error) {
	if err != nil {
		return newsroom.Answer{}, err
	}
	r.SetCookie(http.Cookie{Name: stepCookie, Value: a.Secret.Text, MaxAge: int((10 * time.Minute).Seconds())})
	return newsroom.JSON(a.Options), nil
}

// step takes the secret of what the browser was asked, and its answer.
func step(r *newsroom.Request) (secret string, answer keyAnswer, err error) {
	c, err := r.Cookie(stepCookie)
	if err != nil {
		return "", answer, fault.New(fault.NotFound, "people.ceremony_over")
	}
	r.SetCookie(http.Cookie{Name: stepCookie, MaxAge: -1})
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxAnswer))
	if err == nil {
		err = json.Unmarshal(raw, &answer)
	}
	if err != nil {
		return "", answer, fault.New(fault.Invalid, "people.bad_passkey").Because(err)
	}
	return c.Value, answer, nil
}

// keyAnswer is what the script sends of a passkey.
type keyAnswer struct {
	Credential json.RawMessage `json:"credential"`
	Name       string          `json:"name"`
	Next       string          `json:"next"`
}

// led tells the script where to go on.
type led struct {
	Next string `json:"next"`
}

func (p *Pages) askPasskey(r *newsroom.Request) (newsroom.Answer, error) {
	a, err := p.Door.AskPasskey(r.Context(), p.Address(), r.Outlet.Outlet.Name, from(r))
	return p.asked(r, a, err)
}

// byPasskey lets in, or makes the session strong that is there.
func (p *Pages) byPasskey(r *newsroom.Request) (newsroom.Answer, error) {
	secret, answer, err := step(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	v, err := p.half(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	var now *people.Session
	if v.Person.ID != "" {
		now = &v.Session
	}
	e, err := p.Door.ByPasskey(r.Context(), answer.Credential, secret, p.Address(), r.Outlet.Outlet.Name, now, from(r))
	if err != nil {
		return newsroom.Answer{}, err
	}
	r.SignIn(e.Secret)
	return newsroom.JSON(led{newsroom.SafePath(answer.Next)}), nil
}

func (p *Pages) newPasskey(r *newsroom.Request) (newsroom.Answer, error) {
	v, _, err := p.standing(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !v.Session.Fresh(r.Now()) {
		return newsroom.Answer{}, proveFirst
	}
	a, err := p.Door.BeginPasskey(r.Context(), v, p.Address(), r.Outlet.Outlet.Name, from(r))
	return p.asked(r, a, err)
}

func (p *Pages) keepPasskey(r *newsroom.Request) (newsroom.Answer, error) {
	secret, answer, err := step(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	v, _, err := p.standing(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !v.Session.Fresh(r.Now()) {
		return newsroom.Answer{}, proveFirst
	}
	e, err := p.Door.KeepPasskey(r.Context(), v, answer.Name, answer.Credential, secret, p.Address(), r.Outlet.Outlet.Name, from(r))
	if err != nil {
		return newsroom.Answer{}, err
	}
	r.SignIn(e.Secret)
	return newsroom.JSON(led{newsroom.SafePath(answer.Next)}), nil
}
