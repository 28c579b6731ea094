package talk

import (
	"embed"
	"net/url"
	"strings"

	"masthead/internal/comment"
	"masthead/internal/kit/db"
	"masthead/internal/kit/fault"
	"masthead/internal/kit/id"
	"masthead/internal/newsroom"
	"masthead/internal/people"
	"masthead/internal/story"
)

//go:embed pages/*.html
var files embed.FS

// Pages are the pages of what is said about a text, and of its history.
type Pages struct{ DB *db.DB }

// maxOffer bounds a suggestion as it is sent, in bytes: a block and what it began from.
const maxOffer = 2 << 20

const at = "/desk/stories/{story}/{lang}/"

// Place is what the desk is given.
func (p *Pages) Place() newsroom.Place {
	reads, talks := newsroom.OnStory(people.ReadStory), newsroom.OnStory(people.Comment)
	saves := newsroom.OnStory(people.SaveOriginal, people.SaveTranslation)
	return newsroom.Place{Name: "talk", Pages: files, Routes: []newsroom.Route{
		newsroom.Get(at+"comments/{$}", reads, p.comments),
		newsroom.Get(at+"comments/data", reads, p.data),
		newsroom.Post(at+"comments/new", talks, p.say),
		newsroom.Post(at+"comments/{thread}/reply", talks, p.reply),
		newsroom.Post(at+"comments/{thread}/settle", talks, p.settle),
		newsroom.Post(at+"comments/{thread}/reopen", talks, p.reopen),
		newsroom.Post(at+"comments/{thread}/edit", talks, p.edit),
		newsroom.Get(at+"suggestions/{$}", reads, p.suggestions),
		newsroom.Post(at+"suggestions/new", talks, p.suggest).Reads(maxOffer),
		newsroom.Post(at+"suggestions/{suggestion}/take", saves, p.take),
		newsroom.Post(at+"suggestions/{suggestion}/leave", saves, p.leave),
		newsroom.Post(at+"suggestions/{suggestion}/withdraw", talks, p.withdraw),
		newsroom.Get(at+"history/{$}", reads, p.history),
		newsroom.Get(at+"history/compare", reads, p.compare),
		newsroom.Post(at+"history/restore", saves, p.restore),
		newsroom.Post(at+"history/name", saves, p.name),
		newsroom.Post(at+"history/unname", saves, p.unname),
	}}
}

// maySave says whether she may save this text: an original, or a translation.
func maySave(r *newsroom.Request) bool {
	deed := people.SaveTranslation
	if r.Text == r.Story.Original {
		deed = people.SaveOriginal
	}
	return r.May(r.Case(deed, r.Story, r.Text))
}

// permit refuses whoever may save the other sort of text only.
func permit(r *newsroom.Request) error {
	if !maySave(r) {
		return fault.New(fault.Forbidden, "newsroom.forbidden")
	}
	return nil
}

// head is what every page here begins with.
type head struct {
	Address  string // of the text, with a slash at its end
	Story    story.Story
	Text     story.Text // of the history without its body
	LangName string
	Title    string
	Tab      string // comments, suggestions, history
	MaySave  bool
	MayTalk  bool
	Op       string // names what the page's forms do, so that a repeated one is harmless
	Open     int    // threads
	Settled  int
	Waiting  int // suggestions
}

// Head lets a template hand it on to a part.
func (h *head) Head() *head { return h }

func (p *Pages) head(r *newsroom.Request, tx *db.Tx, tab string) (h head, err error) {
	h = head{
		Address: addressOf(r), Story: r.Story, LangName: r.Text.NameIn(r.Visitor.Lang), Tab: tab, Op: id.NewBlock(),
		MaySave: maySave(r), MayTalk: r.May(r.Case(people.Comment, r.Story, r.Text)),
	}
	read := story.Newest
	if tab == "history" { // which lists revisions and reads those that it compares
		read = story.NewestHead
	}
	if h.Text, err = read(r.Context(), tx, r.Story.ID, r.Text); err != nil {
		return h, err
	}
	if h.Title = h.Text.Headline; h.Title == "" {
		h.Title = r.Say("talk.untitled")
	}
	h.Open, h.Settled, h.Waiting, err = comment.Counts(r.Context(), tx, r.Story.ID, r.Text)
	return h, err
}

func addressOf(r *newsroom.Request) string {
	return "/desk/stories/" + r.Story.ID + "/" + string(r.Text) + "/"
}

// done answers what was done: a script by JSON, a page by leading back to its place.
func done(r *newsroom.Request, value any, path, key string, pairs ...any) newsroom.Answer {
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		return newsroom.JSON(value)
	}
	return newsroom.SeeOther(path, key, pairs...)
}

// names shows people as the visitor may know them; each is looked up once.
type names struct {
	r       *newsroom.Request
	tx      *db.Tx
	authors []string
	known   map[string]newsroom.Who
}

func namesFor(r *newsroom.Request, tx *db.Tx) *names {
	n := &names{r: r, tx: tx, known: map[string]newsroom.Who{}}
	for _, c := range r.Story.People {
		if c.Part == story.Author {
			n.authors = append(n.authors, c.Person)
		}
	}
	return n
}

func (n *names) who(person string) (newsroom.Who, error) {
	if w, ok := n.known[person]; ok || person == "" {
		if person == "" {
			w = newsroom.PersonMark("", n.r.Say("talk.program"))
		}
		return w, nil
	}
	shown, err := people.Masked(n.r.Context(), n.tx, n.r.Visit, n.authors, person)
	if err != nil {
		return newsroom.Who{}, err
	}
	found, err := people.ByIDs(n.r.Context(), n.tx, []string{shown})
	if err != nil {
		return newsroom.Who{}, err
	}
	name := n.r.Say("talk.somebody")
	if one, ok := found[shown]; ok {
		name = one.In(n.r.Visitor.Lang)
	}
	w := newsroom.PersonMark(shown, name)
	w.Me = person == n.r.Person.ID
	n.known[person] = w
	return w, nil
}

// query writes an address's query of the pairs that are not empty.
func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}
