package fronts

import (
	"context"
	"embed"
	"time"

	"masthead/internal/audit"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/readership"
)

//go:embed pages/*.html
var files embed.FS

// Theme shows what readers would see: reader.Site.
type Theme interface {
	PreviewFront(ctx context.Context, l lang.Tag, arranged edition.Front, coming []edition.Card, at time.Time) ([]byte, error)
}

// Shelf is where the copies that readers see are looked up: edition.Shelf.
type Shelf interface {
	Front(ctx context.Context, l lang.Tag) (edition.Front, error)
	List(ctx context.Context, f edition.Filter, after edition.Cursor, n int) ([]edition.Card, edition.Cursor, error)
	Cards(ctx context.Context, l lang.Tag, stories []string) (map[string]edition.Card, error)
	Article(ctx context.Context, l lang.Tag, slug string) (edition.Found, error)
}

// Pages are the pages of fronts.
type Pages struct {
	DB       *db.DB
	Edition  *edition.Publisher
	Shelf    Shelf
	Theme    Theme
	Readings *readership.Board
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	arrange := newsroom.OnEdition(people.ArrangeFront)
	return newsroom.Place{
		Name: "fronts", Pages: files,
		Rail: []newsroom.Rail{{Key: "front", Icon: "front", Path: "/desk/front/", Order: 200, Show: func(v newsroom.Visitor) bool { return v.MaySomewhere(people.ArrangeFront) }}},
		Routes: []newsroom.Route{
			newsroom.Get("/desk/front/{$}", newsroom.Somewhere(people.ArrangeFront), p.first),
			newsroom.Get("/desk/front/{lang}/{$}", arrange, p.page),
			newsroom.Post("/desk/front/{lang}/{$}", arrange, p.live),
			newsroom.Post("/desk/front/{lang}/change", arrange, p.change),
			newsroom.Get("/desk/front/{lang}/preview", arrange, p.preview),
			newsroom.Get("/desk/front/{lang}/history", arrange, p.history),
			newsroom.Get("/desk/front/{lang}/most-read", arrange, p.mostRead),
			newsroom.Post("/desk/front/{lang}/most-read/hide", arrange, p.hide),
			newsroom.Post("/desk/front/{lang}/most-read/show", arrange, p.show),
		},
	}
}

// mine are the editions whose fronts she may arrange.
func mine(r *newsroom.Request) (langs []lang.Tag) {
	for _, l := range r.Outlet.Langs() {
		if r.May(people.Case{Deed: people.ArrangeFront, Lang: l}) {
			langs = append(langs, l)
		}
	}
	return langs
}

// first leads to the front of her own language if she may arrange it, else to the first
// that she may.
func (p *Pages) first(r *newsroom.Request) (newsroom.Answer, error) {
	langs := mine(r)
	if len(langs) == 0 {
		return newsroom.Answer{}, errForbidden
	}
	to := langs[0]
	for _, l := range langs {
		if l == r.Visitor.Lang {
			to = l
		}
	}
	return newsroom.SeeOther("/desk/front/"+string(to)+"/", ""), nil
}

func note(ctx context.Context, tx *db.Tx, r *newsroom.Request, deed string, detail map[string]string) error {
	return audit.Note(ctx, tx, audit.Entry{By: r.Person.ID, Deed: deed, On: audit.Thing("edition", string(r.Text)), Lang: r.Text, From: "desk", Detail: detail})
}
