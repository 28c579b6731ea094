package notice_test

import (
	"context"
	"io"
	"log/slog"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/db/dbtest"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	kit "masthead/internal/kit/mail"
	"masthead/internal/kit/push"
	"masthead/internal/kit/words"
	"masthead/internal/notice"
	"masthead/internal/outlet"
	"masthead/internal/people"
	catalogue "masthead/words"
)

// letter is a mail as it arrived.
type letter struct{ to, subject, text string }

// office is a mail server that keeps what it is given, and refuses the first ones for a while.
type office struct {
	mu   sync.Mutex
	got  []letter
	busy int
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &clerk{office: o}, nil }

type clerk struct {
	office *office
	to     string
}

func (c *clerk) Mail(string, *smtp.MailOptions) error { return nil }
func (c *clerk) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.to = to
	return nil
}
func (c *clerk) Data(r io.Reader) error {
	m, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return err
	}
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	if c.office.busy > 0 {
		c.office.busy--
		return &smtp.SMTPError{Code: 451, Message: "later"}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	c.office.got = append(c.office.got, letter{c.to, subject, strings.ReplaceAll(string(text), "\r\n", "\n")})
	return err
}
func (c *clerk) Reset()        {}
func (c *clerk) Logout() error { return nil }

func (o *office) letters() []letter {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]letter(nil), o.got...)
}

// round is a newsroom with a postman and a clock that stands.
type round struct {
	t      *testing.T
	d      *db.DB
	now    *clock.Fake
	office *office
	post   *notice.Postman
	anna   string // of the bureau in Baku, four hours before UTC
}

// rounds runs f on both engines; it is ten o'clock in Baku.
func rounds(t *testing.T, f func(r *round)) {
	for _, e := range []db.Engine{db.SQLite, db.Postgres} {
		t.Run(string(e), func(t *testing.T) {
			r := &round{t: t, now: clock.NewFake(time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)), office: &office{}}
			r.d = dbtest.Open(t, dbtest.Address(t, e), r.now.Now)
			r.plant()
			f(r)
		})
	}
}

func (r *round) plant() {
	r.t.Helper()
	ctx := r.t.Context()
	r.write(func(tx *db.Tx) error {
		if err := outlet.Save(ctx, tx, outlet.Outlet{Name: "Crossroads", URL: "https://crossroads.example"}); err != nil {
			return err
		}
		if err := outlet.SaveEdition(ctx, tx, outlet.Edition{Lang: "en", Title: "Crossroads"}); err != nil {
			return err
		}
		if err := outlet.SavePlace(ctx, tx, outlet.Place{Key: "baku", Names: map[lang.Tag]string{"en": "Baku"}}); err != nil {
			return err
		}
		return outlet.SaveBureau(ctx, tx, outlet.Bureau{Key: "baku", Place: "baku", Zone: "Asia/Baku"}, 1)
	})
	r.anna = person(r.t, r.d, "Anna")
	r.write(func(tx *db.Tx) error { return people.Give(ctx, tx, r.anna, people.Reporter, "baku", "") })
	outlets := outlet.New(r.d)
	if err := outlets.Load(ctx); err != nil {
		r.t.Fatal(err)
	}
	said, err := words.Load(catalogue.Files, quiet())
	if err != nil {
		r.t.Fatal(err)
	}
	r.post = &notice.Postman{
		DB: r.d, Fetch: fetch.New(notice.PushOptions()), Words: said, Outlet: outlets.Profile,
		Address: func() string { return "https://desk.crossroads.example" }, Mail: opened(r.t, r.office),
	}
}

func opened(t *testing.T, o *office) kit.Server {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(o)
	s.Domain = "office.example"
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	server, err := kit.Parse("smtp://"+l.Addr().String(), "Crossroads <desk@crossroads.example>")
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func (r *round) write(f func(tx *db.Tx) error) { r.t.Helper(); write(r.t, r.d, f) }

func (r *round) tell(n notice.Notice) {
	r.t.Helper()
	if n.Key == "" {
		n.Key = "notice.absent" // a sentence without places
	}
	n.To = []string{r.anna}
	tell(r.t, r.d, n)
}

// walk does what is due now, until nothing is.
func (r *round) walk() {
	r.t.Helper()
	ctx, stop := context.WithCancel(r.t.Context())
	runner := job.NewRunner(r.d, quiet())
	runner.Poll, runner.Pause = time.Millisecond, time.Second
	r.post.Handle(runner)
	ended := make(chan error, 1)
	go func() { ended <- runner.Run(ctx) }()
	for begun := time.Now(); ; time.Sleep(time.Millisecond) {
		var b job.Backlog
		if err := r.d.Read(ctx, func(tx *db.Tx) (err error) { b, err = job.Count(ctx, tx); return err }); err != nil {
			r.t.Fatal(err)
		}
		if b.Due+b.Running == 0 {
			break
		}
		if time.Since(begun) > 30*time.Second {
			r.t.Fatalf("the queue stays at %+v", b)
		}
	}
	stop()
	if err := <-ended; err != nil {
		r.t.Fatal(err)
	}
}

func (r *round) arrived(want ...letter) {
	r.t.Helper()
	got := r.office.letters()
	if len(got) != len(want) {
		r.t.Fatalf("%d letters arrived: %+v; want %d", len(got), got, len(want))
	}
	for i, w := range want {
		if got[i].to != w.to || got[i].subject != w.subject || !strings.Contains(got[i].text, w.text) {
			r.t.Errorf("letter %d: %+v, want %+v", i, got[i], w)
		}
	}
}

const (
	annas = "anna@desk.example"
	said  = "This notice is not here any more."
)

func TestWhatIsUrgentComesAtOnceAndTheRestGathered(t *testing.T) {
	rounds(t, func(r *round) {
		r.tell(notice.Notice{})
		r.tell(notice.Notice{Kind: notice.Talk})
		r.walk()
		r.arrived()
		r.tell(notice.Notice{Urgent: true})
		r.walk()
		r.arrived(letter{annas, said, "https://desk.crossroads.example/desk/notices/"})
		r.now.Add(7 * time.Hour) // 17:00 in Baku
		r.walk()
		got := r.office.letters()
		if len(got) != 2 || got[1].subject != "2 notices from Crossroads" || strings.Count(got[1].text, said) != 2 {
			t.Fatalf("%+v", got)
		}
		r.now.Add(24 * time.Hour)
		r.walk()
		if n := len(r.office.letters()); n != 2 {
			t.Errorf("told again: %d letters", n)
		}
	})
}

func TestNothingInQuietHours(t *testing.T) {
	rounds(t, func(r *round) {
		r.now.Add(12*time.Hour + 30*time.Minute) // 22:30 in Baku
		r.tell(notice.Notice{Urgent: true})
		r.walk()
		r.arrived()
		r.now.Add(8*time.Hour + 29*time.Minute) // 6:59
		r.walk()
		r.arrived()
		r.now.Add(time.Minute)
		r.walk()
		r.arrived(letter{annas, said, ""})
		r.now.Add(17 * time.Hour) // midnight
		r.write(func(tx *db.Tx) error {
			h := notice.UsualHours()
			h.Urgent = true
			return notice.SetHours(t.Context(), tx, r.anna, h)
		})
		r.tell(notice.Notice{Urgent: true})
		r.walk()
		if n := len(r.office.letters()); n != 2 {
			t.Errorf("what is urgent did not pass: %d letters", n)
		}
	})
}

func TestChoices(t *testing.T) {
	rounds(t, func(r *round) {
		r.write(func(tx *db.Tx) error {
			if err := notice.Choose(t.Context(), tx, r.anna, notice.Choice{Kind: notice.Talk, Mail: notice.Never}); err != nil {
				return err
			}
			return notice.Choose(t.Context(), tx, r.anna, notice.Choice{Kind: notice.Media, Mail: notice.Now})
		})
		r.tell(notice.Notice{Kind: notice.Talk, Urgent: true})
		r.tell(notice.Notice{Kind: notice.Media})
		r.walk()
		r.arrived(letter{annas, said, ""})
		for _, bad := range []notice.Choice{{Kind: "gossip", Mail: notice.Now}, {Kind: notice.Work, Mail: "pigeon"}} {
			if err := r.d.Write(t.Context(), func(tx *db.Tx) error { return notice.Choose(t.Context(), tx, r.anna, bad) }); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

// What was queued for somebody who was disabled since is dead (hostile case 47).
func TestADisabledPersonGetsNothing(t *testing.T) {
	rounds(t, func(r *round) {
		boss := person(t, r.d, "Boss")
		r.write(func(tx *db.Tx) error { return people.Give(t.Context(), tx, boss, people.Administrator, "", "") })
		r.post.Link = func(context.Context, *db.Tx, string, string) (string, time.Time, error) {
			t.Error("a link was made for her")
			return "/desk/enter/x", r.now.Now(), nil
		}
		r.tell(notice.Notice{Urgent: true})
		r.tell(notice.Notice{})
		r.write(func(tx *db.Tx) error {
			if err := notice.PutLink(t.Context(), tx, notice.SendLink{Person: r.anna, Purpose: notice.Reset}); err != nil {
				return err
			}
			return people.Disable(t.Context(), tx, r.anna)
		})
		r.now.Add(24 * time.Hour)
		r.walk()
		r.arrived()
	})
}

func TestWhatWasSeenIsNotMailed(t *testing.T) {
	rounds(t, func(r *round) {
		r.tell(notice.Notice{Urgent: true})
		told := listed(t, r.d, r.anna)[0].ID
		r.write(func(tx *db.Tx) error { return notice.See(t.Context(), tx, r.anna, told) })
		r.walk()
		r.arrived()
	})
}

func TestABusyServerIsTriedAgain(t *testing.T) {
	rounds(t, func(r *round) {
		r.office.busy = 2
		r.tell(notice.Notice{Urgent: true})
		for range 8 {
			r.walk()
			r.now.Add(time.Minute)
		}
		r.arrived(letter{annas, said, ""})
	})
}

// A link's secret is made when the mail goes out; the queue does not hold it.
func TestLinksAreMadeAtSending(t *testing.T) {
	rounds(t, func(r *round) {
		made := 0
		r.post.Link = func(_ context.Context, _ *db.Tx, person, purpose string) (string, time.Time, error) {
			made++
			if person != r.anna || purpose != notice.Invitation {
				t.Errorf("%s for %s", purpose, person)
			}
			return "/desk/invitation/s3cret", r.now.Now().Add(time.Hour), nil
		}
		r.write(func(tx *db.Tx) error {
			return notice.PutLink(t.Context(), tx, notice.SendLink{Person: r.anna, Purpose: notice.Invitation})
		})
		r.walk()
		r.arrived(letter{annas, "Your way in to the newsroom of Crossroads", "https://desk.crossroads.example/desk/invitation/s3cret\n"})
		if text := r.office.letters()[0].text; !strings.Contains(text, "Anna, you were invited") || made != 1 {
			t.Errorf("%d links, %q", made, text)
		}
	})
}

// She is told in her own language.
func TestInHerLanguage(t *testing.T) {
	rounds(t, func(r *round) {
		r.write(func(tx *db.Tx) error { return people.SetDesk(t.Context(), tx, r.anna, people.Desk{Lang: "hy"}) })
		r.tell(notice.Notice{Urgent: true})
		r.walk()
		r.arrived(letter{annas, "Այս ծանուցումն այլևս այստեղ չէ։", "Դուք աշխատում եք «Crossroads»-ի խմբագրությունում։"})
	})
}

func TestDevices(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		anna, boris := person(t, d, "Anna"), person(t, d, "Boris")
		add := func(p, endpoint string) {
			write(t, d, func(tx *db.Tx) error {
				return notice.AddDevice(t.Context(), tx, p, "Firefox\r\nX", push.Device{Endpoint: endpoint, Auth: "a", P256dh: "b"})
			})
		}
		has := func(p string) (list []notice.Device) {
			write(t, d, func(tx *db.Tx) (err error) { list, err = notice.Devices(t.Context(), tx, p); return err })
			return list
		}
		for i := range 12 {
			add(anna, "https://push.example.org/"+string(rune('a'+i)))
		}
		if got := has(anna); len(got) != 10 || got[9].Endpoint != "https://push.example.org/c" || got[0].Name != "Firefox X" {
			t.Errorf("%+v", got)
		}
		add(boris, "https://push.example.org/c")
		if len(has(anna)) != 9 || len(has(boris)) != 1 {
			t.Error("a browser that another person uses now is still the first one's")
		}
		his := has(boris)[0].ID
		write(t, d, func(tx *db.Tx) error { return notice.RemoveDevice(t.Context(), tx, anna, his) })
		if len(has(boris)) != 1 {
			t.Error("another's device was taken away")
		}
		first, err := notice.PublicKey(t.Context(), d)
		if err != nil || len(first) != 87 {
			t.Fatalf("%q, %v", first, err)
		}
		if second, err := notice.PublicKey(t.Context(), d); err != nil || second != first {
			t.Errorf("another key: %q, %v", second, err)
		}
	})
}

func TestHours(t *testing.T) {
	for in, want := range map[string]string{"9, 17": "9, 17", "17 9;9": "9, 17", "": "", "8:00": "8"} {
		list, err := notice.ParseHours(in)
		if got := (notice.Hours{Digest: list}).Written(); err != nil || got != want {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
	for _, bad := range []string{"24", "-1", "nine", "1 2 3 4 5 6 7", "9:30"} {
		if _, err := notice.ParseHours(bad); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
