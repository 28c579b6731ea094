package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"masthead/internal/kit/fault"
)

// Server is a mail server that takes messages from us. The zero value takes none.
type Server struct {
	Host           string
	Port           int
	From           mail.Address // whose name and address messages bear
	User, Password string       // none when empty
	Implicit       bool         // TLS from the first byte (RFC 8314), not by STARTTLS
	Timeout        time.Duration
}

// usualTimeout is how long a whole handing-over may take.
const usualTimeout = 30 * time.Second

// Parse reads a server's address, "smtp://USER:PASSWORD@HOST:PORT" (STARTTLS) or
// "smtps://…" (TLS from the first byte), and the sender that messages bear, "Name
// <address>". The error names neither. An empty address is a server that takes nothing.
func Parse(address, from string) (Server, error) {
	if address == "" {
		return Server{}, nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.Scheme != "smtp" && u.Scheme != "smtps" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
		return Server{}, errors.New("not an address like smtp://USER:PASSWORD@HOST:PORT")
	}
	s := Server{Host: u.Hostname(), Port: 587, Implicit: u.Scheme == "smtps"}
	if s.Implicit {
		s.Port = 465
	}
	if p := u.Port(); p != "" {
		if s.Port, err = strconv.Atoi(p); err != nil || s.Port < 1 || s.Port > 65535 {
			return Server{}, errors.New("not a port")
		}
	}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
	}
	sender, err := readAddress(from)
	if err != nil {
		return Server{}, errors.New("mail_from is not an address like Desk <desk@news.example>")
	}
	s.From = *sender
	return s, nil
}

// Takes says whether messages can be sent at all.
func (s Server) Takes() bool { return s.Host != "" }

// Message is one message to one person, as plain text.
type Message struct {
	To      string // an address, nothing else
	Subject string // one line
	Text    string
	About   string // Message-ID without the angle brackets' host part: the same for a repeated attempt; empty: made up
}

// The bounds of a message.
const (
	maxAddress = 254 // RFC 5321, section 4.5.3.1, with its brackets
	maxSubject = 250 // runes
	maxText    = 256 << 10
)

// check refuses what must not stand in a header, and finds the address.
func (m Message) check() (*mail.Address, error) {
	to, err := readAddress(m.To)
	if err != nil || to.Address != m.To {
		return nil, fault.New(fault.Invalid, "mail.bad_address").Because(err)
	}
	switch {
	case strings.ContainsFunc(m.Subject, unicode.IsControl), !utf8.ValidString(m.Subject), m.Subject == "":
		return nil, fault.New(fault.Invalid, "mail.bad_subject")
	case strings.ContainsFunc(m.About, func(r rune) bool { return !plain(r) }), len(m.About) > 100:
		return nil, fault.New(fault.Invalid, "mail.bad_subject")
	case utf8.RuneCountInString(m.Subject) > maxSubject, len(m.Text) > maxText, !utf8.ValidString(m.Text):
		return nil, fault.New(fault.Invalid, "mail.too_long")
	}
	return to, nil
}

func plain(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' || r == '.'
}

// readAddress reads one address. Its length is bounded first: reading a long one takes long.
func readAddress(s string) (*mail.Address, error) {
	if len(s) > 2*maxAddress || strings.ContainsFunc(s, unicode.IsControl) {
		return nil, errors.New("too long, or with signs that no address has")
	}
	a, err := mail.ParseAddress(s)
	if err == nil && (len(a.Address) > maxAddress || strings.ContainsAny(a.Address, " \"\\,;:<>")) {
		err = errors.New("an address of a form that is not taken")
	}
	return a, err
}

// Send hands a message over. Its faults: Invalid mail.bad_address, mail.bad_subject,
// mail.too_long and mail.refused (the server will never take it), Busy
// mail.unreachable (trying again may help), Conflict mail.none (there is no server).
func (s Server) Send(ctx context.Context, m Message) error {
	if !s.Takes() {
		return fault.New(fault.Conflict, "mail.none")
	}
	to, err := m.check()
	if err != nil {
		return err
	}
	letter, err := s.compose(m, to)
	if err != nil {
		return fault.New(fault.Invalid, "mail.bad_address").Because(err)
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = usualTimeout
	}
	timed, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	var line wire
	defer line.close()
	client, err := s.client(timeout, &line)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(timed, letter); err != nil {
		return told(ctx, err)
	}
	return nil
}

func (s Server) compose(m Message, to *mail.Address) (*gomail.Msg, error) {
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	letter.FromMailAddress(&s.From)
	if err := letter.EnvelopeFrom(s.From.Address); err != nil {
		return nil, err
	}
	letter.ToMailAddress(to)
	letter.Subject(m.Subject)
	letter.SetDate()
	_, host, _ := strings.Cut(s.From.Address, "@")
	if m.About != "" {
		letter.SetMessageIDWithValue(m.About + "@" + host)
	} else {
		letter.SetMessageID()
	}
	// Programs answer it as little as they answer each other (RFC 3834, section 5).
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	return letter, nil
}

// wire keeps the connection of one handing-over: the library leaves it open where the
// server cannot be trusted.
type wire struct {
	s    Server
	conn net.Conn
}

func (l *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if end, ok := ctx.Deadline(); ok {
		conn.SetDeadline(end)
	}
	if l.s.Implicit {
		conn = tls.Client(conn, l.s.tls())
	}
	l.conn = conn
	return conn, nil
}

func (l *wire) close() {
	if l.conn != nil {
		l.conn.Close()
	}
}

func (s Server) tls() *tls.Config {
	return &tls.Config{ServerName: s.Host, MinVersion: tls.VersionTLS12}
}

// client makes the client for one handing-over. The line is encrypted unless it stays
// within this machine.
func (s Server) client(timeout time.Duration, line *wire) (*gomail.Client, error) {
	line.s = s
	_, domain, _ := strings.Cut(s.From.Address, "@")
	secure := gomail.WithTLSPolicy(gomail.TLSMandatory)
	if s.Implicit || within(s.Host) {
		secure = gomail.WithTLSPolicy(gomail.NoTLS) // no second time, or nothing to hide from
	}
	options := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithHELO(domain), gomail.WithoutNoop(), gomail.WithTLSConfig(s.tls()),
		gomail.WithTimeout(timeout), gomail.WithDialContextFunc(line.dial), secure,
	}
	if s.User != "" {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	c, err := gomail.NewClient(s.Host, options...)
	if err != nil {
		return nil, fault.New(fault.Conflict, "mail.none").Because(err)
	}
	return c, nil
}

// within says whether a host is this machine.
func within(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// told tells a refusal for good from a trouble that may pass. The library's own error
// is for the log; it names the server's answer, and recipients only where that does.
func told(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var sent *gomail.SendError
	if errors.As(err, &sent) && sent.ErrorCode() >= 500 && !sent.IsTemp() {
		return fault.New(fault.Invalid, "mail.refused").With("code", sent.ErrorCode()).Because(err)
	}
	var line net.Error
	if errors.As(err, &line) && line.Timeout() {
		return fault.New(fault.Busy, "mail.unreachable").Because(errors.New("the mail server did not answer in time"))
	}
	return fault.New(fault.Busy, "mail.unreachable").Because(err)
}
