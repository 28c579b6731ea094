package publishing

import (
	"net/http"
	"strconv"
	"strings"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/media/picture"
	"masthead/internal/newsroom"
)

// previewPolicy shuts a preview in: nothing of it runs, nothing is sent from it, and it
// stands in frames of the desk alone. It keeps its origin, for without one its fonts
// would not load; as no script runs there, nothing could use it.
const previewPolicy = "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

// sealed gives what is not published: to nobody's cache, to no index, and without telling
// any address where it was seen.
func sealed(mime string, data []byte) newsroom.Answer {
	return newsroom.Bytes(mime, "", data).
		Header("Content-Security-Policy", previewPolicy).
		Header("Referrer-Policy", "no-referrer").
		Header("X-Robots-Tag", "noindex, nofollow, noarchive").
		Header("Cache-Control", "no-store, private")
}

func (p *Pages) draft(r *newsroom.Request, storyID string, l lang.Tag) (c edition.Copy, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		now, err := tx.Now(r.Context())
		if err != nil {
			return err
		}
		c, err = p.Edition.Draft(r.Context(), tx, storyID, l, now)
		return err
	})
	return c, err
}

// preview shows a text as readers would see it, to those who may read its story.
func (p *Pages) preview(r *newsroom.Request) (newsroom.Answer, error) {
	return p.show(r, r.Story.ID, r.Text)
}

func (p *Pages) show(r *newsroom.Request, storyID string, l lang.Tag) (newsroom.Answer, error) {
	c, err := p.draft(r, storyID, l)
	if err != nil {
		return newsroom.Answer{}, err
	}
	page, err := p.Theme.Preview(r.Context(), c)
	// Readers' own addresses of the text's files are not open yet.
	page = media.Readdress(page, strings.TrimSuffix(r.URL.Path, "/")+"/media/")
	return sealed("text/html; charset=utf-8", page), err
}

// previewFile gives a file of a text to those who may read its story.
func (p *Pages) previewFile(r *newsroom.Request) (newsroom.Answer, error) {
	return p.fileOf(r, r.Story.ID, r.Text)
}

// lookFile gives a file of a text to whoever has its link.
func (p *Pages) lookFile(r *newsroom.Request) (newsroom.Answer, error) {
	var of edition.Preview
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		of, err = edition.FindPreview(r.Context(), tx, r.PathValue("secret"))
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.fileOf(r, of.Story, of.Lang)
}

// fileOf gives a file that a text shows, or that is public in any case (the portraits
// beside it), and no other.
func (p *Pages) fileOf(r *newsroom.Request, storyID string, l lang.Tag) (newsroom.Answer, error) {
	hash := r.PathValue("hash")
	shown, err := p.Library.IsPublic(r.Context(), hash)
	if err != nil {
		return newsroom.Answer{}, err
	}
	if !shown {
		c, err := p.draft(r, storyID, l)
		if err != nil {
			return newsroom.Answer{}, err
		}
		shown = c.Shows(hash)
	}
	number, ext, _ := strings.Cut(r.PathValue("file"), ".")
	width, err := strconv.Atoi(number)
	if !shown || err != nil {
		return newsroom.Answer{}, fault.New(fault.NotFound, "media.absent")
	}
	file, info, format, err := p.Library.Open(r.Context(), hash, width, picture.Format(ext))
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Raw(func(w http.ResponseWriter, q *http.Request) {
		defer file.Close()
		w.Header().Set("Content-Type", format.ContentType())
		http.ServeContent(w, q, "", info.Modified, file)
	}), nil
}

// previewShare draws the picture that would stand for a text where its link is shared.
func (p *Pages) previewShare(r *newsroom.Request) (newsroom.Answer, error) {
	c, err := p.draft(r, r.Story.ID, r.Text)
	if err != nil {
		return newsroom.Answer{}, err
	}
	picture, err := p.Theme.PreviewShare(r.Context(), c)
	return sealed("image/jpeg", picture), err
}

// look shows one text to whoever has its link.
func (p *Pages) look(r *newsroom.Request) (newsroom.Answer, error) {
	var of edition.Preview
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		of, err = edition.FindPreview(r.Context(), tx, r.PathValue("secret"))
		return err
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return p.show(r, of.Story, of.Lang)
}

// linkPage shows a new link, once.
type linkPage struct {
	Address  string
	Expires  newsroom.Moment
	Back     string
	Headline string
}

func (p *Pages) makeLink(r *newsroom.Request) (newsroom.Answer, error) {
	var secret string
	var made edition.Preview
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		if secret, made, err = edition.MakePreview(r.Context(), tx, r.Story.ID, r.Text, r.Person.ID); err != nil {
			return err
		}
		return note(r.Context(), tx, r, "preview.made", r.Text, map[string]string{"preview": made.ID})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.Show("link", linkPage{Address: p.Address() + "/desk/look/" + secret, Expires: r.When(made.Expires), Back: path(r.Story.ID, r.Text)}), nil
}

func (p *Pages) dropLink(r *newsroom.Request) (newsroom.Answer, error) {
	id := r.PostFormValue("id")
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := edition.DropPreview(r.Context(), tx, r.Story.ID, r.Text, id); err != nil {
			return err
		}
		return note(r.Context(), tx, r, "preview.dropped", r.Text, map[string]string{"preview": id})
	})
	if err != nil {
		return newsroom.Answer{}, err
	}
	return newsroom.SeeOther(path(r.Story.ID, r.Text)+"#links", "publishing.link_dropped"), nil
}
