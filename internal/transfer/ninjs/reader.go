package ninjs

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

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
)

// Bounds of a file. Items of a list are read one by one, those that an object wraps together.
const (
	maxFile = 256 << 20
	maxItem = 16 << 20
)

// Reader yields the records of one file.
type Reader struct {
	path string
	left map[string]int
}

var _ transfer.Reader = (*Reader)(nil)

// Open looks whether the file can be read. What holds no news item is refused when
// it is read, with "transfer.not_ninjs".
func Open(path string) (*Reader, error) {
	if err := transfer.Readable(path, maxFile); err != nil {
		return nil, err
	}
	return &Reader{path: path}, nil
}

// Source is "ninjs" for every file: an item is known by its URI, whatever file it came in.
func (r *Reader) Source() string { return "ninjs" }

// Left counts what was left out on purpose in the last reading, by name.
func (r *Reader) Left() map[string]int { return r.left }

// Read yields the items of the file in their order.
func (r *Reader) Read(ctx context.Context, each func(transfer.Record) error, report func(transfer.Problem), at func(int64)) error {
	f, err := os.Open(r.path)
	if err != nil {
		return fmt.Errorf("ninjs: %w", err)
	}
	defer f.Close()
	r.left = map[string]int{}
	in := bufio.NewReaderSize(io.LimitReader(f, maxFile), 64<<10)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	s := stream{d: json.NewDecoder(in), file: filepath.Base(r.path), left: r.left, each: each, report: report}
	for s.d.More() {
		if err = s.value(ctx, at); err != nil {
			break
		}
	}
	var stop callerError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &stop):
		return stop.err
	case s.items == 0:
		return fault.New(fault.Invalid, "transfer.not_ninjs").With("file", s.file).With("reason", reason(err))
	case err != nil:
		report(transfer.Problem{File: s.file, Level: transfer.Partly, Code: "truncated", Detail: "the file breaks off or is no JSON from some place on: " + reason(err)})
	}
	at(s.d.InputOffset())
	return nil
}

// callerError carries what each returned through the reading of JSON.
type callerError struct{ err error }

func (e callerError) Error() string { return e.err.Error() }

func reason(err error) string {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return "it holds no item with a URI"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is not JSON at byte %d", syntax.Offset)
	}
	return "it is not JSON of the expected form"
}

// stream takes items from a file.
type stream struct {
	d      *json.Decoder
	file   string
	items  int
	left   map[string]int
	each   func(transfer.Record) error
	report func(transfer.Problem)
}

// value takes an item or a list of items.
func (s *stream) value(ctx context.Context, at func(int64)) error {
	if b, err := nextByte(s.d); err != nil || b != '[' {
		return s.one(ctx, at)
	}
	if _, err := s.d.Token(); err != nil {
		return err
	}
	for s.d.More() {
		if err := s.one(ctx, at); err != nil {
			return err
		}
	}
	_, err := s.d.Token()
	return err
}

// nextByte is the first byte of the next value. The decoder has it in its buffer
// once More was asked.
func nextByte(d *json.Decoder) (byte, error) {
	b := make([]byte, 1)
	r := d.Buffered()
	for {
		if _, err := io.ReadFull(r, b); err != nil {
			return 0, err
		}
		if b[0] != ' ' && b[0] != '\n' && b[0] != '\r' && b[0] != '\t' && b[0] != ',' {
			return b[0], nil
		}
	}
}

func (s *stream) one(ctx context.Context, at func(int64)) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	at(s.d.InputOffset())
	var raw json.RawMessage
	if err := s.d.Decode(&raw); err != nil {
		return err
	}
	return s.take(raw, 0)
}

// take takes an item, or those of a list that an object wraps.
func (s *stream) take(raw json.RawMessage, depth int) error {
	if len(raw) > maxItem && depth > 0 {
		s.lost("", "too_large", "an item is larger than %d MB", maxItem>>20)
		return nil
	}
	it, ok := readItem(raw)
	if !ok {
		return nil
	}
	if depth == 0 && it.word("uri") == "" {
		for _, key := range [...]string{"items", "_items", "newsitems", "results", "data", "item"} {
			var list []json.RawMessage
			if json.Unmarshal(it[key], &list) == nil && list != nil {
				for _, inner := range list {
					if err := s.take(inner, 1); err != nil {
						return err
					}
				}
				return nil
			}
		}
	}
	if it["$schema"] != nil && it["properties"] != nil {
		return nil // a schema, not an item
	}
	return s.item(it)
}

func (s *stream) lost(key, code, format string, args ...any) {
	s.report(transfer.Problem{File: s.file, Record: key, Level: transfer.Lost, Code: code, Detail: fmt.Sprintf(format, args...)})
}
