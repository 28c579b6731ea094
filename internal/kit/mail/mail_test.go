package mail_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"masthead/internal/kit/fault"
	kit "masthead/internal/kit/mail"
)

// office is a mail server that keeps what it is given.
type office struct {
	mu    sync.Mutex
	got   []string
	to    []string
	rcpt  error // what it says to every recipient
	ended error // what it says to every message
}

func (o *office) NewSession(*smtp.Conn) (smtp.Session, error) { return &clerk{office: o}, nil }

type clerk struct{ office *office }

func (c *clerk) Mail(string, *smtp.MailOptions) error { return nil }
func (c *clerk) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.to = append(c.office.to, to)
	return c.office.rcpt
}
func (c *clerk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	c.office.mu.Lock()
	defer c.office.mu.Unlock()
	c.office.got = append(c.office.got, string(raw))
	if err == nil {
		err = c.office.ended
	}
	return err
}
func (c *clerk) Reset()        {}
func (c *clerk) Logout() error { return nil }

// open starts the office and gives the server as we see it.
func open(t *testing.T, o *office) kit.Server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(o)
	s.Domain, s.AllowInsecureAuth = "office.example", true
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	server, err := kit.Parse("smtp://"+l.Addr().String(), "Перекрёсток <desk@crossroads.example>")
	if err != nil {
		t.Fatal(err)
	}
	return server
}

func TestSend(t *testing.T) {
	o := &office{}
	s := open(t, o)
	text := "Անի asks you something.\n\n" + strings.Repeat("long ", 1000) + "\n.\nhttps://crossroads.example/desk/\n"
	err := s.Send(t.Context(), kit.Message{To: "leyla@crossroads.example", Subject: "Sizə sual: “Ферри” — ჰარი, Ընթերցող", Text: text, About: "01abc"})
	if err != nil {
		t.Fatal(err)
	}
	if len(o.got) != 1 || len(o.to) != 1 || o.to[0] != "leyla@crossroads.example" {
		t.Fatalf("%q for %q", o.got, o.to)
	}
	for line := range strings.SplitSeq(o.got[0], "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes (RFC 5322, section 2.1.1)", len(line))
		}
	}
	m, err := mail.ReadMessage(strings.NewReader(o.got[0]))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil || subject != "Sizə sual: “Ферри” — ჰარი, Ընթերցող" {
		t.Errorf("subject %q, %v", subject, err)
	}
	from, err := mail.ParseAddress(m.Header.Get("From"))
	if err != nil || from.Name != "Перекрёсток" || from.Address != "desk@crossroads.example" {
		t.Errorf("from %v, %v", from, err)
	}
	if got := m.Header.Get("Message-Id"); got != "<01abc@crossroads.example>" {
		t.Errorf("Message-ID %q", got)
	}
	for _, name := range []string{"X-Mailer", "User-Agent", "Received", "X-Originating-Ip"} {
		if got := m.Header.Get(name); got != "" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if got := m.Header.Get("Auto-Submitted"); got != "auto-generated" {
		t.Errorf("Auto-Submitted %q", got)
	}
}

// A header cannot be begun by what fills another (hostile case 92).
func TestHeadersCannotBeInjected(t *testing.T) {
	o := &office{}
	s := open(t, o)
	good := kit.Message{To: "a@b.example", Subject: "Hello", Text: "x"}
	for name, bad := range map[string]func(*kit.Message){
		"subject with a line":          func(m *kit.Message) { m.Subject = "Hello\r\nBcc: all@b.example" },
		"subject with a bare LF":       func(m *kit.Message) { m.Subject = "Hello\nBcc: all@b.example" },
		"subject with NUL":             func(m *kit.Message) { m.Subject = "Hello\x00" },
		"subject with U+0085":          func(m *kit.Message) { m.Subject = "Hello\u0085Bcc: x" },
		"subject that is no UTF-8":     func(m *kit.Message) { m.Subject = "Hello\xff" },
		"subject without end":          func(m *kit.Message) { m.Subject = strings.Repeat("x", 251) },
		"no subject":                   func(m *kit.Message) { m.Subject = "" },
		"address with a line":          func(m *kit.Message) { m.To = "a@b.example\r\nRCPT TO:<c@d.example>" },
		"address with a name":          func(m *kit.Message) { m.To = "A <a@b.example>" },
		"two addresses":                func(m *kit.Message) { m.To = "a@b.example, c@d.example" },
		"quoted address":               func(m *kit.Message) { m.To = `"a b"@b.example` },
		"no address":                   func(m *kit.Message) { m.To = "" },
		"address that takes long":      func(m *kit.Message) { m.To = strings.Repeat("(", 100_000) + "a@b.example" },
		"message id with a line":       func(m *kit.Message) { m.About = "x>\r\nBcc: c@d.example" },
		"message id with a bracket":    func(m *kit.Message) { m.About = "x>" },
		"text that is no UTF-8":        func(m *kit.Message) { m.Text = "\xff" },
		"text larger than is accepted": func(m *kit.Message) { m.Text = strings.Repeat("x", 256<<10+1) },
	} {
		m := good
		bad(&m)
		if err := s.Send(t.Context(), m); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(o.got)+len(o.to) != 0 {
		t.Errorf("the server was spoken to: %q %q", o.got, o.to)
	}
	if err := s.Send(t.Context(), good); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

// A refusal for good is told from one that may pass.
func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		office *office
		want   fault.Kind
	}{
		{"nobody of that name", &office{rcpt: &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "nobody"}}, fault.Invalid},
		{"box full for the moment", &office{rcpt: &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "full"}}, fault.Busy},
		{"content refused", &office{ended: &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 7, 1}, Message: "no"}}, fault.Invalid},
		{"greylisted", &office{ended: &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "later"}}, fault.Busy},
	} {
		err := open(t, c.office).Send(t.Context(), kit.Message{To: "a@b.example", Subject: "x", Text: "x"})
		if fault.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAServerThatHangsOrIsAway(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := kit.Parse("smtp://"+l.Addr().String(), "desk@b.example")
	if err != nil {
		t.Fatal(err)
	}
	s.Timeout = 50 * time.Millisecond // it never answers, however long one waits
	m := kit.Message{To: "a@b.example", Subject: "x", Text: "x"}
	if err := s.Send(t.Context(), m); fault.KindOf(err) != fault.Busy {
		t.Errorf("hanging: %v", err)
	}
	l.Close()
	if err := s.Send(t.Context(), m); fault.KindOf(err) != fault.Busy {
		t.Errorf("away: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Send(ctx, m); !errors.Is(err, context.Canceled) {
		t.Errorf("called off: %v", err)
	}
	if err := (kit.Server{}).Send(t.Context(), m); fault.KindOf(err) != fault.Conflict {
		t.Errorf("none: %v", err)
	}
}

// A server outside of this machine that offers no TLS is given nothing: no password, no message.
func TestNothingWithoutEncryption(t *testing.T) {
	const host = "0.0.0.0" // the Go way to dial this machine, and no address of the loopback
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(20 * time.Second)) // only if the line is not let go
		fmt.Fprint(c, "220 office\r\n")
		var all bytes.Buffer
		for in := bufio.NewScanner(c); in.Scan(); {
			all.WriteString(in.Text() + "\n")
			if strings.HasPrefix(in.Text(), "EHLO") {
				fmt.Fprint(c, "250-office\r\n250 AUTH PLAIN LOGIN\r\n")
				continue
			}
			fmt.Fprint(c, "502 no\r\n")
		}
		heard <- all.String()
	}()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s, err := kit.Parse("smtp://user:hush-hush@"+net.JoinHostPort(host, port), "desk@b.example")
	if err != nil {
		t.Fatal(err)
	}
	err = s.Send(t.Context(), kit.Message{To: "a@b.example", Subject: "x", Text: "private"})
	if err == nil {
		t.Fatal("sent without encryption")
	}
	if strings.Contains(err.Error(), "hush-hush") {
		t.Error("the password is in the error")
	}
	l.Close()
	if said := <-heard; strings.Contains(said, "AUTH") || strings.Contains(said, "MAIL") {
		t.Errorf("said %q", said)
	}
}

func TestParse(t *testing.T) {
	for address, want := range map[string]string{
		"":                            ":0  false",
		"smtp://h.example":            "h.example:587  false",
		"smtp://h.example:25":         "h.example:25  false",
		"smtps://h.example":           "h.example:465  true",
		"smtp://u:p%40ss@h.example":   "h.example:587 u/p@ss false",
		"smtps://u:p@h.example:4650/": "h.example:4650 u/p true",
	} {
		s, err := kit.Parse(address, "Desk <desk@b.example>")
		auth := ""
		if s.User != "" {
			auth = s.User + "/" + s.Password
		}
		if got := fmt.Sprintf("%s:%d %s %v", s.Host, s.Port, auth, s.Implicit); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", address, got, err, want)
		}
	}
	for _, bad := range []string{"h.example:25", "http://h.example", "smtp://", "smtp://h.example:99999", "smtp://u:secret@h.example/path", "smtp://h.example?x=1", "smtp://u:secret@h.example:x"} {
		if _, err := kit.Parse(bad, "desk@b.example"); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, from := range []string{"", "Desk", "a@b.example, c@d.example", "Desk\r\nBcc: x <a@b.example>"} {
		if _, err := kit.Parse("smtp://h.example", from); err == nil {
			t.Errorf("from %q was taken", from)
		}
	}
}
