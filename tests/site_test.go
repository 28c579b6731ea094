package tests_test

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"masthead/internal/app"
	"masthead/internal/demo"
	"masthead/internal/kit/lang"
	"masthead/internal/transfer"
	"masthead/internal/transfer/wordpress"
)

// bed is what the tests share: the outlets and the browser are each opened when a test
// first asks, and closed when all have ended.
type bed struct {
	demo, archive, desk, day, play shared[*site]
	hostile                        shared[*infested]
	browser                        shared[*chromium]
}

var common bed

func TestMain(m *testing.M) {
	code := m.Run()
	if err := errors.Join(common.browser.close(), common.demo.close(), common.archive.close(), common.desk.close(), common.day.close(), common.play.close(), common.hostile.close()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// shared is made once, for the first test that asks.
type shared[T interface{ close() error }] struct {
	once  sync.Once
	value T
	err   error
	made  bool
}

func (s *shared[T]) get(t *testing.T, open func() (T, error)) T {
	t.Helper()
	s.once.Do(func() {
		s.value, s.err = open()
		s.made = s.err == nil
	})
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.value
}

func (s *shared[T]) close() error {
	if !s.made {
		return nil
	}
	return s.value.close()
}

// site is an outlet that is being served.
type site struct {
	base    string // "http://127.0.0.1:4711"
	program *app.Program
	server  *app.Server
	log     *noted
	stop    context.CancelFunc
	ended   chan error
	data    string
	stage   *site  // its scenes, once they were asked for
	ends    func() // ends them

	once  sync.Once
	pages []sheet // every page that links lead to, in the order they were found
	err   error
}

// demoSite is the outlet that `masthead demo` plants, in en, ru, az, hy and ka.
func demoSite(t *testing.T) *site {
	return common.demo.get(t, func() (*site, error) {
		return openSite(func(ctx context.Context, p *app.Program) error {
			_, err := demo.Plant(ctx, p.Edition, p.Library, time.Now())
			return err
		})
	})
}

// archiveSite is an archive of real news in seven languages, one of them written from
// right to left.
func archiveSite(t *testing.T) *site {
	t.Helper()
	data := os.Getenv("MASTHEAD_TESTDATA")
	if data == "" {
		t.Skip("MASTHEAD_TESTDATA is not set: real data not tested")
	}
	return common.archive.get(t, func() (*site, error) {
		return openSite(func(ctx context.Context, p *app.Program) error {
			n := app.NewOutlet{Name: "Crossroads", Editions: strings.Split("en,ru,az,hy,ka,tr,fa", ","), Admin: "nino@example.org"}
			if err := p.Make(ctx, n); err != nil {
				return err
			}
			return importFile(ctx, p, filepath.Join(data, "archive", "crossroads-7-languages.wxr.xml.gz"))
		})
	})
}

// importFile brings a WordPress export in, and insists that nothing of it is lost.
func importFile(ctx context.Context, p *app.Program, file string) error {
	r, err := wordpress.Open(file, wordpress.Options{})
	if err != nil {
		return err
	}
	sum, err := p.Import(ctx, r, file, app.Import{Archive: transfer.WordPressPaths})
	if err == nil && (sum.Lost > 0 || sum.Texts == 0) {
		err = fmt.Errorf("%s: %d texts came in and %d records were lost", file, sum.Texts, sum.Lost)
	}
	return err
}

// openSite makes an outlet in a folder of its own and serves it on a free port.
func openSite(fill func(context.Context, *app.Program) error) (_ *site, err error) {
	s := &site{log: &noted{}, ended: make(chan error, 1)}
	if s.data, err = os.MkdirTemp("", "masthead-site-"); err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // the site has to know its own address beforehand
	if err != nil {
		return nil, err
	}
	address := listener.Addr().String()
	listener.Close()
	c, err := app.ReadConfig(app.Config{Data: s.data, Listen: address}, func(string) string { return "" })
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s.stop, s.base = stop, "http://"+address
	if s.program, err = app.Open(ctx, c, slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelWarn}))); err != nil {
		return nil, err
	}
	if err := fill(ctx, s.program); err != nil {
		return nil, errors.Join(err, s.program.Close())
	}
	server, err := app.NewServer(ctx, s.program)
	s.server = server
	if err != nil {
		return nil, errors.Join(err, s.program.Close())
	}
	ready := make(chan struct{})
	go func() { s.ended <- server.Run(ctx, func(string) { close(ready) }) }()
	select {
	case <-ready:
		return s, nil
	case err := <-s.ended:
		return nil, errors.Join(err, s.program.Close())
	}
}

// close ends the site. What it wrote to its log is a fault: nothing here is out of order.
func (s *site) close() error {
	if s.ends != nil {
		s.ends()
	}
	s.stop()
	err := errors.Join(<-s.ended, s.program.Close(), os.RemoveAll(s.data))
	if said := s.log.String(); said != "" {
		err = errors.Join(err, fmt.Errorf("the log has warnings:\n%s", said))
	}
	return err
}

// withdrawn takes a text back and gives the page that stands at its address then.
func (s *site) withdrawn(path string) (p sheet, err error) {
	parts := strings.Split(path, "/")
	ctx, l := context.Background(), lang.Tag(parts[1])
	found, err := s.program.Shelf.Article(ctx, l, parts[2])
	if err != nil {
		return p, fmt.Errorf("%s: %w", path, err)
	}
	if err := s.program.Edition.Withdraw(ctx, found.Copy.Story, l, "Withdrawn for a test."); err != nil {
		return p, err
	}
	for range 500 { // the node hears of it a moment later
		if p, err = s.get(path); err != nil || p.status == http.StatusGone {
			return p, err
		}
		time.Sleep(10 * time.Millisecond)
	}
	return p, fmt.Errorf("%s still answers %d", path, p.status)
}

// sheet is an answer of a site.
type sheet struct {
	site   *site
	path   string // with its query
	lang   string
	kind   string // as routes has it; of faults lost, gone, refused, failed or busy
	name   string // what it is called in a gallery
	status int
	html   string
	packed int // bytes as they were sent, brotli
}

func (p sheet) url() string { return p.site.base + p.path }

// String names a page in messages.
func (p sheet) String() string {
	decoded, err := url.PathUnescape(p.path)
	if err != nil {
		return p.path
	}
	return decoded
}

// get asks for a path as a reader's browser would.
func (s *site) get(path string) (p sheet, err error) {
	r, err := http.NewRequest(http.MethodGet, s.base+path, nil)
	if err != nil {
		return p, err
	}
	r.Header.Set("Accept-Encoding", "br, gzip")
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return p, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, 8<<20))
	if err != nil {
		return p, err
	}
	p = sheet{site: s, path: path, status: answer.StatusCode, packed: len(body)}
	var unpacked io.Reader = strings.NewReader(string(body))
	switch answer.Header.Get("Content-Encoding") {
	case "br":
		unpacked = brotli.NewReader(unpacked)
	case "gzip":
		if unpacked, err = gzip.NewReader(unpacked); err != nil {
			return p, err
		}
	}
	text, err := io.ReadAll(unpacked)
	p.html = string(text)
	p.lang, p.kind = langOf(p.html), p.kindOf()
	return p, err
}

var htmlLang = regexp.MustCompile(`<html lang="([^"]+)"`)

func langOf(html string) string {
	if m := htmlLang.FindStringSubmatch(html); m != nil {
		return m[1]
	}
	return ""
}

var pageLink = regexp.MustCompile(`<a [^>]*?href="(/[^"#]*)"`)

// crawl gives every page that links lead to, from the editions' fronts on. A link that
// leads nowhere is a fault.
func (s *site) crawl(t *testing.T) []sheet {
	t.Helper()
	s.once.Do(func() { s.pages, s.err = s.follow() })
	if s.err != nil {
		t.Fatal(s.err)
	}
	return s.pages
}

func (s *site) follow() (pages []sheet, err error) {
	var queue []string
	for _, e := range s.program.Outlet.Profile().Editions {
		queue = append(queue, "/"+string(e.Lang)+"/")
	}
	seen := map[string]bool{}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if seen[path] || !strings.HasSuffix(path, "/") && !strings.Contains(path, "/?") {
			continue // files and feeds are no pages
		}
		seen[path] = true
		p, err := s.get(path)
		if err != nil {
			return nil, err
		}
		if p.status != http.StatusOK {
			return nil, fmt.Errorf("%s is linked to and answers %d", p, p.status)
		}
		pages = append(pages, p)
		for _, m := range pageLink.FindAllStringSubmatch(p.html, -1) {
			queue = append(queue, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	return pages, nil
}

// has says which pages of a language are of a kind and have a mark in their HTML.
func has(pages []sheet, lang, kind, mark string) (found []sheet) {
	for _, p := range pages {
		if p.lang == lang && p.kind == kind && strings.Contains(p.html, mark) {
			found = append(found, p)
		}
	}
	return found
}

// lost gives the page for an address of the edition that does not exist.
func (s *site) lost(t *testing.T, lang string) sheet {
	t.Helper()
	p, err := s.get("/" + lang + "/no-such-page/")
	if err != nil || p.status != http.StatusNotFound {
		t.Fatalf("%s: %d, %v", p, p.status, err)
	}
	return p
}

// asset gives a file of the theme, as a page of the site names it.
func (s *site) asset(t *testing.T, name string) sheet {
	t.Helper()
	path := regexp.MustCompile(`/assets/[^"]+/` + regexp.QuoteMeta(name)).FindString(s.crawl(t)[0].html)
	p, err := s.get(path)
	if err != nil || p.status != http.StatusOK {
		t.Fatalf("%s at %q: %d, %v", name, path, p.status, err)
	}
	return p
}

// quiet is a log that nobody reads: what is written to it was meant to happen.
func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// noted keeps what is written to it.
type noted struct {
	mu   sync.Mutex
	text strings.Builder
}

func (n *noted) Write(b []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.Write(b)
}

func (n *noted) String() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}
