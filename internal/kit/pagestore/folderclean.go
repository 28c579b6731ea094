package pagestore

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxErased bounds the tags remembered as erased. Beyond it the folder begins anew.
const maxErased = 100_000

// erase remembers that pages whose render began before now and that have one of the
// tags may never be served again. It is on disk when it returns.
func (f *folder) erase(tags []string, now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.erased)+len(tags) > maxErased {
		return f.emptyLocked(now)
	}
	var lines strings.Builder
	for _, t := range tags {
		f.erased[t] = max(f.erased[t], now.UnixNano())
		fmt.Fprintf(&lines, "%d %q\n", now.UnixNano(), t)
	}
	err := appendSynced(filepath.Join(f.path, erasedName), lines.String())
	select {
	case f.purge <- struct{}{}:
	default:
	}
	return err
}

func appendSynced(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil { // the folder may have been deleted
		return err
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

// readErased reads the record. One damaged line, be it the last, makes all of it
// doubtful.
func readErased(name string) (map[string]int64, error) {
	erased := map[string]int64{}
	file, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return erased, nil
	}
	if err != nil {
		return erased, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		moment, quoted, _ := strings.Cut(lines.Text(), " ")
		at, err := strconv.ParseInt(moment, 10, 64)
		if err != nil {
			return map[string]int64{}, fmt.Errorf("line %d: %w", n, err)
		}
		tag, err := strconv.Unquote(quoted)
		if err != nil || len(erased) > maxErased {
			return map[string]int64{}, fmt.Errorf("line %d is damaged", n)
		}
		erased[tag] = max(erased[tag], at)
	}
	return erased, lines.Err()
}

func (f *folder) isErased(s *sheet) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return s.Began <= f.floor || slices.ContainsFunc(s.Tags, func(t string) bool {
		at, ok := f.erased[t]
		return ok && s.Began <= at
	})
}

// empty deletes every page whose render began before now, those that wait to be
// written too, and then the record of what was erased.
func (f *folder) empty(now time.Time) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.emptyLocked(now)
}

func (f *folder) emptyLocked(now time.Time) error {
	if !now.IsZero() {
		f.floor = max(f.floor, now.UnixNano())
	}
	for i := range 256 {
		if err := os.RemoveAll(f.shelf(i)); err != nil {
			return err
		}
	}
	f.bytes.Store(0)
	f.erased = map[string]int64{}
	err := os.Remove(filepath.Join(f.path, erasedName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f *folder) shelf(i int) string { return filepath.Join(f.path, fmt.Sprintf("%02x", i)) }

// each calls do for the files of a shelf.
func (f *folder) each(shelf string, do func(name string, info fs.FileInfo)) {
	files, err := os.ReadDir(shelf)
	if err != nil {
		return // it may not be there yet, or any more
	}
	for _, file := range files {
		if info, err := file.Info(); err == nil && info.Mode().IsRegular() {
			do(filepath.Join(shelf, file.Name()), info)
		}
	}
}

func (f *folder) count() (bytes int64) {
	for i := range 256 {
		f.each(f.shelf(i), func(_ string, info fs.FileInfo) { bytes += info.Size() })
	}
	return bytes
}

// purgeErased deletes the files that may not be served any more: a withdrawn page
// should not lie about.
func (f *folder) purgeErased() {
	for i := range 256 {
		f.each(f.shelf(i), func(name string, _ fs.FileInfo) {
			if s, err := f.read(name); err == nil && f.isErased(s) {
				f.drop(name)
			}
		})
	}
}

// makeRoom deletes the older quarter of a shelf taken by chance. Pages are spread
// evenly over the shelves, so over time the oldest go.
func (f *folder) makeRoom() {
	type old struct {
		name string
		at   time.Time
	}
	var files []old
	f.each(f.shelf(rand.N(256)), func(name string, info fs.FileInfo) { files = append(files, old{name, info.ModTime()}) })
	slices.SortFunc(files, func(a, b old) int { return a.at.Compare(b.at) })
	for _, file := range files[:(len(files)+3)/4] {
		f.drop(file.name)
	}
}
