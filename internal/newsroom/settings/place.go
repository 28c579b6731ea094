package settings

import (
	"embed"
	"slices"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/lang"
	"masthead/internal/machine"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of the settings.
type Pages struct {
	DB          *db.DB
	Desk        func() string // the desk's address, for links that are given to people: "https://…"
	Change      Change
	Theme       Theme
	AddTopic    NameTopic
	RenameTopic NameTopic
	HTML        func(text string, l lang.Tag) string // a short text as readers see it, cleaned
	CheckHook   func(address string) error           // whether an address outside may be reached
	Say         func(l lang.Tag, key string, args map[string]any) string
	Mails       bool // whether there is a mail server
	Machine     machine.Settings
}

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	reads, manages := newsroom.OnOutlet(people.ReadSettings), newsroom.OnOutlet(people.ManagePeople)
	return newsroom.Place{
		Name: "settings", Pages: files,
		Rail: []newsroom.Rail{{Key: "settings", Icon: "set", Path: at, Order: 410, Show: func(v newsroom.Visitor) bool {
			return v.May(people.Case{Deed: people.ReadSettings})
		}}},
		Routes: slices.Concat(p.pseudonymRoutes(at), p.houseRoutes(), []newsroom.Route{
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
			newsroom.Post(at+"people/{person}/enable", manages, p.enable),
			newsroom.Post(at+"people/{person}/invite", manages, p.invite),
			newsroom.Post(at+"people/{person}/names", manages, p.setNames),
			newsroom.Post(at+"people/{person}/email", manages, p.setEmail),
			newsroom.Get(at+"rights/", reads, p.rights),
			newsroom.Get(at+"tokens/", manages, p.tokens),
			newsroom.Post(at+"tokens/", manages, p.makeToken),
			newsroom.Post(at+"tokens/{token}/end", manages, p.endToken),
			newsroom.Get(at+"audit/", newsroom.OnOutlet(people.ReadAudit), p.audit),
			newsroom.Post(at+"audit/verify", newsroom.OnOutlet(people.ReadAudit), p.verify),
			newsroom.Get(at+"audit/entries.jsonl", newsroom.OnOutlet(people.ReadAudit), p.export),
			newsroom.Get(at+"audit/entries.csv", newsroom.OnOutlet(people.ReadAudit), p.exportTable),
		}),
	}
}

const at = "/desk/settings/"

// houseRoutes are those of what the outlet is made of, and of what works for it.
func (p *Pages) houseRoutes() []newsroom.Route {
	reads, sets := newsroom.OnOutlet(people.ReadSettings), newsroom.OnOutlet(people.ManageOutlet)
	return []newsroom.Route{
		newsroom.Get(at+"outlet/{$}", reads, p.outlet),
		newsroom.Post(at+"outlet/{$}", sets, p.saveOutlet),
		newsroom.Get(at+"look/{$}", reads, p.look),
		newsroom.Post(at+"look/{$}", sets, p.saveLook),
		newsroom.Get(at+"look/preview", reads, p.preview),
		newsroom.Get(at+"editions/{$}", reads, p.editions),
		newsroom.Post(at+"editions/{$}", sets, p.addEdition),
		newsroom.Post(at+"editions/order", sets, p.orderEditions),
		newsroom.Get(at+"editions/{lang}/{$}", reads, p.edition),
		newsroom.Post(at+"editions/{lang}/{$}", sets, p.saveEdition),
		newsroom.Get(at+"editions/{lang}/policies/{$}", reads, p.policies),
		newsroom.Post(at+"editions/{lang}/policies/{$}", sets, p.savePolicy),
		newsroom.Get(at+"sections/{$}", reads, p.sections),
		newsroom.Post(at+"sections/{$}", sets, p.saveSection),
		newsroom.Get(at+"places/{$}", reads, p.places),
		newsroom.Post(at+"places/{$}", sets, p.savePlace),
		newsroom.Get(at+"bureaus/{$}", reads, p.bureauList),
		newsroom.Post(at+"bureaus/{$}", sets, p.saveBureau),
		newsroom.Get(at+"partners/{$}", reads, p.partners),
		newsroom.Post(at+"partners/{$}", sets, p.savePartner),
		newsroom.Get(at+"kinds/{$}", reads, p.kinds),
		newsroom.Post(at+"kinds/rules", sets, p.saveRules),
		newsroom.Post(at+"kinds/{kind}", sets, p.saveChecklist),
		newsroom.Get(at+"topics/{$}", reads, p.topics),
		newsroom.Post(at+"topics/{$}", sets, p.addTopic),
		newsroom.Get(at+"topics/{topic}/{$}", reads, p.topic),
		newsroom.Post(at+"topics/{topic}/names", sets, p.renameTopic),
		newsroom.Post(at+"topics/{topic}/dossier", sets, p.saveDossier).Within(maxDossier),
		newsroom.Post(at+"topics/{topic}/events", sets, p.addEvent),
		newsroom.Post(at+"topics/{topic}/events/drop", sets, p.dropEvent),
		newsroom.Get(at+"webhooks/{$}", mayHooks, p.hooks),
		newsroom.Post(at+"webhooks/{$}", mayHooks, p.addHook),
		newsroom.Post(at+"webhooks/{hook}/remove", mayHooks, p.removeHook),
		newsroom.Post(at+"webhooks/{hook}/secret", mayHooks, p.rotateHook),
		newsroom.Get(at+"drafts/{$}", reads, p.drafts),
		newsroom.Get(at+"jobs/{$}", reads, p.jobs),
		newsroom.Post(at+"jobs/{job}", sets, p.changeJob),
	}
}

// maxDossier bounds a dossier in all editions, in bytes.
const maxDossier = 1 << 20

// note keeps what was done at the desk, in the transaction that did it.
func note(r *newsroom.Request, tx *db.Tx, deed, on string, detail map[string]string) error {
	return audit.Note(r.Context(), tx, audit.Entry{By: r.Person.ID, Deed: deed, On: on, From: "desk", Detail: detail})
}

// Line is one setting of the first page: where it leads and what it is for.
type Line struct{ Key, Path string }

// index lists what can be set, each explained in a sentence.
func (p *Pages) index(r *newsroom.Request) (newsroom.Answer, error) {
	lines := []Line{
		{"people", "people/"}, {"rights", "rights/"}, {"outlet", "outlet/"}, {"look", "look/"}, {"editions", "editions/"}, {"sections", "sections/"},
		{"kinds", "kinds/"}, {"bureaus", "bureaus/"}, {"places", "places/"}, {"partners", "partners/"}, {"topics", "topics/"},
	}
	for _, more := range []struct {
		deed people.Deed
		line Line
	}{
		{people.KnowPseudonyms, Line{"pseudonyms", "pseudonyms/"}}, {people.ManagePeople, Line{"tokens", "tokens/"}},
		{people.ManageWebhooks, Line{"webhooks", "webhooks/"}}, {people.ReadSettings, Line{"drafts", "drafts/"}}, {people.ReadSettings, Line{"jobs", "jobs/"}}, {people.ReadAudit, Line{"audit", "audit/"}},
	} {
		if r.May(people.Case{Deed: more.deed}) {
			lines = append(lines, more.line)
		}
	}
	return newsroom.Show("index", lines), nil
}
