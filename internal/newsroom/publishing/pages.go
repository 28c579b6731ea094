package publishing

import (
	"context"
	"embed"

	"masthead/internal/audit"
	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/media"
	"masthead/internal/newsroom"
	"masthead/internal/outlet"
	"masthead/internal/people"
	"masthead/internal/story"
)

//go:embed pages/*.html
var files embed.FS

// Theme shows what readers would see: reader.Site.
type Theme interface {
	Preview(ctx context.Context, c edition.Copy) ([]byte, error)
	PreviewShare(ctx context.Context, c edition.Copy) ([]byte, error)
	Outside(c edition.Copy) (Outside, error)
}

// Outside is how an article looks to those outside: a search, and networks where its
// link is shared.
type Outside struct {
	Address     string // "https://ford.example/en/the-bridge/"
	Site        string // the edition's name
	SearchTitle string
	SearchText  string
	ShareTitle  string
	ShareText   string
}

// Pages are the pages of publishing.
type Pages struct {
	DB      *db.DB
	Edition *edition.Publisher
	Theme   Theme
	Library *media.Library
	Address func() string // the outlet's own, "https://…", for links that leave the desk
	// Loose tells of what holds nothing but is to be seen by whoever publishes; nil for nothing.
	Loose func(ctx context.Context, tx *db.Tx, s story.Story, t story.Text) ([]LooseEnd, error)
}

// LooseEnd is something about a text that holds nothing.
type LooseEnd struct {
	Key  string // of its sentence
	Args map[string]any
	Path string // where it is looked at
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	read, publish := newsroom.OnStory(people.ReadStory), newsroom.OnStory(people.Publish)
	return newsroom.Place{Name: "publishing", Pages: files, Labels: map[string]string{
		"reason": "publishing.why", "at": "publishing.at", "zone": "publishing.zone_label", "share_picture": "publishing.field_share_picture",
	}, Routes: []newsroom.Route{
		newsroom.Get("/desk/stories/{story}/publish/{$}", read, p.panel),
		newsroom.Post("/desk/stories/{story}/publish/{$}", read, p.publish), // which languages she may publish is asked of each
		newsroom.Post("/desk/publish/{story}/{lang}/lift", publish, p.lift),
		newsroom.Post("/desk/publish/{story}/{lang}/unlift", publish, p.unlift),
		newsroom.Post("/desk/publish/{story}/{lang}/cancel", publish, p.cancel),
		newsroom.Post("/desk/publish/{story}/{lang}/words", newsroom.OnStory(people.Publish, people.SaveOriginal, people.SaveTranslation), p.words),
		newsroom.Post("/desk/publish/{story}/{lang}/ask", read, p.ask),
		newsroom.Get("/desk/publish/{story}/{lang}/withdraw", newsroom.OnStory(people.Withdraw), p.withdrawForm),
		newsroom.Post("/desk/publish/{story}/{lang}/withdraw", newsroom.OnStory(people.Withdraw), p.withdraw),
		newsroom.Get("/desk/publish/{story}/{lang}/correct", publish, p.correctForm),
		newsroom.Post("/desk/publish/{story}/{lang}/correct", publish, p.correct),
		newsroom.Post("/desk/publish/{story}/{lang}/link", publish, p.makeLink),
		newsroom.Post("/desk/publish/{story}/{lang}/unlink", publish, p.dropLink),
		newsroom.Get("/desk/preview/{story}/{lang}", read, p.preview),
		newsroom.Get("/desk/preview/{story}/{lang}/share.jpg", read, p.previewShare),
		newsroom.Get("/desk/preview/{story}/{lang}/media/{hash}/{file}", read, p.previewFile),
		newsroom.Get("/desk/look/{secret}", newsroom.Anyone, p.look),
		newsroom.Get("/desk/look/{secret}/media/{hash}/{file}", newsroom.Anyone, p.lookFile),
	}}
}

// path is the panel of a story, with one language in front.
func path(storyID string, l lang.Tag) string {
	return "/desk/stories/" + storyID + "/publish/?show=" + string(l)
}

// mayLift says of what a gate holds whether she may lift it.
func mayLift(r *newsroom.Request, s story.Story, l lang.Tag) func(edition.Held) bool {
	return func(h edition.Held) bool {
		roles := make([]people.Role, len(h.Lifters))
		for i, one := range h.Lifters {
			roles[i] = people.Role(one)
		}
		return people.MayLift(r.Grants, roles, s.Bureau, l)
	}
}

// note keeps a deed on a text in the audit.
func note(ctx context.Context, tx *db.Tx, r *newsroom.Request, deed string, l lang.Tag, detail map[string]string) error {
	return audit.Note(ctx, tx, audit.Entry{
		By: r.Person.ID, Deed: deed, On: audit.Thing("story", r.Story.ID), Bureau: r.Story.Bureau, Lang: l, From: "desk", Detail: detail,
	})
}

// zoneOf is the zone by which times are told for a story: its bureau's, else the outlet's.
func zoneOf(o *outlet.Profile, bureau string) (name string) {
	for _, b := range o.Bureaus {
		if b.Key == bureau && b.Zone != "" {
			return b.Zone
		}
	}
	return o.Location().String()
}

func forbidden() error { return fault.New(fault.Forbidden, "newsroom.forbidden") }
