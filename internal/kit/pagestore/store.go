package pagestore

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/fault"
)

// Options bound a store. A zero field means the value in brackets.
type Options struct {
	Bytes       int64         // of pages in memory [64 MiB]
	ErrorBytes  int64         // of pages that are not there, redirects and the like [1 MiB]
	Renders     int           // at a time; more wait [64]
	RenderLimit time.Duration // the longest a render may take, waiting for its turn included [30 s]
	Patience    time.Duration // how long a reader waits for a render when the folder has an older page [3 s]
	Surrogates  bool          // tell a CDN in Surrogate-Key what each page is made of
	Now         clock.Clock   // [clock.System]
	Log         *slog.Logger  // [slog.Default()]
}

const shards = 64

// Store keeps pages. It is safe for use by many requests at once.
type Store struct {
	o       Options
	press   *press
	accepts accepts
	seed    maphash.Seed
	slots   chan struct{}

	// The maps that hits read. An entry is in its map exactly while it is in a pool;
	// both are changed under mu, which is always taken first.
	shard [shards]struct {
		sync.RWMutex
		pages map[string]*entry
	}

	mu           sync.Mutex
	sound, brief pool
	tagged       map[string]map[*entry]struct{}
	flights      map[string]*flight
	drops        drops
	renders      atomic.Uint64
	flying       sync.WaitGroup // renders under way, which outlive those who asked
	ending       context.Context
	end          context.CancelFunc // calls off renders

	folder *folder    // nil without one
	older  sync.Mutex // held while the folder is read: many may want one page
}

// New makes an empty store.
func New(o Options) *Store {
	if o.Bytes == 0 {
		o.Bytes = 64 << 20
	}
	if o.ErrorBytes == 0 {
		o.ErrorBytes = 1 << 20
	}
	if o.Renders == 0 {
		o.Renders = 64
	}
	if o.RenderLimit == 0 {
		o.RenderLimit = 30 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 3 * time.Second
	}
	if o.Now == nil {
		o.Now = clock.System
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Store{
		o: o, press: newPress(), seed: maphash.MakeSeed(), slots: make(chan struct{}, o.Renders),
		sound: pool{max: o.Bytes}, brief: pool{max: o.ErrorBytes},
		tagged: map[string]map[*entry]struct{}{}, flights: map[string]*flight{},
	}
	s.ending, s.end = context.WithCancel(context.Background())
	for i := range s.shard {
		s.shard[i].pages = map[string]*entry{}
	}
	return s
}

// lookup finds a page that is kept and has not passed its time.
func (s *Store) lookup(key string) *entry {
	sh := &s.shard[maphash.String(s.seed, key)%shards]
	sh.RLock()
	e := sh.pages[key]
	sh.RUnlock()
	if e == nil || !e.expires.IsZero() && !s.o.Now().Before(e.expires) {
		return nil
	}
	if !e.visited.Load() {
		e.visited.Store(true)
	}
	return e
}

// Stats is what is kept.
type Stats struct {
	Pages, Errors         int
	PageBytes, ErrorBytes int64
}

// Stats counts what is kept.
func (s *Store) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{s.sound.count, s.brief.count, s.sound.bytes, s.brief.bytes}
}

// Renders counts the renders that began since the store was made.
func (s *Store) Renders() uint64 { return s.renders.Load() }

// Drop takes away every page with one of the tags, and sees to it that no render
// that has begun is kept if its page turns out to have one. It is done when it
// returns: whoever asks from then on gets a page rendered after the call.
func (s *Store) Drop(tags ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops.note(tags, len(s.flights) > 0)
	for _, t := range tags {
		for e := range s.tagged[t] {
			s.forget(e)
		}
	}
}

// DropAll takes away every page.
func (s *Store) DropAll() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.drops.noteAll()
	for _, p := range []*pool{&s.sound, &s.brief} {
		for p.head != nil {
			s.forget(p.head)
		}
	}
}

// keep puts an entry into its pool and map, in the place of an older one.
func (s *Store) keep(e *entry, p *pool) {
	if e.size > p.max/4 {
		return // one page must not push out all others
	}
	sh := &s.shard[maphash.String(s.seed, e.key)%shards]
	sh.RLock()
	old := sh.pages[e.key]
	sh.RUnlock()
	if old != nil {
		s.forget(old)
	}
	for p.bytes+e.size > p.max {
		v := p.victim()
		if v == nil {
			break
		}
		s.forget(v)
	}
	p.add(e)
	for _, t := range e.tags {
		if s.tagged[t] == nil {
			s.tagged[t] = map[*entry]struct{}{}
		}
		s.tagged[t][e] = struct{}{}
	}
	sh.Lock()
	sh.pages[e.key] = e
	sh.Unlock()
}

// forget undoes keep.
func (s *Store) forget(e *entry) {
	e.pool.remove(e)
	for _, t := range e.tags {
		if delete(s.tagged[t], e); len(s.tagged[t]) == 0 {
			delete(s.tagged, t)
		}
	}
	sh := &s.shard[maphash.String(s.seed, e.key)%shards]
	sh.Lock()
	if sh.pages[e.key] == e {
		delete(sh.pages, e.key)
	}
	sh.Unlock()
}

// flight is a render under way. page and err are set when done is closed.
type flight struct {
	began uint64    // the number of the last drop before it
	at    time.Time // when it began
	done  chan struct{}
	page  *entry
	err   error
	stale bool // one of its tags was dropped meanwhile
}

// missed renders the page, or waits for the render that is under way.
func (s *Store) missed(ctx context.Context, key string, render func(context.Context) (Page, error)) (*entry, error) {
	s.mu.Lock()
	asked := s.drops.last
	s.mu.Unlock()
	for {
		f, kept := s.join(ctx, key, render)
		if kept != nil {
			return kept, nil
		}
		if older, err := s.await(ctx, key, f); older != nil || err != nil {
			return older, err
		}
		// A render that began before this request and was overtaken by a drop may show
		// what was dropped before the request. The next one began after it.
		if !f.stale || f.began >= asked {
			return f.page, f.err
		}
	}
}

// join finds the flight of the key or begins one. A page that was kept since the
// first look is given instead.
func (s *Store) join(ctx context.Context, key string, render func(context.Context) (Page, error)) (*flight, *entry) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[key]; f != nil {
		return f, nil
	}
	if e := s.lookup(key); e != nil {
		return nil, e
	}
	f := &flight{began: s.drops.last, at: s.o.Now(), done: make(chan struct{})}
	s.flights[key] = f
	s.renders.Add(1)
	s.flying.Go(func() { s.fly(context.WithoutCancel(ctx), key, f, render) })
	return f, nil
}

var errEnded = errors.New("rendering ended its goroutine")

// fly renders a page for all who wait.
func (s *Store) fly(ctx context.Context, key string, f *flight, render func(context.Context) (Page, error)) {
	page, err := Page{}, errEnded
	defer func() { s.land(key, f, page, err) }()
	page, err = s.render(ctx, key, render)
}

// land keeps the page if nothing was dropped that it is made of, looks for an older
// one if rendering failed, and lets those who wait go on.
func (s *Store) land(key string, f *flight, page Page, err error) {
	var e, older *entry
	if err == nil {
		e = s.newEntry(key, page)
		if page.Keep > 0 {
			e.expires = s.o.Now().Add(page.Keep)
		}
	} else if isAway(err) {
		older = s.fromFolder(key)
	}
	s.mu.Lock()
	delete(s.flights, key)
	if err == nil {
		f.stale = s.drops.since(f.began, page.Tags)
		if kept, sound := page.keepable(key); kept && !f.stale {
			if sound {
				s.keep(e, &s.sound)
				s.toFolder(key, page, e, f.at)
			} else {
				s.keep(e, &s.brief)
			}
		}
	} else {
		// An error has no tags to tell whether it is of before a drop.
		f.stale = s.drops.last > f.began
	}
	if len(s.flights) == 0 {
		s.drops.clear()
	}
	s.mu.Unlock()
	if f.page, f.err = e, err; older != nil {
		s.o.Log.Warn("an older page is served: rendering failed", "key", key, "error", err)
		f.page, f.err = older, nil
	}
	close(f.done)
}

// render waits for its turn, within the limit. A panic is an error: it must not take
// the process with it, for no request's handler is around to catch it.
func (s *Store) render(ctx context.Context, key string, render func(context.Context) (Page, error)) (p Page, err error) {
	ctx, cancel := context.WithTimeout(ctx, s.o.RenderLimit)
	defer cancel()
	defer context.AfterFunc(s.ending, cancel)()
	select {
	case s.slots <- struct{}{}:
	case <-ctx.Done():
		return p, fault.New(fault.Busy, "pagestore.busy").Because(ctx.Err())
	}
	defer func() {
		<-s.slots
		if v := recover(); v != nil {
			s.o.Log.Error("rendering panicked", "key", key, "panic", v, "stack", string(debug.Stack()))
			p, err = Page{}, fmt.Errorf("rendering %s panicked: %v", key, v)
		}
	}()
	p, err = render(ctx)
	if p.Status == 0 {
		p.Status = http.StatusOK
	}
	return p, err
}
