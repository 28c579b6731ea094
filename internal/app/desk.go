package app

import (
	"context"

	"masthead/internal/edition"
	"masthead/internal/kit/db"
	"masthead/internal/kit/peer"
	"masthead/internal/newsroom"
	"masthead/internal/newsroom/editor"
	"masthead/internal/newsroom/exchange"
	"masthead/internal/newsroom/fronts"
	"masthead/internal/newsroom/library"
	"masthead/internal/newsroom/memory"
	"masthead/internal/newsroom/publishing"
	"masthead/internal/newsroom/signin"
	"masthead/internal/newsroom/stories"
	"masthead/internal/newsroom/talk"
	"masthead/internal/newsroom/terms"
	"masthead/internal/notice"
	"masthead/internal/people"
	"masthead/internal/reader"
)

// desk builds the newsroom's own face. It answers to the same host names as the site, or
// to one of its own alone.
func (p *Program) desk(site *reader.Site) (*newsroom.Desk, error) {
	proxies, err := peer.Parse(p.Config.Proxies)
	if err != nil {
		return nil, err
	}
	answers := site.Answers
	if p.Config.DeskURL != "" {
		answers = p.deskHost
	}
	return newsroom.New(newsroom.Config{
		DB: p.DB, Outlet: p.Outlet.Profile, Words: p.Words, Answers: answers, Address: p.DeskAddress, Proxies: proxies, Second: p.Door.Needs, Log: p.Log,
		Places: []newsroom.Place{
			(&library.Pages{DB: p.DB, Library: p.Library, Uses: pictureUses{}}).Place(),
			(&editor.Pages{DB: p.DB, Streams: p.Streams, Catalogue: p.Words}).Place(),
			p.bench().Place(),
			p.signin().Place(),
			p.home().Place(),
			(&memory.Pages{DB: p.DB}).Place(),
			(&fronts.Pages{DB: p.DB, Edition: p.Edition, Shelf: p.Shelf, Theme: site, Readings: p.Readings}).Place(),
			(&publishing.Pages{DB: p.DB, Edition: p.Edition, Theme: looks{site}, Library: p.Library, Address: p.DeskAddress, Loose: p.loose}).Place(),
			p.settings(site).Place(),
			(&talk.Pages{DB: p.DB}).Place(),
			(&stories.Pages{DB: p.DB}).Place(),
			(&exchange.Pages{DB: p.DB, Words: p.Words}).Place(),
			(&terms.Pages{DB: p.DB, House: p.Style}).Place(),
		},
	})
}

// signin builds the pages by which people come in.
func (p *Program) signin() *signin.Pages {
	pages := &signin.Pages{DB: p.DB, Door: p.Door, Address: p.DeskAddress, House: p.House}
	if p.Post.Mail.Takes() {
		pages.Send = func(ctx context.Context, tx *db.Tx, person, purpose string) error {
			return notice.PutLink(ctx, tx, notice.SendLink{Person: person, Purpose: purpose})
		}
	}
	return pages
}

// Link makes a link by which a person comes in, once, for a purpose, and gives its whole
// address.
func (p *Program) Link(ctx context.Context, tx *db.Tx, person string, purpose people.Purpose) (string, error) {
	path, _, err := people.LinkPath(ctx, tx, person, string(purpose))
	return p.DeskAddress() + path, err
}

// looks joins the panel of publishing, which asks how a text would look, to the readers'
// site, which knows.
type looks struct{ *reader.Site }

func (l looks) Outside(c edition.Copy) (publishing.Outside, error) {
	out, err := l.Site.Outside(c)
	return publishing.Outside(out), err
}
