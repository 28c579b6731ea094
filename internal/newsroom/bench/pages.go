package bench

import (
	"embed"
	"net/url"
	"strings"

	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/lang"
	"masthead/internal/kit/words"
	"masthead/internal/newsroom"
	"masthead/internal/people"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the boards and the bench. Those of its questions that are nil have nobody to
// answer them, and their sections are not shown.
type Pages struct {
	DB        *db.DB
	Catalogue *words.Catalogue
	Editions  func() []lang.Tag              // the languages in which the outlet is published
	Wake      func(story string, l lang.Tag) // tells open pages that a text has changed; may be nil
	Other     func() bool                    // whether a second reader must be somebody else; nil: she need not

	Matches     Matches
	Concordance Concordance
	Terms       Terms
	Checks      Checks
	Draft       Draft
	Files       Files
}

// maxForm bounds a block that is sent as a form, in bytes.
const maxForm = 1 << 20

const at = "/desk/bench/{story}/{lang}/"

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	reads, saves := newsroom.OnStory(people.ReadStory), newsroom.OnStory(people.SaveTranslation)
	talks := newsroom.OnStory(people.Comment)
	return newsroom.Place{Name: "bench", Pages: files,
		Rail: []newsroom.Rail{{Key: "bench", Icon: "bench", Path: "/desk/bench/", Order: 30, Count: p.waiting}},
		Routes: []newsroom.Route{
			newsroom.Get("/desk/bench/{$}", newsroom.Signed, p.board),
			newsroom.Get(at+"{$}", reads, p.page),
			newsroom.Get(at+"live", reads, p.live),
			newsroom.Get(at+"help", reads, p.help),
			newsroom.Get(at+"concordance", reads, p.concordance),
			newsroom.Post(at+"begin", saves, p.begin),
			newsroom.Post(at+"pairs/{pair}", saves, p.pair).Within(maxForm),
			newsroom.Post(at+"pairs/{pair}/suggest", talks, p.suggest).Within(maxForm),
			newsroom.Post(at+"pairs/{pair}/offer", saves, p.offer),
			newsroom.Post(at+"ignore", saves, p.ignore),
			newsroom.Post(at+"draft", saves, p.draft),
			newsroom.Post(at+"hand", saves, p.handOver),
		},
	}
}

// maySave says whether she may save this translation.
func maySave(r *newsroom.Request) bool {
	return r.May(r.Case(people.SaveTranslation, r.Story, r.Text))
}

func addressOf(r *newsroom.Request) string {
	return "/desk/bench/" + url.PathEscape(r.Story.ID) + "/" + url.PathEscape(string(r.Text)) + "/"
}

func textAddress(r *newsroom.Request) string {
	return "/desk/stories/" + url.PathEscape(r.Story.ID) + "/" + url.PathEscape(string(r.Text)) + "/"
}

// done answers what was done: a script by JSON, a page by leading back to its place.
func done(r *newsroom.Request, value any, path, key string, pairs ...any) newsroom.Answer {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return newsroom.JSON(value)
	}
	return newsroom.SeeOther(path, key, pairs...)
}

// translated refuses the original, which is made from nothing.
func translated(r *newsroom.Request) error {
	if r.Text == r.Story.Original {
		return fault.New(fault.Invalid, "bench.original")
	}
	return nil
}
