// Package desktest gives tests the real desk over a real database, with people of every
// role in it.
package desktest

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"masthead/internal/app"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
)

// Bed is an outlet with the editions en, ka, ru, az and hy and the bureaus tbilisi and
// baku, one person of each role in either bureau, and its desk on a free port. Jobs do
// not run of themselves.
type Bed struct {
	testing.TB
	*app.Program
	Server *app.Server
	URL    string // "http://127.0.0.1:4711"
	Log    *Log
	Stop   func() // ends the server; called at the test's end too

	people map[key]people.Person
}

type key struct {
	role   people.Role
	bureau string
}

// Langs are the bed's editions.
var Langs = []lang.Tag{"en", "ka", "ru", "az", "hy"}

// Each runs f on both engines.
func Each(t *testing.T, f func(t *testing.T, b *Bed)) {
	t.Helper()
	for _, engine := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(engine), func(t *testing.T) { f(t, OpenOn(t, dbtest.Address(t, engine))) })
	}
}

// Open is a bed on SQLite.
func Open(t testing.TB) *Bed {
	t.Helper()
	return OpenOn(t, dbtest.Address(t, db.SQLite))
}

// OpenOn is a bed on an empty database.
func OpenOn(t testing.TB, database string) *Bed {
	t.Helper()
	return OpenWith(t, app.Config{Database: database})
}

// OpenWith is a bed with settings of the test's choice; without a database on SQLite.
func OpenWith(t testing.TB, c app.Config) *Bed {
	t.Helper()
	if c.Database == "" {
		c.Database = dbtest.Address(t, db.SQLite)
	}
	c.Data, c.Listen = t.TempDir(), "127.0.0.1:0"
	b := &Bed{TB: t, Log: &Log{}, people: map[key]people.Person{}}
	c, err := app.ReadConfig(c, func(string) string { return "" })
	b.must(err)
	b.Program, err = app.Open(context.Background(), c, slog.New(slog.NewTextHandler(b.Log, nil)))
	b.must(err)
	b.must(b.Make(context.Background(), app.NewOutlet{Name: "Crossroads", Editions: []string{"en", "ka", "ru", "az", "hy"}, Admin: "admin@crossroads.example"}))
	b.Write(b.plant)
	b.must(b.Outlet.Load(context.Background()))
	b.Server, err = app.NewServer(context.Background(), b.Program)
	b.must(err)
	web := httptest.NewServer(b.Server.Handler())
	b.URL = web.URL
	b.Stop = sync.OnceFunc(func() {
		web.CloseClientConnections()
		web.Close()
		b.Program.Close()
	})
	t.Cleanup(func() {
		b.Stop()
		if strings.Contains(b.Log.String(), "panic") {
			t.Error(b.Log.String())
		}
	})
	return b
}

func (b *Bed) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// Write runs f in a transaction that has to succeed.
func (b *Bed) Write(f func(ctx context.Context, tx *db.Tx) error) {
	b.Helper()
	b.must(b.DB.Write(context.Background(), func(tx *db.Tx) error { return f(context.Background(), tx) }))
}

var zones = map[string]string{"tbilisi": "Asia/Tbilisi", "baku": "Asia/Baku"}

func (b *Bed) plant(ctx context.Context, tx *db.Tx) error {
	for i, place := range []string{"tbilisi", "baku"} {
		name := strings.ToUpper(place[:1]) + place[1:]
		if err := outlet.SavePlace(ctx, tx, outlet.Place{Key: place, Names: map[lang.Tag]string{"en": name}}); err != nil {
			return err
		}
		if err := outlet.SaveBureau(ctx, tx, outlet.Bureau{Key: place, Place: place, Zone: zones[place]}, i); err != nil {
			return err
		}
		for _, role := range people.Roles {
			slug := strings.ReplaceAll(string(role), " ", "-")
			p, err := people.Add(ctx, tx, people.Person{Name: name + " " + string(role), Email: slug + "." + place + "@crossroads.example"})
			if err != nil {
				return err
			}
			bureau := place
			if role == people.Administrator || role == people.ChiefEditor {
				bureau = "" // theirs is the whole outlet
			}
			if err := people.Give(ctx, tx, p.ID, role, bureau, ""); err != nil {
				return err
			}
			b.people[key{role, place}] = p
		}
	}
	section, err := outlet.EnsureSection(ctx, tx, "society")
	if err != nil {
		return err
	}
	for _, l := range Langs {
		if _, err := outlet.NameSection(ctx, tx, section, l, outlet.SectionName{Slug: "society", Name: "Society"}); err != nil {
			return err
		}
	}
	return nil
}

// Person is the one with a role in Tbilisi.
func (b *Bed) Person(role people.Role) people.Person { return b.people[key{role, "tbilisi"}] }

// PersonIn is the one with a role in a bureau.
func (b *Bed) PersonIn(role people.Role, bureau string) people.Person {
	return b.people[key{role, bureau}]
}

// Story makes a story in a bureau, with authors.
func (b *Bed) Story(s story.Story, authors ...people.Person) story.Story {
	b.Helper()
	for _, a := range authors {
		s.People = append(s.People, story.Credit{Person: a.ID, Part: story.Author})
	}
	if s.Kind == "" {
		s.Kind = story.News
	}
	if s.Original == "" {
		s.Original = "en"
	}
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) { s, err = story.Create(ctx, tx, s); return err })
	return s
}

// Client is a browser without a screen, signed in as somebody. It does not follow
// redirects.
type Client struct {
	*http.Client
	b *Bed
}

// As is a client of the one with a role in Tbilisi; "" is somebody nobody knows.
func (b *Bed) As(role people.Role) *Client { return b.AsPerson(b.Person(role)) }

// AsPerson is a client of a person.
func (b *Bed) AsPerson(p people.Person) *Client {
	b.Helper()
	jar, err := cookiejar.New(nil)
	b.must(err)
	c := &Client{&http.Client{Jar: jar, Transport: &http.Transport{DisableCompression: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, b}
	b.Cleanup(c.CloseIdleConnections)
	if p.ID != "" {
		at, err := url.Parse(b.URL + "/desk/")
		b.must(err)
		jar.SetCookies(at, []*http.Cookie{{Name: newsroom.SessionCookie, Value: b.Session(p), Path: "/desk/"}})
	}
	return c
}

// Session starts a session for a person and gives its cookie's value.
func (b *Bed) Session(p people.Person) string {
	b.Helper()
	var secret people.Secret
	b.Write(func(ctx context.Context, tx *db.Tx) (err error) {
		_, secret, err = people.StartSession(ctx, tx, p.ID, "test", "127.0.0.1")
		return err
	})
	return secret.Text
}

// Page is an answer with what it holds.
type Page struct {
	*http.Response
	Text string
}

// Ask gets a page of the desk.
func (c *Client) Ask(path string, header ...string) Page {
	c.b.Helper()
	return c.do(http.MethodGet, path, nil, header)
}

// Send posts a form as a browser does.
func (c *Client) Send(path string, form url.Values, header ...string) Page {
	c.b.Helper()
	return c.do(http.MethodPost, path, strings.NewReader(form.Encode()), append([]string{"Content-Type", "application/x-www-form-urlencoded", "Origin", c.b.URL, "Sec-Fetch-Site", "same-origin"}, header...))
}

// SendJSON posts JSON as a script of the desk does.
func (c *Client) SendJSON(path, body string) Page {
	c.b.Helper()
	return c.do(http.MethodPost, path, strings.NewReader(body), []string{"Content-Type", "application/json", "Accept", "application/json", "Origin", c.b.URL, "Sec-Fetch-Site", "same-origin"})
}

func (c *Client) do(method, path string, body io.Reader, header []string) Page {
	c.b.Helper()
	r, err := http.NewRequest(method, c.b.URL+path, body)
	c.b.must(err)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := c.Do(r)
	c.b.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	c.b.must(err)
	return Page{answer, string(text)}
}

// Browser is Chromium with a person's session; "" signs nobody in. It ends with the test.
func (b *Bed) Browser(role people.Role) context.Context { return b.BrowserOf(b.Person(role)) }

// BrowserOf is Browser for a person.
func (b *Bed) BrowserOf(p people.Person) context.Context {
	b.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(b.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"))
	exec, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	b.Cleanup(stop)
	ctx, end := chromedp.NewContext(exec)
	b.Cleanup(end)
	b.must(chromedp.Do(ctx, chromedp.Navigate("about:blank")))
	if p.ID != "" {
		b.Sign(ctx, p)
	}
	return ctx
}

// Sign gives a browser a session of a person's, whoever was signed in there before.
func (b *Bed) Sign(browser context.Context, p people.Person) {
	b.Helper()
	_, err := chromedp.Call(browser, network.SetCookie, network.SetCookieParams{Name: newsroom.SessionCookie, Value: b.Session(p), URL: b.URL, Path: "/desk/", HTTPOnly: new(true)})
	b.must(err)
}

// Log gathers what the program says.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write takes a line.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String is everything said so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
