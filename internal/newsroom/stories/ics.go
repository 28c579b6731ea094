package stories

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/topic"
)

// feed makes the secret address of her calendar, or takes it off the net. The address is
// told once: only its hash is kept.
func (p *Pages) feed(r *newsroom.Request) (newsroom.Answer, error) {
	if r.FormValue("end") != "" {
		err := p.write(r, func(ctx context.Context, tx *db.Tx) error { return desk.EndFeed(ctx, tx, r.Person.ID) })
		return newsroom.SeeOther("/desk/calendar/", "stories.feed_ended"), err
	}
	var secret people.Secret
	err := p.write(r, func(ctx context.Context, tx *db.Tx) (err error) {
		secret, err = desk.NewFeed(ctx, tx, r.Person.ID)
		return err
	})
	scheme := "http://"
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" || strings.HasPrefix(r.Outlet.Outlet.URL, "https://") {
		scheme = "https://"
	}
	return newsroom.Show("feed", map[string]string{"Address": scheme + r.Host + "/desk/calendar/" + secret.Text + ".ics"}), err
}

// ics is a person's calendar for programs that know nothing of signing in: her deadlines,
// what she planned or wrote and when it goes out, and the events of topics. Whoever has
// the address reads it, as far as she may read herself.
func (p *Pages) ics(r *newsroom.Request) (newsroom.Answer, error) {
	secret, _ := strings.CutSuffix(r.PathValue("secret"), ".ics")
	now := r.Now()
	var list []vevent
	err := p.read(r, func(ctx context.Context, tx *db.Tx) error {
		who, err := desk.FeedHolder(ctx, tx, secret)
		if err != nil {
			return err
		}
		list, err = feedEvents(ctx, tx, r, who, now)
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Bytes("text/calendar; charset=utf-8", "", []byte(writeICS(r.Outlet.Outlet.Name, r.Host, now, list))), nil
}

// vevent is one entry of a feed.
type vevent struct {
	ID    string
	At    time.Time
	Day   bool // the whole day: no hour is known
	Title string
	Path  string
}

// How far a feed looks.
const (
	feedBack  = 14 * 24 * time.Hour
	feedAhead = 120 * 24 * time.Hour
	feedMost  = 500
)

func feedEvents(ctx context.Context, tx *db.Tx, r *newsroom.Request, who people.Person, now time.Time) (list []vevent, err error) {
	grants, err := people.Grants(ctx, tx, who.ID)
	if err != nil {
		return nil, err
	}
	settings, err := people.DeskOf(ctx, tx, who.ID)
	if err != nil {
		return nil, err
	}
	pens, err := people.Pens(ctx, tx, who.ID)
	if err != nil {
		return nil, err
	}
	if settings.Lang != "" {
		r.Visitor.Lang = settings.Lang
	}
	r.Visitor.Visit = people.Visit{Person: who, Grants: grants, Pens: pens, Desk: settings}
	from, until := now.Add(-feedBack), now.Add(feedAhead)
	mine, err := desk.Mine(ctx, tx, who.ID, feedMost)
	if err != nil {
		return nil, err
	}
	tasks := mine[:0]
	var ids []string
	for _, a := range mine {
		if !a.Due.IsZero() && a.Due.After(from) && a.Due.Before(until) {
			tasks, ids = append(tasks, a), append(ids, a.Story)
		}
	}
	upcoming, err := edition.ListUpcoming(ctx, tx, feedMost)
	if err != nil {
		return nil, err
	}
	for _, u := range upcoming {
		ids = append(ids, u.Story)
	}
	known, err := desk.Overviews(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range tasks {
		if o, ok := known[a.Story]; ok && mayRead(r, o) {
			list = append(list, vevent{"task-" + a.ID, a.Due, false, r.Say("stories.task_"+string(a.Task)) + ": " + o.Headline, desk.Path(a.Story)})
		}
	}
	for _, u := range upcoming {
		if o, ok := known[u.Story]; ok && mayRead(r, o) && u.At.After(from) && u.At.Before(until) {
			list = append(list, vevent{"out-" + u.Story + "-" + string(u.Lang), u.At, false, string(u.Lang) + ": " + o.Headline, desk.Path(u.Story)})
		}
	}
	events, err := topic.EventsBetween(ctx, tx, from, until, feedMost)
	for _, e := range events {
		title, _ := sentence(e, r.Visitor.Lang, r.Outlet.Langs())
		list = append(list, vevent{"event-" + e.ID, e.At, !e.Timed, title, ""})
	}
	return list, err
}

// writeICS writes a calendar as RFC 5545 asks: lines end with CR LF, are folded at 75
// bytes, and their text is escaped.
func writeICS(name, host string, now time.Time, list []vevent) string {
	var b strings.Builder
	line := func(key, value string) { b.WriteString(fold(key + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//Masthead//Desk//EN")
	line("CALSCALE", "GREGORIAN")
	line("X-WR-CALNAME", escapeICS(name))
	for _, e := range list {
		line("BEGIN", "VEVENT")
		line("UID", escapeICS(e.ID+"@"+host))
		line("DTSTAMP", stampICS(now))
		if e.Day {
			line("DTSTART;VALUE=DATE", e.At.UTC().Format("20060102"))
		} else {
			line("DTSTART", stampICS(e.At))
		}
		line("SUMMARY", escapeICS(e.Title))
		if e.Path != "" {
			line("URL", "https://"+host+e.Path)
		}
		line("TRANSP", "TRANSPARENT")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return b.String()
}

func stampICS(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

var icsEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// escapeICS makes text that can neither end its line nor begin another property.
func escapeICS(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\r':
			return c
		case c < ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029:
			return ' '
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return icsEscapes.Replace(s)
}

// fold cuts a line into pieces of at most 75 bytes, never within a letter.
func fold(s string) string {
	var b strings.Builder
	room := 75
	for len(s) > room {
		at := room
		for !utf8.RuneStart(s[at]) {
			at--
		}
		b.WriteString(s[:at] + "\r\n ")
		s, room = s[at:], 74
	}
	b.WriteString(s + "\r\n")
	return b.String()
}
