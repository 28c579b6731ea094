package wordpress

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"

	"masthead/internal/kit/fault"
	"masthead/internal/transfer"
)

// Options changes how an export is read.
type Options struct {
	// Siblings are other files of the same export, which WordPress.com parts by size:
	// their pictures and guest authors may be used by this file's texts.
	Siblings []string
}

// Reader yields the records of one export. It may be read more than once, but not
// at the same time.
type Reader struct {
	path   string
	opts   Options
	source string
	left   map[string]int
}

var _ transfer.Reader = (*Reader)(nil)

// Open looks at the beginning of an export, plain or packed with gzip. What is not
// one is refused: "transfer.not_wxr", with the file and the reason; what cannot be
// opened or unpacked with "transfer.cannot_open", "transfer.not_a_file" and
// "transfer.unreadable".
func Open(path string, opts Options) (*Reader, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	defer src.Close()
	if reason := refusal(src); reason != "" {
		return nil, fault.New(fault.Invalid, "transfer.not_wxr").With("file", filepath.Base(path)).With("reason", reason)
	}
	return &Reader{path: path, opts: opts}, nil
}

var versionForm = regexp.MustCompile(`^[0-9]{1,3}\.[0-9]{1,3}$`)

// refusal says why a file is no export, or nothing. As in WordPress's own importer a
// version that is no number makes it none; one that is missing is forgiven where an
// element of the format shows what the file is.
func refusal(r io.Reader) string {
	p := &parser{scanner: newScanner(r), light: true}
	x, damage := newIndex(), &item{}
	rss := false
	for range 100_000 {
		t, ok := p.next()
		if !ok {
			break
		}
		name := string(p.name(t))
		switch {
		case !rss && name != "rss":
			return fmt.Sprintf("its first element is <%s>, not <rss>", shorten(name, 40))
		case name == "rss":
			rss = true
		}
		shape := strings.HasPrefix(name, "wp:") && name != "wp:wxr_version"
		p.text = p.text[:0]
		if name == "item" && !t.close {
			it := p.item(t)
			shape = it.seen&(seenID|seenType) != 0
			if !shape {
				return "its items are no WordPress posts: it is an RSS feed"
			}
		} else {
			p.headElement(x, t, damage)
		}
		if x.version != "" || shape {
			break
		}
	}
	switch {
	case p.err != nil:
		return "it cannot be unpacked: " + p.err.Error()
	case !rss:
		return "it is not XML"
	case x.version != "" && !versionForm.MatchString(x.version):
		return fmt.Sprintf("its wxr_version is %q, which is no version", shorten(x.version, 40))
	}
	return ""
}

// Source is "wordpress" and the site's address.
func (r *Reader) Source() string { return r.source }

// Left counts what was left out on purpose in the last reading, by name: "comments",
// "nav_menu_item", "attachment", "trash", "secrets".
func (r *Reader) Left() map[string]int { return r.left }

// Read yields the records in the order of the file.
func (r *Reader) Read(ctx context.Context, each func(transfer.Record) error, report func(transfer.Problem), at func(int64)) error {
	r.left = map[string]int{}
	x := newIndex()
	defer x.close()
	whole := func(n int64) { at(n / 2) }
	for _, path := range r.opts.Siblings {
		if err := r.scan(ctx, path, func(int64) {}, indexer{x: x, sibling: true}); err != nil {
			return err
		}
	}
	if err := r.scan(ctx, r.path, whole, indexer{x: x}); err != nil {
		return err
	}
	x.seal()
	if x.media.err != nil {
		return fmt.Errorf("wordpress: temporary file: %w", x.media.err)
	}
	r.source = "wordpress " + either(x.base, filepath.Base(r.path))
	m := &maker{index: x, file: filepath.Base(r.path), each: each, report: report, left: r.left, prints: map[uint64]uint64{}}
	m.notes()
	half := func(n int64) { at((m.size + n) / 2) }
	return r.scan(ctx, r.path, half, m)
}

// visitor is what a reading of the file is for.
type visitor interface {
	begin(s *source, p *parser)
	head(p *parser, t tag)
	item(p *parser, it *item) error
	end(p *parser)
}

// scan goes through a file once.
func (r *Reader) scan(ctx context.Context, path string, at func(int64), v visitor) error {
	src, err := openSource(path)
	if err != nil {
		return err
	}
	defer src.Close()
	p := &parser{scanner: newScanner(src)}
	v.begin(src, p)
	for n := 0; ; n++ {
		if n%64 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			at(src.read)
		}
		p.text, p.over = p.text[:0], true
		t, ok := p.next()
		if !ok {
			break
		}
		if string(p.name(t)) == "item" && !t.close {
			if err := v.item(p, p.item(t)); err != nil {
				return err
			}
			continue
		}
		v.head(p, t)
	}
	v.end(p)
	at(src.read)
	return nil
}

// indexer is the first reading.
type indexer struct {
	x       *index
	sibling bool
}

func (i indexer) begin(_ *source, p *parser) { p.light = true }

func (i indexer) head(p *parser, t tag) {
	if i.sibling && string(p.name(t)) != "rss" {
		return
	}
	var damage item
	p.headElement(i.x, t, &damage)
	if damage.unsound != "" {
		damage.problem(t.line, transfer.Partly, "malformed_xml", "<%s>: %s", shorten(string(t.name), 40), damage.unsound)
	}
	if len(i.x.damage) < 1000 {
		i.x.damage = append(i.x.damage, damage.problems...)
	}
}

func (i indexer) item(p *parser, it *item) error {
	if i.sibling && it.kind != "attachment" && it.kind != "wp_block" && it.kind != "guest-author" {
		return nil
	}
	i.x.add(it, p.held)
	return nil
}

func (i indexer) end(*parser) {}
