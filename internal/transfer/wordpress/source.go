package wordpress

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"masthead/internal/kit/fault"
)

// A compressed export of words shrinks to a fifth or a tenth; mark-up that was
// made by a machine to a fiftieth. What exceeds this was made to fill a disk.
const (
	maxRatio   = 250
	freeInflow = 64 << 20 // bytes that are taken whatever the ratio
)

var errBomb = errors.New("unpacks to more than 250 times its size")

// source is an open export as UTF-8, whatever it was on disk.
type source struct {
	io.Reader
	file    *os.File
	size    int64  // on disk
	read    int64  // bytes read from disk
	charset string // what it was converted from, or empty
	note    string // what a person should know of its encoding
}

// openSource opens an export, unpacks gzip and converts other encodings.
func openSource(path string) (*source, error) {
	f, err := os.Open(path)
	if err != nil {
		kind := fault.Invalid
		if errors.Is(err, os.ErrNotExist) {
			kind = fault.NotFound
		}
		return nil, fault.New(kind, "transfer.cannot_open").With("file", filepath.Base(path)).Because(err)
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return nil, fault.New(fault.Invalid, "transfer.not_a_file").With("file", filepath.Base(path)).Because(err)
	}
	s := &source{file: f, size: info.Size()}
	if err := s.decode(); err != nil {
		f.Close()
		return nil, fault.New(fault.Invalid, "transfer.unreadable").With("file", filepath.Base(path)).Because(err)
	}
	return s, nil
}

func (s *source) Close() error { return s.file.Close() }

// countingReader counts what was read from disk.
type countingReader struct{ s *source }

func (c countingReader) Read(p []byte) (int, error) {
	n, err := c.s.file.Read(p)
	c.s.read += int64(n)
	return n, err
}

// inflow refuses data that unpacks out of all proportion.
type inflow struct {
	s   *source
	r   io.Reader
	out int64
}

func (b *inflow) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.out += int64(n)
	if b.out > freeInflow && b.out > maxRatio*b.s.read {
		return 0, errBomb
	}
	return n, err
}

// sniffLen is how much of the beginning decides on packing and encoding.
const sniffLen = 64 << 10

func (s *source) decode() error {
	var r io.Reader = countingReader{s}
	head, r, err := peek(r)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(r)
		if err != nil {
			return err
		}
		if head, r, err = peek(&inflow{s: s, r: z}); err != nil {
			return err
		}
	}
	s.Reader, err = s.toUTF8(head, r)
	return err
}

// peek reads the beginning of r and gives a reader that still has it.
func peek(r io.Reader) ([]byte, io.Reader, error) {
	head := make([]byte, sniffLen)
	n, err := io.ReadFull(r, head)
	head = head[:n]
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return head, io.MultiReader(bytes.NewReader(head), r), err
}

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// toUTF8 converts by the byte order mark, else by the declaration (XML 1.0,
// appendix F), unless the bytes prove the declaration wrong.
func (s *source) toUTF8(head []byte, r io.Reader) (io.Reader, error) {
	utf16 := func(end unicode.Endianness) io.Reader {
		s.charset = "utf-16"
		return transform.NewReader(r, unicode.UTF16(end, unicode.UseBOM).NewDecoder())
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err := io.CopyN(io.Discard, r, 3)
		return r, err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("<\x00?\x00")):
		return utf16(unicode.LittleEndian), nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")), bytes.HasPrefix(head, []byte("\x00<\x00?")):
		return utf16(unicode.BigEndian), nil
	}
	m := xmlEncoding.FindSubmatch(head)
	if m == nil {
		return r, nil
	}
	label := strings.ToLower(string(m[1]))
	if label == "utf-8" || label == "utf8" || label == "us-ascii" {
		return r, nil
	}
	if provenUTF8(head) {
		s.note = "it says it is " + label + ", but it is UTF-8, and was read so"
		return r, nil
	}
	conv, err := charset.NewReaderLabel(label, r)
	if err != nil || strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") {
		s.note = "it says it is " + label + ", which it cannot be; it was read as UTF-8"
		return r, nil
	}
	s.charset = label
	return conv, nil
}

// provenUTF8 says whether head holds letters beyond ASCII, all of them in well
// formed UTF-8. Words of an older encoding hardly ever look so by chance.
func provenUTF8(head []byte) bool {
	letters := 0
	for len(head) > 0 {
		if head[0] < utf8.RuneSelf {
			head = head[1:]
			continue
		}
		r, n := utf8.DecodeRune(head)
		if r == utf8.RuneError && n == 1 {
			return letters > 3 && !utf8.FullRune(head) // cut at the end of what was read
		}
		letters++
		head = head[n:]
	}
	return letters > 3
}
