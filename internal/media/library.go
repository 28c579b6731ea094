package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strconv"
	"strings"

	"masthead/internal/kit/blob"
	"masthead/internal/kit/clock"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/job"
	"masthead/internal/media/picture"

	"golang.org/x/sync/singleflight"
)

// MaxOriginal is the largest original that is taken, in bytes.
const MaxOriginal = 64 << 20

// Library takes pictures in and gives their renditions.
type Library struct {
	DB    *db.DB
	Files blob.Store
	Room  *picture.Darkroom
	Clock clock.Clock // nil for the system's

	making, asking singleflight.Group
	known          known
	table          table
}

// Take keeps a picture for the program: its original without tags, and its row. About
// gives its words and its file's name. The same picture again is the one that is there.
// What is not a picture, or too large, or cut, is Invalid. What the file says of itself is
// not taken over: an archive's texts have words of their own.
func (l *Library) Take(ctx context.Context, r io.Reader, about Media) (m Media, err error) {
	defer fault.Wrap(&err, "media.Take(%s)", about.Name)
	raw, err := io.ReadAll(io.LimitReader(r, MaxOriginal+1))
	if err != nil {
		return m, err
	}
	if len(raw) > MaxOriginal {
		return m, tooLarge()
	}
	s, err := picture.Strip(raw)
	if err != nil {
		return m, err
	}
	if m, err = described(about, s.Kept); err != nil {
		return m, err
	}
	m.Hash = m.Content
	// The file comes before the row: a row always has its file, and a file without a
	// row is only room wasted.
	if err := l.put(ctx, m, s.Kept); err != nil {
		return m, err
	}
	err = l.DB.Write(ctx, func(tx *db.Tx) error {
		if m, _, err = add(ctx, tx, m); err != nil {
			return err
		}
		return job.Put(ctx, tx, MakeRenditions{Hash: m.Hash}, job.Once(m.Hash))
	})
	return m, err
}

func tooLarge() error {
	return fault.New(fault.Invalid, "media.file_too_large").With("limit", MaxOriginal>>20)
}

// described fills in what can be told of a picture from what is kept of it.
func described(m Media, kept []byte) (Media, error) {
	info, err := picture.Inspect(bytes.NewReader(kept))
	if err != nil {
		return m, err
	}
	sum := sha256.Sum256(kept)
	m.Kind, m.Content = Picture, hex.EncodeToString(sum[:])
	m.Type, m.Bytes = "image/"+string(info.Type), int64(len(kept))
	m.Width, m.Height = info.Width, info.Height
	if m.FocalX == 0 && m.FocalY == 0 {
		m.FocalX, m.FocalY = 500, 400 // faces and horizons stand above the middle
	}
	return m, nil
}

func (l *Library) put(ctx context.Context, m Media, kept []byte) error {
	return l.Files.Put(ctx, originalKey(m.Hash), bytes.NewReader(kept), m.Bytes, m.Type)
}

func originalKey(hash string) string { return "originals/" + hash[:2] + "/" + hash + ".bin" }

func renditionKey(hash string, width int, f picture.Format) string {
	return "renditions/" + hash[:2] + "/" + hash + "/" + strconv.Itoa(width) + "." + string(f)
}

// MakeRenditions is the job that makes a picture's renditions before readers ask.
type MakeRenditions struct {
	Hash string `json:"hash"`
}

// Kind is the job's stable name.
func (MakeRenditions) Kind() string { return "media.renditions" }

// Extensions lists the formats in which this machine offers pictures, the oldest
// first: JPEG, which every browser knows.
func (l *Library) Extensions() []string {
	var list []string
	for _, f := range l.Room.Formats() {
		list = append(list, string(f))
	}
	return list
}

// Make makes every rendition that is missing of a picture.
func (l *Library) Make(ctx context.Context, j MakeRenditions) error {
	m, err := l.find(ctx, j.Hash)
	if err != nil {
		return err
	}
	for _, f := range l.Room.Formats() {
		if err := l.makeAll(ctx, m, f); err != nil {
			if fault.KindOf(err) == fault.Invalid {
				return job.GiveUp(err) // it will not be sound the next time either
			}
			return err
		}
	}
	return nil
}

func (l *Library) find(ctx context.Context, hash string) (m Media, err error) {
	err = l.DB.Read(ctx, func(tx *db.Tx) error { m, err = ByHash(ctx, tx, hash); return err })
	return m, err
}

// Open opens a rendition, making it first if it is not there: only in the widths in
// which the picture is offered. A format this machine cannot make is answered with
// JPEG, for an address once published is never broken.
func (l *Library) Open(ctx context.Context, hash string, width int, f picture.Format) (io.ReadSeekCloser, blob.Info, picture.Format, error) {
	if !validHash(hash) || !slices.Contains([]picture.Format{picture.ToJPEG, picture.ToWebP, picture.ToAVIF}, f) {
		return nil, blob.Info{}, f, fault.New(fault.NotFound, "media.absent")
	}
	file, info, err := l.Files.Open(ctx, renditionKey(hash, width, f))
	if fault.KindOf(err) != fault.NotFound {
		return file, info, f, err
	}
	if !slices.Contains(l.Room.Formats(), f) {
		return l.Open(ctx, hash, width, picture.ToJPEG)
	}
	_, err, _ = l.making.Do(hash+string(f), func() (any, error) {
		m, err := l.find(ctx, hash)
		if err != nil {
			return nil, err
		}
		if !Offered(m.Width, width) {
			return nil, fault.New(fault.NotFound, "media.absent")
		}
		// Others may wait for this picture when the one who asked first is gone.
		return nil, l.makeAll(context.WithoutCancel(ctx), m, f)
	})
	if err != nil {
		return nil, blob.Info{}, f, err
	}
	file, info, err = l.Files.Open(ctx, renditionKey(hash, width, f))
	return file, info, f, err
}

// makeAll makes a picture's renditions in one format, largest first, from one
// decoding.
func (l *Library) makeAll(ctx context.Context, m Media, f picture.Format) error {
	widths := Widths(m.Width)
	if _, err := l.Files.Stat(ctx, renditionKey(m.Hash, widths[0], f)); err == nil {
		return nil // the smallest is made last: when it is there, all are
	}
	original, _, err := l.Files.Open(ctx, originalKey(m.Hash))
	if err != nil {
		return err
	}
	defer original.Close()
	pic, err := l.Room.Decode(ctx, original)
	if err != nil {
		return err
	}
	defer pic.Close()
	if m.Likeness == 0 {
		likeness := pic.Likeness()
		if err := l.DB.Write(ctx, func(tx *db.Tx) error { return setLikeness(ctx, tx, m.ID, likeness) }); err != nil {
			return err
		}
	}
	if err := pic.Shrink(ctx); err != nil {
		return err
	}
	for _, width := range slices.Backward(widths) {
		data, err := pic.Rendition(ctx, width, f, 0)
		if err != nil {
			return err
		}
		if err := l.Files.Put(ctx, renditionKey(m.Hash, width, f), bytes.NewReader(data), int64(len(data)), f.ContentType()); err != nil {
			return err
		}
		if err := l.DB.Write(ctx, func(tx *db.Tx) error { return addRendition(ctx, tx, m.ID, width, string(f), len(data)) }); err != nil {
			return err
		}
	}
	return nil
}

func validHash(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// Check says what is wrong with a picture's files; nothing when all is well.
func (l *Library) Check(ctx context.Context, m Media) string {
	info, err := l.Files.Stat(ctx, originalKey(m.Hash))
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return "its original is missing"
	case err != nil:
		return err.Error()
	case info.Size != m.Bytes:
		return "its original has not the size it had"
	}
	return ""
}
