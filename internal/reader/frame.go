package reader

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"masthead/internal/kit/lang"
)

// How long a page may be kept by browsers and by shared caches, which are told of
// changes. A stale one may stand in while a new one is fetched, and for a day when
// we cannot be reached.
const pageCaching = "public, max-age=60, s-maxage=60, stale-while-revalidate=60, stale-if-error=86400"

// pageOf says what a page is, for its frame.
type pageOf struct {
	title   string // without the edition's
	path    string // below the edition's; only with addresses
	found   []page // its address in each edition that has it; none for a page without one
	rail    []page // where the language rail leads; to the fronts if there are none
	section string // id of the section it belongs to
	meta    Meta
	feed    string // folder of its own feeds, below the edition's
	front   bool
	dated   bool // made anew each day
}

// frame makes what a page has around its own part. An empty pageOf makes that of a
// page without an address.
func (s *Site) frame(p *press, f *face, of pageOf) Frame {
	frame := Frame{
		Lang: f.lang, Dir: f.lang.Dir(), Edition: f.edition.Title, Title: f.edition.Title,
		Meta: of.meta, Home: f.path(""), Colours: p.colours.address, Icon: p.icon.address,
		Rail: f.shell.rail, Top: f.shell.top, Nav: f.shell.nav[of.section], Aid: f.shell.aid, Foot: f.shell.foot,
	}
	switch {
	case of.front:
		frame.Top = f.shell.frontTop
	case of.title != "":
		frame.Title = of.title + " | " + f.edition.Title
	}
	if frame.Nav == "" {
		frame.Nav = f.shell.nav[""]
	}
	if of.dated {
		frame.Today = lang.FullDate(s.today(f), f.lang)
	}
	if of.found == nil {
		return frame
	}
	frame.Canonical = f.front() + of.path
	frame.Alternates = f.inEditions(of.found)
	if of.rail != nil {
		frame.Rail = f.rail(func(l lang.Tag) string {
			for _, q := range of.rail {
				if q.lang == l {
					return strings.TrimPrefix(q.address, f.base())
				}
			}
			return ""
		})
	}
	frame.Feeds = f.feedLinks("", f.edition.Title)
	if of.feed != "" {
		frame.Feeds = append(f.feedLinks(of.feed, frame.Title), frame.Feeds...)
	}
	return frame
}

func (f *face) feedLinks(folder, title string) []FeedLink {
	at := f.path(folder)
	return []FeedLink{
		{"application/rss+xml", title, at + "feed.xml"},
		{"application/feed+json", title, at + "feed.json"},
	}
}

// today is the present moment in the outlet's zone.
func (s *Site) today(f *face) time.Time { return s.Now().In(f.profile.Location()) }

// daily makes a store key that changes at midnight, for pages that show today's date.
func (s *Site) daily(f *face, key string) string {
	now := s.Now()
	d := f.day.Load()
	if d == nil || now.Before(d.begins) || !now.Before(d.ends) {
		d = dayOf(now.In(f.profile.Location()))
		f.day.Store(d)
	}
	return key + d.mark
}

// day is a date in the outlet's zone. It is kept, for every request for a front asks.
type day struct {
	begins, ends time.Time
	mark         string // "@2026-06-18"
}

func dayOf(t time.Time) *day {
	year, month, date := t.Date()
	return &day{
		begins: time.Date(year, month, date, 0, 0, 0, 0, t.Location()), ends: time.Date(year, month, date+1, 0, 0, 0, 0, t.Location()),
		mark: t.Format("@" + time.DateOnly),
	}
}

// everywhere lists the addresses of a page that each edition has.
func (f *face) everywhere(below string) (pages []page) {
	for _, l := range f.profile.Langs() {
		pages = append(pages, page{l, f.in(l) + below})
	}
	return pages
}

// answer renders a page. Its tags say what else than the outlet it is made of. It has
// no Last-Modified: its ETag says more, and net/http keeps eight headers at half the
// cost of nine (docs/decisions/0007).
func (f *face) answer(name string, data any, tags ...string) (Answer, error) {
	var b bytes.Buffer
	b.Grow(32 << 10)
	if err := f.pages.ExecuteTemplate(&b, name, data); err != nil {
		return Answer{}, err
	}
	return Answer{
		Type: "text/html; charset=utf-8", Body: b.Bytes(), Tags: tags,
		Header: map[string]string{"Cache-Control": pageCaching},
	}, nil
}

// unstored is the Store of a site without one: it renders every time.
type unstored struct{}

func (unstored) Serve(w http.ResponseWriter, r *http.Request, _ string, render func(context.Context) (Answer, error)) error {
	a, err := render(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", a.Type)
	for name, value := range a.Header {
		w.Header().Set(name, value)
	}
	if a.Status != 0 && a.Status != http.StatusOK {
		w.WriteHeader(a.Status)
		_, err := w.Write(a.Body)
		return err
	}
	http.ServeContent(w, r, "", a.Modified, bytes.NewReader(a.Body))
	return nil
}
