package app

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"time"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/fetch"
	"masthead/internal/media"
	"masthead/internal/media/picture"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/library"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/transfer"
)

// jpeg opens a picture of the library in a width, as JPEG.
func (p *Program) jpeg(ctx context.Context, hash string, width int) (io.ReadCloser, error) {
	file, _, _, err := p.Library.Open(ctx, hash, width, picture.ToJPEG)
	return file, err
}

// pictureFinder finds an archive's pictures: in the library where an earlier run put
// them, in a folder of the old site's files, or at their old address.
type pictureFinder struct {
	ctx     context.Context
	library *media.Library
	dir     *os.Root      // nil without --media-dir
	fetch   *fetch.Client // nil without --fetch-media
}

// scaled is what WordPress puts before the ending of pictures that it made smaller.
var scaled = regexp.MustCompile(`-(\d{2,5}x\d{2,5}|scaled)(\.[A-Za-z]{3,4})$`)

func (f pictureFinder) find(address string) (transfer.Found, error) {
	var m media.Media
	err := f.library.DB.Read(f.ctx, func(tx *db.Tx) (err error) {
		m, err = media.BySource(f.ctx, tx, address)
		return err
	})
	if err == nil {
		return transfer.Found{Media: m.ID, Alt: m.Alt}, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return transfer.Found{}, err
	}
	content, name, err := f.content(address)
	if err != nil {
		return transfer.Found{}, err
	}
	defer content.Close()
	if m, err = f.library.Take(f.ctx, content, media.Media{Name: name}); err != nil {
		return transfer.Found{}, err
	}
	err = f.library.DB.Write(f.ctx, func(tx *db.Tx) error { return media.SetSource(f.ctx, tx, address, m.ID) })
	return transfer.Found{Media: m.ID, Alt: m.Alt}, err
}

func (f pictureFinder) content(address string) (io.ReadCloser, string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" {
		return nil, "", transfer.ErrNoPicture
	}
	if f.dir != nil {
		for _, name := range candidates(u.Path) {
			file, err := f.dir.Open(name)
			if err == nil {
				return file, path.Base(name), nil
			}
			if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrInvalid) {
				return nil, "", err
			}
		}
	}
	if f.fetch == nil {
		return nil, "", transfer.ErrNoPicture
	}
	answer, err := f.fetch.Get(f.ctx, address, fetch.Images)
	if err != nil {
		return nil, "", err
	}
	return io.NopCloser(bytes.NewReader(answer.Body)), path.Base(u.Path), nil
}

// candidates lists where in a folder a picture may stand: under its whole path and
// under every shorter end of it, each first at full size, then as it was linked.
func candidates(p string) (list []string) {
	p = strings.Trim(path.Clean("/"+p), "/")
	for p != "" && len(list) < 40 {
		if full := scaled.ReplaceAllString(p, "$2"); full != p {
			list = append(list, full)
		}
		list = append(list, p)
		_, p, _ = strings.Cut(p, "/")
	}
	return list
}

// pictureUses joins the library's pages, which ask who uses a picture, to stories and
// people, who know.
type pictureUses struct{}

// Named gives the headline of a text and the desk path of its story, or a person's name.
func (pictureUses) Named(ctx context.Context, tx *db.Tx, v newsroom.Visitor, u media.User) (title, path string, err error) {
	if u.Place == media.OnPersonPage {
		found, err := people.ByIDs(ctx, tx, []string{u.Owner})
		person := found[u.Owner]
		return person.In(v.Lang), "", err
	}
	s, err := story.Find(ctx, tx, u.Owner)
	if err == nil && v.May(v.Case(people.ReadStory, s, "")) {
		var t story.Text
		t, err = story.Newest(ctx, tx, u.Owner, u.Lang)
		title, path = cmp.Or(t.Headline, "…"), "/desk/stories/"+s.ID+"/"
	}
	if fault.KindOf(err) == fault.NotFound {
		return "", "", nil
	}
	return title, path, err
}

// watch does the library's daily work.
func (p *Program) watch() *library.Watch {
	return &library.Watch{DB: p.DB, Library: p.Library, Zone: func() *time.Location { return p.Outlet.Profile().Location() }, Log: p.Log}
}

// countedAtOnce is how many stories' uses of pictures are counted in one transaction.
const countedAtOnce = 100

// countUses counts, once after an upgrade, what the texts and copies of an outlet from
// before uses were counted show. Until it is done their pictures stay public.
func (p *Program) countUses(ctx context.Context) error {
	var waiting bool
	if err := p.DB.Read(ctx, func(tx *db.Tx) (err error) { waiting, err = media.Uncounted(ctx, tx); return err }); err != nil || !waiting {
		return err
	}
	for before := ""; ; {
		err := p.DB.Write(ctx, func(tx *db.Tx) error {
			ids, err := story.ListIDs(ctx, tx, story.Source{}, before, countedAtOnce)
			if err != nil {
				return err
			}
			for _, id := range ids {
				if err := countUsesOf(ctx, tx, id); err != nil {
					return err
				}
			}
			if before = ""; len(ids) == countedAtOnce {
				before = ids[len(ids)-1]
				return nil
			}
			return media.Counted(ctx, tx)
		})
		if err != nil || before == "" {
			return err
		}
	}
}

func countUsesOf(ctx context.Context, tx *db.Tx, id string) error {
	texts, err := story.Texts(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, state := range texts {
		t, err := story.Newest(ctx, tx, id, state.Lang)
		if err != nil {
			return err
		}
		if err := media.SetUses(ctx, tx, media.User{Place: media.InText, Owner: id, Lang: state.Lang}, t.MediaIDs()); err != nil {
			return err
		}
		if err := edition.CountFiles(ctx, tx, id, state.Lang); err != nil {
			return err
		}
	}
	return nil
}
