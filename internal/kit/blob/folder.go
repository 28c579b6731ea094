package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"masthead/internal/kit/fault"
)

// nursery is where files grow up. No key begins with a dot.
const nursery = ".tmp"

// left is the age from which a file in the nursery is taken for forgotten.
const left = 24 * time.Hour

// Folder keeps files in a folder, never outside of it: all paths go through
// os.Root, which follows no link out.
type Folder struct{ root *os.Root }

// OpenFolder opens a folder, makes it if it is missing, and sweeps what a killed
// process left in it a day ago or earlier.
func OpenFolder(dir string) (_ *Folder, err error) {
	defer fault.Wrap(&err, "blob: opening folder %s", dir)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := &Folder{root: root}
	if err := root.MkdirAll(nursery, 0o700); err != nil {
		root.Close()
		return nil, err
	}
	if _, err := f.Sweep(context.Background(), time.Now().Add(-left)); err != nil {
		root.Close()
		return nil, err
	}
	return f, nil
}

// Close lets go of the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Put writes aside, syncs, renames and syncs the folder: a reader sees the old
// file or the new one, and what was acknowledged survives a power cut.
func (f *Folder) Put(ctx context.Context, key string, r io.Reader, size int64, _ string) (err error) {
	if err := checkKey(key); err != nil {
		return err
	}
	defer func() { err = medium(err) }()
	defer fault.Wrap(&err, "blob: putting %s", key)
	temp := nursery + "/" + rand.Text()
	if err := f.write(temp, content(ctx, r, size)); err != nil {
		f.root.Remove(temp)
		return err
	}
	if err := f.settle(temp, key); err != nil {
		f.root.Remove(temp)
		return err
	}
	return nil
}

func (f *Folder) write(name string, r io.Reader) error {
	w, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	if err := w.Sync(); err != nil {
		return err
	}
	return w.Close()
}

// settle moves a whole file to its place. The folders on the way are synced up
// to the first that was there before.
func (f *Folder) settle(temp, key string) error {
	dir := path.Dir(key)
	fresh := dir
	for fresh != "." {
		if _, err := f.root.Stat(fresh); err == nil {
			break
		}
		fresh = path.Dir(fresh)
	}
	if dir != fresh {
		if err := f.root.MkdirAll(dir, 0o750); err != nil {
			return err
		}
	}
	if err := f.root.Rename(temp, key); err != nil {
		return err
	}
	for {
		if err := f.syncDir(dir); err != nil {
			return err
		}
		if dir == fresh {
			return nil
		}
		dir = path.Dir(dir)
	}
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// Open reads a file.
func (f *Folder) Open(_ context.Context, key string) (io.ReadSeekCloser, Info, error) {
	if err := checkKey(key); err != nil {
		return nil, Info{}, err
	}
	file, err := f.root.Open(key)
	if err != nil {
		return nil, Info{}, missing(key, err)
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		file.Close()
		return nil, Info{}, missing(key, err)
	}
	return file, toInfo(key, info), nil
}

// Stat tells of a file.
func (f *Folder) Stat(_ context.Context, key string) (Info, error) {
	if err := checkKey(key); err != nil {
		return Info{}, err
	}
	info, err := f.root.Stat(key)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		return Info{}, missing(key, err)
	}
	return toInfo(key, info), nil
}

// Delete removes a file. Its folders stay: another Put may be on its way there.
func (f *Folder) Delete(_ context.Context, key string) (err error) {
	if err := checkKey(key); err != nil {
		return err
	}
	defer fault.Wrap(&err, "blob: deleting %s", key)
	switch err := f.root.Remove(key); {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return nil
	case err != nil:
		return err
	}
	return f.syncDir(path.Dir(key))
}

// List walks the folder.
func (f *Folder) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		if err := checkPrefix(prefix); err != nil {
			yield(Info{}, err)
			return
		}
		start := path.Clean(strings.TrimSuffix(prefix, "/")) // "" becomes "."
		err := fs.WalkDir(f.root.FS(), start, func(name string, d fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case errors.Is(err, fs.ErrNotExist): // taken away while we walk
				return nil
			case err != nil:
				return err
			case d.IsDir() && name == nursery:
				return fs.SkipDir
			case !d.Type().IsRegular() || !ValidKey(name):
				return nil
			}
			info, err := d.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if !yield(toInfo(name, info), nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, fmt.Errorf("blob: listing %q: %w", prefix, err))
		}
	}
}

// Sweep empties the nursery of what is older than before.
func (f *Folder) Sweep(ctx context.Context, before time.Time) (n int, err error) {
	defer fault.Wrap(&err, "blob: sweeping")
	entries, err := fs.ReadDir(f.root.FS(), nursery)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		info, err := e.Info()
		if err != nil || !info.ModTime().Before(before) {
			continue // gone meanwhile, or still growing
		}
		if err := f.root.Remove(nursery + "/" + e.Name()); err == nil {
			n++
		} else if !errors.Is(err, fs.ErrNotExist) {
			return n, err
		}
	}
	return n, nil
}

func toInfo(key string, i fs.FileInfo) Info {
	return Info{Key: key, Size: i.Size(), Modified: i.ModTime().UTC()}
}

func missing(key string, err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return absent(key).Because(err)
	}
	return fmt.Errorf("blob: %s: %w", key, err)
}

// medium tells a full disk from a defect.
func medium(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.Busy, "blob.full").Because(err)
	}
	return err
}
