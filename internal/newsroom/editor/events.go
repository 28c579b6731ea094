package editor

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/presence"
)

// How streams live. Nodes know of each other's savings through the database alone: each
// asks it once a second for every text that somebody has open there.
const (
	askEvery   = time.Second
	admitEvery = 4 * time.Second  // how soon a stream ends after its session or its right
	beatEvery  = 15 * time.Second // so that no proxy takes a quiet stream for a dead one
	writeLimit = 10 * time.Second // for one message to somebody whose line is slow

	maxStreams    = 2000 // of a node
	maxOfOne      = 24   // of a person on a node
	maxSignFields = 8
)

// Streams tell open pages what changes in their texts. It is safe for concurrent use.
type Streams struct {
	// Pairs gives a number that grows whenever something changes beside a text, in what it
	// was made from. It may be nil.
	Pairs func(ctx context.Context, tx *db.Tx, story string, l lang.Tag) (int64, error)

	db *db.DB

	mu     sync.Mutex
	open   map[textKey]*watched
	total  int
	ofOne  map[string]int
	closed chan struct{}
	once   sync.Once
}

// textKey is a text as it is told of in one of the desk's languages: people are named in it.
type textKey struct {
	story      string
	lang, told lang.Tag
}

// watched is a text that somebody has open on this node.
type watched struct {
	wake      chan struct{}
	stop      chan struct{}
	listeners map[chan struct{}]bool
	last      []byte // the newest state, as JSON
}

// NewStreams makes them; Close ends them.
func NewStreams(d *db.DB) *Streams {
	return &Streams{db: d, open: map[textKey]*watched{}, ofOne: map[string]int{}, closed: make(chan struct{})}
}

// Close ends every stream, so that the server can stop.
func (s *Streams) Close() { s.once.Do(func() { close(s.closed) }) }

// Wake lets a text's pages hear of a change at once, on this node.
func (s *Streams) Wake(story string, l lang.Tag) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, w := range s.open {
		if key.story != story || key.lang != l {
			continue
		}
		select {
		case w.wake <- struct{}{}:
		default:
		}
	}
}

// join listens to a text until leave is called.
func (s *Streams) join(key textKey, person string) (w *watched, heard chan struct{}, leave func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.total >= maxStreams || s.ofOne[person] >= maxOfOne {
		return nil, nil, nil, fault.New(fault.Busy, "editor.too_many_streams")
	}
	if w = s.open[key]; w == nil {
		w = &watched{wake: make(chan struct{}, 1), stop: make(chan struct{}), listeners: map[chan struct{}]bool{}}
		s.open[key] = w
		go s.watch(key, w)
	}
	heard = make(chan struct{}, 1)
	w.listeners[heard] = true
	s.total++
	s.ofOne[person]++
	return w, heard, func() { s.leave(key, w, heard, person) }, nil
}

func (s *Streams) leave(key textKey, w *watched, heard chan struct{}, person string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(w.listeners, heard)
	s.total--
	if s.ofOne[person]--; s.ofOne[person] == 0 {
		delete(s.ofOne, person)
	}
	if len(w.listeners) == 0 {
		delete(s.open, key)
		close(w.stop)
	}
}

// watch asks for a text's state as long as somebody listens.
func (s *Streams) watch(key textKey, w *watched) {
	tick := time.NewTicker(askEvery)
	defer tick.Stop()
	for {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		var now state
		err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
			now, err = s.stateOf(ctx, tx, key.story, key.lang, key.told)
			return err
		})
		cancel()
		if raw, bad := json.Marshal(now); err == nil && bad == nil {
			s.tell(w, raw)
		}
		select {
		case <-w.stop:
			return
		case <-s.closed:
			return
		case <-w.wake:
		case <-tick.C:
		}
	}
}

func (s *Streams) tell(w *watched, raw []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if bytes.Equal(raw, w.last) {
		return
	}
	w.last = raw
	for heard := range w.listeners {
		select {
		case heard <- struct{}{}:
		default:
		}
	}
}

func (s *Streams) lastOf(w *watched) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return w.last
}

func (p *Pages) events(r *newsroom.Request) (newsroom.Answer, error) {
	w, heard, leave, err := p.Streams.join(textKey{r.Story.ID, r.Text, r.Visitor.Lang}, r.Person.ID)
	if err != nil {
		return newsroom.Answer{}, err
	}
	cookie, err := r.Cookie(newsroom.SessionCookie)
	if err != nil {
		leave()
		return newsroom.Answer{}, err
	}
	a := newsroom.Stream("text/event-stream; charset=utf-8", func(ctx context.Context, out http.ResponseWriter) error {
		defer leave()
		return p.stream(ctx, out, listener{r, cookie.Value, w, heard})
	})
	return a.Header("X-Accel-Buffering", "no"), nil
}

type listener struct {
	r      *newsroom.Request
	secret string
	w      *watched
	heard  chan struct{}
}

// stream writes until the page, the session, the right or the server ends.
func (p *Pages) stream(ctx context.Context, out http.ResponseWriter, l listener) error {
	line := http.NewResponseController(out)
	write := func(format string, args ...any) error {
		if err := line.SetWriteDeadline(time.Now().Add(writeLimit)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		fmt.Fprintf(out, format, args...)
		return line.Flush()
	}
	// A reader that stays and says nothing is no slow reader.
	if err := line.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if err := write("retry: 3000\n\n"); err != nil {
		return nil // the page was closed
	}
	beat, admit := time.NewTicker(beatEvery), time.NewTicker(admitEvery)
	defer beat.Stop()
	defer admit.Stop()
	sent := []byte(nil)
	for {
		if now := p.Streams.lastOf(l.w); now != nil && !bytes.Equal(now, sent) {
			if write("event: now\ndata: %s\n\n", now) != nil {
				return nil
			}
			sent = now
		}
		select {
		case <-ctx.Done():
			return nil
		case <-p.Streams.closed:
			return nil
		case <-l.heard:
		case <-beat.C:
			if write(": here\n\n") != nil {
				return nil
			}
		case <-admit.C:
			if why := p.stillAdmitted(ctx, l); why != "" {
				write("event: end\ndata: %q\n\n", why)
				return nil
			}
		}
	}
}

// stillAdmitted says why a stream has to end: "session" or "right"; empty while it may go on.
func (p *Pages) stillAdmitted(ctx context.Context, l listener) (why string) {
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		visit, err := people.VisitOf(ctx, tx, l.secret)
		if fault.KindOf(err) == fault.NotFound {
			why = "session"
			return nil
		}
		v := newsroom.Visitor{Visit: visit}
		if err == nil && !v.May(v.Case(people.ReadStory, l.r.Story, l.r.Text)) {
			why = "right"
		}
		return err
	})
	if err != nil {
		return "" // the database is away: nothing is told meanwhile
	}
	return why
}

// now answers once what the stream tells all the time, for those whom no stream reaches.
func (p *Pages) now(r *newsroom.Request) (newsroom.Answer, error) {
	var out state
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		out, err = p.Streams.stateOf(r.Context(), tx, r.Story.ID, r.Text, r.Visitor.Lang)
		return err
	})
	return newsroom.JSON(out), err
}

// here takes a page's sign of life.
func (p *Pages) here(r *newsroom.Request) (newsroom.Answer, error) {
	if len(r.PostForm) > maxSignFields {
		return newsroom.Answer{}, fault.New(fault.Invalid, "presence.bad_tab")
	}
	s := presence.Sign{
		Tab: r.PostFormValue("tab"), Story: r.Story.ID, Lang: r.Text, Person: r.Person.ID,
		Block: r.PostFormValue("block"), Typed: r.PostFormValue("typed") != "",
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if r.PostFormValue("gone") != "" {
			return presence.Leave(r.Context(), tx, s.Tab, s.Person)
		}
		return presence.Show(r.Context(), tx, s)
	})
	if err == nil {
		p.Streams.Wake(r.Story.ID, r.Text)
	}
	return newsroom.JSON(struct{}{}), err
}
