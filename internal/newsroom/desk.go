package newsroom

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/peer"
	"masthead/internal/kit/words"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Config is what the desk is built of.
type Config struct {
	DB      *db.DB
	Outlet  func() *outlet.Profile
	Words   *words.Catalogue
	Answers func(host string) bool // whether we are called so
	Address func() string          // the outlet's own address, "https://…"
	Proxies peer.Proxies
	Second  func([]people.Grant) bool // whether somebody with these roles needs a second factor; nil for nobody
	Now     func() time.Time
	Log     *slog.Logger
	Places  []Place
}

// Desk answers everything below /desk/. It is safe for concurrent use.
type Desk struct {
	db      *db.DB
	outlet  func() *outlet.Profile
	words   *words.Catalogue
	answers func(host string) bool
	address func() string
	proxies peer.Proxies
	second  func([]people.Grant) bool
	now     func() time.Time
	log     *slog.Logger

	mux    *http.ServeMux
	routes []Route
	places map[string]string            // pattern → name of the place
	labels map[string]map[string]string // what places call their fields, by place and field
	rail   []Rail
	assets *assets
	pages  *pages
	cross  *http.CrossOriginProtection
}

// Languages are those that the desk speaks.
var Languages = []lang.Tag{"en", "ru", "az", "hy", "ka"}

// New builds the desk. Two routes of one pattern, or a page whose template is faulty,
// are an error.
func New(c Config) (*Desk, error) {
	d := &Desk{
		db: c.DB, outlet: c.Outlet, words: c.Words, answers: c.Answers, address: c.Address, proxies: c.Proxies, second: c.Second, now: c.Now, log: c.Log,
		mux: http.NewServeMux(), places: map[string]string{}, labels: map[string]map[string]string{}, cross: http.NewCrossOriginProtection(),
	}
	if d.now == nil {
		d.now = time.Now
	}
	var err error
	if d.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if d.pages, err = d.loadPages(c.Places); err != nil {
		return nil, err
	}
	for _, p := range c.Places {
		for _, r := range p.Routes {
			if !strings.HasPrefix(r.Path, "/desk/") || r.Handle == nil || d.places[r.Pattern()] != "" {
				return nil, fmt.Errorf("newsroom: the route %s of %s is no route of the desk, or there twice", r.Pattern(), p.Name)
			}
			d.places[r.Pattern()], d.places[r.exact()] = p.Name, p.Name
			d.routes = append(d.routes, r)
			d.mux.Handle(r.exact(), d.answer(p.Name, r))
		}
		d.rail = append(d.rail, p.Rail...)
		d.labels[p.Name] = p.Labels
	}
	slices.SortStableFunc(d.rail, func(a, b Rail) int { return a.Order - b.Order })
	d.mux.Handle("GET "+assetPath, http.HandlerFunc(d.assets.serve))
	return d, nil
}

// Routes lists every route of the desk, for the table of rights.
func (d *Desk) Routes() []Route { return slices.Clone(d.routes) }

// policy is the Content-Security-Policy of every page of the desk: nothing but our own
// files, no script in a page, and no text that becomes markup but through two policies.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; manifest-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types desk ProseMirrorClipboard"

// ServeHTTP answers one request below /desk.
func (d *Desk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Cache-Control", "no-store, private")
	q := &Request{Request: r, Outlet: d.outlet(), desk: d, w: w}
	q.Address = d.proxies.Client(r.RemoteAddr, r.Header["X-Forwarded-For"])
	q.Visitor.Lang, q.Zone = d.stranger(r), q.Outlet.Location()
	defer d.recovered(q)
	if err := d.sound(r); err != nil {
		d.fail(q, err)
		return
	}
	d.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestKey{}, q)))
}

type requestKey struct{}

// maxURI is longer than any address of the desk with its filters, in bytes.
const maxURI = 4096

// sound turns away what no page is asked with: a foreign host name, another site's
// form, and addresses that the mux would tidy into one that is ours.
func (d *Desk) sound(r *http.Request) error {
	if !d.answers(r.Host) {
		return refusal{http.StatusMisdirectedRequest, fault.New(fault.NotFound, "newsroom.host")}
	}
	if len(r.RequestURI) > maxURI {
		return refusal{http.StatusRequestURITooLong, fault.New(fault.Invalid, "newsroom.uri")}
	}
	if err := d.cross.Check(r); err != nil {
		return refusal{http.StatusForbidden, fault.New(fault.Forbidden, "newsroom.foreign").Because(err)}
	}
	p := r.URL.Path
	clean := path.Clean(p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	if clean != p || r.URL.RawPath != "" {
		return fault.New(fault.NotFound, "newsroom.no_page")
	}
	if p == "/desk" {
		return nil
	}
	if _, pattern := d.mux.Handler(r); pattern == "" {
		for _, other := range []string{http.MethodGet, http.MethodPost} {
			probe := *r
			probe.Method = other
			if _, pattern := d.mux.Handler(&probe); pattern != "" {
				return refusal{http.StatusMethodNotAllowed, fault.New(fault.Invalid, "newsroom.method")}
			}
		}
		return fault.New(fault.NotFound, "newsroom.no_page")
	}
	return nil
}

// stranger is the language for somebody the desk does not know: that of a cookie, of
// the browser, of the first edition.
func (d *Desk) stranger(r *http.Request) lang.Tag {
	if c, err := r.Cookie(LangCookie); err == nil && slices.Contains(Languages, lang.Tag(c.Value)) {
		return lang.Tag(c.Value)
	}
	if l, ok := lang.Match(r.Header.Get("Accept-Language"), Languages); ok {
		return l
	}
	return lang.English
}

// LangCookie is the name of the cookie that holds the language chosen before a sign-in.
const LangCookie = "masthead-lang"

// answer admits somebody to a route and lets it answer.
func (d *Desk) answer(place string, route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.Context().Value(requestKey{}).(*Request)
		q.Request, q.place = r, place
		if err := d.admit(q, route); err != nil {
			if errors.Is(err, errSignedOut) || errors.Is(err, errSecondWanted) {
				_ = d.read(q, route) // what she typed is shown to her, if it can be read
			}
			d.fail(q, err)
			return
		}
		err := d.read(q, route)
		if err == nil && route.Needs.scope != scopeAnyone { // coming in and going out is for whoever is there
			err = q.byOwner()
		}
		if err != nil {
			d.fail(q, err)
			return
		}
		a, err := route.Handle(q)
		if err != nil {
			d.fail(q, err)
			return
		}
		for name, values := range a.header {
			w.Header()[name] = values
		}
		if err := a.send(q, a.status); err != nil {
			d.fail(q, err)
		}
	})
}

// read reads a form within the route's bound.
func (d *Desk) read(q *Request, route Route) error {
	bound := route.Bound
	if bound == 0 {
		bound = MaxForm
	}
	if q.Method != http.MethodPost {
		return nil
	}
	tooLarge := refusal{http.StatusRequestEntityTooLarge, fault.New(fault.Invalid, "newsroom.too_large").With("mb", max(1, bound>>20))}
	if q.ContentLength > bound {
		return tooLarge
	}
	q.Body = http.MaxBytesReader(q.w, q.Body, bound)
	if route.Raw {
		return nil
	}
	var err error
	if strings.HasPrefix(q.Header.Get("Content-Type"), "multipart/") {
		err = q.ParseMultipartForm(bound)
	} else {
		var sent bytes.Buffer
		q.Body = struct {
			io.Reader
			io.Closer
		}{io.TeeReader(q.Body, &sent), q.Body}
		err = q.ParseForm()
		q.order = fieldNames(sent.String())
	}
	if errors.As(err, new(*http.MaxBytesError)) {
		return tooLarge
	}
	if err != nil {
		return fault.New(fault.Invalid, "newsroom.form").Because(err)
	}
	return nil
}

// admit finds out who asks and whether she may.
func (d *Desk) admit(q *Request, route Route) error {
	q.Text = lang.Tag(q.PathValue("lang"))
	now, err := d.know(q, route.Needs.scope == scopeStory)
	if route.Needs.scope == scopeAnyone {
		return ignoreAbsent(err)
	}
	if !q.SignedIn() {
		if err == nil || fault.KindOf(err) == fault.NotFound {
			err = errSignedOut
		}
		return err
	}
	if err != nil {
		return err
	}
	if !q.Visit.Session.Strong && d.second != nil && d.second(q.Grants) {
		return errSecondWanted
	}
	if err := d.renew(q); err != nil {
		return err
	}
	if q.Visit.Session.Stale(now) {
		if err := d.db.Write(q.Context(), func(tx *db.Tx) error {
			return people.NoteVisit(q.Context(), tx, q.Visit.Session, people.Network(q.Address))
		}); err != nil {
			d.log.Warn("noting a visit to the desk", "err", err)
		}
	}
	return d.permit(q, route.Needs)
}

// renew gives the session a new secret where that is due, on a page that a person opens:
// a script's request beside it could not tell the others.
func (d *Desk) renew(q *Request) error {
	if !q.Visit.Session.Renew || q.Method != http.MethodGet || q.Header.Get("Sec-Fetch-Dest") != "document" {
		return nil
	}
	var secret people.Secret
	err := d.db.Write(q.Context(), func(tx *db.Tx) (err error) {
		secret, err = people.RenewSession(q.Context(), tx, q.Visit.Session)
		return err
	})
	if fault.KindOf(err) == fault.NotFound { // another page of hers was a moment earlier
		return errSignedOut
	}
	if err == nil {
		q.SignIn(secret)
	}
	return err
}

// know finds out who asks, and which story it is about.
func (d *Desk) know(q *Request, aboutStory bool) (now time.Time, err error) {
	c, missing := q.Cookie(SessionCookie)
	err = d.db.Read(q.Context(), func(tx *db.Tx) (err error) {
		if now, err = tx.Now(q.Context()); err != nil {
			return err
		}
		if missing == nil && c.Value != "" {
			if q.Visit, err = people.VisitOf(q.Context(), tx, c.Value); err != nil && fault.KindOf(err) != fault.NotFound {
				return err
			}
		}
		if q.SignedIn() && aboutStory {
			q.Story, err = story.Find(q.Context(), tx, q.PathValue("story"))
			return err
		}
		return nil
	})
	d.greet(q)
	return now, err
}

func ignoreAbsent(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return nil
	}
	return err
}

// greet chooses the language and the zone for who asks.
func (d *Desk) greet(q *Request) {
	if slices.Contains(Languages, q.Visit.Desk.Lang) {
		q.Visitor.Lang = q.Visit.Desk.Lang
	}
	for _, b := range q.Outlet.Bureaus {
		if b.Key == q.Visit.Desk.Bureau && b.Key != "" {
			if zone, err := time.LoadLocation(b.Zone); err == nil {
				q.Zone = zone
			}
		}
	}
}

// permit asks the policy. What she may not even read is not there for her.
func (d *Desk) permit(q *Request, n Needs) error {
	var c people.Case
	switch n.scope {
	case scopeSigned:
		return nil
	case scopeSomewhere:
		if slices.ContainsFunc(n.Deeds, q.MaySomewhere) {
			return nil
		}
		return forbidden()
	case scopeStory:
		// A story as a whole is a matter of the edition that it is written for.
		c = q.Case("", q.Story, cmp.Or(q.Text, q.Story.Original))
		reads := c
		reads.Deed = people.ReadStory
		if !q.May(reads) {
			return fault.New(fault.NotFound, "story.absent")
		}
	}
	if q.PathValue("lang") != "" {
		if _, ok := q.Outlet.Edition(q.Text); !ok {
			if q.Text.Valid() {
				return fault.New(fault.NotFound, "newsroom.no_edition")
			}
			return fault.New(fault.NotFound, "newsroom.no_page")
		}
	}
	if n.scope == scopeEdition {
		c = people.Case{Lang: q.Text}
	}
	if slices.ContainsFunc(n.Deeds, func(deed people.Deed) bool { c.Deed = deed; return q.May(c) }) {
		return nil
	}
	return forbidden()
}

func forbidden() error { return fault.New(fault.Forbidden, "newsroom.forbidden") }

// secure says whether the browser may be told to keep a cookie for https alone.
func (d *Desk) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(d.address(), "https://")
}

// recovered shows a defect as a page and writes where it was to the log.
func (d *Desk) recovered(q *Request) {
	switch p := recover(); p {
	case nil:
	case http.ErrAbortHandler:
		panic(p)
	default:
		d.fail(q, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
}

// SafePath gives an address back if it is a page of the desk, else the desk's first
// page. It holds what was asked for before a sign-in to a path: no other host, no scheme.
func SafePath(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || u.Fragment != "" ||
		!strings.HasPrefix(s, "/desk/") || strings.ContainsAny(u.Path, "\\\r\n\t") || path.Clean(u.Path)+"/" != u.Path && path.Clean(u.Path) != u.Path {
		return "/desk/"
	}
	return s
}
