package newsroom

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"slices"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Visitor is who asks, and how the desk speaks to her. Before the sign-in she has a
// language only.
type Visitor struct {
	people.Visit
	Lang lang.Tag       // the desk's language for her
	Zone *time.Location // by which times are told to her
}

// SignedIn says whether the desk knows who she is.
func (v Visitor) SignedIn() bool { return v.Person.ID != "" }

// May says whether she may do it.
func (v Visitor) May(c people.Case) bool { return people.May(v.Grants, c) }

// MaySomewhere says whether she may do it in some bureau or edition, or to what is hers.
func (v Visitor) MaySomewhere(d people.Deed) bool {
	return slices.ContainsFunc(v.Grants, func(g people.Grant) bool {
		return people.May(v.Grants, people.Case{Deed: d, Bureau: g.Bureau, Lang: g.Lang, Own: true})
	})
}

// Case is a deed of hers on a story, in an edition (or none).
func (v Visitor) Case(d people.Deed, s story.Story, l lang.Tag) people.Case {
	return people.Case{Deed: d, Bureau: s.Bureau, Lang: l, Own: v.Owns(s)}
}

// Owns says whether a story names her as an author, by her own name or a pseudonym.
func (v Visitor) Owns(s story.Story) bool {
	return s.IsAuthor(v.Selves()...)
}

// MayKnow says whether she may see what a story says: she may read it, or it is published in
// some edition. Of a story that is not here, everybody may.
func (v Visitor) MayKnow(ctx context.Context, tx *db.Tx, storyID string) (bool, error) {
	if all, _ := people.Readable(v.Grants); all {
		return true, nil
	}
	s, err := story.Find(ctx, tx, storyID)
	if fault.KindOf(err) == fault.NotFound {
		return true, nil
	}
	if err != nil || v.May(v.Case(people.ReadStory, s, "")) {
		return err == nil, err
	}
	states, err := edition.States(ctx, tx, storyID)
	for _, one := range states {
		if one.State == "live" {
			return true, err
		}
	}
	return false, err
}

// Reach is whose pictures she gets to see: those of the bureaus whose stories she may
// read, and her own.
func (v Visitor) Reach() media.Reach {
	all, bureaus := people.Readable(v.Grants)
	return media.Reach{Person: v.Person.ID, All: all, Bureaus: bureaus}
}

// Request is one request of somebody who was admitted.
type Request struct {
	*http.Request
	Visitor
	Outlet  *outlet.Profile
	Address netip.Addr  // from where she asks
	Story   story.Story // what {story} names, where the route needs a right on it
	Text    lang.Tag    // what {lang} names, where the path has it

	desk  *Desk
	w     http.ResponseWriter
	place string   // whose route was asked; empty before one is found
	order []string // names of the form's fields, as they were sent
}

// Say gives a sentence in her language, with the places and values in turn.
func (r *Request) Say(key string, pairs ...any) string {
	return r.desk.words.In(r.Visitor.Lang).Say(key, pairs...)
}

// Explain gives a fault's sentence in her language.
func (r *Request) Explain(err error) string { return r.desk.words.Explain(r.Visitor.Lang, err) }

// Words gives all sentences of a table of the catalogue by their names ("editor.saved"),
// {places} and plural forms as they stand, for a script.
func (r *Request) Words(table string) map[string]any { return r.desk.tableOf(r.Visitor.Lang, table) }

// Now is the moment by the desk's clock.
func (r *Request) Now() time.Time { return r.desk.now() }

// SetCookie sets a cookie that the desk alone is given back.
func (r *Request) SetCookie(c http.Cookie) {
	c.Path, c.HttpOnly, c.SameSite, c.Secure = "/desk/", true, http.SameSiteLaxMode, r.desk.secure(r.Request)
	http.SetCookie(r.w, &c)
}

// SignIn gives the browser a session's secret.
func (r *Request) SignIn(secret people.Secret) {
	r.SetCookie(http.Cookie{Name: SessionCookie, Value: secret.Text, MaxAge: int(people.SessionLife / time.Second)})
}

// SignOut takes the session's secret from the browser.
func (r *Request) SignOut() { r.SetCookie(http.Cookie{Name: SessionCookie, MaxAge: -1}) }

// SessionCookie is the name of the cookie that holds a session's secret.
const SessionCookie = "masthead"

// Moment is a time as pages tell it.
type Moment struct {
	Machine string // RFC 3339
	Human   string // in her language and zone, as near as it is: "14:32", "12 November, 14:32"
	Full    string // date and time
}

// When tells a moment in her language and zone. The zero time is told by nothing.
func (r *Request) When(t time.Time) Moment {
	if t.IsZero() {
		return Moment{}
	}
	t, now := t.In(r.Zone), r.Now().In(r.Zone)
	l := r.Visitor.Lang
	m := Moment{Machine: t.Format(time.RFC3339), Full: lang.DateTime(t, l)}
	switch {
	case t.YearDay() == now.YearDay() && t.Year() == now.Year():
		m.Human = lang.Clock(t, l)
	case t.Year() == now.Year() || now.Sub(t).Abs() < 90*24*time.Hour:
		m.Human = lang.DayMonth(t, l) + ", " + lang.Clock(t, l)
	default:
		m.Human = lang.Date(t, l)
	}
	return m
}

// Since tells how far a moment lies from now, in her language: "52 minutes ago".
func (r *Request) Since(t time.Time) string {
	return lang.Relative(t.In(r.Zone), r.Now().In(r.Zone), r.Visitor.Lang)
}

// Unhurried lets what is sent take its time: as long as something arrives every half
// minute, it is read for up to two hours. For uploads by bad lines; the server's own
// bound is for everything else.
func (r *Request) Unhurried() {
	control := http.NewResponseController(r.w)
	end := time.Now().Add(2 * time.Hour)
	body := &patient{ReadCloser: r.Body, control: control, end: end}
	body.extend()
	r.Body = body
}

// patient moves the deadlines of a connection on while its body is read.
type patient struct {
	io.ReadCloser
	control *http.ResponseController
	end     time.Time
	moved   time.Time
}

func (p *patient) Read(b []byte) (int, error) {
	if time.Since(p.moved) > 5*time.Second {
		p.extend()
	}
	return p.ReadCloser.Read(b)
}

func (p *patient) extend() {
	p.moved = time.Now()
	until := p.moved.Add(30 * time.Second)
	if until.After(p.end) {
		until = p.end
	}
	// A server that has no deadlines has none to move.
	_ = p.control.SetReadDeadline(until)
	_ = p.control.SetWriteDeadline(until.Add(time.Minute))
}
