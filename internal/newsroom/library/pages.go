package library

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
	"masthead/internal/media/picture"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var pages embed.FS

// Pages are the library's pages.
type Pages struct {
	DB      *db.DB
	Library *media.Library
	Uses    Uses
}

// Uses is the question what a user of a picture is called, and where it is at the desk.
type Uses interface {
	// Named gives the headline and the desk path of a text, or of the story that a copy
	// is of; empty where she may not read it, or it is not there any more.
	Named(ctx context.Context, tx *db.Tx, v newsroom.Visitor, u media.User) (title, path string, err error)
}

// Bounds of an upload.
const (
	maxFiles  = 40
	maxUpload = 1 << 30 // of one request without script, in bytes; each file has media.MaxOriginal
)

// Place joins the pages to the desk.
func (p *Pages) Place() newsroom.Place {
	sees, adds, edits := newsroom.Somewhere(people.SeeMedia), newsroom.Somewhere(people.AddMedia), newsroom.Somewhere(people.EditMedia)
	return newsroom.Place{
		Name: "library", Pages: pages,
		Routes: []newsroom.Route{
			newsroom.Get("/desk/media/{$}", sees, p.list),
			newsroom.Get("/desk/media/find.json", sees, p.find),
			newsroom.Post("/desk/media/upload", adds, p.upload).Reads(maxUpload),
			newsroom.Get("/desk/media/portrait", sees, p.portraits),
			newsroom.Post("/desk/media/portrait", sees, p.setPortrait),
			newsroom.Get("/desk/media/file/{media}/{file}", sees, p.file),
			newsroom.Get("/desk/media/of/{hash}/{file}", sees, p.fileOf),
			newsroom.Get("/desk/media/{media}/{$}", sees, p.one),
			newsroom.Post("/desk/media/{media}/save", edits, p.save),
			newsroom.Post("/desk/media/{media}/remove", edits, p.remove),
		},
		Rail: []newsroom.Rail{{
			Key: "media", Icon: "media", Path: "/desk/media/", Order: 210,
			Show: func(v newsroom.Visitor) bool { return v.MaySomewhere(people.SeeMedia) },
		}},
	}
}

// mayEdit says whether somebody may say whose a picture is and what it shows.
func mayEdit(v newsroom.Visitor, m media.Media) bool {
	return v.May(people.Case{Deed: people.EditMedia, Bureau: m.Bureau, Own: m.AddedBy == v.Person.ID && m.AddedBy != ""})
}

// seen reads the picture of the address; one that she may not see is not there.
func (p *Pages) seen(r *newsroom.Request, tx *db.Tx) (media.Media, error) {
	return seenBy(r, tx, r.PathValue("media"))
}

func seenBy(r *newsroom.Request, tx *db.Tx, id string) (media.Media, error) {
	m, err := media.ByID(r.Context(), tx, id)
	if err == nil && !r.Visitor.Reach().Covers(m) {
		err = fault.New(fault.NotFound, "media.absent")
	}
	return m, err
}

// fileAt is where the desk shows a picture in at least a width.
func fileAt(m media.Media, width int) string {
	return "/desk/media/file/" + m.ID + "/" + strconv.Itoa(media.Nearest(m.Width, width)) + ".jpg"
}

// file gives a rendition to who may see the picture.
func (p *Pages) file(r *newsroom.Request) (newsroom.Answer, error) {
	return p.give(r, func(tx *db.Tx) (media.Media, error) { return p.seen(r, tx) })
}

// fileOf is file for looks at pages of the site, which know pictures by their hash.
func (p *Pages) fileOf(r *newsroom.Request) (newsroom.Answer, error) {
	return p.give(r, func(tx *db.Tx) (media.Media, error) {
		m, err := media.ByHash(r.Context(), tx, r.PathValue("hash"))
		if err != nil {
			return m, err
		}
		return seenBy(r, tx, m.ID)
	})
}

// give gives a rendition of a picture. It stays in the browser only as something to ask
// about again.
func (p *Pages) give(r *newsroom.Request, find func(*db.Tx) (media.Media, error)) (newsroom.Answer, error) {
	number, ext, _ := strings.Cut(r.PathValue("file"), ".")
	width, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(width) != number {
		return newsroom.Answer{}, fault.New(fault.NotFound, "media.absent")
	}
	var m media.Media
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { m, err = find(tx); return err })
	if err != nil {
		return newsroom.Answer{}, err
	}
	file, info, format, err := p.Library.Open(r.Context(), m.Hash, width, picture.Format(ext))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Raw(func(w http.ResponseWriter, q *http.Request) {
		defer file.Close()
		w.Header().Set("Content-Type", format.ContentType())
		w.Header().Set("Cache-Control", "private, no-cache")
		w.Header().Set("ETag", `"`+m.Hash[:16]+"-"+number+"-"+string(format)+`"`)
		http.ServeContent(w, q, "", info.Modified, file)
	}), nil
}
