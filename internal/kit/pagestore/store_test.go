package pagestore_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/pagestore"
)

type render = func(context.Context) (pagestore.Page, error)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func store(o pagestore.Options) *pagestore.Store {
	o.Log = quiet()
	return pagestore.New(o)
}

func text(body string, tags ...string) pagestore.Page {
	return pagestore.Page{Type: "text/html; charset=utf-8", Body: []byte(body), Tags: tags}
}

func always(p pagestore.Page) render {
	return func(context.Context) (pagestore.Page, error) { return p, nil }
}

// get asks for a key and gives the body.
func get(t *testing.T, s *pagestore.Store, key string, f render) string {
	t.Helper()
	w := httptest.NewRecorder()
	if err := s.Serve(w, httptest.NewRequest("GET", "/", nil), key, f); err != nil {
		t.Fatal(err)
	}
	return w.Body.String()
}

func never(t *testing.T) render {
	return func(context.Context) (pagestore.Page, error) {
		t.Error("rendered although it is kept")
		return text("again"), nil
	}
}

func TestRenderedOnceForAll(t *testing.T) {
	s := store(pagestore.Options{})
	const readers = 5000
	var renders atomic.Int32
	release := make(chan bool)
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			body := get(t, s, "/en/", func(context.Context) (pagestore.Page, error) {
				renders.Add(1)
				<-release
				return text("front"), nil
			})
			if body != "front" {
				t.Errorf("body %q", body)
			}
		})
	}
	close(release)
	wg.Wait()
	if n := renders.Load(); n != 1 {
		t.Errorf("rendered %d times", n)
	}
}

// A reader who leaves does not take the render away from the others.
func TestReaderLeaves(t *testing.T) {
	s := store(pagestore.Options{})
	began, release := make(chan bool), make(chan bool)
	ctx, leave := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		left <- s.Serve(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, "GET", "/", nil), "a", func(ctx context.Context) (pagestore.Page, error) {
			close(began)
			<-release
			return text("page"), ctx.Err()
		})
	}()
	<-began
	leave()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	close(release)
	if body := get(t, s, "a", always(text("page"))); body != "page" {
		t.Errorf("body %q", body)
	}
	get(t, s, "a", never(t))
}

// Renders counts what was rendered, and nothing that was kept.
func TestRenders(t *testing.T) {
	s := store(pagestore.Options{})
	for range 3 {
		get(t, s, "a", always(text("a", "story:1")))
	}
	s.Drop("story:1")
	get(t, s, "a", always(text("a", "story:1")))
	if n := s.Renders(); n != 2 {
		t.Errorf("%d renders, want 2", n)
	}
}

func TestDropTakesPagesOfTheTagOnly(t *testing.T) {
	s := store(pagestore.Options{})
	get(t, s, "a", always(text("a", "story:1", "front:ru")))
	get(t, s, "b", always(text("b", "story:2")))
	get(t, s, "c", always(text("c", "story:1")))
	s.Drop("story:1", "story:unknown")
	if st := s.Stats(); st.Pages != 1 {
		t.Errorf("%d pages are left", st.Pages)
	}
	get(t, s, "b", never(t))
	if body := get(t, s, "a", always(text("a2", "story:1"))); body != "a2" {
		t.Errorf("body %q", body)
	}
	s.DropAll()
	if st := s.Stats(); st != (pagestore.Stats{}) {
		t.Errorf("after DropAll: %+v", st)
	}
}

// The race that matters: a render has read the old state when the tag is dropped.
func TestOvertakenRenderIsNotKept(t *testing.T) {
	cases := []struct {
		name  string
		drop  func(s *pagestore.Store)
		stale bool
	}{
		{"its tag", func(s *pagestore.Store) { s.Drop("story:1") }, true},
		{"its tag among others", func(s *pagestore.Store) { s.Drop("x", "story:1", "y") }, true},
		{"its tag, then others", func(s *pagestore.Store) { s.Drop("story:1"); s.Drop("x") }, true},
		{"another tag", func(s *pagestore.Store) { s.Drop("story:2") }, false},
		{"everything", func(s *pagestore.Store) { s.DropAll() }, true},
		{"its tag, then very many", func(s *pagestore.Store) {
			s.Drop("story:1")
			for i := range 20_000 {
				s.Drop("t" + strconv.Itoa(i))
			}
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := store(pagestore.Options{})
			began, release, first := make(chan bool), make(chan bool), make(chan string)
			go func() {
				first <- get(t, s, "a", func(context.Context) (pagestore.Page, error) {
					close(began)
					<-release
					return text("old", "story:1"), nil
				})
			}()
			<-began
			c.drop(s)
			// This reader asks after the drop and joins the render from before it.
			second, joined := make(chan string), make(chan bool)
			go func() {
				close(joined)
				second <- get(t, s, "a", always(text("new", "story:1")))
			}()
			<-joined
			time.Sleep(time.Millisecond) // lets it join; the outcome does not hang on it
			close(release)
			if body := <-first; body != "old" {
				t.Errorf("who asked before the drop got %q", body)
			}
			want := "new"
			if !c.stale {
				want = "old"
			}
			if body := <-second; body != want {
				t.Errorf("who asked after the drop got %q, want %q", body, want)
			}
			if body := get(t, s, "a", never(t)); body != want {
				t.Errorf("kept is %q, want %q", body, want)
			}
		})
	}
}

// Whoever asks after a drop sees the state of the drop or a later one, whatever
// happens at the same time.
func TestNobodySeesWhatWasDroppedBefore(t *testing.T) {
	s := store(pagestore.Options{Bytes: 40 << 10}) // small: pages are pushed out as well
	const stories = 20
	var current, dropped [stories]atomic.Int64
	var wg sync.WaitGroup
	var ended atomic.Bool
	for range 2 {
		wg.Go(func() {
			for range 2000 {
				i := rand.N(stories)
				n := current[i].Add(1)
				s.Drop("story:" + strconv.Itoa(i))
				for {
					was := dropped[i].Load()
					if was >= n || dropped[i].CompareAndSwap(was, n) {
						break
					}
				}
				runtime.Gosched()
			}
			ended.Store(true)
		})
	}
	for range 6 {
		wg.Go(func() {
			for !ended.Load() {
				i := rand.N(stories)
				least := dropped[i].Load()
				body := get(t, s, "key"+strconv.Itoa(i), func(context.Context) (pagestore.Page, error) {
					n := current[i].Load()
					runtime.Gosched()
					return text(strconv.FormatInt(n, 10), "story:"+strconv.Itoa(i)), nil
				})
				if seen, _ := strconv.ParseInt(body, 10, 64); seen < least {
					t.Errorf("story %d: saw %d after %d was dropped in", i, seen, least)
				}
			}
		})
	}
	wg.Wait()
}

func TestErrorsAreNotKept(t *testing.T) {
	s := store(pagestore.Options{})
	boom := errors.New("boom")
	fails := map[string]render{
		"error":    func(context.Context) (pagestore.Page, error) { return text("x"), boom },
		"panic":    func(context.Context) (pagestore.Page, error) { panic("broken") },
		"goexit":   func(context.Context) (pagestore.Page, error) { runtime.Goexit(); return text("x"), nil },
		"too slow": func(ctx context.Context) (pagestore.Page, error) { return text("x"), context.DeadlineExceeded },
	}
	for name, f := range fails {
		w := httptest.NewRecorder()
		if err := s.Serve(w, httptest.NewRequest("GET", "/", nil), "k", f); err == nil {
			t.Errorf("%s: no error", name)
		}
		if len(w.Header()) > 0 || w.Body.Len() > 0 {
			t.Errorf("%s: something was written", name)
		}
	}
	for _, status := range []int{400, 404, 410, 500, 503, 302} {
		p := text("no")
		p.Status = status
		get(t, s, "k", always(p))
	}
	bad := text("no")
	bad.Status, bad.Keep = 500, time.Hour
	get(t, s, "k", always(bad))
	if st := s.Stats(); st != (pagestore.Stats{}) {
		t.Errorf("kept: %+v", st)
	}
}

func TestAbsencesAreKeptBriefly(t *testing.T) {
	fake := clock.NewFake(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
	s := store(pagestore.Options{Now: fake.Now})
	gone := text("gone", "story:1")
	gone.Status, gone.Keep = 410, 10*time.Second
	get(t, s, "k", always(gone))
	fake.Add(10*time.Second - time.Millisecond)
	get(t, s, "k", never(t))
	fake.Add(time.Millisecond)
	if body := get(t, s, "k", always(text("back"))); body != "back" {
		t.Errorf("after its time: %q", body)
	}
	if st := s.Stats(); st.Errors != 0 || st.Pages != 1 {
		t.Errorf("%+v", st)
	}
	fresh := text("most read")
	fresh.Keep = time.Minute
	get(t, s, "m", always(fresh))
	get(t, s, "m", never(t))
	fake.Add(time.Minute)
	if body := get(t, s, "m", always(text("new"))); body != "new" {
		t.Errorf("after a minute: %q", body)
	}
}

// A scan of addresses that are not there pushes out no page, and is bounded.
func TestScanPushesOutNothing(t *testing.T) {
	s := store(pagestore.Options{Bytes: 1 << 20, ErrorBytes: 64 << 10})
	for i := range 100 {
		get(t, s, fmt.Sprint("page", i), always(text(strings.Repeat("x", 100))))
	}
	absent := text(strings.Repeat("n", 1000))
	absent.Status, absent.Keep = 404, time.Hour
	for i := range 3000 {
		get(t, s, fmt.Sprint("scan", i), always(absent))
	}
	for i := range 100 {
		get(t, s, fmt.Sprint("page", i), never(t))
	}
	if st := s.Stats(); st.Pages != 100 || st.ErrorBytes > 64<<10 || st.Errors == 0 {
		t.Errorf("%+v", st)
	}
}

// Pages that are read stay; those that were asked for once go.
func TestBoundedByBytes(t *testing.T) {
	const bound = 1 << 20
	s := store(pagestore.Options{Bytes: bound})
	page := func(i int) pagestore.Page {
		return text(strings.Repeat(strconv.Itoa(i), 1000), "all", fmt.Sprint("story:", i))
	}
	renders := 0
	for i := range 5000 {
		get(t, s, fmt.Sprint("page", i), always(page(i)))
		for popular := range 10 {
			get(t, s, fmt.Sprint("page", popular), func(context.Context) (pagestore.Page, error) {
				renders++
				return page(popular), nil
			})
		}
		if st := s.Stats(); st.PageBytes > bound {
			t.Fatalf("%+v", st)
		}
	}
	// Ten at the start; what is asked for all the time is never pushed out.
	if renders > 10 {
		t.Errorf("the pages that are read were rendered %d times", renders)
	}
	if st := s.Stats(); st.Pages < 50 {
		t.Errorf("%+v", st)
	}
	s.Drop("all")
	if st := s.Stats(); st != (pagestore.Stats{}) {
		t.Errorf("after dropping all: %+v", st)
	}
}

func TestOversizedPagesAreServedAndNotKept(t *testing.T) {
	s := store(pagestore.Options{Bytes: 100 << 10})
	huge := pagestore.Page{Type: "image/png", Body: make([]byte, 50<<10)}
	if body := get(t, s, "huge", always(huge)); len(body) != 50<<10 {
		t.Errorf("%d bytes", len(body))
	}
	many := text("x", make([]string, 2000)...)
	get(t, s, "many", always(many))
	get(t, s, strings.Repeat("k", 5000), always(text("x")))
	if st := s.Stats(); st.Pages != 0 {
		t.Errorf("%+v", st)
	}
}

func TestRendersAtATimeAreBounded(t *testing.T) {
	s := store(pagestore.Options{Renders: 2, RenderLimit: 50 * time.Millisecond})
	release := make(chan bool)
	began := make(chan bool, 2)
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			get(t, s, fmt.Sprint(i), func(context.Context) (pagestore.Page, error) {
				began <- true
				<-release
				return text("x"), nil
			})
		})
	}
	<-began
	<-began
	err := s.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "third", never(t))
	if fault.KindOf(err) != fault.Busy {
		t.Errorf("the third got %v", err)
	}
	close(release)
	wg.Wait()
}

func TestOtherMethods(t *testing.T) {
	s := store(pagestore.Options{})
	w := httptest.NewRecorder()
	if err := s.Serve(w, httptest.NewRequest("POST", "/", nil), "k", never(t)); err != nil {
		t.Fatal(err)
	}
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
