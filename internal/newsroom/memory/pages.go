package memory

import (
	"context"
	"embed"
	"net/http"
	"strings"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/memory"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var pages embed.FS

const at = "/desk/memory/"

// maxUpload bounds a file that is brought by the browser; larger ones go by the command.
const maxUpload = 256 << 20

// Pages are the memory's pages.
type Pages struct {
	DB *db.DB
}

// Place joins the pages to the desk.
func (p *Pages) Place() newsroom.Place {
	cleans := newsroom.Somewhere(people.CleanMemory)
	return newsroom.Place{
		Name: "memory", Pages: pages,
		Routes: []newsroom.Route{
			newsroom.Get(at+"{$}", cleans, p.list),
			newsroom.Post(at+"change", cleans, p.change),
			newsroom.Post(at+"origin", cleans, p.dropOrigin),
			newsroom.Get(at+"files", cleans, p.files),
			newsroom.Post(at+"import", cleans, p.bring).Reads(maxUpload),
			newsroom.Get(at+"translations.tmx", cleans, p.export),
			newsroom.Get(at+"{segment}/{$}", cleans, p.one),
			newsroom.Post(at+"{segment}/save", cleans, p.save),
		},
		Rail: []newsroom.Rail{{
			Key: "memory", Icon: "round", Path: at, Order: 230,
			Show: func(v newsroom.Visitor) bool { return v.MaySomewhere(people.CleanMemory) },
		}},
	}
}

// may says whether she may clean what is between two languages.
func may(v newsroom.Visitor, a, b lang.Tag) bool {
	return v.May(people.Case{Deed: people.CleanMemory, Lang: a}) || v.May(people.Case{Deed: people.CleanMemory, Lang: b})
}

// mayAll says whether she may clean all of it.
func mayAll(v newsroom.Visitor) bool { return v.May(people.Case{Deed: people.CleanMemory}) }

var refused = fault.New(fault.Forbidden, "memory.not_yours")

// pairOf reads two languages as forms and addresses have them: "en-ka" would be one tag, so
// a comma parts them. An empty text is no pair.
func pairOf(s string) (a, b lang.Tag, err error) {
	if s == "" {
		return "", "", nil
	}
	one, other, _ := strings.Cut(s, ",")
	if a, err = lang.Parse(one); err != nil {
		return "", "", err
	}
	b, err = lang.Parse(other)
	return min(a, b), max(a, b), err
}

// note keeps for the audit what was done.
func note(ctx context.Context, tx *db.Tx, r *newsroom.Request, deed, thing string, detail map[string]string) error {
	return audit.Note(ctx, tx, audit.Entry{By: r.Person.ID, Deed: deed, On: audit.Thing("segment", thing), From: "desk", Detail: detail})
}

// export gives a pair's memory as a file, or all of it.
func (p *Pages) export(r *newsroom.Request) (newsroom.Answer, error) {
	a, b, err := pairOf(r.URL.Query().Get("pair"))
	if err != nil {
		return newsroom.Answer{}, err
	}
	if a == "" && !mayAll(r.Visitor) || a != "" && !may(r.Visitor, a, b) {
		return newsroom.Answer{}, refused
	}
	name := "translations.tmx"
	if a != "" {
		name = "translations-" + string(a) + "-" + string(b) + ".tmx"
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return note(r.Context(), tx, r, "segment.exported", name, nil)
	})
	return newsroom.Stream("application/xml", func(ctx context.Context, w http.ResponseWriter) error {
		_, err := memory.Export(ctx, p.DB, w, a, b, r.MayKnow)
		return err
	}).Header("Content-Disposition", `attachment; filename="`+name+`"`), err
}
