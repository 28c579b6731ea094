package ghost

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
)

// maxFile is how large an export may be. All texts are held while one is read.
const maxFile = 256 << 20

// Options changes how an export is read.
type Options struct {
	// Site is the address of the site, which an export does not name: old addresses
	// are made of it.
	Site string
}

// Reader yields the records of one export.
type Reader struct {
	path   string
	site   string
	source string
	left   map[string]int
}

var _ transfer.Reader = (*Reader)(nil)

// Open looks whether the file can be an export. What is not is refused when it is
// read, with "transfer.not_ghost"; a file that is too large with "transfer.too_large".
func Open(path string, opts Options) (*Reader, error) {
	if err := transfer.Readable(path, maxFile); err != nil {
		return nil, err
	}
	return &Reader{path: path, site: strings.TrimRight(opts.Site, "/")}, nil
}

// Source is "ghost" and the site's address, else its title, else the file's name.
func (r *Reader) Source() string { return r.source }

// Left counts what was left out on purpose in the last reading, by the name of its table.
func (r *Reader) Left() map[string]int { return r.left }

// Read yields the records in the order of the file.
func (r *Reader) Read(ctx context.Context, each func(transfer.Record) error, report func(transfer.Problem), at func(int64)) error {
	f, err := os.Open(r.path)
	if err != nil {
		return fmt.Errorf("ghost: %w", err)
	}
	defer f.Close()
	name := filepath.Base(r.path)
	x := newExport()
	in := bufio.NewReaderSize(io.LimitReader(f, maxFile+1), 1<<20)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	d := json.NewDecoder(in)
	err = x.read(ctx, d, func() { at(d.InputOffset()) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && len(x.posts) == 0 {
		return fault.New(fault.Invalid, "transfer.not_ghost").With("file", name).With("reason", reason(err))
	}
	r.left = x.left
	r.source = "ghost " + first(r.site, x.settings["title"], name)
	m := maker{export: x, file: name, site: r.site}
	if err != nil {
		report(transfer.Problem{File: name, Level: transfer.Partly, Code: "truncated", Detail: "the file breaks off or is no JSON from some place on: " + reason(err)})
	}
	if r.site == "" && len(x.posts) > 0 {
		report(transfer.Problem{File: name, Level: transfer.Note, Code: "no_site", Detail: "the file does not name the site's address: old addresses are not known"})
	}
	for i := range x.posts {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec := m.record(&x.posts[i])
		x.posts[i] = post{} // its body is no longer needed
		if err := each(rec); err != nil {
			return err
		}
	}
	at(d.InputOffset())
	return nil
}

// reason is err without the names of Go's types.
func reason(err error) string {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, errNotGhost):
		return err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is not JSON at byte %d", syntax.Offset)
	}
	return "it is not JSON of the expected form"
}

func first(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
