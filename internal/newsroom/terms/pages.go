package terms

import (
	"context"
	"embed"

	"masthead/internal/audit"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
	"masthead/internal/terms"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of the house's style.
type Pages struct {
	DB    *db.DB
	House *terms.House
}

// Bounds of what is sent, in bytes.
const (
	maxFile  = terms.MaxFile + 64<<10 // with the form around it
	maxCheck = 2 << 20                // blocks of a text
)

const (
	at     = "/desk/terms/"
	onText = "/desk/stories/{story}/{lang}/terms/"
)

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	keeps := newsroom.Somewhere(people.KeepTerms)
	reads := newsroom.OnStory(people.ReadStory)
	saves := newsroom.OnStory(people.SaveOriginal, people.SaveTranslation, people.Publish)
	return newsroom.Place{
		Name: "terms", Pages: files,
		Routes: []newsroom.Route{
			newsroom.Get(at, newsroom.Signed, p.list),
			newsroom.Get(at+"file", newsroom.Signed, p.export),
			newsroom.Get(at+"try", newsroom.Signed, p.tryForm),
			newsroom.Post(at+"try", newsroom.Signed, p.try),
			newsroom.Get(at+"new", keeps, p.newTerm),
			newsroom.Post(at, keeps, p.add),
			newsroom.Get(at+"import", keeps, p.importForm),
			newsroom.Post(at+"import", keeps, p.importFile).Within(maxFile),
			newsroom.Post(at+"starting", keeps, p.begin),
			newsroom.Get(at+"term/{term}/", newsroom.Signed, p.term),
			newsroom.Post(at+"term/{term}/", keeps, p.change),
			newsroom.Post(at+"term/{term}/retire", keeps, p.retire),
			newsroom.Post(at+"term/{term}/restore", keeps, p.restore),
			newsroom.Get(onText, reads, p.text),
			newsroom.Post(onText+"check", reads, p.check).Reads(maxCheck),
			newsroom.Post(onText+"rule", saves, p.rule),
			newsroom.Post(onText+"unrule", saves, p.unrule),
		},
		Rail: []newsroom.Rail{{Key: "terms", Icon: "quote", Path: at, Order: 330}},
	}
}

// mayKeep says whether she keeps the terms of a language.
func mayKeep(r *newsroom.Request, l lang.Tag) bool {
	return r.May(people.Case{Deed: people.KeepTerms, Lang: l})
}

// permit refuses terms of languages that she does not keep.
func permit(r *newsroom.Request, l lang.Tag) error {
	if !mayKeep(r, l) {
		return fault.New(fault.Forbidden, "terms.not_yours").With("lang", l.NameIn(r.Visitor.Lang))
	}
	return nil
}

// note keeps a deed on a term in the audit.
func note(ctx context.Context, tx *db.Tx, r *newsroom.Request, deed string, t terms.Term) error {
	return audit.Note(ctx, tx, audit.Entry{
		By: r.Person.ID, Deed: deed, On: audit.Thing("term", t.ID), Lang: t.Lang, From: "desk",
		Detail: map[string]string{"key": t.Key, "severity": string(t.Severity)},
	})
}

// maySave says whether she may save this text: an original, or a translation.
func maySave(r *newsroom.Request) bool {
	deed := people.SaveTranslation
	if r.Text == r.Story.Original {
		deed = people.SaveOriginal
	}
	return r.May(r.Case(deed, r.Story, r.Text))
}

func publishes(r *newsroom.Request) bool { return r.May(r.Case(people.Publish, r.Story, r.Text)) }

func textPath(s story.Story, l lang.Tag) string {
	return "/desk/stories/" + s.ID + "/" + string(l) + "/"
}
