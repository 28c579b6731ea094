package signin

import (
	"context"
	"embed"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of coming in and going out.
type Pages struct {
	DB      *db.DB
	Door    *people.Door
	Address func() string // the desk's own address: passkeys are bound to it
	// Send queues a mail with a link for a purpose, in the transaction of what was asked.
	// nil where the outlet sends no mail: then an administrator gives links by hand.
	Send  func(ctx context.Context, tx *db.Tx, person, purpose string) error
	House *House // the house that signs people in for the outlet; nil for none
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	anyone, signed := newsroom.Anyone, newsroom.Signed
	return newsroom.Place{Name: "signin", Pages: files, Routes: []newsroom.Route{
		newsroom.Get("/desk/sign-in", anyone, p.page),
		newsroom.Post("/desk/sign-in", anyone, p.byPassword),
		newsroom.Get("/desk/signed-in", signed, p.signedIn),
		newsroom.Post("/desk/sign-out", anyone, p.leave),
		newsroom.Get("/desk/enter/{secret}", anyone, p.offer),
		newsroom.Post("/desk/enter/{secret}", anyone, p.enter),
		newsroom.Get("/desk/invitation/{secret}", anyone, p.invitation),
		newsroom.Post("/desk/invitation/{secret}", anyone, p.accept),
		newsroom.Get("/desk/forgot", anyone, p.forgot),
		newsroom.Post("/desk/forgot", anyone, p.askReset),
		newsroom.Get("/desk/reset/{secret}", anyone, p.offerReset),
		newsroom.Post("/desk/reset/{secret}", anyone, p.reset),
		newsroom.Post("/desk/passkey/ask", anyone, p.askPasskey),
		newsroom.Post("/desk/passkey/enter", anyone, p.byPasskey),
		newsroom.Post("/desk/passkey/new", anyone, p.newPasskey),
		newsroom.Post("/desk/passkey/keep", anyone, p.keepPasskey),
		newsroom.Get("/desk/second", anyone, p.second),
		newsroom.Post("/desk/second", anyone, p.byCode),
		newsroom.Post("/desk/second/app", anyone, p.beginApp),
		newsroom.Post("/desk/second/confirm", anyone, p.confirmApp),
		newsroom.Get("/desk/oidc", anyone, p.toHouse),
		newsroom.Get("/desk/oidc/back", anyone, p.fromHouse),
		newsroom.Get("/desk/confirm", signed, p.confirm),
		newsroom.Post("/desk/confirm", signed, p.prove),
		newsroom.Get("/desk/me/", signed, p.me),
		newsroom.Post("/desk/me/desk", signed, p.setDesk),
		newsroom.Post("/desk/me/password", signed, p.setPassword),
		newsroom.Post("/desk/me/app/remove", signed, p.removeApp),
		newsroom.Post("/desk/me/codes", signed, p.renewCodes),
		newsroom.Post("/desk/me/passkeys/{key}/remove", signed, p.removePasskey),
		newsroom.Post("/desk/me/sessions/end", signed, p.endOthers),
		newsroom.Post("/desk/me/sessions/{session}/end", signed, p.endSession),
	}}
}

func from(r *newsroom.Request) people.From {
	return people.From{Address: r.Address, Device: r.UserAgent()}
}

// next is the page that was asked for before the sign-in: one of the desk's own, never
// one of the door's.
func next(r *newsroom.Request) string {
	if r.FormValue("in") == "window" {
		return windowPath
	}
	return newsroom.SafePath(r.FormValue("next"))
}

// windowPath is the page that tells the window that opened it, and closes.
const windowPath = "/desk/signed-in"

// gatePage is what the pages of the door show.
type gatePage struct {
	Next     string
	Fault    string // a failure that belongs to no field
	Email    newsroom.Field
	Password newsroom.Field
	Passkeys bool   // browsers make them for this address
	House    string // name of the house that signs in for the outlet; empty for none
	Tongues  []tongue
	Mail     bool // the outlet sends mail
	Sent     bool
}

// tongue is a language on the foot of the page, with the address that chooses it.
type tongue struct {
	Lang lang.Tag
	Name string
	Here bool
	Path string
}

func (p *Pages) gate(r *newsroom.Request) gatePage {
	g := gatePage{Next: next(r), Passkeys: people.MayHavePasskeys(p.Address()), Mail: p.Send != nil}
	if p.House != nil {
		g.House = p.House.Name
	}
	g.Email = newsroom.Field{Name: "email", Label: r.Say("signin.email"), Type: "email", Value: r.PostFormValue("email"), Complete: "username webauthn", Required: true, Max: 254}
	g.Password = newsroom.Field{Name: "password", Label: r.Say("signin.password"), Type: "password", Complete: "current-password", Required: true, Max: people.MaxPassword}
	for _, l := range newsroom.Languages {
		q := url.Values{"lang": {string(l)}}
		if g.Next != "/desk/" {
			q.Set("next", g.Next)
		}
		g.Tongues = append(g.Tongues, tongue{l, l.NativeName(), l == r.Visitor.Lang, "?" + q.Encode()})
	}
	return g
}

// forPage says whether a failure is to be shown in the form that it came from: it is a
// person's, and she asked by a page, not by a script.
func forPage(r *newsroom.Request, err error) bool {
	f, ok := fault.As(err)
	return ok && f.Kind != fault.Other && f.Kind != fault.NotFound && !strings.Contains(r.Header.Get("Accept"), "application/json")
}

// blame puts a failure beside the field that it belongs to, else above the form. What is
// not for the page is given back.
func (g *gatePage) blame(r *newsroom.Request, err error) error {
	if !forPage(r, err) {
		return err
	}
	f, _ := fault.As(err)
	switch f.Field {
	case "email":
		g.Email.Error = r.Explain(err)
	case "password":
		g.Password.Error = r.Explain(err)
	default:
		g.Fault = r.Explain(err)
	}
	return nil
}

// again shows a form of the door with what was wrong.
func (p *Pages) again(r *newsroom.Request, page string, g gatePage, err error) (newsroom.Answer, error) {
	if err := g.blame(r, err); err != nil {
		return newsroom.Answer{}, err
	}
	status := http.StatusUnprocessableEntity
	if fault.KindOf(err) == fault.Busy {
		status = http.StatusTooManyRequests
	}
	return newsroom.Show(page, g).Status(status), nil
}

func (p *Pages) page(r *newsroom.Request) (newsroom.Answer, error) {
	if l := lang.Tag(r.FormValue("lang")); slices.Contains(newsroom.Languages, l) {
		r.SetCookie(http.Cookie{Name: newsroom.LangCookie, Value: string(l), MaxAge: int((365 * 24 * time.Hour).Seconds())})
		return newsroom.SeeOther("/desk/sign-in?"+url.Values{"next": {next(r)}}.Encode(), ""), nil
	}
	if r.SignedIn() {
		return newsroom.SeeOther(next(r), ""), nil
	}
	v, err := p.half(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if v.Person.ID != "" {
		return secondStep(next(r)), nil
	}
	return newsroom.Show("sign-in", p.gate(r)), nil
}

// half is who waits for a second step; nobody's visit if nobody does.
func (p *Pages) half(r *newsroom.Request) (v people.Visit, err error) {
	c, err := r.Cookie(newsroom.SessionCookie)
	if err != nil || c.Value == "" {
		return v, nil
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		v, err = people.HalfVisitOf(r.Context(), tx, c.Value)
		return err
	})
	if fault.KindOf(err) == fault.NotFound {
		return people.Visit{}, nil
	}
	return v, err
}

func secondStep(next string) newsroom.Answer {
	return newsroom.SeeOther("/desk/second?"+url.Values{"next": {next}}.Encode(), "")
}

// come gives the browser its session and leads on: to the second step while that is due.
func come(r *newsroom.Request, e people.Entry, next string) newsroom.Answer {
	r.SignIn(e.Secret)
	if !e.Session.Whole {
		return secondStep(next)
	}
	return newsroom.SeeOther(next, "")
}

func (p *Pages) byPassword(r *newsroom.Request) (newsroom.Answer, error) {
	if err := p.leaveQuietly(r); err != nil {
		return newsroom.Answer{}, err
	}
	e, err := p.Door.ByPassword(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), from(r))
	if err != nil {
		return p.again(r, "sign-in", p.gate(r), err)
	}
	return come(r, e, next(r)), nil
}

// leaveQuietly ends the session that a browser brings to a sign-in: what was known of it
// before is worth nothing after.
func (p *Pages) leaveQuietly(r *newsroom.Request) error {
	v, err := p.half(r)
	if err != nil || v.Person.ID == "" {
		return err
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return people.EndSession(r.Context(), tx, v.Person.ID, v.Session.ID)
	})
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// signedIn is the end of a sign-in in a window of its own: the page that opened it goes on.
func (p *Pages) signedIn(*newsroom.Request) (newsroom.Answer, error) {
	return newsroom.Show("signed-in", nil), nil
}

func (p *Pages) leave(r *newsroom.Request) (newsroom.Answer, error) {
	v, err := p.half(r)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if v.Person.ID != "" {
		if err := p.Door.EndSessionOf(r.Context(), v, v.Session.ID, from(r)); err != nil && fault.KindOf(err) != fault.NotFound {
			return newsroom.Answer{}, err
		}
	}
	r.SignOut()
	return newsroom.SeeOther("/desk/sign-in", "signin.left"), nil
}
