// Package blobtest is the exam that every store of kit/blob sits. It knows no
// particular store and is used by tests only.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"masthead/internal/kit/blob"
	"masthead/internal/kit/fault"
)

// Exam checks an empty store.
func Exam(t *testing.T, fresh func(t *testing.T) blob.Store) {
	for name, part := range map[string]func(*testing.T, blob.Store){
		"round trip": roundTrip, "absent": absent, "replace": replace, "wrong size": wrongSize, "failing reader": failingReader,
		"cancelled": cancelled, "list": list, "seek": seek, "bad keys": badKeys, "at once": atOnce, "large": large, "sweep": sweep,
		"replaced while read": replacedWhileRead,
	} {
		t.Run(name, func(t *testing.T) { part(t, fresh(t)) })
	}
}

func put(t *testing.T, s blob.Store, key, content string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(content), int64(len(content)), "text/plain"); err != nil {
		t.Fatalf("Put(%s): %v", key, err)
	}
}

func get(t *testing.T, s blob.Store, key string) string {
	t.Helper()
	r, info, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatalf("Open(%s): %v", key, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("reading %s: %v", key, err)
	}
	if info.Key != key || info.Size != int64(len(b)) {
		t.Errorf("Open(%s) tells %+v of %d bytes", key, info, len(b))
	}
	return string(b)
}

func keys(t *testing.T, s blob.Store, prefix string) []string {
	t.Helper()
	var out []string
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, info.Key)
	}
	slices.Sort(out)
	return out
}

func wantAbsent(t *testing.T, s blob.Store, key string) {
	t.Helper()
	if _, err := s.Stat(t.Context(), key); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Stat(%s): %v, want NotFound", key, err)
	}
	r, _, err := s.Open(t.Context(), key)
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("Open(%s): %v, want NotFound", key, err)
	}
	if err == nil {
		r.Close()
	}
}

func roundTrip(t *testing.T, s blob.Store) {
	for _, content := range []string{"", "a", "ab", "\x00\xff\r\n", strings.Repeat("0123456789", 30_000)} {
		put(t, s, "ab/cd-e_f/original.jpg", content)
		if got := get(t, s, "ab/cd-e_f/original.jpg"); got != content {
			t.Errorf("%d bytes came back as %d", len(content), len(got))
		}
	}
	if err := s.Put(t.Context(), "x/unknown.bin", strings.NewReader("size not told"), -1, ""); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, "x/unknown.bin"); got != "size not told" {
		t.Errorf("got %q", got)
	}
	info, err := s.Stat(t.Context(), "x/unknown.bin")
	if err != nil || info.Size != 13 || info.Key != "x/unknown.bin" || time.Since(info.Modified).Abs() > time.Minute {
		t.Errorf("Stat: %+v, %v", info, err)
	}
	for range 2 {
		if err := s.Delete(t.Context(), "x/unknown.bin"); err != nil {
			t.Errorf("Delete: %v", err)
		}
		wantAbsent(t, s, "x/unknown.bin")
	}
}

func absent(t *testing.T, s blob.Store) {
	put(t, s, "dir/a.txt", "a")
	for _, key := range []string{"a.txt", "dir/b.txt", "nodir/a.txt"} {
		wantAbsent(t, s, key)
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete(%s): %v", key, err)
		}
	}
}

func replace(t *testing.T, s blob.Store) {
	put(t, s, "a.txt", "the first, longer one")
	r, _, err := s.Open(t.Context(), "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, r)
	r.Close()
	put(t, s, "a.txt", "second")
	if got := get(t, s, "a.txt"); got != "second" {
		t.Errorf("got %q", got)
	}
}

func wrongSize(t *testing.T, s blob.Store) {
	put(t, s, "kept.txt", "kept")
	for _, tt := range []struct {
		content string
		size    int64
	}{{"abc", 4}, {"abc", 2}, {"abc", 0}, {"", 1}, {"abc", 1}, {strings.Repeat("x", 100_000), 99_999}, {strings.Repeat("x", 100_000), 100_001}} {
		for _, key := range []string{"new.txt", "kept.txt"} {
			err := s.Put(t.Context(), key, strings.NewReader(tt.content), tt.size, "")
			if !errors.Is(err, blob.ErrSize) {
				t.Errorf("%d bytes announced as %d: %v, want ErrSize", len(tt.content), tt.size, err)
			}
		}
	}
	wantAbsent(t, s, "new.txt")
	if got := get(t, s, "kept.txt"); got != "kept" {
		t.Errorf("a failed Put left %q", got)
	}
	if got := keys(t, s, ""); !slices.Equal(got, []string{"kept.txt"}) {
		t.Errorf("visible: %v", got)
	}
}

func failingReader(t *testing.T, s blob.Store) {
	broken := errors.New("the line broke")
	for _, size := range []int64{-1, 10} {
		r := io.MultiReader(strings.NewReader("half "), readerFunc(func([]byte) (int, error) { return 0, broken }))
		if err := s.Put(t.Context(), "a.txt", r, size, ""); !errors.Is(err, broken) {
			t.Errorf("size %d: %v, want the reader's error", size, err)
		}
	}
	wantAbsent(t, s, "a.txt")
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func cancelled(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	r := io.MultiReader(strings.NewReader("half "), readerFunc(func(p []byte) (int, error) {
		cancel()
		return copy(p, "rest "), nil
	}), strings.NewReader("."))
	if err := s.Put(ctx, "a.txt", r, -1, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("Put: %v", err)
	}
	wantAbsent(t, s, "a.txt")
	put(t, s, "b.txt", "b")
	var last error
	for _, last = range s.List(ctx, "") {
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("List: %v", last)
	}
}

func list(t *testing.T, s blob.Store) {
	if got := keys(t, s, ""); len(got) != 0 {
		t.Errorf("a fresh store holds %v", got)
	}
	all := []string{"a-b/x.txt", "a.txt", "a/b/c.txt", "a/b.txt", "ab/c.txt", "b/c.txt"}
	for i := range 1100 { // more than one page of an S3 list
		all = append(all, fmt.Sprintf("many/%02d/%04d.bin", i%10, i))
	}
	for _, k := range all {
		put(t, s, k, "x")
	}
	for _, prefix := range []string{"", "a/", "a/b/", "many/", "many/03/", "none/", "a-b/"} {
		var want []string
		for _, k := range all {
			if strings.HasPrefix(k, prefix) {
				want = append(want, k)
			}
		}
		slices.Sort(want)
		if got := keys(t, s, prefix); !slices.Equal(got, want) {
			t.Errorf("List(%q): %d keys, want %d", prefix, len(got), len(want))
		}
	}
	for range s.List(t.Context(), "") {
		break // leaving early must not block or panic
	}
}

func seek(t *testing.T, s blob.Store) {
	put(t, s, "a.txt", "0123456789")
	r, _, err := s.Open(t.Context(), "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, tt := range []struct {
		offset int64
		whence int
		want   string
	}{{4, io.SeekStart, "456"}, {1, io.SeekCurrent, "89"}, {-3, io.SeekEnd, "789"}, {0, io.SeekStart, "012"}} {
		if _, err := r.Seek(tt.offset, tt.whence); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, len(tt.want))
		if _, err := io.ReadFull(r, b); err != nil || string(b) != tt.want {
			t.Errorf("Seek(%d, %d): %q, %v; want %q", tt.offset, tt.whence, b, err, tt.want)
		}
	}
}

// replacedWhileRead allows the old state or an error, and never a mixture.
func replacedWhileRead(t *testing.T, s blob.Store) {
	put(t, s, "a.txt", strings.Repeat("a", 100_000))
	r, _, err := s.Open(t.Context(), "a.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadFull(r, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a.txt", strings.Repeat("b", 100_000))
	if _, err := r.Seek(50_000, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(r)
	if strings.Contains(string(rest), "b") || err == nil && len(rest) != 50_000 {
		t.Errorf("%d bytes of another state, %v", len(rest), err)
	}
}

// BadKeys are names that no store may take.
var BadKeys = []string{
	"", ".", "..", "/", "a", "a/b", ".a", "a.", "a..b", "a/.b", ".tmp/x", ".tmp/x.txt", "../a.txt", "a/../b.txt", "a/..", "/a.txt", "//a.txt",
	"a//b.txt", "a/", "a.txt/", "A.txt", "a.TXT", "a b.txt", "a\\b.txt", "..\\a.txt", "c:a.txt", "a\x00.txt", "a\n.txt", "ä.txt", "a/./b.txt",
	"-a.txt", "a/-b/c.txt", "a.b/c.txt", "a%2fb.txt", "%2e%2e/a.txt", "a?b.txt", "a*.txt", "a.txt ", "～.txt",
	strings.Repeat("a", 101) + ".txt", strings.Repeat("a/", 130) + "a.txt",
}

func badKeys(t *testing.T, s blob.Store) {
	for _, key := range BadKeys {
		if blob.ValidKey(key) {
			t.Errorf("ValidKey(%q)", key)
		}
		if err := s.Put(t.Context(), key, strings.NewReader("x"), 1, ""); err == nil {
			t.Errorf("Put(%q) passes", key)
		}
		if _, _, err := s.Open(t.Context(), key); err == nil {
			t.Errorf("Open(%q) passes", key)
		}
		if _, err := s.Stat(t.Context(), key); err == nil {
			t.Errorf("Stat(%q) passes", key)
		}
		if err := s.Delete(t.Context(), key); err == nil {
			t.Errorf("Delete(%q) passes", key)
		}
	}
	for _, prefix := range []string{"a", "/", "../", "a/../", ".tmp/", "A/", "a.b/"} {
		for _, err := range s.List(t.Context(), prefix) {
			if err == nil {
				t.Errorf("List(%q) passes", prefix)
			}
		}
	}
}

// atOnce lets several writers fight for one key while others read: each reading
// must be one writer's whole content.
func atOnce(t *testing.T, s blob.Store) {
	put(t, s, "a/fought.txt", whole(0))
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 10 {
				c := whole(w*10 + i)
				if err := s.Put(t.Context(), "a/fought.txt", strings.NewReader(c), int64(len(c)), ""); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 20 {
				r, info, err := s.Open(t.Context(), "a/fought.txt")
				if err != nil {
					t.Error(err)
					return
				}
				b, err := io.ReadAll(r)
				r.Close()
				if err != nil {
					continue // an S3 reader is told when the object changed under it
				}
				if int64(len(b)) != info.Size || len(b) == 0 || string(b) != whole(int(b[0])) {
					t.Errorf("a torn reading of %d bytes", len(b))
				}
			}
		})
	}
	wg.Wait()
}

func whole(i int) string { return strings.Repeat(string([]byte{byte(i)}), 20_000+i*1000) }

// large is more than one part of an upload in parts.
func large(t *testing.T, s blob.Store) {
	data := make([]byte, 17<<20)
	src := rand.NewChaCha8([32]byte{1})
	src.Read(data)
	for _, size := range []int64{int64(len(data)), -1} {
		if err := s.Put(t.Context(), "large.bin", bytes.NewReader(data), size, ""); err != nil {
			t.Fatal(err)
		}
		if got := get(t, s, "large.bin"); got != string(data) {
			t.Errorf("size %d: content differs", size)
		}
	}
}

func sweep(t *testing.T, s blob.Store) {
	put(t, s, "a.txt", "a")
	if n, err := s.Sweep(t.Context(), time.Now().Add(time.Hour)); n != 0 || err != nil {
		t.Errorf("nothing was left behind, yet: %d, %v", n, err)
	}
	if got := get(t, s, "a.txt"); got != "a" {
		t.Errorf("the sweep took what it must not: %q", got)
	}
}
