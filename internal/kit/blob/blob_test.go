package blob_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"masthead/internal/kit/blob"
	"masthead/internal/kit/blob/blobtest"
	"masthead/internal/kit/fault"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("BLOB_TEST_WRITER"); dir != "" {
		writeForEver(dir)
	}
	os.Exit(m.Run())
}

func TestFolder(t *testing.T) {
	blobtest.Exam(t, func(t *testing.T) blob.Store { return folder(t, t.TempDir()) })
}

func folder(t *testing.T, dir string) *blob.Folder {
	t.Helper()
	f, err := blob.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestS3(t *testing.T) {
	blobtest.Exam(t, func(t *testing.T) blob.Store { s, _ := bucket(t); return s })
}

// bucket is a store on an S3 service in this process. The switch makes the
// service fail.
func bucket(t *testing.T) (blob.Store, *http.Handler) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("pictures"); err != nil {
		t.Fatal(err)
	}
	handler := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	t.Cleanup(s.CloseClientConnections)
	store, err := blob.Open("s3://id:secretive@"+strings.TrimPrefix(s.URL, "http://")+"/pictures?region=us-east-1&insecure=1", nil)
	if err != nil {
		t.Fatal(err)
	}
	return store, &handler
}

func TestS3Away(t *testing.T) {
	s, handler := bucket(t)
	*handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	_, err := s.Stat(t.Context(), "a.txt")
	if fault.KindOf(err) != fault.Busy {
		t.Errorf("a service that answers 503: %v, want Busy", err)
	}
	*handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	_, err = s.Stat(t.Context(), "a.txt")
	if err == nil || fault.KindOf(err) != fault.Other || strings.Contains(err.Error(), "secretive") {
		t.Errorf("a service that answers 403: %v, want an ordinary error without the secret", err)
	}
	away, err := blob.Open("s3://id:secretive@127.0.0.1:1/pictures?insecure=1&region=x", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = away.Put(t.Context(), "a.txt", strings.NewReader("a"), 1, "")
	if fault.KindOf(err) != fault.Busy || strings.Contains(err.Error(), "secretive") {
		t.Errorf("no service at all: %v, want Busy without the secret", err)
	}
}

func TestS3SweepAbortsForgottenUploads(t *testing.T) {
	s, handler := bucket(t)
	for _, key := range []string{"a/forgotten.bin", "b/forgotten.bin"} {
		r := httptest.NewRequest(http.MethodPost, "/pictures/"+key+"?uploads", nil)
		w := httptest.NewRecorder()
		(*handler).ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("beginning an upload: %d %s", w.Code, w.Body)
		}
	}
	if n, err := s.Sweep(t.Context(), time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("young uploads: %d swept, %v", n, err)
	}
	for _, want := range []int{2, 0} {
		if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != want || err != nil {
			t.Errorf("old uploads: %d swept, %v; want %d", n, err, want)
		}
	}
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for _, address := range []string{"file:" + dir, "file://" + dir, "file:" + filepath.Join(dir, "new", "folder")} {
		if _, err := blob.Open(address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
	env := func(k string) string {
		return map[string]string{"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secretive"}[k]
	}
	if _, err := blob.Open("s3://storage.example.org/b?region=eu", env); err != nil {
		t.Errorf("credentials from the environment: %v", err)
	}
	for address, key := range map[string]string{
		"": "blob.bad_address", "x": "blob.bad_address", "file:": "blob.bad_address", "http://id:secretive@h/b": "blob.bad_address",
		"s3://id:secretive@h": "blob.bad_address", "s3://id:secretive@h/": "blob.bad_address", "s3://id:secretive@h/a/b": "blob.bad_address",
		"s3://id:secretive@h/b?regoin=x": "blob.bad_address", "s3://id:secretive@h/b?insecure=maybe": "blob.bad_address",
		"s3://id:secretive@h%zz/b": "blob.bad_address", "s3://id:secretive@h:port/b": "blob.bad_address", "s3:id:secretive@h/b": "blob.bad_address",
		"s3://h/b": "blob.no_credentials", "s3://id@h/b": "blob.no_credentials",
	} {
		_, err := blob.Open(address, nil)
		if f, ok := fault.As(err); !ok || f.Key != key || f.Kind != fault.Invalid {
			t.Errorf("%q: %v, want %s", address, err, key)
		}
		if err != nil && strings.Contains(err.Error(), "secretive") {
			t.Errorf("%q: the secret stands in %v", address, err)
		}
	}
}

func TestFolderFollowsNoLinkOut(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	os.WriteFile(filepath.Join(outside, "secret.txt"), []byte("secret"), 0o600)
	f := folder(t, dir)
	if err := os.Symlink(outside, filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	os.Symlink(filepath.Join(outside, "secret.txt"), filepath.Join(dir, "link.txt"))
	for _, key := range []string{"out/secret.txt", "link.txt"} {
		if r, _, err := f.Open(t.Context(), key); err == nil {
			r.Close()
			t.Errorf("%s was opened", key)
		}
	}
	if err := f.Put(t.Context(), "out/new.txt", strings.NewReader("x"), 1, ""); err == nil {
		t.Error("a file was put outside")
	}
	for info, err := range f.List(t.Context(), "") {
		t.Errorf("listed: %v %v", info, err)
	}
}

func TestSweepLeavesTheYoung(t *testing.T) {
	dir := t.TempDir()
	f := folder(t, dir)
	for name, age := range map[string]time.Duration{"old": 48 * time.Hour, "young": time.Minute} {
		path := filepath.Join(dir, ".tmp", name)
		os.WriteFile(path, []byte("half"), 0o600)
		at := time.Now().Add(-age)
		os.Chtimes(path, at, at)
	}
	folder(t, dir) // opening again sweeps
	left, _ := os.ReadDir(filepath.Join(dir, ".tmp"))
	if len(left) != 1 || left[0].Name() != "young" {
		t.Errorf("left: %v", left)
	}
	if n, err := f.Sweep(t.Context(), time.Now().Add(time.Second)); n != 1 || err != nil {
		t.Errorf("Sweep: %d, %v", n, err)
	}
}

// TestKilledWriter kills a writing process again and again: what is visible is
// always whole, and what was acknowledged is there.
func TestKilledWriter(t *testing.T) {
	rounds := 200
	if testing.Short() {
		rounds = 60
	}
	dir := t.TempDir()
	acked := map[string]bool{}
	for i := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "BLOB_TEST_WRITER="+dir)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan() // it has begun
		kill := time.AfterFunc(time.Duration(i%50)*200*time.Microsecond, func() { cmd.Process.Kill() })
		for lines.Scan() {
			if key, ok := strings.CutPrefix(lines.Text(), "put "); ok && blob.ValidKey(key) {
				acked[key] = true
			}
		}
		cmd.Wait()
		kill.Stop()
	}
	f := folder(t, dir)
	seen := map[string]bool{}
	for info, err := range f.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		seen[info.Key] = true
		r, _, err := f.Open(t.Context(), info.Key)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		r.Close()
		if err != nil || !selfProven(b) {
			t.Errorf("%s is torn: %d bytes, %v", info.Key, len(b), err)
		}
	}
	for key := range acked {
		if !seen[key] {
			t.Errorf("%s was acknowledged and is lost", key)
		}
	}
	left, _ := os.ReadDir(filepath.Join(dir, ".tmp"))
	t.Logf("%d kills, %d files acknowledged, %d visible, %d half-written left aside", rounds, len(acked), len(seen), len(left))
	if len(left) == 0 || len(acked) == 0 {
		t.Error("no kill hit a Put: the test proves nothing")
	}
}

// writeForEver puts files whose content proves itself, and says so, until killed.
func writeForEver(dir string) {
	f, err := blob.OpenFolder(dir)
	if err != nil {
		slog.Error("cannot write", "err", err)
		os.Exit(1)
	}
	fmt.Println("begun")
	for i := 0; ; i++ {
		body := strings.Repeat(fmt.Sprint(os.Getpid(), i), 20_000)
		sum := sha256.Sum256([]byte(body))
		key := fmt.Sprintf("%02d/%d.bin", i%7, i%50)
		if i%3 == 0 {
			key = fmt.Sprintf("new/%d/%d.bin", os.Getpid(), i)
		}
		content := hex.EncodeToString(sum[:]) + body
		if err := f.Put(context.Background(), key, strings.NewReader(content), int64(len(content)), ""); err != nil {
			slog.Error("cannot write", "err", err)
			os.Exit(1)
		}
		fmt.Println("put " + key)
	}
}

func selfProven(b []byte) bool {
	if len(b) < 64 {
		return false
	}
	sum := sha256.Sum256(b[64:])
	return string(b[:64]) == hex.EncodeToString(sum[:])
}

func TestErrSizeIsTold(t *testing.T) {
	f := folder(t, t.TempDir())
	err := f.Put(t.Context(), "a.txt", strings.NewReader("abc"), 5, "")
	if !errors.Is(err, blob.ErrSize) || fault.KindOf(err) != fault.Other {
		t.Errorf("got %v", err)
	}
}

func FuzzKey(f *testing.F) {
	for _, k := range append(blobtest.BadKeys, "a.txt", "ab/cdef/640.webp", "a/b/c.tar.zst") {
		f.Add(k)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if !blob.ValidKey(key) {
			return
		}
		if !filepath.IsLocal(key) || filepath.Clean(key) != key || strings.Contains(key, "..") || key != strings.ToLower(key) || key[0] == '.' {
			t.Errorf("%q passes", key)
		}
	})
}
