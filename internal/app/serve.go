package app

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"masthead/internal/api"
	"masthead/internal/desk"
	"masthead/internal/edition"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/pagestore"
	"masthead/internal/kit/web"
	"masthead/internal/media"
	"masthead/internal/media/sharecard"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
	"masthead/internal/notice"
	"masthead/internal/reader"
	"masthead/internal/readership"
	"masthead/internal/translation"
	"masthead/themes"
)

// Server is the running program: the readers' site, the jobs and the follower of the
// change sequence.
type Server struct {
	program  *Program
	site     *reader.Site
	api      *api.API
	desk     *newsroom.Desk
	store    *pagestore.Store
	shared   *pagestore.Store // pictures for shared links
	jobs     *job.Runner
	outside  *job.Runner // deliveries to others' addresses
	pictures *job.Runner // pictures, each of which takes seconds: nobody's correction or notice waits behind them
	metrics  *metrics
	counter  *readership.Counter
	http     *http.Server
	private  *http.Server // metrics; nil without an address for them
	seen     int64        // the change from which the follower goes on
}

// NewServer builds the faces over a program whose outlet is loaded.
func NewServer(ctx context.Context, p *Program) (*Server, error) {
	s := &Server{program: p, metrics: newMetrics(p)}
	var err error
	if s.seen, err = p.Shelf.Seq(ctx); err != nil {
		return nil, err
	}
	s.store = pagestore.New(pagestore.Options{Bytes: int64(p.Config.Cache) << 20, Surrogates: p.Config.CDN, Log: p.Log})
	s.metrics.watch(s.store)
	studio, err := sharecard.New()
	if err != nil {
		return nil, err
	}
	s.shared = pagestore.New(pagestore.Options{Bytes: sharedPictures, Log: p.Log})
	var own fs.FS
	if p.Config.Theme != "" {
		root, err := themes.Open(p.Config.Theme)
		if err != nil {
			return nil, fault.New(fault.Invalid, "app.no_theme").With("dir", p.Config.Theme).Because(err)
		}
		defer root.Close() // the site reads it once, now
		own = root.FS()
	}
	s.site, err = reader.New(reader.Config{
		Shelf: p.Shelf, Readings: p.Readings, Outlet: p.Outlet.Profile, Words: p.Words, Store: s.store, Theme: themes.Default(), Own: own,
		HTML: p.Edition.Render.HTML, Formats: p.modernFormats(), Address: p.Config.address(), Log: p.Log,
		Sharing: &reader.Sharing{Studio: studio, Store: s.shared, Open: p.jpeg},
	})
	if err != nil {
		return nil, err
	}
	s.counter = readership.NewCounter(readership.CounterConfig{DB: p.DB, Copies: edition.Live, Log: p.Log})
	if s.api, err = p.api(s.store, s.site.Answers); err != nil {
		return nil, err
	}
	if s.desk, err = p.desk(s.site); err != nil {
		return nil, err
	}
	s.outside = p.outside()
	s.jobs, s.pictures = job.NewRunner(p.DB, p.Log), job.NewRunner(p.DB, p.Log)
	job.On(s.pictures, p.Library.Make)
	job.On(s.jobs, p.Edition.Due)
	job.On(s.jobs, p.watch().Look)
	job.On(s.jobs, p.thinner().Thin)
	job.On(s.jobs, p.announced)
	job.On(s.jobs, desk.Refreshing(p.DB))
	job.On(s.jobs, desk.Reminding(p.DB))
	job.On(s.jobs, translation.Finding(p.DB))
	job.On(s.jobs, translation.TellingTranslators(p.DB, translating))
	job.On(s.jobs, translation.Telling(p.Edition))
	job.On(s.jobs, desk.Filling(p.DB))
	job.On(s.jobs, memory.Folding(p.DB))
	job.On(s.jobs, p.Machine.Run)
	job.On(s.jobs, p.Ping.Hub)
	job.On(s.jobs, p.Ping.SearchEngines)
	s.http = &http.Server{
		Handler: s.Handler(), ErrorLog: quiet(p.Log),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 20 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, DisableGeneralOptionsHandler: true, // "OPTIONS *" is refused by upright
	}
	s.http.RegisterOnShutdown(p.Streams.Close)
	if p.Config.Metrics != "" {
		s.private = &http.Server{Handler: s.metrics.handler(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second}
	}
	return s, nil
}

// Desk is the newsroom's own face.
func (s *Server) Desk() *newsroom.Desk { return s.desk }

// Handler joins the faces. Each has a part of the address space of its own. A mux
// would tidy addresses and redirect; which address leads where is the site's business.
func (s *Server) Handler() http.Handler {
	health := http.NewServeMux()
	health.HandleFunc("GET /healthz", s.health)
	health.HandleFunc("GET /readyz", s.readiness)
	readings := s.readings()
	files, site := media.Handler(s.program.Library, s.program.Log), s.site.Handler()
	return s.metrics.count(upright(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		atDesk := r.URL.Path == "/desk" || strings.HasPrefix(r.URL.Path, "/desk/")
		alone := s.program.deskHost(r.Host) // the desk's own host name, where readers have no pages
		switch {
		case r.URL.Path == "/healthz" || r.URL.Path == "/readyz":
			health.ServeHTTP(w, r)
		case readership.Takes(r.URL.Path):
			readings.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/"):
			s.api.ServeHTTP(w, r)
		case alone && r.URL.Path == "/":
			http.Redirect(w, r, "/desk/", http.StatusSeeOther)
		case alone && strings.HasPrefix(r.URL.Path, "/assets/"): // what previews of readers' pages load
			site.ServeHTTP(w, s.program.asReaders(r))
		case alone && !strings.HasPrefix(r.URL.Path, "/media/") || atDesk && s.program.Config.DeskURL == "":
			s.desk.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/media/"):
			files.ServeHTTP(w, r)
		default:
			site.ServeHTTP(w, r)
		}
	})))
}

// upright turns away what no face is asked with: tunnels, "*", and bodies of unknown
// length, which programs on the way could end elsewhere than we do. The connection
// ends with them, so that nothing in it is taken for a request (RFC 9112, section 11.2).
func upright(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodConnect || r.RequestURI == "*" || len(r.TransferEncoding) > 0 {
			w.Header().Set("Cache-Control", "no-store")
			w.Header().Set("Connection", "close")
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Run serves until the context ends, then lets what is under way end and stops. It
// calls ready with the address once it can be reached.
func (s *Server) Run(ctx context.Context, ready func(address string)) error {
	listener, err := web.Listen(s.program.Config.Listen)
	if err != nil {
		return fault.New(fault.Busy, "app.cannot_listen").With("address", s.program.Config.Listen).Because(err)
	}
	if err := s.keepOnDisk(listener.Addr().String()); err != nil {
		return errors.Join(err, listener.Close())
	}
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	var group sync.WaitGroup
	group.Go(func() { s.follow(background) })
	group.Go(func() { s.count(background) })
	group.Go(func() { s.api.Keep(background) })
	group.Go(func() {
		if err := errors.Join(s.program.countUses(background), s.program.watch().Begin(background)); err != nil && background.Err() == nil {
			s.program.Log.Error("the library's daily work did not begin: it does at the next start", "err", err)
		}
	})
	group.Go(func() {
		if err := notice.Begin(background, s.program.DB); err != nil && background.Err() == nil {
			s.program.Log.Error("old notices stay until the next start", "err", err)
		}
		if err := s.outside.Run(background); err != nil {
			s.program.Log.Error("deliveries stopped", "err", err)
		}
	})
	group.Go(func() {
		if err := s.program.Edition.FillSearch(background); err != nil && background.Err() == nil {
			s.program.Log.Error("the archive is not all in the search: it goes on at the next start", "err", err)
		}
	})
	group.Go(func() {
		if err := s.pictures.Run(background); err != nil {
			s.program.Log.Error("the making of pictures stopped", "err", err)
		}
	})
	group.Go(func() {
		if err := s.jobs.Run(background); err != nil {
			s.program.Log.Error("jobs stopped", "err", err)
		}
	})
	failed := make(chan error, 2)
	if s.private != nil {
		private, err := net.Listen("tcp", s.program.Config.Metrics)
		if err != nil {
			stop()
			group.Wait()
			return errors.Join(fault.New(fault.Busy, "app.cannot_listen").With("address", s.program.Config.Metrics).Because(err), listener.Close())
		}
		go func() { failed <- s.private.Serve(private) }()
	}
	go func() { failed <- s.http.Serve(listener) }()
	ready(listener.Addr().String())
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	return errors.Join(err, s.shut(stop, &group))
}

// diskPages bounds the pages that are kept on disk, in bytes.
const diskPages = 1 << 30

// keepOnDisk lets the store keep pages in a folder, for the day when the database is
// away. The folder is named by the address, so that nodes of one data folder do not
// share it; what it holds from an earlier run may have changed since and goes.
func (s *Server) keepOnDisk(address string) error {
	name := strings.NewReplacer(":", "-", "[", "", "]", "").Replace(address)
	if err := s.store.UseFolder(filepath.Join(s.program.Config.Data, "pages", name), diskPages); err != nil {
		return err
	}
	return s.store.EraseAll()
}

// shut ends in the order of dependence: no new requests, those under way, then jobs
// and follower.
func (s *Server) shut(stop context.CancelFunc, group *sync.WaitGroup) error {
	s.program.Log.Info("stopping")
	grace, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	err := s.end(s.http, grace)
	if s.private != nil {
		err = errors.Join(err, s.end(s.private, grace))
	}
	stop()
	group.Wait()
	s.shared.Close()
	s.store.Close()
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// end lets requests under way end in their time; what takes longer is cut off. That is
// no failure: a reader who waits for a picture that nobody has drawn yet asks again.
func (s *Server) end(h *http.Server, grace context.Context) error {
	err := h.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		s.program.Log.Info("requests were cut off to stop in time")
		return h.Close()
	}
	return err
}

// tellEvery is how often the log is told of a trouble that lasts.
const tellEvery = 30 * time.Second

// follow drops pages as the change sequence says, on every node alike.
func (s *Server) follow(ctx context.Context) {
	var group sync.WaitGroup
	group.Go(func() { s.program.DB.Listen(ctx, edition.Channel, s.program.woken) })
	var told time.Time
	s.program.Shelf.Follow(ctx, s.seen, s.program.wake, func(tags []string) { s.drop(ctx, tags) }, func(err error) {
		// It is tried many times a second for as long as the database is away.
		if time.Since(told) > tellEvery {
			s.program.Log.Error("following changes", "err", err)
			told = time.Now()
		}
	})
	group.Wait()
}

// sharedPictures bounds the drawn pictures that are kept, in bytes: some 300 of them.
// They are drawn anew when one that is not kept is asked for.
const sharedPictures = 32 << 20

// drop drops the pages that a change touches, from the disk too where something was
// withdrawn. A change of the outlet touches all.
func (s *Server) drop(ctx context.Context, tags []string) {
	var err error
	s.shared.Drop(tags...)
	switch {
	case slices.Contains(tags, edition.OutletTag):
		if err := s.program.Outlet.Load(ctx); err != nil && ctx.Err() == nil {
			s.program.Log.Error("reading the outlet anew", "err", err)
		}
		err = s.store.EraseAll()
	case slices.Contains(tags, edition.WithdrawnTag):
		s.program.Library.Recheck()
		err = s.store.Erase(tags...)
	default:
		s.store.Drop(tags...)
	}
	if err != nil {
		s.program.Log.Error("erasing pages kept on disk", "err", err)
	}
}

func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}

// readiness says whether this node can answer from its database. The answer is kept
// for a second, so that asking costs nothing.
func (s *Server) readiness(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := s.metrics.ready(r.Context()); err != nil {
		s.program.Log.Error("not ready", "err", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		w.Write([]byte("the database cannot be read\n"))
		return
	}
	w.Write([]byte("ready\n"))
}
