package notice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/mail"
	"masthead/internal/kit/push"
	"masthead/internal/kit/words"
	"masthead/internal/outlet"
	"masthead/internal/people"
)

// Postman carries notices out of the desk: by mail and to devices.
type Postman struct {
	DB      *db.DB
	Mail    mail.Server   // where mail is handed over; the zero value: there is none
	Fetch   *fetch.Client // with which devices' services are reached; PushOptions is its usual make
	Words   *words.Catalogue
	Outlet  func() *outlet.Profile
	Address func() string // the desk's own address, "https://desk.example.org"
	Link    MakeLink      // nil where nobody asks for links
}

// PushOptions are those of a postman's client.
func PushOptions() fetch.Options {
	return fetch.Options{Total: 10 * time.Second, Connect: 5 * time.Second, Bytes: 64 << 10, UserAgent: "Masthead"}
}

// MakeLink makes a link that lets a person in, for a purpose, in the transaction, and
// gives its path in the desk and until when it can be used. It is called
// when the mail goes out, so that its secret is kept nowhere.
type MakeLink func(ctx context.Context, tx *db.Tx, person, purpose string) (path string, until time.Time, err error)

// Deliver is the job that finds out how one notice is to be carried.
type Deliver struct {
	Notice string `json:"notice"`
}

// Kind is the job's stable name.
func (Deliver) Kind() string { return "notice.deliver" }

// Mail is the job that sends one notice by mail.
type Mail struct {
	Notice string `json:"notice"`
}

// Kind is the job's stable name.
func (Mail) Kind() string { return "notice.mail" }

// Gather is the job that sends what waits for a person's digest.
type Gather struct {
	Person string `json:"person"`
}

// Kind is the job's stable name.
func (Gather) Kind() string { return "notice.gather" }

// Push is the job that sends one notice to one device.
type Push struct {
	Notice string `json:"notice"`
	Device string `json:"device"`
}

// Kind is the job's stable name.
func (Push) Kind() string { return "notice.push" }

// SendLink is the job that sends a person a link she, or who invites her, asked for.
type SendLink struct {
	Person  string `json:"person"`
	Purpose string `json:"purpose"` // Invitation or Reset
}

// What links are mailed for.
const (
	Invitation = "invitation"
	Reset      = "reset"
)

// Kind is the job's stable name.
func (SendLink) Kind() string { return "notice.send_link" }

// PutLink queues the mail with a link in the transaction of what was asked. A person who
// asks again before it went out gets one.
func PutLink(ctx context.Context, tx *db.Tx, l SendLink) error {
	return job.Put(ctx, tx, l, job.Once(l.Purpose+" "+l.Person), job.MaxAttempts(8))
}

// Handle names the jobs' handlers to a runner.
func (p *Postman) Handle(r *job.Runner) {
	job.On(r, PruneOld(p.DB))
	job.On(r, p.deliver)
	job.On(r, p.mail)
	job.On(r, p.gather)
	job.On(r, p.push)
	job.On(r, p.sendLink)
}

// reader is a person as she is told: nobody where she may not be told any more.
type reader struct {
	people.Person
	lang lang.Tag
	zone *time.Location
}

// reader reads who is told at the moment of sending: somebody who was disabled since, or
// has no e-mail any more, is told nothing, whatever was queued.
func (p *Postman) reader(ctx context.Context, tx *db.Tx, person string) (r reader, there bool, err error) {
	found, err := people.ByIDs(ctx, tx, []string{person})
	if err != nil {
		return r, false, err
	}
	r.Person, there = found[person]
	if !there || r.Disabled() {
		return r, false, nil
	}
	profile := p.Outlet()
	desk, err := people.DeskOf(ctx, tx, person)
	if err != nil {
		return r, false, err
	}
	if r.lang = desk.Lang; r.lang == "" {
		r.lang = lang.English
		if len(profile.Editions) > 0 {
			r.lang = profile.Editions[0].Lang
		}
	}
	r.zone, err = Zone(ctx, tx, profile, person)
	return r, err == nil, err
}

// Zone is the zone by whose hours a person is told: that of the bureau she works by, else
// of one she has a role in, else the outlet's.
func Zone(ctx context.Context, tx *db.Tx, profile *outlet.Profile, person string) (*time.Location, error) {
	desk, err := people.DeskOf(ctx, tx, person)
	if err != nil {
		return nil, err
	}
	bureau := desk.Bureau
	if bureau == "" {
		grants, err := people.Grants(ctx, tx, person)
		if err != nil {
			return nil, err
		}
		for _, g := range grants {
			if g.Bureau != "" && bureau == "" {
				bureau = g.Bureau
			}
		}
	}
	return zoneOf(profile, bureau), nil
}

// zoneOf is a bureau's zone, else the outlet's.
func zoneOf(p *outlet.Profile, bureau string) *time.Location {
	for _, b := range p.Bureaus {
		if b.Key == bureau && bureau != "" {
			if z, err := time.LoadLocation(b.Zone); err == nil {
				return z
			}
		}
	}
	return p.Location()
}

// deliver decides once for a notice; during quiet hours it comes back when they end.
func (p *Postman) deliver(ctx context.Context, j Deliver) error {
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		err := p.route(ctx, tx, j)
		if errors.Is(err, db.ErrNone) {
			err = nil // pruned
		}
		if err != nil {
			return err
		}
		return job.Settle(ctx, tx)
	})
}

func (p *Postman) route(ctx context.Context, tx *db.Tx, j Deliver) error {
	t, _, err := one(ctx, tx, j.Notice)
	if err != nil || !t.New() {
		return err
	}
	to, there, err := p.reader(ctx, tx, t.Person)
	if err != nil || !there {
		return err
	}
	choice, err := choiceOf(ctx, tx, t.Person, t.Notice.Kind)
	if err != nil {
		return err
	}
	hours, err := HoursOf(ctx, tx, t.Person)
	if err != nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	mails := p.Mail.Takes() && to.Email != "" && choice.Mail != Never
	if mails && choice.Mail == Digest && !t.Urgent {
		mails = false
		if err := job.Put(ctx, tx, Gather{t.Person}, job.Once(t.Person), job.RunAt(hours.nextDigest(now, to.zone))); err != nil {
			return err
		}
	}
	var devices []Device
	if choice.Push {
		if devices, err = Devices(ctx, tx, t.Person); err != nil {
			return err
		}
	}
	if !mails && len(devices) == 0 {
		return nil
	}
	if until := hours.quietUntil(now, to.zone); !until.IsZero() && !(t.Urgent && hours.Urgent) {
		return job.Put(ctx, tx, j, job.RunAt(until))
	}
	if mails {
		if err := job.Put(ctx, tx, Mail{t.ID}, job.Once(t.ID), job.MaxAttempts(mailAttempts)); err != nil {
			return err
		}
	}
	for _, d := range devices {
		if err := job.Put(ctx, tx, Push{t.ID, d.ID}, job.Once(t.ID+" "+d.ID), job.MaxAttempts(pushAttempts)); err != nil {
			return err
		}
	}
	return nil
}

// How often it is tried: a mail for some hours, a push for a minute or two, after which
// it would tell of what is past.
const (
	mailAttempts = 12
	pushAttempts = 5
)

// mail sends one notice, unless she saw it or was mailed it meanwhile.
func (p *Postman) mail(ctx context.Context, j Mail) error {
	var t Told
	var to reader
	send := false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		var done bool
		if t, done, err = one(ctx, tx, j.Notice); err != nil || done || !t.New() {
			return err
		}
		to, send, err = p.reader(ctx, tx, t.Person)
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && (!send || to.Email == "") {
		return nil
	}
	if err != nil {
		return err
	}
	m := mail.Message{To: to.Email, Subject: p.said(t, to.lang), Text: p.letter(to.lang, p.line(t, to.lang)), About: t.ID}
	if err := p.send(ctx, m); err != nil {
		return err
	}
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		if err := mailed(ctx, tx, t); err != nil {
			return err
		}
		return job.Settle(ctx, tx)
	})
}

// maxGathered is how many notices a digest tells in full.
const maxGathered = 40

// gather sends what waits for a person's digest: of the kinds that she wants so.
func (p *Postman) gather(ctx context.Context, j Gather) error {
	var list []Told
	var to reader
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		var there bool
		var err error
		if to, there, err = p.reader(ctx, tx, j.Person); err != nil || !there || to.Email == "" {
			return err
		}
		choices, err := Choices(ctx, tx, j.Person)
		if err != nil {
			return err
		}
		wants := map[Kind]bool{}
		for _, c := range choices {
			wants[c.Kind] = c.Mail == Digest
		}
		all, err := gathered(ctx, tx, j.Person, 10*maxGathered)
		for _, t := range all {
			if wants[t.Notice.Kind] {
				list = append(list, t)
			}
		}
		return err
	})
	if err != nil || len(list) == 0 {
		return err
	}
	lines := make([]string, 0, maxGathered+1)
	for _, t := range list[:min(len(list), maxGathered)] {
		lines = append(lines, p.line(t, to.lang))
	}
	if more := len(list) - maxGathered; more > 0 {
		lines = append(lines, p.Words.Say(to.lang, "notice.mail_more", map[string]any{"n": more}))
	}
	m := mail.Message{
		To: to.Email, Text: p.letter(to.lang, lines...), About: "digest-" + list[0].ID,
		Subject: p.Words.Say(to.lang, "notice.mail_digest", map[string]any{"n": len(list), "outlet": oneLine(p.Outlet().Outlet.Name)}),
	}
	if err := p.send(ctx, m); err != nil {
		return err
	}
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		if err := mailed(ctx, tx, list...); err != nil {
			return err
		}
		return job.Settle(ctx, tx)
	})
}

// send hands a mail over; what will never be taken is given up at once.
func (p *Postman) send(ctx context.Context, m mail.Message) error {
	if r := []rune(m.Subject); len(r) > 200 {
		m.Subject = string(r[:199]) + "…"
	}
	err := p.Mail.Send(ctx, m)
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		return job.GiveUp(err)
	}
	return err
}

// push sends one notice to one device. One that wants no more is forgotten.
func (p *Postman) push(ctx context.Context, j Push) error {
	var t Told
	var to reader
	var device push.Device
	var k push.Keys
	send := false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		var whose string
		if t, _, err = one(ctx, tx, j.Notice); err != nil || !t.New() {
			return err
		}
		if device, whose, err = deviceOf(ctx, tx, j.Device); err != nil || whose != t.Person {
			return err
		}
		if k, err = keys(ctx, tx); err != nil {
			return err
		}
		to, send, err = p.reader(ctx, tx, t.Person)
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && !send {
		return nil
	}
	if err != nil {
		return err
	}
	payload, err := json.Marshal(map[string]string{
		"title": oneLine(p.Outlet().Outlet.Name), "text": p.said(t, to.lang), "lang": string(to.lang), "path": p.opens(t), "tag": t.ID,
	})
	if err != nil {
		return err
	}
	err = push.Send(ctx, p.Fetch, k, device, push.Message{Payload: payload, Life: pushLife, Urgent: t.Urgent, Sender: p.sender()})
	switch fault.KindOf(err) {
	case fault.Gone:
		return p.DB.Write(ctx, func(tx *db.Tx) error {
			if err := RemoveDevice(ctx, tx, t.Person, j.Device); err != nil {
				return err
			}
			return job.Settle(ctx, tx)
		})
	case fault.Invalid:
		return job.GiveUp(err)
	}
	return err
}

// pushLife is how long a service keeps what a device that is away was not told.
const pushLife = 12 * time.Hour

// sender is where a push service can reach us (RFC 8292, section 2.1).
func (p *Postman) sender() string {
	if a := p.Address(); strings.HasPrefix(a, "https://") {
		return a
	}
	return p.Mail.From.Address
}

// sendLink makes the link and mails it. The link of an attempt that failed is dead: the
// next one makes another.
func (p *Postman) sendLink(ctx context.Context, j SendLink) error {
	if p.Link == nil || !p.Mail.Takes() {
		return job.GiveUp(fault.New(fault.Conflict, "mail.none"))
	}
	var to reader
	var path string
	var until time.Time
	send := false
	err := p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if to, send, err = p.reader(ctx, tx, j.Person); err != nil || !send || to.Email == "" {
			return err
		}
		path, until, err = p.Link(ctx, tx, j.Person, j.Purpose)
		return err
	})
	if err != nil || !send || to.Email == "" {
		return err
	}
	name := oneLine(p.Outlet().Outlet.Name)
	args := map[string]any{"name": oneLine(to.In(to.lang)), "outlet": name, "until": lang.DateTime(until.In(to.zone), to.lang)}
	subject, text := "notice.reset_subject", "notice.reset_text"
	if j.Purpose == Invitation {
		subject, text = "notice.invite_subject", "notice.invite_text"
	}
	body := fmt.Sprintf("%s\n\n%s\n\n%s\n", p.Words.Say(to.lang, text, args), p.Address()+path, p.Words.Say(to.lang, "notice.link_life", args))
	return p.send(ctx, mail.Message{To: to.Email, Subject: p.Words.Say(to.lang, subject, args), Text: body})
}

// said is a notice's sentence.
func (p *Postman) said(t Told, l lang.Tag) string {
	return oneLine(p.Words.Say(l, t.Key, t.SaidIn(l, people.Person{})))
}

// opens is where a notice leads: by the page that marks it as seen.
func (p *Postman) opens(t Told) string { return "/desk/notices/" + t.ID }

// line is a notice with where it leads.
func (p *Postman) line(t Told, l lang.Tag) string {
	return p.said(t, l) + "\n" + p.Address() + p.opens(t)
}

// letter puts lines together, with where to choose what comes.
func (p *Postman) letter(l lang.Tag, lines ...string) string {
	return strings.Join(lines, "\n\n") + "\n\n-- \n" + p.Words.Say(l, "notice.mail_foot", map[string]any{"outlet": oneLine(p.Outlet().Outlet.Name)}) +
		"\n" + p.Address() + "/desk/notices/\n"
}
