package reader

import (
	"context"
	"io/fs"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"

	"masthead/internal/body"
	"masthead/internal/edition"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/pagestore"
	"masthead/internal/outlet"
	"masthead/internal/readership"
)

// Shelf is where the copies that readers see are looked up: edition.Shelf.
type Shelf interface {
	Article(ctx context.Context, l lang.Tag, slug string) (edition.Found, error)
	Siblings(ctx context.Context, story string) ([]edition.Sibling, error)
	List(ctx context.Context, f edition.Filter, after edition.Cursor, n int) ([]edition.Card, edition.Cursor, error)
	SiblingsOf(ctx context.Context, stories []string) (map[string][]edition.Sibling, error)
	Newest(ctx context.Context, f edition.Filter, after edition.Cursor, n int) ([]edition.Copy, error)
	TopicIn(ctx context.Context, topic string) ([]edition.Namesake, error)
	PersonIn(ctx context.Context, person string) ([]edition.Namesake, error)
	Topic(ctx context.Context, l lang.Tag, slug string) (edition.TopicPage, error)
	Topics(ctx context.Context, l lang.Tag, n int) ([]edition.TopicPage, error)
	Person(ctx context.Context, l lang.Tag, slug string) (edition.PersonPage, error)
	Search(ctx context.Context, q edition.Question) (edition.Hits, error)
	Staff(ctx context.Context, l lang.Tag) ([]edition.PersonPage, error)
	Cards(ctx context.Context, l lang.Tag, stories []string) (map[string]edition.Card, error)
	OtherSides(ctx context.Context, stories []string) (map[string][]string, error)
	Dossier(ctx context.Context, l lang.Tag, topic string, n int) (edition.Dossier, error)
	Events(ctx context.Context, l lang.Tag, n int) ([]edition.Event, error)
	Front(ctx context.Context, l lang.Tag) (edition.Front, error)
	Corrections(ctx context.Context, l lang.Tag, after edition.Cursor, n int) ([]edition.Corrected, edition.Cursor, error)
	Old(ctx context.Context, address string) (path string, err error)
	MonthsInParts(ctx context.Context, l lang.Tag, size, limit int) ([]edition.MonthParts, error)
	PartStart(ctx context.Context, l lang.Tag, m edition.Month, size, part int) (edition.Cursor, error)
	InMonth(ctx context.Context, l lang.Tag, m edition.Month, after edition.Cursor, n int) ([]edition.Entry, edition.Cursor, error)
}

// Readings knows what an edition's readers read most: readership.Board.
type Readings interface {
	MostRead(ctx context.Context, l lang.Tag, span readership.Span, n int) (stories []string, err error)
}

// Words gives the program's sentences in a language: the words catalogue.
type Words interface {
	Say(l lang.Tag, key string, args map[string]any) string
}

// Store keeps rendered answers and serves them: compressed, with their validators,
// rendered once however many ask. It gives back render's error unserved. It is
// pagestore.Store.
type Store interface {
	Serve(w http.ResponseWriter, r *http.Request, key string, render func(context.Context) (Answer, error)) error
}

// Answer is a rendered page or file, the same for every reader who asks for its key.
// Its tags are edition's: a change of what they name makes it anew.
type Answer = pagestore.Page

// Config is what a Site is built of.
type Config struct {
	Shelf    Shelf
	Outlet   func() *outlet.Profile // the outlet as it is now; the same pointer until it changes
	Readings Readings               // nil: nothing is known of what is read most
	Words    Words
	Store    Store
	Theme    fs.FS                               // the default theme
	Own      fs.FS                               // files that take the place of the theme's; may be nil
	HTML     func(src string, l lang.Tag) string // renders short texts: edition.Renderer's; nil is one without words
	Formats  []string                            // formats of pictures beside JPEG, the best first: "avif", "webp"
	Address  string                              // "http://127.0.0.1:8080": begins absolute addresses while the outlet has no URL
	Sharing  *Sharing                            // draws share pictures; nil for none
	Now      clock.Clock                         // nil is the machine's
	Log      *slog.Logger
}

// Site is the outlet's public site. It is safe for use by many requests at once.
type Site struct {
	Config
	theme     *theme
	searching chan struct{} // has room for those that search
	easel     *easel        // nil without share pictures

	making sync.Mutex
	press  atomic.Pointer[press]
}

// New builds the site. Its errors are the theme's: they name the file and the line.
func New(c Config) (*Site, error) {
	if c.Now == nil {
		c.Now = clock.System
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Store == nil {
		c.Store = unstored{}
	}
	if c.HTML == nil {
		c.HTML = edition.Renderer{Words: func(lang.Tag) (none body.RenderWords) { return none }}.HTML
	}
	t, err := loadTheme(c.Theme, c.Own, c.Words)
	if err != nil {
		return nil, err
	}
	return &Site{Config: c, theme: t, easel: newEasel(c.Sharing), searching: make(chan struct{}, searchesAtOnce)}, nil
}

// ready gives the press for the outlet as it is now.
func (s *Site) ready() (*press, error) {
	profile := s.Outlet()
	if p := s.press.Load(); p != nil && p.source == profile {
		return p, nil
	}
	s.making.Lock()
	defer s.making.Unlock()
	if p := s.press.Load(); p != nil && p.source == profile {
		return p, nil
	}
	p, err := s.makePress(profile)
	if err == nil {
		s.press.Store(p)
	}
	return p, err
}
