package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path"
	"strings"
	"time"

	"masthead/internal/kit/fault"
)

// Store keeps files under keys. Its methods are safe for use by several
// goroutines. A key that is no Key is refused with an ordinary error, since keys
// are made by the program and never by people.
type Store interface {
	// Put keeps what r holds under key, in place of what was there. Either all of
	// it becomes visible or nothing. A size in bytes that is not -1 (unknown) must
	// be exactly what r gives, else ErrSize. The content type is for services that
	// hand files out themselves; it is not given back. When the medium is full or
	// away the fault is Busy blob.full or Busy blob.unavailable.
	Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error
	// Open reads a file; the fault is NotFound blob.absent if there is none. ctx
	// must live as long as the file is read.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error)
	// Stat tells of a file, with the same fault as Open.
	Stat(ctx context.Context, key string) (Info, error)
	// Delete takes a file away for good; that there is none is no error.
	Delete(ctx context.Context, key string) error
	// List goes through the files whose key begins with prefix, in no promised
	// order. It ends at the first error.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]
	// Sweep removes what interrupted Puts begun before the given moment have left,
	// and tells how many there were.
	Sweep(ctx context.Context, before time.Time) (int, error)
}

// Info tells of a file.
type Info struct {
	Key      string
	Size     int64 // bytes
	Modified time.Time
}

// ErrSize says that a reader gave more or less than was announced.
var ErrSize = errors.New("blob: the content has not the announced size")

// Bounds of a key.
const (
	maxKey  = 255
	maxPart = 100
)

// ValidKey says whether s may name a file: parts of a-z, 0-9, "-" and "_" joined
// by "/", the last with one or more endings ("ab/cdef/640.webp"). So a key is the
// same on every file system, no key is another's folder, and none can climb.
func ValidKey(s string) bool {
	if len(s) > maxKey {
		return false
	}
	dir, name := path.Split(s)
	if dir != "" && !validParts(strings.TrimSuffix(dir, "/"), "/") {
		return false
	}
	return len(name) <= maxPart && strings.Contains(name, ".") && validParts(name, ".")
}

func validParts(s, sep string) bool {
	for part := range strings.SplitSeq(s, sep) {
		if part == "" || len(part) > maxPart || part[0] == '-' || strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}

func checkKey(key string) error {
	if !ValidKey(key) {
		return fmt.Errorf("blob: %q is no key", key)
	}
	return nil
}

// checkPrefix takes beginnings of keys: "" or whole parts ended by "/".
func checkPrefix(prefix string) error {
	if prefix == "" || strings.HasSuffix(prefix, "/") && ValidKey(prefix+"a.b") {
		return nil
	}
	return fmt.Errorf("blob: %q is no prefix", prefix)
}

func absent(key string) *fault.Fault {
	return fault.New(fault.NotFound, "blob.absent").With("key", key)
}

// Open makes a store by its address:
//
//	file:DIR                                a folder, made if it is missing
//	s3://HOST[:PORT]/BUCKET[?region=R&insecure=1]
//
// The keys of an S3 service come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
// and AWS_SESSION_TOKEN as getenv knows them, or stand in the address as
// s3://KEY:SECRET@HOST/BUCKET. No network is touched yet. The fault of an address
// that is not understood is Invalid blob.bad_address; it never repeats the address.
func Open(address string, getenv func(string) string) (Store, error) {
	if dir, ok := strings.CutPrefix(address, "file:"); ok && dir != "" {
		return OpenFolder(strings.TrimPrefix(dir, "//"))
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "s3" {
		return nil, fault.New(fault.Invalid, "blob.bad_address")
	}
	if getenv == nil {
		getenv = func(string) string { return "" }
	}
	return openS3(u, getenv)
}

// exact hands on what r gives and fails before the last byte when it is not
// exactly want bytes: the receiver of a body of announced length then never has
// all of it.
type exact struct {
	r    io.Reader
	want int64
	held [1]byte // the byte that waits for proof that it is the last
	full bool
	done bool
}

func (e *exact) Read(p []byte) (int, error) {
	if e.done || len(p) == 0 {
		return 0, io.EOF
	}
	if !e.full {
		if e.want > 1 {
			n, err := e.r.Read(p[:min(int64(len(p)), e.want-1)])
			e.want -= int64(n)
			if err == io.EOF {
				err = ErrSize
			}
			return n, err
		}
		if e.want == 1 {
			if _, err := io.ReadFull(e.r, e.held[:]); err != nil {
				return 0, short(err)
			}
		}
		e.full = true
	}
	var extra [1]byte
	switch n, err := io.ReadFull(e.r, extra[:]); {
	case n > 0:
		return 0, ErrSize
	case err != io.EOF:
		return 0, err
	}
	e.done = true
	if e.want == 1 {
		p[0] = e.held[0]
		return 1, nil
	}
	return 0, io.EOF
}

func short(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return ErrSize
	}
	return err
}

// cancelled reads until its context ends.
type cancelled struct {
	ctx context.Context
	r   io.Reader
}

func (c cancelled) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// content is what a Put really reads.
func content(ctx context.Context, r io.Reader, size int64) io.Reader {
	if size >= 0 {
		r = &exact{r: r, want: size}
	}
	return cancelled{ctx, r}
}

// Interface guards.
var (
	_ Store = (*Folder)(nil)
	_ Store = (*S3)(nil)
)
