package editor

import (
	"embed"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/words"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the writing page and its protocol.
type Pages struct {
	DB        *db.DB
	Streams   *Streams
	Catalogue *words.Catalogue
}

// Bounds of what is sent, in bytes. A body's JSON is at most 2 MB, and a saving may bring
// along what every block began from.
const (
	maxSave = 8 << 20
	maxForm = 6 << 20
)

const at = "/desk/stories/{story}/{lang}/"

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	reads := newsroom.OnStory(people.ReadStory)
	saves := newsroom.OnStory(people.SaveOriginal, people.SaveTranslation)
	return newsroom.Place{Name: "editor", Pages: files, Labels: map[string]string{
		"headline": "editor.headline", "standfirst": "editor.standfirst", "slug": "editor.slug", "new": "editor.new_paragraphs",
	}, Routes: []newsroom.Route{
		newsroom.Get(at+"{$}", reads, p.page),
		newsroom.Post(at+"{$}", saves, p.saveForm).Within(maxForm),
		newsroom.Get(at+"text", reads, p.text),
		newsroom.Get(at+"now", reads, p.now),
		newsroom.Get(at+"events", reads, p.events),
		newsroom.Post(at+"here", reads, p.here),
		newsroom.Post(at+"save", saves, p.save).Reads(maxSave),
		newsroom.Post(at+"conflicts/{id}", saves, p.solve).Within(maxForm),
	}}
}

// deed is what saving this text is: an original's, or a translation's.
func deed(r *newsroom.Request) people.Deed {
	if r.Text == r.Story.Original {
		return people.SaveOriginal
	}
	return people.SaveTranslation
}

func maySave(r *newsroom.Request) bool { return r.May(r.Case(deed(r), r.Story, r.Text)) }

// permit refuses whoever may save the other sort of text only.
func permit(r *newsroom.Request) error {
	if !maySave(r) {
		return fault.New(fault.Forbidden, "editor.may_not_save")
	}
	return nil
}
