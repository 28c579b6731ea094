package media

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/kit/lang"
	"masthead/internal/media/picture"
	"masthead/internal/media/tags"
)

// Bringer is who brings a file to the library.
type Bringer struct {
	Person string
	Bureau string
	Reach  Reach                                               // whose pictures she may be told of
	Lang   lang.Tag                                            // the language in which she works
	Note   func(ctx context.Context, tx *db.Tx, m Media) error // called in the transaction that keeps a new one; may be nil
}

// Brought is what became of a file.
type Brought struct {
	Media   Media
	Already bool    // it was here before, and is not kept twice
	Like    []Media // pictures that are like it
}

// maxLike is how many like pictures are told of.
const maxLike = 6

// Bring keeps a file that a person brings. It is read to its end before anything of it is
// kept, so one that is cut on its way leaves nothing; then it is stripped of its tags,
// decoded once to be sure that it can be, and compared. Faults: Invalid for what is no
// picture that can be shown, and Busy where the medium is full.
//
// The same file again is the one that is there, where she may know of that one. Where she
// may not, it is kept once more under an address of its own, and nothing tells her.
func (l *Library) Bring(ctx context.Context, r io.Reader, name string, by Bringer) (b Brought, err error) {
	defer fault.Wrap(&err, "media.Bring(%.100s)", name)
	file, err := spool(r)
	if err != nil {
		return b, err
	}
	defer file.Close()
	leave, err := l.table.take(ctx)
	if err != nil {
		return b, err
	}
	defer leave()
	raw, err := io.ReadAll(file)
	if err != nil {
		return b, err
	}
	s, err := picture.Strip(raw)
	if err != nil {
		return b, err
	}
	about := Media{Name: properName(name), Bureau: by.Bureau, AddedBy: by.Person}
	if about, err = described(about, s.Kept); err != nil {
		return b, err
	}
	said := tags.Read(s.Exif, s.IPTC, s.XMP)
	if found, err := l.already(ctx, about.Content, by.Reach); err != nil || found.ID != "" {
		return Brought{Media: found, Already: true}, err
	}
	if about.Likeness, err = l.look(ctx, s.Kept); err != nil {
		return b, err
	}
	b, err = l.keep(ctx, about, s.Kept, said, by)
	if !errors.Is(err, db.ErrUnique) {
		return b, err
	}
	found, err := l.already(ctx, about.Content, by.Reach)
	if err == nil && found.ID == "" {
		return l.keep(ctx, about, s.Kept, said, by)
	}
	return Brought{Media: found, Already: true}, err
}

// spool keeps what arrives on disk until it is whole, so that many who send slowly take
// no memory. The file has no name any more, or loses it with its last reader.
func spool(r io.Reader) (*unnamed, error) {
	file, err := os.CreateTemp("", "masthead-upload-")
	if err != nil {
		return nil, fault.New(fault.Busy, "blob.full").Because(err)
	}
	u := &unnamed{file, os.Remove(file.Name()) != nil}
	n, err := io.Copy(file, io.LimitReader(r, MaxOriginal+1))
	if err == nil && n > MaxOriginal {
		err = tooLarge()
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		u.Close()
		return nil, err
	}
	return u, nil
}

// unnamed is a file that is gone when it is closed, also when the program is killed, but
// on systems where an open file cannot be removed.
type unnamed struct {
	*os.File
	named bool
}

func (u *unnamed) Close() error {
	err := u.File.Close()
	if u.named {
		os.Remove(u.File.Name())
	}
	return err
}

// properName is a file's own name as the library lists it: without folders, without signs
// nobody sees, and never the name of anything on disk.
func properName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name, err := bounded("name", strings.Map(func(r rune) rune {
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f {
			return -1 // they would turn what stands beside it around
		}
		return r
	}, name), MaxLine)
	if err != nil {
		return ""
	}
	return name
}

func (l *Library) already(ctx context.Context, content string, r Reach) (found Media, err error) {
	err = l.DB.Read(ctx, func(tx *db.Tx) error {
		list, err := byContent(ctx, tx, content)
		for _, m := range list {
			if found.ID == "" && r.Covers(m) {
				found = m
			}
		}
		return err
	})
	return found, err
}

// look decodes a picture, which must be possible, and tells what it is like.
func (l *Library) look(ctx context.Context, kept []byte) (uint64, error) {
	pic, err := l.Room.Decode(ctx, bytes.NewReader(kept))
	if err != nil {
		return 0, err
	}
	defer pic.Close()
	return pic.Likeness(), nil
}

// keep writes a new picture: the file, then in one transaction all that is known of it.
func (l *Library) keep(ctx context.Context, m Media, kept []byte, said tags.Said, by Bringer) (b Brought, err error) {
	m.TakenAt = said.TakenAt
	m.Hash = m.Content
	if list, err := l.sameContent(ctx, m.Content); err != nil {
		return b, err
	} else if len(list) > 0 {
		m.Hash = addressOf(m.Content, by.Person, len(list))
	}
	if err := l.put(ctx, m, kept); err != nil {
		return b, err
	}
	err = l.DB.Write(ctx, func(tx *db.Tx) error {
		b = Brought{}
		var fresh bool
		if b.Media, fresh, err = add(ctx, tx, m); err != nil {
			return err
		}
		if !fresh {
			return fmt.Errorf("%w: the same file comes twice at once", db.ErrUnique)
		}
		if err := l.describe(ctx, tx, &b.Media, said, by, m.Likeness); err != nil {
			return err
		}
		b.Like, err = Like(ctx, tx, b.Media, by.Reach, maxLike)
		return err
	})
	if err != nil {
		return b, err
	}
	// A sweep of what was left over may have met the file before its row was there.
	if _, err := l.Files.Stat(ctx, originalKey(m.Hash)); fault.KindOf(err) == fault.NotFound {
		return b, l.put(ctx, m, kept)
	}
	return b, nil
}

// describe writes beside a new row what its file said of itself, and has its renditions
// made.
func (l *Library) describe(ctx context.Context, tx *db.Tx, m *Media, said tags.Said, by Bringer, likeness uint64) error {
	if err := SetRights(ctx, tx, m.ID, rightsOf(said)); err != nil {
		return err
	}
	if caption := shorten(cmp.Or(said.Description, said.Title), MaxWords); caption != "" {
		l, sure := lang.Detect(caption)
		if sure < 0.5 {
			l = by.Lang
		}
		if err := SetText(ctx, tx, m.ID, l, Said{Caption: caption}); err != nil {
			return err
		}
	}
	if err := setLikeness(ctx, tx, m.ID, likeness); err != nil {
		return err
	}
	if err := job.Put(ctx, tx, MakeRenditions{Hash: m.Hash}, job.Once(m.Hash)); err != nil {
		return err
	}
	fresh, err := ByID(ctx, tx, m.ID)
	if err != nil {
		return err
	}
	*m = fresh
	if by.Note != nil {
		return by.Note(ctx, tx, fresh)
	}
	return nil
}

// rightsOf is what a file says of whose it is.
func rightsOf(s tags.Said) Rights {
	credit := s.Credit
	if s.Creator != "" && !strings.Contains(credit, s.Creator) {
		credit = strings.TrimSuffix(s.Creator+" / "+credit, " / ")
	}
	return Rights{
		Credit: shorten(credit, MaxLine), Source: shorten(s.Source, MaxLine), Copyright: shorten(s.Copyright, MaxLine), Terms: shorten(s.Terms, MaxWords),
	}
}

// shorten cuts at most runes; a file may say more than a field holds.
func shorten(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}

// addressOf makes an address for a file that is here already under another.
func addressOf(content, person string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", content, person, n))
	return hex.EncodeToString(sum[:])
}

func (l *Library) sameContent(ctx context.Context, content string) (list []Media, err error) {
	err = l.DB.Read(ctx, func(tx *db.Tx) error { list, err = byContent(ctx, tx, content); return err })
	return list, err
}

// Remove takes a picture that nothing ever used out of the library, with its files. Note
// is called in its transaction.
func (l *Library) Remove(ctx context.Context, id string, note func(context.Context, *db.Tx, Media) error) error {
	var m Media
	err := l.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if m, err = remove(ctx, tx, id); err != nil {
			return err
		}
		return note(ctx, tx, m)
	})
	if err != nil {
		return err
	}
	return l.removeFiles(ctx, m.Hash)
}
