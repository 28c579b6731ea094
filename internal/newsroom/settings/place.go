package settings

import (
	"embed"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of the settings.
type Pages struct {
	DB   *db.DB
	Desk func() string // the desk's address, for links that are given to people: "https://…"
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	const at = "/desk/settings/"
	reads, manages := newsroom.OnOutlet(people.ReadSettings), newsroom.OnOutlet(people.ManagePeople)
	return newsroom.Place{
		Name: "settings", Pages: files,
		Rail: []newsroom.Rail{{Key: "settings", Icon: "set", Path: at, Order: 410, Show: func(v newsroom.Visitor) bool {
			return v.May(people.Case{Deed: people.ReadSettings})
		}}},
		Routes: append(p.pseudonymRoutes(at), []newsroom.Route{
			newsroom.Get(at, reads, p.index),
			newsroom.Get(at+"people/", reads, p.people),
			newsroom.Get(at+"people/new", manages, p.newPerson),
			newsroom.Post(at+"people/new", manages, p.addPerson),
			newsroom.Get(at+"people/{person}/", reads, p.person),
			newsroom.Post(at+"people/{person}/give", manages, p.give),
			newsroom.Post(at+"people/{person}/take", manages, p.take),
			newsroom.Post(at+"people/{person}/link", manages, p.link),
			newsroom.Post(at+"people/{person}/sessions/end", manages, p.endSessions),
			newsroom.Post(at+"people/{person}/disable", manages, p.disable),
			newsroom.Get(at+"rights/", reads, p.rights),
			newsroom.Get(at+"tokens/", manages, p.tokens),
			newsroom.Post(at+"tokens/", manages, p.makeToken),
			newsroom.Post(at+"tokens/{token}/end", manages, p.endToken),
			newsroom.Get(at+"audit/", newsroom.OnOutlet(people.ReadAudit), p.audit),
			newsroom.Post(at+"audit/verify", newsroom.OnOutlet(people.ReadAudit), p.verify),
			newsroom.Get(at+"audit/entries.jsonl", newsroom.OnOutlet(people.ReadAudit), p.export),
			newsroom.Get(at+"audit/entries.csv", newsroom.OnOutlet(people.ReadAudit), p.exportTable),
		}...),
	}
}

// note keeps what was done at the desk, in the transaction that did it.
func note(r *newsroom.Request, tx *db.Tx, deed, on string, detail map[string]string) error {
	return audit.Note(r.Context(), tx, audit.Entry{By: r.Person.ID, Deed: deed, On: on, From: "desk", Detail: detail})
}

// Line is one setting of the first page: where it leads and what it is for.
type Line struct{ Key, Path string }

// index lists what can be set, each explained in a sentence.
func (p *Pages) index(r *newsroom.Request) (newsroom.Answer, error) {
	lines := []Line{{"people", "people/"}, {"rights", "rights/"}, {"tokens", "tokens/"}, {"audit", "audit/"}}
	if r.May(people.Case{Deed: people.KnowPseudonyms}) {
		lines = append(lines, Line{"pseudonyms", "pseudonyms/"})
	}
	return newsroom.Show("index", lines), nil
}
