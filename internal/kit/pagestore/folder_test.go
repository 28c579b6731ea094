package pagestore_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"masthead/internal/kit/clock"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/pagestore"
)

var errAway = fault.New(fault.Busy, "db.busy").Because(errors.New("connection refused"))

func away(context.Context) (pagestore.Page, error) { return pagestore.Page{}, errAway }

// withFolder opens a store on a folder; end writes what waits.
func withFolder(t *testing.T, dir string, o pagestore.Options, limit int64) (s *pagestore.Store, end func()) {
	t.Helper()
	s = store(o)
	if err := s.UseFolder(dir, limit); err != nil {
		t.Fatal(err)
	}
	end = sync.OnceFunc(s.Close)
	t.Cleanup(end)
	return s, end
}

func pageFiles(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "erased" {
			files = append(files, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// fill keeps pages in the folder and ends the run.
func fill(t *testing.T, dir string, pages map[string]pagestore.Page) {
	t.Helper()
	s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
	for key, p := range pages {
		get(t, s, key, always(p))
	}
	end()
}

func TestOlderPageWhenTheDatabaseIsAway(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]pagestore.Page{"k": articlePage()})
	for name, c := range map[string]struct {
		err    error
		served bool
	}{
		"busy":      {errAway, true},
		"a defect":  {errors.New("broken"), true},
		"not there": {fault.New(fault.NotFound, "edition.no_article"), false},
		"gone":      {fault.New(fault.Gone, "edition.withdrawn"), false},
	} {
		s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
		for _, accept := range []string{"identity", "gzip", "br", "zstd"} {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", accept)
			w := httptest.NewRecorder()
			err := s.Serve(w, r, "k", func(context.Context) (pagestore.Page, error) { return pagestore.Page{}, c.err })
			if !c.served {
				if !errors.Is(err, c.err) {
					t.Errorf("%s: got %v", name, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			res := w.Result()
			if decode(t, res) != article || res.StatusCode != 200 {
				t.Errorf("%s: another page", name)
			}
			for header, want := range map[string]string{
				"Cache-Control": "no-cache", "Last-Modified": "Wed, 17 Jun 2026 08:30:15 GMT", "Content-Type": "text/html; charset=utf-8",
				"Surrogate-Key": "", "Set-Cookie": "", "Link": "</s.css>; rel=preload",
			} {
				if got := res.Header.Get(header); got != want {
					t.Errorf("%s: %s is %q, want %q", name, header, got, want)
				}
			}
		}
		if err := s.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "unknown", away); err == nil {
			t.Error("a page that was never rendered was served")
		}
		end()
	}
}

// The database is asked again every few seconds, not for every reader, and the older
// page goes as soon as a new one can be had.
func TestOlderPageIsForAWhile(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]pagestore.Page{"k": text("old", "story:1")})
	fake := clock.NewFake(time.Now())
	s, _ := withFolder(t, dir, pagestore.Options{Now: fake.Now}, 1<<30)
	var asked atomic.Int32
	failing := func(context.Context) (pagestore.Page, error) { asked.Add(1); return pagestore.Page{}, errAway }
	for range 100 {
		if body := get(t, s, "k", failing); body != "old" {
			t.Fatalf("body %q", body)
		}
	}
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	fake.Add(5 * time.Second)
	if body := get(t, s, "k", always(text("new", "story:1"))); body != "new" {
		t.Errorf("body %q", body)
	}
}

// A drop leaves the older page for bad times; erasing does not, in this run or later.
func TestDropAndErase(t *testing.T) {
	dir := t.TempDir()
	pages := map[string]pagestore.Page{"a": text("a", "story:1", "front:ru"), "b": text("b", "story:2")}
	s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
	for key, p := range pages {
		get(t, s, key, always(p))
	}
	end() // written; the store itself goes on with what it has
	s, end = withFolder(t, dir, pagestore.Options{}, 1<<30)
	s.Drop("story:1", "story:2")
	if body := get(t, s, "a", away); body != "a" {
		t.Errorf("after the drop: %q", body)
	}
	if err := s.Erase("story:1"); err != nil {
		t.Fatal(err)
	}
	refused := func(s *pagestore.Store, key string) {
		t.Helper()
		w := httptest.NewRecorder()
		if err := s.Serve(w, httptest.NewRequest("GET", "/", nil), key, away); err == nil {
			t.Errorf("an erased page was served: %q", w.Body)
		}
	}
	refused(s, "a")
	end()
	s, end = withFolder(t, dir, pagestore.Options{}, 1<<30)
	refused(s, "a")
	if body := get(t, s, "b", away); body != "b" {
		t.Errorf("the other page: %q", body)
	}
	// Rendered anew it is a page like any other.
	get(t, s, "a", always(text("a2", "story:1")))
	end()
	s, end = withFolder(t, dir, pagestore.Options{}, 1<<30)
	if body := get(t, s, "a", away); body != "a2" {
		t.Errorf("rendered after it was erased: %q", body)
	}
	if err := s.EraseAll(); err != nil {
		t.Fatal(err)
	}
	refused(s, "a")
	refused(s, "b")
	end()
	if files := pageFiles(t, dir); len(files) != 0 {
		t.Errorf("left: %v", files)
	}
}

// A withdrawn page does not lie about on the disk.
func TestErasedFilesAreDeleted(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]pagestore.Page{"a": text("a", "story:1"), "b": text("b", "story:2")})
	s, _ := withFolder(t, dir, pagestore.Options{}, 1<<30)
	if err := s.Erase("story:1"); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); len(pageFiles(t, dir)) != 1; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("left: %v", pageFiles(t, dir))
		}
	}
}

// A render that began before it was erased is not written, though it ends later.
func TestOvertakenRenderIsNotWritten(t *testing.T) {
	dir := t.TempDir()
	s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
	began, release, done := make(chan bool), make(chan bool), make(chan bool)
	go func() {
		get(t, s, "a", func(context.Context) (pagestore.Page, error) {
			close(began)
			<-release
			return text("withdrawn", "story:1"), nil
		})
		close(done)
	}()
	<-began
	if err := s.Erase("story:1"); err != nil {
		t.Fatal(err)
	}
	close(release)
	<-done
	end()
	if files := pageFiles(t, dir); len(files) != 0 {
		t.Errorf("written: %v", files)
	}
}

func TestSlowRenderAndAnOlderPage(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]pagestore.Page{"k": text("old")})
	s, _ := withFolder(t, dir, pagestore.Options{Patience: time.Millisecond}, 1<<30)
	release := make(chan bool)
	slow := func(context.Context) (pagestore.Page, error) { <-release; return text("new"), nil }
	if body := get(t, s, "k", slow); body != "old" {
		t.Errorf("body %q", body)
	}
	close(release)
	for end := time.Now().Add(20 * time.Second); get(t, s, "k", slow) != "new"; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the new page never comes")
		}
	}
}

func TestDamagedFilesAreNotServed(t *testing.T) {
	damages := map[string]func([]byte) []byte{
		"a bit":       func(b []byte) []byte { b[len(b)-1] ^= 1; return b },
		"the head":    func(b []byte) []byte { b[60] ^= 1; return b },
		"cut":         func(b []byte) []byte { return b[:len(b)/2] },
		"empty":       func(b []byte) []byte { return nil },
		"longer":      func(b []byte) []byte { return append(b, 'x') },
		"other thing": func(b []byte) []byte { return []byte("hello") },
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir, map[string]pagestore.Page{"k": articlePage()})
			file := pageFiles(t, dir)[0]
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, damage(raw), 0o600); err != nil {
				t.Fatal(err)
			}
			s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
			if err := s.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "k", away); err == nil {
				t.Error("served")
			}
			end()
			if len(pageFiles(t, dir)) != 0 {
				t.Error("the damaged file stays")
			}
		})
	}
}

// If it cannot be known what was erased, nothing is served.
func TestDamagedRecordOfErasures(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir, map[string]pagestore.Page{"k": text("old")})
	if err := os.WriteFile(filepath.Join(dir, "erased"), []byte("17 \"story:1\"\n18 \"sto"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := withFolder(t, dir, pagestore.Options{}, 1<<30)
	if err := s.Serve(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil), "k", away); err == nil {
		t.Error("served")
	}
}

func TestFolderIsBounded(t *testing.T) {
	dir := t.TempDir()
	const limit = 400 << 10
	s, end := withFolder(t, dir, pagestore.Options{}, limit)
	for i := range 200 {
		get(t, s, fmt.Sprint("k", i), always(pagestore.Page{Type: "image/png", Body: []byte(strings.Repeat("x", 10<<10))}))
		time.Sleep(100 * time.Microsecond) // the queue lets pages go when it is full; some shall arrive
	}
	end()
	var bytes int64
	files := pageFiles(t, dir)
	for _, f := range files {
		st, err := os.Stat(f)
		if err != nil {
			t.Fatal(err)
		}
		bytes += st.Size()
	}
	if bytes > limit || len(files) < 10 {
		t.Errorf("%d bytes in %d files, at most %d bytes wanted", bytes, len(files), limit)
	}
}

func TestFolderMayBeDeleted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "pages")
	s, end := withFolder(t, dir, pagestore.Options{}, 1<<30)
	get(t, s, "a", always(text("a")))
	os.RemoveAll(dir)
	if err := s.Erase("x"); err != nil {
		t.Error(err)
	}
	get(t, s, "b", always(text("b")))
	end()
	s, _ = withFolder(t, dir, pagestore.Options{}, 1<<30)
	if body := get(t, s, "b", away); body != "b" {
		t.Errorf("body %q", body)
	}
}

// Absences and pages of other statuses never come from the disk.
func TestOnlySoundPagesAreWritten(t *testing.T) {
	dir := t.TempDir()
	absent := text("no")
	absent.Status, absent.Keep = 404, time.Hour
	fill(t, dir, map[string]pagestore.Page{"k": absent})
	if files := pageFiles(t, dir); len(files) != 0 {
		t.Errorf("written: %v", files)
	}
}
