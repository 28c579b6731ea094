package library

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/media"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

// outcome is what became of one file of an upload.
type outcome struct {
	Name    string
	Item    item   // the picture; its ID is empty where the file was refused
	Already bool   // it was here before
	Like    []item // pictures that are like it
	Problem string // why it was refused
}

// brought is what a script is told of one file.
type brought struct {
	found
	Already bool    `json:"already,omitempty"`
	Like    []found `json:"like,omitempty"`
	Page    string  `json:"page"`
}

// upload takes files in, one after the other. A script sends one and is told of it; a
// form sends many, and the list says what became of each.
func (p *Pages) upload(r *newsroom.Request) (newsroom.Answer, error) {
	r.Unhurried()
	parts, err := r.Parts()
	if err != nil {
		return newsroom.Answer{}, err
	}
	script := strings.Contains(r.Header.Get("Accept"), "application/json")
	by := p.bringer(r)
	var results []outcome
	for len(results) < maxFiles {
		part, err := next(parts)
		if err != nil {
			return newsroom.Answer{}, err
		}
		if part == nil {
			break
		}
		name := part.FileName()
		b, err := p.Library.Bring(r.Context(), part, name, by)
		if script {
			if err != nil {
				return newsroom.Answer{}, err
			}
			return p.tell(r, b)
		}
		one, err := p.outcomeOf(r, name, b, err)
		if err != nil {
			return newsroom.Answer{}, err
		}
		results = append(results, one)
	}
	if len(results) == 0 {
		return newsroom.Answer{}, fault.New(fault.Invalid, "library.no_file").In("file")
	}
	page, err := p.listed(r, "/desk/media/")
	if err != nil {
		return newsroom.Answer{}, err
	}
	page.Results = results
	answer := newsroom.Show("list", page)
	for _, one := range results {
		if one.Problem != "" {
			return answer.Status(http.StatusUnprocessableEntity), nil
		}
	}
	return answer, nil
}

// maxParts bounds the parts of a form that are no files.
const maxParts = 100

// next gives the next file of a form; nil after the last.
func next(parts *newsroom.Parts) (*multipart.Part, error) {
	for range maxParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		if err != nil {
			return nil, fault.New(fault.Invalid, "media.cut").Because(err)
		}
		if part.FormName() == "file" && part.FileName() != "" {
			return part, nil
		}
	}
	return nil, fault.New(fault.Invalid, "newsroom.form")
}

func (p *Pages) bringer(r *newsroom.Request) media.Bringer {
	return media.Bringer{
		Person: r.Person.ID, Bureau: bureauOf(r.Visitor), Reach: r.Visitor.Reach(), Lang: r.Visitor.Lang,
		Note: func(ctx context.Context, tx *db.Tx, m media.Media) error {
			return note(ctx, tx, r, m, "picture.added", map[string]string{"name": m.Name, "hash": m.Hash})
		},
	}
}

// bureauOf is the bureau that a person works in: the one she chose, else the first of her
// roles that is one's. It says who else sees what she brings.
func bureauOf(v newsroom.Visitor) string {
	for _, g := range v.Grants {
		if g.Bureau != "" && g.Bureau == v.Visit.Desk.Bureau {
			return g.Bureau
		}
	}
	for _, g := range v.Grants {
		if g.Bureau != "" {
			return g.Bureau
		}
	}
	if v.May(people.Case{Deed: people.AddMedia, Bureau: v.Visit.Desk.Bureau, Own: true}) {
		return v.Visit.Desk.Bureau
	}
	return ""
}

// note keeps for the audit what was done to a picture.
func note(ctx context.Context, tx *db.Tx, r *newsroom.Request, m media.Media, deed string, detail map[string]string) error {
	return audit.Note(ctx, tx, audit.Entry{By: r.Person.ID, Deed: deed, On: audit.Thing("media", m.ID), Bureau: m.Bureau, From: "desk", Detail: detail})
}

func (p *Pages) outcomeOf(r *newsroom.Request, name string, b media.Brought, failed error) (one outcome, err error) {
	one.Name = short(strings.ToValidUTF8(name, "?"))
	if failed != nil {
		if kind := fault.KindOf(failed); kind != fault.Invalid && kind != fault.Busy {
			return one, failed
		}
		one.Problem = r.Explain(failed)
		return one, nil
	}
	one.Already = b.Already
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		items, err := p.items(r, tx, append([]media.Media{b.Media}, b.Like...))
		if err == nil {
			one.Item, one.Like = items[0], items[1:]
		}
		return err
	})
	return one, err
}

func (p *Pages) tell(r *newsroom.Request, b media.Brought) (newsroom.Answer, error) {
	told := brought{Already: b.Already, Page: "/desk/media/" + b.Media.ID + "/"}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		list, err := p.foundOf(r, tx, append([]media.Media{b.Media}, b.Like...), textLang(r))
		if err == nil {
			told.found, told.Like = list[0], list[1:]
		}
		return err
	})
	return newsroom.JSON(told).Status(http.StatusCreated), err
}
